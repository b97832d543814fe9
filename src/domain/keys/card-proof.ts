// A card proof: one object of card, challenge, cryptogram or signature, and terminal; judged here and nowhere else.
import type { Call } from '../../base/call.ts';
import { Id, Maybe, type Static, shape, Text, Type } from '../../base/shape.ts';
import { cardProofMessage } from '../../chip/index.ts';
import { type Certificate, CryptoError, equalSecrets, sm2, toHex, x509 } from '../../crypto/index.ts';
import { heldKey, keyModule } from './issuer-keys.ts';
import { internalKey } from './key-names.ts';
import type { ProofFault } from './proof-faults.ts';
import { refuse } from './refuse.ts';
import {
  findAuthority,
  findCertificate,
  findKey,
  findTerminal,
  type KnownCard,
  lockCardByIdentifier,
  lockChallengeRow,
  saveChallengeUse,
  saveProofCounter,
  saveSuspicion,
} from './store.ts';
import { isTrusted } from './terminals.ts';

export const hex = (bytes: number) => Type.String({ pattern: `^[0-9A-F]{${2 * bytes}}$` });

const bound = {
  challengeId: Id,
  /** Where the card lies; null for a holder at home. */
  terminalId: Maybe(Id),
  cardIdentifier: hex(16),
};

/** By the internal authentication key: 16 bytes of which the first 8 are the cryptogram. Source and factor are the halves of the challenge. */
const SymmetricProof = shape({
  kind: Type.Literal('symmetric'),
  ...bound,
  source: hex(8),
  factor: hex(8),
  answer: hex(16),
});

/** By the card's SM2 key over label, its own count and the challenge (profile CERT-A). */
export const SignatureProof = shape({
  kind: Type.Literal('sm2'),
  ...bound,
  challenge: hex(16),
  counter: hex(4),
  signature: hex(64),
  certificate: Type.String({ pattern: '^([0-9A-F]{2}){100,2048}$' }),
});

/** What a terminal sends; other modules put it into their inputs. */
export const CardProofShape = Type.Union([SymmetricProof, SignatureProof]);
export type CardProofInput = Static<typeof CardProofShape>;

/** What a believed proof says. */
export const ProvenCardShape = shape({
  cardId: Id,
  cardNumber: Text(9),
  cardIdentifier: Text(32),
  generation: Type.Integer(),
  region: Text(40),
  strength: Type.Union([Type.Literal('symmetric'), Type.Literal('sm2')]),
  /** The card's own count of its proofs; null for a symmetric one. */
  counter: Maybe(Type.Integer()),
  terminalId: Maybe(Id),
  institutionId: Maybe(Id),
});
export type ProvenCard = Static<typeof ProvenCardShape>;

export type ProofVerdict =
  | { readonly genuine: true; readonly card: ProvenCard }
  | { readonly genuine: false; readonly fault: ProofFault; readonly cardId: string | null };

/** The card of a proof; refuses with the fault when it is not believed. For modules that act on a proof, inside their own call. */
export async function verifyCardProof(call: Call, proof: CardProofInput): Promise<ProvenCard> {
  const verdict = await judgeCardProof(call, proof);
  if (!verdict.genuine) throw refuse(verdict.fault);
  return verdict.card;
}

/** The same as a value: the challenge stays used and a suspected copy stays noted, whatever the verdict. */
export async function judgeCardProof(call: Call, proof: CardProofInput): Promise<ProofVerdict> {
  const { cardIdentifier, terminalId } = proof;
  const challenge = await useChallenge(call, proof);
  if (typeof challenge === 'string') return { genuine: false, fault: challenge, cardId: null };
  const card = await lockCardByIdentifier(call.db, cardIdentifier);
  if (!card) return { genuine: false, fault: 'card-unknown', cardId: null };
  const fault =
    proof.kind === 'symmetric' ? await faultOfAnswer(call, card, proof) : await faultOfSignature(call, card, proof);
  if (fault) return { genuine: false, fault, cardId: card.cardId };
  const { cardId, cardNumber, generation, region } = card;
  return {
    genuine: true,
    card: {
      ...{ cardId, cardNumber, cardIdentifier, generation, region, strength: proof.kind, terminalId },
      counter: proof.kind === 'sm2' ? Number.parseInt(proof.counter, 16) : null,
      institutionId: challenge.institutionId,
    },
  };
}

