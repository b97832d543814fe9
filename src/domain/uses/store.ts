// SQL of this module, apart from the hot path (one-statement.ts), the block list (block-list-store.ts) and offline uploads.
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { type Sql, sql } from '../../base/sql.ts';
import { recordsOf } from '../holders/index.ts';
import type { FoundCard } from './decide.ts';
import type { Terminal } from './terminal.ts';
import type { Acceptance, Alliance } from './terms.ts';

const terminalColumns = sql`
  t.id, t.institution_id as "institutionId", t.region, t.code, t.name, t.services, t.ways, t.online, t.offline, t.longitude,
  t.latitude, t.pay_to as "payTo", t.state`;

export const findTerminal = (db: Db, id: number) =>
  db.maybe<Terminal>(sql`select ${terminalColumns} from uses.terminal t where id = ${id}::int`);

export const lockTerminal = (db: Db, id: number) =>
  db.maybe<Terminal>(sql`select ${terminalColumns} from uses.terminal t where id = ${id}::int for update`);

export const pageTerminals = (db: Db, page: { institutionId: string; after: number; limit: number }) =>
  db.rows<Terminal>(sql`
    select ${terminalColumns} from uses.terminal t
    where institution_id = ${page.institutionId} and id > ${page.after}::int order by id limit ${page.limit}::int`);

export const insertTerminal = (db: Db, terminal: Omit<Terminal, 'id' | 'state'>, at: Date) =>
  db.maybe<{ id: number }>(sql`
    insert into uses.terminal (institution_id, region, code, name, services, ways, online, offline, longitude, latitude, pay_to,
                               state, registered_at)
    values (${terminal.institutionId}, ${terminal.region}, ${terminal.code}, ${terminal.name}, ${[...terminal.services]}::text[],
            ${[...terminal.ways]}::text[], ${terminal.online}, ${terminal.offline}, ${terminal.longitude}::float8,
            ${terminal.latitude}::float8, ${terminal.payTo}::uuid, 'open', ${at})
    on conflict do nothing returning id`);

export const saveTerminal = (db: Db, id: number, change: Pick<Terminal, 'services' | 'ways' | 'state'>) =>
  db.run(sql`
    update uses.terminal set services = ${[...change.services]}::text[], ways = ${[...change.ways]}::text[], state = ${change.state}
    where id = ${id}::int`);

export const acceptancesFor = (db: Db, service: string, region: string) =>
  db.rows<Acceptance>(sql`
    select service, region, institution_id as "institutionId", generations, ways, pin_ways as "pinWays",
           stale_hours as "staleHours", closed
    from uses.acceptance where service = ${service} and region = ${region} order by institution_id nulls first`);

export const saveAcceptance = (db: Db, acceptance: Acceptance, by: string, at: Date) =>
  db.run(sql`
    insert into uses.acceptance (service, region, institution_id, generations, ways, pin_ways, stale_hours, closed, set_by, set_at)
    values (${acceptance.service}, ${acceptance.region}, ${acceptance.institutionId}::uuid,
            ${acceptance.generations && [...acceptance.generations]}::int[], ${acceptance.ways && [...acceptance.ways]}::text[],
            ${acceptance.pinWays && [...acceptance.pinWays]}::text[], ${acceptance.staleHours}::int, ${acceptance.closed},
            ${by}, ${at})
    on conflict (service, region, institution_id) do update set generations = excluded.generations, ways = excluded.ways,
      pin_ways = excluded.pin_ways, stale_hours = excluded.stale_hours, closed = excluded.closed, set_by = excluded.set_by,
      set_at = excluded.set_at`);

const allianceColumns = sql`code, name, regions, services, from_day as "from", until_day as until`;

export const alliancesOf = (db: Db, region: string) =>
  db.rows<Alliance>(sql`
    select ${allianceColumns} from uses.alliance where ${region} = any(regions) order by code`);

export const saveAlliance = (db: Db, alliance: Alliance, by: string, at: Date) =>
  db.run(sql`
    insert into uses.alliance (code, name, regions, services, from_day, until_day, set_by, set_at)
    values (${alliance.code}, ${alliance.name}, ${[...alliance.regions]}::text[], ${[...alliance.services]}::text[],
            ${alliance.from}::date, ${alliance.until}::date, ${by}, ${at})
    on conflict (code) do update set name = excluded.name, regions = excluded.regions, services = excluded.services,
      from_day = excluded.from_day, until_day = excluded.until_day, set_by = excluded.set_by, set_at = excluded.set_at`);

export const findAlliance = (db: Db, code: string) =>
  db.maybe<Alliance>(sql`select ${allianceColumns} from uses.alliance where code = ${code}`);

export const findPresentedCard = (db: Db, cardNumber: string) =>
  db.maybe<FoundCard>(sql`
    select card_id as "cardId", holder_id as "holderId", region, generation, card_identifier as "cardIdentifier",
           social_state as "socialState", financial_state as "financialState", expires_on as "expiresOn"
    from cards.presented_view where card_number = ${cardNumber}`);

