// Action: is this the genuine card? A proof that fails is an answer, not a refusal: what was tried, and where, must stay written.
import { action } from '../../base/action.ts';
import type { Role } from '../../base/actor.ts';
import { Maybe, shape, Text, Type } from '../../base/shape.ts';
import { CardProofShape, judgeCardProof, ProvenCardShape } from './card-proof.ts';
import { faultRefusals } from './proof-faults.ts';

/** Whoever stands behind a terminal, and holders at home. */
export const provers: readonly Role[] = [
  'citizen',
  'unit-clerk',
  'school-clerk',
  'community-worker',
  'bank-teller',
  'outlet-manager',
  'bank-visitor',
  'bureau-clerk',
  'card-authority',
  'scene-operator',
  'system',
];

export const verifyCardProofAction = action({
  name: 'keys.verify-card-proof',
  title: { zh: '联机验卡', en: 'Verify a card proof' },
  by: provers,
  input: shape({ proof: CardProofShape }),
  output: shape({
    genuine: Type.Boolean(),
    card: Maybe(ProvenCardShape),
    fault: Maybe(shape({ code: Text(40), zh: Text(200), en: Text(200) })),
  }),
  async run(call, { proof }) {
    const verdict = await judgeCardProof(call, proof);
    call.note({
      challengeId: proof.challengeId,
      terminalId: proof.terminalId,
      kind: proof.kind,
      genuine: verdict.genuine,
    });
    if (verdict.genuine) {
      call.note({ cardId: verdict.card.cardId, counter: verdict.card.counter });
      return { genuine: true, card: verdict.card, fault: null };
    }
    const { zh, en } = faultRefusals[verdict.fault];
    call.note({ cardId: verdict.cardId, fault: verdict.fault });
    return { genuine: false, card: null, fault: { code: verdict.fault, zh, en } };
  },
});
