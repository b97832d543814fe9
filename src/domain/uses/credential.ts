// Everything by which a card may be presented, and the one object that becomes of it.
import { type Static, shape, Text, Type } from '../../base/shape.ts';
import { CardProofShape } from '../keys/index.ts';
import type { Way } from './catalogue.ts';

const CardNumber = Type.String({ pattern: '^[0-9A-Z]{8}[0-9X]$' });
const CardIdentifier = Type.String({ pattern: '^[0-9]{6}D156000005[0-9A-F]{16}$' });

/** Proof of a chip, e-card code, number with or without PIN, and the national types 01, 02, 03. */
export const CredentialShape = Type.Union([
  shape({
    /** The chip answered a challenge of ours, in a reader or held against one. */
    proof: CardProofShape,
    way: Type.Unsafe<'contact' | 'contactless'>({ type: 'string', enum: ['contact', 'contactless'] }),
    /** Where the service asks for the PIN: what the card signs only after its holder has typed it at the reader. */
    holderSignature: Type.Optional(Type.String({ pattern: '^[0-9A-F]{128}$' })),
  }),
  shape({
    /** A code of the e-card, as scanned. */
    code: Text(200),
  }),
  shape({
    /** Read off a stripe or typed in; a PIN where the service asks for one. */
    cardNumber: CardNumber,
    way: Type.Unsafe<'stripe' | 'number'>({ type: 'string', enum: ['stripe', 'number'] }),
    pin: Type.Optional(Type.String({ pattern: '^[0-9]{6}$' })),
  }),
  shape({
    /** mdtrt_cert_type: 01 token of an e-card, 02 identity document, 03 card read from the chip. */
    certType: Type.Unsafe<'01' | '02' | '03'>({ type: 'string', enum: ['01', '02', '03'] }),
    certNumber: Text(50),
    /** card_sn: with 03, the card identifier from the chip. */
    cardIdentifier: Type.Optional(CardIdentifier),
  }),
]);

export type Credential = Static<typeof CredentialShape>;

/** What every credential becomes: a card number, how it came, and what speaks for it. */
export interface PresentedCard {
  readonly cardNumber: string;
  readonly way: Way;
  /** Read from the chip, to be compared with the register. */
  readonly cardIdentifier: string | null;
  /** The chip's counter at this use. */
  readonly counter: bigint | null;
  /** The number of a code, good for one use. */
  readonly codeId: bigint | null;
  /** It stands for the e-card, which has to be authorised. */
  readonly ecard: boolean;
  /** A PIN to be checked before anything is answered. */
  readonly pin: string | null;
  /** True when the PIN was checked, by us or by the chip whose proof says so. */
  readonly pinVerified: boolean;
}

type SpokenFor = Omit<PresentedCard, 'cardNumber' | 'way'>;

export const presentedCard = (
  cardNumber: string,
  way: Way,
  {
    cardIdentifier = null,
    counter = null,
    codeId = null,
    ecard = false,
    pin = null,
    pinVerified = false,
  }: Partial<SpokenFor> = {},
): PresentedCard => ({ cardNumber, way, cardIdentifier, counter, codeId, ecard, pin, pinVerified });
