// Is the holder there? A card proof, and a signature of the same card that it makes only after its holder's PIN.
import type { Call } from '../../base/call.ts';
import { type Static, shape } from '../../base/shape.ts';
import { fromHex, sm2, x509 } from '../../crypto/index.ts';
import { holderSignatureMessage } from '../../terminal/index.ts';
import { hex, judgeCardProof, type ProofVerdict, SignatureProof } from './card-proof.ts';

export const HolderProofShape = shape({ proof: SignatureProof, holderSignature: hex(64) });

/** The verdict of the card proof; besides it `pin-not-shown`, where the card is genuine and nobody has typed its PIN. */
export async function judgeHolderProof(
  call: Call,
  { proof, holderSignature }: Static<typeof HolderProofShape>,
): Promise<ProofVerdict> {
  const verdict = await judgeCardProof(call, proof);
  if (!verdict.genuine) return verdict;
  const { publicKey } = x509.parseCertificate(fromHex(proof.certificate));
  return sm2.verify(holderSignatureMessage(fromHex(proof.challenge)), fromHex(holderSignature), publicKey)
    ? verdict
    : { genuine: false, fault: 'pin-not-shown', cardId: verdict.card.cardId };
}
