// Action: take a draft or a published notice back, with the reason.
import { action } from '../../base/action.ts';
import { Id, shape, Text } from '../../base/shape.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { requireMove } from './notice.ts';
import { refuse } from './refuse.ts';
import { lockNotice, saveNoticeState } from './store.ts';

export const withdrawNotice = action({
  name: 'notices.withdraw-notice',
  title: { zh: '撤回公告', en: 'Withdraw a notice' },
  by: ['publicity-officer', 'policy-officer'],
  input: shape({ noticeId: Id, reason: Text(200) }),
  output: shape({ noticeId: Id }),
  async run(call, { noticeId, reason }) {
    const notice = await lockNotice(call.db, noticeId);
    if (!notice) throw refuse('no-such-notice');
    await requireStaffIn(call, notice.region);
    requireMove(notice, 'withdrawn');
    await saveNoticeState(call.db, noticeId, 'withdrawn', { by: call.actor.id, now: call.now, reason });
    call.note({ noticeId, region: notice.region });
    return { noticeId };
  },
});
