// A run from draft to close, with everything that can go wrong on the way.
import { beforeAll, describe, expect, test } from 'vitest';
import { verifyLedger } from '../ledger/index.ts';
import { moneyOf, restOf } from './accounts.ts';
import { approveRun } from './approve-run.ts';
import { type Agency, codeOf, openAgency } from './benefits.fixture.ts';
import { cancelRun } from './cancel-run.ts';
import { closeRun } from './close-run.ts';
import { draftRun } from './draft-run.ts';
import { explainDifference, signDifference } from './explain-difference.ts';
import { holdLine } from './hold-line.ts';
import { listRuns } from './list-runs.ts';
import { publicTotals } from './public-totals.ts';
import { agreeRecall, recallLine } from './recall-line.ts';
import { reconcileRun } from './reconcile-run.ts';
import { listLines } from './run-store.ts';
import { takeAnswer } from './take-answer.ts';
import { takeStatement } from './take-statement.ts';
import { traceLine } from './trace-line.ts';

let a: Agency;
beforeAll(async () => {
  a = await openAgency();
});

const money = async (programmeId: string) => {
  const m = await moneyOf(a.house.database as never, programmeId).catch(() =>
    moneyOf({ db: a.house.database }, programmeId),
  );
  return { fund: restOf(m.fund), transit: restOf(m.transit), paid: restOf(m.paid), returned: restOf(m.returned) };
};

async function draftAndApprove(programmeId: string, period: string, kind: 'pay' | 'repay' = 'pay') {
  const draft = await a.act(draftRun, a.actors.officer, { programmeId, period, kind });
  await a.act(approveRun, a.actors.approver, { runId: draft.runId!, ready: draft.ready, totalFen: draft.totalFen });
  await a.runJobs();
  const { runs } = await a.look(listRuns, a.actors.officer, { programmeId });
  return runs.find(({ runId }) => runId === draft.runId)!;
}

const bankOf = (bankCode: string) => (bankCode === 'icbc' ? a.actors.icbc : a.actors.abc);

/** The bank answers a whole envelope; `fail` says why a line comes back. */
async function answer(envelopeId: string, bankCode: string, fail: (index: number) => string | null = () => null) {
  const lines = a.channel.of(envelopeId);
  return a.act(takeAnswer, bankOf(bankCode), {
    envelopeId,
    items: lines.map(({ id, amountFen }, i) => ({ id, amountFen: amountFen.toString(), reason: fail(i) })),
    totalFen: lines.reduce((sum, { amountFen }) => sum + amountFen, 0n).toString(),
  });
}

let statements = 0;
type Entry = { kind: 'debit' | 'reversal'; id: string; amountFen: bigint };
async function statement(programmeId: string, bankCode: string, entries: readonly Entry[]) {
  statements += 1;
  const opening = 1_000_000_000_000n;
  const closing = entries.reduce(
    (sum, { kind, amountFen }) => (kind === 'debit' ? sum - amountFen : sum + amountFen),
    opening,
  );
  const { buckets } = await a.act(takeStatement, bankOf(bankCode), {
    programmeId,
    number: `S${statements}`,
    day: '2025-03-05' as never,
    openingFen: opening.toString(),
    closingFen: closing.toString(),
    entries: entries.map((e) => ({ ...e, amountFen: e.amountFen.toString() })),
  });
  return Object.fromEntries(buckets.map(({ bucket, entries: n }) => [bucket, n]));
}

test('BEN-01 four programmes are drafted, approved, paid and reconciled to the fen', async () => {
  const people = await a.addPeople(6);
  const programmes = [];
  for (const kind of ['pension', 'unemployment', 'work-injury', 'employment-subsidy'] as const)
    programmes.push(await a.openProgrammeOf({ kind }));
  const yuan = ['1.15', '8.20', '0.29', '1234.56', '3000', '0.01'];
  for (const programmeId of programmes) {
    await a.entitle(
      programmeId,
      people.map((id, i) => [id, yuan[i]!] as const),
    );
    const run = await draftAndApprove(programmeId, '2025-03');
    expect(run.totalFen).toBe('424421');
    expect(run.envelopes.map(({ bankCode }) => bankCode)).toEqual(['abc', 'icbc']);
    for (const { envelopeId, bankCode } of run.envelopes) {
      expect((await answer(envelopeId, bankCode)).state).toBe('answered');
      const debits = a.channel.of(envelopeId).map(({ id, amountFen }) => ({ kind: 'debit' as const, id, amountFen }));
      expect(await statement(programmeId, bankCode, debits)).toEqual({ matched: 3 });
    }
    const { clean, envelopes } = await a.look(reconcileRun, a.actors.auditor, { runId: run.runId });
    expect(clean).toBe(true);
    for (const e of envelopes)
      expect([e.linesFen, e.envelopeFen, e.debitedFen, e.paidFen]).toEqual(Array(4).fill(e.linesFen));
    await a.act(closeRun, a.actors.approver, { runId: run.runId });
    expect(await money(programmeId)).toEqual({
      fund: 10_000_000_000n - 424_421n,
      transit: 0n,
      paid: 424_421n,
      returned: 0n,
    });
  }
  // The names and accounts the bank was told are those of the people, in clear, only there.
  const told = a.channel.sent.flatMap(({ lines }) => lines);
  expect(new Set(told.map(({ name }) => name))).toEqual(new Set(people.map((id) => a.people.get(id)!.name)));
  expect(told.every(({ account }) => /^62\d{14,17}$/.test(account))).toBe(true);
});

