// What the tests of notices share: a city with a bank, people with orders and cards, and lines of the journal.
import { vi } from 'vitest';
import type { TestHouse } from '../../../test/database.ts';
import { type Actor, systemActor } from '../../base/actor.ts';
import { type JournalFacts, openCall } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import { writeJournal } from '../../base/journal.ts';
import { sql } from '../../base/sql.ts';
import { markMade, planCards } from '../cards/index.ts';
import { registered, samplePeople } from '../holders/people.fixture.ts';
import { registerInstitutions } from '../institutions/index.ts';
import { linkCards } from '../orders/index.ts';
import { type AcceptedWish, acceptedOrders } from '../orders/orders.fixture.ts';
import { installPacks } from '../policy/index.ts';
import { followNews } from './follow-news.ts';

export interface City {
  readonly bureauId: string;
  readonly bankId: string;
  readonly outletId: string;
  readonly unitId: string;
  readonly officer: Actor;
  readonly colleague: Actor;
}

export async function foundCity(house: TestHouse): Promise<City> {
  await installPacks(house.database);
  const ids = await house.database.transaction((db) =>
    registerInstitutions(openCall(house, db, systemActor('test')), [
      { kind: 'bureau', code: 'bj', name: '北京市人力资源和社会保障局', region: 'beijing' },
      { kind: 'bank', code: 'icbc', name: '工商银行北京市分行', region: 'beijing', bankCode: 'icbc', phone: '95588' },
      { kind: 'outlet', code: 'icbc-1', name: '工商银行样例支行', region: 'beijing', bankCode: 'icbc' },
      { kind: 'employer', code: 'unit-1', name: '样例科技公司', region: 'beijing', district: 'xicheng' },
    ]),
  );
  const [bureauId, bankId, outletId, unitId] = ids as [string, string, string, string];
  const officer: Actor = { role: 'publicity-officer', id: 'officer-1', institutionId: bureauId };
  return { bureauId, bankId, outletId, unitId, officer, colleague: { ...officer, id: 'officer-2' } };
}

let seed = 100;
/** New people, all different from those before. */
export function people(
  house: TestHouse,
  count: number,
  wish: Parameters<typeof samplePeople>[2] = {},
): Promise<string[]> {
  seed += 1;
  return registered(house, samplePeople(count, seed, wish));
}

/** An order with its card, made; on the shelf of the outlet when wanted. */
export async function orderWithCard(
  house: TestHouse,
  city: City,
  holderId: string,
  { shelved = false, ...wish }: AcceptedWish & { shelved?: boolean } = {},
): Promise<{ orderId: string; cardId: string; holderId: string }> {
  const [order] = await acceptedOrders(house, {
    holderIds: [holderId],
    outletId: city.outletId,
    promiseDay: '2025-04-02' as Day,
    ...wish,
  });
  const cardId = await house.database.transaction(async (db) => {
    const call = openCall(house, db, systemActor('test'));
    const [planned] = await planCards(call, [
      { holderId, region: 'beijing', bankCode: 'icbc', generation: 3, orderId: order!.id, batchProxy: true },
    ]);
    await markMade(call, [{ cardId: planned!.cardId, bankCardNumber: null }]);
    await linkCards(call, [{ orderId: order!.id, cardId: planned!.cardId }]);
    return planned!.cardId;
  });
  if (shelved) await putOnShelf(house, city, { orderId: order!.id, cardId, holderId });
  return { orderId: order!.id, cardId, holderId };
}

export const putOnShelf = (
  house: TestHouse,
  city: City,
  { orderId, cardId, holderId }: { orderId: string; cardId: string; holderId: string },
) =>
  house.database.run(sql`
    insert into production.shelf (card_id, order_id, holder_id, outlet_id, received_at)
    values (${cardId}, ${orderId}, ${holderId}, ${city.outletId}, ${house.clock.now()})`);

export const setOrderState = (house: TestHouse, orderId: string, state: string) =>
  house.database.run(sql`update orders.order set state = ${state} where id = ${orderId}`);

/** Writes a line as an action or a job would. */
export const line = (house: TestHouse, action: string, facts: JournalFacts, about: readonly string[] = []) =>
  house.database.transaction(async (db) => {
    const call = openCall(house, db, systemActor('test'));
    call.note(facts);
    call.about(...about);
    await writeJournal(call, action);
  });

/** One run of the job in one transaction; `crash` undoes it at the end, as a killed process would. */
export async function runOnce(house: TestHouse, crash = false): Promise<void> {
  await house.database
    .transaction(async (db) => {
      await followNews.run(openCall(house, db, systemActor(followNews.name)), {});
      if (crash) throw new Error('crash');
    })
    .catch((error) => {
      if (!crash || String(error) !== 'Error: crash') throw error;
    });
}

// The news is final once every older transaction of the server has ended; those of other test files on it may take long.
vi.setConfig({ testTimeout: 120_000 });

/** Follows until everything written so far has been read. */
export async function follow(house: TestHouse): Promise<void> {
  const { last } = await house.database.one<{ last: bigint }>(
    sql`select coalesce(max(seq), 0) as last from base.journal`,
  );
  for (let i = 0; i < 4000; i += 1) {
    await runOnce(house);
    const { seq } = await house.database.one<{ seq: bigint }>(sql`select seq from notices.place`);
    if (seq >= last) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the news never became final');
}

export interface Told {
  readonly id: string;
  readonly template: string;
  readonly state: string;
  readonly sender: string;
  readonly signature: string;
  readonly text: string | null;
  readonly code: string;
  readonly due: Date;
  readonly findings: { code: string; variable?: string }[] | null;
}

/** What one person was told, oldest first, in clear. */
export async function toldTo(house: TestHouse, holderId: string | null): Promise<Told[]> {
  const rows = await house.database.rows<Omit<Told, 'text'> & { text: Uint8Array | null }>(sql`
    select id, template, state, sender, signature, text, code, due, findings from notices.message
    where holder_id is not distinct from ${holderId}::uuid order by journal_seq, id`);
  return rows.map((row) => ({
    ...row,
    text: row.text && house.vault.open(row.text, `notices.message.text:${row.id}`),
  }));
}

export const templatesTold = async (house: TestHouse, holderId: string | null): Promise<string[]> =>
  (await toldTo(house, holderId)).map(({ template }) => template);
