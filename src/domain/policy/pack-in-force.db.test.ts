import { beforeAll, describe, expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { systemActor } from '../../base/actor.ts';
import { type Call, openCall } from '../../base/call.ts';
import { parseDay } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { shippedFiles, shippedPacks } from './load-pack.ts';
import { installPacks, packInForce, recordNoticePublished } from './pack-in-force.ts';
import { listNotices } from './store.ts';

const house = await testHouse();
const inCall = <T>(work: (call: Call) => Promise<T>) =>
  house.database.transaction((db) => work(openCall(house, db, systemActor('test'))));

beforeAll(async () => {
  await Promise.all([installPacks(house.database), installPacks(house.database)]);
});

describe('the pack in force', () => {
  test('every shipped pack is installed once, and comes back ready for the rules', async () => {
    expect(await installPacks(house.database)).toEqual([]);
    for (const region of Object.keys(shippedFiles)) {
      const found = await packInForce(house.database, region, parseDay('2025-03-03'));
      expect(found).toEqual({ pack: shippedPacks[region], version: 1, inForceFrom: '2000-01-01', openings: {} });
    }
  });

  test('the same pack is loaded once, also inside a transaction', async () => {
    const day = parseDay('2025-03-03');
    const first = await packInForce(house.database, 'beijing', day);
    const second = await inCall((call) => packInForce(call.db, 'beijing', day));
    expect(second.pack).toBe(first.pack);
  });

  test('an unknown region and a day before the first version are told apart', async () => {
    await expect(packInForce(house.database, 'atlantis', parseDay('2025-03-03'))).rejects.toMatchObject({
      code: 'policy.unknown-region',
    });
    await expect(packInForce(house.database, 'beijing', parseDay('1999-12-31'))).rejects.toMatchObject({
      code: 'policy.not-in-force',
    });
  });

  test('a released file can neither be changed nor deleted, not even by SQL', async () => {
    await expect(
      house.database.run(sql`update policy.pack_version set file = '{}'::json where region = 'beijing'`),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(
      house.database.run(sql`delete from policy.pack_version where region = 'beijing'`),
    ).rejects.toMatchObject({ code: '42501' });
  });

  test('the first notice of a batch counts; an unknown batch or region is refused', async () => {
    await inCall((call) => recordNoticePublished(call, { region: 'beijing', batch: 'batch-2', noticeId: 'n-1' }));
    await inCall((call) => recordNoticePublished(call, { region: 'beijing', batch: 'batch-2', noticeId: 'n-2' }));
    expect(await listNotices(house.database, 'beijing')).toEqual([
      { batch: 'batch-2', noticeId: 'n-1', publishedOn: '2025-03-03' },
    ]);
    for (const [region, batch, code] of [
      ['beijing', 'batch-9', 'policy.no-such-batch'],
      ['atlantis', 'batch-1', 'policy.unknown-region'],
    ] as const) {
      await expect(
        inCall((call) => recordNoticePublished(call, { region, batch, noticeId: 'n' })),
      ).rejects.toMatchObject({ code });
    }
  });
});
