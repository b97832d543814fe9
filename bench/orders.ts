// The issuing programme measured: orders end to end with their banks on the line, and a roster of 10,000 rows, each beside as many bare single-row inserts.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bankLines, jobs, operations } from '../src/app.ts';
import type { House } from '../src/base/call.ts';
import { MovableClock } from '../src/base/clock.ts';
import { Database } from '../src/base/database/database.ts';
import { findNativePostgres, openEmbedded } from '../src/base/database/embedded.ts';
import { openPostgres } from '../src/base/database/postgres.ts';
import type { Day } from '../src/base/day.ts';
import { runNextJob } from '../src/base/jobs.ts';
import { silentLog } from '../src/base/log.ts';
import { migrate } from '../src/base/migrate.ts';
import { SeededRandom, systemRandom } from '../src/base/random.ts';
import { sql } from '../src/base/sql.ts';
import { Vault } from '../src/base/vault.ts';
import { makeSendMessages } from '../src/domain/banking/index.ts';
import { connectBanks } from '../src/world/behaviour/banks.ts';
import { CardMaker, type City, forEach, foundCity, makePopulation, planCity } from '../src/world/index.ts';
import { noFaults } from '../src/world/parties/bank/bank.ts';

interface Row {
  readonly name: string;
  readonly database: string;
  readonly count: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Time of as many bare single-row inserts, each its own transaction, divided by this time. */
  readonly ratioToBareInserts: number;
}

const day = '2026-03-02' as Day;
const atOnce = 8;
const importing = jobs.filter(({ name }) => name === 'orders.import-roster');

export async function run({
  orders = '400',
  rows = '10000',
}: {
  json: boolean;
  orders?: string;
  rows?: string;
}): Promise<void> {
  const answer: (Row | { name: string; database: string; notRun: string })[] = [];
  for (const kind of ['embedded', 'postgres'] as const) {
    const opened = await open(kind);
    if ('notRun' in opened) {
      answer.push({ name: 'orders', database: kind, notRun: opened.notRun });
      continue;
    }
    const house: House & { clock: MovableClock } = {
      database: opened.database,
      clock: new MovableClock(new Date(`${day}T01:00:00Z`)),
      random: systemRandom,
      vault: new Vault([{ id: 1, secret: systemRandom.bytes(32) }], systemRandom),
      log: silentLog,
    };
    try {
      await migrate(opened.database);
      answer.push(...(await measure(house, kind, Number(orders), Number(rows))));
    } finally {
      await opened.close();
    }
  }
  console.log(JSON.stringify({ bench: 'orders', rows: answer }));
}

async function measure(house: House, database: string, orders: number, rosterRows: number): Promise<Row[]> {
  const bareSeconds = await bareInserts(house.database, 2000);
  const row = (name: string, count: number, seconds: number): Row => ({
    name,
    database,
    count,
    seconds: round(seconds),
    perSecond: round(count / seconds),
    ratioToBareInserts: round((bareSeconds * count) / 2000 / seconds),
  });
  const members = Array.from({ length: rosterRows }, (_, i) => i);
  const { city, founded } = await found(house, orders, members.length);
  const answer = [row('bareInsert', 2000, bareSeconds)];
  answer.push(row('orders.endToEnd', orders, await timed(() => endToEnd(city, founded, orders))));
  answer.push(...(await roster(city, founded, row)));
  return answer;
}

type Founded = Awaited<ReturnType<typeof foundCity>>;
const bigUnit = { code: 'big-unit', kind: 'employer', name: '示例万人有限公司', district: 'dongcheng' } as const;

async function found(house: House, orders: number, employees: number): Promise<{ city: City; founded: Founded }> {
  const random = new SeededRandom(5);
  // One person in eleven is a flexible worker, who orders alone.
  const plan = planCity('beijing', orders * 12, day);
  const big = { ...planCity('beijing', employees * 2, day), districts: ['dongcheng'] };
  const employed = makePopulation(big, new SeededRandom(6))
    .residents.filter(({ kind }) => kind === 'employee')
    .slice(0, employees)
    .map((person) => ({ ...person, organisation: bigUnit.code, district: bigUnit.district }));
  const founded = await foundCity(house, plan, random, operations, { organisations: [bigUnit], residents: employed });
  await connectBanks(founded, bankLines, { seed: 5 });
  for (const bank of bankLines.banks) bank.faults = noFaults;
  return { city: founded.city, founded };
}

