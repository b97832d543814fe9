// APPLICATION UNBLOCK: by secure message under the unlock key. Too many wrong MACs and it stays blocked (6983).
import { lifeCycle } from '../card.ts';
import type { Command } from '../card-application.ts';
import { keyUse } from '../key-use.ts';
import { refuse, SW } from '../status-word.ts';

export const applicationUnblock: Command = {
  name: 'APPLICATION UNBLOCK',
  cla: [0x84],
  ins: 0x18,
  whenBlocked: true,
  run(turn) {
    const { p1, p2 } = turn.apdu;
    if (p1 !== 0 || p2 !== 0) refuse(SW.wrongParameters);
    const { application } = turn;
    if (application.body[0] === lifeCycle.terminated) refuse(SW.permanentlyBlocked);
    if (application.body[0] !== lifeCycle.blocked) refuse(SW.conditionsNotSatisfied);
    const key = turn.keyFor(keyUse.unlock);
    if (turn.openMessage(key).length !== 0) refuse(SW.wrongLength);
    turn.restoreTries(key);
    turn.write(application, 0, Uint8Array.of(lifeCycle.active));
    return { sw: SW.ok };
  },
};