/** Locks and spends the challenge; the fault when it does not fit this proof, this place, this moment. */
async function useChallenge(call: Call, proof: CardProofInput): Promise<ProofFault | { institutionId: string | null }> {
  const challenge = await lockChallengeRow(call.db, proof.challengeId);
  if (!challenge) return 'challenge-unknown';
  if (challenge.usedAt) return 'challenge-used';
  // From here on it is spent: a wrong answer gets no second try.
  await saveChallengeUse(call.db, challenge.id, call.now);
  if (challenge.expiresAt < call.now) return 'challenge-stale';
  if (challenge.terminalId !== proof.terminalId) return 'other-terminal';
  const answered = proof.kind === 'symmetric' ? proof.source + proof.factor : proof.challenge;
  if (!equalSecrets(Buffer.from(answered, 'hex'), challenge.value)) return 'challenge-differs';
  if (challenge.terminalId === null) {
    return challenge.actorId === call.actor.id ? { institutionId: null } : 'other-terminal';
  }
  const terminal = (await findTerminal(call.db, challenge.terminalId))!;
  const { role, institutionId } = call.actor;
  if (role !== 'system' && institutionId !== terminal.institutionId) return 'other-terminal';
  return (await isTrusted(call, terminal)) ? { institutionId: terminal.institutionId } : 'terminal-not-good';
}

async function faultOfAnswer(
  call: Call,
  card: KnownCard,
  { source, factor, answer }: CardProofInput & { kind: 'symmetric' },
): Promise<ProofFault | undefined> {
  const key = (await findKey(call.db, card.keyId))!;
  if (key.state === 'destroyed') return 'key-destroyed';
  // The cipher is the one the card was made with, whatever the terminal claims: a third-generation card never proves itself by DES.
  const keyed = { algorithm: card.algorithm, factor: factorOf(card) };
  const expected = keyModule(call).proof(
    heldKey(key),
    keyed,
    internalKey,
    Buffer.from(source, 'hex'),
    Buffer.from(factor, 'hex'),
  );
  const given = Buffer.from(answer, 'hex');
  return equalSecrets(given.subarray(0, 8), expected.subarray(0, 8)) ? undefined : 'answer-wrong';
}

/** Last 8 of the 13 historical bytes. */
export const factorOf = ({ atr }: Pick<KnownCard, 'atr'>): Uint8Array =>
  Uint8Array.from(Buffer.from(atr.slice(10), 'hex'));

async function faultOfSignature(
  call: Call,
  card: KnownCard,
  proof: CardProofInput & { kind: 'sm2' },
): Promise<ProofFault | undefined> {
  const leaf = parsed(Buffer.from(proof.certificate, 'hex'));
  const known = leaf && (await findCertificate(call.db, toHex(leaf.serial)));
  if (!leaf || !known || !equalSecrets(known.der, leaf.bytes)) return 'certificate-unknown';
  const authority = await findAuthority(call.db, card.region);
  const anchors = authority ? [x509.parseCertificate(authority.certificate)] : [];
  if (!x509.verifyPath(leaf, { anchors, at: call.now, usage: 'digitalSignature', purpose: 'clientAuth' }).trusted) {
    return 'certificate-not-trusted';
  }
  if (known.profile !== 'card-signing' || known.owner !== card.cardId) return 'certificate-of-other-card';
  if (!leaf.subject.some(([type, value]) => type === 'serialNumber' && value === card.cardIdentifier)) {
    return 'certificate-of-other-card';
  }
  if (known.state !== 'good') return 'certificate-not-good';
  const counter = Buffer.from(proof.counter, 'hex');
  const message = cardProofMessage(counter, Buffer.from(proof.challenge, 'hex'));
  if (!sm2.verify(message, Buffer.from(proof.signature, 'hex'), leaf.publicKey)) return 'answer-wrong';
  return faultOfCounter(call, card, BigInt(counter.readUInt32BE(0)));
}

/** Of two cards with one key one falls behind (SEC-10). Which is the copy nobody can tell: neither is believed until people have looked. */
async function faultOfCounter(call: Call, card: KnownCard, counter: bigint): Promise<ProofFault | undefined> {
  if (card.copySuspectedAt) return 'copy-suspected';
  if (counter <= card.proofCounter) {
    await saveSuspicion(call.db, card.cardId, call.now);
    call.note({ copySuspected: card.cardId });
    return 'copy-suspected';
  }
  await saveProofCounter(call.db, card.cardId, counter);
  return undefined;
}

function parsed(der: Uint8Array): Certificate | undefined {
  try {
    return x509.parseCertificate(der);
  } catch (error) {
    if (error instanceof CryptoError) return undefined;
    throw error;
  }
}