test('drafting again adds nobody twice; who was entitled later comes in a supplement', async () => {
  const programmeId = await a.openProgrammeOf();
  const [first, second, third] = await a.addPeople(3);
  await a.entitle(programmeId, [
    [first!, '10'],
    [second!, '20'],
  ]);
  const regular = await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' });
  expect(regular).toMatchObject({ kind: 'regular', lines: 2, ready: 2, totalFen: '3000' });
  expect(await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' })).toMatchObject({
    runId: null,
    lines: 0,
  });
  await a.entitle(programmeId, [[third!, '30']]);
  expect(await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' })).toMatchObject({
    kind: 'supplement',
    lines: 1,
    totalFen: '3000',
  });
  // Cancelled, its people can be drafted again; whoever stands in the supplement stays there, and is not paid by both.
  await a.act(cancelRun, a.actors.officer, { runId: regular.runId! });
  expect(await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' })).toMatchObject({
    kind: 'regular',
    lines: 2,
    totalFen: '3000',
  });
});

test('two officers who draft at once make one run with each line once', async () => {
  const programmeId = await a.openProgrammeOf();
  const people = await a.addPeople(4);
  await a.entitle(
    programmeId,
    people.map((id) => [id, '5'] as const),
  );
  const drafts = await Promise.all(
    [1, 2, 3].map(() => a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' })),
  );
  expect(drafts.map(({ lines }) => lines).sort()).toEqual([0, 0, 4]);
});

describe('who may do what', () => {
  test('the drafter cannot approve, nor a stranger, nor with other figures; without money nothing is approved', async () => {
    const programmeId = await a.openProgrammeOf({ fundFen: 500n });
    const people = await a.addPeople(2);
    await a.entitle(
      programmeId,
      people.map((id) => [id, '3'] as const),
    );
    const { runId, ready, totalFen } = await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' });
    const input = { runId: runId!, ready, totalFen };
    expect(await codeOf(a.act(approveRun, a.actors.officerApproving, input))).toBe('benefits.second-person-needed');
    expect(await codeOf(a.act(approveRun, a.actors.strangerApproving, input))).toBe('benefits.not-your-programme');
    expect(await codeOf(a.act(approveRun, a.actors.approver, { ...input, totalFen: '601' }))).toBe(
      'benefits.run-differs',
    );
    expect(await codeOf(a.act(approveRun, a.actors.approver, input))).toBe('benefits.funds-short');
    expect(await money(programmeId)).toEqual({ fund: 500n, transit: 0n, paid: 0n, returned: 0n });
  });

  test('a bank answers only its own envelopes, and only after they were sent', async () => {
    const programmeId = await a.openProgrammeOf();
    const people = await a.addPeople(1, {}, ['icbc']);
    await a.entitle(
      programmeId,
      people.map((id) => [id, '3'] as const),
    );
    a.channel.cut = true;
    const run = await draftAndApprove(programmeId, '2025-03');
    const { envelopeId } = run.envelopes[0]!;
    const items = [{ id: `R${run.number}-1`, amountFen: '300', reason: null }];
    expect(await codeOf(a.act(takeAnswer, a.actors.icbc, { envelopeId, items, totalFen: '300' }))).toBe(
      'benefits.envelope-not-sent',
    );
    expect(await money(programmeId)).toMatchObject({ fund: 10_000_000_000n - 300n, transit: 0n });
    a.channel.cut = false;
    a.house.clock.moveTo(new Date(a.house.clock.now().getTime() + 10 * 60_000));
    await a.runJobs();
    expect(await codeOf(a.act(takeAnswer, a.actors.abc, { envelopeId, items, totalFen: '300' }))).toBe(
      'benefits.other-bank',
    );
    expect(await money(programmeId)).toMatchObject({ transit: 300n });
  });
});

test('the functional scenario of an open payment system: 1,002 items, one cancelled, one without an account, a third reversed, three errors', async () => {
  const programmeId = await a.openProgrammeOf();
  const people = await a.addPeople(1001);
  const [unmapped] = await a.addPeople(1, {}, []);
  const everybody = [...people, unmapped!];
  await a.entitle(
    programmeId,
    everybody.map((id, i) => [id, (i + 1).toString()] as const),
  );
  const draft = await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' });
  expect(draft).toMatchObject({
    lines: 1002,
    ready: 1001,
    held: [{ reason: 'no-account', lines: 1, totalFen: '100200' }],
  });
  expect(BigInt(draft.totalFen) + 100_200n).toBe(50_250_300n);
  const lines = await listLines(a.house.database, draft.runId!, 'ready', 0n, 2000);
  const cancelled = lines[499]!;
  await a.act(holdLine, a.actors.officer, {
    runId: draft.runId!,
    line: cancelled.entitlement.toString(),
    why: '申请人撤回',
  });
  const shipped = BigInt(draft.totalFen) - cancelled.amountFen;
  await a.act(approveRun, a.actors.approver, { runId: draft.runId!, ready: 1000, totalFen: shipped.toString() });
  await a.runJobs();
  const run = (await a.look(listRuns, a.actors.officer, { programmeId })).runs[0]!;
  expect(run.envelopes.reduce((sum, { lines: n }) => sum + n, 0)).toBe(1000);

  const buckets: Record<string, number> = {};
  let [reversals, reversed] = [0, 0n];
  for (const { envelopeId, bankCode } of run.envelopes) {
    const sent = a.channel.of(envelopeId);
    const isIcbc = bankCode === 'icbc';
    // One line of one bank is never debited.
    const debited = sent.filter((_, i) => !isIcbc || i !== 9);
    const back = debited.filter((_, i) => i % 10 < 3);
    reversals += back.length;
    reversed += back.reduce((sum, { amountFen }) => sum + amountFen, 0n);
    const entries: Entry[] = [
      ...debited.map(({ id, amountFen }) => ({ kind: 'debit' as const, id, amountFen })),
      ...back.map(({ id, amountFen }) => ({ kind: 'reversal' as const, id, amountFen })),
    ];
    if (isIcbc) {
      entries.push({ kind: 'debit', id: sent[5]!.id, amountFen: sent[5]!.amountFen });
      entries.push({ kind: 'debit', id: 'NO-SUCH-ID', amountFen: 100n });
      entries.push({ kind: 'reversal', id: sent[9]!.id, amountFen: sent[9]!.amountFen });
    }
    for (const [bucket, n] of Object.entries(await statement(programmeId, bankCode, entries))) {
      buckets[bucket] = (buckets[bucket] ?? 0) + n;
    }
  }
  // About thirty in a hundred come back; and exactly three errors: a second debit, an id nobody knows, a reversal of what was not paid.
  expect(reversals).toBeGreaterThan(290);
  expect(buckets).toEqual({ matched: 999 + reversals, duplicate: 1, unknown: 1, 'invalid-reversal': 1 });
  const m = await money(programmeId);
  expect(m.returned).toBe(reversed);
  expect(m.fund + m.transit + m.paid + m.returned).toBe(10_000_000_000n);
  expect((await verifyLedger(a.house.database)).intact).toBe(true);
});

test('a run with differences cannot be closed until each is explained by one and signed by another', async () => {
  const programmeId = await a.openProgrammeOf();
  const people = await a.addPeople(3, {}, ['icbc']);
  await a.entitle(
    programmeId,
    people.map((id) => [id, '7'] as const),
  );
  const run = await draftAndApprove(programmeId, '2025-03');
  const { envelopeId } = run.envelopes[0]!;
  expect(await codeOf(a.act(closeRun, a.actors.approver, { runId: run.runId }))).toBe('benefits.not-clean');
  await answer(envelopeId, 'icbc');
  const [x, y, z] = a.channel.of(envelopeId);
  await statement(programmeId, 'icbc', [
    { kind: 'debit', id: x!.id, amountFen: 700n },
    { kind: 'debit', id: y!.id, amountFen: 701n },
  ]);
  const { differences } = await a.look(reconcileRun, a.actors.officer, { runId: run.runId });
  expect(differences.map(({ bucket, line }) => [bucket, line]).sort()).toEqual(
    [
      ['differs', y!.id],
      ['missing', y!.id],
      ['missing', z!.id],
    ].sort(),
  );
  for (const { difference } of differences) {
    expect(await codeOf(a.act(signDifference, a.actors.approver, { runId: run.runId, difference }))).toBe(
      'benefits.no-such-difference',
    );
    await a.act(explainDifference, a.actors.officer, {
      runId: run.runId,
      difference,
      explanation: '银行次日补记，已电话核实',
    });
    expect(await codeOf(a.act(signDifference, a.actors.officerApproving, { runId: run.runId, difference }))).toBe(
      'benefits.second-person-needed',
    );
    expect(await codeOf(a.act(closeRun, a.actors.approver, { runId: run.runId }))).toBe('benefits.not-clean');
    await a.act(signDifference, a.actors.approver, { runId: run.runId, difference });
  }
  await a.act(closeRun, a.actors.approver, { runId: run.runId });
});

test('what is signed off in one programme leaves the like-named difference of another programme open', async () => {
  const runs = [];
  for (const kind of ['pension', 'work-injury'] as const) {
    const programmeId = await a.openProgrammeOf({ kind });
    await a.entitle(
      programmeId,
      (await a.addPeople(1, {}, ['icbc'])).map((id) => [id, '7'] as const),
    );
    const run = await draftAndApprove(programmeId, '2025-03');
    const [line] = a.channel.of(run.envelopes[0]!.envelopeId);
    // Both banks' offices number from the start: the same number, the same position, another programme.
    await a.act(takeStatement, a.actors.icbc, {
      ...{ programmeId, number: 'SAME', day: '2025-03-05' as never, openingFen: '5000', closingFen: '3600' },
      entries: [1, 2].map(() => ({ kind: 'debit' as const, id: line!.id, amountFen: '700' })),
    });
    runs.push(run.runId);
  }
  const difference = 'duplicate:icbc:SAME:1';
  const [one, other] = runs as [string, string];
  await a.act(explainDifference, a.actors.officer, { runId: one, difference, explanation: '银行重复记账，次日冲回' });
  await a.act(signDifference, a.actors.approver, { runId: one, difference });
  await a.act(closeRun, a.actors.approver, { runId: one });
  expect((await a.look(reconcileRun, a.actors.auditor, { runId: other })).differences).toMatchObject([
    { difference, signed: false },
  ]);
  expect(await codeOf(a.act(closeRun, a.actors.approver, { runId: other }))).toBe('benefits.not-clean');
});

test('what came back is paid again by one new line, from the money that came back', async () => {
  const programmeId = await a.openProgrammeOf();
  const people = await a.addPeople(4, {}, ['icbc']);
  await a.entitle(
    programmeId,
    people.map((id) => [id, '100'] as const),
  );
  const run = await draftAndApprove(programmeId, '2025-03');
  const { envelopeId } = run.envelopes[0]!;
  await answer(envelopeId, 'icbc', (i) => (i < 2 ? 'name-mismatch' : null));
  expect(await money(programmeId)).toMatchObject({ transit: 0n, paid: 20_000n, returned: 20_000n });
  const again = await draftAndApprove(programmeId, '2025-03', 'repay');
  expect(again).toMatchObject({ kind: 'repay', lines: 2, totalFen: '20000' });
  expect(await money(programmeId)).toEqual({
    fund: 10_000_000_000n - 40_000n,
    transit: 20_000n,
    paid: 20_000n,
    returned: 0n,
  });
  expect(await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03', kind: 'repay' })).toMatchObject({
    runId: null,
  });
  await answer(again.envelopes[0]!.envelopeId, 'icbc');
  expect(await money(programmeId)).toMatchObject({ transit: 0n, paid: 40_000n, returned: 0n });
});

