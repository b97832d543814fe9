// CARD BLOCK: by secure message under the card lock key; the whole card is dead after it, for good.
import { lifeCycle, MASTER_FILE } from '../card.ts';
import type { Command } from '../card-application.ts';
import { keyUse } from '../key-use.ts';
import { refuse, SW } from '../status-word.ts';

export const cardBlock: Command = {
  name: 'CARD BLOCK',
  cla: [0x84],
  ins: 0x16,
  run(turn) {
    const { p1, p2 } = turn.apdu;
    if (p1 !== 0 || p2 !== 0) refuse(SW.wrongParameters);
    const key = turn.keyFor(keyUse.cardLock);
    if (turn.openMessage(key).length !== 0) refuse(SW.wrongLength);
    turn.write(turn.cell(MASTER_FILE), 0, Uint8Array.of(lifeCycle.cardBlocked));
    return { sw: SW.ok };
  },
};
