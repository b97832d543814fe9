import { describe, expect, test, vi } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { perform } from '../../base/action.ts';
import { Db } from '../../base/database/database.ts';
import { addDays, type Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { groupOf, shippedPacks } from '../policy/index.ts';
import { findHoldersByDocument, identitiesOf, listPersonFacts, lockHolders, phonesOf } from './find-people.ts';
import type { NewPerson } from './holder.ts';
import { citizen, clerk, registered, samplePeople, staff, within } from './people.fixture.ts';
import { registerEach, registerPeople } from './register.ts';
import { registerPeopleAction } from './register-people.ts';

const house = await testHouse();
const day = (text: string) => text as Day;
const one = (seed: number, wish: Partial<NewPerson> & { bornFrom?: number; bornTo?: number } = {}) =>
  samplePeople(1, seed, wish)[0]!;
const codes = (outcome: { holderId: string | null; faults?: readonly { code: string }[] }) =>
  outcome.faults?.map(({ code }) => code);

describe('registering people', () => {
  test('ids come in the order of the people, and the same people come again as the same holders', async () => {
    const people = samplePeople(40, 11);
    const ids = await registered(house, people);
    expect(new Set(ids).size).toBe(40);
    expect(await registered(house, [...people].reverse())).toEqual([...ids].reverse());
    const identities = await within(house, (call) => identitiesOf(call, ids));
    expect(ids.map((id) => identities.get(id)!.name)).toEqual(people.map(({ name }) => name));
    expect(ids.map((id) => identities.get(id)!.socialSecurityNumber)).toEqual(people.map((p) => p.documentNumber));
  });

  test('5,000 people take as few statements as five, the first time and again', { timeout: 180_000 }, async () => {
    const statements = async (people: NewPerson[]) => {
      const spies = [vi.spyOn(Db.prototype, 'rows'), vi.spyOn(Db.prototype, 'run')];
      expect(await registered(house, people)).toHaveLength(people.length);
      const count = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
      for (const spy of spies) spy.mockRestore();
      return count;
    };
    const few = samplePeople(5, 10);
    const many = samplePeople(5000, 12);
    // Time depends on who else works on the machine; the number of round trips does not.
    expect(await statements(many)).toBe(await statements(few));
    expect(await statements(many)).toBe(await statements(few));
  });

  test('twenty calls at once with the same new people make each holder once', async () => {
    const people = samplePeople(25, 13);
    const calls = await Promise.all(
      Array.from({ length: 20 }, (_, i) => registered(house, i % 2 ? people : [...people].reverse())),
    );
    for (const [i, ids] of calls.entries()) expect(i % 2 ? ids : [...ids].reverse()).toEqual(calls[1]);
    const { count } = await house.database.one<{ count: bigint }>(
      sql`select count(*) from holders.holder where id = any(${calls[1]!}::uuid[])`,
    );
    expect(count).toBe(25n);
  });

  test('a bad person is answered with what is wrong, and the rest is saved', async () => {
    const good = one(14);
    const wrongCheck = {
      ...one(15),
      documentNumber: one(15).documentNumber.replace(/.$/, (c) => (c === '1' ? '2' : '1')),
    };
    const outcomes = await within(house, (call) =>
      registerEach(call, [
        wrongCheck,
        good,
        { ...one(16), born: day('1950-02-02') },
        { ...one(17), name: '<b>' },
        { ...one(18), phone: '1.38E+10' },
        good,
        { ...one(19), insurances: [...good.insurances, ...good.insurances] },
        { ...one(20), insurances: [{ ...good.insurances[0]!, until: day('2019-12-31') }] },
        { ...one(21), sex: one(21).sex === 'male' ? 'female' : 'male' },
      ]),
    );
    expect(outcomes.map((outcome) => codes(outcome as never))).toEqual([
      ['wrong-check-digit'],
      undefined,
      ['differs-from-document'],
      ['not-a-name'],
      ['looks-like-spreadsheet-number'],
      ['twice-in-this-call'],
      ['two-insurances-at-once'],
      ['insurance-ends-before-it-begins'],
      ['differs-from-document'],
    ]);
    expect(outcomes[1]).toMatchObject({ isNew: true, remarks: [] });
    await expect(registered(house, [one(22), wrongCheck])).rejects.toMatchObject({
      code: 'holders.bad-people',
      facts: { row: 2 },
    });
    expect(
      await within(house, (call) =>
        findHoldersByDocument(call, [{ kind: 'resident-id', number: one(22).documentNumber }]),
      ),
    ).toEqual([null]);
  });

  test('found by document however it is typed, in the order asked', async () => {
    const people = samplePeople(3, 23);
    const [a, b, c] = await registered(house, people);
    const asked = [people[2]!, people[0]!, people[1]!].map(({ documentNumber }) => ({
      kind: 'resident-id' as const,
      number: ` ${documentNumber.slice(0, 6)} ${documentNumber.slice(6).toLowerCase()}`,
    }));
    const found = await within(house, (call) =>
      findHoldersByDocument(call, [
        ...asked,
        { kind: 'passport', number: 'X1234567' },
        { kind: 'resident-id', number: '' },
      ]),
    );
    expect(found).toEqual([c, a, b, null, null]);
  });

  test('an update keeps what is left out, clears what is null, and never renames', async () => {
    const person = one(24, { residesIn: 'beijing', pensionBank: 'icbc' });
    const [id] = await registered(house, [person]);
    const { phone: _, residesIn: __, ...rest } = person;
    const [outcome] = await within(house, (call) =>
      registerEach(call, [{ ...rest, name: '新名字', employedIn: 'beijing', pensionBank: null, address: null }]),
    );
    expect(outcome).toMatchObject({ holderId: id, isNew: false, remarks: [{ code: 'name-differs' }] });
    const facts = (await listPersonFacts(house.database, [id!])).get(id!);
    expect(facts).toMatchObject({ residesIn: 'beijing', employedIn: 'beijing' });
    expect(facts).not.toHaveProperty('pensionBank');
    expect((await within(house, (call) => phonesOf(call, [id!]))).get(id!)).toBe(person.phone);
    expect((await within(house, (call) => identitiesOf(call, [id!]))).get(id!)!.name).toBe(person.name);
  });

  test('the same passport number with another birthday is somebody else; an assigned number belongs to one person', async () => {
    const foreigner: NewPerson = {
      ...one(25),
      documentKind: 'passport',
      documentNumber: 'E1234567',
      name: 'Ana Sample',
      nationality: 'BRA',
      socialSecurityNumber: 'BRA00000E123456701',
    };
    const { nationality: __, ...nowhere } = foreigner;
    const [id] = await registered(house, [foreigner]);
    const outcomes = await within(house, (call) =>
      registerEach(call, [
        { ...foreigner, born: day('1999-09-09') },
        { ...foreigner, documentNumber: 'E7654321' },
        { ...nowhere, documentNumber: 'E7777777' },
      ]),
    );
    expect(outcomes.map((outcome) => codes(outcome as never))).toEqual([
      ['differs-from-record'],
      ['number-taken'],
      ['nationality-missing'],
    ]);
    const identity = (await within(house, (call) => identitiesOf(call, [id!]))).get(id!);
    expect(identity).toMatchObject({ socialSecurityNumber: 'BRA00000E123456701', documentNumber: 'E1234567' });
    const { socialSecurityNumber: _, ...unassigned } = { ...foreigner, documentNumber: 'K0000001' };
    const [waiting] = await registered(house, [unassigned]);
    expect(
      (await within(house, (call) => identitiesOf(call, [waiting!]))).get(waiting!)!.socialSecurityNumber,
    ).toBeNull();
  });

  test('ELG-03 moving between insurances: on every day one insurance of a region, so one group', async () => {
    const person = one(26, { bornFrom: 1964, bornTo: 1964 });
    const insured = (kind: NewPerson['insurances'][number]['kind'], since: string, until?: string) => ({
      region: 'beijing',
      district: 'haidian',
      kind,
      organiserId: null,
      since: day(since),
      ...(until ? { until: day(until) } : {}),
    });
    const [id] = await registered(house, [
      { ...person, insurances: [insured('retired', '2024-06-01'), insured('employee', '2010-01-01')] },
    ]);
    await registered(house, [{ ...person, insurances: [insured('flexible', '2022-03-01', '2023-12-31')] }]);
    await registered(house, [{ ...person, insurances: [insured('retired', '2024-09-01')] }]);
    await registered(house, [{ ...person, insurances: [{ ...insured('resident', '2024-10-01'), region: 'fuzhou' }] }]);
    const facts = (await listPersonFacts(house.database, [id!])).get(id!)!;
    expect(facts.insurances.map(({ region, kind, since, until }) => [region, kind, since, until])).toEqual([
      ['beijing', 'employee', '2010-01-01', '2022-02-28'],
      ['beijing', 'flexible', '2022-03-01', '2023-12-31'],
      ['beijing', 'retired', '2024-09-01', undefined],
      ['fuzhou', 'resident', '2024-10-01', undefined],
    ]);
    const pack = shippedPacks.beijing!;
    const groupAt = (on: string) => (groupOf(pack, facts, day(on)).value as { group: string }).group;
    expect(['2022-02-28', '2022-03-01', '2024-09-01'].map(groupAt)).toEqual(['staff', 'individual', 'retiree']);
    for (let on = day('2010-01-01'); on < '2024-12-31'; on = addDays(on, 17)) {
      const running = facts.insurances.filter((i) => i.region === 'beijing' && i.since <= on && (i.until ?? on) >= on);
      expect(running.length).toBeLessThanOrEqual(1);
    }
  });

  test('the feed is for clerks, of a bounded size, and journals whom it was about', async () => {
    const people = samplePeople(2, 27);
    for (const actor of [citizen(house.vault.keyFor('x').toString()), staff('bank-teller'), staff('unit-clerk')])
      await expect(perform(house, registerPeopleAction, actor, { people })).rejects.toMatchObject({
        code: 'base.not-allowed',
      });
    for (const bad of [[], Array.from({ length: 5001 }, () => people[0]!), [{ ...people[0]!, extra: 1 }]])
      await expect(perform(house, registerPeopleAction, clerk, { people: bad as never })).rejects.toMatchObject({
        code: 'base.bad-input',
      });
    const answer = await perform(house, registerPeopleAction, clerk, { people }, { requestId: 'feed-000001' });
    expect(answer).toMatchObject({ registered: 2, updated: 0, refused: 0 });
    const again = await perform(house, registerPeopleAction, clerk, { people }, { requestId: 'feed-000001' });
    expect(again).toEqual(answer);
    const line = await house.database.one<{ about: string[] }>(
      sql`select about::text[] as about from base.journal where request_id = 'feed-000001'`,
    );
    expect(new Set(line.about)).toEqual(new Set(answer.people.map(({ holderId }) => holderId)));
  });
});

describe('locking', () => {
  test('200 locks at once over the same people in any order end without a deadlock', async () => {
    const ids = await registered(house, samplePeople(12, 28));
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 200 }, (_, i) => {
        const mine = [...ids.slice(i % 12), ...ids.slice(0, i % 12)].slice(0, 7);
        return within(house, async (call) => {
          await lockHolders(call, [...mine, mine[0]!, ids[5]!]);
          inside += 1;
          most = Math.max(most, inside);
          await house.database.kind;
          inside -= 1;
        });
      }),
    );
    // Everybody locks the same sixth person, so nobody is ever inside together.
    expect(most).toBe(1);
  });

  test('a missing holder is refused', async () => {
    await expect(
      within(house, (call) => lockHolders(call, ['018f0000-0000-7000-8000-000000000001'])),
    ).rejects.toMatchObject({ code: 'holders.no-such-holder' });
    expect(await within(house, (call) => registerPeople(call, []))).toEqual([]);
  });
});
