// The SQL that settles many visits in one statement (decision 0004): turn, request, settlement, lines, counters, money and journal of
// each, or nothing of it. Whatever is not in the answer was not settled.
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { busyParts, debitParts } from '../ledger/index.ts';
import type { Move } from './accounts.ts';
import { type SettlementRow, settlementJson } from './store.ts';

export interface Entry {
  readonly row: SettlementRow;
  /** The turn the row was computed at. */
  readonly turn: bigint;
  readonly serials: readonly string[];
  /** Between funds, claims and what is due. */
  readonly fromFunds: readonly Move[];
  /** From the person's own account, if any of it is used. */
  readonly fromAccount: Move | undefined;
  /** The message: sent again with the same digest it gets the same answer (as `claimRequest` of base/action.ts). */
  readonly request: {
    readonly id: string;
    readonly action: string;
    readonly digest: Uint8Array;
    /** Amounts are texts already. */
    readonly answer: unknown;
    readonly actorRole: string;
    readonly actorId: string;
  };
}

/** Gives back the ids of the settlements that stand now. */
export async function bookMany(db: Db, entries: readonly Entry[], now: Date, today: Day): Promise<Set<string>> {
  const request = <K extends keyof Entry['request']>(key: K) => entries.map((entry) => entry.request[key]);
  const row = <K extends keyof SettlementRow>(key: K) => entries.map((entry) => entry.row[key]);
  const lines = entries.flatMap(({ row, serials }) => serials.map((serial) => [row.id, serial] as const));
  const funds = entries.flatMap(({ row, fromFunds }) => fromFunds.map((transfer) => ({ ...transfer, of: row.id })));
  const own = entries.flatMap(({ row, fromAccount }) => (fromAccount ? [{ ...fromAccount, row }] : []));
  const stands = await db.rows<{ id: string }>(sql`
    with asked as (
      select a.* from unnest(${row('id')}::uuid[], ${row('holderId')}::uuid[], ${row('cardId')}::uuid[], ${row('institutionId')}::uuid[],
          ${entries.map(({ turn }) => turn)}::int8[], ${request('id')}::text[], ${request('action')}::text[], ${entries.map(({ request }) => Buffer.from(request.digest).toString('hex'))}::text[],
          ${entries.map(({ request }) => JSON.stringify(request.answer))}::text[], ${request('actorRole')}::text[], ${request('actorId')}::text[],
          ${entries.map(({ row }) => JSON.stringify({ policySet: row.policySet, settlementId: row.id, visitId: row.visitId }))}::text[])
        as a(id, holder_id, card_id, institution_id, turn, request_id, action, digest, answer, actor_role, actor_id, facts)
      join cards.presented_view c on c.card_id = a.card_id and c.social_state = 'enabled'
        and (c.expires_on is null or c.expires_on >= ${today}::date)
      join holders.person_view p on p.holder_id = a.holder_id and p.deceased_on is null),
    taken as (
      insert into medical.turn as t (holder_id, number) select holder_id, turn + 1 from asked order by holder_id
      on conflict (holder_id) do update set number = excluded.number where t.number = excluded.number - 1
      returning holder_id),
    claimed as (
      insert into base.request (actor_id, request_id, action, input_digest, answer, at)
      select actor_id, request_id, action, decode(digest, 'hex'), answer::jsonb, ${now}::timestamptz from asked join taken using (holder_id)
      order by actor_id, request_id
      on conflict do nothing
      returning actor_id, request_id),
    done as (
      select a.* from asked a join claimed using (actor_id, request_id)),
    settled as (
      insert into medical.settlement
      -- One call for all of them: a call for each row could be made for each pair of rows.
      select g.* from json_populate_recordset(null::medical.settlement, ${`[${entries.map(({ row }) => settlementJson(row)).join(',')}]`}::json) as g
      where g.id in (select id from done)
      returning id, visit_id, holder_id, insurance, year, moves),
    line as (
      update medical.fee_line l set settlement_id = s.id
      from unnest(${lines.map(([id]) => id)}::uuid[], ${lines.map(([, serial]) => serial)}::text[]) as w(id, serial) join settled s using (id)
      where l.visit_id = s.visit_id and l.serial = w.serial and l.settlement_id is null
      returning s.id),
    counted as (
      insert into medical.counter as c (holder_id, insurance, year, name, amount)
      select s.holder_id, s.insurance, s.year, m.key, m.value::int8 from settled s cross join lateral jsonb_each_text(s.moves) as m
      on conflict (holder_id, insurance, year, name) do update set amount = c.amount + excluded.amount),
    debit as (
      select d.transfer_id, d.owner_id, 'personal' as account_code, d.credit_account_id, d.amount, d.code, d.reference, d.day, ${now}::timestamptz as at
      from unnest(${own.map(({ id }) => id)}::uuid[], ${own.map(({ row }) => row.holderId)}::uuid[], ${own.map((t) => t.creditAccountId)}::uuid[],
          ${own.map((t) => t.amountFen)}::int8[], ${own.map((t) => t.code)}::text[], ${own.map(({ row }) => row.id)}::uuid[], ${own.map((t) => t.day)}::date[])
        as d(transfer_id, owner_id, credit_account_id, amount, code, reference, day)
      where d.reference in (select id from settled)),
    ${debitParts},
    busy_move as (
      select b.transfer_id, b.debit_account_id, b.credit_account_id, b.amount, b.code, b.reference, b.day, ${now}::timestamptz as at
      from unnest(${funds.map(({ id }) => id)}::uuid[], ${funds.map((t) => t.debitAccountId)}::uuid[], ${funds.map((t) => t.creditAccountId)}::uuid[],
          ${funds.map((t) => t.amountFen)}::int8[], ${funds.map((t) => t.code)}::text[], ${funds.map(({ of }) => of)}::uuid[], ${funds.map((t) => t.day)}::date[])
        as b(transfer_id, debit_account_id, credit_account_id, amount, code, reference, day)
      where b.reference in (select id from settled)),
    ${busyParts},
    noted as (
      insert into base.journal (at, action, actor_role, actor_id, institution_id, purpose, request_id, about, facts)
      select ${now}::timestamptz, action, actor_role, actor_id, institution_id, 'serve-holder', request_id, array[holder_id], facts::jsonb
      from done)
    select id from settled
    where medical.insist(
      (select count(*) from line) = (select count(*) from unnest(${lines.map(([id]) => id)}::uuid[]) as w(id) join settled using (id))
      and not exists (select from debited where reason is not null)
      and (select count(*) from busy_moved) = (select count(*) from busy_move))`);
  return new Set(stands.map(({ id }) => id));
}
