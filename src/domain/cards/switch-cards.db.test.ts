import { describe, expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { perform } from '../../base/action.ts';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import {
  cardNow,
  codeOf,
  collectedCard,
  historyOf,
  inCall,
  madeCard,
  oldCard,
  openRegions,
  people,
} from './cards.fixture.ts';
import { enableCard as enableAction } from './enable-card.ts';
import {
  activateAccount,
  cancelCards,
  findGoodCard,
  isUsable,
  restoreGoodCard,
  suspendGoodCard,
  switchCards,
} from './index.ts';

const house = await testHouse();
const who = await openRegions(house, 'beijing', 'guangxi-beihai', 'fuzhou');
const enable = (cardId: string, name = 'beijing clerk') => perform(house, enableAction, who(name), { cardId });

describe('the switch', () => {
  test('OLD-01 OLD-02 K4 enabling the new card kills the social side of the old one at that moment, and nothing else of it', async () => {
    const [holder] = await people(house);
    const old = await oldCard(house, holder!);
    const before = await cardNow(house, old);
    const card = await collectedCard(house, holder!);
    // ENB-07: made and collected, it still has no effect.
    expect(await findGoodCard(house.database, holder!)).toEqual(before);

    expect(await enable(card)).toEqual({ cardId: card, replacedCardId: old });

    expect(await cardNow(house, old)).toEqual({ ...before, socialState: 'invalid', replacedByCardId: card });
    expect(await cardNow(house, card)).toMatchObject({ socialState: 'enabled', replacesCardId: old });
    expect((await findGoodCard(house.database, holder!))?.id).toBe(card);
    expect(await historyOf(house, old)).toEqual([
      'social →enabled',
      'financial none→open',
      'financial open→active',
      'social enabled→invalid',
    ]);
    const line = await house.database.one<{ about: string[]; facts: unknown }>(sql`
      select about::text[] as about, facts from base.journal where action = 'cards.enable-card' order by seq desc limit 1`);
    expect(line.about).toEqual([holder]);
    expect(line.facts).toMatchObject({ cardId: card, replacedCardId: old });
  });

  test('ENB-07 a new card in hand that is not enabled leaves the old card as it is', async () => {
    const [holder] = await people(house);
    const old = await oldCard(house, holder!);
    const card = await collectedCard(house, holder!);
    expect(isUsable((await findGoodCard(house.database, holder!))!, '2025-03-03' as Day)).toBe(true);
    expect(isUsable(await cardNow(house, card), '2025-03-03' as Day)).toBe(false);
    expect((await findGoodCard(house.database, holder!))?.id).toBe(old);
  });

  test('OLD-01 never twice: a second attempt is refused with a clear code and changes nothing', async () => {
    const [holder] = await people(house);
    const old = await oldCard(house, holder!);
    const card = await collectedCard(house, holder!);
    await enable(card);
    const history = await historyOf(house, card);
    expect(await codeOf(enable(card))).toBe('cards.already-enabled');
    expect(await codeOf(enable(old))).toBe('cards.replaced');
    expect(await historyOf(house, card)).toEqual(history);
  });

  test('without an old card the new one is simply enabled', async () => {
    const [holder] = await people(house);
    const card = await collectedCard(house, holder!);
    expect(await enable(card)).toEqual({ cardId: card, replacedCardId: null });
  });

  test('an old card frozen by a loss report dies too, and cannot come back', async () => {
    const [holder] = await people(house);
    const old = await oldCard(house, holder!);
    const card = await collectedCard(house, holder!);
    await inCall(house, (call) => suspendGoodCard(call, holder!));
    await enable(card);
    expect((await cardNow(house, old)).socialState).toBe('invalid');
    expect(await codeOf(inCall(house, (call) => restoreGoodCard(call, holder!)))).toBe('cards.not-suspended');
  });

  test('a card not collected, cancelled, frozen or of a deceased holder is refused', async () => {
    const [a, b, c] = await people(house, 3);
    const made = await madeCard(house, a!);
    expect(await codeOf(enable(made))).toBe('cards.not-collected');
    const cancelled = await collectedCard(house, a!);
    await inCall(house, (call) => cancelCards(call, [cancelled]));
    expect(await codeOf(enable(cancelled))).toBe('cards.not-collected');

    const frozen = await oldCard(house, b!);
    await inCall(house, (call) => suspendGoodCard(call, b!));
    expect(await codeOf(enable(frozen))).toBe('cards.loss-reported');

    const late = await collectedCard(house, c!);
    await house.database.run(sql`update holders.holder set deceased_on = '2025-03-01' where id = ${c}`);
    expect(await codeOf(enable(late))).toBe('cards.holder-deceased');
    expect(await findGoodCard(house.database, c!)).toBeUndefined();
  });

  test('an older card found in a drawer does not kill the newer good one', async () => {
    const [holder] = await people(house);
    const first = await collectedCard(house, holder!);
    house.clock.moveTo(new Date(house.clock.now().getTime() + 60_000));
    const second = await collectedCard(house, holder!);
    await enable(second);
    expect(await codeOf(enable(first))).toBe('cards.older-than-good-card');
    const secondGeneration = await collectedCard(house, holder!, { generation: 2 });
    expect(await codeOf(enable(secondGeneration))).toBe('cards.older-than-good-card');
  });

  test('K4 Guangxi adds a condition: the old card dies only when the account of the new one is active too', async () => {
    const [holder, newcomer] = await people(house, 2);
    const old = await oldCard(house, holder!, 'guangxi-beihai');
    const card = await collectedCard(house, holder!, { region: 'guangxi-beihai' });
    expect(await codeOf(enable(card, 'guangxi-beihai clerk'))).toBe('cards.account-not-active');
    expect((await findGoodCard(house.database, holder!))?.id).toBe(old);
    await inCall(house, (call) => activateAccount(call, card));
    await enable(card, 'guangxi-beihai clerk');
    expect((await cardNow(house, old)).socialState).toBe('invalid');
    // Nothing dies, so nothing is added.
    const first = await collectedCard(house, newcomer!, { region: 'guangxi-beihai' });
    await enable(first, 'guangxi-beihai clerk');
  });

  test('two regions, one person: a second good card is refused; moving is a replacement', async () => {
    const [holder] = await people(house);
    const old = await oldCard(house, holder!, 'fuzhou');
    const second = await collectedCard(house, holder!);
    expect(await codeOf(enable(second))).toBe('cards.good-card-elsewhere');
    expect((await findGoodCard(house.database, holder!))?.id).toBe(old);
    const moved = await collectedCard(house, holder!, { replacesCardId: old });
    await enable(moved);
    expect(await cardNow(house, old)).toMatchObject({ socialState: 'invalid', replacedByCardId: moved });
  });

  test('many at once: the good ones switch, the bad ones are refused one by one, two cards of one person once', async () => {
    const [a, b] = await people(house, 2);
    const old = await oldCard(house, a!);
    const cardA = await collectedCard(house, a!);
    const again = await collectedCard(house, a!);
    const cardB = await madeCard(house, b!);
    const nobody = '018f0000-0000-7000-8000-000000000001';
    const answers = await inCall(
      house,
      (call) => switchCards(call, [cardB, nobody, cardA, again]),
      who('beijing clerk'),
    );
    expect(answers.map((answer) => ('code' in answer ? answer.code : answer))).toEqual([
      'cards.not-collected',
      'cards.not-found',
      { cardId: cardA, region: 'beijing', orderId: null, replacedCardId: old },
      'cards.second-of-holder',
    ]);
    expect((await findGoodCard(house.database, a!))?.id).toBe(cardA);
  });

  test('OLD-01 the database itself refuses a second good card and the return of a dead one', async () => {
    const [holder] = await people(house);
    const old = await oldCard(house, holder!);
    const card = await collectedCard(house, holder!);
    const force = (id: string) =>
      house.database.run(sql`update cards.card set social_state = 'enabled' where id = ${id}`);
    expect(await codeOf(force(card))).toBe('23505');
    await enable(card);
    expect(await codeOf(force(old))).toBe('42501');
    expect(await codeOf(house.database.run(sql`delete from cards.move where card_id = ${old}`))).toBe('42501');
  });
});
