// GET CHALLENGE: 4, 8 or 16 random bytes. The card remembers the last two: real 3.0 readers ask for source and factor in a row.
import type { Command } from '../card-application.ts';
import { refuse, SW } from '../status-word.ts';

export const getChallenge: Command = {
  name: 'GET CHALLENGE',
  cla: [0x00],
  ins: 0x84,
  whenBlocked: true,
  run({ apdu, card, session }) {
    if (apdu.p1 !== 0 || apdu.p2 !== 0) refuse(SW.wrongParameters);
    const { le } = apdu;
    if (apdu.data.length > 0 || (le !== 4 && le !== 8 && le !== 16)) return refuse(SW.wrongLength);
    const bytes = card.random(le);
    session.challenges = [...session.challenges.slice(-1), bytes];
    return { sw: SW.ok, bytes };
  },
};
