// Action: the courier has delivered a parcel. The card is in hand but has no effect until its holder enables it (PCK-02).
import { action } from '../../base/action.ts';
import { collectCards } from '../cards/index.ts';
import { moveOrders } from '../orders/index.ts';
import { endOfParcel, ParcelAnswer, ParcelInput } from './end-of-parcel.ts';

export const reportDelivery = action({
  name: 'production.report-delivery',
  title: { zh: '邮件妥投', en: 'Report a delivery' },
  by: ['courier'],
  input: ParcelInput,
  output: ParcelAnswer,
  run: (call, { trackingNumber }) =>
    endOfParcel(call, trackingNumber, 'delivered', async ({ cardId, orderId }) => {
      await collectCards(call, [cardId]);
      await moveOrders(call, [orderId], 'collected');
    }),
});
