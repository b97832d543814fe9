// Action: the courier brings a parcel back. The bank posts it again, or an outlet takes it in (open question 7).
import { action } from '../../base/action.ts';
import { moveOrders } from '../orders/index.ts';
import { endOfParcel, ParcelAnswer, ParcelInput } from './end-of-parcel.ts';

export const reportReturn = action({
  name: 'production.report-return',
  title: { zh: '邮件退回', en: 'Report a return' },
  by: ['courier'],
  input: ParcelInput,
  output: ParcelAnswer,
  run: (call, { trackingNumber }) =>
    endOfParcel(call, trackingNumber, 'returned', ({ orderId }) => moveOrders(call, [orderId], 'mail-returned')),
});
