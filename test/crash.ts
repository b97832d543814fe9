// Crash tests: a scenario runs in a process of its own that is killed (SIGKILL) right after its n-th statement; then we look at what is left.
import { spawn } from 'node:child_process';
import { basename, resolve } from 'node:path';
import { build } from 'esbuild';
import type { House } from '../src/base/call.ts';
import { MovableClock } from '../src/base/clock.ts';
import { type Connection, Database } from '../src/base/database/database.ts';
import { openPostgres } from '../src/base/database/postgres.ts';
import { silentLog } from '../src/base/log.ts';
import { systemRandom } from '../src/base/random.ts';
import { testVault } from './vault.ts';

/** What a scenario file exports as `run`: the act that is to be interrupted. It gets what the test handed over as JSON. */
export type Scenario = (house: House, given: never) => Promise<void>;

/** How the process ended: killed after its n-th statement, or finished because it has fewer. */
export type Ending = 'killed' | 'finished';

/**
 * Bundles a scenario with all its packages into one program, because a process that first has to load the whole source tree takes
 * seconds, and a crash test starts hundreds of them.
 */
export async function bundleScenario(file: string): Promise<string> {
  const outfile = resolve(
    import.meta.dirname,
    '../node_modules/.cache/yikatong',
    `${basename(file, '.ts')}-${process.pid}.mjs`,
  );
  await build({
    stdin: {
      contents: `
        import { run } from ${JSON.stringify(file)};
        import { dyingHouse } from ${JSON.stringify(import.meta.filename)};
        const [url, now, given, statements] = process.argv.slice(2);
        const house = await dyingHouse(url, new Date(now), Number(statements));
        await run(house, JSON.parse(given));
        await house.database.close();`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    // The bundler itself, which this file imports, and an optional part of the driver that is not installed.
    external: ['esbuild', 'pg-native'],
    // Packages of the older module form ask for the parts of Node by `require`.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  return outfile;
}

/** Runs a bundled scenario against the database and kills it after `statements` statements. */
export async function runAndKill(
  program: string,
  url: string,
  now: Date,
  given: unknown,
  statements: number,
): Promise<Ending> {
  const child = spawn(process.execPath, [program, url, now.toISOString(), JSON.stringify(given), String(statements)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((done) =>
    child.once('exit', (...how) => done(how)),
  );
  if (signal === 'SIGKILL') return 'killed';
  if (code === 0) return 'finished';
  throw new Error(`the scenario failed by itself: ${complaint.slice(0, 2000)}`);
}

/**
 * A house whose process dies with its n-th statement: after the database has carried it out, before anybody hears of it.
 * @public Called by the bundled program above.
 */
export async function dyingHouse(url: string, now: Date, statements: number): Promise<House> {
  const driver = await openPostgres(url, { connections: 2 });
  let left = statements;
  const dying = (connection: Connection): Connection => {
    const count = async <T>(work: Promise<T>): Promise<T> => {
      const answer = await work;
      left -= 1;
      if (left <= 0) process.kill(process.pid, 'SIGKILL');
      return answer;
    };
    return {
      execute: (text, values) => count(connection.execute(text, values)),
      script: (text) => count(connection.script(text)),
    };
  };
  const database = new Database({
    ...driver,
    ...dying(driver),
    reserve: (work) => driver.reserve((connection) => work(dying(connection))),
  });
  return { database, clock: new MovableClock(now), random: systemRandom, vault: testVault(), log: silentLog };
}

/**
 * Kills the scenario after its first, second, third ... statement (or every `stride`th) until one run finishes, each time with a
 * fresh case. A few run side by side, because starting a process takes longer than the act.
 */
export async function killAtEveryStatement<G>(
  file: string,
  url: string,
  now: Date,
  prepare: () => Promise<G>,
  sideBySide = 3,
  stride = 1,
): Promise<{ statements: number; given: G; ending: Ending }[]> {
  const program = await bundleScenario(file);
  const runs: { statements: number; given: G; ending: Ending }[] = [];
  while (!runs.some(({ ending }) => ending === 'finished')) {
    const next = await Promise.all(
      Array.from({ length: sideBySide }, async (_, i) => {
        const statements = 1 + (runs.length + i) * stride;
        const given = await prepare();
        return { statements, given, ending: await runAndKill(program, url, now, given, statements) };
      }),
    );
    runs.push(...next);
  }
  return runs;
}

/**
 * Carries out an act whose line to the database is cut after its first, second, third ... statement, each time tried again from the
 * start, until it ends: for the database the same as so many kills, without the start of a process. Nothing a cut act still wants
 * to say, not even `rollback`, gets through.
 */
export async function cutAtEveryStatement<T>(
  url: string,
  clock: MovableClock,
  act: (house: House) => Promise<T>,
  afterCut: (statements: number) => Promise<void>,
): Promise<T> {
  for (let statements = 1; ; statements += 1) {
    const driver = await openPostgres(url, { connections: 2 });
    let left = statements;
    const frail = (connection: Connection): Connection => {
      const count = async <A>(work: () => Promise<A>): Promise<A> => {
        if (left <= 0) throw new Error('the line is cut');
        const answer = await work();
        left -= 1;
        if (left <= 0) throw new Error('the line is cut');
        return answer;
      };
      return {
        execute: (text, values) => count(() => connection.execute(text, values)),
        script: (text) => count(() => connection.script(text)),
      };
    };
    const database = new Database({
      ...driver,
      ...frail(driver),
      reserve: (work) => driver.reserve((connection) => work(frail(connection))),
    });
    try {
      return await act({ database, clock, random: systemRandom, vault: testVault(), log: silentLog });
    } catch (error) {
      if (left > 0) throw error;
    } finally {
      await driver.close();
    }
    await afterCut(statements);
  }
}
