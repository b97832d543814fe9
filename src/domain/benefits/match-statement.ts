// What a bank's statement does, in whatever form it came: every entry is matched with the line it names, once.
import { createHash } from 'node:crypto';
import type { Call } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import { canonicalJson } from '../../base/json.ts';
import { parseFen } from '../../base/money.ts';
import { Fen, Id, shape, Text, Type } from '../../base/shape.ts';
import { getInstitution } from '../institutions/index.ts';
import { refuse } from './refuse.ts';
import { readEndToEndId } from './run.ts';
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
  readonly openingFen: string;
  readonly closingFen: string;
  /** In the order of the statement. */
  readonly entries: readonly { readonly kind: 'debit' | 'reversal'; readonly id: string; readonly amountFen: string }[];
}

export async function matchStatement(call: Call, given: GivenStatement) {
  const { programmeId, number, day, openingFen, closingFen, entries } = given;
  const bank = await getInstitution(call.db, call.actor.institutionId!);
  const programme = await lockProgramme(call.db, programmeId);
  if (!programme) throw refuse('no-such-programme');
  const bankCode = bank.bankCode!;
  const digest = createHash('sm3').update(canonicalJson({ day, openingFen, closingFen, entries })).digest();
  const before = await findStatement(call.db, programmeId, bankCode, number);
  if (before && !digest.equals(before.digest)) throw refuse('statement-changed', { number });
  if (before) return answer(before.id, await countBuckets(call.db, before.id));
  requireBalance(openingFen, closingFen, entries);

  const statement = { id: call.newId(), programmeId, bankCode, number, digest, entries: entries.length, day };
  const of = (kind: string): Entry[] =>
    entries.flatMap((entry, position) =>
      entry.kind === kind ? [{ position, ...lineOf(entry.id), amountFen: parseFen(entry.amountFen) }] : [],
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

function lineOf(id: string): { runNumber: number | null; entitlement: bigint | null } {
  return readEndToEndId(id) ?? { runNumber: null, entitlement: null };
}

/** Opening less debits plus reversals is the closing balance, or the statement is not whole. */
function requireBalance(
  openingFen: string,
  closingFen: string,
  entries: readonly { kind: string; amountFen: string }[],
): void {
  let balance = parseFen(openingFen);
  for (const { kind, amountFen } of entries) {
    const amount = parseFen(amountFen);
    if (amount <= 0n) throw wrongAnswer('金额须大于零', 'amounts must be above zero');
    balance += kind === 'debit' ? -amount : amount;
  }
  if (balance !== parseFen(closingFen))
    throw wrongAnswer(
      '期初余额与各笔之和不等于期末余额',
      'opening balance and entries do not give the closing balance',
    );
}
