// Action: a parcel is lost. Its card is dead at once and is made again, free of charge (open question 7).
import { action } from '../../base/action.ts';
import { cancelCards } from '../cards/index.ts';
import { moveOrders } from '../orders/index.ts';
import { endOfParcel, ParcelAnswer, ParcelInput } from './end-of-parcel.ts';

export const reportLost = action({
  name: 'production.report-lost',
  title: { zh: '邮件丢失', en: 'Report a lost parcel' },
  by: ['courier'],
  input: ParcelInput,
  output: ParcelAnswer,
  run: (call, { trackingNumber }) =>
    endOfParcel(call, trackingNumber, 'lost', async ({ cardId, orderId }) => {
      await cancelCards(call, [cardId]);
      await moveOrders(call, [orderId], 'lost-in-mail');
      await moveOrders(call, [orderId], 'accepted', { reason: 'lost-in-mail' });
    }),
});
