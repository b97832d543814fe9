import { describe, expect, test } from 'vitest';
import { action, ask, perform } from '../../base/action.ts';
import { parseDay } from '../../base/day.ts';
import { Nothing } from '../../base/shape.ts';
import { sql } from '../../base/sql.ts';
import { channelsFor, packInForce, operations as policyOperations, samplePerson } from '../policy/index.ts';
import { delegateService } from './delegate.ts';
import { institutionsHouse } from './institutions.fixture.ts';
import { myInstitution } from './my-institution.ts';
import { requireDelegation } from './require-delegation.ts';
import { setQuota } from './set-quota.ts';
import { takeQuota } from './take-quota.ts';
import { withdrawDelegation } from './withdraw-delegation.ts';

const { house, inCall, register, staff, beijing, fuzhou } = await institutionsHouse();
const clerk = staff('bureau-clerk');
const [bank] = await register({ kind: 'bank', region: 'beijing', code: 'icbc', name: '银行', bankCode: 'icbc' });
const [outlet, other] = (await register(
  { kind: 'outlet', region: 'beijing', code: 'o-1', name: '网点一', bankCode: 'icbc' },
  { kind: 'outlet', region: 'beijing', code: 'o-2', name: '网点二', bankCode: 'icbc' },
)) as [string, string];
const teller = staff('bank-teller', outlet);
const today = parseDay('2025-03-03');

/** A matter of the bureau, as a higher module would declare it. */
const printRecord = action({
  name: 'test.print-record',
  title: { zh: '打印参保证明', en: 'Print a record' },
  by: ['bank-teller', 'bureau-clerk'],
  input: Nothing,
  output: Nothing,
  async run(call) {
    await requireDelegation(call, 'print-record');
    return {};
  },
});
const lastFacts = async () =>
  await house.database.one<{ facts: Record<string, unknown>; institution_id: string }>(
    sql`select facts, institution_id from base.journal where action = 'test.print-record' order by seq desc limit 1`,
  );

describe('delegated services', () => {
  test('APP-14 a service is granted to one outlet and taken back, and the journal says on whose authority', async () => {
    const refused = { code: 'institutions.not-delegated' };
    await expect(perform(house, printRecord, teller, {})).rejects.toMatchObject(refused);
    const grant = { outletId: outlet, service: 'print-record', until: null };
    const granted = await perform(house, delegateService, clerk, grant);
    expect(granted.authorityId).toBe(beijing);
    await perform(house, printRecord, teller, {});
    expect(await lastFacts()).toEqual({
      facts: { service: 'print-record', authorityId: beijing, delegationId: granted.delegationId },
      institution_id: outlet,
    });
    await expect(perform(house, printRecord, staff('bank-teller', other), {})).rejects.toMatchObject(refused);
    expect((await ask(house, myInstitution, teller, {})).delegations).toMatchObject([{ service: 'print-record' }]);
    await perform(house, withdrawDelegation, clerk, { outletId: outlet, service: 'print-record' });
    await expect(perform(house, printRecord, teller, {})).rejects.toMatchObject(refused);
    await expect(
      perform(house, withdrawDelegation, clerk, { outletId: outlet, service: 'print-record' }),
    ).rejects.toMatchObject(refused);
  });

  test('a bureau acts on its own authority', async () => {
    await perform(house, printRecord, clerk, {});
    expect((await lastFacts()).facts).toEqual({ service: 'print-record', authorityId: beijing, delegationId: null });
  });

  test('a delegation ends with its last day and can then be given again; two at once give one', async () => {
    const grant = { outletId: other, service: 'print-record', until: today };
    const done = await Promise.allSettled([1, 2, 3].map(() => perform(house, delegateService, clerk, grant)));
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(done.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'institutions.delegated-already' },
    });
    const there = staff('bank-teller', other);
    await perform(house, printRecord, there, {});
    house.clock.moveTo(new Date('2025-03-03T16:00:00Z'));
    await expect(perform(house, printRecord, there, {})).rejects.toMatchObject({ code: 'institutions.not-delegated' });
    await perform(house, delegateService, clerk, { ...grant, until: null });
    await perform(house, printRecord, there, {});
  });

  test('only a bureau of the region delegates, only to outlets, and not into the past', async () => {
    const grant = { outletId: outlet, service: 'change-address', until: null };
    await expect(perform(house, delegateService, teller, grant)).rejects.toMatchObject({ code: 'base.not-allowed' });
    await expect(perform(house, delegateService, staff('bureau-clerk', fuzhou), grant)).rejects.toMatchObject({
      code: 'institutions.not-your-region',
    });
    await expect(perform(house, delegateService, clerk, { ...grant, outletId: bank! })).rejects.toMatchObject({
      code: 'institutions.not-an-outlet',
    });
    await expect(perform(house, delegateService, clerk, { ...grant, until: today })).rejects.toMatchObject({
      code: 'institutions.day-passed',
    });
    await expect(perform(house, delegateService, clerk, { ...grant, service: 'Any Thing' })).rejects.toMatchObject({
      code: 'base.bad-input',
    });
  });
});

