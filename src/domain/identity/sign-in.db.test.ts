import { describe, expect, test } from 'vitest';
import { perform } from '../../base/action.ts';
import { systemActor } from '../../base/actor.ts';
import { runDueJobs } from '../../base/jobs.ts';
import { sql } from '../../base/sql.ts';
import { registered, samplePeople } from '../holders/people.fixture.ts';
import { institutionsHouse } from '../institutions/institutions.fixture.ts';
import { addStaff } from '../institutions/staff.ts';
import {
  beginDemoSession,
  beginSetPassword,
  beginSignIn,
  type CodeChannel,
  endStaffSessions,
  findSession,
  finishSetPassword,
  finishSignIn,
  idleMinutes,
  inviteStaff,
  makeDeliverCodes,
  openStaffAccount,
  sessionLimits,
  signInStaff,
  signOut,
  stepOf,
  switchPerson,
  totpCode,
} from './index.ts';

const door = systemActor('portal');
const password = 'gentle rain 7';
const minute = 60_000;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

async function town() {
  const base = await institutionsHouse();
  const { house } = base;
  const people = samplePeople(3);
  const ids = await registered(house, people);
  const phones: Parameters<CodeChannel['send']>[0][] = [];
  const channel: CodeChannel = { send: async (message) => void phones.push(message) };
  const codeOf = async (ticket: string) => {
    await runDueJobs(house, [makeDeliverCodes(channel) as never]);
    return phones.find(({ id }) => id === ticket)?.text.match(/\d{6}/)?.[0];
  };
  const begin = (number: string, word = password) => perform(house, beginSignIn, door, { number, password: word });
  const setPassword = async (number: string, word = password) => {
    const { ticket } = await perform(house, beginSetPassword, door, { number });
    const code = (await codeOf(ticket))!;
    return perform(house, finishSetPassword, door, { ticket, number, code, password: word });
  };
  const signIn = async (number: string) => {
    const begun = await begin(number);
    if (begun.outcome !== 'code-sent') throw new Error(begun.outcome);
    const code = (await codeOf(begun.ticket))!;
    const done = await perform(house, finishSignIn, door, {
      ticket: begun.ticket,
      number,
      code,
      channel: 'bureau-site',
    });
    if (done.outcome !== 'signed-in') throw new Error(done.outcome);
    return done.token;
  };
  const later = (ms: number) => house.clock.moveTo(new Date(house.clock.now().getTime() + ms));
  return { ...base, ids, people, number: people[0]!.documentNumber, phones, codeOf, begin, setPassword, signIn, later };
}

