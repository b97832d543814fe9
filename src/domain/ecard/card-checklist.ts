// Query: what a holder still has to do with the newest card, the e-card included: the lowest floor that sees every step (ENB-05).
import { query } from '../../base/action.ts';
import { Id, shape, Text, Type } from '../../base/shape.ts';
import { checklistFor, listCardsOf } from '../cards/index.ts';
import { holderOfCall } from '../holders/index.ts';
import { findEcard } from './store.ts';

export const cardChecklist = query({
  name: 'ecard.card-checklist',
  title: { zh: '新卡待办清单', en: 'What is left to do with a new card' },
  by: ['citizen'],
  personal: true,
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({
    items: Type.Array(shape({ code: Text(40), done: Type.Boolean(), zh: Text(200), en: Text(200) })),
  }),
  async run(call, { holderId: named }) {
    const holderId = await holderOfCall(call, named);
    const cards = await listCardsOf(call.db, holderId);
    const newest = cards.find(({ madeAt }) => madeAt !== null);
    if (!newest) return { items: [] };
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
    };
  },
});
