// The far end of the *_HSM_* functions: takes the step strings, answers with what the next step wants. Here over any holder of the
// issuer's keys; a real front end would be asked the same over its own line.
import { encodeDigits } from '../../chip/index.ts';
import { bytesOf, hex } from '../hex.ts';
import type { IssuerKeys, KeyedCard } from '../keys/issuer-keys.ts';
import { refuse } from '../refusals.ts';
import { pinBytes } from '../scripts/pin.ts';
import { internalKey, readKey } from '../scripts/read-holder.ts';
import { keyAt } from './key-addresses.ts';

export interface KeyModule {
  /** 8 fields of iReadCardBas_HSM_Step1 -> `result1|result2|`. */
  basicRead(step1: string): Promise<string>;
  /** 4 fields of a read, write or PIN step -> 32 hex. The string names no card: `reset` is its ATR field from the basic reading. */
  authorise(step1: string, reset: string): Promise<string>;
  /** 5 fields of a PIN reset's second step -> data of the secure message. */
  resetPin(step2: string, reset: string): Promise<string>;
  /** Fields of iDoDebit_HSM_Step1 -> `0000ssss|time|MAC1|`. */
  debit(step1: string, reset: string): Promise<string>;
}

export function keyModuleOver(keys: IssuerKeys): KeyModule {
  return {
    async basicRead(step1) {
      const [, reset, mark, identifier, factor, source, factor2, source2] = fields(step1, 8, 9);
      // Twelve bytes name the card; what follows is its MAC, and FFFFFFFF before issue.
      if (!/^[0-9]{6}D156000005[0-9A-F]{8}/.test(identifier!) || !factor2 !== !source2)
        throw refuse('bad-parameter', { what: 'AAZ501' });
      const card = keyed(mark!, reset!);
      const first = await keys.proof(card, internalKey, eight(source!), eight(factor!));
      const second = factor2 ? await keys.proof(card, readKey, eight(source2!), eight(factor2)) : new Uint8Array(16);
      return `${hex(first)}|${hex(second)}|`;
    },
    async authorise(step1, reset) {
      const [mark, address, factor, source] = fields(step1, 4, 4);
      return hex(await keys.proof(keyed(mark!, reset), keyAt(address!), eight(source!), eight(factor!)));
    },
    async resetPin(step2, reset) {
      const [mark, address, challenge, header, pin] = fields(step2, 5, 5);
      const content = pin ? pinBytes(pin) : undefined;
      const sealed = await keys.message(
        keyed(mark!, reset),
        keyAt(address!),
        eight(challenge!),
        bytesOf(header!, 'APDU', 4),
        content,
      );
      return hex(sealed);
    },
    async debit(step1, reset) {
      const [mark, , random, sequence, account, fund, terminal, time] = fields(step1, 8, 8);
      const { terminalSequence, mac1 } = await keys.debit(keyed(mark!, reset), {
        random: bytesOf(random!, 'random', 4),
        sequence: bytesOf(sequence!, 'sequence', 2),
        debit: {
          accountAmount: bytesOf(account!, 'amount', 4),
          fundAmount: bytesOf(fund!, 'amount', 4),
          terminal: encodeDigits(terminal!, 6),
          time: bytesOf(time!, 'time', 7),
        },
      });
      return `${hex(terminalSequence)}|${time}|${hex(mac1)}|`;
    },
  };
}

function keyed(mark: string, reset: string): KeyedCard {
  if (!/^0[123]$/.test(mark)) throw refuse('bad-parameter', { what: 'AFLAG' });
  return { algorithm: Number(mark), factor: bytesOf(reset, 'AAZ507', 13).slice(5) };
}

const eight = (text: string): Uint8Array => bytesOf(text, 'SJS', 8);

/** Fields of a step string, each with a bar behind it. */
export function fields(text: string, least: number, most: number): string[] {
  const parts = text.length <= 1024 ? text.replace(/\|$/, '').split('|') : [];
  // Empty fields at the end may lose their bars on the way.
  while (parts.length < least && text.endsWith('|')) parts.push('');
  if (parts.length < least || parts.length > most) throw refuse('bad-parameter', { what: 'step string' });
  return parts;
}
