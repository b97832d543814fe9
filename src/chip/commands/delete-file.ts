// DELETE FILE (profile LOAD-A): the loader takes a whole application away again, half loaded or complete.
import { toNumber } from '../bytes.ts';
import { MASTER_FILE } from '../card.ts';
import type { Command } from '../card-application.ts';
import { applicationCode } from '../card-application.ts';
import type { Cell } from '../memory.ts';
import { refuse, SW } from '../status-word.ts';
import type { Turn } from '../turn.ts';

export const deleteFile: Command = {
  name: 'DELETE FILE',
  cla: [0x80],
  ins: 0xe1,
  run(turn) {
    const { p1, p2, data } = turn.apdu;
    if (p1 !== 0 || p2 !== 0) refuse(SW.wrongParameters);
    if (data.length !== 2) refuse(SW.wrongLength);
    if (!turn.session.loader) refuse(SW.securityNotSatisfied);
    if (turn.session.directory !== MASTER_FILE) refuse(SW.conditionsNotSatisfied);
    const directory = turn.find(turn.directory, ['directory'], toNumber(data)) ?? refuse(SW.fileNotFound);
    // Neither the social security application nor a part of any other can be taken out.
    if (directory.program === 0 || directory.program === applicationCode.socialSecurity)
      refuse(SW.conditionsNotSatisfied);
    dropTree(turn, directory);
    return { sw: SW.ok };
  },
};

function dropTree(turn: Turn, cell: Cell): void {
  for (const child of turn.childrenOf(cell)) dropTree(turn, child);
  turn.drop(cell);
}
