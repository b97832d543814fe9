// Clearing between regions (MED-06): the insured region's funds pay back what the treating region advanced, bill by bill.
import { action, query } from '../../base/action.ts';
import { addDays, startOfDay } from '../../base/day.ts';
import { DayText, Fen, Id, type Static, shape, Type } from '../../base/shape.ts';
import { sql } from '../../base/sql.ts';
import { requireBureauOf } from '../institutions/index.ts';
import { claimAccount, fundAccount, openRegionAccounts, postOrRefuse } from './accounts.ts';
import { idFrom } from './ids.ts';
import { refuse } from './refuse.ts';
import { type Fund, funds } from './settlement/policy-set.ts';

const Region = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' });
const BillShape = shape({
  billId: Id,
  region: Region,
  treatedIn: Region,
  fromDay: DayText,
  untilDay: DayText,
  settlements: Type.Integer(),
  amountFen: Fen,
});

export const clearBetweenRegions = action({
  name: 'medical.clear-between-regions',
  title: { zh: '异地就医清算', en: 'Clear between regions' },
  by: ['bureau-clerk', 'system'],
  input: shape({ region: Region, treatedIn: Region, fromDay: DayText, untilDay: DayText }),
  output: BillShape,
  async run(call, { region, treatedIn, fromDay, untilDay }) {
    await requireBureauOf(call, treatedIn);
    const until = startOfDay(addDays(untilDay, 1));
    if (until > call.now || region === treatedIn || untilDay < fromDay) throw refuse('nothing-elsewhere');
    await openRegionAccounts(call, [region, treatedIn]);
    // Reversals fall into the period in which they were made, so a period may even owe the other way round.
    const sums = await call.db.one<Record<Fund, bigint> & { n: number }>(sql`
      select count(*)::int as n, coalesce(sum(hifp_pay), 0)::int8 as hifp_pay, coalesce(sum(hifob_pay), 0)::int8 as hifob_pay,
             coalesce(sum(hifmi_pay), 0)::int8 as hifmi_pay
      from medical.settlement
      where region = ${region} and treated_in = ${treatedIn} and settled_at >= ${startOfDay(fromDay)} and settled_at < ${until}`);
    if (sums.n === 0) throw refuse('nothing-elsewhere');
    const amountFen = sums.hifp_pay + sums.hifob_pay + sums.hifmi_pay;
    const billId = idFrom('medical bill', region, treatedIn, fromDay, untilDay);
    const claim = claimAccount(region, treatedIn);
    const fresh = await call.db.run(sql`
      insert into medical.bill (id, region, treated_in, from_day, until_day, settlements, amount, made_at)
      select ${billId}::uuid, ${region}, ${treatedIn}, ${fromDay}::date, ${untilDay}::date, ${sums.n}::int, ${amountFen}::int8, ${call.now}::timestamptz
      where not exists (select 1 from medical.bill b where b.region = ${region} and b.treated_in = ${treatedIn}
        and b.from_day <= ${untilDay}::date and b.until_day >= ${fromDay}::date)
      on conflict do nothing`);
    if (fresh === 0) throw refuse('already-cleared');
    await postOrRefuse(
      call,
      funds.flatMap((fund) => {
        const owed = sums[fund];
        if (owed === 0n) return [];
        const accounts = [fundAccount(region, fund), claim] as const;
        const [debitAccountId, creditAccountId] = owed > 0n ? accounts : ([accounts[1], accounts[0]] as const);
        return [
          {
            ...{ id: idFrom('medical bill', billId, fund), day: call.today, code: 'clearing', reference: billId },
            ...{ debitAccountId, creditAccountId, amountFen: owed > 0n ? owed : -owed },
          },
        ];
      }),
    );
    call.note({ billId, settlements: sums.n });
    return { billId, region, treatedIn, fromDay, untilDay, settlements: sums.n, amountFen: amountFen.toString() };
  },
});

export const listBills = query({
  name: 'medical.list-bills',
  title: { zh: '异地清算单', en: 'Bills between regions' },
  by: ['bureau-clerk', 'auditor'],
  personal: false,
  input: shape({ region: Region }),
  output: shape({ bills: Type.Array(BillShape) }),
  async run(call, { region }) {
    const bills = await call.db.rows<Omit<Static<typeof BillShape>, 'amountFen'> & { amount: bigint }>(sql`
      select id as "billId", region, treated_in as "treatedIn", from_day as "fromDay", until_day as "untilDay", settlements, amount
      from medical.bill where region = ${region} or treated_in = ${region} order by from_day desc, id limit 500`);
    return { bills: bills.map(({ amount, ...bill }) => ({ ...bill, amountFen: amount.toString() })) };
  },
});
