// Action: draft a notice to the public, or a new version of one; checked now for what would keep it from being published.
import { action } from '../../base/action.ts';
import { personOf } from '../../base/actor.ts';
import { Code, Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { packInForce } from '../policy/index.ts';
import { audienceGroups } from './audience.ts';
import { bodyLimit, requireClean, requireMove, titleLimit } from './notice.ts';
import { refuse } from './refuse.ts';
import { insertNotice, lockNotice, nextVersionOf } from './store.ts';

export const draftNotice = action({
  name: 'notices.draft-notice',
  title: { zh: '起草公告', en: 'Draft a notice to the public' },
  by: ['publicity-officer'],
  input: shape({
    region: Code,
    /** Plain words: it is also said in messages. */
    title: Type.String({
      minLength: 1,
      maxLength: titleLimit,
      pattern: '^(?! )[\\p{Script=Han}A-Za-z0-9 ()（）·、,，-]+(?<! )$',
    }),
    body: Text(bodyLimit),
    groups: Type.Optional(Type.Array(OneOf(audienceGroups), { maxItems: 8, uniqueItems: true })),
    districts: Type.Optional(Type.Array(Code, { maxItems: 100, uniqueItems: true })),
    /** The batch, or the phase, that it announces. */
    batch: Type.Optional(Maybe(Code)),
    /** The published notice of which this is the next version. */
    replaces: Type.Optional(Id),
  }),
  output: shape({ noticeId: Id, version: Type.Integer() }),
  async run(call, { region, title, body, groups = [], districts = [], batch = null, replaces }) {
    await requireStaffIn(call, region);
    const before = replaces === undefined ? undefined : await lockNotice(call.db, replaces);
    if (replaces !== undefined && before?.region !== region) throw refuse('no-such-notice');
    if (before) {
      requireMove(before, 'replaced');
    }
    if (before && (await nextVersionOf(call.db, before.id))) throw refuse('new-version-exists');
    requireClean(`${title}\n${body}`);
    const { pack } = await packInForce(call.db, region, call.today);
    const strange = districts.filter((code) => !pack.districts.some((district) => district.code === code));
    if (strange.length > 0) throw refuse('unknown-district', { districts: strange.slice(0, 10) });
    // A phase of which no source says since when opens like a batch: after its notice.
    const batches = [...pack.batches, ...pack.phases].map(({ code }) => code);
    if (batch !== null && !batches.includes(batch)) throw refuse('unknown-batch', { batch, batches });
    const noticeId = call.newId();
    const version = (before?.version ?? 0) + 1;
    await insertNotice(call.db, {
      id: noticeId,
      region,
      version,
      replacesId: before?.id ?? null,
      title,
      body,
      groups,
      districts,
      batch,
      draftedBy: personOf(call.actor),
      draftedAt: call.now,
    });
    call.note({ noticeId, region, version, batch });
    return { noticeId, version };
  },
});
