// RELOAD PIN: the bureau sets a new PIN by secure message (encrypted PIN block, MAC). Layout: simulation profile SM-A.
import type { Command } from '../card-application.ts';
import { keyUse } from '../key-use.ts';
import { isPin, pinOf, setPin } from '../pin.ts';
import { openBlock } from '../secure-block.ts';
import { refuse, SW } from '../status-word.ts';

export const reloadPin: Command = {
  name: 'RELOAD PIN',
  cla: [0x84],
  ins: 0x5e,
  p1: [0x00],
  contactOnly: true,
  run(turn) {
    const pin = pinOf(turn);
    const key = turn.keyFor(keyUse.maintenance);
    const chosen = openBlock(key.suite, key.secret, turn.openMessage(key));
    if (chosen === undefined || !isPin(chosen)) return refuse(SW.wrongContent);
    turn.restoreTries(key);
    setPin(turn, pin, chosen);
    return { sw: SW.ok };
  },
};
