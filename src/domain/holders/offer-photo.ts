// A photo for the card is offered: checked, stripped of metadata, sealed (APP-06). What only a human can judge waits for one.
import { action } from '../../base/action.ts';
import { DayText, FileBase64, Id, Maybe, OneOf, shape, Type } from '../../base/shape.ts';
import { lockHolder } from './find-people.ts';
import { stripMetadata } from './jpeg.ts';
import { holderOfCall, requireMayHelp } from './may-act.ts';
import { checkPhoto, defaultPhotoRules } from './photo.ts';
import { sealPicture } from './photos.ts';
import { refuse } from './refuse.ts';
import { FindingShape } from './shapes.ts';
import { addPhoto, replacePhotos } from './store.ts';

/** Larger than any region takes, so that a big photo gets a reason and not just a closed door. */
const maxFileBytes = 2 * 1024 * 1024;

const sources = ['id-card-register', 'bring-print', 'taken-at-outlet', 'upload'] as const;

export const offerPhoto = action({
  name: 'holders.offer-photo',
  title: { zh: '提交照片', en: 'Offer a photo' },
  by: ['citizen', 'community-worker', 'bank-teller', 'bank-visitor', 'bureau-clerk'],
  bodyLimit: Math.ceil(maxFileBytes / 3) * 4 + 4096,
  input: shape({
    holderId: Type.Optional(Id),
    /** A JPEG. */
    photo: FileBase64(maxFileBytes),
    takenOn: Maybe(DayText),
    source: OneOf(sources),
  }),
  output: shape({
    photoId: Id,
    /** offered: a guess from colours and edges speaks against it; a clerk looks at it. */
    state: OneOf(['offered', 'accepted', 'rejected']),
    findings: Type.Array(FindingShape),
  }),
  async run(call, { holderId, photo, takenOn, source }) {
    const id = await holderOfCall(call, holderId);
    if (call.actor.role === 'community-worker') await requireMayHelp(call, id, 'take-photo');
    if (call.actor.role === 'citizen' && source !== 'upload') throw refuse('wrong-photo-source');
    const holder = await lockHolder(call, id);
    if (holder.deceasedOn) throw refuse('deceased');

    const bytes = Buffer.from(photo, 'base64');
    const { findings } = checkPhoto(bytes, { takenOn, today: call.today, rules: defaultPhotoRules });
    const state: 'accepted' | 'offered' | 'rejected' =
      findings.length === 0 ? 'accepted' : findings.every((f) => f.heuristic) ? 'offered' : 'rejected';
    const photoId = call.newId();
    const stripped = state === 'rejected' ? null : stripMetadata(bytes);
    // The newer offer stands; what is accepted stays until another one is accepted.
    await replacePhotos(
      call.db,
      id,
      state === 'accepted' ? ['offered', 'accepted'] : state === 'offered' ? ['offered'] : [],
    );
    await addPhoto(
      call.db,
      {
        id: photoId,
        holderId: id,
        state,
        source,
        takenOn,
        findings: findings.map(({ code }) => code),
        picture: stripped && sealPicture(call.vault, photoId, stripped),
      },
      call.now,
    );
    call.note({ photoId, state, source, findings: findings.map(({ code }) => code) });
    return { photoId, state, findings: findings.map(({ code, zh, en, remedy }) => ({ code, zh, en, remedy })) };
  },
});
