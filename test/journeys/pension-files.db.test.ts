// A month of pensions by signed files, with simulated banks that keep their own books and fail in every way they know.
import { expect, test } from 'vitest';
import type { Day } from '../../src/base/day.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { sql } from '../../src/base/sql.ts';
import { fromHex, sm2, toHex } from '../../src/crypto/index.ts';
import { profiles } from '../../src/domain/banking/index.ts';
import { registerLink } from '../../src/domain/banking/register-link.ts';
import { moneyOf, restOf } from '../../src/domain/benefits/accounts.ts';
import { approveRun } from '../../src/domain/benefits/approve-run.ts';
import { bankFiles, type FileCarrier } from '../../src/domain/benefits/bank-files.ts';
import { type Agency, codeOf, openAgency } from '../../src/domain/benefits/benefits.fixture.ts';
import { closeRun } from '../../src/domain/benefits/close-run.ts';
import { draftRun } from '../../src/domain/benefits/draft-run.ts';
import { explainDifference, signDifference } from '../../src/domain/benefits/explain-difference.ts';
import { listRuns } from '../../src/domain/benefits/list-runs.ts';
import { reconcileRun } from '../../src/domain/benefits/reconcile-run.ts';
import { endToEndId } from '../../src/domain/benefits/run.ts';
import { setPayingAccount } from '../../src/domain/benefits/set-paying-account.ts';
import { takeAnswer } from '../../src/domain/benefits/take-answer.ts';
import { takeAnswerFile, takeStatementFile } from '../../src/domain/benefits/take-bank-file.ts';
import { bankCardNumbersOf, findGoodCard } from '../../src/domain/cards/index.ts';
import { verifyLedger } from '../../src/domain/ledger/index.ts';
import { type BankFaults, noFaults, SimulatedBank } from '../../src/world/index.ts';

const codes = ['icbc', 'abc'] as const;
type Code = (typeof codes)[number];
const payer: Record<Code, string> = { icbc: '0200000000000000011', abc: '1030000000000000022' };
const fund = 1_000_000_00n;

/** Two banks with files of their own, an agency that pays from an account at each, and a carrier between them. */
async function open(
  profileOf: Record<Code, keyof typeof profiles>,
  faults: Partial<BankFaults> = {},
  people = 12,
  mostLines?: number,
) {
  const banks = new Map<string, SimulatedBank>();
  const answers = new Map<string, Uint8Array[]>();
  const trust = new Map<string, Uint8Array>();
  const line = { cut: false };
  const carrier: FileCarrier = {
    async carry({ bankCode, envelopeId, bytes, signature }) {
      if (line.cut) throw new Error('line down');
      if (!sm2.verify(bytes, fromHex(signature), trust.get(bankCode)!))
        throw new Error('the bank refuses an unsigned file');
      answers.set(envelopeId, [...(answers.get(envelopeId) ?? []), ...banks.get(bankCode)!.takeFile(bytes)]);
    },
  };
  const a = await openAgency('2025-03-03T02:00:00Z', 'fuzhou', (house) => bankFiles(house, carrier));
  const keys = new Map<string, Uint8Array>();
  for (const [i, bankCode] of codes.entries()) {
    const bank = new SimulatedBank({
      region: 'fuzhou',
      bankCode,
      profile: profiles[profileOf[bankCode]],
      random: new SeededRandom(20 + i),
      now: () => a.house.clock.now(),
      faults: { ...noFaults, ...faults },
    });
    banks.set(bankCode, bank);
    bank.books.open(payer[bankCode], '养老保险经办中心', 'public');
    bank.books.move('2025-03-01' as Day, 'other-banks', payer[bankCode], fund, 'funding');
    // The key by which the bank signs files; the test stands in for its own signing machine.
    const key = new SeededRandom(70 + i).bytes(32);
    key[0]! &= 0x7f;
    keys.set(bankCode, key);
    const { ownPublicKey } = await a.act(registerLink, a.actors.administrator, {
      bankId: a.banks[bankCode],
      publicKey: toHex(sm2.privateKey(key).publicKey),
    });
    trust.set(bankCode, fromHex(ownPublicKey));
    await a.act(setPayingAccount, a.actors.approver, {
      bankCode,
      accountNumber: payer[bankCode],
      cnaps: '102391000019',
      profile: profileOf[bankCode],
      ...(mostLines ? { mostLines } : {}),
    });
  }
  const programmeId = await a.openProgrammeOf({ fundFen: fund });
  const ids = await a.addPeople(people);
  await a.entitle(
    programmeId,
    ids.map((id, i) => [id, ['1.15', '8.20', '0.29', '3012.07'][i % 4]!] as const),
  );
  await a.inCall(async (call) => {
    for (const id of ids) {
      const card = (await findGoodCard(call.db, id))!;
      const number = (await bankCardNumbersOf(call, [card.id])).get(card.id)!;
      banks.get(card.bankCode!)!.books.open(number, a.people.get(id)!.name, 'social').activated = true;
    }
  });
  const signed = (bankCode: string, bytes: Uint8Array) => ({
    file: Buffer.from(bytes).toString('base64'),
    signature: toHex(sm2.sign(bytes, keys.get(bankCode)!)),
  });
  const actor = (bankCode: string) => a.actors[bankCode as Code];
  return { a, banks, answers, line, programmeId, ids, signed, actor };
}

