// A name that one transaction at a time may hold, for work that is left alone when another process is at it.
import type { Db } from './database/database.ts';
import { sql } from './sql.ts';

/** True when nobody else holds the name; it is held until the end of the caller's transaction, in which alone this makes sense. */
export const tryLock = async (db: Db, name: string): Promise<boolean> =>
  (await db.one<{ got: boolean }>(sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as got`)).got;
