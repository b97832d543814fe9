// Action: the bank's head office takes its accepted orders into batches for a card maker.
import { action } from '../../base/action.ts';
import { Id, shape, Text, Type } from '../../base/shape.ts';
import { takeOrdersToMake } from '../orders/index.ts';
import { getAdmitted, ownInstitution } from './own-institution.ts';
import { planBatches } from './plan-batches.ts';
import { refuse } from './refuse.ts';

export const makeBatches = action({
  name: 'production.make-batches',
  title: { zh: '组制卡批次', en: 'Make batches' },
  by: ['bank-office'],
  input: shape({ makerId: Id, mostCards: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000 })) }),
  output: shape({ batches: Type.Array(shape({ batchId: Id, number: Text(10), cards: Type.Integer() })) }),
  async run(call, { makerId, mostCards = 5000 }) {
    const { region, bankCode } = await ownInstitution(call, 'bank');
    const maker = await getAdmitted(call.db, makerId, 'card-maker');
    if (maker.region !== region) throw refuse('not-a-maker');
    const orders = await takeOrdersToMake(call, { region, bankCode: bankCode!, limit: mostCards });
    const batches = await planBatches(call, { region, bankCode: bankCode!, makerId, reprint: false }, orders);
    call.note({ region, bankCode, makerId, batchIds: batches.map(({ batchId }) => batchId), cards: orders.length });
    return { batches };
  },
});