/** Every person orders online, the bank opens the account, has the card made and receives it, the teller hands over, the person enables. */
async function endToEnd(city: City, founded: Founded, count: number): Promise<void> {
  const people = founded.residents.filter(({ kind }) => kind === 'flexible').slice(0, count);
  const banks = founded.plan.banks.slice(0, 3);
  const outletOf = (bank: string) => founded.outlets.find((outlet) => outlet.bank === bank)!;
  const bankOf = (i: number) => banks[i % banks.length]!;
  const citizen = (id: string) => ({ role: 'citizen' as const, id, channel: 'bureau-site' });
  await forEach(
    people,
    (person, i) =>
      city.as(citizen(person.holderId), 'orders.place-order', {
        region: 'beijing',
        bank: bankOf(i),
        pickUp: 'outlet',
        outletId: outletOf(bankOf(i)).id,
      }),
    atOnce,
  );
  const makerId = founded.institutionIds.get('maker-1')!;
  const staff = founded.staff('maker-1', 'card-maker');
  const faults = { failed: 0, scrapped: 0, sentTwice: 0, wrongTotal: 0, late: 0 };
  const maker = new CardMaker({
    institutionId: makerId,
    code: 'maker-1',
    staff,
    seed: new Uint8Array(32).fill(9),
    faults,
  });
  await city.as(founded.allStaff('system-administrator')[0]!, 'production.register-maker-key', {
    makerId,
    publicKey: Buffer.from(maker.publicKey).toString('hex'),
  });
  const byNumber = new Map(people.map((person, i) => [person.residentId, { person, bank: bankOf(i) }]));
  for (const bank of banks) {
    const office = founded.staff(bank, 'bank-office');
    const { batches } = await city.as(office, 'production.make-batches', { makerId });
    // The bank is asked for the accounts, opens them and says so.
    await makeSendMessages(bankLines).errand(city.house, {});
    await bankLines.letBanksSpeak(city.house);
    for (const { batchId } of batches) {
      await city.as(office, 'production.export-production-file', { batchId });
      const { file } = await city.as(staff, 'production.read-production-file', { batchId }, 'make-card');
      const [made] = await maker.make(
        Buffer.from(file, 'base64').toString('utf8'),
        undefined,
        () => new SeededRandom(1),
      );
      await city.as(staff, 'production.take-return-file', { file: made!.file });
      const outlet = outletOf(bank).code;
      const cards = made!.cards;
      for (let i = 0; i < cards.length; i += 500) {
        const cardNumbers = cards.slice(i, i + 500).map(({ cardNumber }) => cardNumber);
        await city.as(founded.staff(outlet, 'outlet-manager'), 'production.receive-cards', { cardNumbers });
      }
      const teller = founded.staff(outlet, 'bank-teller');
      await forEach(
        cards,
        async ({ cardNumber, socialSecurityNumber }) => {
          const { person } = byNumber.get(socialSecurityNumber)!;
          const shown = { documentKind: 'resident-id', documentNumber: person.residentId };
          const { cardId } = await city.as(teller, 'production.hand-over-card', { cardNumber, shown });
          await city.as(citizen(person.holderId), 'cards.enable-card', { cardId });
        },
        atOnce,
      );
    }
  }
  const enabled = await city.house.database.one<{ n: number }>(
    sql`select count(*)::int as n from cards.card_view where generation = 3 and social_state = 'enabled'`,
  );
  if (enabled.n !== people.length) throw new Error(`${enabled.n} cards enabled of ${people.length}`);
}

