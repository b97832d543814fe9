// A holder chooses a password: number, then a code to the telephone on record, then the password. Forgotten ones are set the same way.
import { action } from '../../base/action.ts';
import { Id, shape, Text, Type } from '../../base/shape.ts';
import { identitiesOf, phonesOf } from '../holders/index.ts';
import { clearFailures, countFailure, lockedUntil } from './guard.ts';
import { findHolderByNumber, numberKey } from './number.ts';
import { makeCode, takeCode } from './one-time-code.ts';
import { hashPassword, type PasswordFault, passwordFault } from './password.ts';
import { refuse } from './refuse.ts';
import { endSessions } from './session.ts';
import { saveHolderAccount } from './store.ts';

export const faultWords: Record<PasswordFault, { zh: string; en: string }> = {
  'too-short': { zh: '少于 8 位', en: 'fewer than 8 characters' },
  'too-long': { zh: '超过 200 位', en: 'more than 200 characters' },
  'one-kind-only': { zh: '只有一类字符', en: 'only one kind of characters' },
  'too-regular': { zh: '过于规律，例如连续或重复', en: 'too regular, such as a row or a repetition' },
  'holds-your-number': { zh: '含有您的证件或电话号码', en: 'it holds part of your number or telephone' },
};

export function requireGoodPassword(password: string, numbers: readonly string[] = []): void {
  const fault = passwordFault(password, numbers);
  if (fault) throw refuse('weak-password', { problem: faultWords[fault].zh, problem_en: faultWords[fault].en });
}

export const beginSetPassword = action({
  name: 'identity.begin-set-password',
  title: { zh: '获取设置密码的验证码', en: 'Ask for the code with which a password is set' },
  by: ['system'],
  input: shape({ number: Text(40) }),
  output: shape({ ticket: Id }),
  async run(call, { number }) {
    return { ticket: await makeCode(call, 'set-password', await findHolderByNumber(call, number)) };
  },
});

export const finishSetPassword = action({
  name: 'identity.finish-set-password',
  title: { zh: '设置密码', en: 'Set a password' },
  by: ['system'],
  input: shape({ ticket: Id, number: Text(40), code: Text(12), password: Text(400) }),
  output: shape({ outcome: Type.Unsafe<'set' | 'wrong' | 'locked'>({ enum: ['set', 'wrong', 'locked'] }) }),
  async run(call, { ticket, number, code, password }) {
    // Weak is said before the code is spent, and what it depends on is what the caller typed.
    requireGoodPassword(password, [number]);
    const key = numberKey(call, number);
    if (await lockedUntil(call, key)) return { outcome: 'locked' as const };
    const holderId = await takeCode(call, 'set-password', ticket, code);
    if (!holderId || holderId !== (await findHolderByNumber(call, number))) {
      await countFailure(call, key);
      return { outcome: 'wrong' as const };
    }
    const known = (await identitiesOf(call, [holderId])).get(holderId)!;
    const phone = (await phonesOf(call, [holderId])).get(holderId);
    requireGoodPassword(password, [known.documentNumber, known.socialSecurityNumber ?? '', phone ?? '']);
    await saveHolderAccount(call.db, holderId, await hashPassword(password, call.random), call.now);
    await endSessions(call, { actorId: holderId });
    await clearFailures(call, key);
    call.about(holderId);
    return { outcome: 'set' as const };
  },
});
