// A month of pensions measured on a PostgreSQL server: draft, approve, send, answer, reconcile, close by signed files with fifteen
// banks that make mistakes; beside a bare insert … select of as many rows.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Action, perform } from '../src/base/action.ts';
import type { Actor } from '../src/base/actor.ts';
import { type House, openCall } from '../src/base/call.ts';
import { MovableClock } from '../src/base/clock.ts';
import { Database } from '../src/base/database/database.ts';
import { openPostgres } from '../src/base/database/postgres.ts';
import type { Day } from '../src/base/day.ts';
import { newUuid } from '../src/base/ids.ts';
import { type Errand, runDueJobs } from '../src/base/jobs.ts';
import { silentLog } from '../src/base/log.ts';
import { migrate } from '../src/base/migrate.ts';
import { SeededRandom, systemRandom } from '../src/base/random.ts';
import type { Static, TSchema } from '../src/base/shape.ts';
import { sql } from '../src/base/sql.ts';
import { Vault } from '../src/base/vault.ts';
import { fromHex, sm2, toHex } from '../src/crypto/index.ts';
import {
  isFault,
  type ProfileCode,
  profiles,
  readPaymentFile,
  writePaymentAnswer,
  writeStatement,
} from '../src/domain/banking/index.ts';
import { registerLink } from '../src/domain/banking/register-link.ts';
import { approveRun } from '../src/domain/benefits/approve-run.ts';
import { closeRun } from '../src/domain/benefits/close-run.ts';
import { draftProgramme } from '../src/domain/benefits/draft-programme.ts';
import { draftRun } from '../src/domain/benefits/draft-run.ts';
import { enterAppropriation } from '../src/domain/benefits/enter-appropriation.ts';
import { explainDifference, signDifference } from '../src/domain/benefits/explain-difference.ts';
import { bankFiles, type FileCarrier, makeSendEnvelope } from '../src/domain/benefits/index.ts';
import { openProgramme } from '../src/domain/benefits/open-programme.ts';
import { accountTrouble, cardOfAccount } from '../src/domain/benefits/pay-account-store.ts';
import { setPayingAccount } from '../src/domain/benefits/set-paying-account.ts';
import { differencesOf, sumsOfRun } from '../src/domain/benefits/statement-store.ts';
import { takeAnswerFile, takeStatementFile } from '../src/domain/benefits/take-bank-file.ts';
import { registerInstitutions } from '../src/domain/institutions/index.ts';
import { verifyLedger } from '../src/domain/ledger/index.ts';
import { installPacks } from '../src/domain/policy/index.ts';

const banks = 'icbc abc boc ccb bocom bob hxb bjrcb citic ceb cmbc cgb cmb spdb psbc'.split(' ');
const period = '2026-03';
const random = new SeededRandom(15);

export async function run({
  url = 'postgres://postgres@127.0.0.1:5432/postgres',
  lines = '1000000',
}: {
  url?: string;
  lines?: string;
}): Promise<void> {
  const name = `yikatong_bench_payout_${process.pid}`;
  const admin = new Database(await openPostgres(url, { connections: 1 }));
  await admin.run({ text: `create database ${name}`, values: [] });
  const own = new URL(url);
  own.pathname = `/${name}`;
  const database = new Database(await openPostgres(own.href, { connections: 4 }));
  try {
    await migrate(database);
    console.log(JSON.stringify(await measure(database, Number(lines))));
  } finally {
    await database.close();
    await admin.run({ text: `drop database ${name} with (force)`, values: [] });
    await admin.close();
  }
}

