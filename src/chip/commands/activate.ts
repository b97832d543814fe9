// ACTIVATE (end of personalisation, profile LOAD-A): the directory and all below it come alive; access rules wake up.
import { lifeCycle } from '../card.ts';
import type { Command } from '../card-application.ts';
import type { Cell } from '../memory.ts';
import { refuse, SW } from '../status-word.ts';
import type { Turn } from '../turn.ts';

export const activate: Command = {
  name: 'ACTIVATE',
  cla: [0x80],
  ins: 0xe0,
  p1: [0x02],
  run(turn) {
    if (turn.apdu.p2 !== 0 || turn.apdu.data.length > 0) refuse(SW.wrongParameters);
    if (!turn.session.loader) refuse(SW.securityNotSatisfied);
    const { directory } = turn;
    if (directory.body[0] !== lifeCycle.creation) refuse(SW.conditionsNotSatisfied);
    wake(turn, directory);
    return { sw: SW.ok };
  },
};

function wake(turn: Turn, directory: Cell): void {
  for (const child of turn.childrenOf(directory)) if (child.kind === 'directory') wake(turn, child);
  if (directory.body[0] === lifeCycle.creation) turn.write(directory, 0, Uint8Array.of(lifeCycle.active));
}
