// Action: the courier brings a parcel back. The bank posts it again or an outlet takes it in; where the region wants it made again
// instead, the card that came back waits to be destroyed (open question 7).
import { action } from '../../base/action.ts';
import { cancelCards } from '../cards/index.ts';
import { answerTo, getOrder, makeAgain, moveOrders } from '../orders/index.ts';
import { endOfParcel, ParcelAnswer, ParcelInput } from './end-of-parcel.ts';

export const reportReturn = action({
  name: 'production.report-return',
  title: { zh: '邮件退回', en: 'Report a return' },
  by: ['courier'],
  input: ParcelInput,
  output: ParcelAnswer,
  run: (call, { trackingNumber }) =>
    endOfParcel(call, trackingNumber, 'returned', async ({ cardId, orderId }) => {
      await moveOrders(call, [orderId], 'mail-returned');
      const { region } = await getOrder(call.db, orderId);
      const answer = await answerTo(call, region, 'returned');
      if (answer !== 'remake' && answer !== 'remake-free') return;
      await cancelCards(call, [cardId]);
      await makeAgain(call, { orderId, region }, 'returned', 'came-back');
    }),
});
