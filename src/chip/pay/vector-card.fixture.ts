// A purse with the keys of the published test card, giving out the published random number.
import vectors from '../../../test/vectors/purse.json' with { type: 'json' };
import { fromHex } from '../../crypto/index.ts';
import { freshCopy, say, testKey } from '../card.fixture.ts';
import type { Card } from '../card.ts';
import { transitPlan, transitValues } from '../profiles/transit.ts';
import { issue, issuedCard, load } from './pay.fixture.ts';

const { load: loading, compound } = vectors;

/** `more` and `authenticationCode`: as city cards have them. */
export function vectorCard(random: string, more: Record<string, Uint8Array>, authenticationCode: boolean): Card {
  const name = JSON.stringify([random, authenticationCode]);
  const first = made.get(name) ?? makeVectorCard(more, authenticationCode);
  made.set(name, first);
  const card = freshCopy(first, () => fromHex(random));
  say(card, '00A4040008A000000632010105');
  return card;
}

const made = new Map<string, Card>();

function makeVectorCard(more: Record<string, Uint8Array>, authenticationCode: boolean): Card {
  const card = issuedCard();
  const keys: Record<number, string> = { 33: loading.loadKey, 49: compound.purchaseKey, 64: loading.tacKey };
  const values = { ...transitValues({ issue, place: new Uint8Array(60), balanceLimit: 100_000 }), ...more };
  load(card, transitPlan({ issue, authenticationCode, pinForLoad: true }), values, (directory, { ref }) =>
    ref in keys ? fromHex(keys[ref]!) : testKey(`${directory} ${ref}`),
  );
  return card;
}

/** Ready to load: its PIN is verified. */
export const loadCard = () => {
  const card = vectorCard(loading.random, {}, false);
  say(card, '0020000003123456');
  return card;
};
export const compoundCard = () => {
  const code = fromHex(compound.authenticationCode);
  return vectorCard(compound.random, { 'TRANSIT/0001': fromHex(compound.balance), 'TRANSIT/0007': code }, true);
};
