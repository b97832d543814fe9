// What the checks look for: each is one statement over everybody entitled, and says what the found have in common (BEN-07).
import { type Sql, sql } from '../../base/sql.ts';

export const findingKinds = {
  deceased: { zh: '已身故仍在发放名单', en: 'has died and is still entitled' },
  'shared-account': { zh: '多人待遇发放至同一账户', en: 'many people are paid into one account' },
  'double-claim': { zh: '同一期间领取互斥待遇', en: 'draws programmes that exclude one another' },
  'too-young': { zh: '年龄未达到项目要求', en: 'is younger than the programme allows' },
  'helper-ring': { zh: '同一经办人集中认证并变更账户', en: 'one person certified many and moved their accounts' },
} as const;
export type FindingKind = keyof typeof findingKinds;

/** A couple and a parent with children share an account; beyond this it is looked into. */
export const mostSharing = 2;
/** One person who certified at least so many and moved their accounts within so many days is looked into. */
export const ringSize = 5;
export const ringDays = 60;

/** Everybody who is paid in the period that begins on a day. */
const paidIn = (day: string): Sql => sql`
  select e.programme_id, e.holder_id, p.code, p.region, p.excludes, p.youngest
  from benefits.entitlement e join benefits.programme p on p.id = e.programme_id and p.state = 'open'
  where e.since <= ${day}::date and (e.until is null or e.until >= ${day}::date)`;

/** Each answers (programme_id, holder_id, common). */
export const checks: Readonly<Record<FindingKind, (day: string) => Sql>> = {
  deceased: (day) => sql`
    select e.programme_id, e.holder_id, h.deceased_on::text as common
    from (${paidIn(day)}) e join holders.person_view h on h.holder_id = e.holder_id and h.deceased_on < ${day}::date`,

  'too-young': (day) => sql`
    select e.programme_id, e.holder_id, e.youngest::text as common
    from (${paidIn(day)}) e join holders.person_view h on h.holder_id = e.holder_id
    where e.youngest > 0 and h.born > ${day}::date - make_interval(years => e.youngest)`,

  // By the blind index of the account, not the card: a bank may keep one account under two cards.
  'shared-account': (day) => sql`
    select e.programme_id, e.holder_id, s.common
    from (${paidIn(day)}) e join benefits.pay_account a on a.programme_id = e.programme_id and a.holder_id = e.holder_id
      join cards.pay_card_view c on c.card_id = a.card_id
      join (
        select c.bank_card_index, encode(substring(c.bank_card_index for 6), 'hex') as common
        from (${paidIn(day)}) e join benefits.pay_account a on a.programme_id = e.programme_id and a.holder_id = e.holder_id
          join cards.pay_card_view c on c.card_id = a.card_id
        group by c.bank_card_index having count(distinct e.holder_id) > ${mostSharing}) s on s.bank_card_index = c.bank_card_index`,

  'double-claim': (day) => sql`
    select e.programme_id, e.holder_id, o.code as common
    from (${paidIn(day)}) e join (${paidIn(day)}) o on o.holder_id = e.holder_id and o.region = e.region
      and (o.code = any(e.excludes) or e.code = any(o.excludes)) and o.programme_id <> e.programme_id`,

  'helper-ring': (day) => sql`
    with moved as (
      select distinct c.by_id, c.holder_id
      from benefits.certification c join benefits.pay_account_change m on m.holder_id = c.holder_id and m.changed_by = c.by_id
        and m.from_card_id is not null and abs(m.at::date - c.certified_on) <= ${ringDays}
      where c.how in ('visit', 'helper', 'card-tap') and c.certified_on > ${day}::date - 365),
    rings as (select by_id from moved group by by_id having count(*) >= ${ringSize})
    select e.programme_id, e.holder_id, 'by:' || encode(sha256(m.by_id::bytea), 'hex') as common
    from moved m join rings using (by_id) join (${paidIn(day)}) e on e.holder_id = m.holder_id`,
};
