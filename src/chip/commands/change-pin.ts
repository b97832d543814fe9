// CHANGE PIN: old PIN, FF, new PIN. The old one is tried (and counted) like in VERIFY; the initial PIN may not be chosen.
import type { Command } from '../card-application.ts';
import { choosePin, isPin, pinOf, verifyPinValue } from '../pin.ts';
import { refuse, SW } from '../status-word.ts';

export const changePin: Command = {
  name: 'CHANGE PIN',
  cla: [0x80],
  ins: 0x5e,
  p1: [0x01],
  contactOnly: true,
  run(turn) {
    const { data } = turn.apdu;
    const bar = data.indexOf(0xff);
    const [old, chosen] = [data.subarray(0, bar), data.subarray(bar + 1)];
    if (bar < 0 || !isPin(old) || !isPin(chosen)) refuse(SW.wrongContent);
    const pin = pinOf(turn);
    verifyPinValue(turn, pin, old);
    return { sw: choosePin(turn, pin, chosen) ? SW.ok : SW.wrongContent };
  },
};
