// UNBLOCK PIN: by secure message the bureau gives all tries back; the PIN itself stays.
import type { Command } from '../card-application.ts';
import { keyUse } from '../key-use.ts';
import { unblockPin as giveTriesBack, pinOf } from '../pin.ts';
import { refuse, SW } from '../status-word.ts';

export const unblockPin: Command = {
  name: 'UNBLOCK PIN',
  cla: [0x84],
  ins: 0x24,
  contactOnly: true,
  run(turn) {
    const pin = pinOf(turn);
    const key = turn.keyFor(keyUse.maintenance);
    if (turn.openMessage(key).length !== 0) refuse(SW.wrongLength);
    turn.restoreTries(key);
    giveTriesBack(turn, pin);
    return { sw: SW.ok };
  },
};
