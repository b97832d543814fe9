// Query: how well a region serves (GOV-07): promises kept, who is late, how long people wait, complaints, cards brought into use. No person is in it.
import { query } from '../../base/action.ts';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { Code, DayText, Maybe, shape, Type } from '../../base/shape.ts';
import { sql } from '../../base/sql.ts';
import { refuse } from './refuse.ts';

const Count = Type.Integer({ minimum: 0 });
const Days = Maybe(Type.Number());
const promise = { due: Count, kept: Count };

export const serviceQuality = query({
  name: 'orders.service-quality',
  title: { zh: '服务质量指标', en: 'Service quality' },
  by: ['bureau-clerk', 'policy-officer', 'card-authority', 'publicity-officer', 'auditor'],
  personal: false,
  input: shape({ region: Code, from: DayText, until: DayText }),
  output: shape({
    /** Orders whose promise fell due in the period, and those made by then; by bank and by month. */
    banks: Type.Array(
      shape({ bank: Maybe(Code), ...promise, overdue: Count, collected: Count, enabled: Count, activated: Count }),
    ),
    months: Type.Array(shape({ month: Type.String(), ...promise })),
    /** Days from acceptance until made, and from made until collected: half of all wait no longer, nine of ten. */
    making: shape({ cards: Count, half: Days, nineOfTen: Days }),
    collecting: shape({ cards: Count, half: Days, nineOfTen: Days }),
    /** Days until the answer for those answered in the period. */
    complaints: shape({ raised: Count, answered: Count, open: Count, halfAnsweredIn: Days }),
  }),
  async run(call, { region, from, until }) {
    if (until < from) throw refuse('bad-period');
    const period = { region, from, until, today: call.today };
    return {
      banks: await banksOf(call.db, period),
      months: await monthsOf(call.db, period),
      making: await waitOf(call.db, period, 'making'),
      collecting: await waitOf(call.db, period, 'collecting'),
      complaints: await complaintsOf(call.db, period),
    };
  },
});

interface Period {
  readonly region: string;
  readonly from: Day;
  readonly until: Day;
  readonly today: Day;
}

/** Beijing's day of an instant: promises are days there. */
const dayIn = (column: ReturnType<typeof sql>) => sql`(${column} at time zone 'Asia/Shanghai')::date`;
const kept = sql`(count(*) filter (where ${dayIn(sql`o.produced_at`)} <= o.promise_day))::int`;
/** A promise that is not due yet is neither kept nor broken. */
const promised = ({ region, from, until, today }: Period) =>
  sql`o.region = ${region} and o.promise_day between ${from}::date and least(${until}::date, ${today}::date) and o.state not in ('withdrawn', 'rejected')`;

const banksOf = (db: Db, period: Period) =>
  db.rows<{
    bank: string | null;
    due: number;
    kept: number;
    overdue: number;
    collected: number;
    enabled: number;
    activated: number;
  }>(sql`
    with promise as (
      select o.bank_code as bank, count(*)::int as due, ${kept} as kept from orders.order o where ${promised(period)} group by 1),
    late as (
      select o.bank_code as bank, count(*)::int as overdue from orders.order o
      where o.region = ${period.region} and o.overdue_since is not null and o.state in ('accepted', 'in-production') group by 1),
    used as (
      select c.bank_code as bank, count(*)::int as collected, count(c.enabled_at)::int as enabled,
        (count(*) filter (where c.financial_state in ('active', 'blocked')))::int as activated
      from cards.card_view c
      where c.region = ${period.region} and ${dayIn(sql`c.collected_at`)} between ${period.from}::date and ${period.until}::date group by 1)
    select bank, coalesce(due, 0) as due, coalesce(kept, 0) as kept, coalesce(overdue, 0) as overdue, coalesce(collected, 0) as collected,
      coalesce(enabled, 0) as enabled, coalesce(activated, 0) as activated
    from promise full join late using (bank) full join used using (bank) order by bank nulls last`);

const monthsOf = (db: Db, period: Period) =>
  db.rows<{ month: string; due: number; kept: number }>(sql`
    select to_char(o.promise_day, 'YYYY-MM') as month, count(*)::int as due, ${kept} as kept
    from orders.order o where ${promised(period)} group by 1 order by 1`);

function waitOf(db: Db, { region, from, until }: Period, what: 'making' | 'collecting') {
  const [began, ended] =
    what === 'making'
      ? ([sql`o.accepted_at`, sql`o.produced_at`] as const)
      : ([sql`o.produced_at`, sql`o.collected_at`] as const);
  const days = sql`extract(epoch from ${ended} - ${began}) / 86400`;
  return db.one<{ cards: number; half: number | null; nineOfTen: number | null }>(sql`
    select count(*)::int as cards, round((percentile_cont(0.5) within group (order by ${days}))::numeric, 1)::float8 as half,
      round((percentile_cont(0.9) within group (order by ${days}))::numeric, 1)::float8 as "nineOfTen"
    from orders.order o where o.region = ${region} and ${began} is not null and ${dayIn(ended)} between ${from}::date and ${until}::date`);
}

const complaintsOf = (db: Db, { region, from, until }: Period) =>
  db.one<{ raised: number; answered: number; open: number; halfAnsweredIn: number | null }>(sql`
    select (count(*) filter (where raised))::int as raised, (count(*) filter (where answered))::int as answered,
      (count(*) filter (where state = 'open'))::int as open,
      round((percentile_cont(0.5) within group (order by extract(epoch from answered_at - complained_at) / 86400)
        filter (where answered))::numeric, 1)::float8 as "halfAnsweredIn"
    from (select c.*, ${dayIn(sql`c.complained_at`)} between ${from}::date and ${until}::date as raised,
            coalesce(${dayIn(sql`c.answered_at`)} between ${from}::date and ${until}::date, false) as answered
          from uses.complaint_view c where c.region = ${region}) judged`);
