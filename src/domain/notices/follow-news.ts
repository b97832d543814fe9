// Standing job: reads the journal from the place it reached, composes what people are to be told, notes what banks say of theirs, and keeps the new place.
import type { Call } from '../../base/call.ts';
import type { Job } from '../../base/jobs.ts';
import { type Entry, readNews } from '../../base/journal.ts';
import { composeMessages } from './compose.ts';
import { type NewsRow, news } from './news.ts';
import { lockPlace, moveMessages, savePlace } from './store.ts';
import { factsOf } from './subject.ts';

const pauseMs = 5_000;
// A line may concern ten thousand people; one transaction takes the lines of about so many.
const mostIds = 5_000;

export const followNews: Job<Record<string, never>> = {
  name: 'notices.follow-news',
  async run(call) {
    const place = await lockPlace(call.db);
    const page = await readNews(call.db, place);
    const lines = upTo(page, mostIds);
    const last = lines.at(-1);
    if (!last) return { again: new Date(call.now.getTime() + pauseMs) };
    const known = lines.flatMap((line) => rowsOf(line).map((row) => ({ line, row })));
    if (known.length > 0) {
      const told = await composeMessages(call, known);
      if (told.composed + told.refused > 0) call.note(told);
    }
    for (const line of lines) if (line.action === 'banking.take-message') await followTexts(call, line);
    await savePlace(call.db, last);
    return {
      again: lines.length < page.length || page.length === 4096 ? call.now : new Date(call.now.getTime() + pauseMs),
    };
  },
};

/** What a bank says became of the messages it sends (PCK-05). */
async function followTexts(call: Call, line: Entry): Promise<void> {
  const facts = factsOf(line) as Partial<Record<'textsSent' | 'textsDelivered' | 'textsFailed', string[]>>;
  await moveMessages(call, facts.textsSent ?? [], 'sent');
  await moveMessages(call, facts.textsDelivered ?? [], 'delivered');
  await moveMessages(call, facts.textsFailed ?? [], 'failed');
}

const rowsOf = (line: Entry): readonly NewsRow[] => (Object.hasOwn(news, line.action) ? news[line.action]! : []);

function upTo(lines: readonly Entry[], most: number): readonly Entry[] {
  let count = 0;
  const end = lines.findIndex((line) => {
    if (rowsOf(line).length === 0) return false;
    const before = count;
    count += Object.values(factsOf(line)).reduce<number>((n, fact) => n + (Array.isArray(fact) ? fact.length : 0), 1);
    return before > 0 && count > most;
  });
  return end < 0 ? lines : lines.slice(0, end);
}
