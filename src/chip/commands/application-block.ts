// APPLICATION BLOCK: by secure message under the lock key; P2 = 00 until unblocked, 01 for ever.
import { lifeCycle } from '../card.ts';
import type { Command } from '../card-application.ts';
import { keyUse } from '../key-use.ts';
import { refuse, SW } from '../status-word.ts';

export const applicationBlock: Command = {
  name: 'APPLICATION BLOCK',
  cla: [0x84],
  ins: 0x1e,
  run(turn) {
    const { p1, p2 } = turn.apdu;
    if (p1 !== 0 || p2 > 1) refuse(SW.wrongParameters);
    const key = turn.keyFor(keyUse.lock);
    if (turn.openMessage(key).length !== 0) refuse(SW.wrongLength);
    turn.restoreTries(key);
    turn.write(turn.application, 0, Uint8Array.of(p2 === 0 ? lifeCycle.blocked : lifeCycle.terminated));
    turn.session.granted.clear();
    return { sw: SW.ok };
  },
};
