// The one list of modules: their actions become routes, API text, permissions and audit; their jobs run.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Operation } from './base/action.ts';
import type { House } from './base/call.ts';
import type { Clock } from './base/clock.ts';
import { type Config, readMasterKeys } from './base/config.ts';
import { openDatabase } from './base/database/open.ts';
import type { ForeignDoor } from './base/http.ts';
import type { AnyJob } from './base/jobs.ts';
import { openLog } from './base/log.ts';
import { migrate } from './base/migrate.ts';
import { systemRandom } from './base/random.ts';
import type { States } from './base/states.ts';
import { Vault } from './base/vault.ts';
import * as banking from './domain/banking/index.ts';
import * as benefits from './domain/benefits/index.ts';
import * as cards from './domain/cards/index.ts';
import * as ecard from './domain/ecard/index.ts';
import * as holders from './domain/holders/index.ts';
import * as identity from './domain/identity/index.ts';
import * as institutions from './domain/institutions/index.ts';
import * as keys from './domain/keys/index.ts';
import * as ledger from './domain/ledger/index.ts';
import * as medical from './domain/medical/index.ts';
import * as notices from './domain/notices/index.ts';
import * as orders from './domain/orders/index.ts';
import * as policy from './domain/policy/index.ts';
import * as production from './domain/production/index.ts';
import * as uses from './domain/uses/index.ts';
import { letBanksSpeak, makeLetBanksSpeak, SimulatedBankLines, SimulatedSmsChannel } from './world/index.ts';

interface Module {
  readonly operations?: readonly Operation[];
  readonly jobs?: readonly AnyJob[];
  readonly standingJobs?: readonly string[];
  readonly stateTables?: readonly States[];
}

const modules: readonly Module[] = [
  policy,
  holders,
  institutions,
  keys,
  cards,
  ledger,
  banking,
  ecard,
  identity,
  uses,
  medical,
  benefits,
  orders,
  production,
  notices,
];

export const operations: readonly Operation[] = modules.flatMap((module) => module.operations ?? []);
/** Text messages go to a simulated operator until one is connected; it takes everything and sends nothing out. */
export const messageChannel = new SimulatedSmsChannel();
/** Lines to simulated banks until real ones are connected; a bank without a line is out, and its messages wait. */
export const bankLines = new SimulatedBankLines();

export const jobs: readonly AnyJob[] = [
  ...modules.flatMap((module) => module.jobs ?? []),
  notices.makeDeliverMessages(messageChannel) as AnyJob,
  banking.makeSendMessages(bankLines) as AnyJob,
  makeLetBanksSpeak(bankLines) as AnyJob,
  benefits.makeSendEnvelope((house) => benefits.bankFiles(house, bankLines)) as AnyJob,
  identity.makeDeliverCodes(messageChannel) as AnyJob,
];
/** Doors that speak foreign protocols. */
export const doors: readonly ForeignDoor[] = [...medical.fsiDoors];
export const standingJobs: readonly string[] = [
  ...modules.flatMap((module) => module.standingJobs ?? []),
  letBanksSpeak,
];
export const stateTables: readonly States[] = modules.flatMap((module) => module.stateTables ?? []);

export const version: string = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../package.json'), 'utf8'),
).version;

/** Opens the house from its settings: database migrated, keys read. Whoever opens it closes its database. */
export async function openHouse<C extends Clock>(config: Config, clock: C): Promise<House & { readonly clock: C }> {
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
