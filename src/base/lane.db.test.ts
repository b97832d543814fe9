// A lane on every kind of database: the same values in and out as a normal connection, planned once.
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { Db } from './database/database.ts';
import { sql } from './sql.ts';

const database = await testDatabase();
const lane = database.openLane();
const odd = ['', "o'clock", '引号"反\\斜杠', '{a,b}', 'NULL', null, 'tab\tline\n'];

test('arrays, quotes, nulls, bytes, instants and large numbers pass a lane unchanged', async () => {
  const at = new Date('2025-03-03T02:00:00.123Z');
  const statement = () => sql`
    select t, n, f, b, ${at}::timestamptz as at, ${new Uint8Array([0, 255])}::bytea as bytes, ${'2025-02-28'}::date as day
    from unnest(${odd}::text[], ${odd.map((_, i) => 2n ** 62n + BigInt(i))}::int8[], ${odd.map((_, i) => i / 8)}::float8[],
                ${odd.map((_, i) => i % 2 === 0)}::boolean[]) as u(t, n, f, b)`;
  const rows = await new Db(lane).rows<{ t: string | null; at: Date; bytes: Uint8Array; day: string }>(statement());
  expect(rows.map(({ t }) => t)).toEqual(odd);
  expect(rows).toEqual(await database.rows(statement()));
  expect(rows[0]!.at).toEqual(at);
  expect(rows[0]!.day).toBe('2025-02-28');
});

test('a statement that fails does not spoil the lane', async () => {
  await expect(new Db(lane).rows(sql`select 1 / ${0}::int as x`)).rejects.toMatchObject({ code: '22012' });
  expect(await new Db(lane).rows(sql`select ${7}::int as x`)).toEqual([{ x: 7 }]);
});