/** A roster with 3 % bad rows is checked and committed; then everybody chooses and the clerk submits. */
async function roster(
  city: City,
  founded: Founded,
  row: (name: string, count: number, seconds: number) => Row,
): Promise<Row[]> {
  const unit = founded.organisations.find(({ code }) => code === bigUnit.code)!;
  const members = founded.residents.filter(({ organisation }) => organisation === bigUnit.code);
  const lines = members.map(({ name, residentId, phone }, i) =>
    [
      name,
      '居民身份证',
      i % 33 === 7 ? `${residentId.slice(0, 17)}0`.replace(/.$/, residentId.endsWith('0') ? '1' : '0') : residentId,
      phone,
      '东城区',
    ].join(','),
  );
  const file = Buffer.from(`姓名,证件类型,证件号码,手机号,区\n${lines.join('\n')}\n`).toString('base64');
  const { groupOrderId } = await city.as(unit.clerk, 'orders.open-group-order', { banks: ['icbc', 'ccb'] });
  let good = 0;
  const importSeconds = await timed(async () => {
    const checked = await city.as(unit.clerk, 'orders.check-roster', { groupOrderId, fileName: 'big.csv', file });
    const { importId } = checked;
    await city.as(unit.clerk, 'orders.commit-roster', { importId });
    while (await runNextJob(city.house, importing));
    good = (await city.as(unit.clerk, 'orders.roster-progress', { importId })).taken;
  });
  if (good < members.length * 0.95 || good > members.length * 0.98)
    throw new Error(`${good} good rows of ${members.length}`);
  // What everybody chose, put in as it is stored: ten thousand people do not choose in one moment, and that is not measured here.
  const outletId = founded.outlets.find(({ bank }) => bank === 'icbc')!.id;
  await city.house.database.run(sql`
    update orders.order set bank_code = 'icbc', pick_up = 'outlet', outlet_id = ${outletId}, state_reason = null
    where group_order_id = ${groupOrderId} and state = 'draft'`);
  let accepted = 0;
  const submitSeconds = await timed(async () => {
    accepted = (await city.as(unit.clerk, 'orders.submit-group', { groupOrderId })).accepted;
  });
  if (accepted !== good) throw new Error(`${accepted} accepted of ${good}`);
  return [
    row('roster.import', members.length, importSeconds),
    row('roster.submit', accepted, submitSeconds),
    row('roster.importAndSubmit', members.length, importSeconds + submitSeconds),
  ];
}

/** The baseline: bare single-row inserts, each its own transaction, as many at once as the orders. */
async function bareInserts(database: Database, count: number): Promise<number> {
  await database.script(
    'create table public.bare (id int primary key, at timestamptz not null default now(), text text not null)',
  );
  const ids = Array.from({ length: count }, (_, i) => i);
  const seconds = await timed(() =>
    forEach(ids, (id) => database.run(sql`insert into public.bare (id, text) values (${id}, ${'一行'})`), atOnce),
  );
  await database.script('drop table public.bare');
  return seconds;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - started) / 1e9;
}

const round = (figure: number) => Math.round(figure * 1000) / 1000;

async function open(
  kind: 'embedded' | 'postgres',
): Promise<{ database: Database; close(): Promise<void> } | { notRun: string }> {
  if (kind === 'embedded') {
    const native = await findNativePostgres();
    if (!native) return { notRun: 'no native PostgreSQL binary runs on this machine' };
    const folder = mkdtempSync(join(tmpdir(), 'yikatong-bench-'));
    chmodSync(folder, 0o755);
    const database = new Database(await openEmbedded(folder, native));
    return {
      database,
      close: async () => {
        await database.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  }
  const server = process.env.YIKATONG_TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres';
  try {
    const admin = new Database(await openPostgres(server, { connections: 1 }));
    const name = `yikatong_bench_${process.pid}`;
    await admin.run({ text: `create database ${name}`, values: [] });
    const database = new Database(await openPostgres(new URL(`/${name}`, server).href));
    return {
      database,
      close: async () => {
        await database.close();
        await admin.run({ text: `drop database ${name} with (force)`, values: [] });
        await admin.close();
      },
    };
  } catch (error) {
    return { notRun: `no server: ${(error as Error).message}` };
  }
}