test('an answer is taken once; parts, repeats, strangers and wrong sums are told apart', async () => {
  const programmeId = await a.openProgrammeOf();
  const people = await a.addPeople(3, {}, ['icbc']);
  await a.entitle(
    programmeId,
    people.map((id) => [id, '1'] as const),
  );
  const run = await draftAndApprove(programmeId, '2025-03');
  const { envelopeId } = run.envelopes[0]!;
  const items = a.channel.of(envelopeId).map(({ id }) => ({ id, amountFen: '100', reason: null as string | null }));
  const send = (list: typeof items, totalFen: string) =>
    codeOf(a.act(takeAnswer, a.actors.icbc, { envelopeId, items: list, totalFen }));
  expect(await send(items, '301')).toBe('benefits.answer-wrong');
  expect(await send([items[0]!, items[0]!], '200')).toBe('benefits.answer-wrong');
  expect(await send([{ ...items[0]!, id: 'R999999-1' }], '100')).toBe('benefits.answer-wrong');
  expect(await send([{ ...items[0]!, id: `${items[0]!.id}000` }], '100')).toBe('benefits.answer-wrong');
  expect(await send([{ ...items[0]!, amountFen: '99' }], '99')).toBe('benefits.answer-wrong');
  expect(await money(programmeId)).toMatchObject({ transit: 300n, paid: 0n });
  const part = { envelopeId, items: items.slice(0, 1), totalFen: '100' };
  const once = await a.act(takeAnswer, a.actors.icbc, part);
  expect(once).toMatchObject({ paid: 1, state: 'sent' });
  expect(await a.act(takeAnswer, a.actors.icbc, part)).toMatchObject({ paid: 1 });
  // The rest comes with the first again, now as failed: what is settled stays settled.
  const rest = await a.act(takeAnswer, a.actors.icbc, {
    envelopeId,
    items: items.map((i) => ({ ...i, reason: 'account-closed' })),
    totalFen: '300',
  });
  expect(rest).toMatchObject({ paid: 0, failed: 2, state: 'answered' });
  expect(await money(programmeId)).toMatchObject({ transit: 0n, paid: 100n, returned: 200n });
});

