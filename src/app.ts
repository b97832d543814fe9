// The one list of modules: their actions become routes, API text, permissions and audit; their jobs run.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Operation } from './base/action.ts';
import type { House } from './base/call.ts';
import { type Clock, realClock } from './base/clock.ts';
import { type Config, readMasterKeys } from './base/config.ts';
import { openDatabase } from './base/database/open.ts';
import type { AnyJob } from './base/jobs.ts';
import { openLog } from './base/log.ts';
import { migrate } from './base/migrate.ts';
import { systemRandom } from './base/random.ts';
import type { States } from './base/states.ts';
import { Vault } from './base/vault.ts';
import * as cards from './domain/cards/index.ts';
import * as ecard from './domain/ecard/index.ts';
import * as holders from './domain/holders/index.ts';
import * as institutions from './domain/institutions/index.ts';
import * as policy from './domain/policy/index.ts';

interface Module {
  readonly operations?: readonly Operation[];
  readonly jobs?: readonly AnyJob[];
  readonly standingJobs?: readonly string[];
  readonly stateTables?: readonly States[];
}

const modules: readonly Module[] = [policy, holders, institutions, cards, ecard];

export const operations: readonly Operation[] = modules.flatMap((module) => module.operations ?? []);
export const jobs: readonly AnyJob[] = modules.flatMap((module) => module.jobs ?? []);
export const standingJobs: readonly string[] = modules.flatMap((module) => module.standingJobs ?? []);
export const stateTables: readonly States[] = modules.flatMap((module) => module.stateTables ?? []);

export const version: string = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../package.json'), 'utf8'),
).version;

/** Opens the house from its settings: database migrated, keys read. Whoever opens it closes its database. */
export async function openHouse(config: Config, clock: Clock = realClock): Promise<House> {
  const log = openLog(config.logLevel);
  const vault = new Vault(readMasterKeys(config.masterKeyFile, systemRandom), systemRandom);
  const database = await openDatabase(
    {
      folder: config.home,
      ...(config.databaseUrl ? { url: config.databaseUrl } : {}),
      ...(config.embedded ? { embedded: config.embedded } : {}),
    },
    log,
  );
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return { database, clock, random: systemRandom, vault, log };
}
