// What a bank's statement does, in whatever form it came: every entry is matched with the line it names, once.
import { createHash } from 'node:crypto';
import type { Call } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import { Fen, Id, shape, Text, Type } from '../../base/shape.ts';
import { getInstitution } from '../institutions/index.ts';
import { refuse } from './refuse.ts';
import { endToEndId, type LineName } from './run.ts';
import { moveMoney, wrongAnswer } from './settle-answer.ts';
import {
  closeDebitedEnvelopes,
  countBuckets,
  countEntries,
  type Entry,
  findStatement,
  insertStatement,
  type NamedRuns,
  type NewStatement,
  namedRuns,
  payDebited,
  placeDebits,
  placeReversals,
  returnReversed,
} from './statement-store.ts';
import { lockProgramme } from './store.ts';

export const mostEntries = 250_000;

export const StatementOutcome = shape({
  statementId: Id,
  buckets: Type.Array(shape({ bucket: Text(20), entries: Type.Integer(), totalFen: Fen })),
});

export interface GivenStatement {
  readonly programmeId: string;
  /** The bank's number of the statement. */
  readonly number: string;
  readonly day: Day;
  readonly openingFen: bigint;
  readonly closingFen: bigint;
  /** In the order of the statement. */
  readonly entries: readonly GivenEntry[];
}

export interface GivenEntry {
  readonly kind: 'debit' | 'reversal';
  /** The line it names, or the bank's word for what is none of ours. */
  readonly line: LineName | string;
  readonly amountFen: bigint;
}

/** The same statement, whether it came as JSON or as a file, has the same digest. */
function digestOf({ day, openingFen, closingFen, entries }: GivenStatement): Buffer {
  const words = entries.map(({ kind, line, amountFen }) => {
    const name = typeof line === 'string' ? JSON.stringify(line) : endToEndId(line.runNumber, line.entitlement);
    return `${kind} ${name} ${amountFen}\n`;
  });
  return createHash('sm3').update(`${day} ${openingFen} ${closingFen}\n`).update(words.join('')).digest();
}

export async function matchStatement(call: Call, given: GivenStatement) {
  const { programmeId, number, day, entries } = given;
  const bank = await getInstitution(call.db, call.actor.institutionId!);
  const programme = await lockProgramme(call.db, programmeId);
  if (!programme) throw refuse('no-such-programme');
  const bankCode = bank.bankCode!;
  const digest = digestOf(given);
  const before = await findStatement(call.db, programmeId, bankCode, number);
  if (before && !digest.equals(before.digest)) throw refuse('statement-changed', { number });
  if (before) return answer(before.id, await countBuckets(call.db, before.id));
  requireBalance(given);

  const statement = { id: call.newId(), programmeId, bankCode, number, digest, entries: entries.length, day };
  const of = (kind: string): Entry[] =>
    entries.flatMap((entry, position) =>
      entry.kind === kind ? [{ position, ...lineOf(entry), amountFen: entry.amountFen }] : [],
    );
  const [debits, reversals] = [of('debit'), of('reversal')];
  const numbers = [...debits, ...reversals].flatMap(({ runNumber }) => runNumber ?? []);
  const runs = await namedRuns(call.db, programmeId, numbers);
  await insertStatement(call.db, statement, call.now);
  await placeDebits(call.db, statement, debits, runs);
  await countEntries(call.db);
  const paid = await payDebited(call.db, statement, runs);
  await moveMoney(call, programmeId, statement.id, { paid: paid.fen, returned: 0n });
  // Only now: a reversal may give back a debit of the same statement.
  const back = reversals.length > 0 ? await takeBack(call, statement, reversals, runs) : [];
  await closeDebitedEnvelopes(call.db, bankCode, runs, call.now);
  const buckets = await countBuckets(call.db, statement.id);
  call.note({
    programmeId,
    region: programme.region,
    bank: bankCode,
    number,
    day,
    entries: entries.length,
    failedHolders: back.filter(({ recalled }) => !recalled).map(({ holderId }) => holderId),
    odd: buckets.filter(({ bucket }) => bucket !== 'matched').map(({ bucket, entries: n }) => `${bucket}:${n}`),
  });
  return answer(statement.id, buckets);
}

async function takeBack(call: Call, statement: NewStatement, reversals: readonly Entry[], runs: NamedRuns) {
  await placeReversals(call.db, statement, reversals, runs);
  const back = await returnReversed(call.db, statement, runs);
  const returned = back.reduce((sum, { amountFen }) => sum + amountFen, 0n);
  await moveMoney(call, statement.programmeId, statement.id, { paid: 0n, returned }, 'paid');
  return back;
}

const answer = (statementId: string, buckets: { bucket: string; entries: number; totalFen: bigint }[]) => ({
  statementId,
  buckets: buckets.map(({ bucket, entries, totalFen }) => ({ bucket, entries, totalFen: totalFen.toString() })),
});

const noLine = { runNumber: null, entitlement: null };
const lineOf = ({ line }: GivenEntry) => (typeof line === 'string' ? noLine : line);

/** Opening less debits plus reversals is the closing balance, or the statement is not whole. */
function requireBalance({ openingFen, closingFen, entries }: GivenStatement): void {
  let balance = openingFen;
  for (const { kind, amountFen } of entries) {
    if (amountFen <= 0n) throw wrongAnswer('金额须大于零', 'amounts must be above zero');
    balance += kind === 'debit' ? -amountFen : amountFen;
  }
  if (balance !== closingFen)
    throw wrongAnswer(
      '期初余额与各笔之和不等于期末余额',
      'opening balance and entries do not give the closing balance',
    );
}
