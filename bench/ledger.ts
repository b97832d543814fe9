// The ledger measured on a PostgreSQL server at full durability, beside pgbench simple-update on the same server in the same run.
import { spawn } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { Database } from '../src/base/database/database.ts';
import { openPostgres } from '../src/base/database/postgres.ts';
import type { Day } from '../src/base/day.ts';
import { newUuid } from '../src/base/ids.ts';
import { migrate } from '../src/base/migrate.ts';
import { SeededRandom } from '../src/base/random.ts';
import { sql } from '../src/base/sql.ts';
import {
  openAccounts,
  post,
  postAll,
  sealTransfers,
  stands,
  type Transfer,
  verifyLedger,
} from '../src/domain/ledger/index.ts';

interface Options {
  /** Address of a server; a database of its own is made and dropped there. */
  url?: string;
  /** Persons' accounts; pgbench gets as many rows. */
  accounts?: string;
  /** Rounds in which everything is measured in turn. */
  rounds?: string;
  seconds?: string;
}

const day = '2026-03-02' as Day;
const limit = 'debits-must-not-exceed-credits' as const;
const batch = 1_000;
const lanes = 3;
const callers = 16;
const random = new SeededRandom(14);
const newId = () => newUuid(new Date(), random);
const median = (list: readonly number[]) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]!;

export async function run({
  url = 'postgres://postgres@127.0.0.1:5432/postgres',
  accounts = '1000000',
  rounds = '3',
  seconds = '10',
}: Options): Promise<void> {
  const name = `yikatong_bench_ledger_${process.pid}`;
  const admin = new Database(await openPostgres(url, { connections: 1 }));
  await admin.run({ text: `create database ${name}`, values: [] });
  const own = new URL(url);
  own.pathname = `/${name}`;
  const database = new Database(await openPostgres(own.href, { connections: callers }));
  try {
    const durable = await database.one<{ sync: string; fsync: string; version: string }>(
      sql`select current_setting('synchronous_commit') as sync, current_setting('fsync') as fsync, current_setting('server_version') as version`,
    );
    if (durable.sync !== 'on' || durable.fsync !== 'on') throw new Error('the server does not run at full durability');
    await migrate(database);
    console.log(
      JSON.stringify({
        bench: 'ledger',
        server: durable.version,
        ...(await measure(database, own, Number(accounts), Number(rounds), Number(seconds))),
      }),
    );
  } finally {
    await database.close();
    await admin.run({ text: `drop database ${name} with (force)`, values: [] });
    await admin.close();
  }
}

async function measure(database: Database, url: URL, count: number, rounds: number, seconds: number) {
  await pgbench(url, ['-i', '-q', '-s', String(Math.ceil(count / 100_000))]);
  const { fund, persons, million } = await prepare(database, count);
  const single: number[] = [];
  const batched: number[] = [];
  const baseline: number[] = [];
  const loads: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    loads.push(loadavg()[0]!);
    baseline.push(await simpleUpdate(url, seconds));
    batched.push(await posting(database, persons, fund, seconds, batch, lanes));
    single.push(await posting(database, persons, fund, seconds, 1, callers));
  }
  const started = performance.now();
  while (await database.transaction((db) => sealTransfers(db, new Date())));
  const sealed = performance.now();
  const verdict = await verifyLedger(database);
  const verified = performance.now();
  if (!verdict.intact) throw new Error('the ledger is broken after the bench');
  const rate = (list: readonly number[]) => ({
    perSecond: Math.round(median(list)),
    ratioToPgbench: ratio(list, baseline),
  });
  return {
    accounts: count,
    durability: 'synchronous_commit=on, fsync=on',
    processors: availableParallelism(),
    loadBefore: loads.map((load) => Math.round(load * 100) / 100),
    pgbenchSimpleUpdate: { clients: callers, perSecond: Math.round(median(baseline)) },
    single: { callers, ...rate(single) },
    batched: { transfersAtOnce: batch, lanes, ...rate(batched) },
    oneMillionAsSet: million,
    seal: { transfers: verdict.chain.transfers, seconds: round2((sealed - started) / 1000) },
    verify: { transfers: verdict.chain.transfers, seconds: round2((verified - sealed) / 1000) },
  };
}

const round2 = (n: number) => Math.round(n * 100) / 100;
/** Median of the rounds' ratios: what slows one round slows both. */
const ratio = (list: readonly number[], base: readonly number[]) => round2(median(list.map((n, i) => n / base[i]!)));

/** A fund, persons with money, given to them as one set. */
async function prepare(database: Database, count: number) {
  const fund = newId();
  await openAccounts({ db: database, now: new Date() }, [
    { accountId: fund, ledger: 'medical', code: 'fund', ownerId: fund, busy: true },
  ]);
  const persons = Array.from({ length: count }, newId);
  for (let i = 0; i < count; i += 20_000) {
    const some = persons.slice(i, i + 20_000);
    await openAccounts(
      { db: database, now: new Date() },
      some.map((id) => ({ accountId: id, ledger: 'medical' as const, code: 'personal', ownerId: id, limit })),
    );
  }
  await database.script('vacuum analyze ledger.account');
  const started = performance.now();
  const posted = await database.transaction((db) =>
    postAll(
      { db, now: new Date() },
      sql`select md5('t' || account_id::text)::uuid as transfer_id, ${fund}::uuid as debit_account_id, account_id as credit_account_id,
                 1000000::int8 as amount, 'top-up' as code, null::uuid as reference, ${day}::date as day
          from ledger.account_view where not busy`,
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  await database.script('vacuum analyze ledger.account; ');
  await database.script('vacuum analyze ledger.transfer');
  return {
    fund,
    persons,
    million: { transfers: posted, seconds: round2(seconds), perSecond: Math.round(posted / seconds) },
  };
}

/** Posts for some seconds; every transfer moves money from a random person to the fund and must stand. */
async function posting(
  database: Database,
  persons: readonly string[],
  fund: string,
  seconds: number,
  size: number,
  sideBySide: number,
) {
  const end = performance.now() + seconds * 1000;
  const started = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: sideBySide }, async () => {
      while (performance.now() < end) {
        const list = Array.from(
          { length: size },
          (): Transfer => ({
            id: newId(),
            debitAccountId: random.pick(persons),
            creditAccountId: fund,
            amountFen: 1n,
            code: 'use',
            day,
          }),
        );
        const answers = await database.transaction((db) => post({ db, now: new Date() }, list));
        if (!answers.every(stands)) throw new Error(`a transfer was not posted: ${answers.find((a) => !stands(a))}`);
        done += size;
      }
    }),
  );
  return done / ((performance.now() - started) / 1000);
}

async function simpleUpdate(url: URL, seconds: number): Promise<number> {
  const out = await pgbench(url, ['-N', '-M', 'prepared', '-c', String(callers), '-j', '2', '-T', String(seconds)]);
  const tps = Number(/tps = ([\d.]+)/.exec(out)?.[1]);
  if (!(tps > 0)) throw new Error(`pgbench gave no figure: ${out}`);
  return tps;
}

/** Runs PostgreSQL's own benchmark program, which must be on the path. */
function pgbench(url: URL, words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('pgbench', [...words, url.href], { stdio: ['ignore', 'pipe', 'pipe'] });
    const out: string[] = [];
    const complaint: string[] = [];
    child.stdout.on('data', (chunk) => out.push(String(chunk)));
    child.stderr.on('data', (chunk) => complaint.push(String(chunk)));
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve(out.join('')) : reject(new Error(`pgbench: ${complaint.join('').slice(0, 500)}`)),
    );
  });
}
