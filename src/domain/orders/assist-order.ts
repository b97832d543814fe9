// Action: a community worker fills in an order beside the person; bank and consent stay with the person (CHN-03, K17).
import { action } from '../../base/action.ts';
import { Code, Id, shape, Type } from '../../base/shape.ts';
import { requireMayHelp } from '../holders/index.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { sealAddress } from './file-order.ts';
import { openCase } from './open-case.ts';
import { refuse } from './refuse.ts';
import { Address, answerOf, OrderAnswer, PickUpWord } from './shapes.ts';
import { insertOrders } from './store.ts';

export const assistOrder = action({
  name: 'orders.assist-order',
  title: { zh: '帮办填写申领', en: 'Help somebody order' },
  by: ['community-worker'],
  // No bank here: a helper has no field for it.
  input: shape({
    holderId: Id,
    region: Code,
    pickUp: PickUpWord,
    outletId: Type.Optional(Id),
    address: Type.Optional(Address),
  }),
  output: OrderAnswer,
  async run(call, { holderId, region, pickUp, outletId, address }) {
    await requireStaffIn(call, region);
    await requireMayHelp(call, holderId, 'fill-in');
    const { card, waiting } = await openCase(call, holderId, region);
    if (waiting) throw refuse('card-not-enabled');
    const id = call.newId();
    const [order] = await insertOrders(call, [
      {
        id,
        holderId,
        region,
        kind: 'assisted',
        channel: 'community-help',
        reason: card ? 'upgrade' : 'first',
        bankCode: null,
        pickUp,
        outletId: outletId ?? null,
        address: address ? sealAddress(call, id, address) : null,
        generation: 3,
        state: 'draft',
        stateReason: 'confirm-help',
        placedOn: call.today,
        groupCode: null,
        batchCode: null,
        decision: null,
        promiseDay: null,
        promiseUnit: null,
        feeFen: null,
        accountRule: null,
        steps: ['draft'],
        replacesCardId: card?.id ?? null,
        preparedBy: call.actor.id,
      },
    ]);
    if (!order) throw refuse('order-under-way');
    call.note({ orderId: id, preparedBy: call.actor.id });
    return answerOf(order);
  },
});
