// Is this the genuine card? The card answers to a number the terminal (or the platform behind it) chose, by its internal key or by
// its SM2 key. The proof can be judged on the spot or travel to whoever holds keys and certificates.
import { cardProofMessage, certificateFile } from '../../chip/index.ts';
import { type Certificate, CryptoError, sm2, x509 } from '../../crypto/index.ts';
import type { CardChannel } from '../card-channel.ts';
import { hex } from '../hex.ts';
import type { IssuerKeys } from '../keys/issuer-keys.ts';
import { refuse } from '../refusals.ts';
import { type Challenges, internalAuthenticate, sameProof } from './authenticate.ts';
import { openCertificates, readCertificate } from './certificate-application.ts';
import { internalKey } from './read-holder.ts';
import { type CardIdentity, selectEnvironment } from './recognise-card.ts';

export type CardProof =
  | ({ readonly kind: 'symmetric'; readonly card: CardIdentity; readonly answer: Uint8Array } & Challenges)
  | {
      readonly kind: 'sm2';
      readonly card: CardIdentity;
      readonly challenge: Uint8Array;
      /** The card's own count of its proofs: of two cards with one key, one falls behind. */
      readonly counter: Uint8Array;
      readonly signature: Uint8Array;
      readonly certificate: Uint8Array;
    };

/** By the internal authentication key: every card can, whoever judges needs the issuer's keys. */
export async function proveBySecret(channel: CardChannel, card: CardIdentity, asked: Challenges): Promise<CardProof> {
  await selectEnvironment(channel);
  return { kind: 'symmetric', card, ...asked, answer: await internalAuthenticate(channel, asked) };
}

/** By the SM2 key of the certificate application (profile CERT-A): anybody with the authority's certificate can judge. */
export async function proveBySignature(
  channel: CardChannel,
  card: CardIdentity,
  challenge: Uint8Array,
): Promise<CardProof> {
  const certificate = (await openCertificates(channel)) ? await readCertificate(channel) : undefined;
  if (!certificate) throw refuse('card-not-genuine', { reason: '没有证书 no certificate' });
  const answer = await channel.need(
    'INTERNAL AUTHENTICATE',
    [0x00, 0x88, 0x00, certificateFile.signPrivate],
    challenge,
    0,
  );
  if (answer.length !== 68) throw refuse('card-silent', { step: 'INTERNAL AUTHENTICATE' });
  return { kind: 'sm2', card, challenge, counter: answer.slice(0, 4), signature: answer.slice(4), certificate };
}

/** Judges a symmetric proof; refuses `card-not-genuine`. */
export async function judgeSecret(proof: CardProof & { kind: 'symmetric' }, keys: IssuerKeys): Promise<void> {
  const expected = await keys.proof(proof.card, internalKey, proof.source, proof.factor);
  if (!sameProof(proof.answer, expected)) throw refuse('card-not-genuine', { reason: 'INTERNAL AUTHENTICATE' });
}

/** Judges a signature: path to a trusted authority, the certificate is this card's, the signature is over this challenge. */
export function judgeSignature(
  { card, challenge, counter, signature, certificate }: CardProof & { kind: 'sm2' },
  { anchors, at }: { readonly anchors: readonly Certificate[]; readonly at: Date },
): void {
  const leaf = parsed(certificate);
  const path = leaf && x509.verifyPath(leaf, { anchors, at, usage: 'digitalSignature' });
  if (!path?.trusted) throw refuse('card-not-genuine', { reason: `证书 certificate: ${path?.fault ?? 'malformed'}` });
  if (!leaf!.subject.some(([type, value]) => type === 'serialNumber' && value === card.cardIdentifier)) {
    throw refuse('card-not-genuine', { reason: '证书属于另一张卡 certificate of another card' });
  }
  const message = cardProofMessage(counter, challenge);
  if (!sm2.verify(message, signature, leaf!.publicKey)) throw refuse('card-not-genuine', { reason: 'SM2' });
}

function parsed(der: Uint8Array): Certificate | undefined {
  try {
    return x509.parseCertificate(der);
  } catch (error) {
    if (error instanceof CryptoError) return undefined;
    throw error;
  }
}

/** A proof as JSON carries it. */
export const proofText = (proof: CardProof): Record<string, string> =>
  Object.fromEntries(
    Object.entries(proof).flatMap(([name, value]) => {
      if (value instanceof Uint8Array) return [[name, hex(value)]];
      return typeof value === 'string'
        ? [[name, value]]
        : [
            ['cardIdentifier', value.cardIdentifier],
            ['reset', hex(value.historical)],
          ];
    }),
  );
