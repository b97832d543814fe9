// CHANGE PIN by the holder: the old PIN is tried first, the initial one cannot be chosen again.
import { SW } from '../../chip/index.ts';
import { concat } from '../../crypto/index.ts';
import type { CardChannel } from '../card-channel.ts';
import { refuse } from '../refusals.ts';
import { judgePin, pinBytes, SOCIAL_PIN } from './pin.ts';

export async function changePin(channel: CardChannel, old: string, chosen: string): Promise<void> {
  const both = concat(pinBytes(old), Uint8Array.of(0xff), pinBytes(chosen));
  const { sw } = await channel.ask(0x80, 0x5e, 0x01, SOCIAL_PIN, both);
  if (sw === SW.wrongContent) throw refuse('pin-same-as-initial');
  judgePin('CHANGE PIN', sw);
}
