import { describe, expect, test } from 'vitest';
import { ask, perform } from '../../base/action.ts';
import { personOf, systemActor } from '../../base/actor.ts';
import { sql } from '../../base/sql.ts';
import { endStaff } from './end-staff.ts';
import { operations } from './index.ts';
import { institutionsHouse } from './institutions.fixture.ts';
import { issueToken } from './issue-token.ts';
import { listStaff } from './list-staff.ts';
import { revokeToken } from './revoke-token.ts';
import { setStanding } from './set-standing.ts';
import { addStaff } from './staff.ts';
import { authenticate, issueChannelToken, issueStaffToken } from './token.ts';

const { house, inCall, register, staff, beijing, fuzhou } = await institutionsHouse();
const administrator = staff('system-administrator');
const holderId = '018f0000-0000-7000-8000-00000000aaaa';
const stand = (institutionId: string, standing: 'admitted' | 'suspended') =>
  perform(house, setStanding, systemActor('test'), { institutionId, standing, reason: '测试' });
const admittedChannel = async (code: string) => {
  const [channelId] = await register({ kind: 'channel', region: 'beijing', code, name: `渠道 ${code}` });
  await stand(channelId!, 'admitted');
  return channelId!;
};
const newClerk = (name: string) =>
  inCall((call) => addStaff(call, { institutionId: beijing, role: 'bureau-clerk', name }));

describe('tokens of staff', () => {
  test('a token says who it is, and only its digest is kept anywhere', async () => {
    const staffId = await newClerk('王小明');
    const { token } = await inCall((call) => issueStaffToken(call, staffId));
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await authenticate(house, { token })).toEqual({
      role: 'bureau-clerk',
      id: staffId,
      institutionId: beijing,
      region: 'beijing',
    });
    const kept = await house.database.rows(sql`select t::text as row from institutions.token t
      union all select s::text from institutions.staff s union all select j::text from base.journal j`);
    const text = JSON.stringify(kept);
    expect(text).not.toContain(token);
    expect(text).not.toContain(Buffer.from(token).toString('hex'));
    expect(text).not.toContain('王小明');
    expect(text).not.toContain(Buffer.from('王小明').toString('hex'));
  });

  test('one person with two staff records is one person, wherever the second record is; a namesake is another', async () => {
    const [district] = await register({
      kind: 'district-bureau',
      region: 'beijing',
      code: 'two-records',
      name: '区局',
      parentId: beijing,
    });
    const add = (name: string, institutionId: string, documentNumber?: string) =>
      inCall((call) => addStaff(call, { institutionId, role: 'bureau-clerk', name, documentNumber }));
    const first = await add('郑重', beijing, 'ZZ12345');
    const second = await add('郑 重', district!, 'zz12345');
    const unnamed = await add('郑重', beijing);
    const namesake = await add('郑重', beijing, 'ZZ99999');
    const personOfToken = async (staffId: string) => {
      const { token } = await inCall((call) => issueStaffToken(call, staffId));
      return personOf((await authenticate(house, { token }))!);
    };
    expect(await personOfToken(first)).toBe(first);
    expect(await personOfToken(second)).toBe(first);
    // Without a document the name decides, within the institution: better one too careful than one signature twice.
    expect(await personOfToken(unnamed)).toBe(first);
    expect(await personOfToken(namesake)).not.toBe(first);
  });

  test('a token of another master key, a guess, a changed or an oversized one opens nothing', async () => {
    const staffId = await newClerk('李四');
    const { token } = await inCall((call) => issueStaffToken(call, staffId));
    for (const wrong of [
      '',
      'x',
      `${token}A`,
      token.slice(1),
      token.toLowerCase(),
      "' or 1=1 --",
      'A'.repeat(100_000),
    ]) {
      expect(await authenticate(house, { token: wrong })).toBeUndefined();
    }
  });

  test('a token ends on time, when revoked, when its bearer leaves, and while the institution is suspended', async () => {
    const staffId = await newClerk('赵五');
    const good = async (token: string) => (await authenticate(house, { token })) !== undefined;
    const first = await perform(house, issueToken, administrator, { staffId, validDays: 1 });
    const second = await perform(house, issueToken, administrator, { staffId });
    const third = await perform(house, issueToken, administrator, { staffId });
    house.clock.moveTo(new Date('2025-03-04T01:59:59Z'));
    expect(await good(first.token)).toBe(true);
    house.clock.moveTo(new Date('2025-03-04T02:00:00Z'));
    expect(await good(first.token)).toBe(false);
    expect(await perform(house, revokeToken, administrator, { tokenId: second.tokenId })).toEqual({ revoked: 1 });
    expect(await perform(house, revokeToken, administrator, { tokenId: second.tokenId })).toEqual({ revoked: 0 });
    expect([await good(second.token), await good(third.token)]).toEqual([false, true]);
    await stand(beijing, 'suspended');
    expect(await good(third.token)).toBe(false);
    await stand(beijing, 'admitted');
    expect(await good(third.token)).toBe(true);
    const { tokensRevoked } = await perform(house, endStaff, administrator, { staffId });
    expect(tokensRevoked).toBe(2);
    expect(await good(third.token)).toBe(false);
    await expect(perform(house, issueToken, administrator, { staffId })).rejects.toMatchObject({
      code: 'institutions.staff-ended',
    });
  });

  test('a token of staff never turns into somebody else', async () => {
    const staffId = await newClerk('钱七');
    const { token } = await inCall((call) => issueStaffToken(call, staffId));
    expect(await authenticate(house, { token, onBehalfOf: holderId })).toBeUndefined();
  });
});