describe('a citizen', () => {
  test('chooses a password by a code to the own telephone, signs in with both, and signs out', async () => {
    const { house, number, setPassword, signIn, ids, phones, people } = await town();
    expect(await setPassword(number)).toEqual({ outcome: 'set' });
    const token = await signIn(number);
    const session = (await findSession(house, token))!;
    expect(session).toMatchObject({
      actor: { role: 'citizen', id: ids[0], channel: 'bureau-site' },
      actingFor: ids[0],
      how: 'code',
    });
    expect(phones.every(({ phone }) => phone === people[0]!.phone)).toBe(true);
    expect(phones.every(({ text }) => !/https?:|www\./.test(text))).toBe(true);
    await perform(house, signOut, session.actor, {});
    expect(await findSession(house, token)).toBeUndefined();
  });

  test('nothing secret is kept: no password, code or token stands in the database, the journal or a job', async () => {
    const { house, number, setPassword, signIn, phones } = await town();
    await setPassword(number);
    const token = await signIn(number);
    const dump = JSON.stringify([
      ...(await house.database.rows(sql`select facts::text, actor_id from base.journal`)),
      ...(await house.database.rows(sql`select payload::text from base.job`)),
      ...(await house.database.rows(
        sql`select encode(digest, 'hex') as d, encode(code, 'escape') as c from identity.one_time_code`,
      )),
      ...(await house.database.rows(sql`select encode(password, 'escape') as p from identity.account`)),
      ...(await house.database.rows(sql`select encode(digest, 'escape') as d from identity.session`)),
    ]);
    const codes = phones.map(({ text }) => text.match(/\d{6}/)![0]);
    expect(codes).toHaveLength(2);
    for (const secret of [password, token, number]) expect(dump).not.toContain(secret);
    expect(
      await house.database.one(sql`select count(*)::int as n from identity.one_time_code where code is not null`),
    ).toEqual({ n: 0 });
  });

  test('SEC five wrong passwords lock the name, the right one is then refused too, and after the time it works', async () => {
    const { number, setPassword, begin, later } = await town();
    await setPassword(number);
    for (const triesLeft of [4, 3, 2, 1, 0])
      expect(await begin(number, 'wrong word 9')).toEqual({ outcome: 'wrong', triesLeft });
    expect(await begin(number)).toMatchObject({ outcome: 'locked' });
    later(15 * minute - 1);
    expect(await begin(number)).toMatchObject({ outcome: 'locked' });
    later(1);
    expect(await begin(number)).toMatchObject({ outcome: 'code-sent' });
  });

  test('a stranger’s number reads the same as one without an account, down to the lock', async () => {
    const { begin, people, number } = await town();
    const stranger = samplePeople(1, 99)[0]!.documentNumber;
    const answers = async (who: string) => {
      const all = [];
      for (let i = 0; i < 6; i += 1) all.push(await begin(who));
      return all;
    };
    expect(people.some(({ documentNumber }) => documentNumber === stranger)).toBe(false);
    expect(await answers(stranger)).toEqual(await answers(number));
  });

  test('guesses at once count one by one', async () => {
    const { number, setPassword, begin } = await town();
    await setPassword(number);
    const outcomes = (await Promise.all(Array.from({ length: 12 }, () => begin(number, 'wrong word 9')))).map(
      ({ outcome }) => outcome,
    );
    expect(outcomes.filter((one) => one === 'wrong')).toHaveLength(5);
    expect(outcomes.filter((one) => one === 'locked')).toHaveLength(7);
  });

  test('a code works once, for five minutes, for its own number and purpose only', async () => {
    const { house, number, people, setPassword, begin, codeOf, later } = await town();
    await setPassword(number);
    const begun = await begin(number);
    if (begun.outcome !== 'code-sent') throw new Error('expected a code');
    const { ticket } = begun;
    const code = (await codeOf(ticket))!;
    const finish = (over: object = {}) =>
      perform(house, finishSignIn, door, { ticket, number, code, channel: 'bureau-site', ...over });
    expect(await finish({ code: code === '000000' ? '000001' : '000000' })).toMatchObject({ outcome: 'wrong' });
    expect(await perform(house, finishSetPassword, door, { ticket, number, code, password: 'other word 8' })).toEqual({
      outcome: 'wrong',
    });
    expect(await finish()).toMatchObject({ outcome: 'signed-in' });
    expect(await finish()).toMatchObject({ outcome: 'wrong' });
    const second = await begin(number);
    if (second.outcome !== 'code-sent') throw new Error('expected a code');
    const late = (await codeOf(second.ticket))!;
    expect(
      await perform(house, finishSignIn, door, {
        ticket: second.ticket,
        number: people[1]!.documentNumber,
        code: late,
        channel: 'bureau-site',
      }),
    ).toMatchObject({ outcome: 'wrong' });
    later(5 * minute);
    expect(await finish({ ticket: second.ticket, code: late })).toMatchObject({ outcome: 'wrong' });
  });

  test('a weak password is refused with the reason, and the code is not spent', async () => {
    const { house, number, codeOf } = await town();
    const { ticket } = await perform(house, beginSetPassword, door, { number });
    const code = (await codeOf(ticket))!;
    const set = (word: string) => perform(house, finishSetPassword, door, { ticket, number, code, password: word });
    await expect(set('12345678')).rejects.toMatchObject({ code: 'identity.weak-password' });
    await expect(set(`Ab-${number.slice(-6)}-zz`)).rejects.toMatchObject({ code: 'identity.weak-password' });
    expect(await set(password)).toEqual({ outcome: 'set' });
  });

  test('a new password ends the sessions of the old one', async () => {
    const { house, number, setPassword, signIn } = await town();
    await setPassword(number);
    const token = await signIn(number);
    await setPassword(number, 'another word 8');
    expect(await findSession(house, token)).toBeUndefined();
  });

  test('an idle session ends, one in use lives on until its last hour, and the fourth ends the first', async () => {
    const { house, number, setPassword, signIn, later } = await town();
    await setPassword(number);
    const tokens = [];
    for (let i = 0; i < 4; i += 1) {
      tokens.push(await signIn(number));
      later(1000);
    }
    expect(sessionLimits.citizen.atOnce).toBe(3);
    expect(await Promise.all(tokens.map(async (token) => (await findSession(house, token)) !== undefined))).toEqual([
      false,
      true,
      true,
      true,
    ]);
    for (let passed = 0; passed < sessionLimits.citizen.hours * 60 - 10; passed += 10) {
      expect(await findSession(house, tokens[3]!)).toBeDefined();
      later(10 * minute);
    }
    later(10 * minute);
    expect(await findSession(house, tokens[3]!)).toBeUndefined();
    expect(await findSession(house, tokens[2]!)).toBeUndefined();
    const fresh = await signIn(number);
    later(idleMinutes * minute);
    expect(await findSession(house, fresh)).toBeUndefined();
  });

  test('only a proven guardian switches to a ward', async () => {
    const { house, ids } = await town();
    const token = await beginDemoSession(house, { role: 'citizen', id: ids[0]!, channel: 'bureau-site' });
    const session = (await findSession(house, token))!;
    await expect(
      perform(house, switchPerson, session.actor, { sessionId: session.id, holderId: ids[1]! }),
    ).rejects.toMatchObject({ code: 'holders.not-yours' });
    // Nor does anybody switch the session of somebody else.
    await expect(
      perform(house, switchPerson, { role: 'citizen', id: ids[2]! }, { sessionId: session.id, holderId: null }),
    ).rejects.toMatchObject({ code: 'identity.session-over' });
  });

  test('a malformed number is an ordinary miss', async () => {
    const { begin } = await town();
    for (const number of ['', ' ', "' or 1=1 --", '\u0000', '1'.repeat(40), '１１０１０１１９９００１１２３４５６'])
      expect(await begin(number).catch((error) => ({ outcome: error.code })), JSON.stringify(number)).toMatchObject({
        outcome: number === '' ? 'base.bad-input' : 'wrong',
      });
  });
});

