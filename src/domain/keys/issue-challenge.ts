// Action: a number a card has to answer to, for one terminal, or for a holder at home.
import { action } from '../../base/action.ts';
import { Id, Instant, Maybe, shape, Text } from '../../base/shape.ts';
import { issueChallengeFor } from './challenge.ts';
import { provers } from './verify-card-proof.ts';

export const issueChallenge = action({
  name: 'keys.issue-challenge',
  title: { zh: '取验卡随机数', en: 'Ask for a challenge for a card' },
  by: provers,
  input: shape({ terminalId: Maybe(Id) }),
  output: shape({ challengeId: Id, challenge: Text(32), expiresAt: Instant }),
  async run(call, { terminalId }) {
    const issued = await issueChallengeFor(call, terminalId);
    call.note({ challengeId: issued.challengeId, terminalId });
    return issued;
  },
});
