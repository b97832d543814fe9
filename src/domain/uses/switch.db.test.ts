// The national switch under fire: cards are used while new ones are being enabled, and every use meets exactly one good card.
import { expect, test } from 'vitest';
import { perform } from '../../base/action.ts';
import { collectCards, enableCard, findGoodCard, getCard, markMade, planCards } from '../cards/index.ts';
import { authoriseEcard, issueEcards, makeCardCode } from '../ecard/ecard.fixture.ts';
import { chip, usesHouse } from './uses.fixture.ts';

const t = await usesHouse();
const { house, people, use, money, inCall, clerkOf } = t;
const clerk = clerkOf(t.beijingBureau, 'bureau-clerk');

/** A new card of the person, made and collected, ready to take the old one's place. */
const newCard = (holderId: string) =>
  inCall(async (call) => {
    const item = {
      holderId,
      region: 'beijing',
      bankCode: 'icbc',
      generation: 3 as const,
      orderId: null,
      batchProxy: false,
    };
    const { cardId, cardIdentifier } = (await planCards(call, [item]))[0]!;
    await markMade(call, [{ cardId, bankCardNumber: null } as never]);
    await collectCards(call, [cardId]);
    const { cardNumber } = await getCard(call.db, cardId);
    return { cardId, cardNumber, cardIdentifier };
  });

test('OLD-04 OLD-06 a hospital settles all through the switch: every attempt succeeds with exactly one of the two cards, the account stays', async () => {
  const count = 12;
  const old = await people(count, 2);
  await money(
    old.map(({ holderId }) => holderId),
    1_000_000n,
  );
  const fresh: Awaited<ReturnType<typeof newCard>>[] = [];
  for (const { holderId } of old) fresh.push(await newCard(holderId));
  let switching = true;
  const outcomes: { i: number; oldAllowed: boolean; newAllowed: boolean; before: string; after: string }[] = [];
  const paid = new Array<bigint>(count).fill(0n);
  const hospital = (async () => {
    for (let round = 0; switching || round < 6; round += 1) {
      await Promise.all(
        old.map(async (card, i) => {
          const before = (await findGoodCard(house.database, card.holderId))!.id;
          // A person hands over whatever card is at hand; when it has ended, the other one.
          const [first, second] = await Promise.all([
            use({ credential: chip(card), amountFen: 1n }),
            use({ credential: chip(fresh[i]!), amountFen: 1n }),
          ]);
          const after = (await findGoodCard(house.database, card.holderId))!.id;
          for (const { allowed } of [first, second]) if (allowed) paid[i]! += 1n;
          for (const { allowed, reason } of [first, second])
            expect(allowed || ['card-ended', 'card-not-in-use'].includes(reason!), reason ?? '').toBe(true);
          outcomes.push({ i, oldAllowed: first.allowed, newAllowed: second.allowed, before, after });
        }),
      );
      await new Promise((done) => setTimeout(done, 10));
    }
  })();
  for (const { cardId } of fresh) {
    await new Promise((done) => setTimeout(done, 30));
    await inCall((call) => enableCard(call, cardId), clerk);
  }
  switching = false;
  await hospital;
  for (const { i, oldAllowed, newAllowed, before, after } of outcomes) {
    const [oldId, newId] = [old[i]!.cardId, fresh[i]!.cardId];
    // Where no switch fell in between, it is the good card and only the good card.
    if (before === after) expect([oldAllowed, newAllowed]).toEqual([after === oldId, after === newId]);
    else expect(before === oldId && after === newId).toBe(true);
  }
  const kinds = new Set(outcomes.map(({ oldAllowed, newAllowed }) => `${oldAllowed} ${newAllowed}`));
  expect(kinds).toContain('true false');
  expect(kinds).toContain('false true');
  for (const [i, card] of fresh.entries()) {
    const answer = await use({ credential: chip(card), amountFen: 1n });
    expect(answer.balanceFen).toBe(1_000_000n - paid[i]! - 1n);
  }
}, 120_000);

test('OLD-04 ECD-03 a code made before the switch stops with it, and the next one carries the new card', async () => {
  const [old] = await people(1, 2);
  await inCall((call) => issueEcards(call, [old!.holderId]));
  await perform(house, authoriseEcard, { role: 'citizen', id: old!.holderId, channel: 'bureau-site' }, {});
  const codeOf = (cardNumber: string) => ({
    code: makeCardCode(cardNumber, house.clock.now(), house.vault, house.random),
  });
  // Codes stand for the third generation's ways: a second-generation card serves through them where the service says so.
  const before = codeOf(old!.cardNumber);
  const fresh = await newCard(old!.holderId);
  await inCall((call) => enableCard(call, fresh.cardId), clerk);
  expect(await use({ credential: before })).toMatchObject({ allowed: false, reason: 'card-ended' });
  const good = (await findGoodCard(house.database, old!.holderId))!;
  expect(await use({ credential: codeOf(good.cardNumber) })).toMatchObject({
    allowed: true,
    card: { cardId: fresh.cardId },
  });
});
