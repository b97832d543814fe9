// Replacements by cause and generation of the card replaced: counted over planted orders, and who may see them.
import { beforeEach, expect, test } from 'vitest';
import type { Day } from '../../base/day.ts';
import { newUuid } from '../../base/ids.ts';
import { sql } from '../../base/sql.ts';
import { registerOldCards } from '../cards/index.ts';
import { replacementReport } from './index.ts';
import { acceptedOrders } from './orders.fixture.ts';
import { openTown, type Town } from './town.fixture.ts';

let town: Town;
beforeEach(async () => {
  town = await openTown('2025-01-02T02:00:00Z');
});

/** Cards of a generation, enabled on 2024-01-01. */
const cards = async (generation: 1 | 2 | 3, count: number, region = 'beijing') => {
  const items = Array.from({ length: count }, () => ({
    ...{ holderId: newUuid(town.house.clock.now(), town.house.random), region, generation },
    issuedOn: '2024-01-01' as Day,
  }));
  return town.inCall((call) => registerOldCards(call, items));
};

/** A replacement of each of these cards, placed on the day the clock shows. */
const replaced = async (cardIds: readonly string[], reason: string, region = 'beijing') => {
  const orders = await acceptedOrders(town.house, { count: cardIds.length, kind: 'replacement', region });
  for (const [i, { id }] of orders.entries())
    await town.house.database.run(
      sql`update orders.order set reason = ${reason}, replaces_card_id = ${cardIds[i]} where id = ${id}`,
    );
  return orders;
};
const at = (day: string) => town.house.clock.moveTo(new Date(`${day}T02:00:00Z`));
const year = { from: '2025-01-01' as Day, to: '2025-12-31' as Day };
const clerk = () => town.staff('bureau-clerk', 'bureau');

test('GEN-16 replacements by cause and generation of the card replaced, and the damage rate of each generation over a year', async () => {
  const second = await cards(2, 40);
  const third = await cards(3, 50);
  await cards(3, 7, 'fuzhou');
  at('2025-03-01');
  await replaced(second.slice(0, 6), 'damage');
  await replaced(second.slice(6, 8), 'wear');
  await replaced(second.slice(8, 13), 'loss');
  await replaced(third.slice(0, 1), 'damage');
  await replaced(third.slice(1, 5), 'loss');
  at('2025-12-31');
  await replaced(third.slice(5, 6), 'name-change');
  // Neither withdrawn nor after the period.
  const [withdrawn] = await replaced(third.slice(6, 7), 'damage');
  await town.house.database.run(sql`update orders.order set state = 'withdrawn' where id = ${withdrawn!.id}`);
  at('2026-01-01');
  await replaced(second.slice(13, 15), 'damage');

  const { generations } = await town.look(replacementReport, clerk(), year);
  expect(generations).toEqual([
    {
      ...{ generation: 2, inUse: 40, damagedPerTenThousand: 2000 },
      causes: [
        { reason: 'damage', count: 6 },
        { reason: 'loss', count: 5 },
        { reason: 'wear', count: 2 },
      ],
    },
    {
      ...{ generation: 3, inUse: 50, damagedPerTenThousand: 200 },
      causes: [
        { reason: 'damage', count: 1 },
        { reason: 'loss', count: 4 },
        { reason: 'name-change', count: 1 },
      ],
    },
  ]);

  // A year later the cards replaced before are no longer in use; the two of New Year's day are.
  const next = await town.look(replacementReport, clerk(), { from: '2026-01-01' as Day, to: '2026-12-31' as Day });
  expect(next.generations).toMatchObject([
    { generation: 2, inUse: 27, causes: [{ reason: 'damage', count: 2 }], damagedPerTenThousand: 740.74 },
    { generation: 3, inUse: 44, causes: [], damagedPerTenThousand: 0 },
  ]);
  const before = { from: '2023-01-01' as Day, to: '2023-12-31' as Day };
  expect(await town.look(replacementReport, clerk(), before)).toEqual({ generations: [] });
});

test('GEN-16 a clerk sees the own region only, an auditor any; a citizen none; a period that ends before it begins is refused', async () => {
  await cards(2, 3);
  await cards(3, 7, 'fuzhou');
  const seen = async (...[actor, input]: [Parameters<typeof town.look>[1], object]) =>
    (await town.look(replacementReport, actor, { ...year, ...input })).generations.map((one) => one.inUse);
  expect(await seen(clerk(), { region: 'fuzhou' })).toEqual([3]);
  const auditor = { role: 'auditor', id: 'auditor' } as const;
  expect(await seen(auditor, {})).toEqual([3, 7]);
  expect(await seen(auditor, { region: 'fuzhou' })).toEqual([7]);
  await expect(seen(town.citizen('somebody'), {})).rejects.toMatchObject({ code: 'base.not-allowed' });
  await expect(seen(clerk(), { to: '2024-12-31' })).rejects.toMatchObject({ code: 'orders.bad-period' });
  for (const wrong of [{ from: '2025-02-30' }, { to: 'x' }, { region: 'x'.repeat(300) }, { more: 1 }])
    await expect(seen(clerk(), wrong)).rejects.toMatchObject({ code: 'base.bad-input' });
});
