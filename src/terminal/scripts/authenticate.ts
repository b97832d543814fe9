// Proving each other: terminal to card (EXTERNAL AUTHENTICATE) and card to terminal (INTERNAL AUTHENTICATE).

import { concat, equalSecrets } from '../../crypto/index.ts';
import type { CardChannel } from '../card-channel.ts';
import { hex } from '../hex.ts';
import type { IssuerKeys, KeyName } from '../keys/issuer-keys.ts';
import { refuse } from '../refusals.ts';
import type { CardIdentity } from './recognise-card.ts';

/** Two fresh challenges of the card: the earlier is the source, the later the process factor. */
export interface Challenges {
  readonly source: Uint8Array;
  readonly factor: Uint8Array;
}

export async function drawChallenges(channel: CardChannel): Promise<Challenges> {
  const source = await getChallenge(channel, 8);
  return { source, factor: await getChallenge(channel, 8) };
}

export async function getChallenge(channel: CardChannel, length: 4 | 8 | 16): Promise<Uint8Array> {
  const bytes = await channel.need('GET CHALLENGE', [0x00, 0x84, 0, 0], undefined, length);
  if (bytes.length !== length) throw refuse('card-silent', { step: 'GET CHALLENGE' });
  return bytes;
}

export async function externalAuthenticate(channel: CardChannel, ref: number, proof: Uint8Array): Promise<void> {
  await channel.need(`EXTERNAL AUTHENTICATE ${hex(Uint8Array.of(ref))}`, [0x00, 0x82, 0x00, ref], proof);
}

/** Draws, has the proof computed and shows it to the card. */
export async function proveTerminal(
  channel: CardChannel,
  card: CardIdentity,
  key: KeyName,
  keys: IssuerKeys,
): Promise<void> {
  const { source, factor } = await drawChallenges(channel);
  await externalAuthenticate(channel, key.ref, await keys.proof(card, key, source, factor));
}

/** The card's 16-byte answer to a factor and source the terminal chose. */
export const internalAuthenticate = (channel: CardChannel, { source, factor }: Challenges): Promise<Uint8Array> =>
  channel.need('INTERNAL AUTHENTICATE', [0x00, 0x88, 0x00, 0x00], concat(factor, source), 0);

/** The first 8 bytes are compared, as public readers do. */
export function sameProof(answer: Uint8Array, expected: Uint8Array): boolean {
  return answer.length >= 8 && equalSecrets(answer.subarray(0, 8), expected.subarray(0, 8));
}
