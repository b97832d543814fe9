// The switch stopped after every single statement: whatever fails, the person has exactly the card he had, or exactly the new one.
import { describe, expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { perform } from '../../base/action.ts';
import type { House } from '../../base/call.ts';
import { type Database, Db } from '../../base/database/database.ts';
import type { Sql } from '../../base/sql.ts';
import { cardNow, collectedCard, historyOf, oldCard, openRegions, people, replayHistory } from './cards.fixture.ts';
import { enableCard } from './enable-card.ts';
import { findGoodCard } from './index.ts';

const house = await testHouse();
const who = await openRegions(house, 'beijing');

/** Passes statements on and throws right after the last allowed one has been carried out. */
class StoppingDb extends Db {
  readonly #inner: Db;
  #left: number;
  constructor(inner: Db, allowed: number) {
    super({ execute: () => Promise.reject(new Error('unused')), script: () => Promise.reject(new Error('unused')) });
    this.#inner = inner;
    this.#left = allowed;
  }
  override async rows<R>(statement: Sql): Promise<R[]> {
    return this.#count(await this.#inner.rows<R>(statement));
  }
  override async run(statement: Sql): Promise<number> {
    return this.#count(await this.#inner.run(statement));
  }
  #count<T>(answer: T): T {
    this.#left -= 1;
    if (this.#left === 0) throw new Error('stopped');
    return answer;
  }
}

const stopping = (allowed: number): House => ({
  ...house,
  database: {
    transaction: <T>(work: (db: Db) => Promise<T>) =>
      house.database.transaction((db) => work(new StoppingDb(db, allowed))),
  } as Database,
});

describe('the switch under failure', () => {
  test('OLD-01 an exception after any statement leaves exactly one good card: the old one, whole', async () => {
    const [holder] = await people(house);
    const old = await oldCard(house, holder!);
    const card = await collectedCard(house, holder!);
    const before = [
      await cardNow(house, old),
      await cardNow(house, card),
      await historyOf(house, old),
      await historyOf(house, card),
    ];

    let stops = 0;
    for (let allowed = 1; ; allowed += 1) {
      const work = perform(
        stopping(allowed),
        enableCard,
        who('beijing clerk'),
        { cardId: card },
        { requestId: 'crash' },
      );
      const outcome = await work.then(
        () => 'done',
        (error: Error) => error.message,
      );
      if (outcome === 'done') break;
      expect(outcome).toBe('stopped');
      stops += 1;
      expect([
        await cardNow(house, old),
        await cardNow(house, card),
        await historyOf(house, old),
        await historyOf(house, card),
      ]).toEqual(before);
      expect((await findGoodCard(house.database, holder!))?.id).toBe(old);
    }
    // Claim, locks, rules, two moves, links, journal, answer: the loop has really cut between all of them.
    expect(stops).toBeGreaterThanOrEqual(9);
    expect((await findGoodCard(house.database, holder!))?.id).toBe(card);
    expect(await replayHistory(house, holder!)).toBe(1);
    // The same request again gets its stored answer and switches nothing.
    const again = await perform(house, enableCard, who('beijing clerk'), { cardId: card }, { requestId: 'crash' });
    expect(again).toEqual({ cardId: card, replacedCardId: old });
    expect(await historyOf(house, card)).toHaveLength(5);
  });
});
