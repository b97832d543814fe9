// Action: somebody on a roster chooses bank and way of collecting, for himself or for the child (BNK-05, BNK-06, APP-01).
import { action } from '../../base/action.ts';
import { Code, Id, shape, Type } from '../../base/shape.ts';
import { designatedOutlet, requireChoice, sealAddress } from './file-order.ts';
import { getOrder } from './get-order.ts';
import { organiserOf } from './group-order.ts';
import { findGroup, saveChoice } from './group-store.ts';
import { judgeOrder } from './judge-order.ts';
import { openCase, requireSpeaker } from './open-case.ts';
import { refuse, refuseWish } from './refuse.ts';
import { Address, answerOf, OrderAnswer, PickUpWord } from './shapes.ts';
import { lockOrderRows } from './store.ts';

export const chooseBank = action({
  name: 'orders.choose-bank',
  title: { zh: '选择银行和领卡方式', en: 'Choose bank and pick-up' },
  by: ['citizen'],
  input: shape({
    orderId: Id,
    bank: Code,
    pickUp: PickUpWord,
    outletId: Type.Optional(Id),
    address: Type.Optional(Address),
  }),
  output: OrderAnswer,
  async run(call, { orderId, bank, pickUp, outletId, address }) {
    const { holderId, region, groupOrderId } = await getOrder(call.db, orderId);
    const { guardianId } = await requireSpeaker(call, holderId);
    const known = await openCase(call, holderId, region);
    const [order] = await lockOrderRows(call.db, [orderId]);
    const group = groupOrderId ? await findGroup(call.db, groupOrderId) : undefined;
    if (!group) throw refuse('not-waiting');
    if (order!.state !== 'draft') throw refuse('already-submitted');

    const judged = judgeOrder(known.rules, {
      day: call.today,
      kind: order!.kind,
      person: known.person,
      channel: order!.channel,
      organiser: organiserOf(group),
      bank,
      pickUp,
      afterSleep: known.afterSleep,
    });
    if (!judged.ok) throw refuseWish(judged);
    if (pickUp === 'unit-delivery' && !group.deliveryAddress) throw refuse('delivery-not-offered');
    const designated = judged.atDesignatedOutlet ? await designatedOutlet(call, group, bank) : undefined;
    const choice = { bank, pickUp, outletId: designated ?? outletId, address };
    await requireChoice(call, region, choice);
    await saveChoice(call.db, {
      ...choice,
      orderId,
      outletId: choice.outletId ?? null,
      address: address ? sealAddress(call, orderId, address) : null,
      confirmedBy: call.actor.id,
      guardianId,
    });
    call.note({ orderId, groupOrderId, bank, pickUp });
    return answerOf(await getOrder(call.db, orderId));
  },
});
