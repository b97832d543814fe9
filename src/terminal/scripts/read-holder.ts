// Who holds this card: the basic reading, in two halves so that the proofs between them may come from a PSAM or from a key module
// far away. 3.0 shows its holder only to a terminal that proves RKssse.
import { decodeDigits, decodeText, joinName, socialKeyRef } from '../../chip/index.ts';
import { type CardChannel, selectFile } from '../card-channel.ts';
import { hex } from '../hex.ts';
import type { IssuerKeys, KeyName } from '../keys/issuer-keys.ts';
import { refuse } from '../refusals.ts';
import {
  type Challenges,
  drawChallenges,
  externalAuthenticate,
  internalAuthenticate,
  sameProof,
} from './authenticate.ts';
import { type CardIdentity, readRecord, recogniseCard, selectEnvironment } from './recognise-card.ts';

export interface HolderReading {
  readonly region: string;
  readonly socialSecurityNumber: string;
  readonly cardNumber: string;
  readonly cardIdentifier: string;
  readonly name: string;
  /** 卡复位信息: 26 hex digits. */
  readonly reset: string;
  readonly spec: string;
  /** YYYYMMDD, as on the card. */
  readonly issuedOn: string;
  readonly validUntil: string;
  /** GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 unspecified. */
  readonly sex: string;
  /** GB/T 3304, two digits. */
  readonly ethnicity: string;
  readonly birthplace: string;
  readonly birthDate: string;
}

/** The first half: what the holder of the keys must see, and what the card has already answered. */
export interface HolderRequest {
  readonly card: CardIdentity;
  readonly internal: Challenges & { readonly answer: Uint8Array };
  /** Only 3.0 wants the terminal to prove itself. */
  readonly external: Challenges | undefined;
}

export const internalKey: KeyName = { directory: 'SSSE', ref: socialKeyRef.internal };
export const readKey: KeyName = { directory: 'SSSE', ref: socialKeyRef.read };

/** The whole reading with keys at hand. `random` gives the numbers the card must answer to. */
export async function readHolder(
  channel: CardChannel,
  keys: IssuerKeys,
  random: (length: number) => Uint8Array,
): Promise<HolderReading> {
  const request = await beginHolderReading(channel, random);
  const { card, internal, external } = request;
  return finishHolderReading(channel, request, {
    internal: await keys.proof(card, internalKey, internal.source, internal.factor),
    external: external && (await keys.proof(card, readKey, external.source, external.factor)),
  });
}

export async function beginHolderReading(
  channel: CardChannel,
  random: (length: number) => Uint8Array,
): Promise<HolderRequest> {
  const card = await recogniseCard(channel);
  await selectEnvironment(channel);
  // The terminal chooses what the card must answer to: a number drawn by the card itself could be answered from a recording.
  const asked = { source: random(8), factor: random(8) };
  const internal = { ...asked, answer: await internalAuthenticate(channel, asked) };
  return { card, internal, external: card.spec === '3.00' ? await drawChallenges(channel) : undefined };
}

export async function finishHolderReading(
  channel: CardChannel,
  { card, internal, external }: HolderRequest,
  proofs: { readonly internal: Uint8Array; readonly external: Uint8Array | undefined },
): Promise<HolderReading> {
  if (!sameProof(internal.answer, proofs.internal))
    throw refuse('card-not-genuine', { reason: 'INTERNAL AUTHENTICATE' });
  if (external) await externalAuthenticate(channel, readKey.ref, proofs.external ?? new Uint8Array(0));
  await selectFile(channel, 0xef05);
  const issuedOn = decodeDigits(await readRecord(channel, 0x05, 4));
  const validUntil = decodeDigits(await readRecord(channel, 0x06, 4));
  const cardNumber = decodeText(await readRecord(channel, 0x07, 9)).slice(0, 9);
  await selectFile(channel, 0xef06);
  const socialSecurityNumber = decodeText(await readRecord(channel, 0x08, 18));
  const firstName = await readRecord(channel, 0x09, 30);
  // First-generation cards have no name extension.
  const moreName = card.spec === '1.00' ? undefined : await readRecord(channel, 0x4e, 20);
  return {
    region: card.cardIdentifier.slice(0, 6),
    ...{ socialSecurityNumber, cardNumber, cardIdentifier: card.cardIdentifier },
    name: joinName(firstName, moreName),
    ...{ reset: hex(card.historical), spec: card.spec, issuedOn, validUntil },
    sex: decodeText(await readRecord(channel, 0x0a, 1)),
    ethnicity: decodeDigits(await readRecord(channel, 0x0b, 1)),
    birthplace: decodeDigits(await readRecord(channel, 0x0c, 3)),
    birthDate: decodeDigits(await readRecord(channel, 0x0d, 4)),
  };
}
