// Query: the photo for one card of a batch, for the maker that has the batch in hand.
import { query } from '../../base/action.ts';
import { Id, shape, Text } from '../../base/shape.ts';
import { findAcceptedPhotos, photoBytes } from '../holders/index.ts';
import { getOwnBatch } from './batch-access.ts';
import { refuse } from './refuse.ts';
import { listItems } from './store.ts';

export const cardPhoto = query({
  name: 'production.card-photo',
  title: { zh: '下载制卡照片', en: 'Photo for a card' },
  by: ['card-maker'],
  personal: true,
  input: shape({ batchId: Id, cardNumber: Text(9) }),
  output: shape({ photo: Text(4_000_000) }),
  async run(call, { batchId, cardNumber }) {
    const { state } = await getOwnBatch(call, batchId);
    if (state === 'planned') throw refuse('batch-not-sent');
    if (state === 'returned') throw refuse('batch-settled');
    const item = (await listItems(call.db, batchId)).find((one) => one.cardNumber === cardNumber);
    const photo = item && (await findAcceptedPhotos(call.db, [item.holderId])).get(item.holderId);
    if (!item || !photo) throw refuse('not-here');
    call.about(item.holderId);
    call.note({ batchId, cardId: item.cardId });
    return { photo: Buffer.from(await photoBytes(call, photo.photoId)).toString('base64') };
  },
});
