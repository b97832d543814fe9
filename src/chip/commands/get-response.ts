// GET RESPONSE: the rest of the last answer, after 61xx.
import { ANSWER_LIMIT } from '../apdu.ts';
import type { Command } from '../card-application.ts';
import { refuse, SW } from '../status-word.ts';

export const getResponse: Command = {
  name: 'GET RESPONSE',
  cla: [0x00],
  ins: 0xc0,
  whenBlocked: true,
  run({ apdu, session }) {
    const { pending } = session;
    if (apdu.p1 !== 0 || apdu.p2 !== 0) refuse(SW.wrongParameters);
    if (apdu.data.length > 0) refuse(SW.wrongLength);
    if (pending.length === 0) refuse(SW.conditionsNotSatisfied);
    const most = Math.min(pending.length, ANSWER_LIMIT);
    const wanted = apdu.le === 256 || apdu.le === undefined ? most : apdu.le;
    if (wanted > most) return { sw: 0x6c00 | most };
    session.pending = pending.subarray(wanted);
    const rest = Math.min(session.pending.length, ANSWER_LIMIT);
    return { sw: rest === 0 ? SW.ok : 0x6100 | rest, bytes: pending.subarray(0, wanted) };
  },
};
