// Every check of the world, against a fault planted straight in the database: it names the fault, whoever is looked at.
import { beforeAll, expect, test } from 'vitest';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { planCards } from '../../domain/cards/index.ts';
import { linkCards } from '../../domain/orders/index.ts';
import { acceptedOrders } from '../../domain/orders/orders.fixture.ts';
import { openTown, type Town } from '../../domain/orders/town.fixture.ts';
import { LookAtNews } from './look-at-news.ts';
import { type CheckContext, checks, findBroken } from './what-must-hold.ts';

const town: Town = await openTown('2025-03-03T02:00:00Z');
const day = '2025-03-03' as Day;
let holder: string;
let orderId: string;
let cardId: string;
let context: Omit<CheckContext, 'db' | 'holders'>;

beforeAll(async () => {
  const people = await town.settle(3, town.insuredAs('flexible'));
  holder = people[0]!.id;
  const [order] = await acceptedOrders(town.house, { holderIds: [holder], promiseDay: '2025-04-02' as Day });
  orderId = order!.id;
  cardId = await town.inCall(async (call) => {
    const wish = { region: 'beijing', bankCode: 'icbc', generation: 3, orderId, batchProxy: false } as const;
    const [planned] = await planCards(call, [{ holderId: holder, ...wish }]);
    await linkCards(call, [{ orderId, cardId: planned!.cardId }]);
    return planned!.cardId;
  });
  context = {
    day,
    region: 'beijing',
    cardedAtStart: new Set(people.map(({ id }) => id)),
    openings: new Map([['batch-4', '2025-08-04' as Day]]),
    pensionBanks: new Map([[holder, 'ccb']]),
  };
});

const setOrder = (change: ReturnType<typeof sql>) => (db: Db) =>
  db.run(sql`update orders.order set ${change} where id = ${orderId}`);

/** A fault for each check, by the beginning of its name. */
const faults: Record<string, { plant: (db: Db) => Promise<unknown>; onDay?: Day }> = {
  'OLD-01 nobody has two good social cards': {
    async plant(db) {
      await db.script('drop index cards.one_good_card');
      await db.run(sql`update cards.card set social_state = 'enabled' where id = ${cardId}`);
    },
  },
  'OLD-01 nobody who had a good card has none': {
    plant: (db) =>
      db.run(sql`update cards.card set social_state = 'invalid' where holder_id = ${holder} and id <> ${cardId}`),
  },
  'TIM-01 every promise is kept or alarmed': { plant: async () => undefined, onDay: '2025-04-03' as Day },
  'a card in somebody’s hand has its order collected, and the other way round': {
    plant: (db) => db.run(sql`update cards.card set collected_at = now() where id = ${cardId}`),
  },
  'a closed order has an enabled card, unless its holder died first': {
    async plant(db) {
      await setOrder(sql`state = 'closed'`)(db);
      await db.run(sql`update cards.card set collected_at = now() where id = ${cardId}`);
    },
  },
  'every job comes to its end': {
    plant: (db) =>
      db.run(sql`
        insert into base.job (id, name, payload, due, made_at, state) values (gen_random_uuid(), 'x', '{}', now(), now(), 'stopped')`),
  },
  'CAL-02..06 nobody was accepted before the first day of the own batch': {
    plant: setOrder(sql`batch_code = 'batch-4'`),
  },
  'BNK-08 a retiree’s first new card comes from the bank that pays the pension': {
    plant: (db) => setOrder(sql`group_code = 'retiree', batch_code = 'batch-5', accepted_at = '2025-12-01'`)(db),
  },
  'CHN-01 in Beijing’s concentrated phase no new card is ordered at a counter': {
    plant: setOrder(sql`channel = 'bank-outlet'`),
  },
};

class Undo extends Error {}

test('there is a fault for every check, and without one nothing is broken', async () => {
  expect(Object.keys(faults).sort()).toEqual(checks.map(({ name }) => name).sort());
  for (const holders of ['all', [holder]] as const)
    expect(await findBroken({ ...context, db: town.house.database, holders })).toEqual([]);
});

test.each(Object.entries(faults))('planted: %s', async (name, { plant, onDay = day }) => {
  const found: string[][] = [];
  await town.house.database
    .transaction(async (db) => {
      await plant(db);
      for (const holders of ['all', [holder]] as const)
        found.push(await findBroken({ ...context, db, day: onDay, holders }));
      throw new Undo();
    })
    .catch((error) => {
      if (!(error instanceof Undo)) throw error;
    });
  const said = expect.arrayContaining([expect.stringMatching(new RegExp(`^${name.replaceAll('.', '\\.')}: 1 broken`))]);
  expect(found).toEqual([said, said]);
});

test('a day looks at those of whom the journal spoke; the first look, a month’s end and the last day at everybody', async () => {
  const { database } = town.house;
  const look = new LookAtNews();
  expect(await look.holdersOn(database, '2025-03-03' as Day, false)).toBe('all');
  // News waits for the oldest open transaction of the server, also of other files' databases.
  const soon = { timeout: 25_000 };
  await expect.poll(() => look.holdersOn(database, '2025-03-04' as Day, false), soon).toEqual([]);
  await database.run(sql`
    insert into base.journal (at, action, actor_role, actor_id, about, facts) values (now(), 'x', 'system', 'x', ${[holder]}::uuid[], '{}')`);
  await expect.poll(() => look.holdersOn(database, '2025-03-05' as Day, false), soon).toContain(holder);
  expect(await look.holdersOn(database, '2025-03-06' as Day, true)).toBe('all');
  expect(await look.holdersOn(database, '2025-03-31' as Day, false)).toBe('all');
});
