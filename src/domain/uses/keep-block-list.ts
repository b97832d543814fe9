// Job: follows the news of the house and puts cards on the block list, or takes them off, as they stop being good or are again.
import type { Job } from '../../base/jobs.ts';
import { readNews } from '../../base/journal.ts';
import { emptyDigest, markOf, movedDigest } from './block-list.ts';
import { changesFor, lockPlace, newestVersion, savePlace, saveVersion } from './block-list-store.ts';

const everyMs = 5_000;

export const keepBlockList: Job = {
  name: 'uses.keep-block-list',
  async run(call) {
    const place = await lockPlace(call.db);
    const news = await readNews(call.db, place);
    const last = news.at(-1);
    if (!last) return { again: new Date(call.now.getTime() + everyMs) };
    // Whatever was done to a person may have changed a card; the cards themselves say whether it did.
    const holders = new Set(news.flatMap(({ about }) => about));
    const changes = (await changesFor(call.db, [...holders])).map((change) => ({
      ...change,
      mark: markOf(change.cardNumber),
    }));
    if (changes.length > 0) {
      const before = await newestVersion(call.db);
      const marks = (blocked: boolean) => changes.filter((c) => c.blocked === blocked).map(({ mark }) => mark);
      const [added, removed] = [marks(true), marks(false)];
      const version = {
        version: (before?.version ?? 0n) + 1n,
        total: (before?.total ?? 0) + added.length - removed.length,
        digest: movedDigest(before?.digest ?? emptyDigest, added, removed),
        at: call.now,
      };
      await saveVersion(call.db, version, changes);
    }
    await savePlace(call.db, { xid: last.xid, seq: last.seq });
    return { again: call.now };
  },
};
