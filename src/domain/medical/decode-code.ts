// Action: the code of an e-card is decoded for an institution into a short-lived token; a code opens once.
import { action } from '../../base/action.ts';
import { Id, shape, Text, Type } from '../../base/shape.ts';
import { findCardOfNumber, findGoodCard } from '../cards/index.ts';
import { codeKeys, findEcard, makeCardToken, obstacleTo, readCardCode } from '../ecard/index.ts';
import { requireInstitution } from './guard.ts';
import { refuse } from './refuse.ts';
import { burnCode } from './store-register.ts';

export const decodeCode = action({
  name: 'medical.decode-code',
  title: { zh: '电子凭证解码', en: 'Decode the code of an e-card' },
  by: ['scene-operator'],
  input: shape({ code: Text(200), scene: Text(10) }),
  output: shape({ holderId: Id, token: Type.String() }),
  async run(call, { code, scene }) {
    const institution = await requireInstitution(call);
    const read = readCardCode(code, call.now, codeKeys(call.vault));
    if (typeof read === 'string') throw refuse('code-not-good');
    const card = await findCardOfNumber(call.db, read.cardNumber);
    const ecard = card && (await findEcard(call.db, card.holderId));
    const good = card && (await findGoodCard(call.db, card.holderId));
    // A code from before the switch names the old card, and stops with it.
    if (!card || !ecard || good?.id !== card.id || obstacleTo(ecard, good, call.today)) throw refuse('code-not-good');
    if (!(await burnCode(call.db, read.codeId, institution.id, call.now))) throw refuse('code-not-good');
    call.about(card.holderId);
    call.note({ cardId: card.id, scene });
    return { holderId: card.holderId, token: makeCardToken(read.cardNumber, institution.id, call.now, call.vault) };
  },
});