describe('quotas', () => {
  const take = (institutionId: string, count = 1) =>
    inCall((call) => takeQuota(call, { institutionId, work: 'counter-orders', count }));
  const setPerDay = (institutionId: string, perDay: number | null, from: string, by = clerk) =>
    perform(house, setQuota, by, { institutionId, work: 'counter-orders', perDay, from: parseDay(from) });
  const full = { code: 'institutions.quota-used-up' };

  test('twenty at once take exactly what a quota of seven has; the next day starts afresh', async () => {
    await setPerDay(outlet, 7, '2025-03-04');
    const done = await Promise.allSettled(Array.from({ length: 20 }, () => take(outlet)));
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
    await expect(take(outlet)).rejects.toMatchObject(full);
    expect((await ask(house, myInstitution, teller, {})).quotas).toEqual([
      { work: 'counter-orders', perDay: 7, usedToday: 7 },
    ]);
    house.clock.moveTo(new Date('2025-03-04T16:00:00Z'));
    await take(outlet, 7);
    await expect(take(outlet)).rejects.toMatchObject(full);
    await expect(take(other, 5000)).resolves.toBeUndefined();
  });

  test('a quota holds from its day on, and null lifts it', async () => {
    await setPerDay(other, 0, '2025-03-06');
    await take(other);
    house.clock.moveTo(new Date('2025-03-05T16:00:00Z'));
    await expect(take(other)).rejects.toMatchObject(full);
    await setPerDay(other, null, '2025-03-06');
    await take(other, 100);
  });

  test('CAL-15 under a throttle with its notice outlet quotas fall, online channels stay, the notice is shown', async () => {
    await setPerDay(outlet, 10, '2025-03-06');
    const throttle = policyOperations.find(({ name }) => name === 'policy.throttle-channel')!;
    const regions = policyOperations.find(({ name }) => name === 'policy.list-regions')!;
    const noticeId = '018f0000-0000-7000-8000-00000000000a';
    const brake = { region: 'beijing', outletQuotaPercent: 30, from: '2025-03-06', until: null, noticeId };
    const day = parseDay('2025-03-06');
    const onlineChannels = async () => {
      const { pack, openings } = await packInForce(house.database, 'beijing', day);
      const all = channelsFor(pack, { person: samplePerson(pack, 'staff', day), day, openings }).value;
      return all === 'unknown' ? [] : all.filter(({ kind, open }) => kind === 'online' && open);
    };
    const before = await onlineChannels();
    if (throttle.kind !== 'action' || regions.kind !== 'query') throw new Error('not as declared');
    await perform(house, throttle, staff('policy-officer'), brake);
    await take(outlet, 3);
    await expect(take(outlet)).rejects.toMatchObject({ ...full, facts: { limit: 3 } });
    expect(before.length).toBeGreaterThan(0);
    expect(await onlineChannels()).toEqual(before);
    const shown = (await ask(house, regions, clerk, {})) as { regions: { region: string; throttle: unknown }[] };
    expect(shown.regions.find(({ region }) => region === 'beijing')!.throttle).toEqual({
      outletQuotaPercent: 30,
      notice: noticeId,
    });
    house.clock.moveTo(new Date('2025-03-05T16:00:01Z'));
    await perform(house, throttle, staff('policy-officer'), { ...brake, outletQuotaPercent: 0 });
    await expect(take(other)).rejects.toMatchObject({ code: 'institutions.throttled' });
  });

  test('banks set quotas of their own outlets only, nobody sets one for the past', async () => {
    const later = '2025-04-01';
    await setPerDay(outlet, 50, later, staff('bank-office', bank));
    await setPerDay(outlet, 40, later, staff('outlet-manager', outlet));
    await expect(setPerDay(other, 40, later, staff('outlet-manager', outlet))).rejects.toMatchObject({
      code: 'institutions.not-your-institution',
    });
    await expect(setPerDay(outlet, 40, later, staff('bureau-clerk', fuzhou))).rejects.toMatchObject({
      code: 'institutions.not-your-region',
    });
    await expect(setPerDay(outlet, 40, later, teller)).rejects.toMatchObject({ code: 'base.not-allowed' });
    await expect(setPerDay(outlet, 40, '2025-03-05')).rejects.toMatchObject({ code: 'institutions.day-passed' });
    await expect(setPerDay(outlet, -1, later)).rejects.toMatchObject({ code: 'base.bad-input' });
    await expect(setPerDay(outlet, 1.5, later)).rejects.toMatchObject({ code: 'base.bad-input' });
  });
});
