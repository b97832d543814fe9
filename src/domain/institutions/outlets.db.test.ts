import { beforeAll, describe, expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { systemActor } from '../../base/actor.ts';
import { openCall } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { registerInstitutions } from './register-institutions.ts';
import { findInstitutionByCode, outletsOf, searchOutlets } from './store.ts';

const house = await testHouse();
const callOn = (db: Db) => openCall(house, db, systemActor('test'));
const inCall = <T>(work: (call: ReturnType<typeof callOn>) => Promise<T>) =>
  house.database.transaction((db) => work(callOn(db)));

describe('outlets', () => {
  beforeAll(async () => {
    await inCall((call) =>
      registerInstitutions(call, [
        {
          kind: 'outlet',
          region: 'fuzhou',
          code: 'o-1',
          name: '东街口支行',
          bankCode: 'hxb',
          longitude: 119.3,
          latitude: 26.08,
        },
        { kind: 'bank', region: 'fuzhou', code: 'hxb', name: '海峡银行', bankCode: 'hxb' },
      ]),
    );
  });
  test('an outlet stands under its bank', async () => {
    const bank = await findInstitutionByCode(house.database, 'fuzhou', 'hxb');
    const [outlet] = await outletsOf(house.database, { region: 'fuzhou' });
    expect(outlet).toMatchObject({ parentId: bank!.id, longitude: 119.3, abilities: [] });
  });
  test('search', async () => {
    const rows = await searchOutlets(house.database, {
      region: 'fuzhou',
      day: '2025-01-01' as Day,
      bankCode: null,
      district: null,
      plate: false,
      ability: null,
      near: { longitude: 119.3, latitude: 26.09 },
      after: '',
      limit: 10,
    });
    expect(rows[0]!.distance).toBeCloseTo(1111.95, 0);
  });
});
