// SQL of uses that were made without a line and are handed in later.
import type { Db } from '../../base/database/database.ts';
import { sql } from '../../base/sql.ts';

export interface Handed {
  readonly number: bigint;
  readonly at: Date;
  readonly cardNumber: string;
  readonly counter: bigint | null;
  readonly listVersion: bigint;
}

export interface HandedFacts {
  place: number;
  cardId: string | null;
  holderId: string | null;
  region: string | null;
  generation: number | null;
  cardIdentifier: string | null;
  supersededAt: Date | null;
  onList: boolean;
  sameCounter: boolean;
  beforeAt: Date | null;
  beforeCounter: bigint | null;
  beforeLongitude: number | null;
  beforeLatitude: number | null;
  afterAt: Date | null;
  afterCounter: bigint | null;
  afterLongitude: number | null;
  afterLatitude: number | null;
}

/** For each use: its card, the terminal's list, and the uses of the card just before and after it, wherever they were. */
export const factsOfHanded = (db: Db, terminal: number, uses: readonly Handed[]) =>
  db.rows<HandedFacts>(sql`
    select u.place::int as place, c.card_id as "cardId", c.holder_id as "holderId", c.region, c.generation,
      c.card_identifier as "cardIdentifier",
      (select v.at from uses.block_version v where v.version > u.list_version order by v.version limit 1) as "supersededAt",
      coalesce(b.since <= u.list_version and (b.on_list or b.version > u.list_version), false) as "onList",
      (u.counter is not null and exists (
        select from uses.use p where p.card_id = c.card_id and p.counter = u.counter
          and (p.terminal, p.number) <> (${terminal}::int, u.number))) as "sameCounter",
      p.at as "beforeAt", p.counter as "beforeCounter", pt.longitude as "beforeLongitude", pt.latitude as "beforeLatitude",
      n.at as "afterAt", n.counter as "afterCounter", nt.longitude as "afterLongitude", nt.latitude as "afterLatitude"
    from unnest(${uses.map((u) => u.number)}::int8[], ${uses.map((u) => u.at)}::timestamptz[], ${uses.map((u) => u.cardNumber)}::text[],
                ${uses.map((u) => u.counter)}::int8[], ${uses.map((u) => u.listVersion)}::int8[])
      with ordinality as u(number, at, card_number, counter, list_version, place)
    left join cards.presented_view c on c.card_number = u.card_number
    left join uses.blocked b on b.card_id = c.card_id
    left join lateral (select x.terminal, x.at, x.counter from uses.use x
      where x.holder_id = c.holder_id and x.at <= u.at and (x.outcome = 'allowed' or x.offline) and (x.terminal, x.number) <> (${terminal}::int, u.number)
      order by x.at desc limit 1) p on true
    left join uses.terminal pt on pt.id = p.terminal
    left join lateral (select x.terminal, x.at, x.counter from uses.use x
      where x.holder_id = c.holder_id and x.at > u.at and (x.outcome = 'allowed' or x.offline) and (x.terminal, x.number) <> (${terminal}::int, u.number)
      order by x.at limit 1) n on true
    left join uses.terminal nt on nt.id = n.terminal
    order by u.place`);

export interface JudgedUse extends Handed {
  readonly cardId: string;
  readonly holderId: string;
  readonly region: string;
  readonly generation: number;
  readonly codeId: bigint | null;
  readonly service: string;
  readonly purpose: string;
  readonly way: string;
  readonly outcome: string;
  readonly signals: readonly string[];
}

export const insertHanded = (db: Db, terminal: number, uses: readonly JudgedUse[], actorId: string, now: Date) =>
  db.run(sql`
    insert into uses.use (terminal, number, at, recorded_at, holder_id, card_id, card_region, generation, counter, code_id, service, purpose, way, outcome,
                          offline, actor_id, signals)
    select ${terminal}::int, number, at, ${now}::timestamptz, holder_id, card_id, card_region, generation, counter, code_id, service, purpose, way, outcome, true,
           ${actorId}, case when signals = '' then '{}'::text[] else string_to_array(signals, ',') end
    from unnest(${uses.map((u) => u.number)}::int8[], ${uses.map((u) => u.at)}::timestamptz[], ${uses.map((u) => u.holderId)}::uuid[],
                ${uses.map((u) => u.cardId)}::uuid[], ${uses.map((u) => u.region)}::text[], ${uses.map((u) => u.generation)}::int[],
                ${uses.map((u) => u.counter)}::int8[], ${uses.map((u) => u.codeId)}::int8[],
                ${uses.map((u) => u.service)}::text[], ${uses.map((u) => u.purpose)}::text[], ${uses.map((u) => u.way)}::text[],
                ${uses.map((u) => u.outcome)}::text[], ${uses.map((u) => u.signals.join(','))}::text[])
      as t(number, at, holder_id, card_id, card_region, generation, counter, code_id, service, purpose, way, outcome, signals)
    order by number
    on conflict do nothing`);

export interface Recorded {
  readonly number: bigint;
  readonly at: Date;
  readonly cardId: string;
  readonly service: string;
  readonly outcome: string;
  readonly signals: string[];
}

export const recordedAmong = (db: Db, terminal: number, numbers: readonly bigint[]) =>
  db.rows<Recorded>(sql`
    select number, at, card_id as "cardId", service, outcome, signals from uses.use
    where terminal = ${terminal}::int and number = any(${[...numbers]}::int8[])`);