describe('tokens of channels', () => {
  test('a certified channel acts for the holder it names, under its own code; whether he exists is said later', async () => {
    const channelId = await admittedChannel('jingtong-mini-programme');
    const { token } = await inCall((call) => issueChannelToken(call, channelId));
    expect(await authenticate(house, { token, onBehalfOf: holderId })).toEqual({
      role: 'citizen',
      id: holderId,
      channel: 'jingtong-mini-programme',
    });
    for (const onBehalfOf of ['', 'somebody', `${holderId}0`, `${holderId}' or 1=1`]) {
      expect(await authenticate(house, { token, onBehalfOf })).toBeUndefined();
    }
    expect(await authenticate(house, { token })).toBeUndefined();
  });

  test('a channel has no token before it is certified, and loses every one at once when suspended or revoked', async () => {
    const [applied] = await register({ kind: 'channel', region: 'beijing', code: 'new-app', name: '新应用' });
    await expect(inCall((call) => issueChannelToken(call, applied!))).rejects.toMatchObject({
      code: 'institutions.not-admitted',
    });
    const [one, two] = [await admittedChannel('bank-app-a'), await admittedChannel('bank-app-b')];
    const tokens = await Promise.all([one, two].map((id) => inCall((call) => issueChannelToken(call, id))));
    const good = () =>
      Promise.all(tokens.map(async ({ token }) => !!(await authenticate(house, { token, onBehalfOf: holderId }))));
    expect(await good()).toEqual([true, true]);
    await stand(one, 'suspended');
    expect(await good()).toEqual([false, true]);
    await stand(one, 'admitted');
    expect(await perform(house, revokeToken, administrator, { channelId: two })).toEqual({ revoked: 1 });
    expect(await good()).toEqual([true, false]);
  });

  test('only channels have such tokens', async () => {
    await expect(inCall((call) => issueChannelToken(call, beijing))).rejects.toMatchObject({
      code: 'institutions.not-a-channel',
    });
  });
});

describe('who hands out tokens', () => {
  test('the system administrator, in the own region, and nobody else', async () => {
    const staffId = await newClerk('孙八');
    for (const role of ['bureau-clerk', 'auditor', 'policy-officer', 'bank-office', 'citizen'] as const) {
      await expect(perform(house, issueToken, staff(role), { staffId })).rejects.toMatchObject({
        code: 'base.not-allowed',
      });
    }
    const elsewhere = staff('system-administrator', fuzhou);
    await expect(perform(house, issueToken, elsewhere, { staffId })).rejects.toMatchObject({
      code: 'institutions.not-your-region',
    });
    const { tokenId } = await perform(house, issueToken, administrator, { staffId });
    await expect(perform(house, revokeToken, elsewhere, { tokenId })).rejects.toMatchObject({
      code: 'institutions.not-your-region',
    });
  });

  test('the system administrator does no business: of institutions only people and tokens', () => {
    const own = operations.filter(({ by }) => by.includes('system-administrator')).map(({ name }) => name);
    expect(own.sort()).toEqual([
      'institutions.add-staff',
      'institutions.end-staff',
      'institutions.issue-token',
      'institutions.list-outlets',
      'institutions.list-register',
      'institutions.list-staff',
      'institutions.my-institution',
      'institutions.revoke-token',
    ]);
  });

  test('bad input is refused', async () => {
    for (const bad of [
      {},
      { staffId: 'x' },
      { staffId: holderId, channelId: holderId },
      { staffId: holderId, validDays: 401 },
    ]) {
      await expect(perform(house, issueToken, administrator, bad as never)).rejects.toMatchObject({
        code: 'base.bad-input',
      });
    }
    await expect(perform(house, issueToken, administrator, { staffId: holderId })).rejects.toMatchObject({
      code: 'institutions.no-such-staff',
    });
    await expect(perform(house, issueToken, administrator, { channelId: holderId })).rejects.toMatchObject({
      code: 'institutions.not-found',
    });
    await expect(perform(house, revokeToken, administrator, { tokenId: holderId })).rejects.toMatchObject({
      code: 'institutions.no-such-token',
    });
  });

  test('the list of staff shows masked names and good tokens only', async () => {
    const { staff: people, tokens } = await ask(house, listStaff, administrator, {
      institutionId: beijing,
      limit: 200,
    });
    expect(people.map(({ name }) => name)).toContain('王**');
    expect(JSON.stringify(people)).not.toContain('王小明');
    const { good } = await house.database.one<{ good: number }>(
      sql`
        select count(*)::int as good from institutions.token
        where revoked_at is null and expires_at > ${house.clock.now()}
          and staff_id in (select id from institutions.staff where institution_id = ${beijing})`,
    );
    expect(tokens).toHaveLength(good);
  });
});
