import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { sql } from '../sql.ts';
import { isDuplicate, sqlState } from './database.ts';

const database = await testDatabase();
await database.script(
  'create table thing (id int primary key, amount int8 not null check (amount >= 0), day date, body bytea)',
);

describe('the three databases agree', () => {
  test('types: int8 is bigint, date is text, timestamptz is Date, bytea is bytes, arrays and json travel', async () => {
    const row = await database.one<Record<string, unknown>>(sql`
      select ${2n ** 62n}::int8 as big, ${'2025-02-28'}::date as day, ${new Date('2025-01-01T00:00:00Z')}::timestamptz as instant,
             ${new Uint8Array([0, 255, 7])}::bytea as body, ${['甲', '乙"\\']}::text[] as texts, ${[1n, 2n]}::int8[] as bigs,
             ${'{"a":[1,null]}'}::jsonb as json, null::int8 as nothing, 3::int4 as small, true as yes,
             ${'018f0000-0000-7000-8000-000000000001'}::uuid as id`);
    expect(row).toMatchObject({
      big: 2n ** 62n,
      day: '2025-02-28',
      instant: new Date('2025-01-01T00:00:00Z'),
      nothing: null,
      small: 3,
      yes: true,
    });
    expect(row.texts).toEqual(['甲', '乙"\\']);
    expect(row.bigs).toEqual([1n, 2n]);
    expect(row.json).toEqual({ a: [1, null] });
    expect(row.id).toBe('018f0000-0000-7000-8000-000000000001');
    expect(Buffer.from(row.body as Uint8Array)).toEqual(Buffer.from([0, 255, 7]));
  });

  test('set-based: arrays of every type become rows, bytes among them', async () => {
    const bodies = [new Uint8Array([1, 2]), new Uint8Array([255]), null];
    const rows = await database.rows<{ n: number; body: Uint8Array | null; day: string | null; big: bigint }>(sql`
      select * from unnest(${[1, 2, 3]}::int[], ${bodies}::bytea[], ${['2025-01-01', null, '2024-02-29']}::date[], ${[1n, 2n, 3n]}::int8[]) as t(n, body, day, big)`);
    expect(rows.map((r) => r.body && [...r.body])).toEqual([[1, 2], [255], null]);
    expect(rows.map((r) => r.day)).toEqual(['2025-01-01', null, '2024-02-29']);
    expect(rows.map((r) => r.big)).toEqual([1n, 2n, 3n]);
  });

  test('nested fragments keep their parameters apart', async () => {
    const part = sql`a + ${10}`;
    expect(
      await database.one(sql`select ${1}::int as first, ${part} as sum, ${'x'}::text as last from (select 5 as a) q`),
    ).toEqual({ first: 1, sum: 15, last: 'x' });
  });

  test('a failed transaction leaves nothing, and the next one works', async () => {
    await expect(
      database.transaction(async (tx) => {
        await tx.run(sql`insert into thing values (1, 5)`);
        await tx.run(sql`insert into thing values (2, -5)`);
      }),
    ).rejects.toSatisfy((error) => sqlState(error) === '23514');
    expect(await database.rows(sql`select * from thing`)).toEqual([]);
    await database.transaction(async (tx) =>
      expect(await tx.run(sql`insert into thing values (1, 5), (2, 6)`)).toBe(2),
    );
    expect(await database.run(sql`update thing set amount = amount + 1`)).toBe(2);
  });

  test('a duplicate names its constraint', async () => {
    await database.run(sql`insert into thing values (9, 1)`);
    await expect(database.run(sql`insert into thing values (9, 1)`)).rejects.toSatisfy((error) =>
      isDuplicate(error, 'thing_pkey'),
    );
  });

  test('transactions at once do not mix', async () => {
    await database.run(sql`insert into thing values (50, 0)`);
    await Promise.all(
      Array.from({ length: 40 }, () =>
        database.transaction(async (tx) => {
          const { amount } = await tx.one<{ amount: bigint }>(sql`select amount from thing where id = 50 for update`);
          await tx.run(sql`update thing set amount = ${amount + 1n} where id = 50`);
        }),
      ),
    );
    expect(await database.one(sql`select amount from thing where id = 50`)).toEqual({ amount: 40n });
  });
});
