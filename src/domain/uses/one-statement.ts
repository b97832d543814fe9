// The SQL of the hot path (decision 0004): one statement that says yes to many uses at once, records each and debits; a second
// one that tells of the rest what there is to tell.
import type { Day } from '../../base/day.ts';
import { accessRevision } from '../../base/revision.ts';
import { type Sql, sql } from '../../base/sql.ts';
import type { FinancialState, Generation, SocialState } from '../cards/index.ts';
import { debitParts } from '../ledger/index.ts';
import { fastestKmPerHour, kmPerDegree, slackKm } from './clone-signals.ts';
import type { Reason } from './reasons.ts';

/** One use, ready for the statement: everything that was decided before the card was looked at. */
export interface Item {
  readonly terminal: number;
  readonly number: bigint;
  readonly cardNumber: string;
  readonly service: string;
  readonly purpose: string;
  readonly way: string;
  readonly amountFen: bigint;
  readonly transferId: string | null;
  readonly financial: boolean;
  readonly generations: number;
  readonly regions: string | null;
  readonly cardIdentifier: string | null;
  readonly counter: bigint | null;
  readonly codeId: bigint | null;
  readonly ecard: boolean;
  readonly consent: boolean;
  readonly institutionId: string;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly actorId: string;
  /** The access revision everything above was read at. */
  readonly asOf: bigint;
  /** Signals already seen and accepted; then the journey is not judged again. */
  readonly signals: string | null;
  /** Known to be refused before the card is looked at. */
  readonly early: Reason | null;
}

/** A use that was recorded. */
export interface Done {
  terminal: number;
  number: bigint;
  cardId: string;
  holderId: string;
  region: string;
  generation: Generation;
  transferId: null;
}

/** What became of the debit of one. */
export interface Debited {
  terminal: null;
  transferId: string;
  /** Null when it was done. */
  shortOf: string | null;
  leftFen: bigint | null;
}

/** Where `u`, `last` and `lt` stand in the statement: whether nobody travels that far in that time (as `distanceKm`). */
const impossibleJourney = (now: Date) => sql`
  ${kmPerDegree}::float8 * sqrt(((lt.longitude - u.longitude) * cos(radians((lt.latitude + u.latitude) / 2))) ^ 2
                                + (lt.latitude - u.latitude) ^ 2)
    > ${slackKm}::float8 + ${fastestKmPerHour}::float8 * abs(extract(epoch from ${now}::timestamptz - last.at)) / 3600`;

const lastUse = sql`
  left join lateral (
    select p.terminal, p.at from uses.use p where p.holder_id = c.holder_id and p.outcome = 'allowed' order by p.at desc limit 1
  ) last on true
  left join uses.terminal lt on lt.id = last.terminal`;

const consented = (day: Day) => sql`exists (
  select from uses.consent k where k.holder_id = c.holder_id and k.service = u.service and k.withdrawn_at is null
    and (k.institution_id is null or k.institution_id = u.institution_id) and (k.until_day is null or k.until_day >= ${day}::date))`;

