// The holder signs: after the PIN of the certificate application the card proves itself and signs the platform's number. The bare
// proof needs no PIN and shows only that the card is there; the second signature shows that its holder is.
import { SW } from '../../chip/index.ts';
import { concat, sm2, x509 } from '../../crypto/index.ts';
import { type CardChannel, refused } from '../card-channel.ts';
import { refuse } from '../refusals.ts';
import {
  changeCertificatePin,
  openCertificates,
  readCertificate,
  verifyCertificatePin,
} from './certificate-application.ts';
import { type CardProof, proveBySignature } from './prove-card.ts';
import { recogniseCard } from './recognise-card.ts';

const LABEL = new TextEncoder().encode('YIKATONG HOLDER SIGN-IN 1');

/** What the holder's signature is over: labelled, so that it can never be one under a document or a bare proof. */
export const holderSignatureMessage = (challenge: Uint8Array): Uint8Array => concat(LABEL, challenge);

export interface HolderProof {
  readonly proof: CardProof;
  readonly holderSignature: Uint8Array;
}

/** `askPin` is called once a card that can sign is found; a wrong PIN spends a try and neither proof nor signature. */
export async function signForHolder(
  channel: CardChannel,
  challenge: Uint8Array,
  askPin: () => Promise<string>,
): Promise<HolderProof> {
  const card = await recogniseCard(channel);
  if (!(await openCertificates(channel))) throw refuse('card-not-genuine', { reason: '没有证书 no certificate' });
  await verifyCertificatePin(channel, await askPin());
  const digest = sm2.digestOf(holderSignatureMessage(challenge), await publicKeyOf(channel));
  const signed = await channel.ask(0x00, 0x2a, 0x9e, 0x9a, digest, 0);
  // The card signs nothing under the PIN it was issued with.
  if (signed.sw === SW.conditionsNotSatisfied) throw refuse('pin-initial');
  if (signed.sw !== SW.ok) throw refused('SIGN', signed.sw);
  return { proof: await proveBySignature(channel, card, challenge), holderSignature: signed.bytes };
}

/** The holder's own PIN in place of the one the card was issued with. */
export async function chooseCertificatePin(channel: CardChannel, old: string, chosen: string): Promise<void> {
  await recogniseCard(channel);
  if (!(await openCertificates(channel))) throw refuse('card-not-genuine', { reason: '没有证书 no certificate' });
  await changeCertificatePin(channel, old, chosen);
}

async function publicKeyOf(channel: CardChannel): Promise<Uint8Array> {
  const der = await readCertificate(channel);
  if (!der) throw refuse('card-not-genuine', { reason: '没有证书 no certificate' });
  return x509.parseCertificate(der).publicKey;
}
