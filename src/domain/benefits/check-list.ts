// Action: check an entitlement list. Nothing is entitled yet; good rows wait for a second person, bad rows are named.
import { createHash } from 'node:crypto';
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import { DayText, Fen, FileBase64, Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { checkIdentityDocument, findHoldersByDocument, getHolders, namesOf, tidyName } from '../holders/index.ts';
import { handleProgramme } from './get-programme.ts';
import { faultOf, fenOfYuan, type Programme, periodOf, type RowFault, rowFaults } from './programme.ts';
import { type ListLine, listLimits, readList } from './read-list.ts';
import { refuse } from './refuse.ts';
import { findListByDigest, type ListRow, listEntitled, saveList } from './store.ts';

export const Month = Type.String({ pattern: '^20\\d{2}-(0[1-9]|1[0-2])$' });

const mostFaults = 5_000;

export const ListAnswer = shape({
  listId: Id,
  state: OneOf(['checked', 'committed', 'dropped']),
  rows: Type.Integer(),
  good: Type.Integer(),
  totalFen: Fen,
  faults: Type.Array(shape({ row: Type.Integer(), fault: Text(40), zh: Text(80), en: Text(120) })),
  since: DayText,
  until: Maybe(DayText),
});

export const checkList = action({
  name: 'benefits.check-list',
  title: { zh: '检查应发名单', en: 'Check an entitlement list' },
  by: ['benefit-officer'],
  bodyLimit: 17 * 1024 * 1024,
  input: shape({
    programmeId: Id,
    /** First period the list pays, and the last; without a last one it goes on. */
    since: Month,
    until: Type.Optional(Maybe(Month)),
    file: FileBase64(listLimits.maxBytes),
  }),
  output: ListAnswer,
  async run(call, { programmeId, since: from, until: to, file }) {
    const programme = await handleProgramme(call, programmeId);
    const since = periodOf(from);
    const until = to ? periodOf(to) : null;
    if (until !== null && until < since) throw refuse('bad-period', { period: `${from}–${to}` });
    const bytes = Buffer.from(file, 'base64');
    const digest = createHash('sm3')
      .update(bytes)
      .update(`\0${since}\0${until ?? ''}`)
      .digest();
    const before = await findListByDigest(call.db, programmeId, digest);
    if (before?.state === 'committed') return answerOf(before);
    const read = readList(bytes);
    if (!read.ok) throw refuse('list-unreadable', { problem: read.problem.zh, problem_en: read.problem.en });
    const { rows, faults } = await judge(call, programme, read.lines, since, until);
    const list = {
      id: call.newId(),
      programmeId,
      digest,
      since,
      until,
      rows: read.lines.length,
      good: rows.length,
      totalFen: rows.reduce((sum, { amountFen }) => sum + amountFen, 0n),
      faults: faults.slice(0, mostFaults),
      checkedBy: call.actor.id,
    };
    await saveList(call.db, list, rows, call.now);
    call.note({ programmeId, listId: list.id, rows: list.rows, good: list.good, totalFen: list.totalFen.toString() });
    return answerOf({ ...list, state: 'checked' });
  },
});

export function answerOf(list: {
  id: string;
  state: 'checked' | 'committed' | 'dropped';
  rows: number;
  good: number;
  totalFen: bigint;
  faults: readonly { row: number; fault: string }[];
  since: Day;
  until: Day | null;
}) {
  return {
    listId: list.id,
    state: list.state,
    rows: list.rows,
    good: list.good,
    totalFen: list.totalFen.toString(),
    faults: list.faults.map(({ row, fault }) => ({ row, fault, ...rowFaults[fault as RowFault] })),
    since: list.since,
    until: list.until,
  };
}

/** Every row is good or has its first fault; nobody is good twice. */
async function judge(call: Call, programme: Programme, lines: readonly ListLine[], since: Day, until: Day | null) {
  const holderIds = await findHoldersByDocument(
    call,
    lines.map(({ number }) => ({ kind: 'resident-id' as const, number })),
  );
  const known = [...new Set(holderIds.filter((id) => id !== null))];
  const people = await getHolders(call.db, known);
  const names = await namesOf(call, known);
  const entitled = new Set((await listEntitled(call.db, programme.id, known, since, until)).map((row) => row.holderId));
  const rows: ListRow[] = [];
  const faults: { row: number; fault: RowFault }[] = [];
  const seen = new Set<string>();
  for (const [i, line] of lines.entries()) {
    const holderId = holderIds[i]!;
    const amountFen = fenOfYuan(line.amount);
    const fault = ((): RowFault | null => {
      if (!checkIdentityDocument('resident-id', line.number).ok) return 'number-malformed';
      if (holderId === null) return 'nobody-known';
      if (tidyName(line.name) !== tidyName(names.get(holderId)!)) return 'name-differs';
      if (amountFen === null) return 'amount-malformed';
      if (seen.has(holderId)) return 'twice-in-list';
      seen.add(holderId);
      if (entitled.has(holderId)) return 'entitled-already';
      return faultOf(programme, people.get(holderId)!, amountFen, since);
    })();
    if (fault) faults.push({ row: line.row, fault });
    else rows.push({ holderId: holderId!, amountFen: amountFen! });
  }
  return { rows, faults };
}