async function payOut(a: Agency, programmeId: string) {
  const draft = await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' });
  await a.act(approveRun, a.actors.approver, { runId: draft.runId!, ready: draft.ready, totalFen: draft.totalFen });
  await a.runJobs();
  return (await a.look(listRuns, a.actors.officer, { programmeId })).runs[0]!;
}

test.each([
  { icbc: 'iso', abc: 'gbk-delimited' },
  { icbc: 'gbk-fixed', abc: 'iso' },
] as const)('BEN-01 HUB-08 a month by files of %o: sent, answered, on the statement, closed', async (profileOf) => {
  const { a, banks, answers, programmeId, signed, actor } = await open(profileOf);
  const run = await payOut(a, programmeId);
  expect(run.envelopes.map(({ state }) => state)).toEqual(['sent', 'sent']);
  for (const { envelopeId, bankCode } of run.envelopes) {
    const [file] = answers.get(envelopeId)!;
    expect(await a.act(takeAnswerFile, actor(bankCode), { envelopeId, ...signed(bankCode, file!) })).toMatchObject({
      failed: 0,
      state: 'answered',
    });
    const { file: statement } = banks.get(bankCode)!.statement(payer[bankCode as Code], '2025-03-03' as Day);
    const { buckets } = await a.act(takeStatementFile, actor(bankCode), {
      programmeId,
      ...signed(bankCode, statement),
    });
    expect(buckets).toMatchObject([{ bucket: 'matched', entries: 6 }]);
  }
  const { clean } = await a.look(reconcileRun, a.actors.auditor, { runId: run.runId });
  expect(clean).toBe(true);
  await a.act(closeRun, a.actors.approver, { runId: run.runId });
  // What we say was paid is what left the bank's books, to the fen.
  const left = codes.reduce(
    (sum, code) => sum + fund - banks.get(code)!.books.accounts.get(payer[code])!.balanceFen,
    0n,
  );
  const money = await moneyOf({ db: a.house.database }, programmeId);
  expect(restOf(money.paid)).toBe(left);
  expect((await verifyLedger(a.house.database)).intact).toBe(true);
});

test('a bank that takes four lines a file gets its six in two files, and an answer to one says nothing about the other', async () => {
  const { a, banks, answers, programmeId, signed, actor } = await open(
    { icbc: 'iso', abc: 'gbk-fixed' },
    { partialReject: 0.3 },
    12,
    4,
  );
  const run = await payOut(a, programmeId);
  expect(run.envelopes.map(({ bankCode, lines, state }) => [bankCode, lines, state])).toEqual([
    ['abc', 4, 'sent'],
    ['abc', 2, 'sent'],
    ['icbc', 4, 'sent'],
    ['icbc', 2, 'sent'],
  ]);
  const [one, other] = run.envelopes as [(typeof run.envelopes)[0], (typeof run.envelopes)[0]];
  const answerOf = (envelopeId: string) => answers.get(envelopeId)![0]!;
  // A file that names the other envelope, and lines of one handed in for the other: nothing moves.
  expect(
    await codeOf(
      a.act(takeAnswerFile, actor('abc'), { envelopeId: one.envelopeId, ...signed('abc', answerOf(other.envelopeId)) }),
    ),
  ).toBe('benefits.answer-wrong');
  const last = await a.house.database.one<{ entitlement: bigint; amount: bigint }>(sql`
    select entitlement, amount from benefits.line where run_id = ${run.runId} and bank_code = 'abc' order by entitlement desc limit 1`);
  const stranger = { id: endToEndId(run.number, last.entitlement), amountFen: last.amount.toString(), reason: null };
  expect(
    await codeOf(
      a.act(takeAnswer, actor('abc'), { envelopeId: one.envelopeId, items: [stranger], totalFen: stranger.amountFen }),
    ),
  ).toBe('benefits.answer-wrong');
  let failed = 0;
  for (const { envelopeId, bankCode } of run.envelopes) {
    const outcome = await a.act(takeAnswerFile, actor(bankCode), {
      envelopeId,
      ...signed(bankCode, answerOf(envelopeId)),
    });
    expect(outcome.state).toBe('answered');
    failed += outcome.failed;
  }
  // The seed must have met a reject, or this proves little.
  expect(failed).toBeGreaterThan(0);
  for (const code of codes) {
    const { file } = banks.get(code)!.statement(payer[code], '2025-03-03' as Day);
    await a.act(takeStatementFile, actor(code), { programmeId, ...signed(code, file) });
  }
  const { clean, envelopes } = await a.look(reconcileRun, a.actors.auditor, { runId: run.runId });
  expect(envelopes.map(({ agrees }) => agrees)).toEqual([true, true, true, true]);
  expect(clean).toBe(true);
  await a.act(closeRun, a.actors.approver, { runId: run.runId });
});

