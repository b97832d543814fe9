import { expect, test, vi } from 'vitest';
import { testHouse } from '../../test/database.ts';
import { systemActor } from './actor.ts';
import { openCall } from './call.ts';
import { beginning, readNews, sealJournal, verifyJournal, writeJournal } from './journal.ts';
import { sql } from './sql.ts';

vi.setConfig({ testTimeout: 240_000 });

const house = await testHouse();

/**
 * Seals until so many lines are sealed: an open transaction of any database on the same server holds the last ones back, and
 * other test files have theirs.
 */
async function seal(lines: number): Promise<number> {
  let sealed = 0;
  while (sealed < lines) {
    sealed += await sealJournal(house.database, house.clock.now());
    if (sealed < lines) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return sealed;
}

async function write(count: number): Promise<void> {
  await house.database.transaction(async (db) => {
    for (let i = 0; i < count; i += 1) {
      const call = openCall(house, db, systemActor('test'));
      call.note({ i, text: '中文 "quoted"' });
      await writeJournal(call, 'test.line');
    }
  });
}

test('blocks chain: each holds the digest of the one before, and the whole verifies', async () => {
  await write(20);
  expect(await seal(20)).toBe(20);
  await write(7);
  expect(await seal(7)).toBe(7);
  expect(await sealJournal(house.database, house.clock.now())).toBe(0);
  expect(await verifyJournal(house.database)).toMatchObject({ intact: true, entries: 27 });
});

test('two sealers at once seal every line once', async () => {
  await write(30);
  let sealed = 0;
  while (sealed < 30) {
    const now = house.clock.now();
    const counts = await Promise.all([sealJournal(house.database, now), sealJournal(house.database, now)]);
    sealed += counts[0]! + counts[1]!;
  }
  expect(sealed).toBe(30);
  expect((await verifyJournal(house.database)).intact).toBe(true);
});

test('a line of a transaction that is still open is not sealed before it commits, and is sealed afterwards', async () => {
  if (house.database.kind === 'pglite') return expect(house.database.kind).toBe('pglite'); // one session: no other transaction can be open
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let wrote: () => void = () => undefined;
  const written = new Promise<void>((resolve) => {
    wrote = resolve;
  });
  const older = house.database.transaction(async (db) => {
    await writeJournal(openCall(house, db, systemActor('older')), 'test.older');
    wrote();
    await held;
  });
  await written;
  await write(3); // younger transaction, commits first
  expect(await sealJournal(house.database, house.clock.now())).toBe(0);
  release();
  await older;
  expect(await seal(4)).toBe(4);
  expect((await verifyJournal(house.database)).intact).toBe(true);
});

test('a changed, removed or added line is found, and the block is named', async () => {
  // The added line copies one of block 1 but stands behind its end, so it is found in the block after it.
  const tampering: [string, string, bigint][] = [
    ['update base.journal set facts = \'{"i": 99}\' where seq = 3', 'changed', 1n],
    ['delete from base.journal where seq = 5', 'removed', 1n],
    [
      'insert into base.journal (seq, xid, at, action, actor_role, actor_id, about, facts) overriding system value select 900, xid, at, action, actor_role, actor_id, about, facts from base.journal where seq = 4',
      'added',
      2n,
    ],
  ];
  for (const [statement, what, brokenBlock] of tampering) {
    const verdict = await house.database
      .transaction(async (db) => {
        await db.script('alter table base.journal disable trigger append_only');
        await db.script(statement);
        const found = await verifyJournal(db as never);
        throw Object.assign(new Error('undo'), { found });
      })
      .catch((error) => error.found);
    expect(verdict, what).toMatchObject({ intact: false, brokenBlock });
  }
  expect((await verifyJournal(house.database)).intact).toBe(true);
  expect(await house.database.one(sql`select count(*)::int as n from base.journal where seq = 3`)).toEqual({ n: 1 });
});

// Last in this file: its lines come before everything that was sealed.
test('lines are ordered by the number of their transaction, not by its text', async () => {
  await house.database.transaction(async (db) => {
    for (const xid of ['8', '9', '10', '11']) {
      await db.run(sql`
        insert into base.journal (xid, at, action, actor_role, actor_id, about, facts)
        values (${xid}::text::xid8, now(), ${`test.${xid}`}, 'system', 'test', '{}', '{}')`);
    }
  });
  const news = await readNews(house.database, beginning);
  expect(news.map(({ action }) => action).slice(0, 4)).toEqual(['test.8', 'test.9', 'test.10', 'test.11']);
});
