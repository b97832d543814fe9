// The hot path measured: uses with a debit each, beside pgbench simple-update on the same server in the same rounds.
// Standard: 1,000,000 cards. --cards=8190000 measures Fuzhou; --seconds and --rounds make it longer. Needs pgbench and wrk.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Operation } from '../src/base/action.ts';
import type { House } from '../src/base/call.ts';
import { realClock } from '../src/base/clock.ts';
import { Database } from '../src/base/database/database.ts';
import { findNativePostgres, openEmbedded } from '../src/base/database/embedded.ts';
import { openPostgres } from '../src/base/database/postgres.ts';
import { openHttp } from '../src/base/http.ts';
import { silentLog } from '../src/base/log.ts';
import { migrate } from '../src/base/migrate.ts';
import { systemRandom } from '../src/base/random.ts';
import { Vault } from '../src/base/vault.ts';
import { authoriseUse } from '../src/domain/uses/authorise.ts';
import { median } from './side-by-side.ts';
import { openLoop, wrk } from './uses/http-load.ts';
import { inProcess } from './uses/in-process.ts';
import { type Ground, layGround } from './uses/load.ts';

/** Services of 2023 (151亿人次) in a second (MET-02). */
const nationalAverage = 15_100_000_000 / 365 / 86_400;

interface Options {
  readonly cards?: string;
  readonly seconds?: string;
  readonly rounds?: string;
  readonly role?: string;
  readonly given?: string;
}

export async function run(options: Options): Promise<void> {
  if (options.role === 'empty-server') return serveNothing(JSON.parse(readFileSync(options.given!, 'utf8')));
  // The open loop runs in a process of its own, so that this one does not slow it down.
  if (options.role === 'open-loop') {
    const { port, ground, ...wish } = JSON.parse(readFileSync(options.given!, 'utf8'));
    console.log(JSON.stringify(await openLoop(port, ground, wish)));
    return;
  }
  const cards = Number(options.cards ?? 1_000_000);
  const seconds = Number(options.seconds ?? 4);
  const rounds = Number(options.rounds ?? 3);
  const server = process.env.YIKATONG_TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres';
  const answer: Record<string, unknown> = { bench: 'uses', cards, seconds, rounds, loadBefore: loadavg()[0] };
  const folder = mkdtempSync(join(tmpdir(), 'yikatong-bench-'));
  chmodSync(folder, 0o755);
  const admin = new Database(await openPostgres(server, { connections: 1 }));
  const names = { uses: `yikatong_bench_uses_${process.pid}`, pgbench: `yikatong_bench_pg_${process.pid}` };
  for (const name of Object.values(names)) await admin.run({ text: `create database ${name}`, values: [] });
  try {
    await onPostgres(answer, folder, server, names, { cards, seconds, rounds });
    answer.embedded = await onEmbedded(folder, Math.min(cards, 200_000), seconds);
  } finally {
    for (const name of Object.values(names))
      await admin.run({ text: `drop database if exists ${name} with (force)`, values: [] });
    await admin.close();
    rmSync(folder, { recursive: true, force: true });
  }
  answer.loadAfter = loadavg()[0];
  console.log(JSON.stringify(answer));
}

const round = (figure: number) => Math.round(figure * 100) / 100;

function houseOn(database: Database, folder: string): House {
  const secret = systemRandom.bytes(32);
  writeFileSync(join(folder, 'master-key'), `1:${Buffer.from(secret).toString('hex')}\n`, { mode: 0o600 });
  return {
    database,
    clock: realClock,
    random: systemRandom,
    vault: new Vault([{ id: 1, secret }], systemRandom),
    log: silentLog,
  };
}

