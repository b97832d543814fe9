// Action: the bank posts finished cards, neither enabled nor activated (PCK-02); from now on the delivery clock runs (TIM-09).
import { action } from '../../base/action.ts';
import { Id, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { lockHolders } from '../holders/index.ts';
import { lockOrders, moveOrders } from '../orders/index.ts';
import { getAdmitted, isSameBank, ownInstitution } from './own-institution.ts';
import { refuse } from './refuse.ts';
import { type FinishedCard, findFinished, insertParcels, takenTracking } from './store.ts';

const postFaults = {
  'unknown-card': { zh: '没有这张卡或尚未制成', en: 'no such card, or not made yet' },
  duplicate: { zh: '卡号或邮件号重复', en: 'card or tracking number comes twice' },
  'other-bank': { zh: '他行的卡', en: 'the card of another bank' },
  'not-by-mail': { zh: '不是邮寄', en: 'does not go by mail' },
  'not-to-be-had': { zh: '不能寄出', en: 'cannot be sent now' },
  'tracking-number-taken': { zh: '邮件号已用过', en: 'the tracking number was used before' },
} as const;
type PostFault = keyof typeof postFaults;

export const TrackingNumber = Type.String({ pattern: '^[0-9A-Z]{8,30}$' });

export const postCards = action({
  name: 'production.post-cards',
  title: { zh: '寄出成品卡', en: 'Post cards' },
  by: ['bank-office'],
  input: shape({
    courierId: Id,
    parcels: Type.Array(shape({ cardNumber: Text(9), trackingNumber: TrackingNumber }), {
      minItems: 1,
      maxItems: 1000,
    }),
  }),
  output: shape({
    posted: Type.Integer(),
    refused: Type.Array(shape({ cardNumber: Text(9), fault: OneOf(Object.keys(postFaults) as PostFault[]) })),
  }),
  async run(call, { courierId, parcels }) {
    const bank = await ownInstitution(call, 'bank');
    const courier = await getAdmitted(call.db, courierId, 'courier');
    if (courier.region !== bank.region) throw refuse('not-a-courier');
    const numbers = parcels.map(({ cardNumber }) => cardNumber);
    const seen = await findFinished(call.db, numbers);
    await lockHolders(
      call,
      seen.map(({ holderId }) => holderId),
    );
    await lockOrders(
      call,
      seen.map(({ orderId }) => orderId),
    );
    const cards = new Map((await findFinished(call.db, numbers)).map((card) => [card.cardNumber, card]));
    const tracking = parcels.map(({ trackingNumber }) => trackingNumber);
    const used = new Set((await takenTracking(call.db, courierId, tracking)).map((one) => one.trackingNumber));
    const posted: { card: FinishedCard; trackingNumber: string }[] = [];
    const refused: { cardNumber: string; fault: PostFault }[] = [];
    for (const [i, { cardNumber, trackingNumber }] of parcels.entries()) {
      const card = cards.get(cardNumber);
      const twice = numbers.indexOf(cardNumber) < i || tracking.indexOf(trackingNumber) < i;
      const fault = twice ? 'duplicate' : used.has(trackingNumber) ? 'tracking-number-taken' : postFaultOf(card, bank);
      if (fault) refused.push({ cardNumber, fault });
      else posted.push({ card: card!, trackingNumber });
    }
    const orderIds = posted.map(({ card }) => card.orderId);
    await moveOrders(call, orderIds, 'on-the-way');
    await insertParcels(
      call.db,
      posted.map(({ card: { cardId, orderId, holderId }, trackingNumber }) => ({
        id: call.newId(),
        cardId,
        orderId,
        holderId,
        bankId: bank.id,
        courierId,
        trackingNumber,
      })),
      call.now,
    );
    call.about(...posted.map(({ card }) => card.holderId));
    call.note({
      region: bank.region,
      bankCode: bank.bankCode,
      courierId,
      orderIds,
      cardIds: posted.map(({ card }) => card.cardId),
    });
    return { posted: posted.length, refused };
  },
});

/** Why a card cannot be posted. */
function postFaultOf(
  card: FinishedCard | undefined,
  bank: { region: string; bankCode: string | null },
): PostFault | undefined {
  if (!card) return 'unknown-card';
  if (!isSameBank(bank, card)) return 'other-bank';
  if (card.pickUp !== 'mail') return 'not-by-mail';
  // What lies on a shelf is collected there: it came back once already.
  const mayGo = card.orderState === 'produced' || card.orderState === 'mail-returned';
  return mayGo && card.socialState === 'made' && !card.shelfOutletId ? undefined : 'not-to-be-had';
}
