// A fresh, migrated database for one test file, and a house around it with a clock and chance that tests control.
import { readFileSync } from 'node:fs';
import { afterAll, inject, onTestFinished, TestRunner } from 'vitest';
import type { House } from '../src/base/call.ts';
import { MovableClock } from '../src/base/clock.ts';
import { Database } from '../src/base/database/database.ts';
import { openPglite } from '../src/base/database/pglite.ts';
import { openPostgres } from '../src/base/database/postgres.ts';
import { silentLog } from '../src/base/log.ts';
import { SeededRandom } from '../src/base/random.ts';
import { testVault } from './vault.ts';

let made = 0;

/** A copy of the migrated template, closed after the file, or after the test or its hook that opened it. */
export async function testDatabase(): Promise<Database> {
  const database =
    inject('kind') === 'pglite'
      ? new Database(await openPglite(undefined, readFileSync(inject('template'))))
      : await copyTemplate();
  const close = () => database.close();
  // While a test runs `afterAll` is no longer heard, and databases left open pile up: each PGlite holds some 370 MB, and seven of
  // them once ended the process.
  if (TestRunner.getCurrentTest()) onTestFinished(close);
  else afterAll(close);
  return database;
}

/** Address of a fresh PostgreSQL copy of the template, for tests that open it from another process. */
export async function testDatabaseUrl(): Promise<string> {
  const url = new URL(inject('template'));
  const template = url.pathname.slice(1);
  made += 1;
  const name = `${template}_${process.pid}_${made}`;
  const adminUrl = new URL(url);
  adminUrl.pathname = '/postgres';
  const admin = new Database(await openPostgres(adminUrl.href, { connections: 1 }));
  await admin.run({ text: `create database ${name} template ${template}`, values: [] });
  await admin.close();
  url.pathname = `/${name}`;
  return url.href;
}

async function copyTemplate(): Promise<Database> {
  return new Database(await openPostgres(await testDatabaseUrl(), { kind: inject('kind') }));
}

export interface TestHouse extends House {
  readonly clock: MovableClock;
}

/** A house on a fresh database; its clock stands at `now` until moved. */
export async function testHouse(now = '2025-03-03T02:00:00Z'): Promise<TestHouse> {
  return {
    database: await testDatabase(),
    clock: new MovableClock(new Date(now)),
    random: new SeededRandom(1),
    vault: testVault(),
    log: silentLog,
  };
}
