// EXTERNAL AUTHENTICATE of the certificate application: SM4 of one 16-byte challenge under the master key of the directory.
import { equalSecrets } from '../../crypto/index.ts';
import type { Command } from '../card-application.ts';
import { keyUse } from '../key-use.ts';
import { refuse, SW } from '../status-word.ts';

export const certificateAuthenticate: Command = {
  name: 'EXTERNAL AUTHENTICATE (certificate)',
  cla: [0x00],
  ins: 0x82,
  p1: [0x00],
  run(turn) {
    const { p2, data } = turn.apdu;
    if (data.length !== 16) refuse(SW.wrongLength);
    const key = turn.key(p2, keyUse.external);
    turn.session.granted.delete(key.cell.id);
    const challenge = turn.takeChallenges().at(-1)!;
    if (challenge.length !== 16) refuse(SW.noChallenge);
    if (!equalSecrets(key.suite.encrypt(key.secret, challenge), data)) {
      turn.spendTry(key);
      refuse(SW.tries | (key.triesLeft - 1));
    }
    turn.restoreTries(key);
    turn.session.granted.add(key.cell.id);
    return { sw: SW.ok };
  },
};
