// Sign-in by card at a reader: whoever verifies the card's proof (certificate, PIN, challenge) says whose card it is.
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Code, shape, Text, Type } from '../../base/shape.ts';
import { getHolder } from '../holders/index.ts';
import { refuse } from './refuse.ts';
import { beginSession } from './session.ts';

/** Verifies what a card said at a reader; gives the holder of a card that is good and whose PIN was right. */
export type CardVerifier = (call: Call, proof: string) => Promise<string | undefined>;

/** The action around one verifier; without one no card is believed. */
export const makeSignInByCard = (verify: CardVerifier) =>
  action({
    name: 'identity.sign-in-by-card',
    title: { zh: '刷卡登录', en: 'Sign in by card' },
    by: ['system'],
    input: shape({ proof: Text(8000), channel: Code }),
    output: shape({ token: Type.String() }),
    async run(call, { proof, channel }) {
      const holderId = await verify(call, proof);
      if (!holderId || (await getHolder(call.db, holderId)).deceasedOn) throw refuse('card-not-proven');
      call.about(holderId);
      return { token: await beginSession(call, { role: 'citizen', id: holderId, channel }, 'card') };
    },
  });