export const findCardNumber = async (db: Db, cardIdentifier: string) =>
  (
    await db.maybe<{ cardNumber: string }>(
      sql`select card_number as "cardNumber" from cards.presented_view where card_identifier = ${cardIdentifier}`,
    )
  )?.cardNumber;

export const findUse = (db: Db, terminal: number, number: bigint) =>
  db.maybe<{ holderId: string }>(
    sql`select holder_id as "holderId" from uses.use where terminal = ${terminal}::int and number = ${number}::int8`,
  );

export const readPin = async (db: Db, cardId: string) =>
  (await db.maybe<{ digest: Uint8Array }>(sql`select digest from uses.pin where card_id = ${cardId}`))?.digest;

export const savePin = (db: Db, cardId: string, digest: Uint8Array, at: Date) =>
  db.run(sql`
    insert into uses.pin (card_id, digest, set_at) values (${cardId}, ${digest}, ${at})
    on conflict (card_id) do update set digest = excluded.digest, set_at = excluded.set_at`);

// Consent.

export interface Consent {
  readonly id: string;
  readonly service: string;
  readonly institutionId: string | null;
  readonly givenAt: Date;
  readonly until: Day | null;
}

/** One consent to a service and institution at a time: a new one takes the place of the one before. */
export async function replaceConsent(db: Db, consent: Consent & { holderId: string }): Promise<void> {
  await db.run(sql`
    update uses.consent set withdrawn_at = ${consent.givenAt}
    where holder_id = ${consent.holderId} and service = ${consent.service}
      and institution_id is not distinct from ${consent.institutionId}::uuid and withdrawn_at is null`);
  await db.run(sql`
    insert into uses.consent (id, holder_id, service, institution_id, given_at, until_day)
    values (${consent.id}, ${consent.holderId}, ${consent.service}, ${consent.institutionId}::uuid, ${consent.givenAt},
            ${consent.until}::date)`);
}

export const endConsent = (db: Db, holderId: string, id: string, at: Date) =>
  db.run(sql`
    update uses.consent set withdrawn_at = ${at} where id = ${id} and holder_id = any(${recordsOf(holderId)}) and withdrawn_at is null`);

export const consentsOf = (db: Db, holderId: string) =>
  db.rows<Consent>(sql`
    select id, service, institution_id as "institutionId", given_at as "givenAt", until_day as until
    from uses.consent where holder_id = any(${recordsOf(holderId)}) and withdrawn_at is null order by given_at desc, id`);

// Uses as they are read.

export interface UseRow {
  readonly terminal: number;
  readonly number: bigint;
  readonly at: Date;
  readonly recordedAt: Date;
  readonly holderId: string;
  readonly amountFen: bigint;
  readonly service: string;
  readonly purpose: string;
  readonly way: string;
  readonly outcome: string;
  readonly offline: boolean;
  readonly actorId: string;
  readonly signals: string[];
  readonly terminalName: string;
  readonly terminalRegion: string;
  readonly institutionId: string;
  readonly institutionName: string;
  readonly complaint: string | null;
}

const useColumns = sql`
  u.terminal, u.number, u.at, u.recorded_at as "recordedAt", u.holder_id as "holderId", u.amount as "amountFen", u.service, u.purpose,
  u.way, u.outcome, u.offline, u.actor_id as "actorId", u.signals, t.name as "terminalName", t.region as "terminalRegion",
  t.institution_id as "institutionId", i.name as "institutionName",
  (select c.state from uses.complaint c where c.terminal = u.terminal and c.number = u.number) as complaint`;

const selectUses = (where: Sql, limit: number) => sql`
  select ${useColumns} from uses.use u join uses.terminal t on t.id = u.terminal
    join institutions.institution_view i on i.institution_id = t.institution_id
  where ${where} order by u.at desc, u.terminal, u.number limit ${limit}::int`;

/** Under every id the person had. */
export const usesOfHolder = (db: Db, holderIds: readonly string[], before: Date | null, limit: number) =>
  db.rows<UseRow>(
    selectUses(
      sql`u.holder_id = any(${holderIds}::uuid[]) and (${before}::timestamptz is null or u.at < ${before}::timestamptz)`,
      limit,
    ),
  );

/** Uses at the terminals of a region that carry a signal, newest first. */
export const usesFlagged = (db: Db, region: string, before: Date | null, limit: number) =>
  db.rows<UseRow>(
    selectUses(
      sql`t.region = ${region} and u.signals <> '{}' and (${before}::timestamptz is null or u.at < ${before}::timestamptz)`,
      limit,
    ),
  );

/** Which of these uses paid. */
export const paidAmong = async (db: Db, transferIds: readonly string[]) =>
  new Set(
    transferIds.length === 0
      ? []
      : (
          await db.rows<{ id: string }>(
            sql`select transfer_id as id from ledger.paid_view where transfer_id = any(${[...transferIds]}::uuid[]) and reason is null`,
          )
        ).map(({ id }) => id),
  );
