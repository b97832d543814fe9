// A month of pensions measured on a PostgreSQL server: draft, approve, send, answer, reconcile, close; beside a bare insert … select.
import { availableParallelism, loadavg } from 'node:os';
import { type Action, perform } from '../src/base/action.ts';
import type { Actor } from '../src/base/actor.ts';
import { type House, openCall } from '../src/base/call.ts';
import { MovableClock } from '../src/base/clock.ts';
import { Database } from '../src/base/database/database.ts';
import { openPostgres } from '../src/base/database/postgres.ts';
import { newUuid } from '../src/base/ids.ts';
import { type Errand, runDueJobs } from '../src/base/jobs.ts';
import { silentLog } from '../src/base/log.ts';
import { migrate } from '../src/base/migrate.ts';
import { SeededRandom, systemRandom } from '../src/base/random.ts';
import type { Static, TSchema } from '../src/base/shape.ts';
import { sql } from '../src/base/sql.ts';
import { Vault } from '../src/base/vault.ts';
import { approveRun } from '../src/domain/benefits/approve-run.ts';
import { closeRun } from '../src/domain/benefits/close-run.ts';
import { draftProgramme } from '../src/domain/benefits/draft-programme.ts';
import { draftRun } from '../src/domain/benefits/draft-run.ts';
import { enterAppropriation } from '../src/domain/benefits/enter-appropriation.ts';
import { explainDifference, signDifference } from '../src/domain/benefits/explain-difference.ts';
import { makeSendEnvelope, type PayEnvelope, type PayLine } from '../src/domain/benefits/index.ts';
import { openProgramme } from '../src/domain/benefits/open-programme.ts';
import { accountTrouble, cardOfAccount } from '../src/domain/benefits/pay-account-store.ts';
import { differencesOf, sumsOfRun } from '../src/domain/benefits/statement-store.ts';
import { takeAnswer } from '../src/domain/benefits/take-answer.ts';
import { takeStatement } from '../src/domain/benefits/take-statement.ts';
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
  const steps: Record<string, { seconds: number; nodeMiB: number }> = {};
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const watch = watchMemory();
    const answer = await work();
    steps[name] = { seconds: round((performance.now() - started) / 1000), nodeMiB: watch() };
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
  const bank = new BenchBanks();
  await step('send', () => runDueJobs(house, [makeSendEnvelope(() => bank) as Errand<never>]));
  await step('answer', async () => {
    for (const [envelopeId, sent] of bank.taken)
      await act(takeAnswer, found.bank(sent.bankCode), bank.answerOf(envelopeId));
  });
  await step('statements', async () => {
    for (const [envelopeId, { bankCode }] of bank.taken) {
      await act(takeStatement, found.bank(bankCode), { programmeId, ...bank.statementOf(envelopeId) });
    }
  });
  const differences = await step('reconcile', async () => {
    const { number } = await database.one<{ number: number }>(sql`select number from benefits.run where id = ${runId}`);
    const sums = await sumsOfRun(database, runId!);
    if (
      sums.some(
        (s) =>
          s.waiting > 0 ||
          s.linesFen !== s.envelopeFen ||
          s.paidFen + s.failedFen !== s.linesFen ||
          s.debitedFen !== s.paidFen,
      )
    ) {
      throw new Error('lines, envelopes and statements do not agree');
    }
    return differencesOf(database, { id: runId!, number, programmeId }, 1000);
  });
  if (differences.length !== banks.length || differences.some(({ bucket }) => bucket !== 'duplicate')) {
    throw new Error(`expected one duplicate debit a bank, found ${differences.length} differences`);
  }
  await step('signAndClose', async () => {
    for (const { difference } of differences) {
      await act(explainDifference, officer, { runId: runId!, difference, explanation: '银行重复记账，已退回' });
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
    banks: banks.length,
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
      ...banks.map((code) => ({ region, kind: 'bank' as const, code, name: `示例银行${code}`, bankCode: code })),
    ]),
  );
  const officer: Actor = { role: 'benefit-officer', id: 'officer', institutionId: ids[0]! };
  const approver: Actor = { role: 'benefit-approver', id: 'approver', institutionId: ids[0]! };
  const bank = (code: string): Actor => ({
    role: 'bank-office',
    id: `office-${code}`,
    institutionId: ids[1 + banks.indexOf(code)]!,
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
  return { programmeId, officer, approver, bank };
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
      select ${programmeId}, holder_id, card_id, 'bench', ${now} from unnest(${column('holderId')}::uuid[], ${column('cardId')}::uuid[]) as t(holder_id, card_id)`);
  }
  await database.script('analyze holders.holder, cards.card, benefits.entitlement, benefits.pay_account');
}

/** Fifteen banks that refuse one line in a hundred and debit one line twice. */
class BenchBanks {
  readonly taken = new Map<string, { bankCode: string; lines: { id: string; amountFen: bigint }[] }>();
  async send(envelope: PayEnvelope, pages: AsyncIterable<readonly PayLine[]>): Promise<Uint8Array> {
    const lines: { id: string; amountFen: bigint }[] = [];
    for await (const page of pages) {
      for (const { id, amountFen, name, account } of page) {
        if (name === '' || account.length < 16) throw new Error('a line without name or account');
        lines.push({ id, amountFen });
      }
    }
    this.taken.set(envelope.envelopeId, { bankCode: envelope.bankCode, lines });
    return new Uint8Array(32);
  }
  #refused = (i: number) => i % 100 === 99;
  answerOf(envelopeId: string) {
    const { lines } = this.taken.get(envelopeId)!;
    return {
      envelopeId,
      items: lines.map(({ id, amountFen }, i) => ({
        id,
        amountFen: amountFen.toString(),
        reason: this.#refused(i) ? 'name-mismatch' : null,
      })),
      totalFen: lines.reduce((sum, { amountFen }) => sum + amountFen, 0n).toString(),
    };
  }
  statementOf(envelopeId: string) {
    const paid = this.taken.get(envelopeId)!.lines.filter((_, i) => !this.#refused(i));
    const entries = [...paid, paid[0]!].map(({ id, amountFen }) => ({
      kind: 'debit' as const,
      id,
      amountFen: amountFen.toString(),
    }));
    const opening = 900_000_000_000_000n;
    const closing = entries.reduce((rest, { amountFen }) => rest - BigInt(amountFen), opening);
    return {
      number: 'S1',
      day: '2026-03-03' as never,
      openingFen: opening.toString(),
      closingFen: closing.toString(),
      entries,
    };
  }
}

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
