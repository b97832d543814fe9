// The photos that wait for somebody to look: the checks guess against them and cannot decide; oldest first (APP-06).
import { query } from '../../base/action.ts';
import { Id, Instant, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { maskedIdentityOf } from './find-people.ts';
import { listOfferedPhotoRows } from './store.ts';

const pageSize = 20;

export const listOfferedPhotos = query({
  name: 'holders.list-offered-photos',
  title: { zh: '待审照片', en: 'Photos to judge' },
  by: ['bureau-clerk'],
  personal: true,
  input: shape({ after: Type.Optional(Id) }),
  output: shape({
    photos: Type.Array(
      shape({ photoId: Id, holderId: Id, name: Text(100), findings: Type.Array(Text(40)), offeredAt: Instant }),
    ),
    next: Maybe(Id),
  }),
  async run(call, { after = null }) {
    const rows = await listOfferedPhotoRows(call.db, after, pageSize);
    const ids = rows.map(({ holderId }) => holderId);
    call.about(...ids);
    const people = await maskedIdentityOf(call, ids);
    return {
      photos: rows.map(({ id, holderId, findings, offeredAt }) => ({
        photoId: id,
        holderId,
        name: people.get(holderId)!.name,
        findings: [...findings],
        offeredAt: offeredAt.toISOString(),
      })),
      next: rows.length === pageSize ? rows.at(-1)!.id : null,
    };
  },
});
