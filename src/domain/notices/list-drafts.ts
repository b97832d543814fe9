// Query: notices that wait for a second person to publish them.
import { query } from '../../base/action.ts';
import { Code, Id, Instant, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { pageDrafts } from './store.ts';

export const listDrafts = query({
  name: 'notices.list-drafts',
  title: { zh: '待发布公告', en: 'Notices waiting to be published' },
  by: ['publicity-officer', 'policy-officer'],
  personal: false,
  input: shape({ region: Code }),
  output: shape({
    drafts: Type.Array(
      shape({
        noticeId: Id,
        title: Text(60),
        body: Text(10_000),
        version: Type.Integer(),
        replaces: Maybe(Id),
        batch: Maybe(Code),
        draftedBy: Text(64),
        draftedAt: Instant,
      }),
    ),
  }),
  async run(call, { region }) {
    await requireStaffIn(call, region);
    const drafts = await pageDrafts(call.db, { region, limit: 100 });
    return {
      drafts: drafts.map((one) => ({
        noticeId: one.id,
        title: one.title,
        body: one.body,
        version: one.version,
        replaces: one.replacesId,
        batch: one.batch,
        draftedBy: one.draftedBy,
        draftedAt: one.draftedAt.toISOString(),
      })),
    };
  },
});
