// Action: the outlet scans finished cards in; only now they are ready, and only now the bank may send its message (PCK-01).
import { action } from '../../base/action.ts';
import { Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { lockHolders } from '../holders/index.ts';
import { listInstitutions } from '../institutions/index.ts';
import { lockOrders, moveOrders } from '../orders/index.ts';
import { isSameBank, ownInstitution } from './own-institution.ts';
import { type FinishedCard, findFinished, putOnShelf } from './store.ts';

const shelfFaults = {
  'unknown-card': { zh: '没有这张卡或尚未制成', en: 'no such card, or not made yet' },
  duplicate: { zh: '重复扫描', en: 'scanned twice' },
  'other-bank': { zh: '他行的卡', en: 'the card of another bank' },
  'other-outlet': { zh: '应送其他网点', en: 'belongs to another outlet' },
  'already-here': { zh: '已入库', en: 'lies on a shelf already' },
  'goes-by-mail': { zh: '应邮寄', en: 'goes by mail' },
  'goes-to-the-unit': { zh: '应送单位', en: 'goes to the unit' },
  'not-to-be-had': { zh: '已停止发放', en: 'is not handed out any more' },
} as const;
type ShelfFault = keyof typeof shelfFaults;

export const receiveCards = action({
  name: 'production.receive-cards',
  title: { zh: '成品卡入库', en: 'Receive finished cards' },
  by: ['outlet-manager'],
  input: shape({ cardNumbers: Type.Array(Text(9), { minItems: 1, maxItems: 500 }) }),
  output: shape({
    received: Type.Integer(),
    refused: Type.Array(
      shape({
        cardNumber: Text(9),
        fault: OneOf(Object.keys(shelfFaults) as ShelfFault[]),
        /** The outlet it belongs to, when that is the reason. */
        outletId: Maybe(Id),
        outlet: Maybe(Text(200)),
      }),
    ),
  }),
  async run(call, { cardNumbers }) {
    const outlet = await ownInstitution(call, 'outlet');
    const seen = await findFinished(call.db, cardNumbers);
    await lockHolders(
      call,
      seen.map(({ holderId }) => holderId),
    );
    await lockOrders(
      call,
      seen.map(({ orderId }) => orderId),
    );
    const cards = new Map((await findFinished(call.db, cardNumbers)).map((card) => [card.cardNumber, card]));
    const received: FinishedCard[] = [];
    const refused: { cardNumber: string; fault: ShelfFault; outletId: string | null }[] = [];
    for (const [i, cardNumber] of cardNumbers.entries()) {
      const card = cards.get(cardNumber);
      const fault = cardNumbers.indexOf(cardNumber) < i ? 'duplicate' : shelfFaultOf(card, outlet);
      if (!fault) received.push(card!);
      else refused.push({ cardNumber, fault, outletId: fault === 'other-outlet' ? card!.designatedOutletId : null });
    }
    const orderIds = received.map(({ orderId }) => orderId);
    await moveOrders(call, orderIds, 'ready');
    await putOnShelf(call.db, received, outlet.id, call.now);
    call.about(...received.map(({ holderId }) => holderId));
    call.note({
      region: outlet.region,
      bankCode: outlet.bankCode,
      outletId: outlet.id,
      orderIds,
      cardIds: received.map(({ cardId }) => cardId),
    });
    const names = new Map(
      (await listInstitutions(call.db, [...new Set(refused.flatMap(({ outletId }) => outletId ?? []))])).map((one) => [
        one.id,
        one.name,
      ]),
    );
    return {
      received: received.length,
      refused: refused.map((one) => ({ ...one, outlet: one.outletId ? (names.get(one.outletId) ?? null) : null })),
    };
  },
});

/** Why a card cannot be put on this outlet's shelf. */
function shelfFaultOf(
  card: FinishedCard | undefined,
  outlet: { readonly id: string; readonly region: string; readonly bankCode: string | null },
): ShelfFault | undefined {
  if (!card) return 'unknown-card';
  if (!isSameBank(outlet, card)) return 'other-bank';
  if (card.shelfOutletId) return 'already-here';
  if (card.socialState !== 'made') return 'not-to-be-had';
  if (card.designatedOutletId && card.designatedOutletId !== outlet.id) return 'other-outlet';
  if (card.orderState === 'mail-returned') return undefined;
  if (card.orderState === 'on-the-way') return card.wasAbsent ? undefined : 'goes-by-mail';
  if (card.orderState !== 'produced') return 'not-to-be-had';
  if (card.pickUp === 'mail') return 'goes-by-mail';
  return card.pickUp === 'unit-delivery' ? 'goes-to-the-unit' : undefined;
}
