// Sign-in by card at a reader: the card signs a challenge of ours with its certificate key, which it uses only after its own PIN.
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Code, requireShape, shape, Text, Type } from '../../base/shape.ts';
import { getCard, isUsable } from '../cards/index.ts';
import { getHolder } from '../holders/index.ts';
import { CardProofShape, judgeCardProof } from '../keys/index.ts';
import { beginSession } from './session.ts';

/** Verifies what a card said at a reader; gives the holder of a card that is good and whose PIN was right. */
export type CardVerifier = (call: Call, proof: unknown) => Promise<string | undefined>;

/** Only a signature opens a session: a symmetric proof shows the card, not that its holder typed the PIN. */
const byCertificate: CardVerifier = async (call, proof) => {
  const verdict = await judgeCardProof(call, requireShape(CardProofShape, proof));
  if (!verdict.genuine || verdict.card.strength !== 'sm2') return undefined;
  const card = await getCard(call.db, verdict.card.cardId);
  return isUsable(card, call.today) ? card.holderId : undefined;
};

/** The action around one verifier. A proof that fails is an answer, so that what was tried stays written. */
export const makeSignInByCard = (verify: CardVerifier) =>
  action({
    name: 'identity.sign-in-by-card',
    title: { zh: '刷卡登录', en: 'Sign in by card' },
    by: ['system'],
    input: shape({ proof: Type.Unknown(), channel: Code }),
    output: Type.Union([
      shape({ outcome: Type.Literal('signed-in'), token: Text(60) }),
      shape({ outcome: Type.Literal('wrong') }),
    ]),
    async run(call, { proof, channel }) {
      const holderId = await verify(call, proof);
      if (!holderId || (await getHolder(call.db, holderId)).deceasedOn) return { outcome: 'wrong' as const };
      call.about(holderId);
      const token = await beginSession(call, { role: 'citizen', id: holderId, channel }, 'card');
      return { outcome: 'signed-in' as const, token };
    },
  });

export const signInByCard = makeSignInByCard(byCertificate);
