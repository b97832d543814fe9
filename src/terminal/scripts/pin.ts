// A PIN as people type it and as the card takes it, and what the card says to a wrong one.
import { encodeDigits, SW } from '../../chip/index.ts';
import { refused } from '../card-channel.ts';
import { refuse } from '../refusals.ts';

/** Reference of the social security PIN in its environment. */
export const SOCIAL_PIN = 0x00;

/** 4 to 12 digits as BCD; refuses `bad-pin` before the card is asked, so that no try is spent. */
export function pinBytes(pin: string): Uint8Array {
  if (!/^\d{4,12}$/.test(pin)) throw refuse('bad-pin');
  return encodeDigits(pin, Math.ceil(pin.length / 2));
}

/** Turns the card's status word to a PIN into the refusal that tells how many tries are left; nothing when all is well. */
export function judgePin(step: string, sw: number): void {
  if (sw === SW.ok) return;
  if (sw === SW.authenticationBlocked || sw === SW.tries) throw refuse('pin-blocked');
  if ((sw & 0xfff0) === SW.tries) throw refuse('pin-wrong', { left: sw & 0x0f });
  throw refused(step, sw);
}
