// Action: the card authority cancels sleeping cards; the accounts behind them stay untouched (SLP-01, SEC-09).
import { action } from '../../base/action.ts';
import { Code, shape, Type } from '../../base/shape.ts';
import { cancelCards } from '../cards/index.ts';
import { lockHolders } from '../holders/index.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { lockOrders, moveOrders, openStates } from '../orders/index.ts';
import { findSleeping } from './store.ts';

export const cancelSleepingCards = action({
  name: 'production.cancel-sleeping-cards',
  title: { zh: '注销睡眠卡', en: 'Cancel sleeping cards' },
  by: ['card-authority'],
  input: shape({ region: Code, most: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })) }),
  output: shape({ cancelled: Type.Integer() }),
  async run(call, { region, most = 1000 }) {
    await requireStaffIn(call, region);
    const cards = await findSleeping(call.db, region, most);
    await lockHolders(
      call,
      cards.map(({ holderId }) => holderId),
    );
    const cardIds = cards.map(({ cardId }) => cardId);
    await cancelCards(call, cardIds);
    const orders = await lockOrders(
      call,
      cards.map(({ orderId }) => orderId),
    );
    // The order ends here, so its holder may order again at once (SLP-03).
    const open = orders.filter(({ state }) => openStates.includes(state)).map(({ id }) => id);
    await moveOrders(call, open, 'withdrawn', { reason: 'card-asleep' });
    call.note({ region, cardIds, orderIds: open });
    return { cancelled: cards.length };
  },
});
