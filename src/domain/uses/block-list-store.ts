// SQL of the block list.
import type { Db } from '../../base/database/database.ts';
import type { Place } from '../../base/journal.ts';
import { sql } from '../../base/sql.ts';

export const lockPlace = (db: Db) => db.one<Place>(sql`select xid, seq from uses.place for update`);

export const savePlace = (db: Db, place: Place) =>
  db.run(sql`update uses.place set xid = ${place.xid}, seq = ${place.seq}::int8`);

export interface Version {
  readonly version: bigint;
  readonly total: number;
  readonly digest: Uint8Array;
  readonly at: Date;
}

export const newestVersion = (db: Db) =>
  db.maybe<Version>(sql`select version, total, digest, at from uses.block_version order by version desc limit 1`);

export const findVersion = (db: Db, version: bigint) =>
  db.maybe<Version>(sql`select version, total, digest, at from uses.block_version where version = ${version}::int8`);

/** Cards of these holders that have to come on the list or go from it. */
export const changesFor = (db: Db, holderIds: readonly string[]) =>
  db.rows<{ cardId: string; cardNumber: string; blocked: boolean }>(sql`
    select c.card_id as "cardId", c.card_number as "cardNumber", c.social_state <> 'enabled' as blocked
    from cards.presented_view c left join uses.blocked b on b.card_id = c.card_id
    where c.holder_id = any(${[...holderIds]}::uuid[]) and c.enabled_at is not null
      and (c.social_state <> 'enabled') <> coalesce(b.on_list, false)
    order by c.card_id`);

export interface Change {
  readonly cardId: string;
  readonly mark: Uint8Array;
  readonly blocked: boolean;
}

export async function saveVersion(db: Db, next: Version, changes: readonly Change[]): Promise<void> {
  const added = changes.filter(({ blocked }) => blocked).length;
  await db.run(sql`
    insert into uses.block_version (version, added, removed, total, digest, at)
    values (${next.version}::int8, ${added}, ${changes.length - added}, ${next.total}, ${next.digest}, ${next.at})`);
  await db.run(sql`
    insert into uses.blocked as b (card_id, mark, on_list, version, since)
    select card_id, mark, on_list, ${next.version}::int8, ${next.version}::int8
    from unnest(${changes.map((c) => c.cardId)}::uuid[], ${changes.map((c) => c.mark)}::bytea[], ${changes.map((c) => c.blocked)}::boolean[])
      as t(card_id, mark, on_list)
    on conflict (card_id) do update set on_list = excluded.on_list, version = excluded.version,
      since = case when excluded.on_list then excluded.since else b.since end`);
}

export const fullList = (db: Db, after: Uint8Array, limit: number) =>
  db.rows<{ mark: Uint8Array }>(sql`
    select mark from uses.blocked where on_list and mark > ${after} order by mark limit ${limit}::int`);

export const changesSince = (db: Db, version: bigint, limit: number) =>
  db.rows<{ mark: Uint8Array; onList: boolean; since: bigint }>(sql`
    select mark, on_list as "onList", since from uses.blocked where version > ${version}::int8 order by version, mark limit ${limit}::int`);
