// INTERNAL AUTHENTICATE: the card proves itself with its internal key over the terminal's process factor and source.
import type { Command } from '../card-application.ts';
import { keyUse } from '../key-use.ts';
import { refuse, SW } from '../status-word.ts';
import { proofOf } from '../suites.ts';

/** Reference of the internal authentication key (type 0E) when the command names none. */
const INTERNAL_KEY = 0x0e;

export const internalAuthenticate: Command = {
  name: 'INTERNAL AUTHENTICATE',
  cla: [0x00],
  ins: 0x88,
  run(turn) {
    const { p2, data } = turn.apdu;
    if (turn.apdu.p1 !== 0) refuse(SW.wrongParameters);
    if (data.length !== 16) refuse(SW.wrongLength);
    const { suite, secret } = turn.key(p2 || INTERNAL_KEY, keyUse.internal);
    return { sw: SW.ok, bytes: proofOf(suite, secret, data.subarray(8), data.subarray(0, 8)) };
  },
};
