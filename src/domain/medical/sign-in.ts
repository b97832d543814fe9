// Actions: operators of an institution sign in and out (签到、签退).
import { action } from '../../base/action.ts';
import { Instant, shape, Text, Type } from '../../base/shape.ts';
import { requireInstitution } from './guard.ts';
import { wireNumber } from './ids.ts';
import { refuse } from './refuse.ts';
import { endSignIn, insertSignIn } from './store-register.ts';

export const signIn = action({
  name: 'medical.sign-in',
  title: { zh: '签到', en: 'Sign an operator in' },
  by: ['scene-operator'],
  input: shape({ operator: Text(30), mac: Text(20), ip: Text(20) }),
  output: shape({ signNo: Type.String(), at: Instant }),
  async run(call, { operator, mac, ip }) {
    const institution = await requireInstitution(call);
    const signNo = wireNumber(call.newId());
    await insertSignIn(call.db, { signNo, institutionId: institution.id, operator, mac, ip, at: call.now });
    call.note({ institutionId: institution.id });
    return { signNo, at: call.now.toISOString() };
  },
});

export const signOut = action({
  name: 'medical.sign-out',
  title: { zh: '签退', en: 'Sign an operator out' },
  by: ['scene-operator'],
  input: shape({ operator: Text(30), signNo: Text(30) }),
  output: shape({ at: Instant }),
  async run(call, { operator, signNo }) {
    const institution = await requireInstitution(call);
    if ((await endSignIn(call.db, institution.id, signNo, operator, call.now)) === 0) throw refuse('not-signed-in');
    return { at: call.now.toISOString() };
  },
});
