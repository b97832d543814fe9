// VERIFY: a PIN in clear; without data it only tells how many tries are left.
import type { Command } from '../card-application.ts';
import { isPin, pinLength, pinOf, pinTriesLeft, verifyPinValue } from '../pin.ts';
import { refuse, SW } from '../status-word.ts';

export const verifyPin: Command = {
  name: 'VERIFY',
  cla: [0x00],
  ins: 0x20,
  p1: [0x00],
  contactOnly: true,
  run(turn) {
    const { data } = turn.apdu;
    const pin = pinOf(turn);
    if (data.length === 0) {
      if (turn.session.granted.has(pin.id)) return { sw: SW.ok };
      const left = pinTriesLeft(pin);
      return { sw: left === 0 ? SW.authenticationBlocked : SW.tries | left };
    }
    if (data.length < pinLength.least || data.length > pinLength.most) refuse(SW.wrongLength);
    if (!isPin(data)) refuse(SW.wrongContent);
    verifyPinValue(turn, pin, data);
    turn.session.granted.add(pin.id);
    return { sw: SW.ok };
  },
};
