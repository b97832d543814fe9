// What the courier says of a parcel ends it, once: delivered, returned or lost.
import type { Call } from '../../base/call.ts';
import { Id, shape } from '../../base/shape.ts';
import { lockHolder } from '../holders/index.ts';
import { ownInstitution } from './own-institution.ts';
import { TrackingNumber } from './post-cards.ts';
import { refuse } from './refuse.ts';
import { type ParcelEnd, parcelStates } from './states.ts';
import { endParcel, findParcel, type Parcel } from './store.ts';

export const ParcelInput = shape({ trackingNumber: TrackingNumber });
export const ParcelAnswer = shape({ orderId: Id, cardId: Id });

/** Ends a parcel of the caller's own house and lets `then` move card and order; the holder is locked meanwhile. */
export async function endOfParcel(
  call: Call,
  trackingNumber: string,
  end: ParcelEnd,
  then: (parcel: Parcel) => Promise<void>,
): Promise<{ orderId: string; cardId: string }> {
  const courier = await ownInstitution(call, 'courier');
  const seen = await findParcel(call.db, courier.id, trackingNumber);
  if (!seen) throw refuse('no-such-parcel');
  await lockHolder(call, seen.holderId);
  const parcel = (await findParcel(call.db, courier.id, trackingNumber))!;
  if (parcel.state !== 'posted') throw refuse('parcel-ended', { state: parcelStates.words[parcel.state].zh });
  await then(parcel);
  await endParcel(call.db, parcel.id, end, call.now);
  const { orderId, cardId } = parcel;
  call.about(parcel.holderId);
  call.note({ orderId, cardId, courierId: courier.id, bankId: parcel.bankId });
  return { orderId, cardId };
}
