// Secure messages of a published test card, executed on our card: each works once, and fails after any flipped bit.
import { describe, expect, test } from 'vitest';
import vectors from '../../test/vectors/chip.json' with { type: 'json' };
import { fromHex } from '../crypto/index.ts';
import { toHex } from './bytes.ts';
import { contentOf, freshCopy, issued, makeTestCard, memoryText, say } from './card.fixture.ts';
import type { Card } from './card.ts';
import { keyUse } from './key-use.ts';
import { executeScript } from './profiles/execute-script.ts';
import type { DirectoryPlan, KeyPlan } from './profiles/plan.ts';
import { loadingScript } from './profiles/script.ts';
import { free, message } from './rule.ts';
import { algorithm } from './suites.ts';

const [block, unblock, update] = vectors.secureMessages as [Vector, Vector, Vector];
type Vector = { name: string; key: string; challenge: string; apdu: string };

const keyPlan = (ref: number, usage: number): KeyPlan => ({
  ref,
  label: '',
  usage,
  algorithm: algorithm.des,
  tries: 15,
});

/** A purse-like application with the keys of the published card and a file of 28-byte records under SFI 17h. */
const plan: DirectoryPlan = {
  ...{ code: 'PURSE', label: 'purse', pins: [], directories: [] },
  template: { kind: 'directory', fid: 0xdf50, program: 1, name: fromHex('A00000000386980701'), algorithms: [1] },
  keys: [keyPlan(0x36, keyUse.maintenance), keyPlan(0x37, keyUse.lock), keyPlan(0x38, keyUse.unlock)],
  files: [
    {
      ...{ kind: 'records', fid: 0x0017, sfi: 0x17, size: 300, label: 'x', read: free, update: message(0x36) },
      records: Array.from({ length: 8 }, (_, i) => ({ tag: 0x11 + i, form: 'b', length: 22 })),
    },
  ],
};

const keys: Record<number, string> = { 54: update.key, 55: block.key, 56: unblock.key };
let made: Card | undefined;

/** A card that gives out this challenge, the purse selected. */
function cardWith(challenge: string): Card {
  if (made === undefined) {
    made = makeTestCard('3.00', { withoutImages: true });
    const content = { ...contentOf(issued(made)), key: (_: string, { ref }: KeyPlan) => fromHex(keys[ref]!) };
    const failure = executeScript(made, loadingScript(plan, content), issued(made));
    if (failure !== undefined) throw new Error(failure.step.note);
  }
  const card = freshCopy(made, () => fromHex(challenge));
  select(card);
  return card;
}

const select = (card: Card): string => say(card, '00A4040009A00000000386980701');

describe.each([block, unblock, update])('$name', (vector) => {
  const stage = (): Card => {
    const card = cardWith(vector.challenge);
    if (vector === unblock) {
      const other = cardWith(block.challenge);
      say(other, '0084000004');
      expect(say(other, block.apdu)).toBe('9000');
      const blocked = freshCopy(other, () => fromHex(vector.challenge));
      select(blocked);
      say(blocked, '0084000004');
      return blocked;
    }
    say(card, '0084000004');
    return card;
  };

  test('the published message is accepted once', () => {
    const card = stage();
    expect(say(card, vector.apdu)).toBe('9000');
    expect(say(card, vector.apdu)).not.toBe('9000');
  });

  test('any flipped bit is refused and changes nothing but the try counter', () => {
    const bytes = fromHex(vector.apdu);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const card = stage();
      const keyCells = new Set(
        [...card.memory.cells.values()].filter(({ kind }) => kind === 'key').map(({ id }) => id),
      );
      const before = memoryText(card, (id) => keyCells.has(id));
      const wrong = bytes.slice();
      wrong[bit >> 3]! ^= 1 << (bit & 7);
      const answer = say(card, toHex(wrong));
      expect(answer).not.toMatch(/9000$/);
      expect(memoryText(card, (id) => keyCells.has(id))).toBe(before);
    }
  });
});

test('what a message rule protects cannot be written in clear, nor under a MAC with an old challenge', () => {
  const card = cardWith(update.challenge);
  const clear = `00DC07BC18${update.apdu.slice(10, -8)}`;
  expect(say(card, clear)).toBe('6987');
  expect(say(card, update.apdu)).toBe('6984');
});
