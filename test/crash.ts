// Crash tests: a scenario runs in a process of its own that is killed (SIGKILL) right after its n-th statement; then we look at what is left.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
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

/** Runs `file` (exporting `run`) against the database and kills it after `statements` statements. */
export async function runAndKill(
  file: string,
  url: string,
  now: Date,
  given: unknown,
  statements: number,
): Promise<Ending> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      resolve(import.meta.dirname, 'crash-child.ts'),
      file,
      url,
      now.toISOString(),
      JSON.stringify(given),
      String(statements),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
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

/** A house whose process dies with its n-th statement: after the database has carried it out, before anybody hears of it. */
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
