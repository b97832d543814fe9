import { describe, expect, test } from 'vitest';
import { ask, perform } from '../../base/action.ts';
import { sql } from '../../base/sql.ts';
import { getInstitution } from './get-institution.ts';
import type { NewInstitution } from './institution.ts';
import { institutionKinds } from './institution.ts';
import { institutionsHouse } from './institutions.fixture.ts';
import { listRegister } from './list-register.ts';
import { myInstitution } from './my-institution.ts';
import { registerInstitution } from './register-institution.ts';
import { requireStaffOf } from './require-staff-of.ts';
import { setKindLimit } from './set-kind-limit.ts';
import { setStanding } from './set-standing.ts';
import { findInstitutionByCode } from './store.ts';

const { house, inCall, register, staff, beijing, fuzhou } = await institutionsHouse();
const clerk = staff('bureau-clerk');
const employer = (code: string, more: Partial<NewInstitution> = {}): NewInstitution => ({
  kind: 'employer',
  region: 'beijing',
  code,
  name: `示例单位 ${code}`,
  district: 'haidian',
  ...more,
});

describe('registering', () => {
  test('GOV-06 each kind can be registered, those from outside apply first, and each kind can be limited in number', async () => {
    const bank = { bankCode: 'icbc' };
    await perform(house, registerInstitution, clerk, {
      kind: 'bank',
      region: 'beijing',
      code: 'icbc',
      name: '银行',
      ...bank,
    });
    for (const kind of institutionKinds.filter((one) => one !== 'bank')) {
      const made = await perform(house, registerInstitution, clerk, {
        kind,
        region: 'beijing',
        code: `one-${kind}`,
        name: `示例 ${kind}`,
        ...(kind === 'outlet' ? bank : {}),
      });
      const applies = ['card-maker', 'courier', 'channel', 'it-provider', 'developer', 'operator'].includes(kind);
      expect(made.standing, kind).toBe(applies ? 'applied' : 'admitted');
    }
    await perform(house, setKindLimit, clerk, { region: 'beijing', kind: 'card-maker', most: 2 });
    await register({ kind: 'card-maker', region: 'beijing', code: 'm-2', name: '制卡商二' });
    const third = { kind: 'card-maker', region: 'beijing', code: 'm-3', name: '制卡商三' } as const;
    await expect(register(third)).rejects.toMatchObject({ code: 'institutions.kind-full' });
    // A correction is no newcomer, and one that ended makes room.
    const [second] = await register({ kind: 'card-maker', region: 'beijing', code: 'm-2', name: '制卡商二（更名）' });
    await perform(house, setStanding, clerk, { institutionId: second!, standing: 'ended', reason: '退出' });
    await expect(register(third)).resolves.toHaveLength(1);
    await perform(house, setKindLimit, clerk, { region: 'beijing', kind: 'card-maker', most: null });
    await expect(register({ ...third, code: 'm-4' })).resolves.toHaveLength(1);
  });

  test('two registrations at once cannot both take the last place', async () => {
    await perform(house, setKindLimit, clerk, { region: 'beijing', kind: 'developer', most: 2 });
    const done = await Promise.allSettled(
      ['d-1', 'd-2', 'd-3', 'd-4'].map((code) =>
        register({ kind: 'developer', region: 'beijing', code, name: `开发商 ${code}` }),
      ),
    );
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('5,000 at once keep their order, and registering again corrects without losing what is left out', async () => {
    const items = Array.from({ length: 5000 }, (_, i) => employer(`many-${i}`, { address: '示例路 1 号' }));
    const ids = await register(...items);
    expect(new Set(ids).size).toBe(5000);
    expect(await getInstitution(house.database, ids[4711]!)).toMatchObject({ code: 'many-4711' });
    const [again] = await register({ kind: 'employer', region: 'beijing', code: 'many-7', name: '更名' });
    expect(again).toBe(ids[7]);
    expect(await getInstitution(house.database, again!)).toMatchObject({
      name: '更名',
      district: 'haidian',
      address: '示例路 1 号',
    });
  });

  test('the same list from two sides at once ends in one register', async () => {
    const items = Array.from({ length: 200 }, (_, i) => employer(`both-${i}`));
    const [a, b] = await Promise.all([register(...items), register(...items.toReversed())]);
    expect(a).toEqual(b!.toReversed());
  });

  test('a parent must exist, be of the right kind and in the same region; a code keeps its kind', async () => {
    const attempt = (item: NewInstitution) => register(item);
    const [other] = await register({
      kind: 'district-bureau',
      region: 'fuzhou',
      code: 'fz-d',
      name: '区局',
      parentId: fuzhou,
    });
    for (const parentId of [other!, beijing, '018f0000-0000-7000-8000-00000000ffff']) {
      await expect(
        attempt({ kind: 'community', region: 'beijing', code: 'c-9', name: '社区', parentId }),
      ).rejects.toMatchObject({ code: 'institutions.wrong-parent' });
    }
    await expect(attempt({ ...employer('bj'), name: '占用编码' })).rejects.toMatchObject({
      code: 'institutions.code-of-other-kind',
    });
    await expect(
      attempt({ kind: 'bank', region: 'beijing', code: 'icbc-2', name: '又一家', bankCode: 'icbc' }),
    ).rejects.toMatchObject({ code: 'institutions.bank-twice' });
    await expect(attempt({ ...employer('x'), bankCode: 'icbc' })).rejects.toMatchObject({
      code: 'institutions.bank-code-not-for-kind',
    });
    expect(await findInstitutionByCode(house.database, 'beijing', 'x')).toBeUndefined();
  });

  test('a bank must be on the list of the policy pack, and a region must have one', async () => {
    const bank = { kind: 'bank', region: 'beijing', code: 'moon', name: '月球银行', bankCode: 'moon' } as const;
    await expect(perform(house, registerInstitution, clerk, bank)).rejects.toMatchObject({
      code: 'institutions.bank-not-partner',
    });
    const unit = { kind: 'employer', code: 'e', name: '单位' } as const;
    await expect(
      perform(house, registerInstitution, { role: 'system', id: 'test' }, { ...unit, region: 'atlantis' }),
    ).rejects.toMatchObject({ code: 'policy.unknown-region' });
    await expect(perform(house, registerInstitution, clerk, { ...unit, region: 'fuzhou' })).rejects.toMatchObject({
      code: 'institutions.not-your-region',
    });
  });

  test('bad input and wrong roles are refused', async () => {
    const good = employer('good');
    for (const bad of [
      { ...good, kind: 'castle' },
      { ...good, code: '' },
      { ...good, code: 'a b' },
      { ...good, code: 'x'.repeat(41) },
      { ...good, name: '字'.repeat(101) },
      { ...good, phone: 'call me' },
      { ...good, parentId: '17' },
      { ...good, surprise: true },
      {},
      [],
      null,
    ]) {
      await expect(perform(house, registerInstitution, clerk, bad as never)).rejects.toMatchObject({
        code: 'base.bad-input',
      });
    }
    for (const role of ['citizen', 'bank-teller', 'system-administrator', 'auditor'] as const) {
      await expect(perform(house, registerInstitution, staff(role), good as never)).rejects.toMatchObject({
        code: 'base.not-allowed',
      });
    }
  });
});

describe('standing and reach', () => {
  test('an institution moves only along its table', async () => {
    const [maker] = await register({ kind: 'courier', region: 'beijing', code: 'post', name: '寄递' });
    const move = (standing: 'admitted' | 'suspended' | 'ended', by = clerk) =>
      perform(house, setStanding, by, { institutionId: maker!, standing, reason: '测试' });
    await expect(move('suspended')).rejects.toMatchObject({ code: 'institutions.wrong-standing' });
    await expect(move('admitted', staff('bureau-clerk', fuzhou))).rejects.toMatchObject({
      code: 'institutions.not-your-region',
    });
    expect((await move('admitted')).standing).toBe('admitted');
    expect((await move('suspended')).standing).toBe('suspended');
    expect((await move('ended')).standing).toBe('ended');
    await expect(move('admitted')).rejects.toMatchObject({ code: 'institutions.wrong-standing' });
  });

  test('district offices register units; limits, standing and everything else take the bureau of the region', async () => {
    const [district] = await register({
      kind: 'district-bureau',
      region: 'beijing',
      code: 'hd',
      name: '区局',
      parentId: beijing,
    });
    const there = staff('bureau-clerk', district);
    const item = { region: 'beijing', code: 'hd-1', name: '示例' };
    await perform(house, registerInstitution, there, { ...item, kind: 'employer' });
    const refused = { code: 'institutions.not-a-bureau' };
    await expect(perform(house, registerInstitution, there, { ...item, kind: 'channel' })).rejects.toMatchObject(
      refused,
    );
    await expect(
      perform(house, setKindLimit, there, { region: 'beijing', kind: 'courier', most: 0 }),
    ).rejects.toMatchObject(refused);
    await expect(
      perform(house, setStanding, there, { institutionId: beijing, standing: 'suspended', reason: '无权' }),
    ).rejects.toMatchObject(refused);
    await expect(
      perform(house, setStanding, clerk, { institutionId: beijing, standing: 'suspended', reason: '自己' }),
    ).rejects.toMatchObject({ code: 'institutions.not-your-institution' });
  });

  test('staff act for their own institution and those under it, never sideways or upwards', async () => {
    const [bank] = await register({ kind: 'bank', region: 'fuzhou', code: 'boc', name: '银行', bankCode: 'boc' });
    const [one, two] = await register(
      { kind: 'outlet', region: 'fuzhou', code: 'o-1', name: '网点一', bankCode: 'boc' },
      { kind: 'outlet', region: 'fuzhou', code: 'o-2', name: '网点二', bankCode: 'boc' },
    );
    const may = (own: string, target: string) =>
      inCall((call) => requireStaffOf(call, target), staff('bank-office', own)).then(
        () => true,
        (error) => error.code === 'institutions.not-your-institution' && false,
      );
    expect(await may(bank!, bank!)).toBe(true);
    expect(await may(bank!, one!)).toBe(true);
    expect(await may(one!, two!)).toBe(false);
    expect(await may(one!, bank!)).toBe(false);
    expect(await may(beijing, one!)).toBe(false);
    expect(await may(bank!, '018f0000-0000-7000-8000-00000000ffff')).toBe(false);
    await expect(inCall((call) => requireStaffOf(call, one!))).rejects.toMatchObject({
      code: 'institutions.not-your-institution',
    });
  });

  test('the register is read page by page inside the own region; staff see their own institution', async () => {
    const first = await ask(house, listRegister, clerk, { region: 'beijing', kind: 'developer', limit: 1 });
    expect(first.institutions).toHaveLength(1);
    const rest = await ask(house, listRegister, clerk, { region: 'beijing', kind: 'developer', after: first.next! });
    expect(rest).toMatchObject({ next: null });
    expect(rest.institutions).toHaveLength(1);
    await expect(ask(house, listRegister, clerk, { region: 'fuzhou' })).rejects.toMatchObject({
      code: 'institutions.not-your-region',
    });
    expect(await ask(house, myInstitution, clerk, {})).toMatchObject({ institution: { id: beijing }, quotas: [] });
    await expect(ask(house, myInstitution, { role: 'auditor', id: 'nobody' }, {})).rejects.toMatchObject({
      code: 'institutions.not-found',
    });
  });

  test('the database itself refuses an outlet without a bank and half a place', async () => {
    const half = sql`update institutions.institution set latitude = 40 where id = ${beijing}`;
    await expect(house.database.run(half)).rejects.toMatchObject({ code: '23514' });
    const orphan = sql`update institutions.institution set parent_id = null where code = 'o-1'`;
    await expect(house.database.run(orphan)).rejects.toMatchObject({ code: '23514' });
  });
});