async function onPostgres(
  answer: Record<string, unknown>,
  folder: string,
  server: string,
  names: { uses: string; pgbench: string },
  { cards, seconds, rounds }: { cards: number; seconds: number; rounds: number },
): Promise<void> {
  const url = new URL(`/${names.uses}`, server).href;
  const database = new Database(await openPostgres(url));
  const settings = await database.one<{ sync: string; fsync: string; version: string }>({
    text: `select current_setting('synchronous_commit') as sync, current_setting('fsync') as fsync, current_setting('server_version') as version`,
    values: [],
  });
  answer.server = settings;
  await migrate(database);
  const house = houseOn(database, folder);
  const started = performance.now();
  const ground = await layGround(house, cards);
  answer.loadSeconds = round((performance.now() - started) / 1000);
  const pgbench = pgbenchOn(server, names.pgbench, cards);
  const servers = await Promise.all([serve(url, folder), serve(url, folder)]);
  const [one, two] = servers.map(({ port }) => port) as [number, number];
  try {
    // Everybody warm before anybody is measured.
    for (const port of [one, two]) await wrk(port, ground, { connections: 64, seconds: 2 });
    await inProcess(house, ground, { inFlight: 256, seconds: 2 });
    const contenders: Record<string, () => Promise<object>> = {
      'pgbench simple-update, 64 clients': async () => pgbench(64, seconds),
      'pgbench simple-update, 16 clients': async () => pgbench(16, seconds),
      'http, one process, 64 connections': () => wrk(one, ground, { connections: 64, seconds }),
      'http, one process, 256 connections': () => wrk(one, ground, { connections: 256, seconds }),
      'http, two processes, 128 connections each': async () => {
        const both = await Promise.all([one, two].map((port) => wrk(port, ground, { connections: 128, seconds })));
        return {
          perSecond: both[0]!.perSecond + both[1]!.perSecond,
          p50Ms: Math.max(...both.map(({ p50Ms }) => p50Ms)),
          p99Ms: Math.max(...both.map(({ p99Ms }) => p99Ms)),
          failed: both[0]!.failed + both[1]!.failed,
        };
      },
      'http, 32 uses per POST, 16 connections': () => wrk(one, ground, { connections: 16, seconds, perPost: 32 }),
      'in process, 64 in flight': () => inProcess(house, ground, { inFlight: 64, seconds }),
      'in process, 256 in flight': () => inProcess(house, ground, { inFlight: 256, seconds }),
      'in process, 1 in flight': () => inProcess(house, ground, { inFlight: 1, seconds: Math.min(seconds, 2) }),
      'in process, all sent again, 256 in flight': () =>
        inProcess(house, ground, { inFlight: 256, seconds, resend: 5000 }),
    };
    // The uses that the storm sends again have been there before.
    await inProcess(house, ground, { inFlight: 256, seconds: 3, resend: 5000 });
    answer.results = await sideBySide(contenders, rounds);
    answer.ofNationalAverage = Object.fromEntries(
      Object.entries(answer.results as Record<string, { perSecond: number }>).map(([name, { perSecond }]) => [
        name,
        round(perSecond / nationalAverage),
      ]),
    );
    // Half of what one process carries over HTTP: the load at which p99 is judged.
    const carried = (answer.results as Record<string, { perSecond: number }>)['http, one process, 256 connections']!;
    const rates = [479, 5000, Math.round(carried.perSecond / 2)];
    answer.openLoop = await openLoops(folder, url, one, ground, seconds, rates);
  } finally {
    for (const { stop } of servers) await stop();
    await database.close();
  }
}

/** Round after round in turn, so that a slow phase of the machine hits all alike; ratios of single rounds, then medians. */
async function sideBySide(contenders: Record<string, () => Promise<object>>, rounds: number) {
  const all: Record<string, { perSecond: number; p50Ms?: number; p99Ms?: number }[]> = {};
  for (let r = 0; r < rounds; r += 1)
    for (const [name, contender] of Object.entries(contenders)) {
      all[name] ??= [];
      all[name].push((await contender()) as { perSecond: number });
    }
  const ratioTo = (name: string, base: string) =>
    round(median(all[name]!.map(({ perSecond }, i) => perSecond / all[base]![i]!.perSecond)));
  return Object.fromEntries(
    Object.entries(all).map(([name, measured]) => {
      const middle = (key: 'perSecond' | 'p50Ms' | 'p99Ms') =>
        round(median(measured.map((one) => one[key] ?? Number.NaN)));
      const failed = measured.reduce((sum, one) => sum + ((one as { failed?: number }).failed ?? 0), 0);
      return [
        name,
        {
          ...{ perSecond: middle('perSecond'), p50Ms: middle('p50Ms'), p99Ms: middle('p99Ms'), failed },
          timesSimpleUpdate64: ratioTo(name, 'pgbench simple-update, 64 clients'),
          timesSimpleUpdate16: ratioTo(name, 'pgbench simple-update, 16 clients'),
          ...(name.includes('sent again') ? { timesFresh: ratioTo(name, 'in process, 256 in flight') } : {}),
        },
      ];
    }),
  );
}

/** The same door with the same request and the same answer, and nothing behind it: what is left is what the machine takes for the rest. */
async function serveNothing({ url, port }: { url: string; port: number }): Promise<void> {
  const database = new Database(await openPostgres(url, { connections: 1 }));
  const actor = { role: 'scene-operator', id: 'bench', institutionId: '00000000-0000-7000-8000-000000000001' } as const;
  const answer = {
    ...{
      terminal: 1,
      number: '1',
      allowed: true,
      reason: null,
      repeated: false,
      card: { region: 'beijing', generation: 3 },
    },
    ...{ signals: [], balanceFen: '1', person: null },
  };
  const empty = { ...authoriseUse, direct: async () => answer } as Operation;
  const house = houseOn(database, tmpdir());
  const app = await openHttp(house, { operations: [empty], version: '0', authenticate: async () => actor });
  await app.listen({ host: '127.0.0.1', port });
}

