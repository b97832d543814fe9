// What the bureau does for a forgotten PIN, by secure message under the maintenance key: RELOAD PIN sets a new one, UNBLOCK PIN
// gives the tries back. Both in halves, because the sealed data may come from a key module far away.
import { socialKeyRef } from '../../chip/index.ts';
import type { CardChannel } from '../card-channel.ts';
import type { IssuerKeys, KeyName } from '../keys/issuer-keys.ts';
import { getChallenge } from './authenticate.ts';
import { pinBytes, SOCIAL_PIN } from './pin.ts';
import type { CardIdentity } from './recognise-card.ts';

export type PinReset = 'reload' | 'unblock';

export const maintenanceKey: KeyName = { directory: 'SSSE', ref: socialKeyRef.maintenance };

/** Class, instruction, P1 and P2 of both commands. */
export const resetHeader: Readonly<Record<PinReset, Uint8Array>> = {
  reload: Uint8Array.of(0x84, 0x5e, 0x00, SOCIAL_PIN),
  unblock: Uint8Array.of(0x84, 0x24, 0x00, SOCIAL_PIN),
};

/** `pin` is the new one to reload; unblocking takes none. */
export async function resetPin(
  channel: CardChannel,
  card: CardIdentity,
  keys: IssuerKeys,
  what: PinReset,
  pin?: string,
): Promise<void> {
  const content = what === 'reload' ? pinBytes(pin ?? '') : undefined;
  const challenge = await getChallenge(channel, 8);
  await sendReset(channel, what, await keys.message(card, maintenanceKey, challenge, resetHeader[what], content));
}

export async function sendReset(channel: CardChannel, what: PinReset, sealed: Uint8Array): Promise<void> {
  const [cla, ins, p1, p2] = resetHeader[what];
  await channel.need(what === 'reload' ? 'RELOAD PIN' : 'UNBLOCK PIN', [cla!, ins!, p1!, p2!], sealed);
}