test('a statement comes once; the same number with other content is refused, a broken balance too', async () => {
  const programmeId = await a.openProgrammeOf();
  const entries = [{ kind: 'debit' as const, id: 'NOBODY', amountFen: '5' }];
  const input = { programmeId, number: 'ONCE', day: '2025-03-05' as never, openingFen: '10', closingFen: '5', entries };
  expect(await codeOf(a.act(takeStatement, a.actors.icbc, { ...input, closingFen: '6' }))).toBe(
    'benefits.answer-wrong',
  );
  const first = await a.act(takeStatement, a.actors.icbc, input);
  expect(await a.act(takeStatement, a.actors.icbc, input)).toEqual(first);
  expect(await codeOf(a.act(takeStatement, a.actors.icbc, { ...input, openingFen: '11', closingFen: '6' }))).toBe(
    'benefits.statement-changed',
  );
});

test('BEN-07 a wrong payment is recalled by two people, and the auditor follows it from budget line to account and back', async () => {
  const programmeId = await a.openProgrammeOf();
  const people = await a.addPeople(6, {}, ['icbc']);
  await a.entitle(
    programmeId,
    people.map((id) => [id, '50'] as const),
  );
  const run = await draftAndApprove(programmeId, '2025-03');
  const { envelopeId } = run.envelopes[0]!;
  await answer(envelopeId, 'icbc');
  const sent = a.channel.of(envelopeId);
  await statement(
    programmeId,
    'icbc',
    sent.map(({ id, amountFen }) => ({ kind: 'debit' as const, id, amountFen })),
  );
  const line = sent[0]!.id.split('-')[1]!;
  await a.act(recallLine, a.actors.officer, { runId: run.runId, line, reason: 'paid-to-deceased' });
  expect(await codeOf(a.act(agreeRecall, a.actors.officerApproving, { runId: run.runId, line }))).toBe(
    'benefits.second-person-needed',
  );
  await a.act(agreeRecall, a.actors.approver, { runId: run.runId, line });
  expect(await statement(programmeId, 'icbc', [{ kind: 'reversal', id: sent[0]!.id, amountFen: 5000n }])).toEqual({
    matched: 1,
  });
  const trace = await a.look(traceLine, a.actors.auditor, { runId: run.runId, line }, { purpose: 'audit' });
  expect(trace).toMatchObject({
    appropriations: [{ budgetLine: '2080501', amountFen: '10000000000' }],
    run: { draftedBy: 'benefit-officer-1', approvedBy: 'approver-1' },
    line: { amountFen: '5000', state: 'recalled', reason: 'paid-to-deceased', bankCode: 'icbc' },
    envelope: { envelopeId, lines: 6, totalFen: '30000' },
    entries: [
      { kind: 'debit', bucket: 'matched' },
      { kind: 'reversal', bucket: 'matched' },
    ],
    paidAgainBy: null,
  });
  expect(trace.line.name).toMatch(/\*/);
  // Recalled is not paid again, and the public sees totals of at least five people only.
  expect(await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03', kind: 'repay' })).toMatchObject({
    runId: null,
  });
  const { totals } = await a.look(publicTotals, a.actors.auditor, { region: 'fuzhou', since: '2025-03' });
  expect(totals.find(({ paidFen }) => paidFen === '25000')).toMatchObject({ people: 5 });
  for (const total of totals) expect(total.people === null || total.people >= 5).toBe(true);
});
