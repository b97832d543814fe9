// Random lives of a person's cards against a model of a few lines: what the model allows is done, what it forbids is refused.
import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { cardNow, codeOf, inCall, madeCard, oldCard, openRegions, people, replayHistory } from './cards.fixture.ts';
import {
  activateAccount,
  cancelCards,
  closeAccount,
  collectCards,
  countPinFailure,
  enableCard,
  restoreGoodCard,
  suspendGoodCard,
  unblockPin,
} from './index.ts';

const house = await testHouse();
const who = await openRegions(house, 'beijing');

interface Model {
  social: string;
  financial: string;
  socialPin: number;
  financialPin: number;
}

const acts = [
  'collect',
  'enable',
  'lose',
  'find',
  'cancel',
  'activate',
  'close',
  'miss-social',
  'miss-financial',
  'unblock-social',
  'unblock-financial',
] as const;
type Act = (typeof acts)[number];

/** What should happen to the cards [old, first, second]; false: refused. */
function expected(cards: Model[], act: Act, i: number): boolean {
  const card = cards[i]!;
  const good = cards.findIndex(({ social }) => social === 'enabled' || social === 'suspended');
  const go = (allowed: boolean, change: () => void) => {
    if (allowed) change();
    return allowed;
  };
  switch (act) {
    case 'collect':
      return go(card.social === 'made', () => Object.assign(card, { social: 'collected' }));
    case 'enable':
      return go(card.social === 'collected' && i > good, () => {
        if (good >= 0) cards[good]!.social = 'invalid';
        card.social = 'enabled';
      });
    case 'lose':
      return go(good >= 0, () => Object.assign(cards[good]!, { social: 'suspended' }));
    case 'find':
      return go(good >= 0 && cards[good]!.social === 'suspended', () =>
        Object.assign(cards[good]!, { social: 'enabled' }),
      );
    case 'cancel':
      return go(card.social === 'made' || card.social === 'collected', () =>
        Object.assign(card, { social: 'cancelled' }),
      );
    case 'activate':
      return go(card.financial === 'open' && card.social !== 'made', () =>
        Object.assign(card, { financial: 'active' }),
      );
    case 'close':
      return go(card.financial !== 'closed', () => Object.assign(card, { financial: 'closed' }));
    case 'miss-social':
      return go(card.social === 'enabled' && card.socialPin < 3, () =>
        Object.assign(card, { socialPin: card.socialPin + 1 }),
      );
    case 'miss-financial':
      return go(card.financial === 'active' && card.financialPin < 3, () => {
        card.financialPin += 1;
        if (card.financialPin === 3) card.financial = 'blocked';
      });
    case 'unblock-social':
      return go(card.social === 'enabled' && card.socialPin === 3, () => Object.assign(card, { socialPin: 0 }));
    case 'unblock-financial':
      return go(card.financial === 'blocked', () => Object.assign(card, { financial: 'active', financialPin: 0 }));
  }
}

function really(holderId: string, act: Act, cardId: string): Promise<string> {
  return codeOf(
    inCall(
      house,
      async (call) => {
        if (act === 'collect') await collectCards(call, [cardId]);
        else if (act === 'enable') await enableCard(call, cardId);
        else if (act === 'lose') await suspendGoodCard(call, holderId);
        else if (act === 'find') await restoreGoodCard(call, holderId);
        else if (act === 'cancel') await cancelCards(call, [cardId]);
        else if (act === 'activate') await activateAccount(call, cardId);
        else if (act === 'close') await closeAccount(call, cardId);
        else if (act === 'miss-social') await countPinFailure(call, cardId, 'social');
        else if (act === 'miss-financial') await countPinFailure(call, cardId, 'financial');
        else if (act === 'unblock-social') await unblockPin(call, cardId, 'social');
        else await unblockPin(call, cardId, 'financial');
      },
      who('beijing clerk'),
    ),
  );
}

const step = fc.record({
  // Enabling and collecting often, or most lives would end before anything happens.
  act: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom<Act>('collect', 'enable') },
    { weight: 3, arbitrary: fc.constantFrom(...acts) },
  ),
  card: fc.nat(2),
});

const lifeOf = (...life: Act[]) => life.map((act) => ({ act, card: 0 }));

test('ENB-01 ENB-04 OLD-01 OLD-02 any sequence of acts: at most one good card, sides never touch each other, the dead never return', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (life) => {
      const [holderId] = (await people(house)) as [string];
      const ids = [await oldCard(house, holderId)];
      for (let i = 0; i < 2; i += 1) {
        // A minute apart, so that the second is younger than the first.
        house.clock.moveTo(new Date(house.clock.now().getTime() + 60_000));
        ids.push(await madeCard(house, holderId));
      }
      const fresh = { social: 'made', financial: 'open', socialPin: 0, financialPin: 0 };
      const model: Model[] = [{ ...fresh, social: 'enabled', financial: 'active' }, { ...fresh }, { ...fresh }];
      for (const { act, card } of life) {
        const allowed = expected(model, act, card);
        const outcome = await really(holderId, act, ids[card]!);
        expect(outcome === 'done' ? true : /^cards\./.test(outcome) ? false : outcome).toBe(allowed);
        const cards = await Promise.all(ids.map((id) => cardNow(house, id)));
        expect(
          cards.map((c) => ({
            social: c.socialState,
            financial: c.financialState,
            socialPin: c.socialPinFailures,
            financialPin: c.financialPinFailures,
          })),
        ).toEqual(model);
      }
      await replayHistory(house, holderId);
    }),
    {
      numRuns: inject('kind') === 'pglite' ? 8 : 25,
      // Blocked PINs need three misses in a row: too rare to wait for.
      examples: [
        [
          lifeOf(
            'miss-social',
            'miss-social',
            'miss-social',
            'miss-social',
            'miss-financial',
            'lose',
            'unblock-social',
            'find',
            'unblock-social',
          ),
        ],
        [
          lifeOf(
            'miss-financial',
            'miss-financial',
            'miss-financial',
            'activate',
            'miss-social',
            'unblock-financial',
            'miss-financial',
            'close',
            'unblock-financial',
          ),
        ],
      ],
    },
  );
}, 240_000);
