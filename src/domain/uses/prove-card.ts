// The card of a chip's proof. Its challenge is spent and a suspected copy stays noted, whatever is decided afterwards.
import type { Call } from '../../base/call.ts';
import { judgeCardProof, judgeHolderProof } from '../keys/index.ts';
import { type Credential, type PresentedCard, presentedCard } from './credential.ts';
import type { Reason } from './reasons.ts';
import { findCardNumber, findUse } from './store.ts';
import type { Terminal } from './terminal.ts';

export interface Presented {
  readonly card: PresentedCard | null;
  /** Why it is refused before its state is looked at. */
  readonly early: Reason | null;
}

export type ChipCredential = Extract<Credential, { proof: unknown }>;

export async function proveCard(
  call: Call,
  { proof, way, holderSignature }: ChipCredential,
  terminal: Terminal,
  number: bigint,
): Promise<Presented> {
  // The answer of this use was lost on its way: its challenge is spent, and its record answers.
  if (await findUse(call.db, terminal.id, number)) return { card: null, early: 'proof-failed' };
  // Only a certificate key signs for the holder.
  const signed = holderSignature !== undefined && proof.kind === 'sm2';
  const verdict = signed ? await judgeHolderProof(call, { proof, holderSignature }) : await judgeCardProof(call, proof);
  if (!verdict.genuine) {
    const cardNumber = verdict.cardId === null ? undefined : await findCardNumber(call.db, proof.cardIdentifier);
    const early = verdict.fault === 'copy-suspected' ? 'clone-suspected' : 'proof-failed';
    return { card: cardNumber ? presentedCard(cardNumber, way) : null, early };
  }
  const { cardNumber, cardIdentifier, institutionId, counter } = verdict.card;
  const card = presentedCard(cardNumber, way, {
    cardIdentifier,
    counter: counter === null ? null : BigInt(counter),
    pinVerified: signed,
  });
  // A proof that was made at another institution's reader says nothing about who stands here.
  return { card, early: institutionId === terminal.institutionId ? null : 'proof-failed' };
}