async function measure(database: Database, count: number) {
  const vault = new Vault([{ id: 1, secret: systemRandom.bytes(32) }], systemRandom);
  const house: House = {
    database,
    clock: new MovableClock(new Date('2026-03-02T01:00:00Z')),
    random: systemRandom,
    vault,
    log: silentLog,
  };
  const found = await foundAgency(house);
  const act = <I extends TSchema, O extends TSchema>(action: Action<I, O>, actor: Actor, input: Static<I>) =>
    perform(house, action, actor, input);
  const { programmeId, officer, approver } = found;
  const steps: Record<string, { seconds: number; nodeCpuSeconds: number; nodeMiB: number }> = {};
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const before = process.cpuUsage();
    const watch = watchMemory();
    const answer = await work();
    const { user, system } = process.cpuUsage(before);
    steps[name] = {
      seconds: round((performance.now() - started) / 1000),
      nodeCpuSeconds: round((user + system) / 1e6),
      nodeMiB: watch(),
    };
    return answer;
  };

  await step('load', () => load(house, programmeId, count));
  // The baseline: the same rows out of the same joins into a bare table, without key, state or partition.
  const bare = async () => {
    const started = performance.now();
    await database.script('drop table if exists bare; create table bare (like benefits.line)');
    await database.run(sql`
      insert into bare select gen_random_uuid(), e.number, e.holder_id, e.amount, c.bank_code, c.card_id, 'ready', ${accountTrouble}
      from benefits.entitlement e join holders.person_view p on p.holder_id = e.holder_id
        left join benefits.pay_account a on a.programme_id = e.programme_id and a.holder_id = e.holder_id ${cardOfAccount}
      where e.programme_id = ${programmeId}`);
    return (performance.now() - started) / 1000;
  };
  const bareSeconds = [await bare(), await bare()];
  const draft = await step('draft', () => act(draftRun, officer, { programmeId, period }));
  bareSeconds.push(await bare());
  const again = await step('draftAgain', () => act(draftRun, officer, { programmeId, period }));
  const { runId } = draft;
  await step('approve', () =>
    act(approveRun, approver, { runId: runId!, ready: draft.ready, totalFen: draft.totalFen }),
  );
  const desk = await openBanks(house, found);
  try {
    const jobs = [makeSendEnvelope(() => bankFiles(house, desk)) as Errand<never>];
    // Two at once, as the server does (base/jobs.ts).
    await step('send', () => Promise.all([runDueJobs(house, jobs), runDueJobs(house, jobs)]));
    desk.work();
    await step('answer', () =>
      desk.twoAtOnce(async (envelopeId, bankCode) => {
        // Spoilt on its way, it is refused whole; sent again, it is taken.
        if (bankCode === banks[0])
          await refused(
            act(takeAnswerFile, found.bank(bankCode), { envelopeId, ...desk.signed(envelopeId, 'spoilt') }),
          );
        await act(takeAnswerFile, found.bank(bankCode), { envelopeId, ...desk.signed(envelopeId, 'answer') });
      }),
    );
    await step('statements', () =>
      desk.twoAtOnce((envelopeId, bankCode) =>
        act(takeStatementFile, found.bank(bankCode), { programmeId, ...desk.signed(envelopeId, 'statement') }),
      ),
    );
  } finally {
    desk.close();
  }
  const differences = await step('reconcile', async () => {
    const { number } = await database.one<{ number: number }>(sql`select number from benefits.run where id = ${runId}`);
    const sums = await sumsOfRun(database, runId!);
    if (
      sums.some(
        (s) =>
          s.waiting > 0 ||
          s.linesFen !== s.envelopeFen ||
          s.paidFen + s.failedFen !== s.linesFen ||
          s.debitedFen - s.paidFen !== desk.returnedFen.get(s.bankCode),
      )
    ) {
      throw new Error('lines, envelopes and statements do not agree');
    }
    return differencesOf(database, { id: runId!, number, programmeId }, 1000);
  });
  const odd = ['duplicate', 'unknown'].map((bucket) => differences.filter((one) => one.bucket === bucket).length);
  if (odd.some((n) => n !== banks.length) || differences.length !== 2 * banks.length) {
    throw new Error(`expected one double and one unknown debit a bank, found ${differences.length} differences`);
  }
  await step('signAndClose', async () => {
    for (const { difference } of differences) {
      await act(explainDifference, officer, { runId: runId!, difference, explanation: '银行误记，次日冲回' });
      await act(signDifference, approver, { runId: runId!, difference });
    }
    await act(closeRun, approver, { runId: runId! });
  });
  const ledger = await verifyLedger(database);
  const counted = Object.entries(steps).filter(([name]) => name !== 'load' && name !== 'draftAgain');
  return {
    bench: 'payout',
    machine: { cores: availableParallelism(), loadAverage: loadavg().map(round) },
    lines: draft.lines,
    ready: draft.ready,
    held: draft.held.map(({ reason, lines }) => `${lines} ${reason}`),
    banks: banks.length,
    returned: desk.returns,
    newRowsOfSecondDraft: again.lines,
    ledgerIntact: ledger.intact,
    steps,
    wholeRunSeconds: round(counted.reduce((sum, [, { seconds }]) => sum + seconds, 0)),
    bareInsertSelectSeconds: bareSeconds.map(round),
    draftToBareInsertSelect: round(steps.draft!.seconds / bareSeconds.sort((x, y) => x - y)[1]!),
    mostNodeMiB: Math.max(...counted.map(([, { nodeMiB }]) => nodeMiB)),
  };
}

