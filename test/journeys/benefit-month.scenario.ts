// The act that is interrupted: a month of a benefit with everything that happens in one: draft, approval, files to two banks,
// answers, statements with a double debit, sign-off, a recall, a repay run, and both runs closed.
import { ask, type CallOptions, perform } from '../../src/base/action.ts';
import type { Actor } from '../../src/base/actor.ts';
import type { House } from '../../src/base/call.ts';
import type { MovableClock } from '../../src/base/clock.ts';
import type { Day } from '../../src/base/day.ts';
import { type AnyJob, runDueJobs } from '../../src/base/jobs.ts';
import { sql } from '../../src/base/sql.ts';
import { approveRun } from '../../src/domain/benefits/approve-run.ts';
import { closeRun } from '../../src/domain/benefits/close-run.ts';
import { draftRun } from '../../src/domain/benefits/draft-run.ts';
import { explainDifference, signDifference } from '../../src/domain/benefits/explain-difference.ts';
import { makeSendEnvelope, type PayEnvelope, type PayLine } from '../../src/domain/benefits/index.ts';
import { agreeRecall, recallLine } from '../../src/domain/benefits/recall-line.ts';
import { reconcileRun } from '../../src/domain/benefits/reconcile-run.ts';
import { takeAnswer } from '../../src/domain/benefits/take-answer.ts';
import { takeStatement } from '../../src/domain/benefits/take-statement.ts';
import type { Scenario } from '../crash.ts';

export interface Month {
  readonly programmeId: string;
  readonly officer: Actor;
  readonly approver: Actor;
  readonly banks: Readonly<Record<string, Actor>>;
}

export const period = '2025-03';
const day = '2025-03-05' as Day;

/** The banks' own books, outside the platform: an envelope that comes twice is taken once. */
export const bankBooks =
  'create table public.taken (envelope_id uuid, bank_code text, id text, account text, amount int8, primary key (envelope_id, id))';

export interface TakenLine {
  readonly envelopeId: string;
  readonly bankCode: string;
  readonly id: string;
  readonly amountFen: bigint;
}

const channel = (house: House) => ({
  async send({ envelopeId, bankCode }: PayEnvelope, pages: AsyncIterable<readonly PayLine[]>): Promise<Uint8Array> {
    for await (const page of pages) {
      await house.database.run(sql`
        insert into public.taken (envelope_id, bank_code, id, account, amount)
        select ${envelopeId}, ${bankCode}, id, account, amount
        from unnest(${page.map(({ id }) => id)}::text[], ${page.map(({ account }) => account)}::text[], ${page.map(({ amountFen }) => amountFen)}::int8[])
          as t(id, account, amount)
        on conflict do nothing`);
    }
    return new Uint8Array(32);
  },
});

/** Carries the month to its end from wherever it stands; every act asks under the same request id as before. */
export async function payMonth(house: House, { programmeId, officer, approver, banks }: Month): Promise<void> {
  let acts = 0;
  const once = (): CallOptions => {
    acts += 1;
    return { requestId: `${programmeId}-${acts}` };
  };
  const act: typeof perform = (at, action, actor, input) => perform(at, action, actor, input, once());

  /** Drafts, approves and hands over to the banks; gives what they took. */
  const send = async (kind: 'pay' | 'repay') => {
    const draft = await act(house, draftRun, officer, { programmeId, period, kind });
    const runId = draft.runId!;
    await act(house, approveRun, approver, { runId, ready: draft.ready, totalFen: draft.totalFen });
    await deliver(house, runId);
    const lines = await house.database.rows<TakenLine>(sql`
      select t.envelope_id as "envelopeId", t.bank_code as "bankCode", t.id, t.amount as "amountFen"
      from public.taken t join benefits.envelope v on v.id = t.envelope_id where v.run_id = ${runId} order by t.bank_code, t.id`);
    return { runId, lines };
  };
  const of = (lines: readonly TakenLine[], bankCode: string) => lines.filter((line) => line.bankCode === bankCode);
  const answer = (lines: readonly TakenLine[], fail: (index: number) => string | null = () => null) =>
    act(house, takeAnswer, banks[lines[0]!.bankCode]!, {
      envelopeId: lines[0]!.envelopeId,
      items: lines.map(({ id, amountFen }, i) => ({ id, amountFen: amountFen.toString(), reason: fail(i) })),
      totalFen: lines.reduce((sum, { amountFen }) => sum + amountFen, 0n).toString(),
    });
  const state = (number: string, bankCode: string, entries: readonly (TakenLine & { back?: true })[]) =>
    act(house, takeStatement, banks[bankCode]!, {
      ...{ programmeId, number, day, openingFen: '1000000000' },
      closingFen: entries
        .reduce((rest, { amountFen, back }) => (back ? rest + amountFen : rest - amountFen), 1_000_000_000n)
        .toString(),
      entries: entries.map(({ id, amountFen, back }) => ({
        kind: back ? ('reversal' as const) : ('debit' as const),
        id,
        amountFen: amountFen.toString(),
      })),
    });

  const first = await send('pay');
  const [icbc, abc] = [of(first.lines, 'icbc'), of(first.lines, 'abc')];
  // One line comes back at once, one is debited twice; the other bank answers by its statement alone.
  await answer(icbc, (i) => (i === 0 ? 'name-mismatch' : null));
  await state('S1', 'icbc', [...icbc.slice(1), icbc[1]!]);
  await state('S1', 'abc', abc);
  await recall(first.runId, icbc[2]!);
  await state('S2', 'icbc', [{ ...icbc[2]!, back: true }]);
  await signAndClose(first.runId);

  const again = await send('repay');
  await answer(again.lines);
  await state('S3', 'icbc', again.lines);
  await signAndClose(again.runId);

  async function recall(runId: string, { id }: TakenLine) {
    const line = id.split('-')[1]!;
    await act(house, recallLine, officer, { runId, line, reason: 'granted-wrongly' });
    await act(house, agreeRecall, approver, { runId, line });
  }

  async function signAndClose(runId: string) {
    const { differences } = await ask(house, reconcileRun, approver, { runId });
    for (const { difference } of differences) {
      await act(house, explainDifference, officer, { runId, difference, explanation: '银行重复记账，次日冲回' });
      await act(house, signDifference, approver, { runId, difference });
    }
    await act(house, closeRun, approver, { runId });
  }
}

/** An errand that died comes back by itself after five minutes: the clock moves on until the banks have every envelope. */
async function deliver(house: House, runId: string): Promise<void> {
  const jobs = [makeSendEnvelope(channel) as AnyJob];
  for (let wait = 0; wait < 10; wait += 1) {
    await runDueJobs(house, jobs);
    const waits = await house.database.maybe(
      sql`select from benefits.envelope where run_id = ${runId} and state = 'approved' limit 1`,
    );
    if (!waits) return;
    (house.clock as MovableClock).moveTo(new Date(house.clock.now().getTime() + 6 * 60_000));
  }
  throw new Error(`the envelopes of run ${runId} were never sent`);
}

export const run: Scenario = (house, month: Month) => payMonth(house, month);
