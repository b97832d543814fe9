// A number that moves with every change of a slowly changing set: what was read at a revision is right as long as it stands.
import type { Db } from './database/database.ts';
import { sql } from './sql.ts';

/** Who may come and on what terms: tokens, staff, standing of institutions, terminals and what they accept. */
export const accessRevision = 'access';

/** Read it before what is to be cached; a statement that relies on the cache asks again whether it still stands. */
export async function readRevision(db: Db, name = accessRevision): Promise<bigint> {
  return (await db.one<{ number: bigint }>(sql`select number from base.revision where name = ${name}`)).number;
}

/** Thrown when a cached thing turned out to be older than the present revision; whoever cached it reads it again. */
export class Outdated extends Error {
  constructor() {
    super('what was known is outdated');
    this.name = 'Outdated';
  }
}
