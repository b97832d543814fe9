// Action: the person puts a returned order right; it is judged again with the group of the day that counts, and promised anew (open question 4).
import { action } from '../../base/action.ts';
import { Code, Id, shape, Type } from '../../base/shape.ts';
import { designatedOutlet, filingOf, requireChoice, sealAddress } from './file-order.ts';
import { getOrder } from './get-order.ts';
import { decisiveDay } from './group-day.ts';
import { organiserOf } from './group-order.ts';
import { findGroup } from './group-store.ts';
import { judgeOrder, replacements } from './judge-order.ts';
import { openCase, requireSpeaker } from './open-case.ts';
import { refuse, refuseWish } from './refuse.ts';
import { Address, answerOf, OrderAnswer, PickUpWord } from './shapes.ts';
import { findSealedAddress, lockOrderRows, saveFilings, saveSealedAddress } from './store.ts';

export const correctOrder = action({
  name: 'orders.correct-order',
  title: { zh: '补正申领', en: 'Correct an order' },
  by: ['citizen'],
  input: shape({
    orderId: Id,
    bank: Type.Optional(Code),
    pickUp: Type.Optional(PickUpWord),
    outletId: Type.Optional(Id),
    address: Type.Optional(Address),
  }),
  output: OrderAnswer,
  async run(call, { orderId, bank, pickUp, outletId, address }) {
    const before = await getOrder(call.db, orderId);
    await requireSpeaker(call, before.holderId);
    const day = await decisiveDay(call, before);
    const known = await openCase(call, before.holderId, before.region, day);
    const order = (await lockOrderRows(call.db, [orderId]))[0]!;
    if (order.state !== 'returned') throw refuse('not-waiting');
    const sealed = await findSealedAddress(call.db, orderId);
    const otherBank = bank && bank !== order.bankCode;
    const otherWay = pickUp && pickUp !== order.pickUp;
    const wanted = {
      bank: bank ?? order.bankCode,
      pickUp: pickUp ?? order.pickUp!,
      // An outlet belongs to the bank and to the way that it was chosen for.
      outletId: outletId ?? (otherBank || otherWay ? undefined : (order.outletId ?? undefined)),
      address: address ?? (sealed ? call.vault.open(sealed, `orders.order.address:${orderId}`) : undefined),
    };
    const group = order.groupOrderId ? await findGroup(call.db, order.groupOrderId) : undefined;
    const judged = judgeOrder(known.rules, {
      day,
      kind: order.kind,
      person: known.person,
      channel: order.channel,
      organiser: group && organiserOf(group),
      bank: wanted.bank,
      pickUp: wanted.pickUp,
      replace: replacements.find((one) => one === order.reason),
      promiseFrom: call.today,
      afterSleep: known.afterSleep,
    });
    if (!judged.ok) throw refuseWish(judged);
    const designated =
      group && judged.atDesignatedOutlet ? await designatedOutlet(call, group, wanted.bank) : undefined;
    const choice = { ...wanted, outletId: designated ?? wanted.outletId };
    await requireChoice(call, order.region, choice);
    const filed = filingOf(judged, choice, { id: orderId, placedOn: order.placedOn });
    // What was paid stays paid.
    const paid = order.feePaidAt !== null && filed.stateReason === 'fee-due';
    const filing = paid ? { ...filed, stateReason: null } : filed;
    await saveFilings(call, [filing], ['returned']);
    if (address) await saveSealedAddress(call.db, orderId, sealAddress(call, orderId, address));
    call.note({ orderId, state: filing.state });
    return answerOf(await getOrder(call.db, orderId));
  },
});
