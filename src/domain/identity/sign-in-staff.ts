// Staff sign in with name, password and authenticator in one step; an invitation of the system administrator opens the account.
import { createHmac } from 'node:crypto';
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Id, Instant, shape, Text, Type } from '../../base/shape.ts';
import type { Vault } from '../../base/vault.ts';
import { clearFailures, countFailure, lockedUntil } from './guard.ts';
import { hashPassword, isPassword } from './password.ts';
import { refuse } from './refuse.ts';
import { beginSession, endSessions } from './session.ts';
import { requireGoodPassword } from './set-password.ts';
import { Failed } from './sign-in.ts';
import {
  findWorkingStaff,
  isLoginTaken,
  lockInvitation,
  lockStaffAccount,
  type StaffMember,
  saveInvitation,
  saveStaffAccount,
  useInvitation,
  useTotpStep,
} from './store.ts';
import { base32, stepOfCode } from './totp.ts';

const invitationDays = 3;
const secretPlace = (staffId: string) => `identity.account.totp_secret:${staffId}`;
const digestOf = (vault: Vault, text: string) => createHmac('sm3', vault.keyFor('invitations')).update(text).digest();
export const loginKey = (call: Pick<Call, 'vault'>, login: string): Uint8Array =>
  call.vault.index(login.normalize('NFKC').trim().toLowerCase(), 'sign-in of staff');

/** A member of staff of the caller's region, or refused. */
export async function staffOfMyRegion(call: Call, staffId: string): Promise<StaffMember> {
  const staff = await findWorkingStaff(call.db, staffId);
  if (!staff) throw refuse('no-such-staff');
  if (call.actor.role !== 'system' && (await findWorkingStaff(call.db, call.actor.id))?.region !== staff.region)
    throw refuse('not-your-region');
  return staff;
}

export const inviteStaff = action({
  name: 'identity.invite-staff',
  title: { zh: '发放账号开通码', en: 'Invite a member of staff to open an account' },
  by: ['system-administrator', 'system'],
  secretAnswer: true,
  input: shape({ staffId: Id }),
  output: shape({ invitation: Type.String(), secret: Type.String(), expiresAt: Instant }),
  async run(call, { staffId }) {
    await staffOfMyRegion(call, staffId);
    const invitation = Buffer.from(call.random.bytes(16)).toString('base64url');
    const secret = call.random.bytes(20);
    const expiresAt = new Date(call.now.getTime() + invitationDays * 86_400_000);
    await saveInvitation(call.db, {
      staffId,
      digest: digestOf(call.vault, invitation),
      totpSecret: call.vault.seal(Buffer.from(secret).toString('hex'), secretPlace(staffId)),
      issuedAt: call.now,
      expiresAt,
    });
    call.note({ staffId });
    return { invitation, secret: base32(secret), expiresAt: expiresAt.toISOString() };
  },
});

export const openStaffAccount = action({
  name: 'identity.open-staff-account',
  title: { zh: '开通工作人员账号', en: 'Open the account of a member of staff' },
  by: ['system'],
  input: shape({
    invitation: Text(60),
    login: Type.String({ pattern: '^[A-Za-z0-9._-]{3,40}$' }),
    password: Text(400),
    code: Text(12),
  }),
  output: shape({ staffId: Id }),
  async run(call, { invitation, login, password, code }) {
    const found = await lockInvitation(call.db, digestOf(call.vault, invitation), call.now);
    if (!found || !(await findWorkingStaff(call.db, found.staffId))) throw refuse('invitation-not-good');
    const { staffId } = found;
    requireGoodPassword(password, [login]);
    const secret = Buffer.from(call.vault.open(found.totpSecret, secretPlace(staffId)), 'hex');
    const step = stepOfCode(secret, code, call.now, null);
    if (step === undefined) throw refuse('code-not-right');
    const loginIndex = loginKey(call, login);
    if (await isLoginTaken(call.db, loginIndex, staffId)) throw refuse('login-taken');
    await saveStaffAccount(
      call.db,
      {
        id: staffId,
        loginIndex,
        password: await hashPassword(password, call.random),
        totpSecret: found.totpSecret,
        totpStep: step,
      },
      call.now,
    );
    await useInvitation(call.db, staffId, call.now);
    await endSessions(call, { actorId: staffId });
    call.note({ staffId });
    return { staffId };
  },
});

export const signInStaff = action({
  name: 'identity.sign-in-staff',
  title: { zh: '工作人员登录', en: 'Sign in a member of staff' },
  by: ['system'],
  input: shape({ login: Text(60), password: Text(400), code: Text(12) }),
  output: Type.Union([shape({ outcome: Type.Literal('signed-in'), token: Type.String() }), Failed]),
  async run(call, { login, password, code }) {
    const key = loginKey(call, login);
    const until = await lockedUntil(call, key);
    if (until) return { outcome: 'locked' as const, until: until.toISOString() };
    const account = await lockStaffAccount(call.db, key);
    const right = await isPassword(password, account?.password);
    const staff = account && (await findWorkingStaff(call.db, account.id));
    const secret = account && Buffer.from(call.vault.open(account.totpSecret!, secretPlace(account.id)), 'hex');
    const last = account?.totpStep == null ? null : Number(account.totpStep);
    const step = secret && stepOfCode(secret, code, call.now, last);
    // One answer for all three, so that nobody learns which one was right.
    if (!right || !staff || step === undefined) {
      const triesLeft = await countFailure(call, key);
      call.note({ outcome: 'wrong', staffId: account?.id ?? null });
      return { outcome: 'wrong' as const, triesLeft };
    }
    await useTotpStep(call.db, account.id, step);
    await clearFailures(call, key);
    const { role, institutionId } = staff;
    call.note({ staffId: account.id });
    const token = await beginSession(call, { role, id: account.id, institutionId }, 'totp');
    return { outcome: 'signed-in' as const, token };
  },
});
