// What the tests of runs ask at any moment: do the lines, the envelopes and the ledger of a programme tell the same story?
import type { Db } from '../../base/database/database.ts';
import { sql } from '../../base/sql.ts';
import { moneyOf, restOf } from './accounts.ts';
import { envelopeOfLine } from './run-store.ts';

export const fundFen = 10_000_000_000n;

export interface Book {
  readonly agrees: boolean;
  readonly fund: bigint;
  readonly transit: bigint;
  readonly paid: bigint;
  readonly returned: bigint;
  /** Everything together: what was appropriated. */
  readonly total: bigint;
  /** Each pair is what the lines say, and what the ledger says. */
  readonly pairs: Readonly<Record<string, readonly [bigint, bigint]>>;
}

/** The money of a programme told twice: by its lines and envelopes, and by the ledger. */
export async function bookOf(db: Db, programmeId: string): Promise<Book> {
  const money = await moneyOf({ db }, programmeId);
  const told = await db.one<
    Record<'waiting' | 'transit' | 'paid' | 'back' | 'envelopes' | 'lines' | 'takenUp', bigint>
  >(sql`
    with l as (
      select l.amount, l.state, v.state as envelope from benefits.run r join benefits.line l on l.run_id = r.id
        left join benefits.envelope v on ${envelopeOfLine}
      where r.programme_id = ${programmeId} and r.state in ('approved', 'closed') and l.state <> 'held')
    select coalesce(sum(amount) filter (where envelope = 'approved'), 0)::int8 as waiting,
      coalesce(sum(amount) filter (where envelope <> 'approved' and state = 'ready'), 0)::int8 as transit,
      coalesce(sum(amount) filter (where state = 'paid'), 0)::int8 as paid,
      coalesce(sum(amount) filter (where state in ('failed', 'recalled')), 0)::int8 as back,
      coalesce(sum(amount), 0)::int8 as lines,
      (select coalesce(sum(v.total), 0)::int8 from benefits.envelope v join benefits.run r on r.id = v.run_id
       where r.programme_id = ${programmeId}) as envelopes,
      (select coalesce(sum(t.amount), 0)::int8 from ledger.transfer t
       where t.debit_account_id = ${money.returned.accountId} and t.kind = 'posted') as "takenUp"
    from l`);
  const [fund, transit, paid, returned] = [
    restOf(money.fund),
    restOf(money.transit),
    restOf(money.paid),
    restOf(money.returned),
  ];
  const pairs = {
    envelopes: [told.lines, told.envelopes],
    waiting: [told.waiting, money.fund.debitsPending],
    transit: [told.transit, transit],
    paid: [told.paid, paid],
    returned: [told.back - told.takenUp, returned],
  } as const;
  return {
    agrees: Object.values(pairs).every(([lines, ledger]) => lines === ledger),
    ...{ fund, transit, paid, returned, pairs },
    total: fund + told.waiting + transit + paid + returned,
  };
}
