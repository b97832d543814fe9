// A tap at a gate: purse, block list, fare, debit; eight commands. Works offline: everything it needs is in the gate.
import type { CardChannel } from '../card-channel.ts';
import type { PurchaseModule } from '../keys/purse-keys.ts';
import { refuse } from '../refusals.ts';
import { type BufferedRecord, type DebitResult, debitPurse, type PurseDebit, settleTorn } from './debit-purse.ts';
import { exactly, type Purse, readBalance, selectPurse } from './purse.ts';

/** What the gate sees before it decides. */
export interface PurseAtGate extends Purse {
  readonly balanceFen: bigint;
  /** File 17: home city, interoperability, card type (normal, student, senior ...). */
  readonly place: Uint8Array;
  /** The record of this line of business in file 1A. */
  readonly journey: Uint8Array;
}

export interface Fare {
  readonly amountFen: bigint;
  readonly records: readonly BufferedRecord[];
}

export interface Gate {
  readonly module: PurchaseModule;
  readonly isBlocked: (purseNumber: string) => boolean;
  /** Refuses what this gate does not take; an entry costs 0. */
  readonly fare: (purse: PurseAtGate) => Fare;
  /** YYYYMMDDhhmmss */
  readonly time: string;
  /** Number of the record in file 1A; 1 is rail. */
  readonly business?: number;
  /** A debit of this purse this gate has lost sight of. */
  readonly tornOf?: (purseNumber: string) => PurseDebit | undefined;
}

export type TapResult = DebitResult & {
  /** True when an earlier, torn tap turned out to be paid: nothing was taken now. `tac` is empty when the purse gave none. */
  readonly recovered: boolean;
};

/** Refuses `no-purse`, `purse-blocked`, `purse-too-low` and whatever the fare refuses. */
export async function tap(channel: CardChannel, gate: Gate): Promise<TapResult> {
  const purse = await selectPurse(channel);
  if (gate.isBlocked(purse.number)) throw refuse('purse-blocked');
  const torn = gate.tornOf?.(purse.number);
  if (torn) {
    const settled = await settleTorn(channel, torn);
    if (settled.outcome === 'paid') return { outcome: 'paid', debit: torn, tac: settled.tac ?? '', recovered: true };
  }
  const place = await channel.need('READ BINARY 17', [0x00, 0xb0, 0x97, 0x00], undefined, 60);
  const business = gate.business ?? 1;
  const journey = await channel.need('READ RECORD 1A', [0x00, 0xb2, business, 0xd4], undefined, 128);
  const balanceFen = await readBalance(channel);
  const at: PurseAtGate = {
    ...purse,
    ...{ balanceFen, place: exactly(place, 60, 'READ BINARY 17'), journey: exactly(journey, 128, 'READ RECORD 1A') },
  };
  const { amountFen, records } = gate.fare(at);
  const result = await debitPurse(channel, purse, gate.module, { amountFen, records, time: gate.time });
  return { ...result, recovered: false };
}
