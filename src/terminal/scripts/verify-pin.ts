// VERIFY of the social security PIN. The environment must be selected.
import type { CardChannel } from '../card-channel.ts';
import { judgePin, pinBytes, SOCIAL_PIN } from './pin.ts';

export async function verifyPin(channel: CardChannel, pin: string): Promise<void> {
  const { sw } = await channel.ask(0x00, 0x20, 0x00, SOCIAL_PIN, pinBytes(pin));
  judgePin('VERIFY', sw);
}
