// The door of keys: the key tree, the key module, terminals and their modules, chip scripts, card proofs, certificates.
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';
import { answerTerminal } from './answer-terminal.ts';
import { beginKey } from './begin-key.ts';
import { answerStatus, certificateStatus, revocationList } from './certificate-status.ts';
import { clearSuspicion } from './clear-suspicion.ts';
import { deriveRegionKey } from './derive-region-key.ts';
import { endKey } from './end-key.ts';
import { foundAuthority } from './found-authority.ts';
import { giveComponent } from './give-component.ts';
import { handTransportKey } from './hand-transport-key.ts';
import { issueCertificate } from './issue-certificate.ts';
import { issueChallenge } from './issue-challenge.ts';
import { issuePsam } from './issue-psam.ts';
import { keyList } from './key-list.ts';
import { myTerminals } from './my-terminals.ts';
import { putKeyInUse } from './put-key-in-use.ts';
import { registerTerminal } from './register-terminal.ts';
import { renewCertificate } from './renew-certificate.ts';
import { releaseCertificate, revokeCertificate } from './revoke-certificate.ts';
import { revokePsam } from './revoke-psam.ts';
import { signRevocationList } from './sign-revocation-list.ts';
import { sweepChallenges } from './sweep-challenges.ts';
import { terminalList } from './terminal-list.ts';
import { verifyCardProofAction } from './verify-card-proof.ts';
import { withdrawTerminal } from './withdraw-terminal.ts';

// Making cards
export { type CardRequest, CardRequestShape, certificateRequestChallenge, certifyCards } from './card-certificates.ts';
// Card proofs, for modules that act on one
export {
  type CardProofInput,
  CardProofShape,
  judgeCardProof,
  type ProofVerdict,
  type ProvenCard,
  ProvenCardShape,
  verifyCardProof,
} from './card-proof.ts';
export { type IssuedChallenge, issueChallengeFor } from './challenge.ts';
export {
  type ChipHolder,
  type ChipToWrite,
  INITIAL_PIN,
  proveChip,
  readingDigest,
  type WrittenChip,
  writeChipScripts,
} from './chip-scripts.ts';
// The side of terminals and makers
export type { Envelope } from './envelope.ts';
export { HolderProofShape, judgeHolderProof } from './holder-proof.ts';
export { issueChallenge } from './issue-challenge.ts';
export { findKeyedCards } from './keyed-cards.ts';
export { faultRefusals, type ProofFault } from './proof-faults.ts';
export { psamFrom, transportKeysFrom } from './psam-package.ts';
export { stateTables } from './states.ts';
export { findCard as findKeyedCard, findCurrentKey, findTerminal, type Terminal } from './store.ts';
export { isTrusted } from './terminals.ts';
export { verifyCardProofAction } from './verify-card-proof.ts';
export { myTerminals };

export const operations: Operation[] = [
  beginKey,
  giveComponent,
  deriveRegionKey,
  putKeyInUse,
  endKey,
  keyList,
  registerTerminal,
  withdrawTerminal,
  issuePsam,
  revokePsam,
  terminalList,
  myTerminals,
  handTransportKey,
  issueChallenge,
  verifyCardProofAction,
  answerTerminal,
  clearSuspicion,
  foundAuthority,
  issueCertificate,
  renewCertificate,
  revokeCertificate,
  releaseCertificate,
  signRevocationList,
  certificateStatus,
  revocationList,
  answerStatus,
];
export const jobs: AnyJob[] = [sweepChallenges] as AnyJob[];
export const standingJobs: string[] = jobs.map(({ name }) => name);
