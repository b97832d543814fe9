// What the tests of cards share: a region with its bureau and banks, people, and cards brought to a state.
import type { Actor, Role } from '../../base/actor.ts';
import { type Call, type House, openCall } from '../../base/call.ts';
import { sql } from '../../base/sql.ts';
import { registered, samplePeople } from '../holders/people.fixture.ts';
import { registerInstitutions } from '../institutions/index.ts';
import { installPacks } from '../policy/index.ts';
import type { Card, Generation } from './card.ts';
import { bankCardNumberOf } from './card-number.ts';
import { getCard } from './find-cards.ts';
import { collectCards, markMade } from './make-cards.ts';
import { planCards, registerOldCards } from './plan-cards.ts';
import { movesOf } from './store.ts';

const system: Actor = { role: 'system', id: 'test' };

/** Runs work as one call in one transaction, without a journal line. */
export function inCall<T>(house: House, work: (call: Call) => Promise<T>, actor: Actor = system): Promise<T> {
  return house.database.transaction((db) => work(openCall(house, db, actor)));
}

/** A bureau, and outlets of two banks, in each of these regions; actors who work there. */
export async function openRegions(house: House, ...regions: string[]) {
  await installPacks(house.database);
  const actors = new Map<string, Actor>();
  for (const region of regions) {
    const ids = await inCall(house, (call) =>
      registerInstitutions(call, [
        { kind: 'bureau', code: 'bureau', name: '人社局', region },
        { kind: 'bank', code: 'icbc', name: '工商银行', region, bankCode: 'icbc' },
        { kind: 'bank', code: 'abc', name: '农业银行', region, bankCode: 'abc' },
      ]),
    );
    const [bureau, icbc, abc] = ids as [string, string, string];
    const put = (name: string, role: Role, institutionId: string) =>
      actors.set(`${region} ${name}`, { role, id: `${region}-${name}`, institutionId });
    put('clerk', 'bureau-clerk', bureau);
    put('icbc', 'bank-teller', icbc);
    put('icbc visitor', 'bank-visitor', icbc);
    put('abc', 'bank-teller', abc);
  }
  return (name: string): Actor => {
    const actor = actors.get(name);
    if (!actor) throw new Error(`nobody is called ${name}`);
    return actor;
  };
}

let seed = 100;

/** New people; ids in order. */
export function people(house: House, count = 1, wish: Parameters<typeof samplePeople>[2] = {}): Promise<string[]> {
  seed += 1;
  return registered(house, samplePeople(count, seed, wish));
}

export const citizen = (id: string): Actor => ({ role: 'citizen', id, channel: 'bureau-site' });

let accounts = 0;
export const freshBankCard = () => {
  accounts += 1;
  return bankCardNumberOf('622202', accounts);
};

/** An old second-generation card of a city, enabled, its account in use. */
export async function oldCard(house: House, holderId: string, region = 'beijing'): Promise<string> {
  const item = { holderId, region, bankCode: 'icbc', generation: 2 as const, bankCardNumber: freshBankCard() };
  const [id] = await inCall(house, (call) => registerOldCards(call, [item]));
  return id!;
}

export interface NewCardOptions {
  region?: string;
  bankCode?: string;
  generation?: Generation;
  bankCardNumber?: string | null;
  batchProxy?: boolean;
  replacesCardId?: string;
}

/** A card that is made and waits for its holder. */
export function madeCard(house: House, holderId: string, options: NewCardOptions = {}): Promise<string> {
  return inCall(house, async (call) => {
    const { region = 'beijing', bankCode = 'icbc', generation = 3, batchProxy = false } = options;
    const item = { holderId, region, bankCode, generation, orderId: null, batchProxy };
    const [planned] = await planCards(call, [{ ...item, replacesCardId: options.replacesCardId ?? null }]);
    const bankCardNumber = options.bankCardNumber === undefined ? freshBankCard() : options.bankCardNumber;
    await markMade(call, [{ cardId: planned!.cardId, bankCardNumber }]);
    return planned!.cardId;
  });
}

/** A card in its holder's hand, not enabled. */
export async function collectedCard(house: House, holderId: string, options: NewCardOptions = {}): Promise<string> {
  const cardId = await madeCard(house, holderId, options);
  await inCall(house, (call) => collectCards(call, [cardId]));
  return cardId;
}

export const cardNow = (house: House, cardId: string): Promise<Card> => getCard(house.database, cardId);

/** Everything that ever happened to a card, as 'side from→to'. */
export async function historyOf(house: House, cardId: string): Promise<string[]> {
  return (await movesOf(house.database, cardId)).map(({ side, from, to }) => `${side} ${from ?? ''}→${to}`);
}

/**
 * Replays the history of a person's cards: every move starts where the last one ended, and at no moment of any
 * transaction were two cards good. Returns how many are good at the end.
 */
export async function replayHistory(house: House, holderId: string): Promise<number> {
  const moves = await house.database.rows<{ id: string; from: string | null; to: string }>(sql`
    select card_id as id, from_state as "from", to_state as "to" from cards.move m join cards.card c on c.id = m.card_id
    where c.holder_id = ${holderId} and side = 'social' order by seq`);
  const states = new Map<string, string>();
  const good = () => [...states.values()].filter((state) => state === 'enabled' || state === 'suspended').length;
  for (const { id, from, to } of moves) {
    if ((states.get(id) ?? null) !== from) throw new Error(`card ${id} moved from ${from}, but was ${states.get(id)}`);
    states.set(id, to);
    if (good() > 1) throw new Error(`two good cards after ${id} became ${to}`);
  }
  return good();
}

/** The refusal code a promise ends with, or 'done'. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );
