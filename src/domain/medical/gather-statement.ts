// Everything that a settlement is computed from, of many visits in one statement and as of one moment (decision 0004). What is only
// a look leaves its journal line in the same statement.
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { accessRevision } from '../../base/revision.ts';
import { sql } from '../../base/sql.ts';
import type { SealedIdentity } from '../holders/index.ts';
import { yearOf } from './assess.ts';
import type { InsuranceRow } from './person.ts';
import type { Filing } from './store-register.ts';
import type { Visit } from './visit.ts';

/** What is asked about one visit. */
export interface Look {
  readonly institutionId: string;
  readonly treatedIn: string;
  readonly visitId: string;
  readonly holderId: string;
  readonly batch: string | null;
  readonly cardNumber: string;
  readonly signNo: string | null;
  /** Name of the query that looks; null: something will be written, and that leaves the line. */
  readonly journalledAs: string | null;
  readonly actorRole: string;
  readonly actorId: string;
}

/** Amounts inside JSON are texts. */
export interface Found extends Visit, Omit<SealedIdentity, 'id'> {
  /** Place in the list that was asked, from 1. */
  readonly place: number;
  readonly asOf: bigint;
  readonly signedIn: boolean;
  readonly deceasedOn: Day | null;
  readonly turn: bigint;
  readonly usedCardId: string | null;
  readonly usedCardOf: string | null;
  readonly usedCardIdentifier: string | null;
  /** Enabled and not expired. */
  readonly usedCardGood: boolean;
  readonly ecardState: string | null;
  /** serial, amount, full self, over limit, first self, in scope, mark. */
  readonly lines: readonly (readonly [string, string, string, string, string, string, string | null])[] | null;
  readonly insurances: readonly InsuranceRow[] | null;
  readonly counters: Readonly<Record<string, string>> | null;
  readonly filing: Filing['kind'] | null;
  readonly chosen: readonly { readonly code: string; readonly how: 'chosen' | 'referred' }[] | null;
  readonly ownFen: bigint | null;
}

/** Those whose visit belongs to the institution and the person; others are missing. */
export function gather(db: Db, looks: readonly Look[], now: Date, day: Day): Promise<Found[]> {
  const column = <K extends keyof Look>(key: K) => looks.map((look) => look[key]);
  return db.rows<Found>(sql`
    with found as (
      select a.place::int as place, a.journalled_as, a.actor_role, a.actor_id,
        (select r.number from base.revision r where r.name = ${accessRevision}) as as_of,
        (a.sign_no is null or exists (
          select from medical.sign_in s where s.sign_no = a.sign_no and s.institution_id = a.institution_id and s.ended_at is null)) as signed_in,
        v.*, p.deceased_on, i.document_kind, i.document_number, i.assigned_number, i.name, i.sex, i.born,
        coalesce(t.number, 0) as turn, c.card_id as used_card_id, c.holder_id as used_card_of, c.card_identifier,
        (c.social_state = 'enabled' and (c.expires_on is null or c.expires_on >= ${day}::date)) is true as used_card_good,
        e.state as ecard_state,
        (select json_agg(json_build_array(l.serial, l.amount::text, l.full_self::text, l.over_limit::text, l.first_self::text,
                                          l.in_scope::text, l.mark) order by l.serial)
         from medical.fee_line l where l.visit_id = v.id and l.settlement_id is null and (a.batch is null or l.batch = a.batch)) as lines,
        (select json_agg(json_build_object('region', n.region, 'kind', n.kind, 'since', n.since::text, 'first', (
                  select min(b.since) from holders.insurance_view b where b.holder_id = n.holder_id and b.region = n.region)::text)
                  order by n.since, n.region)
         from holders.insurance_view n
         where n.holder_id = v.holder_id and n.since <= ${day}::date and (n.until is null or n.until >= ${day}::date)) as insurances,
        (select json_object_agg(k.name, k.amount::text) from medical.counter k
         where k.holder_id = v.holder_id and k.insurance = v.insurance and k.year = ${yearOf(day)}::int) as counters,
        case when v.region <> a.treated_in then (
          select f.kind from medical.filing f
          where f.holder_id = v.holder_id and f.region = v.region and f.treated_in = a.treated_in and f.withdrawn_at is null
            and f.from_day <= ${day}::date and (f.until_day is null or f.until_day >= ${day}::date)
          order by case f.kind when 'resettled' then 0 else 1 end, f.filed_at, f.id limit 1) end as filing,
        (select json_agg(json_build_object('code', h.institution_code, 'how', h.how) order by h.institution_code)
         from medical.chosen_institution h
         where h.holder_id = v.holder_id and h.from_day <= ${day}::date and (h.until_day is null or h.until_day >= ${day}::date)) as chosen,
        (select m.left_fen from ledger.left_view m where m.owner_id = v.holder_id and m.code = 'personal' and m.ledger = 'medical') as own_fen
      from unnest(${column('institutionId')}::uuid[], ${column('treatedIn')}::text[], ${column('visitId')}::uuid[], ${column('holderId')}::uuid[],
                  ${column('batch')}::text[], ${column('cardNumber')}::text[], ${column('signNo')}::text[], ${column('journalledAs')}::text[],
                  ${column('actorRole')}::text[], ${column('actorId')}::text[])
        with ordinality as a(institution_id, treated_in, visit_id, holder_id, batch, card_number, sign_no, journalled_as, actor_role, actor_id, place)
      join medical.visit v on v.id = a.visit_id and v.institution_id = a.institution_id and v.holder_id = a.holder_id
      join holders.person_view p on p.holder_id = v.holder_id
      join holders.sealed_view i on i.holder_id = v.holder_id
      left join medical.turn t on t.holder_id = v.holder_id
      left join cards.presented_view c on c.card_number = a.card_number
      left join ecard.ecard_view e on e.holder_id = c.holder_id),
    looked as (
      insert into base.journal (at, action, actor_role, actor_id, institution_id, purpose, about, facts)
      select ${now}::timestamptz, journalled_as, actor_role, actor_id, institution_id, 'serve-holder', array[holder_id], '{}'::jsonb
      from found where journalled_as is not null)
    select place, as_of as "asOf", signed_in as "signedIn", id, institution_id as "institutionId", holder_id as "holderId",
      card_id as "cardId", kind, state, region, insurance, number, med_type as "medType", department, began_at as "beganAt",
      ended_at as "endedAt", discharge_way as "dischargeWay", emergency, message, deceased_on as "deceasedOn",
      document_kind as "documentKind", document_number as "documentNumber", assigned_number as "assignedNumber", name, sex, born,
      turn, used_card_id as "usedCardId", used_card_of as "usedCardOf", card_identifier as "usedCardIdentifier",
      used_card_good as "usedCardGood", ecard_state as "ecardState", lines, insurances, counters, filing, chosen, own_fen as "ownFen"
    from found`);
}
