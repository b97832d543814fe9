// Action: the person confirms what a helper has filled in, and only then is it an order (CHN-03, BNK-08).
import { action } from '../../base/action.ts';
import { Code, Id, shape, Type } from '../../base/shape.ts';
import { issueEcard } from '../ecard/index.ts';
import { banksFor } from '../policy/index.ts';
import { filingOf, requireChoice, wishOf } from './file-order.ts';
import { getOrder } from './get-order.ts';
import { judgeOrder } from './judge-order.ts';
import { openCase, requireSpeaker } from './open-case.ts';
import { refuse, refuseWish } from './refuse.ts';
import { answerOf, OrderAnswer } from './shapes.ts';
import { findSealedAddress, lockOrderRows, saveConsent, saveFilings } from './store.ts';

export const confirmAssistedOrder = action({
  name: 'orders.confirm-assisted-order',
  title: { zh: '确认帮办申领', en: 'Confirm an assisted order' },
  by: ['citizen'],
  input: shape({
    orderId: Id,
    /** Needed only where the person is free to choose; a retiree's bank is fixed. */
    bank: Type.Optional(Code),
  }),
  output: OrderAnswer,
  async run(call, { orderId, bank }) {
    const { holderId, region } = await getOrder(call.db, orderId);
    const { guardianId } = await requireSpeaker(call, holderId);
    const known = await openCase(call, holderId, region);
    const order = (await lockOrderRows(call.db, [orderId]))[0]!;
    if (order.kind !== 'assisted' || order.state !== 'draft') throw refuse('not-waiting');

    const { rules, person } = known;
    const offered = banksFor(rules.pack, { day: call.today, person, openings: rules.openings, channel: order.channel });
    const only = offered.value !== 'unknown' && offered.value.banks.length === 1 ? offered.value.banks[0]! : null;
    const address = await findSealedAddress(call.db, orderId);
    const choice = {
      bank: bank ?? only,
      pickUp: order.pickUp!,
      outletId: order.outletId ?? undefined,
      address: address ? call.vault.open(address, `orders.order.address:${orderId}`) : undefined,
    };
    const judged = judgeOrder(rules, wishOf(call, known, { ...choice, kind: 'assisted', channel: order.channel }));
    if (!judged.ok) throw refuseWish(judged);
    await requireChoice(call, region, choice);
    await saveFilings(call, [filingOf(judged, choice, { id: orderId, placedOn: call.today })], ['draft']);
    await saveConsent(call.db, orderId, { confirmedBy: call.actor.id, guardianId });
    if (judged.withEcard) await issueEcard(call, holderId);
    call.note({ orderId, preparedBy: order.preparedBy, confirmedBy: call.actor.id });
    return answerOf(await getOrder(call.db, orderId));
  },
});
