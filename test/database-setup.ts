// Before the database tests of one kind: one server with a migrated template, from which every test file gets a copy.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { Database } from '../src/base/database/database.ts';
import { findNativePostgres, startEmbedded } from '../src/base/database/embedded.ts';
import { openPglite } from '../src/base/database/pglite.ts';
import { openPostgres } from '../src/base/database/postgres.ts';
import { migrate } from '../src/base/migrate.ts';
import { sql } from '../src/base/sql.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    kind: 'embedded' | 'pglite' | 'postgres';
    /** Address of the template database, or the file of the PGlite snapshot. */
    template: string;
  }
}

const server = process.env.YIKATONG_TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const kind = project.config.env.YIKATONG_TEST_KIND as 'embedded' | 'pglite' | 'postgres';
  const folder = mkdtempSync(join(tmpdir(), 'yikatong-test-'));
  // As root the server runs as another user, who must be able to enter the folder.
  chmodSync(folder, 0o755);
  const provide = (template: string) => {
    project.provide('kind', kind);
    project.provide('template', template);
  };

  if (kind === 'pglite') {
    const driver = await openPglite();
    const database = new Database(driver);
    await migrate(database);
    const file = join(folder, 'snapshot.tar');
    writeFileSync(file, await driver.snapshot());
    await database.close();
    provide(file);
    return async () => rmSync(folder, { recursive: true, force: true });
  }

  if (kind === 'embedded') {
    const native = await findNativePostgres();
    if (!native) throw new Error('no native PostgreSQL of the npm package runs on this machine');
    const started = await startEmbedded(folder, native);
    await migrateAt(started.url);
    provide(started.url);
    return async () => {
      await started.stop?.();
      rmSync(folder, { recursive: true, force: true });
    };
  }

  // Two projects of one run set up side by side in this process.
  const name = `yikatong_test_${process.pid}_${randomBytes(3).toString('hex')}`;
  const admin = new Database(await openPostgres(server, { connections: 8 }));
  await admin.run({ text: `create database ${name}`, values: [] });
  const url = new URL(server);
  url.pathname = `/${name}`;
  await migrateAt(url.href);
  provide(url.href);
  return async () => {
    const left = await admin.rows<{ datname: string }>(
      sql`select datname from pg_database where datname like ${`${name}%`}`,
    );
    // Side by side: each drop waits for a checkpoint of the server, and one checkpoint serves all that wait.
    await Promise.all(
      left.map(({ datname }) => admin.run({ text: `drop database if exists ${datname} with (force)`, values: [] })),
    );
    await admin.close();
    rmSync(folder, { recursive: true, force: true });
  };
}

async function migrateAt(url: string): Promise<void> {
  const database = new Database(await openPostgres(url, { connections: 1 }));
  await migrate(database);
  await database.close();
}
