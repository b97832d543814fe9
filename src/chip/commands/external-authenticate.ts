// EXTERNAL AUTHENTICATE: the terminal proves a key (profile AUTH-A: cryptogram 8, process factor 8, optional key version 1).
import { equalSecrets } from '../../crypto/index.ts';
import { MASTER_KEY } from '../card.ts';
import type { Command } from '../card-application.ts';
import { keyUse } from '../key-use.ts';
import { refuse, SW } from '../status-word.ts';
import { proofOf } from '../suites.ts';

export const externalAuthenticate: Command = {
  name: 'EXTERNAL AUTHENTICATE',
  cla: [0x00],
  ins: 0x82,
  run(turn) {
    const { p2, data } = turn.apdu;
    if (turn.apdu.p1 !== 0) refuse(SW.wrongParameters);
    if (data.length !== 16 && data.length !== 17) refuse(SW.wrongLength);
    const key = turn.key(p2, keyUse.external);
    if (data.length === 17 && data[16] !== key.cell.body[1]) refuse(SW.keyUnsupported);
    turn.session.granted.delete(key.cell.id);
    const challenges = turn.takeChallenges();
    // The earlier challenge is the source, the later one the process factor; a single one serves as both.
    const [source, factor] = [challenges[0]!, challenges.at(-1)!];
    if (source.length < 8 || factor.length < 8) refuse(SW.noChallenge);
    const expected = proofOf(key.suite, key.secret, source.subarray(0, 8), factor.subarray(0, 8));
    if (!equalSecrets(data.subarray(0, 16), expected)) {
      turn.spendTry(key);
      refuse(SW.tries | (key.triesLeft - 1));
    }
    turn.restoreTries(key);
    turn.session.granted.add(key.cell.id);
    // Loading, like every writing, happens through the contacts.
    if (key.cell.id === MASTER_KEY && turn.face === 'contact') turn.session.loader = true;
    return { sw: SW.ok };
  },
};
