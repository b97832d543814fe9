import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { sql } from '../sql.ts';
import { openDatabase } from './open.ts';
import { openPglite } from './pglite.ts';

// As root the server runs as another user, who must be able to enter the folder.
const folder = mkdtempSync(join(tmpdir(), 'yikatong-embedded-'));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = () => openDatabase({ folder }, silentLog);

/** Another process that opens the database, writes rows one by one, and says each number once it is committed. */
function writer(): { child: ChildProcess; acknowledged: number[]; said(n: number): Promise<void> } {
  const program = `
    import { openDatabase } from ${JSON.stringify(resolve(import.meta.dirname, 'open.ts'))};
    import { sql } from ${JSON.stringify(resolve(import.meta.dirname, '../sql.ts'))};
    import { silentLog } from ${JSON.stringify(resolve(import.meta.dirname, '../log.ts'))};
    const db = await openDatabase({ folder: ${JSON.stringify(folder)} }, silentLog);
    await db.script('create table if not exists row_of (n int primary key)');
    const { last } = await db.one(sql\`select coalesce(max(n), 0) as last from row_of\`);
    for (let n = last + 1; ; n += 1) { await db.run(sql\`insert into row_of values (\${n})\`); process.stdout.write(n + '\\n'); }`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const acknowledged: number[] = [];
  let text = '';
  child.stdout!.on('data', (chunk) => {
    text += chunk;
    const lines = text.split('\n');
    text = lines.pop()!;
    acknowledged.push(...lines.map(Number));
  });
  const said = async (n: number) => {
    while (acknowledged.length < n) {
      if (child.exitCode !== null) throw new Error(`the writer ended with ${child.exitCode}`);
      await new Promise((r) => setTimeout(r, 10));
    }
  };
  return { child, acknowledged, said };
}

const gone = (child: ChildProcess) =>
  new Promise((r) => (child.exitCode === null && child.signalCode === null ? child.once('exit', r) : r(0)));
const serverPid = () => Number(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

describe('embedded PostgreSQL', () => {
  test('kill -9 of the process that serves: nothing acknowledged is lost, and the orphaned server is adopted and stopped', async () => {
    const { child, acknowledged, said } = writer();
    await said(50);
    child.kill('SIGKILL');
    await gone(child);
    const orphan = serverPid();
    const database = await open();
    expect(serverPid()).toBe(orphan);
    const { n } = await database.one<{ n: number }>(sql`select count(*)::int as n from row_of`);
    expect(n).toBeGreaterThanOrEqual(acknowledged.length);
    await database.close();
    expect(existsSync(join(folder, 'postgres/postmaster.pid'))).toBe(false);
  });

  test('kill -9 of the database server itself: it recovers with everything acknowledged', async () => {
    const { child, acknowledged, said } = writer();
    await said(20);
    process.kill(serverPid(), 'SIGKILL');
    await gone(child);
    const database = await open();
    const { last } = await database.one<{ last: number }>(sql`select max(n) as last from row_of`);
    expect(last).toBeGreaterThanOrEqual(acknowledged.at(-1)!);
    await database.close();
  });

  test('a second process joins the running server and leaves it running', async () => {
    const first = await open();
    const { child, said } = writer();
    await said(3);
    child.kill('SIGTERM');
    await gone(child);
    expect(await first.one(sql`select 1 as one`)).toEqual({ one: 1 });
    await first.close();
  });
});

test('PGlite: a folder that another living process holds is refused, a stale lock is not', async () => {
  const home = mkdtempSync(join(tmpdir(), 'yikatong-pglite-'));
  const holder = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  writeFileSync(join(home, 'pglite.lock'), String(holder.pid));
  await expect(openPglite(home)).rejects.toThrow(/in use by process/);
  holder.kill('SIGKILL');
  await gone(holder);
  const driver = await openPglite(home);
  await driver.close();
  expect(existsSync(join(home, 'pglite.lock'))).toBe(false);
  rmSync(home, { recursive: true, force: true });
});
