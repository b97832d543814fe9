// A photo is looked at: by the holder, or by staff who judge it or compare it with the face before them.
import { query } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { requireMayActFor } from './may-act.ts';
import { photoBytes } from './photos.ts';
import { refuse } from './refuse.ts';
import { findPhoto } from './store.ts';

export const showPhoto = query({
  name: 'holders.show-photo',
  title: { zh: '查看照片', en: 'Look at a photo' },
  by: ['citizen', 'bank-teller', 'bank-visitor', 'bureau-clerk'],
  personal: true,
  input: shape({ photoId: Id }),
  output: shape({
    /** A JPEG, base64. */
    photo: Type.String(),
  }),
  async run(call, { photoId }) {
    const found = await findPhoto(call.db, photoId);
    if (!found) throw refuse('no-such-photo');
    if (call.actor.role === 'citizen') await requireMayActFor(call, found.holderId);
    call.about(found.holderId);
    return { photo: Buffer.from(await photoBytes(call, photoId)).toString('base64') };
  },
});
