// The issuer's keys in software: whoever can name a master key can compute for every card. For simulations, and for a key module
// that does the same inside.
import {
  debitMac1,
  debitMac2,
  debitRef,
  debitSessionKey,
  proofOf,
  type Suite,
  sealBlock,
  suiteOf,
} from '../../chip/index.ts';
import { concat, equalSecrets } from '../../crypto/index.ts';
import { refuse } from '../refusals.ts';
import type { IssuerKeys, KeyedCard, KeyName } from './issuer-keys.ts';

/** A master key, or undefined when this holder does not have it. */
export type MasterKeys = (algorithm: number, key: KeyName) => Uint8Array | undefined;

export const debitKey: KeyName = { directory: 'DF04', ref: debitRef.key };

/** `nextSequence` numbers the debits of one terminal, 1 to 65535. */
export function softwareKeys(masters: MasterKeys, nextSequence: () => number): IssuerKeys {
  return {
    proof: async (card, key, source, factor) => {
      const { suite, secret } = cardKey(masters, card, key);
      return proofOf(suite, secret, source, factor);
    },
    message: async (card, key, challenge, header, content) => {
      const { suite, secret } = cardKey(masters, card, key);
      const sealed = content ? sealBlock(suite, secret, content) : new Uint8Array(0);
      const mac = suite.mac(secret, challenge, concat(header, Uint8Array.of(sealed.length + 4), sealed));
      return concat(sealed, mac);
    },
    debit: async (card, { random, sequence, debit }) => {
      const { suite, secret } = cardKey(masters, card, debitKey);
      const number = nextSequence();
      const whole = { ...debit, terminalSequence: Uint8Array.of(0, 0, number >> 8, number & 0xff) };
      const session = debitSessionKey(suite, secret, random, sequence, whole);
      return {
        terminalSequence: whole.terminalSequence,
        mac1: debitMac1(suite, session, whole),
        accept: async (mac2) => equalSecrets(debitMac2(suite, session, whole), mac2),
      };
    },
  };
}

/** The key of one card and its cipher; refuses SSF33 and keys this holder lacks. */
export function cardKey(
  masters: MasterKeys,
  { algorithm, factor }: KeyedCard,
  key: KeyName,
): { suite: Suite; secret: Uint8Array } {
  const suite = suiteOf(algorithm);
  if (!suite) throw refuse('algorithm-unsupported', { mark: algorithm });
  const master = masters(algorithm, key);
  if (!master) throw refuse('key-level', { key: keyText(key) });
  return { suite, secret: suite.diversify(master, factor) };
}

/** `SSSE 0A`, `DF01 86`. */
export const keyText = ({ directory, ref }: KeyName): string =>
  `${directory} ${ref.toString(16).toUpperCase().padStart(2, '0')}`;
