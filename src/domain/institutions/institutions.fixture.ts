// A house with policy packs, a bureau in Beijing and one in Fuzhou, and their people: the ground of the database tests.
import { testHouse } from '../../../test/database.ts';
import type { Actor, Role } from '../../base/actor.ts';
import { systemActor } from '../../base/actor.ts';
import { type Call, openCall } from '../../base/call.ts';
import { installPacks } from '../policy/index.ts';
import type { NewInstitution } from './institution.ts';
import { registerInstitutions } from './register-institutions.ts';

export async function institutionsHouse(now = '2025-03-03T02:00:00Z') {
  const house = await testHouse(now);
  await installPacks(house.database);
  /** Runs work in one transaction as somebody, the system unless said otherwise. */
  const inCall = <T>(work: (call: Call) => Promise<T>, actor: Actor = systemActor('test')): Promise<T> =>
    house.database.transaction((db) => work(openCall(house, db, actor)));
  const register = (...items: NewInstitution[]) => inCall((call) => registerInstitutions(call, items));
  const [beijing, fuzhou] = await register(
    { kind: 'bureau', region: 'beijing', code: 'bj', name: '示例市人社局' },
    { kind: 'bureau', region: 'fuzhou', code: 'fz', name: '另一市人社局' },
  );
  const staff = (role: Role, institutionId: string = beijing!, id: string = role): Actor => ({
    role,
    id,
    institutionId,
    region: institutionId === fuzhou ? 'fuzhou' : 'beijing',
  });
  return { house, inCall, register, staff, beijing: beijing!, fuzhou: fuzhou! };
}
