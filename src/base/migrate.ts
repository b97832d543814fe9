// Brings a database to the newest schema: plain SQL files, forward only, one global order, each in its own transaction.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Database } from './database/database.ts';
import { sql } from './sql.ts';

const folder = resolve(import.meta.dirname, '../../migrations');

/** Applies what is missing and returns the names applied. A file changed after it was applied is refused. */
export async function migrate(database: Database, from: string = folder): Promise<string[]> {
  await database.script(`
    create schema if not exists base;
    create table if not exists base.migration (name text primary key, digest text not null, applied_at timestamptz not null default now());`);
  const files = readdirSync(from)
    .filter((name) => /^\d{4}-[a-z-]+\.sql$/.test(name))
    .sort();
  const applied: string[] = [];
  for (const name of files) {
    const text = readFileSync(join(from, name), 'utf8');
    const digest = createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
    const done = await database.transaction(async (tx) => {
      // Two processes may start at once; the lock lets one of them do the work.
      await tx.script('lock table base.migration in exclusive mode');
      const before = await tx.maybe<{ digest: string }>(sql`select digest from base.migration where name = ${name}`);
      if (before && before.digest !== digest) {
        throw new Error(`migration ${name} was changed after it was applied; write a new one instead`);
      }
      if (before) return false;
      await tx.script(text);
      await tx.run(sql`insert into base.migration (name, digest) values (${name}, ${digest})`);
      return true;
    });
    if (done) applied.push(name);
  }
  return applied;
}
