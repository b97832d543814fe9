// Query: one notice in full, its state beside it; that it was read is counted, not by whom (GOV-04).
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import { Code, Id, Instant, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { type NoticeState, noticeStates } from './notice.ts';
import { refuse } from './refuse.ts';
import { countReading, findNotice, nextVersionOf, readsOf } from './store.ts';

export const readNotice = query({
  name: 'notices.read-notice',
  title: { zh: '阅读公告', en: 'Read a notice' },
  by: roles,
  personal: false,
  input: shape({ noticeId: Id }),
  output: shape({
    noticeId: Id,
    region: Code,
    title: Text(60),
    body: Text(10_000),
    version: Type.Integer(),
    state: OneOf(Object.keys(noticeStates.moves) as [NoticeState, ...NoticeState[]]),
    groups: Type.Array(Text(20)),
    districts: Type.Array(Code),
    batch: Maybe(Code),
    publishedAt: Instant,
    /** The next version, when this one has been replaced. */
    replacedBy: Maybe(Id),
    reads: Type.Integer(),
  }),
  async run(call, { noticeId }) {
    const notice = await findNotice(call.db, noticeId);
    // What was never published is nobody's to read; what was, stays readable with its state.
    if (!notice?.publishedAt) throw refuse('no-such-notice');
    if (notice.state === 'published') await countReading(call.db, noticeId, call.today);
    return {
      noticeId,
      region: notice.region,
      title: notice.title,
      body: notice.body,
      version: notice.version,
      state: notice.state,
      groups: [...notice.groups],
      districts: [...notice.districts],
      batch: notice.batch,
      publishedAt: notice.publishedAt.toISOString(),
      replacedBy: notice.state === 'replaced' ? ((await nextVersionOf(call.db, noticeId)) ?? null) : null,
      reads: await readsOf(call.db, noticeId),
    };
  },
});
