// A thousand cards at once: scripts, chips and certificates in seconds, with as many statements as for ten.
import { beforeAll, expect, test } from 'vitest';
import { systemActor } from '../../base/actor.ts';
import { openCall } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import { sql } from '../../base/sql.ts';
import { writeChipScripts } from './chip-scripts.ts';
import { keysCity } from './keys.fixture.ts';

const city = await keysCity();
const { house } = city;
let transport: ReadonlyMap<number, Uint8Array>;
beforeAll(async () => {
  await city.bringIn();
  transport = (await city.transportKeys()).keys;
});

/** A transaction that counts its statements. */
async function counted<T>(work: (db: Db) => Promise<T>): Promise<{ answer: T; statements: number }> {
  let statements = 0;
  const answer = await house.database.transaction(async (db) => {
    const counting = new Proxy(db, {
      get: (target, name) => {
        const member = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          statements += name === 'rows' || name === 'run' || name === 'maybe' || name === 'one' ? 1 : 0;
          return member.apply(target, args);
        };
      },
    });
    return work(counting);
  });
  return { answer, statements };
}

test('1,000 third-generation cards: scripts in one set, chips written and read back, in seconds', async () => {
  const blanks = Array.from({ length: 1000 }, () => city.blank(transport));
  const write = (count: number) =>
    counted((db) =>
      writeChipScripts(
        openCall(house, db, systemActor('test')),
        { institutionId: city.maker },
        blanks.slice(0, count).map(({ planned }) => planned),
      ),
    );
  const few = await write(10);
  const start = performance.now();
  const many = await write(1000);
  const scripted = performance.now();
  expect(many.statements).toBe(few.statements);
  for (const [i, { chip }] of blanks.entries()) await city.run(chip, many.answer[i]!, transport);
  const written = performance.now();
  console.log(
    `1,000 cards: scripts ${((scripted - start) / 1000).toFixed(2)} s, chips written and read back ${((written - scripted) / 1000).toFixed(2)} s`,
  );
  const { n } = await house.database.one<{ n: number }>(sql`select count(*)::int as n from keys.card`);
  expect(n).toBe(1000);
}, 300_000);
