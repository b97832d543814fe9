// What happens to sessions by wish: sign out, switch to a ward and back, and what the security administrator may end or unlock.
import { action, query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import { Id, Instant, Maybe, OneOf, shape, Type } from '../../base/shape.ts';
import { requireMayActFor } from '../holders/index.ts';
import { clearFailures } from './guard.ts';
import { refuse } from './refuse.ts';
import { endSessions, listStaffSessions, setActingFor } from './session.ts';
import { staffOfMyRegion } from './sign-in-staff.ts';
import { findWorkingStaff, loginIndexOf } from './store.ts';

export const signOut = action({
  name: 'identity.sign-out',
  title: { zh: '退出登录', en: 'Sign out' },
  by: roles.filter((role) => role !== 'system'),
  input: shape({}),
  output: shape({ ended: Type.Integer() }),
  async run(call) {
    return { ended: await endSessions(call, { actorId: call.actor.id }) };
  },
});

export const switchPerson = action({
  name: 'identity.switch-person',
  title: { zh: '为他人办理或换回本人', en: 'Act for a ward, or for oneself again' },
  by: ['citizen'],
  input: shape({ sessionId: Id, holderId: Maybe(Id) }),
  output: shape({ actingFor: Id }),
  async run(call, { sessionId, holderId }) {
    const ward = holderId === call.actor.id ? null : holderId;
    if (ward) {
      await requireMayActFor(call, ward);
      call.about(ward);
    }
    if ((await setActingFor(call, sessionId, ward)) !== 1) throw refuse('session-over');
    return { actingFor: ward ?? call.actor.id };
  },
});

export const listSessions = query({
  name: 'identity.list-sessions',
  title: { zh: '在线会话', en: 'Sessions of staff' },
  by: ['security-administrator', 'auditor'],
  personal: false,
  input: shape({}),
  output: shape({
    sessions: Type.Array(
      shape({
        sessionId: Id,
        actorId: Id,
        role: OneOf(roles),
        how: Type.String(),
        startedAt: Instant,
        seenAt: Instant,
      }),
    ),
  }),
  async run(call) {
    const region = (await findWorkingStaff(call.db, call.actor.id))?.region;
    if (!region) throw refuse('not-your-region');
    const rows = await listStaffSessions(call, region);
    return {
      sessions: rows.map((row) => ({
        ...row,
        startedAt: row.startedAt.toISOString(),
        seenAt: row.seenAt.toISOString(),
      })),
    };
  },
});

export const endStaffSessions = action({
  name: 'identity.end-staff-sessions',
  title: { zh: '强制下线', en: 'End the sessions of a member of staff' },
  by: ['security-administrator'],
  input: shape({ staffId: Id }),
  output: shape({ ended: Type.Integer() }),
  async run(call, { staffId }) {
    await staffOfMyRegion(call, staffId);
    call.note({ staffId });
    return { ended: await endSessions(call, { actorId: staffId }) };
  },
});

export const unlockStaff = action({
  name: 'identity.unlock-staff',
  title: { zh: '解除账号锁定', en: 'Unlock the account of a member of staff' },
  by: ['security-administrator'],
  input: shape({ staffId: Id }),
  output: shape({}),
  async run(call, { staffId }) {
    await staffOfMyRegion(call, staffId);
    const account = await loginIndexOf(call.db, staffId);
    if (account) await clearFailures(call, account.loginIndex);
    call.note({ staffId });
    return {};
  },
});
