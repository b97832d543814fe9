// A name is held by one transaction at a time, and nobody waits for it.
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { tryLock } from './try-lock.ts';

const database = await testDatabase();

test('two transactions at the same time: the second is told no at once, and yes afterwards', async () => {
  await database.transaction(async (first) => {
    expect(await tryLock(first, 'work')).toBe(true);
    expect(await database.transaction((second) => tryLock(second, 'work'))).toBe(false);
    expect(await database.transaction((second) => tryLock(second, 'other work'))).toBe(true);
  });
  expect(await database.transaction((db) => tryLock(db, 'work'))).toBe(true);
});
