// Random months with everything that goes wrong in one. A model says beforehand in which bucket each line ends; lines, envelopes,
// ledger and statements must agree with it at every step, and in the end everybody is paid once or asked back, on a living account.
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { bankCardNumbersOf, findGoodCard } from '../cards/index.ts';
import { verifyLedger } from '../ledger/index.ts';
import { approveRun } from './approve-run.ts';
import { type Agency, codeOf, openAgency } from './benefits.fixture.ts';
import { bookOf, fundFen } from './book.fixture.ts';
import { changePayAccounts } from './change-pay-accounts.ts';
import { closeRun } from './close-run.ts';
import { draftRun } from './draft-run.ts';
import { explainDifference, signDifference } from './explain-difference.ts';
import { agreeRecall, recallLine } from './recall-line.ts';
import { reconcileRun } from './reconcile-run.ts';
import { readEndToEndId } from './run.ts';
import { listEnvelopes, listLines } from './run-store.ts';
import type { PayLine } from './send-envelope.ts';
import { takeAnswer } from './take-answer.ts';
import { takeStatement } from './take-statement.ts';

const period = '2025-03';

/** What happens to one person's payment. */
const fate = fc.record({
  bank: fc.constantFrom('icbc', 'abc'),
  fen: fc.bigInt({ min: 1n, max: 500_000n }),
  card: fc.constantFrom('kept', 'kept', 'kept', 'changed-before-draft', 'changed-before-sending'),
  answer: fc.constantFrom('paid', 'paid', 'rejected', 'silent'),
  debit: fc.constantFrom('once', 'once', 'twice', 'wrong-amount', 'never'),
  back: fc.constantFrom('no', 'no', 'late-return', 'recall'),
});
type Fate = typeof fate extends fc.Arbitrary<infer T> ? T : never;

const month = fc.record({
  fates: fc.array(fate, { minLength: 2, maxLength: 6 }),
  /** The bank first sends an answer whose total is wrong. */
  wrongTotal: fc.boolean(),
  /** Every file of the bank comes twice. */
  twice: fc.boolean(),
});

let a: Agency;
beforeAll(async () => {
  a = await openAgency();
});

const bankActor = (bankCode: string) => (bankCode === 'icbc' ? a.actors.icbc : a.actors.abc);
let statements = 0;

interface Sent extends PayLine {
  readonly envelopeId: string;
  readonly bankCode: string;
  readonly fate: Fate;
  readonly holderId: string;
}

class Month {
  readonly programmeId: string;
  readonly people: readonly { readonly holderId: string; readonly fate: Fate }[];
  readonly twice: boolean;
  constructor(programmeId: string, people: Month['people'], twice: boolean) {
    this.programmeId = programmeId;
    this.people = people;
    this.twice = twice;
  }

  /** Lines, envelopes and ledger tell the same story, and no fen is lost. */
  async check(where: string): Promise<void> {
    const book = await bookOf(a.house.database, this.programmeId);
    expect(book, where).toMatchObject({ agrees: true, total: fundFen });
  }

  /** What the banks were told of a run, each line with the fate of its person. */
  async sent(runId: string): Promise<Sent[]> {
    const holders = new Map(
      (await listLines(a.house.database, runId, null, 0n, 1000)).map((line) => [line.entitlement, line.holderId]),
    );
    return (await listEnvelopes(a.house.database, runId)).flatMap(({ id: envelopeId, bankCode }) =>
      a.channel.of(envelopeId).map((line) => {
        const holderId = holders.get(readEndToEndId(line.id)!.entitlement)!;
        const { fate: mine } = this.people.find((one) => one.holderId === holderId)!;
        return { ...line, envelopeId, bankCode, holderId, fate: mine };
      }),
    );
  }

  async answer(lines: readonly Sent[], wrongTotal = false): Promise<void> {
    for (const envelopeId of new Set(lines.map((line) => line.envelopeId))) {
      const mine = lines.filter((line) => line.envelopeId === envelopeId);
      const total = mine.reduce((sum, { amountFen }) => sum + amountFen, 0n);
      const send = (totalFen: bigint) =>
        codeOf(
          a.act(takeAnswer, bankActor(mine[0]!.bankCode), {
            envelopeId,
            items: mine.map(({ id, amountFen, fate: { answer } }) => ({
              ...{ id, amountFen: amountFen.toString(), reason: answer === 'rejected' ? 'name-mismatch' : null },
            })),
            totalFen: totalFen.toString(),
          }),
        );
      if (wrongTotal) expect(await send(total + 1n)).toBe('benefits.answer-wrong');
      expect(await send(total)).toBe('done');
      if (this.twice) expect(await send(total)).toBe('done');
    }
  }