/** The conditions are those of `judge` (decide.ts). Whatever is not said yes to is missing from the answer. */
export function allowStatement(items: readonly Item[], now: Date, day: Day): Sql {
  const column = <K extends keyof Item>(key: K) => items.map((item) => item[key]);
  const pays = items.some(({ transferId }) => transferId !== null);
  const asked = sql`
    asked as (
      select u.*, c.card_id, c.holder_id, c.region as card_region, c.generation
      from unnest(${column('terminal')}::int[], ${column('number')}::int8[], ${column('cardNumber')}::text[],
          ${column('service')}::text[], ${column('purpose')}::text[], ${column('way')}::text[], ${column('amountFen')}::int8[],
          ${column('financial')}::boolean[],
          ${column('generations')}::int[], ${column('regions')}::text[], ${column('cardIdentifier')}::text[],
          ${column('counter')}::int8[], ${column('codeId')}::int8[], ${column('ecard')}::boolean[], ${column('consent')}::boolean[],
          ${column('institutionId')}::uuid[], ${column('longitude')}::float8[], ${column('latitude')}::float8[],
          ${column('actorId')}::text[], ${column('asOf')}::int8[], ${column('signals')}::text[])
        as u(terminal, number, card_number, service, purpose, way, amount, financial, generations, regions,
             card_identifier, counter, code_id, ecard, consent, institution_id, longitude, latitude, actor_id, as_of, signals)
      join cards.presented_view c on c.card_number = u.card_number
      ${lastUse}
      where u.as_of = (select r.number from base.revision r where r.name = ${accessRevision})
        and case when u.financial then c.financial_state = 'active' else c.social_state = 'enabled' end
        and (c.expires_on is null or c.expires_on >= ${day}::date)
        and (u.generations >> c.generation) & 1 = 1
        and (u.card_identifier is null or u.card_identifier = c.card_identifier)
        and (u.regions is null or c.region = any(string_to_array(u.regions, ',')))
        and (not u.ecard or exists (select from ecard.ecard_view e where e.holder_id = c.holder_id and e.state = 'authorised'))
        and (not u.consent or ${consented(day)})
        and (u.counter is null or not exists (select from uses.use p where p.card_id = c.card_id and p.counter >= u.counter))
        and (u.signals is not null or lt.longitude is null or u.longitude is null or not ${impossibleJourney(now)})),
    recorded as (
      insert into uses.use (terminal, number, at, recorded_at, holder_id, card_id, card_region, generation, amount, counter, code_id, service, purpose, way,
                            outcome, actor_id, signals)
      select terminal, number, ${now}::timestamptz, ${now}::timestamptz, holder_id, card_id, card_region, generation, amount,
             counter, code_id, service, purpose, way, 'allowed', actor_id, case when signals is null then '{}'::text[] else string_to_array(signals, ',') end
      from asked order by terminal, number
      on conflict do nothing
      returning terminal, number, card_id, holder_id, card_region, generation, service, amount)`;
  const recorded = sql`
    select terminal, number, card_id as "cardId", holder_id as "holderId", card_region as region, generation,
           null::uuid as "transferId", null as "shortOf", null::int8 as "leftFen"
    from recorded`;
  if (!pays) return sql`with ${asked} ${recorded}`;
  // What was debited comes as rows of its own: joining it here would compare every row with every other.
  return sql`with ${asked},
    debit as (
      select ${transferIdSql} as transfer_id, r.holder_id as owner_id, ${personalAccount} as account_code,
             t.pay_to as credit_account_id, r.amount, r.service as code, null::uuid as reference, ${day}::date as day,
             ${now}::timestamptz as at
      from recorded r join uses.terminal t on t.id = r.terminal where r.amount > 0),
    ${debitParts}
    ${recorded}
    union all select null, null, null, null, null, null, transfer_id, reason, left_fen from debited`;
}

/** As transferIdOf; a test holds the two together. */
const transferIdSql = sql`(
  lpad(to_hex(r.terminal), 8, '0') || '-7573-8000-8' || overlay(lpad(to_hex(r.number), 15, '0') placing '-' from 4 for 0))::uuid`;

/** The code of a holder's personal account (个人账户) in the ledger. */
export const personalAccount = 'personal';

export interface Explained {
  /** Place in the list that was asked. */
  place: number;
  asOf: bigint;
  cardId: string | null;
  holderId: string | null;
  region: string | null;
  generation: Generation | null;
  cardIdentifier: string | null;
  socialState: SocialState | null;
  financialState: FinancialState | null;
  expiresOn: Day | null;
  ecardState: string | null;
  consented: boolean;
  codeUsed: boolean;
  highestCounter: bigint | null;
  lastAt: Date | null;
  lastLongitude: number | null;
  lastLatitude: number | null;
  /** The use already recorded under this number, if there is one. */
  seenCardId: string | null;
  seenHolderId: string | null;
  seenRegion: string | null;
  seenGeneration: Generation | null;
  seenService: string | null;
  seenAmount: bigint | null;
  seenOutcome: string | null;
  seenSignals: string[] | null;
  /** Of the money of a use already recorded. */
  paid: boolean;
  shortOf: string | null;
  leftFen: bigint | null;
}

