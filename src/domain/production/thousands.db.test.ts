import { expect, test } from 'vitest';
import { perform } from '../../base/action.ts';
import { sql } from '../../base/sql.ts';
import { cutAfterEveryStatement } from './power-cut.fixture.ts';
import { productionCity } from './production.fixture.ts';
import { takeReturnFile } from './take-return-file.ts';

const city = await productionCity();
const { house, who } = city;
const counted = async () =>
  house.database.rows<{ state: string; n: number }>(
    sql`select state, count(*)::int as n from orders.order_view group by state order by state`,
  );

test('the power fails after every statement of a return file: nothing half done, and the same file is taken after all', async () => {
  await city.ordered(3);
  const [batch] = await city.atTheMaker();
  const [a, b, c] = batch!.cards;
  const file = city.returnFile(batch!.number, [city.made(a!), city.made(b!), city.unmade(c!)]);
  const take = (on: typeof house) => perform(on, takeReturnFile, who.maker, { file }, { requestId: 'return-1' });
  const before = await counted();
  const cuts = await cutAfterEveryStatement(house, take as never, async (statement) => {
    expect(await counted(), `after statement ${statement}`).toEqual(before);
    const rest = await house.database.one(sql`
      select (select count(*)::int from production.item where state <> 'in-making') as settled,
        (select count(*)::int from production.return_file) as files,
        (select count(*)::int from cards.card_view where social_state <> 'planned') as moved,
        (select count(*)::int from production.batch where reprint) as reprints`);
    expect(rest).toEqual({ settled: 0, files: 0, moved: 0, reprints: 0 });
  });
  expect(cuts).toBeGreaterThan(15);
  expect(await counted()).toEqual([
    { state: 'in-production', n: 1 },
    { state: 'produced', n: 2 },
  ]);
});

test('5,000 cards come back in one file', async () => {
  await city.ordered(5001);
  const batches = await city.atTheMaker(20_000);
  expect(batches.map(({ cards }) => cards.length)).toEqual([5000, 1]);
  const { number, cards } = batches[0]!;
  const file = city.returnFile(
    number,
    cards.map((card, i) => (i % 100 === 99 ? city.unmade(card) : city.made(card))),
  );
  const started = performance.now();
  const report = await city.takeBack(file);
  const seconds = (performance.now() - started) / 1000;
  expect(report).toMatchObject({ made: 4950, failed: 50, reprinted: 50, stillOut: 0, apart: [] });
  console.log(`5,000 lines taken in ${seconds.toFixed(2)} s on ${house.database.kind}`);
  if (house.database.kind !== 'pglite') expect(seconds).toBeLessThan(3);
}, 120_000);