test('an outage, a repeat, a forged signature, a spoilt total and a stranger change nothing', async () => {
  const { a, banks, answers, line, programmeId, signed, actor } = await open(
    { icbc: 'iso', abc: 'gbk-delimited' },
    { wrongTotal: 1, wrongEncoding: 1 },
  );
  line.cut = true;
  let run = await payOut(a, programmeId);
  expect(run.envelopes.map(({ state }) => state)).toEqual(['approved', 'approved']);
  line.cut = false;
  a.house.clock.moveTo(new Date(a.house.clock.now().getTime() + 30 * 60_000));
  await a.runJobs();
  run = (await a.look(listRuns, a.actors.officer, { programmeId })).runs[0]!;
  expect(run.envelopes.map(({ state }) => state)).toEqual(['sent', 'sent']);
  for (const { envelopeId, bankCode } of run.envelopes) {
    const files = answers.get(envelopeId)!;
    expect(files.length).toBe(3);
    const take = (input: { file: string; signature: string }, who = bankCode) =>
      codeOf(a.act(takeAnswerFile, actor(who), { envelopeId, ...input }));
    for (const spoilt of files.slice(0, -1)) expect(await take(signed(bankCode, spoilt))).toBe('benefits.answer-wrong');
    const good = signed(bankCode, files.at(-1)!);
    const forged = { ...good, signature: good.signature.replace(/^./, (c) => (c === '0' ? '1' : '0')) };
    expect(await take(forged)).toBe('benefits.wrong-signature');
    expect(await take(good, bankCode === 'icbc' ? 'abc' : 'icbc')).toBe('benefits.other-bank');
    const before = restOf((await moneyOf({ db: a.house.database }, programmeId)).paid);
    expect(await take(good)).toBe('done');
    const after = restOf((await moneyOf({ db: a.house.database }, programmeId)).paid);
    expect(after).toBeGreaterThan(before);
    expect(await take(good)).toBe('done');
    expect(restOf((await moneyOf({ db: a.house.database }, programmeId)).paid)).toBe(after);
  }
  expect(banks.get('icbc')!.books.bookings.filter(({ what }) => what === 'payment').length).toBe(6);
});

test('rejects, double debits and late returns of a bank end in the right buckets, and every fen is accounted for', async () => {
  const { a, banks, answers, programmeId, signed, actor } = await open(
    { icbc: 'iso', abc: 'gbk-fixed' },
    { partialReject: 0.2, duplicateDebit: 0.2, lateReturn: 0.3 },
    60,
  );
  const run = await payOut(a, programmeId);
  const found: Record<string, number> = {};
  for (const day of ['2025-03-03', '2025-03-04'] as Day[]) {
    for (const { envelopeId, bankCode } of run.envelopes) {
      if (day === '2025-03-03')
        await a.act(takeAnswerFile, actor(bankCode), {
          envelopeId,
          ...signed(bankCode, answers.get(envelopeId)!.at(-1)!),
        });
      const { file } = banks.get(bankCode)!.statement(payer[bankCode as Code], day);
      const { buckets } = await a.act(takeStatementFile, actor(bankCode), { programmeId, ...signed(bankCode, file) });
      for (const { bucket, entries } of buckets) found[bucket] = (found[bucket] ?? 0) + entries;
    }
  }
  const bookings = codes.flatMap((code) => banks.get(code)!.books.bookings);
  const debits = bookings.filter(({ what }) => what === 'payment');
  const doubled = debits.length - new Set(debits.map(({ lineId }) => lineId)).size;
  const returns = bookings.filter(({ what }) => what === 'return').length;
  // The seed must have met every fault, or this proves little.
  expect(doubled).toBeGreaterThan(0);
  expect(returns).toBeGreaterThan(0);
  expect(found).toEqual({ matched: debits.length - doubled + returns, duplicate: doubled });
  const money = await moneyOf({ db: a.house.database }, programmeId);
  const paid =
    debits.reduce((sum, { amountFen }) => sum + amountFen, 0n) -
    bookings.filter(({ what }) => what === 'return').reduce((sum, { amountFen }) => sum + amountFen, 0n);
  const twice = debits
    .filter((one, i) => debits.findIndex(({ lineId }) => lineId === one.lineId) !== i)
    .reduce((sum, { amountFen }) => sum + amountFen, 0n);
  expect(restOf(money.paid)).toBe(paid - twice);
  expect(restOf(money.transit)).toBe(0n);
  expect(restOf(money.fund) + restOf(money.paid) + restOf(money.returned)).toBe(fund);
  const { differences } = await a.look(reconcileRun, a.actors.officer, { runId: run.runId });
  expect(differences.map(({ bucket }) => bucket)).toEqual(Array(doubled).fill('duplicate'));
  for (const { difference } of differences) {
    await a.act(explainDifference, a.actors.officer, {
      runId: run.runId,
      difference,
      explanation: '银行重复记账，次日冲回',
    });
    await a.act(signDifference, a.actors.approver, { runId: run.runId, difference });
  }
  await a.act(closeRun, a.actors.approver, { runId: run.runId });
});
