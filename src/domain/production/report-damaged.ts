// Action: a finished card is found damaged before anybody has it. It waits to be destroyed; its order is made again, free of charge
// unless the region says otherwise (open question 7).
import { action } from '../../base/action.ts';
import { Id, OneOf, shape, Text } from '../../base/shape.ts';
import { cancelCards, lockCard } from '../cards/index.ts';
import { lockHolder } from '../holders/index.ts';
import { lockOrders, makeAgain, orderStates } from '../orders/index.ts';
import { isSameBank, ownBank } from './own-institution.ts';
import { refuse } from './refuse.ts';
import { findFinished } from './store.ts';

export const damages = ['chip', 'print', 'broken'] as const;

export const reportDamaged = action({
  name: 'production.report-damaged',
  title: { zh: '登记成品卡损坏', en: 'Report a finished card damaged' },
  by: ['bank-office', 'outlet-manager', 'bank-teller'],
  input: shape({ cardNumber: Text(9), damage: OneOf(damages) }),
  output: shape({ cardId: Id, orderId: Id }),
  async run(call, { cardNumber, damage }) {
    const bank = await ownBank(call);
    const [seen] = await findFinished(call.db, [cardNumber]);
    // Of a card of another bank nobody learns anything; an outlet speaks only of what lies on its own shelf.
    if (!seen || !isSameBank(bank, seen)) throw refuse('not-here');
    if (call.actor.role !== 'bank-office' && seen.shelfOutletId !== call.actor.institutionId) throw refuse('not-here');
    await lockHolder(call, seen.holderId);
    const card = await lockCard(call, seen.cardId);
    const [order] = await lockOrders(call, [seen.orderId]);
    if (card.socialState !== 'made' || !(order!.state === 'produced' || order!.state === 'ready')) {
      throw refuse('not-waiting', { state: orderStates.words[order!.state].zh });
    }
    await cancelCards(call, [card.id]);
    const { id: orderId, region } = order!;
    await makeAgain(call, { orderId, region }, 'damaged-in-production', 'card-damaged');
    call.note({ cardId: card.id, orderId: order!.id, damage, region: order!.region, bankCode: order!.bankCode });
    return { cardId: card.id, orderId: order!.id };
  },
});
