// Circle load (圈存): the card proves itself to the host (MAC1), the host lets it take the money (MAC2), the card certifies that it has
// (TAC). A load torn off is asked about and never sent twice.
import { Refusal } from '../../base/refusal.ts';
import { parseLoadStart, purseType, SW } from '../../chip/index.ts';
import { concat } from '../../crypto/index.ts';
import { type CardChannel, refused } from '../card-channel.ts';
import { hex } from '../hex.ts';
import type { LoadHost } from '../keys/purse-keys.ts';
import { refuse } from '../refusals.ts';
import { amountBytes, exactly, fenOf, KEY_INDEX, PURSE, type Purse, proveTransaction, timeBytes } from './purse.ts';

export interface LoadOrder {
  readonly amountFen: bigint;
  /** 12 digits. */
  readonly terminal: string;
  /** YYYYMMDDhhmmss */
  readonly time: string;
}

export interface PurseLoad extends LoadOrder {
  readonly purseNumber: string;
  readonly algorithm: number;
  readonly sequence: number;
  readonly balanceFen: bigint;
}

export type LoadResult =
  | { readonly outcome: 'loaded'; readonly load: PurseLoad; readonly tac: string }
  | { readonly outcome: 'torn'; readonly load: PurseLoad };

/** The purse must be selected. Refuses `card-not-genuine`, `card-refused`. */
export async function loadPurse(
  channel: CardChannel,
  purse: Purse,
  host: LoadHost,
  { amountFen, terminal, time }: LoadOrder,
): Promise<LoadResult> {
  if (!/^\d{12}$/.test(terminal)) throw refuse('bad-parameter', { what: 'terminal' });
  const order = {
    amount: amountBytes(amountFen),
    type: purseType.load,
    terminal: bcd(terminal),
    time: timeBytes(time),
  };
  const asked = concat(Uint8Array.of(KEY_INDEX), order.amount, order.terminal);
  const begun = await channel.need('INITIALIZE FOR LOAD', [0x80, 0x50, 0x00, PURSE], asked, 16);
  const start = parseLoadStart(exactly(begun, 16, 'INITIALIZE FOR LOAD'));
  const mac2 = await host.approve(purse, start, order);
  const load: PurseLoad = {
    ...{ amountFen, terminal, time, purseNumber: purse.number, algorithm: start.algorithm },
    ...{ sequence: (start.sequence[0]! << 8) | start.sequence[1]!, balanceFen: fenOf(start.balance) + amountFen },
  };
  let answer: { sw: number; bytes: Uint8Array };
  try {
    answer = await channel.ask(0x80, 0x52, 0, 0, concat(order.time, mac2), 4);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { outcome: 'torn', load };
  }
  if (answer.sw !== SW.ok) throw refused('CREDIT FOR LOAD', answer.sw);
  if (answer.bytes.length !== 4) return { outcome: 'torn', load };
  if (!(await confirmLoad(purse, host, load, answer.bytes))) throw refuse('card-not-genuine', { reason: 'TAC' });
  return { outcome: 'loaded', load, tac: hex(answer.bytes) };
}

/** Asks the purse what became of a torn load; the host may count it as loaded only with this TAC. The purse must be selected. */
export async function settleTornLoad(
  channel: CardChannel,
  purse: Purse,
  host: LoadHost,
  load: PurseLoad,
): Promise<{ readonly outcome: 'loaded'; readonly tac: string } | { readonly outcome: 'not loaded' }> {
  const proof = await proveTransaction(channel, purseType.load, load.sequence + 1);
  // A load after ours bears the same number when ours was never booked; only the TAC tells them apart.
  if (!proof || !(await confirmLoad(purse, host, load, proof.tac))) return { outcome: 'not loaded' };
  return { outcome: 'loaded', tac: hex(proof.tac) };
}

function confirmLoad(purse: Purse, host: LoadHost, load: PurseLoad, tac: Uint8Array): Promise<boolean> {
  return host.confirm(purse, {
    ...{ algorithm: load.algorithm, balance: amountBytes(load.balanceFen), tac },
    sequence: Uint8Array.of(load.sequence >> 8, load.sequence & 0xff),
    order: {
      ...{ amount: amountBytes(load.amountFen), type: purseType.load, terminal: bcd(load.terminal) },
      time: timeBytes(load.time),
    },
  });
}

const bcd = (digits: string): Uint8Array => Uint8Array.from(digits.match(/../g)!, (pair) => Number.parseInt(pair, 16));
