import { describe, expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { ask, perform } from '../../base/action.ts';
import type { Actor } from '../../base/actor.ts';
import { type Call, openCall } from '../../base/call.ts';
import {
  activateAccount,
  bankCardNumberOf,
  closeAccount,
  collectCards,
  enableCard,
  endCardsOf,
  getCard,
  markMade,
  planCards,
  registerOldCards,
  restoreGoodCard,
  suspendGoodCard,
} from '../cards/index.ts';
import { registered, samplePeople } from '../holders/people.fixture.ts';
import { registerInstitutions } from '../institutions/index.ts';
import { installPacks } from '../policy/index.ts';
import { authoriseEcard } from './authorise-ecard.ts';
import { cardChecklist } from './card-checklist.ts';
import { closeEcard } from './close-ecard.ts';
import { closeEcards, ecardMoves, findEcard, issueEcard, issueEcards } from './index.ts';
import { myEcard } from './my-ecard.ts';
import { suspendEcard } from './suspend-ecard.ts';

const house = await testHouse();
await installPacks(house.database);
const inCall = <T>(work: (call: Call) => Promise<T>, actor: Actor = { role: 'system', id: 'test' }): Promise<T> =>
  house.database.transaction((db) => work(openCall(house, db, actor)));
const [bureau] = await inCall((call) =>
  registerInstitutions(call, [{ kind: 'bureau', code: 'bureau', name: '人社局', region: 'beijing' }]),
);
const clerk: Actor = { role: 'bureau-clerk', id: 'clerk', institutionId: bureau! };
const citizen = (id: string): Actor => ({ role: 'citizen', id, channel: 'bureau-site' });
let seed = 300;
async function person(): Promise<string> {
  seed += 1;
  return (await registered(house, samplePeople(1, seed)))[0]!;
}
const look = (id: string) => ask(house, myEcard, citizen(id), {});
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => error.code ?? String(error),
  );
const newCard = (holderId: string, region = 'beijing') =>
  inCall(async (call) => {
    const item = {
      holderId,
      region,
      bankCode: 'icbc',
      generation: 3 as const,
      orderId: null,
      batchProxy: false,
    };
    const { cardId } = (await planCards(call, [item]))[0]!;
    await markMade(call, [{ cardId, bankCardNumber: bankCardNumberOf('622202', seed) }]);
    await collectCards(call, [cardId]);
    return cardId;
  });

describe('the e-card', () => {
  test('ECD-01 it is there as soon as it is issued, unusable until the person authorises it', async () => {
    const holder = await person();
    expect(await codeOf(look(holder))).toBe('ecard.no-ecard');
    await inCall((call) => registerOldCards(call, [{ holderId: holder, region: 'beijing', generation: 2 }]));
    await inCall((call) => issueEcard(call, holder));
    expect(await look(holder)).toMatchObject({ state: 'issued', usable: false, obstacle: 'not-authorised' });
    await perform(house, authoriseEcard, citizen(holder), {});
    expect(await look(holder)).toMatchObject({ state: 'authorised', usable: true, obstacle: null });
    // A second order brings no second e-card and takes no consent away.
    await inCall((call) => issueEcards(call, [holder, holder]));
    expect(await look(holder)).toMatchObject({ state: 'authorised', usable: true });
  });

  test('ECD-03 it follows the switch by itself: the new card from the moment it is enabled, the old one until then', async () => {
    const holder = await person();
    const [old] = await inCall((call) =>
      registerOldCards(call, [{ holderId: holder, region: 'beijing', generation: 2 }]),
    );
    await inCall((call) => issueEcard(call, holder));
    await perform(house, authoriseEcard, citizen(holder), {});
    const card = await newCard(holder);
    expect(await look(holder)).toMatchObject({ usable: true, cardId: old });
    await inCall((call) => enableCard(call, card), clerk);
    expect(await look(holder)).toMatchObject({ usable: true, cardId: card });
  });

  test('it needs a good card: none, or one frozen by a reported loss, stops it', async () => {
    const holder = await person();
    await inCall((call) => issueEcard(call, holder));
    await perform(house, authoriseEcard, citizen(holder), {});
    expect(await look(holder)).toMatchObject({ usable: false, obstacle: 'no-good-card', cardId: null });
    await inCall((call) => registerOldCards(call, [{ holderId: holder, region: 'beijing', generation: 2 }]));
    await inCall((call) => suspendGoodCard(call, holder));
    expect(await look(holder)).toMatchObject({ usable: false, obstacle: 'card-not-usable' });
    await inCall((call) => restoreGoodCard(call, holder));
    expect(await look(holder)).toMatchObject({ usable: true });
  });

  test('suspended by the person, authorised again, closed for good; nobody does it for a stranger', async () => {
    const [holder, stranger] = [await person(), await person()];
    await inCall((call) => issueEcard(call, holder));
    const act = (what: typeof authoriseEcard | typeof suspendEcard | typeof closeEcard, input = {}, who = holder) =>
      codeOf(perform(house, what as typeof authoriseEcard, citizen(who), input));
    expect(await act(suspendEcard)).toBe('ecard.wrong-state');
    expect(await act(authoriseEcard, { holderId: holder }, stranger)).toMatch(/^holders\./);
    expect(await act(authoriseEcard)).toBe('done');
    expect(await act(suspendEcard)).toBe('done');
    expect(await look(holder)).toMatchObject({ usable: false, obstacle: 'suspended' });
    expect(await act(authoriseEcard)).toBe('done');
    expect(await act(closeEcard)).toBe('done');
    expect(await act(authoriseEcard)).toBe('ecard.wrong-state');
    expect(await look(holder)).toMatchObject({ usable: false, obstacle: 'closed' });
    expect(ecardMoves.closed).toEqual([]);
    expect(await act(authoriseEcard, {}, stranger)).toBe('ecard.no-ecard');
  });

  test('when a holder dies, cards and e-card end and the records stay', async () => {
    const holder = await person();
    const [old] = await inCall((call) =>
      registerOldCards(call, [{ holderId: holder, region: 'beijing', generation: 2 }]),
    );
    const card = await newCard(holder);
    await inCall((call) => issueEcard(call, holder));
    const ended = await inCall(async (call) => {
      const cards = await endCardsOf(call, [holder]);
      await closeEcards(call, [holder]);
      return cards;
    });
    expect(ended).toEqual({ invalidIds: [old], cancelledIds: [card] });
    expect((await findEcard(house.database, holder))?.state).toBe('closed');
  });
});

