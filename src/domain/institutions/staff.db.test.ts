import { describe, expect, test } from 'vitest';
import { perform } from '../../base/action.ts';
import type { Role } from '../../base/actor.ts';
import { addStaff } from './add-staff.ts';
import { endStaff } from './end-staff.ts';
import { institutionsHouse } from './institutions.fixture.ts';

const { house, register, staff, beijing, fuzhou } = await institutionsHouse();
const administrator = staff('system-administrator');
const add = (role: Role, name: string, documentNumber?: string, institutionId = beijing, by = administrator) =>
  perform(house, addStaff, by, { institutionId, role, name, ...(documentNumber ? { documentNumber } : {}) });
const apart = { code: 'institutions.duties-apart' };

describe('three duties in three people', () => {
  test('who does business may not audit or run the system, under any spelling of the name', async () => {
    const { staffId } = await add('bureau-clerk', '王 小明');
    await expect(add('auditor', '王小明')).rejects.toMatchObject(apart);
    await expect(add('system-administrator', '王小明')).rejects.toMatchObject(apart);
    await expect(add('policy-officer', '王小明')).resolves.toBeDefined();
    await perform(house, endStaff, administrator, { staffId });
    // Still a policy officer.
    await expect(add('auditor', '王小明')).rejects.toMatchObject(apart);
  });

  test('one document is one person, wherever and under whatever name; two documents are two namesakes', async () => {
    await add('auditor', '李华', 'AB12345');
    await expect(add('bureau-clerk', '李华华', 'ab12345')).rejects.toMatchObject(apart);
    const [district] = await register({
      kind: 'district-bureau',
      region: 'beijing',
      code: 'hd',
      name: '区局',
      parentId: beijing,
    });
    await expect(add('bureau-clerk', '李某', 'AB12345', district)).rejects.toMatchObject(apart);
    await expect(add('bureau-clerk', '李华')).rejects.toMatchObject(apart);
    await expect(add('bureau-clerk', '李华', 'CD67890')).resolves.toBeDefined();
  });

  test('two additions at once of one person to two duties: one is refused', async () => {
    const done = await Promise.allSettled(
      (['auditor', 'system-administrator', 'card-authority'] as const).map((role) => add(role, '周同时', 'ZZ00001')),
    );
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('who left may take up another duty', async () => {
    const { staffId } = await add('auditor', '吴转岗', 'WU00001');
    await perform(house, endStaff, administrator, { staffId });
    await expect(add('bureau-clerk', '吴转岗', 'WU00001')).resolves.toBeDefined();
  });
});

describe('who adds whom', () => {
  test('a kind of institution has only its own roles', async () => {
    const [unit] = await register({ kind: 'employer', region: 'beijing', code: 'unit', name: '单位' });
    await expect(add('bank-teller', '甲', undefined, unit)).rejects.toMatchObject({
      code: 'institutions.role-not-for-kind',
      facts: { roles: ['unit-clerk'] },
    });
    await expect(add('citizen', '甲')).rejects.toMatchObject({ code: 'institutions.role-not-for-kind' });
    await expect(add('unit-clerk', '甲', undefined, unit)).resolves.toBeDefined();
  });

  test('a bureau clerk adds clerks of units but no colleague, auditor or administrator', async () => {
    const clerk = staff('bureau-clerk');
    const [unit] = await register({ kind: 'employer', region: 'beijing', code: 'unit-2', name: '单位' });
    await expect(add('unit-clerk', '乙', undefined, unit, clerk)).resolves.toBeDefined();
    for (const role of ['bureau-clerk', 'auditor', 'system-administrator', 'policy-officer'] as const) {
      await expect(add(role, '丙', undefined, beijing, clerk)).rejects.toMatchObject({
        code: 'institutions.role-not-yours-to-give',
      });
    }
    await expect(add('unit-clerk', '丁', undefined, unit, staff('bureau-clerk', fuzhou))).rejects.toMatchObject({
      code: 'institutions.not-your-region',
    });
  });

  test('a bank adds and ends its own people only', async () => {
    const [mine, other] = await register(
      { kind: 'bank', region: 'beijing', code: 'icbc', name: '甲银行', bankCode: 'icbc' },
      { kind: 'bank', region: 'beijing', code: 'abc', name: '乙银行', bankCode: 'abc' },
    );
    const [outlet] = await register({ kind: 'outlet', region: 'beijing', code: 'o', name: '网点', bankCode: 'icbc' });
    const { staffId } = await add('bank-teller', '戊', undefined, outlet, staff('bank-office', mine));
    const stranger = staff('bank-office', other);
    await expect(add('bank-teller', '己', undefined, outlet, stranger)).rejects.toMatchObject({
      code: 'institutions.not-your-institution',
    });
    await expect(perform(house, endStaff, stranger, { staffId })).rejects.toMatchObject({
      code: 'institutions.not-your-institution',
    });
    await expect(perform(house, endStaff, staff('bank-office', mine), { staffId })).resolves.toBeDefined();
  });

  test('bad input is refused', async () => {
    await expect(add('auditor', '')).rejects.toMatchObject({ code: 'base.bad-input' });
    await expect(add('auditor', '名'.repeat(61))).rejects.toMatchObject({ code: 'base.bad-input' });
    await expect(add('auditor', '名', '!')).rejects.toMatchObject({ code: 'base.bad-input' });
    await expect(add('king' as Role, '名')).rejects.toMatchObject({ code: 'base.bad-input' });
    await expect(add('auditor', '名', undefined, '018f0000-0000-7000-8000-00000000ffff')).rejects.toMatchObject({
      code: 'institutions.not-found',
    });
    await expect(
      perform(house, endStaff, administrator, { staffId: '018f0000-0000-7000-8000-00000000ffff' }),
    ).rejects.toMatchObject({ code: 'institutions.no-such-staff' });
  });
});
