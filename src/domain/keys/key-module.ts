// The key module 加密机 as this house sees it. Keys go in and come out wrapped, never in clear; what is computed with them is computed inside.
// One implementation stands behind it today (software-module.ts); a hardware module replaces it by answering the same questions.
import type { DirectoryPlan, ScriptStep } from '../../chip/index.ts';
import type { Sm2PrivateKey } from '../../crypto/index.ts';
import type { KeyedCard, KeyName } from '../../terminal/index.ts';
import type { Envelope } from './envelope.ts';

/** A wrapped key and the place it belongs to: it opens in no other. */
export interface HeldKey {
  readonly wrapped: Uint8Array;
  readonly place: string;
}

/** A wrapped key with its check value, six hex digits. */
export interface NewKey {
  readonly wrapped: Uint8Array;
  readonly checkValue: string;
}

/** What one chip is to carry. The keys are added inside the module. */
export interface ChipOrder {
  readonly card: KeyedCard;
  /** First 12 bytes of the card identifier; its MAC is made with the card's own key. */
  readonly identifierHead: Uint8Array;
  readonly plan: DirectoryPlan;
  /** Contents by path, without the card identifier. */
  readonly values: Readonly<Record<string, Uint8Array>>;
  /** BCD. */
  readonly initialPin: Uint8Array;
}

export interface ChipScript {
  readonly script: readonly ScriptStep[];
  /** Hex, MAC included. */
  readonly cardIdentifier: string;
}

/** Whose blank chips, and under which region key their transport key stands. */
export interface Blanks {
  readonly issuer: HeldKey;
  readonly institutionId: string;
}

export interface KeyModule {
  /** Wraps a component; undefined when its check value is another one. */
  takeComponent(component: Uint8Array, checkValue: string, place: string): Uint8Array | undefined;
  /** Joins wrapped components; no single one of them says anything about the key. */
  joinComponents(components: readonly HeldKey[], place: string): NewKey;
  deriveRegionKey(root: HeldKey, region: string, place: string): NewKey;
  /** The 16 bytes by which a card and a terminal prove one of the card's keys. */
  proof(issuer: HeldKey, card: KeyedCard, key: KeyName, source: Uint8Array, factor: Uint8Array): Uint8Array;
  /** The same under the transport key of a blank chip. */
  transportProof(blanks: Blanks, card: KeyedCard, source: Uint8Array, factor: Uint8Array): Uint8Array;
  /** Loading scripts; the keys in each travel under the transport key of its own blank. */
  writeScripts(issuer: HeldKey, blanks: Blanks, orders: readonly ChipOrder[]): ChipScript[];
  /** Keys of the given names for a terminal module, in an envelope that only the recipient opens. */
  sealPurposeKeys(issuer: HeldKey, names: readonly PurposeName[], content: object, recipient: Uint8Array): Envelope;
  /** The transport keys of an institution's blanks, the same way. */
  sealTransportKeys(blanks: Blanks, content: object, recipient: Uint8Array): Envelope;
  newSigningKey(place: string): { readonly wrapped: Uint8Array; readonly publicKey: Uint8Array };
  /** Lends a signing key for one piece of work; it is wiped afterwards. */
  withSigningKey<T>(held: HeldKey, work: (key: Sm2PrivateKey) => T): T;
}

export interface PurposeName extends KeyName {
  readonly algorithm: number;
}
