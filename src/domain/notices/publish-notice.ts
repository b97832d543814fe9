// Action: a second person publishes a drafted notice. When it announces a batch, the gate of that batch opens here (GOV-04).
import { action } from '../../base/action.ts';
import { personOf } from '../../base/actor.ts';
import { Id, Instant, Maybe, shape } from '../../base/shape.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { recordNoticePublished } from '../policy/index.ts';
import { requireClean, requireMove } from './notice.ts';
import { refuse } from './refuse.ts';
import { lockNotice, saveNoticeState } from './store.ts';

export const publishNotice = action({
  name: 'notices.publish-notice',
  title: { zh: '发布公告', en: 'Publish a notice to the public' },
  by: ['publicity-officer', 'policy-officer'],
  input: shape({ noticeId: Id }),
  output: shape({ publishedAt: Instant, replaced: Maybe(Id) }),
  async run(call, { noticeId }) {
    const notice = await lockNotice(call.db, noticeId);
    if (!notice) throw refuse('no-such-notice');
    await requireStaffIn(call, notice.region);
    requireMove(notice, 'published');
    if (notice.draftedBy === personOf(call.actor)) throw refuse('same-person');
    // The rules of the lint may be stricter than on the day of the draft.
    requireClean(`${notice.title}\n${notice.body}`);
    const before = notice.replacesId === null ? undefined : await lockNotice(call.db, notice.replacesId);
    if (before) {
      requireMove(before, 'replaced');
      await saveNoticeState(call.db, before.id, 'replaced', { by: call.actor.id, now: call.now });
    }
    await saveNoticeState(call.db, noticeId, 'published', { by: call.actor.id, now: call.now });
    const { region, batch } = notice;
    if (batch !== null) await recordNoticePublished(call, { region, batch, noticeId });
    call.note({ noticeId, region, batch, version: notice.version, replaced: before?.id ?? null });
    return { publishedAt: call.now.toISOString(), replaced: before?.id ?? null };
  },
});