  /** Takes the statement of each bank; gives how many entries fell into each bucket. */
  async state(entries: readonly { line: Sent; kind: 'debit' | 'reversal'; amountFen: bigint }[]) {
    const found: Record<string, number> = {};
    for (const bankCode of new Set(entries.map(({ line }) => line.bankCode))) {
      const mine = entries.filter(({ line }) => line.bankCode === bankCode);
      statements += 1;
      const closing = mine.reduce(
        (rest, { kind, amountFen }) => (kind === 'debit' ? rest - amountFen : rest + amountFen),
        fundFen,
      );
      const input = {
        ...{ programmeId: this.programmeId, number: `M${statements}`, day: '2025-03-05' as never },
        ...{ openingFen: fundFen.toString(), closingFen: closing.toString() },
        entries: mine.map(({ line, kind, amountFen }) => ({ kind, id: line.id, amountFen: amountFen.toString() })),
      };
      const { buckets } = await a.act(takeStatement, bankActor(bankCode), input);
      if (this.twice) expect((await a.act(takeStatement, bankActor(bankCode), input)).buckets).toEqual(buckets);
      for (const { bucket, entries: n } of buckets) found[bucket] = (found[bucket] ?? 0) + n;
    }
    return found;
  }

  /** Closes the run; refused before every one of the expected differences is explained and signed. */
  async close(runId: string, expected: Readonly<Record<string, number>>): Promise<void> {
    const { differences, envelopes } = await a.look(reconcileRun, a.actors.auditor, { runId });
    const found: Record<string, number> = {};
    for (const { bucket } of differences) found[bucket] = (found[bucket] ?? 0) + 1;
    expect(found).toEqual(expected);
    for (const { agrees } of envelopes) expect(agrees).toBe(true);
    for (const { difference } of differences) {
      expect(await codeOf(a.act(closeRun, a.actors.approver, { runId }))).toBe('benefits.not-clean');
      await a.act(explainDifference, a.actors.officer, { runId, difference, explanation: '已与银行核实' });
      await a.act(signDifference, a.actors.approver, { runId, difference });
    }
    await a.act(closeRun, a.actors.approver, { runId });
  }
}

/** Counts, without the zeros. */
const counts = (of: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(of).filter(([, n]) => n > 0));