/** Everything `judge` wants to know, and what was recorded before under the same numbers. */
export function explainStatement(items: readonly Item[], day: Day): Sql {
  const column = <K extends keyof Item>(key: K) => items.map((item) => item[key]);
  return sql`
    select u.place::int as place, (select r.number from base.revision r where r.name = ${accessRevision}) as "asOf",
      c.card_id as "cardId", c.holder_id as "holderId", c.region, c.generation, c.card_identifier as "cardIdentifier",
      c.social_state as "socialState", c.financial_state as "financialState", c.expires_on as "expiresOn",
      e.state as "ecardState", ${consented(day)} as consented,
      (u.code_id is not null and exists (
        select from uses.use p where p.code_id = u.code_id and p.outcome = 'allowed' and (p.terminal, p.number) <> (u.terminal, u.number)))
        as "codeUsed",
      case when u.counter is not null then (
        select max(p.counter) from uses.use p where p.card_id = c.card_id and p.counter is not null) end as "highestCounter",
      last.at as "lastAt", lt.longitude as "lastLongitude", lt.latitude as "lastLatitude",
      s.card_id as "seenCardId", s.holder_id as "seenHolderId", s.card_region as "seenRegion", s.generation as "seenGeneration", s.service as "seenService", s.amount as "seenAmount",
      s.outcome as "seenOutcome", s.signals as "seenSignals",
      (t.transfer_id is not null) as paid, t.reason as "shortOf", t.left_fen as "leftFen"
    from unnest(${column('terminal')}::int[], ${column('number')}::int8[], ${column('cardNumber')}::text[],
        ${column('service')}::text[], ${column('counter')}::int8[], ${column('codeId')}::int8[],
        ${column('institutionId')}::uuid[], ${column('transferId')}::uuid[])
      with ordinality as u(terminal, number, card_number, service, counter, code_id, institution_id, transfer_id, place)
    left join uses.use s on s.terminal = u.terminal and s.number = u.number
    left join ledger.paid_view t on t.transfer_id = u.transfer_id and s.terminal is not null
    left join cards.presented_view c on c.card_number = u.card_number
    left join ecard.ecard_view e on e.holder_id = c.holder_id
    ${lastUse}`;
}

export interface RefusedUse {
  readonly item: Item;
  readonly cardId: string;
  readonly holderId: string;
  readonly region: string;
  readonly generation: number;
  readonly reason: string;
  readonly signals: string;
}

/** A refused use is a record too: the holder sees that somebody tried, and a repeat gets the same answer. */
export function recordRefusedStatement(refused: readonly RefusedUse[], now: Date): Sql {
  const column = <T>(of: (one: RefusedUse) => T) => refused.map(of);
  return sql`
    insert into uses.use (terminal, number, at, recorded_at, holder_id, card_id, card_region, generation, amount, counter, service,
                          purpose, way, outcome, actor_id, signals)
    select terminal, number, ${now}::timestamptz, ${now}::timestamptz, holder_id, card_id, card_region, generation, amount, counter,
           service, purpose, way, outcome, actor_id, case when signals = '' then '{}'::text[] else string_to_array(signals, ',') end
    from unnest(${column(({ item }) => item.terminal)}::int[], ${column(({ item }) => item.number)}::int8[],
        ${column(({ holderId }) => holderId)}::uuid[], ${column(({ cardId }) => cardId)}::uuid[],
        ${column(({ region }) => region)}::text[], ${column(({ generation }) => generation)}::int[],
        ${column(({ item }) => item.amountFen)}::int8[], ${column(({ item }) => item.counter)}::int8[],
        ${column(({ item }) => item.service)}::text[],
        ${column(({ item }) => item.purpose)}::text[], ${column(({ item }) => item.way)}::text[], ${column(({ reason }) => reason)}::text[],
        ${column(({ item }) => item.actorId)}::text[], ${column(({ signals }) => signals)}::text[])
      as r(terminal, number, holder_id, card_id, card_region, generation, amount, counter, service, purpose, way, outcome, actor_id, signals)
    order by terminal, number
    on conflict do nothing
    returning terminal, number`;
}