async function foundAgency(house: House) {
  await installPacks(house.database);
  const region = 'beijing';
  const ids = await house.database.transaction((db) =>
    registerInstitutions(openCall(house, db, { role: 'system', id: 'bench' }), [
      { region, kind: 'agency', code: 'agency', name: '养老保险经办中心' },
      { region, kind: 'bureau', code: 'bureau', name: '人力资源和社会保障局' },
      ...banks.map((code) => ({ region, kind: 'bank' as const, code, name: `示例银行${code}`, bankCode: code })),
    ]),
  );
  const officer: Actor = { role: 'benefit-officer', id: 'officer', institutionId: ids[0]! };
  const approver: Actor = { role: 'benefit-approver', id: 'approver', institutionId: ids[0]! };
  const administrator: Actor = { role: 'system-administrator', id: 'administrator', institutionId: ids[1]! };
  const bankIdOf = (code: string) => ids[2 + banks.indexOf(code)]!;
  const bank = (code: string): Actor => ({
    role: 'bank-office',
    id: `office-${code}`,
    institutionId: bankIdOf(code),
  });
  const { programmeId } = await perform(house, draftProgramme, officer, {
    code: 'pension',
    nameZh: '养老金',
    nameEn: 'Pension',
    kind: 'pension',
    memo: '养老金',
    mostFen: '10000000',
  });
  await perform(house, openProgramme, approver, { programmeId });
  await perform(house, enterAppropriation, approver, {
    programmeId,
    budgetLine: '2080501',
    document: '示例1号',
    amountFen: '900000000000000',
  });
  return { programmeId, officer, approver, administrator, bank, bankIdOf };
}

/**
 * People, cards with accounts, entitlements and pay accounts, straight into the tables: what is measured begins after it. Sealed is
 * what a payment opens: name and account.
 */
