// Synthetic people for tests with a database: well-formed, in any number, the same for the same seed.
import type { Actor, Role } from '../../base/actor.ts';
import { type Call, type House, openCall } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import { SeededRandom } from '../../base/random.ts';
import type { NewPerson } from './holder.ts';
import { registerPeople } from './register.ts';
import { samplePerson } from './sample-identity.ts';

/** `count` different people insured as employees in Beijing; `wish` goes over each. */
export function samplePeople(
  count: number,
  seed = 1,
  wish: Partial<NewPerson> & { bornFrom?: number; bornTo?: number } = {},
): NewPerson[] {
  const random = new SeededRandom(seed);
  const { bornFrom = 1960, bornTo = 2000, ...over } = wish;
  const people = new Map<string, NewPerson>();
  while (people.size < count) {
    const { name, residentId, phone } = samplePerson(() => random.fraction(), { bornFrom, bornTo });
    people.set(residentId, {
      documentKind: 'resident-id',
      documentNumber: residentId,
      name,
      sex: Number(residentId[16]) % 2 === 1 ? 'male' : 'female',
      born: `${residentId.slice(6, 10)}-${residentId.slice(10, 12)}-${residentId.slice(12, 14)}` as Day,
      phone,
      address: `北京市西城区样例路${people.size + 1}号`,
      insurances: [
        { region: 'beijing', district: 'xicheng', kind: 'employee', organiserId: null, since: '2020-01-01' as Day },
      ],
      ...over,
    });
  }
  return [...people.values()];
}

/** Runs work in one transaction as an actor, without a journal line. */
export function within<T>(house: House, work: (call: Call) => Promise<T>, actor: Actor = clerk): Promise<T> {
  return house.database.transaction((db) => work(openCall(house, db, actor)));
}

/** Registers sample people and gives their ids. */
export const registered = (house: House, people: readonly NewPerson[]): Promise<string[]> =>
  within(house, (call) => registerPeople(call, people));

export const staff = (role: Role, id = `staff-${role}`): Actor => ({
  role,
  id,
  institutionId: '018f0000-0000-7000-8000-0000000000aa',
});
export const clerk = staff('bureau-clerk');
export const citizen = (id: string): Actor => ({ role: 'citizen', id, channel: 'bureau-site' });
