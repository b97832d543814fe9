// Throws random and mutated commands at a card and reports every answer that must not be.
import type { Card } from './card.ts';
import { powerUp } from './card.ts';
import { usedRoom } from './memory.ts';
import { pinTriesLeft } from './pin.ts';
import type { Face } from './products.ts';
import { transmit } from './transmit.ts';

export type FuzzTask = {
  /** A fresh card; called again every `renew` commands, because fuzzing uses PINs and keys up. */
  readonly card: () => Card;
  readonly face: Face;
  readonly count: number;
  readonly seed: number;
  /** Valid commands to mutate. */
  readonly corpus: readonly Uint8Array[];
  /** Bytes no answer may hold six of in a row. */
  readonly secrets: Uint8Array;
  readonly renew?: number;
};

export type FuzzReport = {
  readonly sent: number;
  readonly statusWords: ReadonlyMap<number, number>;
  readonly findings: readonly string[];
};

/** xorshift32: fast, and the same run from the same seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

export function fuzz({ card: make, face, count, seed, corpus, secrets, renew = 5000 }: FuzzTask): FuzzReport {
  const below = numbers(seed);
  const statusWords = new Map<number, number>();
  const findings: string[] = [];
  const protectedBytes = Buffer.from(secrets);
  let card = make();
  let tries = pinTries(card);
  for (let sent = 0; sent < count && findings.length < 10; sent++) {
    if (sent > 0 && sent % renew === 0) {
      card = make();
      tries = pinTries(card);
    }
    if (below(200) === 0) powerUp(card, face, below(2) === 0 ? 'T=0' : 'T=1');
    // Now and then the power fails within the next few writes.
    if (below(300) === 0) card.power.writesLeft = below(8);
    const apdu = nextCommand(corpus, below);
    const triesBefore = tries;
    let answer: Uint8Array;
    try {
      answer = transmit(card, apdu, face);
    } catch (reason) {
      findings.push(`${hex(apdu)} throws ${String(reason)}`);
      continue;
    }
    if (answer.length === 0 && !card.power.on) {
      card.power.writesLeft = Number.POSITIVE_INFINITY;
      if (!powerUp(card, face, 'T=1')) findings.push(`${hex(apdu)} and a power cut: the card does not come up again`);
      tries = pinTries(card);
      continue;
    }
    const sw = answer.length < 2 ? 0 : (answer.at(-2)! << 8) | answer.at(-1)!;
    statusWords.set(sw, (statusWords.get(sw) ?? 0) + 1);
    const complain = (what: string): number => findings.push(`#${sent} ${hex(apdu)} -> ${hex(answer)}: ${what}`);
    if (answer.length < 2 || answer.length > 255) complain('length');
    if ((sw & 0xf000) !== 0x9000 && (sw & 0xf000) !== 0x6000) complain('no status word');
    if (sw === 0x6f00) complain('internal error');
    if (card.memory.log.length > 0 || card.memory.sealed) complain('open log');
    if (sent % 64 === 0 && usedRoom(card.memory) > card.memory.capacity) complain('more than the chip holds');
    tries = pinTries(card);
    if (sw !== 0x9000 && tries > triesBefore && apdu[1] !== 0x5e) complain('tries won');
    if (answer.length >= 8 && holdsSecret(protectedBytes, answer.subarray(0, -2))) complain('leak');
  }
  return { sent: count, statusWords, findings };
}

function nextCommand(corpus: readonly Uint8Array[], below: (n: number) => number): Uint8Array {
  const kind = below(10);
  if (kind === 0) return Uint8Array.from({ length: below(20) }, () => below(256));
  const apdu = corpus[below(corpus.length)]!.slice();
  if (kind <= 3) return apdu;
  if (kind === 4) return apdu.slice(0, below(apdu.length + 1));
  if (kind === 5) return Uint8Array.from([...apdu, ...Array.from({ length: 1 + below(8) }, () => below(256))]);
  const changes = 1 + below(3);
  for (let i = 0; i < changes; i++) {
    // Most mutations hit the header, where the decisions are.
    const at = below(2) === 0 ? below(Math.min(5, apdu.length)) : below(apdu.length);
    apdu[at] = below(2) === 0 ? apdu[at]! ^ (1 << below(8)) : below(256);
  }
  return apdu;
}

/** Any six bytes of the answer that stand in the secrets: long enough to be no accident. */
function holdsSecret(secrets: Buffer, answer: Uint8Array): boolean {
  const bytes = Buffer.from(answer);
  for (let at = 0; at + 6 <= bytes.length; at += 6) if (secrets.includes(bytes.subarray(at, at + 6))) return true;
  return secrets.includes(bytes.subarray(-6));
}

function pinTries(card: Card): number {
  let sum = 0;
  for (const cell of card.memory.cells.values()) if (cell.kind === 'pin') sum += pinTriesLeft(cell);
  return sum;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
