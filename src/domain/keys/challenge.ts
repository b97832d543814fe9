// Numbers a card has to answer to: chosen here, good once, for two minutes, at one terminal or for one holder at home.
import type { Call } from '../../base/call.ts';
import { refuse } from './refuse.ts';
import { deleteChallengesBefore, insertChallenge } from './store.ts';
import { getOwnTerminal, isTrusted } from './terminals.ts';

const VALID_SECONDS = 120;
/** Used and stale ones are kept that long, so that a replay is told what it is. */
const KEPT_SECONDS = 24 * 3600;

export interface IssuedChallenge {
  readonly challengeId: string;
  /** 16 bytes, hex: its first half is the source and its second half the process factor of a symmetric proof; a signature is over all of it. */
  readonly challenge: string;
  readonly expiresAt: string;
}

/** `terminalId` null: a holder at home, whose own challenge it is; or one who signs in, whose it is through the door of the pages. */
export async function issueChallengeFor(call: Call, terminalId: string | null): Promise<IssuedChallenge> {
  if (terminalId === null) {
    if (!['citizen', 'system'].includes(call.actor.role)) throw refuse('terminal-missing');
  } else if (!(await isTrusted(call, await getOwnTerminal(call, terminalId)))) throw refuse('terminal-not-good');
  const challenge = {
    ...{ id: call.newId(), value: call.random.bytes(16), terminalId, actorId: call.actor.id },
    expiresAt: new Date(call.now.getTime() + VALID_SECONDS * 1000),
  };
  await insertChallenge(call.db, challenge, call.now);
  return {
    challengeId: challenge.id,
    challenge: Buffer.from(challenge.value).toString('hex').toUpperCase(),
    expiresAt: challenge.expiresAt.toISOString(),
  };
}

export const forgetChallenges = (call: Call): Promise<number> =>
  deleteChallengesBefore(call.db, new Date(call.now.getTime() - KEPT_SECONDS * 1000));
