import { expect, test } from 'vitest';
import { perform } from '../../base/action.ts';
import type { House } from '../../base/call.ts';
import { sql } from '../../base/sql.ts';
import { countStatements, cutAfterEveryStatement } from './power-cut.fixture.ts';
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
  const take = (on: House) => perform(on, takeReturnFile, who.maker, { file }, { requestId: 'return-1' });
  const before = await counted();
  const cuts = await cutAfterEveryStatement(house, take, async (statement) => {
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

/** Seconds of so many single-row inserts, each its own transaction; a tenth of them is measured. */
async function bareInserts(count: number): Promise<number> {
  await house.database.script('create table public.bare (id int primary key, text text not null)');
  const started = performance.now();
  for (let id = 0; id < count / 10; id += 1)
    await house.database.run(sql`insert into public.bare (id, text) values (${id}, ${'一行'})`);
  const seconds = (performance.now() - started) / 100;
  await house.database.script('drop table public.bare');
  return seconds;
}

// Under WebAssembly a tenth is enough: what counts is that the statements stay as many.
const many = house.database.kind === 'pglite' ? 500 : 5000;

test('5,000 cards come back in one file with as many statements as 100 do, and over the cap a second batch begins', async () => {
  const taken: number[] = [];
  for (const count of [100, many]) {
    await city.ordered(count === 5000 ? count + 1 : count);
    const batches = await city.atTheMaker(20_000);
    expect(batches.map(({ cards }) => cards.length)).toEqual(count === 5000 ? [5000, 1] : [count]);
    const { number, cards } = batches[0]!;
    const lines = cards.map((card, i) => (i % 100 === 99 ? city.unmade(card) : city.made(card)));
    const file = city.returnFile(number, lines);
    const started = performance.now();
    const take = (on: House) => perform(on, takeReturnFile, who.maker, { file });
    taken.push(await countStatements(house, take));
    const seconds = (performance.now() - started) / 1000;
    const bare = await bareInserts(count);
    console.log(
      `${count} lines of a return file taken in ${seconds.toFixed(2)} s on ${house.database.kind}, ${(bare / seconds).toFixed(1)} times as fast as ${count} bare single-row inserts`,
    );
    // Against the same machine in the same minute: a card that comes back costs less than a bare row of its own.
    if (count === 5000) expect(seconds).toBeLessThan(bare);
    expect(await take(house)).toMatchObject({
      made: count * 0.99,
      failed: count / 100,
      reprinted: count / 100,
      stillOut: 0,
      apart: [],
    });
  }
  expect(taken[1]).toBe(taken[0]);
}, 180_000);
