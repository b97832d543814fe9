// Action: a parcel is lost. Its card is dead at once and is made again, free of charge unless the region says otherwise (open question 7).
import { action } from '../../base/action.ts';
import { cancelCards } from '../cards/index.ts';
import { getOrder, makeAgain, moveOrders } from '../orders/index.ts';
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
      const { region } = await getOrder(call.db, orderId);
      await makeAgain(call, { orderId, region }, 'lost-in-mail', 'lost-in-mail');
    }),
});
