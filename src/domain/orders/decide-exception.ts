// Action: a clerk decides a case that policy gives to people: the sub-group "other" and the like (ELG-04).
import { action } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { issueEcard } from '../ecard/index.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { filingOf } from './file-order.ts';
import { getOrder } from './get-order.ts';
import { decisiveDay } from './group-day.ts';
import { organiserOf } from './group-order.ts';
import { findGroup } from './group-store.ts';
import { judgeOrder, replacements } from './judge-order.ts';
import { moveOrders } from './move-orders.ts';
import { openCase } from './open-case.ts';
import { refuse, refuseWish } from './refuse.ts';
import { answerOf, OrderAnswer } from './shapes.ts';
import { lockOrderRows, saveFilings } from './store.ts';

export const decideException = action({
  name: 'orders.decide-exception',
  title: { zh: '核定个案', en: 'Decide an exception' },
  by: ['bureau-clerk'],
  input: shape({ orderId: Id, accept: Type.Boolean() }),
  output: OrderAnswer,
  async run(call, { orderId, accept }) {
    const before = await getOrder(call.db, orderId);
    await requireStaffIn(call, before.region);
    const day = await decisiveDay(call, before);
    const known = await openCase(call, before.holderId, before.region, day);
    const order = (await lockOrderRows(call.db, [orderId]))[0]!;
    if (order.state !== 'submitted' || order.stateReason !== 'needs-review') throw refuse('not-waiting');
    if (accept) {
      const choice = { bank: order.bankCode, pickUp: order.pickUp!, outletId: order.outletId ?? undefined };
      const group = order.groupOrderId ? await findGroup(call.db, order.groupOrderId) : undefined;
      // Submitted once, checked again now: what the person may not have by rule a clerk cannot give.
      const judged = judgeOrder(known.rules, {
        ...choice,
        day,
        kind: order.kind,
        person: known.person,
        channel: order.channel,
        organiser: group && organiserOf(group),
        replace: replacements.find((one) => one === order.reason),
        afterSleep: known.afterSleep,
      });
      if (!judged.ok) throw refuseWish(judged);
      const filing = filingOf(judged, choice, { id: orderId, placedOn: order.placedOn, reviewed: true });
      await saveFilings(call, [filing], ['submitted']);
      if (judged.withEcard) await issueEcard(call, order.holderId);
    } else {
      await moveOrders(call, [orderId], 'rejected', { reason: 'not-eligible' });
    }
    call.note({ orderId, accept });
    return answerOf(await getOrder(call.db, orderId));
  },
});
