// Action: the visitor has met the person at home: document seen, form signed, photo of the visit taken; the order is accepted (ELG-09).
import { action } from '../../base/action.ts';
import { FileBase64, Id, shape, Type } from '../../base/shape.ts';
import { issueEcard } from '../ecard/index.ts';
import { filingOf } from './file-order.ts';
import { getOrder } from './get-order.ts';
import { decisiveDay } from './group-day.ts';
import { judgeOrder } from './judge-order.ts';
import { openCase, requireGuardianPresent, requirePerson } from './open-case.ts';
import { archiveForm } from './order-form.ts';
import { refuse, refuseWish } from './refuse.ts';
import { answerOf, DocumentShape, OrderAnswer, Signature } from './shapes.ts';
import { lockOrderRows, saveConsent, saveFilings } from './store.ts';
import { findVisit, moveVisit, sealVisit } from './visit.ts';

const maxPhoto = 512 * 1024;

export const finishVisit = action({
  name: 'orders.finish-visit',
  title: { zh: '上门办理完成', en: 'Finish a visit' },
  by: ['bank-visitor'],
  bodyLimit: 1024 * 1024,
  input: shape({
    orderId: Id,
    document: DocumentShape,
    guardian: Type.Optional(DocumentShape),
    signature: Signature,
    /** That the visit took place; not the photo of the card. */
    photo: FileBase64(maxPhoto),
  }),
  output: OrderAnswer,
  async run(call, { orderId, document, guardian, signature, photo }) {
    const before = await getOrder(call.db, orderId);
    if ((await requirePerson(call, document)) !== before.holderId) throw refuse('other-person');
    const day = await decisiveDay(call, before);
    const known = await openCase(call, before.holderId, before.region, day);
    const order = (await lockOrderRows(call.db, [orderId]))[0]!;
    const visit = await findVisit(call.db, orderId);
    if (!visit || order.stateReason !== 'visit-first') throw refuse('not-waiting');
    if (visit.visitorId !== call.actor.id) throw refuse('not-yours');
    const guardianId = await requireGuardianPresent(call, known.holder, guardian);

    const choice = { bank: order.bankCode, pickUp: 'visit' as const, outletId: order.outletId ?? undefined };
    const judged = judgeOrder(known.rules, {
      day,
      kind: 'visit',
      person: known.person,
      channel: order.channel,
      bank: order.bankCode,
      pickUp: 'visit',
      promiseFrom: call.today,
      afterSleep: known.afterSleep,
    });
    if (!judged.ok) throw refuseWish(judged);
    await moveVisit(call, orderId, 'done', { photo: sealVisit(call, 'photo', orderId, photo) });
    const filing = filingOf(judged, choice, { id: orderId, placedOn: order.placedOn, reviewed: !judged.review });
    await saveFilings(call, [filing], ['submitted']);
    await saveConsent(call.db, orderId, { confirmedBy: guardianId ?? order.holderId, guardianId });
    const accepted = await getOrder(call.db, orderId);
    await archiveForm(call, accepted, 'order-form', signature);
    if (judged.withEcard) await issueEcard(call, order.holderId);
    call.note({ orderId, outletId: visit.outletId, attempts: visit.attempts + 1 });
    return answerOf(accepted);
  },
});
