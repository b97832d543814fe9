// All SQL of this module.
import type { Db } from '../../base/database/database.ts';
import { sql } from '../../base/sql.ts';
import type { Ecard, EcardState } from './ecard.ts';

const columns = sql`holder_id as "holderId", state, issued_at as "issuedAt", authorised_at as "authorisedAt"`;

/** Returns how many were new. */
export const insertEcards = (db: Db, holderIds: readonly string[], at: Date) =>
  db.run(sql`
    insert into ecard.ecard (holder_id, state, issued_at)
    select distinct h, 'issued', ${at}::timestamptz from unnest(${holderIds}::uuid[]) as t(h)
    on conflict do nothing`);

export const findEcard = (db: Db, holderId: string) =>
  db.maybe<Ecard>(sql`select ${columns} from ecard.ecard where holder_id = ${holderId}`);

export const lockEcardRow = (db: Db, holderId: string) =>
  db.maybe<Ecard>(sql`select ${columns} from ecard.ecard where holder_id = ${holderId} for update`);

export const saveState = (db: Db, holderId: string, state: EcardState, at: Date) =>
  db.run(sql`
    update ecard.ecard set state = ${state},
      authorised_at = case when ${state}::text = 'authorised' then ${at}::timestamptz else authorised_at end,
      closed_at = case when ${state}::text = 'closed' then ${at}::timestamptz end
    where holder_id = ${holderId}`);

export const closeRows = (db: Db, holderIds: readonly string[], at: Date) =>
  db.run(sql`
    update ecard.ecard set state = 'closed', closed_at = ${at}
    where holder_id = any(${holderIds}::uuid[]) and state <> 'closed'`);
