// What a conformance case is, and how it says what came of it.
import type { CardAnswer, CardChannel } from '../card-channel.ts';
import type { IssuerKeys } from '../keys/issuer-keys.ts';
import type { Reader } from '../reader.ts';
import type { CardIdentity } from '../scripts/recognise-card.ts';

export interface Candidate {
  readonly reader: Reader;
  readonly psam?: Reader;
  /** Keys of the card's issuer; without them the cases that need a cryptogram are not testable. */
  readonly keys?: IssuerKeys;
  /** The holder's PIN; tries are spent and given back. */
  readonly pin?: string;
  readonly random: (length: number) => Uint8Array;
}

export interface Bench extends Candidate {
  /** A card fresh from power-up; let go when the case is over. */
  fresh(): Promise<CardChannel>;
  /** Who it is; fails the case when it does not even say that. */
  identity(): Promise<CardIdentity>;
}

export interface ConformanceCase {
  readonly id: string;
  readonly title: readonly [zh: string, en: string];
  /** Throws `Failed` or `NotTestable`; anything it returns is shown as what was found. */
  readonly run: (bench: Bench) => Promise<string | undefined>;
}

export class Failed extends Error {}
export class NotTestable extends Error {}

/** Fails with what was expected and what came. */
export function expectSw(answer: CardAnswer, expected: readonly number[], what: string): void {
  if (!expected.includes(answer.sw)) {
    const text = (sw: number) => sw.toString(16).toUpperCase().padStart(4, '0');
    throw new Failed(`${what}: ${text(answer.sw)}，应为 expected ${expected.map(text).join(' / ')}`);
  }
}

export function expectThat(condition: boolean, what: string): void {
  if (!condition) throw new Failed(what);
}

export function issuerKeysOf({ keys }: Candidate): IssuerKeys {
  if (!keys) throw new NotTestable('需要发卡方密钥（PSAM 或加密机）needs the issuer’s keys (PSAM or key module)');
  return keys;
}
