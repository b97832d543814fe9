// Beihai: two pots behind one card. The medical account follows the person by itself, bank money waits for its owner.
import { expect, test } from 'vitest';
import type { Day } from '../../src/base/day.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { sql } from '../../src/base/sql.ts';
import { profiles } from '../../src/domain/banking/index.ts';
import {
  activateAccount,
  bankCardNumberOf,
  bankCardNumbersOf,
  collectCards,
  enableCard,
  getCard,
  markMade,
  planCards,
} from '../../src/domain/cards/index.ts';
import { balanceMoves, shippedPacks } from '../../src/domain/policy/index.ts';
import { chip, usesHouse } from '../../src/domain/uses/uses.fixture.ts';
import { SimulatedBank } from '../../src/world/index.ts';

const region = 'guangxi-beihai';
const [oldNumber, newNumber] = [bankCardNumberOf('622202', 9_001), bankCardNumberOf('622202', 9_002)];
const day = '2025-03-03' as Day;

test('FIN-07 K11 Beihai: after collection and activation the medical account is behind the new card by itself; bank money stays in the old account until the holder asks', async () => {
  const t = await usesHouse();
  const [old] = await t.people(1, 2, region);
  const { holderId } = old!;
  await t.money([holderId], 80_000n);
  const bank = new SimulatedBank({
    ...{ region, bankCode: 'icbc', profile: profiles.iso, random: new SeededRandom(3), now: () => t.house.clock.now() },
  });
  for (const number of [oldNumber, newNumber]) bank.books.open(number, '示例人', 'social').activated = true;
  bank.books.deposit(day, oldNumber, 50_000n);
  const transfers = () =>
    t.house.database.one<{ n: number }>(sql`select count(*)::int as n from ledger.transfer`).then(({ n }) => n);
  const before = await transfers();

  // The rule of the region's pack, for each pot.
  const pack = shippedPacks[region]!;
  expect(balanceMoves(pack, { pot: 'medical-account', day }).value).toBe('automatic');
  expect(balanceMoves(pack, { pot: 'bank-account', day }).value).toBe('at-the-bank');

  const pay = (card: typeof old) => t.use({ service: 'pharmacy-purchase', credential: chip(card!), amountFen: 100n });
  const cardId = await t.inCall(
    async (call) => {
      const item = { holderId, region, bankCode: 'icbc', generation: 3 as const, orderId: null, batchProxy: false };
      const [planned] = await planCards(call, [{ ...item, replacesCardId: old!.cardId }]);
      await markMade(call, [{ cardId: planned!.cardId, bankCardNumber: newNumber }]);
      await collectCards(call, [planned!.cardId]);
      return planned!.cardId;
    },
    { role: 'citizen', id: holderId, channel: 'bureau-site' },
  );
  const { cardNumber, cardIdentifier } = await getCard(t.house.database, cardId);
  const fresh = { holderId, cardId, cardNumber, cardIdentifier: cardIdentifier! };
  // In hand but not activated: the medical account is still reached by the old card alone.
  expect(await pay(fresh)).toMatchObject({ allowed: false, reason: 'card-not-in-use' });
  expect(await pay(old)).toMatchObject({ allowed: true, balanceFen: 79_900n });

  await t.inCall(
    async (call) => {
      // In this order: Beihai lets the old card die only when the new one's account is in use as well.
      await activateAccount(call, cardId);
      await enableCard(call, cardId);
    },
    { role: 'citizen', id: holderId, channel: 'bureau-site' },
  );
  // The whole balance is behind the new card, and no transfer put it there: only the one payment above was made.
  expect(await transfers()).toBe(before + 1);
  expect(await pay(fresh)).toMatchObject({ allowed: true, balanceFen: 79_800n });
  expect(await pay(old)).toMatchObject({ allowed: false, reason: 'card-ended' });

  // The bank's own books: nothing moved there, and nobody but the holder moves it.
  const rests = () => [oldNumber, newNumber].map((number) => bank.books.accounts.get(number)!.balanceFen);
  expect(await t.inCall(async (call) => (await bankCardNumbersOf(call, [cardId])).get(cardId))).toBe(newNumber);
  expect(rests()).toEqual([50_000n, 0n]);
  expect(bank.books.move(day, oldNumber, newNumber, 50_000n, 'transfer')).toBeNull();
  expect(rests()).toEqual([0n, 50_000n]);
  bank.books.requireSound();
});