describe('staff', () => {
  async function invited(role: 'bureau-clerk' | 'security-administrator' = 'bureau-clerk') {
    const base = await town();
    const { house, inCall, beijing } = base;
    const add = (what: Parameters<typeof addStaff>[1]['role'], name: string) =>
      inCall((call) => addStaff(call, { institutionId: beijing, role: what, name }));
    const admin = {
      role: 'system-administrator' as const,
      id: await add('system-administrator', '管理员甲'),
      institutionId: beijing,
    };
    const staffId = await add(role, '经办人乙');
    const { invitation, secret } = await perform(house, inviteStaff, admin, { staffId });
    const bits = [...secret].map((one) => alphabet.indexOf(one).toString(2).padStart(5, '0')).join('');
    const bytes = Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
    const code = () => totpCode(bytes, stepOf(house.clock.now()));
    const open = (over: object = {}) =>
      perform(house, openStaffAccount, door, { invitation, login: 'yi.desk', password, code: code(), ...over });
    const signIn = (over: object = {}) =>
      perform(house, signInStaff, door, { login: 'yi.desk', password, code: code(), ...over });
    return { ...base, add, admin, staffId, open, signIn, code };
  }

  test('opens the account with an invitation and an authenticator, then signs in with all three', async () => {
    const { house, staffId, open, signIn, later, beijing } = await invited();
    await expect(open({ code: '000000' })).rejects.toMatchObject({ code: 'identity.code-not-right' });
    await open();
    await expect(open()).rejects.toMatchObject({ code: 'identity.invitation-not-good' });
    // The code that opened the account is used up.
    expect(await signIn()).toMatchObject({ outcome: 'wrong' });
    later(30_000);
    const done = await signIn();
    if (done.outcome !== 'signed-in') throw new Error(done.outcome);
    expect((await findSession(house, done.token))!.actor).toEqual({
      role: 'bureau-clerk',
      id: staffId,
      institutionId: beijing,
      region: 'beijing',
    });
    expect(await signIn()).toMatchObject({ outcome: 'wrong' });
  });

  test('without the authenticator nobody gets in, and wrong parts read alike', async () => {
    const { open, signIn, later } = await invited();
    await open();
    later(60_000);
    const wrong = { outcome: 'wrong' };
    expect(await signIn({ code: '' }).catch((error) => ({ outcome: 'wrong', refused: error.code }))).toMatchObject(
      wrong,
    );
    expect(await signIn({ code: '123456', password })).toMatchObject(wrong);
    expect(await signIn({ password: 'wrong word 9' })).toMatchObject(wrong);
    expect(await signIn({ login: 'nobody' })).toMatchObject(wrong);
  });

  test('five failures lock; the security administrator ends sessions but has no business of the clerk', async () => {
    const { house, add, open, signIn, later, staffId, beijing } = await invited();
    await open();
    later(30_000);
    const done = await signIn();
    if (done.outcome !== 'signed-in') throw new Error(done.outcome);
    const security = {
      role: 'security-administrator' as const,
      id: await add('security-administrator', '安全员丙'),
      institutionId: beijing,
    };
    expect(await perform(house, endStaffSessions, security, { staffId })).toEqual({ ended: 1 });
    expect(await findSession(house, done.token)).toBeUndefined();
    await expect(perform(house, inviteStaff, security, { staffId })).rejects.toMatchObject({
      code: 'base.not-allowed',
    });
  });

  test('staff who left and staff of a suspended institution have no session', async () => {
    const { house, open, signIn, later, staffId } = await invited();
    await open();
    later(30_000);
    const done = await signIn();
    if (done.outcome !== 'signed-in') throw new Error(done.outcome);
    await house.database.run(sql`update institutions.staff set ended_at = now() where id = ${staffId}`);
    expect(await findSession(house, done.token)).toBeUndefined();
    later(30_000);
    expect(await signIn()).toMatchObject({ outcome: 'wrong' });
  });

  test('三员: nobody holds two of system, security, audit and business', async () => {
    const { add } = await invited();
    await add('security-administrator', '同一个人');
    for (const role of ['system-administrator', 'auditor', 'bureau-clerk', 'policy-officer'] as const)
      await expect(add(role, '同一个人')).rejects.toMatchObject({ code: 'institutions.duties-apart' });
  });

  test('an administrator of another region invites nobody here', async () => {
    const { house, inCall, fuzhou, staffId } = await invited();
    const id = await inCall((call) =>
      addStaff(call, { institutionId: fuzhou, role: 'system-administrator', name: '外地管理员' }),
    );
    await expect(
      perform(house, inviteStaff, { role: 'system-administrator', id, institutionId: fuzhou }, { staffId }),
    ).rejects.toMatchObject({ code: 'identity.not-your-region' });
  });
});

test('a token that nobody was given is nobody’s', async () => {
  const { house } = await town();
  for (const token of ['', 'x', 'A'.repeat(43), 'A'.repeat(5000), "'; drop table identity.session; --"])
    expect(await findSession(house, token), token.slice(0, 50)).toBeUndefined();
});
