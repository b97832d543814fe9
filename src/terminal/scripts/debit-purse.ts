// Taking money off a purse: INITIALIZE, the records that go with it, DEBIT with the PSAM's MAC1, MAC2 back into the PSAM. A card that
// leaves in the middle is asked at its next tap what has happened.

import { Refusal } from '../../base/refusal.ts';
import { purseType, SW } from '../../chip/index.ts';
import { concat } from '../../crypto/index.ts';
import { type CardChannel, refused } from '../card-channel.ts';
import { hex } from '../hex.ts';
import type { PurchaseModule } from '../keys/purse-keys.ts';
import { refuse } from '../refusals.ts';
import {
  amountBytes,
  exactly,
  fenOf,
  KEY_INDEX,
  LOG_RECORDS,
  PURSE,
  type Purse,
  proveTransaction,
  readPurseLog,
  timeBytes,
} from './purse.ts';

/** A record written together with the debit or not at all: 00 appends to a cyclic file. */
export interface BufferedRecord {
  readonly sfi: number;
  readonly number: number;
  readonly bytes: Uint8Array;
}

export interface DebitOrder {
  readonly amountFen: bigint;
  /** YYYYMMDDhhmmss */
  readonly time: string;
  /** Empty list: a compound purchase without records; absent: a plain purchase. */
  readonly records?: readonly BufferedRecord[];
}

/** What clearing is given of one debit. */
export interface PurseDebit {
  readonly purseNumber: string;
  readonly type: 'purchase' | 'compound';
  /** 00 3DES, 04 SM4. */
  readonly algorithm: number;
  /** The card's number of this debit. */
  readonly sequence: number;
  readonly terminal: string;
  readonly terminalSequence: string;
  readonly amountFen: bigint;
  readonly balanceFen: bigint;
  readonly time: string;
}

export type DebitResult =
  | { readonly outcome: 'paid'; readonly debit: PurseDebit; readonly tac: string }
  /** DEBIT was sent and its answer lost: keep it, and ask the same purse with `settleTorn`. */
  | { readonly outcome: 'torn'; readonly debit: PurseDebit };

/** The purse must be selected. Refuses `purse-too-low`, `card-not-genuine`, `card-refused`; `card-removed` while nothing can have moved. */
export async function debitPurse(
  channel: CardChannel,
  purse: Purse,
  module: PurchaseModule,
  { amountFen, time, records }: DebitOrder,
): Promise<DebitResult> {
  const type = records ? purseType.compound : purseType.purchase;
  const order = { amount: amountBytes(amountFen), type, time: timeBytes(time) };
  const kind = records ? 0x03 : 0x01;
  const asked = concat(Uint8Array.of(KEY_INDEX), order.amount, module.terminal);
  const begun = await channel.ask(0x80, 0x50, kind, PURSE, asked, 15);
  if (begun.sw === SW.balanceTooLow) throw refuse('purse-too-low');
  if (begun.sw !== SW.ok) throw refused('INITIALIZE FOR PURCHASE', begun.sw);
  const start = exactly(begun.bytes, 15, 'INITIALIZE FOR PURCHASE');
  for (const { sfi, number, bytes } of records ?? [])
    await channel.need('UPDATE CAPP DATA CACHE', [0x80, 0xdc, number, sfi << 3], bytes);
  const { terminalSequence, mac1 } = await module.begin(purse, start, order);
  const debit: PurseDebit = {
    ...{ purseNumber: purse.number, type: records ? 'compound' : 'purchase', algorithm: start[10]! },
    ...{ sequence: (start[4]! << 8) | start[5]!, terminal: hex(module.terminal) },
    ...{ terminalSequence: hex(terminalSequence), amountFen, balanceFen: fenOf(start.slice(0, 4)) - amountFen, time },
  };
  let answer: Uint8Array;
  try {
    answer = await channel.need('DEBIT', [0x80, 0x54, 0x01, 0x00], concat(terminalSequence, order.time, mac1), 8);
  } catch (error) {
    // Only a status word says that nothing moved; silence says nothing.
    if (!(error instanceof Refusal) || error.code === 'terminal.card-refused') throw error;
    return { outcome: 'torn', debit };
  }
  if (answer.length !== 8) return { outcome: 'torn', debit };
  if (!(await module.accept(answer.slice(4)))) throw refuse('card-not-genuine', { reason: 'MAC2' });
  return { outcome: 'paid', debit, tac: hex(answer.slice(0, 4)) };
}

export type TornAnswer =
  /** The TAC is gone when the purse has paid again since; its own log still names the debit. */
  | { readonly outcome: 'paid'; readonly tac: string | undefined }
  | { readonly outcome: 'not paid' }
  /** So much has been paid since that the log no longer reaches back: clearing sees the gap in the numbers. */
  | { readonly outcome: 'unknown' };

/** Asks a purse what became of a torn debit. The purse must be selected, and the same one. */
export async function settleTorn(channel: CardChannel, torn: PurseDebit): Promise<TornAnswer> {
  const proof = await proveTransaction(channel, purseType[torn.type], torn.sequence + 1);
  const log = await readPurseLog(channel);
  const debits = log.filter(({ type }) => type !== LOAD);
  // Our number may have gone to another terminal, if the card left before it had booked ours.
  const same = debits.find(({ sequence }) => sequence === torn.sequence);
  if (same) {
    const ours = same.terminal === torn.terminal && same.time === torn.time && same.amountFen === torn.amountFen;
    return ours ? { outcome: 'paid', tac: proof && hex(proof.tac) } : { outcome: 'not paid' };
  }
  const reachesBack = log.length < LOG_RECORDS || debits.some(({ sequence }) => sequence < torn.sequence);
  return { outcome: reachesBack ? 'not paid' : 'unknown' };
}

const LOAD = '02';
