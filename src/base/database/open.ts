// Chooses the database: a server if an address is given, else the embedded PostgreSQL, else PGlite with a plain warning.
import { join } from 'node:path';
import type { Logger } from '../log.ts';
import { Database } from './database.ts';
import { findNativePostgres, openEmbedded } from './embedded.ts';
import { openPglite } from './pglite.ts';
import { openPostgres } from './postgres.ts';

export interface DatabaseChoice {
  /** Address of a PostgreSQL server; wins over everything else. */
  readonly url?: string;
  /** Where embedded data lives. */
  readonly folder: string;
  /** Forces one of the two embedded kinds. */
  readonly embedded?: 'native' | 'pglite';
}

export async function openDatabase(choice: DatabaseChoice, log: Logger): Promise<Database> {
  if (choice.url) return new Database(await openPostgres(choice.url));
  const native = choice.embedded === 'pglite' ? undefined : await findNativePostgres();
  if (native) return new Database(await openEmbedded(choice.folder, native));
  if (choice.embedded === 'native') throw new Error('no native PostgreSQL binary runs on this machine');
  log.warn(
    '没有可用的原生 PostgreSQL，改用 PGlite：断电可能丢失数据，仅供试用。 No native PostgreSQL runs here; using PGlite, which is not safe against power loss: for trying out only.',
  );
  return new Database(await openPglite(join(choice.folder)));
}
