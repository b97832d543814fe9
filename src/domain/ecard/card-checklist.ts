// Query: what a holder still has to do with the newest card, the e-card included, and what may still go to the old number: the
// lowest floor that sees every step (ENB-05, RPL-04).
import { query } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Id, shape, Text, Type } from '../../base/shape.ts';
import { standingUsesOf, usesLeftBehind } from '../banking/index.ts';
import { bankCardNumberOfCard, type Card, checklistFor, leftOnOldNumber, listCardsOf } from '../cards/index.ts';
import { holderOfCall } from '../holders/index.ts';
import { balanceMoves, benefitAccountPlace, type Pot, packInForce } from '../policy/index.ts';
import { findEcard } from './store.ts';

export const cardChecklist = query({
  name: 'ecard.card-checklist',
  title: { zh: '新卡待办清单', en: 'What is left to do with a new card' },
  by: ['citizen'],
  personal: true,
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({
    items: Type.Array(shape({ code: Text(40), done: Type.Boolean(), zh: Text(200), en: Text(200) })),
    /** After a replacement: each benefit that may still be paid to the old bank card number, and where that is changed. */
    onOldNumber: Type.Array(shape({ benefit: Text(40), zh: Text(300), en: Text(300) })),
    /** What is still collected from the old account, as its bank tells. */
    usesLeft: Type.Array(shape({ use: Text(40), zh: Text(300), en: Text(300) })),
    /** What becomes of money, passes and loans on the old card, as the region's policy has it (open question 9). */
    pots: Type.Array(
      shape({
        pot: Text(40),
        zh: Text(300),
        en: Text(300),
        /** False: no system of this platform carries it out yet; the operator does. */
        handledHere: Type.Boolean(),
      }),
    ),
  }),
  async run(call, { holderId: named }) {
    const holderId = await holderOfCall(call, named);
    const cards = await listCardsOf(call.db, holderId);
    const newest = cards.find(({ madeAt }) => madeAt !== null);
    if (!newest) return { items: [], onOldNumber: [], usesLeft: [], pots: [] };
    const old = cards.find(
      ({ id, replacedByCardId }) => id === newest.replacesCardId || replacedByCardId === newest.id,
    );
    const ecard = await findEcard(call.db, holderId);
    return {
      items: [
        ...checklistFor(newest, old),
        {
          code: 'ecard',
          done: ecard?.state === 'authorised',
          zh: '在掌上12333等渠道登录并授权电子社保卡',
          en: 'Sign in, for example in the 掌上12333 app, and authorise the e-card',
        },
      ],
      onOldNumber: await onOldNumber(call, newest, old),
      usesLeft: old ? usesLeftBehind(newest, old, await standingUsesOf(call.db, old.id)) : [],
      pots: old ? await potsOf(call, newest) : [],
    };
  },
});

/** The pots that a card may carry, and whether anything here moves them. */
const pots: readonly { readonly pot: Pot; readonly zh: string; readonly en: string; readonly handledHere: boolean }[] =
  [
    { pot: 'hospital-visit', zh: '医院就诊余额', en: 'visit balance at a hospital', handledHere: true },
    { pot: 'transit-purse', zh: '公交电子钱包', en: 'transport purse', handledHere: false },
    { pot: 'park-pass', zh: '公园年票', en: 'park pass', handledHere: false },
    { pot: 'library-loan', zh: '图书借阅', en: 'library loans', handledHere: false },
  ];

async function potsOf(call: Call, card: Card) {
  const { pack } = await packInForce(call.db, card.region, call.today);
  return pots.map(({ pot, handledHere, ...name }) => {
    const [rule] = balanceMoves(pack, { pot, day: call.today }).reasons;
    const operator = handledHere
      ? { zh: '', en: '' }
      : {
          zh: '本平台尚未接入该业务，请向其运营单位办理。',
          en: ' This platform does not carry it out yet: ask its operator.',
        };
    return {
      pot,
      zh: `${name.zh}：${rule!.zh}。${operator.zh}`,
      en: `${name.en}: ${rule!.en}.${operator.en}`,
      handledHere,
    };
  });
}

async function onOldNumber(call: Call, card: Card, old: Card | undefined) {
  const { pack } = await packInForce(call.db, card.region, call.today);
  const [where] = benefitAccountPlace(pack, { day: call.today }).reasons;
  const numbers = await Promise.all([card, old].map((one) => (one ? bankCardNumberOfCard(call, one) : null)));
  return leftOnOldNumber(card, old, numbers[0] === numbers[1], { zh: where!.zh, en: where!.en });
}
