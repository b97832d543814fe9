// Query: the notices of a region as the public sees them, newest first.
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import { Code, Id, Instant, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { audienceGroups } from './audience.ts';
import { pageNotices } from './store.ts';

export const listNotices = query({
  name: 'notices.list-notices',
  title: { zh: '公告列表', en: 'Notices to the public' },
  by: roles,
  personal: false,
  input: shape({
    region: Code,
    /** Keeps what is for this group or for everybody. */
    group: Type.Optional(OneOf(audienceGroups)),
    district: Type.Optional(Code),
    before: Type.Optional(Id),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  output: shape({
    notices: Type.Array(
      shape({
        noticeId: Id,
        title: Text(60),
        version: Type.Integer(),
        groups: Type.Array(Text(20)),
        districts: Type.Array(Code),
        batch: Maybe(Code),
        publishedAt: Instant,
        reads: Type.Integer(),
      }),
    ),
  }),
  async run(call, { region, group, district, before, limit }) {
    const notices = await pageNotices(call.db, {
      region,
      group: group ?? null,
      district: district ?? null,
      before: before ?? null,
      limit: limit ?? 20,
    });
    return {
      notices: notices.map(({ id, title, version, groups, districts, batch, publishedAt, reads }) => ({
        noticeId: id,
        title,
        version,
        groups: [...groups],
        districts: [...districts],
        batch,
        publishedAt: publishedAt!.toISOString(),
        reads,
      })),
    };
  },
});
