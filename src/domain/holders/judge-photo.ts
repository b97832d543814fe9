// Somebody looks at a photo that the checks could not decide on, and takes it or sends it back with a reason.
import { action } from '../../base/action.ts';
import { Id, Nothing, OneOf, shape, Type } from '../../base/shape.ts';
import { lockHolder } from './find-people.ts';
import { refuse } from './refuse.ts';
import { findPhoto, replacePhotos, judgePhoto as saveVerdict } from './store.ts';

const reasons = [
  'not-this-person',
  'head-covered',
  'blurred',
  'badly-placed',
  'background-not-white',
  'too-old',
] as const;

export const judgePhoto = action({
  name: 'holders.judge-photo',
  title: { zh: '审核照片', en: 'Judge a photo' },
  by: ['bank-teller', 'bureau-clerk'],
  input: Type.Union([
    shape({ photoId: Id, verdict: OneOf(['accepted']) }),
    shape({ photoId: Id, verdict: OneOf(['rejected']), reason: OneOf(reasons) }),
  ]),
  output: Nothing,
  async run(call, input) {
    const found = await findPhoto(call.db, input.photoId);
    if (!found) throw refuse('no-such-photo');
    call.about(found.holderId);
    await lockHolder(call, found.holderId);
    const photo = (await findPhoto(call.db, input.photoId))!;
    if (photo.state !== 'offered') throw refuse('photo-already-judged');
    const isAccepted = input.verdict === 'accepted';
    if (isAccepted) await replacePhotos(call.db, photo.holderId, ['accepted']);
    await saveVerdict(call.db, photo.id, input.verdict, 'reason' in input ? [input.reason] : photo.findings, call.now);
    call.note({ photoId: photo.id, verdict: input.verdict, ...('reason' in input ? { reason: input.reason } : {}) });
    return {};
  },
});