async function load(house: House, programmeId: string, count: number): Promise<void> {
  const { database, vault } = house;
  const now = house.clock.now();
  const page = 5_000;
  for (let start = 0; start < count; start += page) {
    const rows = Array.from({ length: Math.min(page, count - start) }, (_, i) => {
      const n = start + i;
      const holderId = newUuid(now, random);
      const cardId = newUuid(now, random);
      const account = `622202${String(n).padStart(12, '0')}`;
      return {
        holderId,
        cardId,
        n,
        name: vault.seal('示例人', `holders.holder.name:${holderId}`),
        account: vault.seal(account, `cards.card.bank_card:${cardId}`),
        index: vault.index(account, 'bank-card-number'),
        last4: account.slice(-4),
      };
    });
    const column = <K extends keyof (typeof rows)[number]>(key: K) => rows.map((row) => row[key]);
    await database.run(sql`
      with h as (
        insert into holders.holder (id, document_kind, document_number, name, sex, born, nationality, registered_at, changed_at)
        select id, 'resident-id', '\\x00', name, 'male', '1950-01-01', 'CN', ${now}, ${now}
        from unnest(${column('holderId')}::uuid[], ${column('name')}::bytea[]) as t(id, name)),
      c as (
        insert into cards.card (id, holder_id, region, bank_code, generation, card_number, bank_card, bank_card_index, bank_card_last4,
          social_state, financial_state)
        select id, holder_id, 'beijing', (${banks}::text[])[1 + n % ${banks.length}], 3, 'A' || lpad(n::text, 8, '0'), account, index, last4, 'enabled', 'active'
        from unnest(${column('cardId')}::uuid[], ${column('holderId')}::uuid[], ${column('n')}::int[], ${column('account')}::bytea[],
          ${column('index')}::bytea[], ${column('last4')}::text[]) as t(id, holder_id, n, account, index, last4)),
      e as (
        insert into benefits.entitlement (programme_id, holder_id, amount, since)
        select ${programmeId}, holder_id, 250000 + n % 99991, '2026-01-01'
        from unnest(${column('holderId')}::uuid[], ${column('n')}::int[]) as t(holder_id, n))
      insert into benefits.pay_account (programme_id, holder_id, card_id, changed_by, changed_at)
      select ${programmeId}, holder_id, card_id, 'bench', ${now}
      from unnest(${column('holderId')}::uuid[], ${column('cardId')}::uuid[], ${column('n')}::int[]) as t(holder_id, card_id, n)
      -- One in a hundred never said where to be paid.
      where n % 100 <> 77`);
  }
  await database.script('analyze holders.holder, cards.card, benefits.entitlement, benefits.pay_account');
}

/** A third of the banks takes files of each profile. */
const profileOf = (bankCode: string) =>
  (Object.keys(profiles) as ProfileCode[])[banks.indexOf(bankCode) % Object.keys(profiles).length]!;
const payer = (bankCode: string) => `11002003004${String(banks.indexOf(bankCode)).padStart(5, '0')}`;

async function refused(answer: Promise<unknown>): Promise<void> {
  const outcome = await answer.then(
    () => 'taken',
    (error: { code?: string }) => error.code,
  );
  if (outcome !== 'benefits.answer-wrong') throw new Error(`a spoilt answer was not refused but ${outcome}`);
}

/** Registers every bank with its keys, the agency's account there and its profile. */
async function openBanks(house: House, found: Awaited<ReturnType<typeof foundAgency>>): Promise<BankDesk> {
  const desk = new BankDesk();
  for (const bankCode of banks) {
    const secret = systemRandom.bytes(32);
    secret[0]! &= 0x7f;
    const { ownPublicKey } = await perform(house, registerLink, found.administrator, {
      bankId: found.bankIdOf(bankCode),
      publicKey: toHex(sm2.privateKey(secret).publicKey),
    });
    desk.keys.set(bankCode, { secret, platform: fromHex(ownPublicKey) });
    await perform(house, setPayingAccount, found.approver, {
      ...{ bankCode, accountNumber: payer(bankCode), cnaps: '102391000019', profile: profileOf(bankCode) },
    });
  }
  return desk;
}

/**
 * Fifteen banks that take signed files, send back one line in a hundred at once and one in four hundred later, debit one line twice
 * and one that nobody knows. Their files lie on the disk, not in the memory that is measured; their own work is not counted.
 */
class BankDesk implements FileCarrier {
  readonly keys = new Map<string, { secret: Uint8Array; platform: Uint8Array }>();
  readonly taken = new Map<string, string>();
  readonly returnedFen = new Map<string, bigint>();
  returns = 0;
  readonly #folder = mkdtempSync(join(tmpdir(), 'yikatong-payout-'));

