// Query: what each programme paid in each period, for everybody to see; small figures are left out (BEN-07).
import { query } from '../../base/action.ts';
import { Code, DayText, Fen, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { Month } from './check-list.ts';
import { periodOf } from './programme.ts';
import { publicTotalsOf } from './trace-store.ts';

export const publicTotals = query({
  name: 'benefits.public-totals',
  title: { zh: '待遇发放公示', en: 'Public totals of benefits' },
  by: ['citizen', 'auditor', 'benefit-officer', 'benefit-approver', 'bureau-clerk'],
  personal: false,
  input: shape({ region: Code, since: Month }),
  output: shape({
    totals: Type.Array(
      shape({
        programme: Code,
        nameZh: Text(60),
        nameEn: Text(120),
        period: DayText,
        /** Null: fewer than five. */ people: Maybe(Type.Integer()),
        paidFen: Maybe(Fen),
      }),
    ),
  }),
  async run(call, { region, since }) {
    const totals = await publicTotalsOf(call.db, region, periodOf(since));
    return {
      totals: totals.map(({ paidFen, ...rest }) => ({
        ...rest,
        paidFen: paidFen === null ? null : paidFen.toString(),
      })),
    };
  },
});
