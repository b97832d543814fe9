// A citizen signs in: number and password, then a code to the telephone on record. Failures are values, or they could not be counted.
import { action } from '../../base/action.ts';
import { Code, Id, Instant, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { getHolder } from '../holders/index.ts';
import { clearFailures, countFailure, lockedUntil } from './guard.ts';
import { findHolderByNumber, numberKey } from './number.ts';
import { makeCode, takeCode } from './one-time-code.ts';
import { isPassword } from './password.ts';
import { beginSession } from './session.ts';
import { lockHolderAccount } from './store.ts';

export const Failed = shape({
  outcome: Type.Unsafe<'wrong' | 'locked'>({ enum: ['wrong', 'locked'] }),
  triesLeft: Type.Optional(Type.Integer()),
  until: Type.Optional(Maybe(Instant)),
});

export const beginSignIn = action({
  name: 'identity.begin-sign-in',
  title: { zh: '登录第一步：号码和密码', en: 'Sign in, first step: number and password' },
  by: ['system'],
  input: shape({ number: Text(40), password: Text(400) }),
  output: Type.Union([shape({ outcome: Type.Literal('code-sent'), ticket: Id }), Failed]),
  async run(call, { number, password }) {
    const key = numberKey(call, number);
    const until = await lockedUntil(call, key);
    if (until) return { outcome: 'locked' as const, until: until.toISOString() };
    const holderId = await findHolderByNumber(call, number);
    const account = holderId ? await lockHolderAccount(call.db, holderId) : undefined;
    if (!(await isPassword(password, account?.password))) {
      const triesLeft = await countFailure(call, key);
      if (holderId) call.about(holderId);
      call.note({ outcome: 'wrong' });
      return { outcome: 'wrong' as const, triesLeft };
    }
    call.note({ outcome: 'code-sent' });
    return { outcome: 'code-sent' as const, ticket: await makeCode(call, 'sign-in', holderId) };
  },
});

export const finishSignIn = action({
  name: 'identity.finish-sign-in',
  title: { zh: '登录第二步：验证码', en: 'Sign in, second step: the code' },
  by: ['system'],
  input: shape({ ticket: Id, number: Text(40), code: Text(12), channel: Code }),
  output: Type.Union([shape({ outcome: Type.Literal('signed-in'), token: Type.String() }), Failed]),
  async run(call, { ticket, number, code, channel }) {
    const key = numberKey(call, number);
    const until = await lockedUntil(call, key);
    if (until) return { outcome: 'locked' as const, until: until.toISOString() };
    const holderId = await takeCode(call, 'sign-in', ticket, code);
    if (
      !holderId ||
      holderId !== (await findHolderByNumber(call, number)) ||
      (await getHolder(call.db, holderId)).deceasedOn
    ) {
      const triesLeft = await countFailure(call, key);
      call.note({ outcome: 'wrong-code' });
      return { outcome: 'wrong' as const, triesLeft };
    }
    await clearFailures(call, key);
    call.about(holderId);
    const token = await beginSession(call, { role: 'citizen', id: holderId, channel }, 'code');
    return { outcome: 'signed-in' as const, token };
  },
});
