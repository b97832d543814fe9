// Query: per bank, how many cards are in production, made, failed, and past their promise.
import { query } from '../../base/action.ts';
import { Code, Nothing, shape, Type } from '../../base/shape.ts';
import { getInstitution } from '../institutions/index.ts';
import { reportByBank } from './store.ts';

export const batchReport = query({
  name: 'production.batch-report',
  title: { zh: '制卡统计', en: 'Report on making' },
  by: ['bank-office', 'bureau-clerk', 'auditor'],
  personal: false,
  input: Nothing,
  output: shape({
    banks: Type.Array(
      shape({
        bankCode: Code,
        inProduction: Type.Integer(),
        made: Type.Integer(),
        failed: Type.Integer(),
        overdue: Type.Integer(),
      }),
    ),
  }),
  async run(call) {
    const own = await getInstitution(call.db, call.actor.institutionId!);
    return { banks: await reportByBank(call.db, own.region, own.bankCode, call.today) };
  },
});
