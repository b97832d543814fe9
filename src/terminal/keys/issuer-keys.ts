// What the holder of the issuer's keys computes for a terminal. The keys themselves never come out. Three stand behind it:
// a PSAM in the second slot, the key module of the bureau, and (simulation) the published test keys.
import type { Debit } from '../../chip/index.ts';

/** What makes a card's keys its own. */
export interface KeyedCard {
  /** Algorithm mark: 1 3DES, 2 SSF33, 3 SM4. */
  readonly algorithm: number;
  /** Last 8 historical bytes of its ATR. */
  readonly factor: Uint8Array;
}

/** A key by the directory it stands in (SSSE, DF01 ... DF07) and its reference there. */
export interface KeyName {
  readonly directory: string;
  readonly ref: number;
}

export interface IssuerKeys {
  /** The 16 bytes of EXTERNAL AUTHENTICATE, and what the card must answer to INTERNAL AUTHENTICATE. */
  proof(card: KeyedCard, key: KeyName, source: Uint8Array, factor: Uint8Array): Promise<Uint8Array>;
  /** Data of a secure message: the content sealed (if there is any) and the MAC over header, Lc and content. */
  message(
    card: KeyedCard,
    key: KeyName,
    challenge: Uint8Array,
    header: Uint8Array,
    content?: Uint8Array,
  ): Promise<Uint8Array>;
  /** The terminal's half of a medical debit (profile DEBIT-A). */
  debit(card: KeyedCard, asked: DebitAsked): Promise<DebitProof>;
}

/** What the card said at INITIALIZE FOR DEBIT, and what is to be paid. */
interface DebitAsked {
  readonly random: Uint8Array;
  readonly sequence: Uint8Array;
  readonly debit: Omit<Debit, 'terminalSequence'>;
}

export interface DebitProof {
  /** 4 bytes; the upper half is zero. */
  readonly terminalSequence: Uint8Array;
  readonly mac1: Uint8Array;
  /** Whether the card's answer proves that it has booked the debit. */
  accept(mac2: Uint8Array): Promise<boolean>;
}