test('ENB-05 the checklist clears step by step', async () => {
  const holder = await person();
  await inCall((call) =>
    registerOldCards(call, [
      {
        holderId: holder,
        region: 'beijing',
        generation: 2,
        bankCode: 'icbc',
        bankCardNumber: bankCardNumberOf('622203', 7),
      },
    ]),
  );
  await inCall((call) => issueEcard(call, holder));
  const open = async () =>
    (await ask(house, cardChecklist, citizen(holder), {})).items.filter(({ done }) => !done).map(({ code }) => code);
  expect(await open()).toEqual([]);
  const card = await newCard(holder);
  expect(await open()).toEqual(['enable', 'activate', 'ecard']);
  await inCall((call) => enableCard(call, card), clerk);
  expect(await open()).toEqual(['activate', 'old-account', 'ecard']);
  await inCall((call) => activateAccount(call, card));
  expect(await open()).toEqual(['old-account', 'ecard']);
  await perform(house, authoriseEcard, citizen(holder), {});
  expect(await open()).toEqual(['old-account']);
});

test('RPL-04 after a replacement each benefit is named that may still go to the old number, with the place of change, until the old account is closed', async () => {
  const [holder, other] = [await person(), await person()];
  const old = (holderId: string, number: number) =>
    inCall((call) => {
      const bankCardNumber = bankCardNumberOf('622203', number);
      return registerOldCards(call, [
        { holderId, region: 'hengshui', generation: 2, bankCode: 'icbc', bankCardNumber },
      ]);
    });
  const [oldCard] = await old(holder, 81);
  await old(other, 82);
  const left = async (who = holder) => (await ask(house, cardChecklist, citizen(who), {})).onOldNumber;
  expect(await left()).toEqual([]);
  const card = await newCard(holder, 'hengshui');
  // While the old card serves nothing is to be changed.
  expect(await left()).toEqual([]);
  await inCall((call) => enableCard(call, card), citizen(holder));
  const items = await left();
  expect(items.map(({ benefit }) => benefit)).toEqual([
    'pension',
    'unemployment',
    'work-injury',
    'flexible-employment',
  ]);
  const tail = async (id: string) => (await getCard(house.database, id)).bankCardLast4!;
  for (const { zh } of items) {
    expect(zh).toContain(`尾号 ${await tail(oldCard!)} 的旧卡号`);
    expect(zh).toContain(`尾号 ${await tail(card)} 的新卡号`);
    expect(zh).toContain('发放待遇的经办机构');
  }
  expect(await left(other)).toEqual([]);
  await inCall((call) => closeAccount(call, oldCard!));
  expect(await left()).toEqual([]);
});
