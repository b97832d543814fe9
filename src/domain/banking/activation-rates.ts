// Query: of the cards in people's hands, how many accounts are in use, per bank and region (ENB-06, BNK-14).
import { query } from '../../base/action.ts';
import { Code, shape, Type } from '../../base/shape.ts';
import { getInstitution } from '../institutions/index.ts';
import { activationRates as countRates } from './store.ts';

const Count = Type.Integer({ minimum: 0 });

export const activationRates = query({
  name: 'banking.activation-rates',
  title: { zh: '社保卡银行账户激活率', en: 'Account activation rates' },
  by: ['bureau-clerk', 'policy-officer', 'auditor', 'bank-office'],
  personal: false,
  input: shape({ region: Type.Optional(Code) }),
  output: shape({
    rows: Type.Array(
      shape({
        region: Code,
        bankCode: Code,
        collected: Count,
        activated: Count,
        /** Of ten thousand, rounded down. */
        ratePerTenThousand: Count,
      }),
    ),
  }),
  async run(call, { region }) {
    // A bank sees its own figures only.
    const own = call.actor.institutionId ? await getInstitution(call.db, call.actor.institutionId) : undefined;
    const bank = own?.kind === 'bank' ? own : undefined;
    const rows = await countRates(call.db, bank?.region ?? region ?? null, bank?.bankCode ?? null);
    return {
      rows: rows.map((row) => ({
        ...row,
        ratePerTenThousand: Math.floor((row.activated * 10_000) / row.collected),
      })),
    };
  },
});