  async carry({ bankCode, envelopeId, bytes, signature }: Parameters<FileCarrier['carry']>[0]): Promise<void> {
    if (!sm2.verify(bytes, fromHex(signature), this.keys.get(bankCode)!.platform)) throw new Error('not signed by us');
    writeFileSync(this.#file(envelopeId, 'order'), bytes);
    this.taken.set(envelopeId, bankCode);
  }

  /** Each bank reads its order, pays, and writes its answer and the statement of the day. */
  work(): void {
    const createdAt = new Date('2026-03-03T01:00:00Z');
    const day = '2026-03-03' as Day;
    for (const [envelopeId, bankCode] of this.taken) {
      const profile = profiles[profileOf(bankCode)];
      const order = readPaymentFile(profile, readFileSync(this.#file(envelopeId, 'order')));
      if (isFault(order)) throw new Error(`the bank cannot read its order: ${order.fault}`);
      const lines = order.lines.map(({ id, payee, amountFen }, i) => {
        if (payee.name === '' || payee.accountNumber.length < 16) throw new Error('a line without name or account');
        return { id, amountFen, rejected: i % 100 === 99, returned: i % 400 === 7 };
      });
      const answer = writePaymentAnswer(profile, {
        ...{ messageId: envelopeId, answeredAt: createdAt, refused: null },
        lines: lines.map(({ id, amountFen, rejected }, i) => ({
          ...{ id, amountFen, bankCode: null, bankReference: `B${i}` },
          outcome: rejected ? ('rejected' as const) : ('paid' as const),
          reason: rejected ? ('name-mismatch' as const) : null,
        })),
      });
      writeFileSync(this.#file(envelopeId, 'answer'), answer);
      writeFileSync(this.#file(envelopeId, 'spoilt'), answer.subarray(0, -100));
      const paid = lines.filter(({ rejected }) => !rejected);
      const back = paid.filter(({ returned }) => returned);
      this.returns += back.length;
      this.returnedFen.set(bankCode, sumOf(back));
      const entry = (lineId: string, amountFen: bigint, side: 'debit' | 'credit', i: number) => ({
        ...{ reference: `E${i}`, side, amountFen, day, lineId, reversal: side === 'credit', reason: null },
      });
      const entries = [
        ...paid.map(({ id, amountFen }, i) => entry(id, amountFen, 'debit', i)),
        entry(paid[0]!.id, paid[0]!.amountFen, 'debit', 900_001),
        entry(newUuid(createdAt, random), 100n, 'debit', 900_002),
        ...back.map(({ id, amountFen }, i) => entry(id, amountFen, 'credit', 900_003 + i)),
      ];
      const openingFen = 900_000_000_000_000n;
      const closingFen = entries.reduce(
        (rest, e) => rest + (e.side === 'credit' ? e.amountFen : -e.amountFen),
        openingFen,
      );
      const statement = {
        statementId: 'S1',
        accountNumber: payer(bankCode),
        createdAt,
        day,
        openingFen,
        closingFen,
        entries,
      };
      writeFileSync(this.#file(envelopeId, 'statement'), writeStatement(profile, statement));
    }
  }

  /** Banks do not wait for one another; here two come at a time. */
  async twoAtOnce(come: (envelopeId: string, bankCode: string) => Promise<unknown>): Promise<void> {
    const waiting = [...this.taken];
    const one = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await come(...next);
    };
    await Promise.all([one(), one()]);
  }

  signed(envelopeId: string, kind: 'answer' | 'spoilt' | 'statement') {
    const bytes = readFileSync(this.#file(envelopeId, kind));
    const { secret } = this.keys.get(this.taken.get(envelopeId)!)!;
    return { file: bytes.toString('base64'), signature: toHex(sm2.sign(bytes, secret)) };
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #file = (envelopeId: string, kind: string) => join(this.#folder, `${envelopeId}.${kind}`);
}

const sumOf = (lines: readonly { amountFen: bigint }[]) => lines.reduce((sum, { amountFen }) => sum + amountFen, 0n);

/** Most memory this process held while a step ran, in MiB. */
function watchMemory(): () => number {
  let most = process.memoryUsage().rss;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 50);
  return () => {
    clearInterval(timer);
    return Math.round(Math.max(most, process.memoryUsage().rss) / 2 ** 20);
  };
}

const round = (n: number) => Math.round(n * 100) / 100;