async function playMonth({ fates, wrongTotal, twice }: typeof month extends fc.Arbitrary<infer T> ? T : never) {
  const programmeId = await a.openProgrammeOf({ fundFen });
  const people: { holderId: string; fate: Fate }[] = [];
  for (const one of fates) people.push({ holderId: (await a.addPeople(1, {}, [one.bank]))[0]!, fate: one });
  await a.entitle(
    programmeId,
    people.map(({ holderId, fate: { fen } }) => [
      holderId,
      `${fen / 100n}.${(fen % 100n).toString().padStart(2, '0')}`,
    ]),
  );
  const m = new Month(programmeId, people, twice);
  const change = async (when: Fate['card']) => {
    for (const { holderId, fate: one } of people)
      if (one.card === when) await a.replaceCard(holderId, undefined, true, one.bank);
  };

  // Draft and approval; then cards change, and only then the envelopes leave.
  await change('changed-before-draft');
  const draft = await a.act(draftRun, a.actors.officer, { programmeId, period });
  expect(draft.ready).toBe(fates.filter(({ card }) => card !== 'changed-before-draft').length);
  const runId = draft.runId!;
  await a.act(approveRun, a.actors.approver, { runId, ready: draft.ready, totalFen: draft.totalFen });
  await m.check('approved');
  await change('changed-before-sending');
  await a.runJobs();
  await m.check('sent');
  const sent = await m.sent(runId);
  expect(sent.map(({ holderId }) => holderId).sort()).toEqual(
    people
      .filter(({ fate: one }) => one.card === 'kept')
      .map(({ holderId }) => holderId)
      .sort(),
  );
  await expectLiving(sent);

  await m.answer(
    sent.filter(({ fate: one }) => one.answer !== 'silent'),
    wrongTotal,
  );
  await m.check('answered');
  const debits = sent.flatMap((line) => {
    const { answer, debit } = line.fate;
    const entry = { line, kind: 'debit' as const, amountFen: line.amountFen };
    if (answer === 'rejected' || debit === 'never') return [];
    if (debit === 'wrong-amount') return [{ ...entry, amountFen: line.amountFen + 1n }];
    return debit === 'twice' ? [entry, entry] : [entry];
  });
  const asked = sent.filter(({ fate: one }) => one.answer !== 'rejected');
  const doubled = asked.filter(({ fate: { debit } }) => debit === 'twice').length;
  const wrong = asked.filter(({ fate: { debit } }) => debit === 'wrong-amount').length;
  const matched = asked.filter(({ fate: { debit } }) => debit === 'once' || debit === 'twice');
  expect(await m.state(debits)).toEqual(counts({ matched: matched.length, duplicate: doubled, differs: wrong }));
  await m.check('on the statement');

  // A bank that was silent, and whose statement does not say either, keeps the run open until it answers.
  const waiting = asked.filter((line) => line.fate.answer === 'silent' && !matched.includes(line));
  if (waiting.length > 0)
    expect(await codeOf(a.act(closeRun, a.actors.approver, { runId }))).toBe('benefits.not-clean');
  await m.answer(waiting);
  await m.check('answered in the end');

  const back = matched.filter(({ fate: one }) => one.back !== 'no');
  for (const { id } of back.filter(({ fate: one }) => one.back === 'recall')) {
    const line = readEndToEndId(id)!.entitlement.toString();
    await a.act(recallLine, a.actors.officer, { runId, line, reason: 'granted-wrongly' });
    await a.act(agreeRecall, a.actors.approver, { runId, line });
  }
  const reversals = back.map((line) => ({ line, kind: 'reversal' as const, amountFen: line.amountFen }));
  expect(await m.state(reversals)).toEqual(counts({ matched: back.length }));
  await m.check('reversed');
  const missing = asked.length - matched.length;
  await m.close(runId, counts({ duplicate: doubled, differs: wrong, missing }));

  // Accounts are put right; whoever was held or came back is paid by one new line, whoever was asked back is not.
  for (const { holderId, fate: one } of people.filter(({ fate: { card } }) => card !== 'kept')) {
    const card = await a.inCall((call) => findGoodCard(call.db, holderId));
    expect(card!.bankCode).toBe(one.bank);
    await a.act(changePayAccounts, a.actors.officer, { holderId, cardId: card!.id });
  }
  const recalled = back.filter(({ fate: one }) => one.back === 'recall').map(({ holderId }) => holderId);
  const firstPaid = asked.filter((line) => !back.includes(line)).map(({ holderId }) => holderId);
  const again = await a.act(draftRun, a.actors.officer, { programmeId, period, kind: 'repay' });
  const owed = people.filter(({ holderId }) => !recalled.includes(holderId) && !firstPaid.includes(holderId));
  expect(again).toMatchObject({ lines: owed.length, ready: owed.length });
  if (again.runId !== null) {
    await a.act(approveRun, a.actors.approver, {
      ...{ runId: again.runId, ready: again.ready, totalFen: again.totalFen },
    });
    await a.runJobs();
    const resent = (await m.sent(again.runId)).map((line) => ({
      ...line,
      fate: { ...line.fate, answer: 'paid' as const, debit: 'once' as const },
    }));
    await expectLiving(resent);
    await m.answer(resent);
    await m.state(resent.map((line) => ({ line, kind: 'debit', amountFen: line.amountFen })));
    await m.close(again.runId, {});
  }
  await m.check('in the end');
  const book = await bookOf(a.house.database, programmeId);
  expect(book.paid).toBe(
    people.filter(({ holderId }) => !recalled.includes(holderId)).reduce((sum, { fate: { fen } }) => sum + fen, 0n),
  );
  expect(book.transit).toBe(0n);
  // Nothing is left to draft: everybody stands in exactly one line that was paid or asked back.
  for (const kind of ['pay', 'repay'] as const)
    expect(await a.act(draftRun, a.actors.officer, { programmeId, period, kind })).toMatchObject({ runId: null });
}

/** Every account the banks were told of belongs to the card that is good at that moment. */
async function expectLiving(sent: readonly Sent[]): Promise<void> {
  await a.inCall(async (call) => {
    for (const { holderId, account } of sent) {
      const { id } = (await findGoodCard(call.db, holderId))!;
      expect((await bankCardNumbersOf(call, [id])).get(id)).toBe(account);
    }
  });
}

test('BEN-01 BEN-02 BEN-07 random months with faults: the sums agree in all buckets or the run stays open; nobody is paid twice, forgotten, or on a dead account', {
  timeout: 600_000,
}, async () => {
  await fc.assert(fc.asyncProperty(month, playMonth), { seed: 6, numRuns: 15, endOnFailure: true });
  expect((await verifyLedger(a.house.database)).intact).toBe(true);
});
