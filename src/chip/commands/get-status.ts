// GET STATUS (simulation profile LOAD-A): room of the chip, and how far the loading of the current directory has come.
import { concat, fromNumber } from '../bytes.ts';
import type { Command } from '../card-application.ts';
import { usedRoom } from '../memory.ts';
import { refuse, SW } from '../status-word.ts';

export const getStatus: Command = {
  name: 'GET STATUS',
  cla: [0x80],
  ins: 0xf2,
  whenBlocked: true,
  run(turn) {
    const { apdu, card } = turn;
    if (apdu.p1 !== 0 || apdu.p2 !== 0) refuse(SW.wrongParameters);
    if (apdu.data.length > 0) refuse(SW.wrongLength);
    const { capacity } = card.memory;
    const room = concat(fromNumber(capacity, 4), fromNumber(capacity - usedRoom(card.memory), 4));
    const open = turn.session.loader ? turn.underCreation : undefined;
    const loading = open === undefined ? new Uint8Array(4) : concat(fromNumber(open.fid, 2), open.body.subarray(1, 3));
    return { sw: SW.ok, bytes: concat(room, loading) };
  },
};