async function openLoops(folder: string, url: string, port: number, ground: Ground, seconds: number, rates: number[]) {
  const file = join(folder, 'open-loop.json');
  const emptyPort = freePort();
  const emptyFile = join(folder, 'empty-server.json');
  writeFileSync(emptyFile, JSON.stringify({ url, port: emptyPort }));
  const emptyServer = await untilUp(
    spawn(
      process.execPath,
      ['--import', 'tsx', 'bench/main.ts', 'uses', '--role=empty-server', `--given=${emptyFile}`],
      { cwd: resolve(import.meta.dirname, '..'), stdio: ['ignore', 'ignore', 'inherit'] },
    ),
    emptyPort,
  );
  const loop = (perSecond: number, empty: boolean) => {
    writeFileSync(file, JSON.stringify({ port: empty ? emptyPort : port, ground, perSecond, seconds }));
    const words = ['--import', 'tsx', 'bench/main.ts', 'uses', '--role=open-loop', `--given=${file}`];
    return new Promise<Record<string, number>>((done, fail) => {
      const child = spawn(process.execPath, words, {
        cwd: resolve(import.meta.dirname, '..'),
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (chunk) => {
        said += chunk;
      });
      child.once('close', () => (said ? done(JSON.parse(said)) : fail(new Error('the open loop said nothing'))));
    });
  };
  const answer: Record<string, unknown> = {};
  for (const perSecond of rates) {
    const [empty, uses] = [await loop(perSecond, true), await loop(perSecond, false)];
    answer[`${perSecond} a second`] = { uses, empty, p99AboveEmptyMs: round(uses.p99Ms! - empty.p99Ms!) };
  }
  await emptyServer.stop();
  return answer;
}

async function onEmbedded(folder: string, cards: number, seconds: number): Promise<object> {
  const native = await findNativePostgres();
  if (!native) return { notRun: 'no native PostgreSQL binary runs on this machine' };
  const home = join(folder, 'embedded');
  const database = new Database(await openEmbedded(home, native));
  try {
    await migrate(database);
    const house = houseOn(database, folder);
    const ground = await layGround(house, cards);
    await inProcess(house, ground, { inFlight: 256, seconds: 2 });
    return { cards, '256 in flight': await inProcess(house, ground, { inFlight: 256, seconds }) };
  } finally {
    await database.close();
  }
}

/** pgbench on a database of its own with as many account rows as there are cards. */
function pgbenchOn(server: string, name: string, rows: number) {
  const url = new URL(`/${name}`, server).href;
  execFileSync('pgbench', ['-i', '-q', '-s', String(Math.max(1, Math.round(rows / 100_000))), url], {
    stdio: 'ignore',
  });
  return (clients: number, seconds: number) => {
    const words = ['-n', '-N', '-M', 'prepared', '-c', String(clients), '-j', '1', '-T', String(seconds), url];
    try {
      const said = execFileSync('pgbench', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      return { perSecond: Math.round(Number(/tps = ([\d.]+)/.exec(said)![1])) };
    } catch {
      // A server that others use as well may have too few connections left for as many clients.
      return { perSecond: Number.NaN };
    }
  };
}

const freePort = () => 20_000 + (systemRandom.bytes(2).reduce((sum, byte) => sum * 256 + byte, 0) % 30_000);

/** The product itself, started as `npm start` does. */
function serve(url: string, home: string): Promise<{ port: number; stop(): Promise<void> }> {
  const port = freePort();
  const child = spawn(process.execPath, ['--max-semi-space-size=64', 'bin/yikatong.js', 'serve'], {
    cwd: resolve(import.meta.dirname, '..'),
    env: { ...process.env, DATABASE_URL: url, PORT: String(port), YIKATONG_HOME: home, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return untilUp(child, port);
}

async function untilUp(child: ReturnType<typeof spawn>, port: number) {
  for (let i = 0; i < 300; i += 1) {
    const up = await fetch(`http://127.0.0.1:${port}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return { port, stop: () => stopped(child) };
    await new Promise((done) => setTimeout(done, 100));
  }
  await stopped(child);
  throw new Error('the server did not start');
}

function stopped(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null) return done();
    child.once('exit', () => done());
    child.kill('SIGTERM');
  });
}
