// Query: how far the cards have come, per region, bank and kind of person: issued, collected, enabled, activated (ENB-06).
import { query } from '../../base/action.ts';
import { Code, Maybe, OneOf, shape, Type } from '../../base/shape.ts';
import { getInstitution } from '../institutions/index.ts';
import { countActivation } from './store.ts';

const Count = Type.Integer({ minimum: 0 });

export const activationReport = query({
  name: 'cards.activation-report',
  title: { zh: '社保卡激活情况统计', en: 'Activation report' },
  by: ['bureau-clerk', 'policy-officer', 'card-authority', 'auditor', 'bank-office', 'outlet-manager'],
  personal: false,
  input: shape({ region: Type.Optional(Code), by: OneOf(['region', 'bank', 'group']) }),
  output: shape({
    rows: Type.Array(
      shape({
        key: Maybe(Type.String()),
        /** Cards made by the programme. */
        issued: Count,
        collected: Count,
        /** Ever enabled, also if replaced since. */
        enabled: Count,
        /** The bank account is in use now. */
        activated: Count,
      }),
    ),
  }),
  async run(call, { region, by }) {
    // A bank sees its own figures only.
    const own = call.actor.institutionId ? await getInstitution(call.db, call.actor.institutionId) : undefined;
    return { rows: await countActivation(call.db, by, region ?? own?.region ?? null, own?.bankCode ?? null) };
  },
});
