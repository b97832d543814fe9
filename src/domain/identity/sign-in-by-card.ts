// Sign-in by card at a reader: the card proves itself, and signs our challenge with its certificate key after its holder's PIN.
import { action } from '../../base/action.ts';
import { Code, shape, Text, Type } from '../../base/shape.ts';
import { getCard, isUsable } from '../cards/index.ts';
import { getHolder } from '../holders/index.ts';
import { faultRefusals, HolderProofShape, judgeHolderProof } from '../keys/index.ts';
import { beginSession } from './session.ts';

const Words = shape({ zh: Text(200), en: Text(300) });

/** A card that is genuine and yet opens nothing: not enabled, reported lost, replaced, run out, or of somebody who has died. */
const notUsable = {
  zh: '这张卡现在不能用来登录',
  en: 'This card cannot be used to sign in now',
  remedy: {
    zh: '卡须已启用且未挂失、未被换下。请到服务网点核对。',
    en: 'It must be enabled, not reported lost and not replaced. Ask at an outlet.',
  },
};

/** A proof that fails is an answer, so that what was tried stays written and the challenge stays spent. */
export const signInByCard = action({
  name: 'identity.sign-in-by-card',
  title: { zh: '刷卡登录', en: 'Sign in by card' },
  by: ['system'],
  input: shape({ given: HolderProofShape, channel: Code }),
  output: Type.Union([
    shape({ outcome: Type.Literal('signed-in'), token: Text(60) }),
    shape({ outcome: Type.Literal('wrong'), fault: Text(40), words: Words, remedy: Words }),
  ]),
  async run(call, { given, channel }) {
    const verdict = await judgeHolderProof(call, given);
    call.note({ challengeId: given.proof.challengeId, genuine: verdict.genuine });
    const wrong = (fault: string, { zh, en, remedy }: typeof notUsable) => {
      call.note({ fault });
      return { outcome: 'wrong' as const, fault, words: { zh, en }, remedy };
    };
    if (!verdict.genuine) {
      call.note({ cardId: verdict.cardId });
      return wrong(verdict.fault, faultRefusals[verdict.fault]);
    }
    const card = await getCard(call.db, verdict.card.cardId);
    call.note({ cardId: card.id });
    call.about(card.holderId);
    if (!isUsable(card, call.today) || (await getHolder(call.db, card.holderId)).deceasedOn)
      return wrong('card-not-usable', notUsable);
    const token = await beginSession(call, { role: 'citizen', id: card.holderId, channel }, 'card');
    return { outcome: 'signed-in' as const, token };
  },
});
