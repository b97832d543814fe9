// Everybody who looked at or changed the holder's record: role, institution, purpose, when (SEC-01).
import { query } from '../../base/action.ts';
import { Id, Instant, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { requireMayActFor } from './may-act.ts';
import { recordIdsOf } from './merge-store.ts';
import { listJournalAbout } from './store.ts';

const pageSize = 50;

export const whoReadMyRecord = query({
  name: 'holders.who-read-my-record',
  title: { zh: '谁查看了我的档案', en: 'Who read my record' },
  by: ['citizen'],
  personal: true,
  input: shape({
    /** A ward, for a guardian. */
    holderId: Type.Optional(Id),
    /** The cursor of the page before. */
    before: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })),
  }),
  output: shape({
    looks: Type.Array(
      shape({
        at: Instant,
        /** The action or query, as named in the API. */
        action: Text(100),
        role: Text(40),
        /** Staff id, or the job's name; a citizen (a guardian, say) is named by role alone. */
        who: Maybe(Text(100)),
        institutionId: Maybe(Id),
        channel: Maybe(Text(64)),
        purpose: Maybe(Text(40)),
      }),
    ),
    /** Null on the last page. */
    next: Maybe(Text(18)),
  }),
  async run(call, { holderId = call.actor.id, before }) {
    await requireMayActFor(call, holderId);
    call.about(holderId);
    const ids = await recordIdsOf(call.db, holderId);
    const lines = await listJournalAbout(call.db, ids, before === undefined ? null : BigInt(before), pageSize + 1);
    const page = lines.slice(0, pageSize);
    return {
      looks: page.map(({ at, action, role, actorId, institutionId, channel, purpose }) => ({
        at: at.toISOString(),
        action,
        role,
        who: role === 'citizen' ? null : actorId,
        institutionId,
        channel,
        purpose,
      })),
      next: lines.length > pageSize ? String(page.at(-1)!.seq) : null,
    };
  },
});
