// One request from somebody: who, when, in which transaction, under which request id.
import type { Actor } from './actor.ts';
import type { Clock } from './clock.ts';
import type { Database, Db } from './database/database.ts';
import { type Day, dayOf } from './day.ts';
import { newUuid, type Uuid } from './ids.ts';
import type { Logger } from './log.ts';
import type { Random } from './random.ts';
import type { Vault } from './vault.ts';

/** What the whole process shares; handed in, never global. */
export interface House {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly vault: Vault;
  readonly log: Logger;
}

/** Why somebody looks at a person (SEC-01). A holder who looks at the own record needs no reason. */
export const purposes = [
  'serve-holder',
  'check-eligibility',
  'make-card',
  'deliver-card',
  'audit',
  'complaint',
] as const;
export type Purpose = (typeof purposes)[number];

export type JournalFacts = Record<string, string | number | boolean | null | string[]>;

export interface Call {
  readonly db: Db;
  readonly now: Date;
  readonly today: Day;
  readonly actor: Actor;
  readonly purpose: Purpose | undefined;
  readonly requestId: string | undefined;
  readonly vault: Vault;
  readonly random: Random;
  readonly log: Logger;
  newId(): Uuid;
  /** Names the holders this call is about; they find its journal line later. */
  about(...holderIds: Uuid[]): void;
  /** Adds facts to the journal line. Never personal data in clear: the journal cannot be erased. */
  note(facts: JournalFacts): void;
}

/** The call with what has been gathered for its journal line. */
export interface OpenCall extends Call {
  readonly holders: Set<Uuid>;
  readonly facts: JournalFacts;
}

export function openCall(
  house: House,
  db: Db,
  actor: Actor,
  options: { requestId?: string; purpose?: Purpose } = {},
): OpenCall {
  const now = house.clock.now();
  const holders = new Set<Uuid>();
  const facts: JournalFacts = {};
  return {
    db,
    now,
    today: dayOf(now),
    actor,
    purpose: options.purpose,
    requestId: options.requestId,
    vault: house.vault,
    random: house.random,
    log: house.log,
    newId: () => newUuid(now, house.random),
    about: (...ids) => {
      for (const id of ids) holders.add(id);
    },
    note: (more) => void Object.assign(facts, more),
    holders,
    facts,
  };
}
