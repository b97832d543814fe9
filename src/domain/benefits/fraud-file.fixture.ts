// A made-up city of payees written straight into the tables, honest except for what is planted: for the recall of the checks, and
// for the alarms they must not raise. Used by the test and by `npm run bench -- fraud-checks`.
import type { Db } from '../../base/database/database.ts';
import { sql } from '../../base/sql.ts';
import type { FindingKind } from './checks.ts';

export interface FraudFile {
  /** The programme everybody draws, and one nobody may draw beside it. */
  readonly programmeId: string;
  readonly excludedId: string;
  readonly region: string;
  /** Everybody, planted or not. */
  readonly lines: number;
  /** Cases of each pattern: people, or for `shared-account` and `helper-ring` groups of people. */
  readonly cases: number;
}

/** People in one planted group: one more than a family may be, and a ring. */
const sharers = 4;
const ring = 6;
/** How many people one case of a pattern is about. */
export const peopleOf: Readonly<Record<FindingKind, number>> = {
  deceased: 1,
  'too-young': 1,
  'shared-account': sharers,
  'double-claim': 1,
  'helper-ring': ring,
};

/**
 * Everybody has a number n. Honest people include those a careless check would accuse: couples with one account, people who died
 * after the period began, workers who certify many and move nobody's account, people who draw the other programme in another
 * period, and people who turned old enough on the day. From the end, `cases` of each pattern are planted, nobody in two.
 */
export async function writeFraudFile(db: Db, file: FraudFile): Promise<void> {
  const { programmeId, excludedId, region, lines, cases } = file;
  const planted = sql`
    case when n <= ${lines - cases * 13}::int then 'honest'
         when n <= ${lines - cases * 12}::int then 'deceased'
         when n <= ${lines - cases * 11}::int then 'too-young'
         when n <= ${lines - cases * 10}::int then 'double-claim'
         when n <= ${lines - cases * 6}::int then 'shared-account'
         else 'helper-ring' end`;
  await db.run(sql`
    create table public.payee as
    select n, gen_random_uuid() as holder_id, gen_random_uuid() as card_id, ${planted} as planted from generate_series(1, ${lines}::int) n`);
  await db.script('create index on public.payee (n); analyze public.payee');
  await db.run(sql`
    insert into holders.holder (id, document_kind, document_number, name, sex, born, nationality, deceased_on, registered_at, changed_at)
    select holder_id, 'resident-id', '\\x00', '\\x00', 'female',
      case when planted = 'too-young' then date '1985-03-02' when n % 100 = 1 then date '1965-03-01' else date '1955-05-05' end, 'CN',
      case when planted = 'deceased' then date '2024-11-11' when planted = 'honest' and n % 100 = 2 then date '2025-03-02' end, now(), now()
    from public.payee`);
  // The second of a couple has a card of the own, which leads to the first one's account.
  await db.run(sql`
    insert into cards.card (id, holder_id, region, bank_code, generation, card_number, bank_card, bank_card_index, bank_card_last4, social_state, financial_state)
    select card_id, holder_id, ${region}, 'icbc', 3, 'F' || lpad(n::text, 8, '0'), '\\x00',
      decode(lpad(to_hex(case when planted = 'honest' and n % 100 = 4 then n - 1 else n end), 32, '0'), 'hex'), '0000', 'enabled', 'active'
    from public.payee where not (planted = 'honest' and n % 100 = 4)`);
  await db.run(sql`
    insert into benefits.entitlement (programme_id, holder_id, amount, since)
    select ${programmeId}, holder_id, 100000 + n, '2024-01-01' from public.payee`);
  await db.run(sql`
    insert into benefits.entitlement (programme_id, holder_id, amount, since, until)
    select ${excludedId}, holder_id, 50000, case when planted = 'honest' then date '2023-01-01' else date '2025-01-01' end,
      case when planted = 'honest' then date '2024-12-01' else date '2025-12-01' end
    from public.payee where planted = 'double-claim' or (planted = 'honest' and n % 100 = 5)`);
  await db.run(sql`
    insert into benefits.pay_account (programme_id, holder_id, card_id, changed_by, changed_at)
    select ${programmeId}, p.holder_id, o.card_id, 'agency', now()
    from public.payee p join public.payee o on o.n = case
      when p.planted = 'honest' and p.n % 100 = 4 then p.n - 1
      when p.planted = 'shared-account' then p.n - (p.n - ${lines - cases * 10 + 1}::int) % ${sharers}::int
      else p.n end`);
  // Honest: one worker of a street certifies a hundred; people move their own accounts at the agency's window.
  await db.run(sql`
    insert into benefits.certification (id, holder_id, how, certified_on, by_id, role, at)
    select gen_random_uuid(), holder_id, case when n % 2 = 0 then 'visit' else 'card-tap' end, '2025-02-10',
      case when planted = 'helper-ring' then 'ring-' || (n - ${lines - cases * 6 + 1}::int) / ${ring}::int else 'worker-' || n / 100 end,
      'community-worker', now()
    from public.payee where planted = 'helper-ring' or n % 10 = 6`);
  await db.run(sql`
    insert into benefits.pay_account_change (programme_id, holder_id, from_card_id, to_card_id, changed_by, role, at)
    select ${programmeId}, holder_id, card_id, card_id,
      case when planted = 'helper-ring' then 'ring-' || (n - ${lines - cases * 6 + 1}::int) / ${ring}::int else 'window-' || n / 1000 end,
      'benefit-officer', timestamptz '2025-02-20 10:00+08'
    from public.payee where planted = 'helper-ring' or n % 10 = 6`);
  await db.script(`
    analyze holders.holder; analyze cards.card; analyze benefits.entitlement; analyze benefits.pay_account;
    analyze benefits.certification; analyze benefits.pay_account_change`);
}

export interface Score {
  readonly planted: number;
  readonly found: number;
  /** Found of planted. */
  readonly recall: number;
  /** People accused of this who were not planted for it. */
  readonly falseAlarms: number;
}

/** Compares what was raised with what was planted, person by person. */
export async function scoreFindings(db: Db, { cases }: FraudFile): Promise<Record<FindingKind, Score>> {
  const rows = await db.rows<{ kind: FindingKind; found: number; falseAlarms: number }>(sql`
    select f.kind, count(distinct f.holder_id) filter (where p.planted = f.kind)::int as found,
      count(distinct f.holder_id) filter (where p.planted <> f.kind)::int as "falseAlarms"
    from benefits.finding f join public.payee p using (holder_id) group by f.kind`);
  return Object.fromEntries(
    Object.entries(peopleOf).map(([kind, people]) => {
      const row = rows.find((one) => one.kind === kind);
      const planted = cases * people;
      const found = row?.found ?? 0;
      return [
        kind,
        { planted, found, recall: planted === 0 ? 1 : found / planted, falseAlarms: row?.falseAlarms ?? 0 },
      ];
    }),
  ) as Record<FindingKind, Score>;
}
