// Action, step 2: the chip is written; its identifier and reset answer are kept for the read-back.
import { action } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { getCard } from '../cards/index.ts';
import { findKeyedCard } from '../keys/index.ts';
import { isSameChip } from './judge-lines.ts';
import { getOwnMaking, MakingAnswer, takeStep } from './making-step.ts';
import { refuse } from './refuse.ts';

export const recordPersonalised = action({
  name: 'production.record-personalised',
  title: { zh: '即时制卡：登记写卡', en: 'Making on the spot: record the chip' },
  by: ['bank-teller'],
  input: shape({
    makingId: Id,
    cardIdentifier: Type.String({ pattern: '^[0-9A-F]{32}$' }),
    /** The 13 historical bytes. */
    atr: Type.String({ pattern: '^[0-9A-F]{26}$' }),
  }),
  output: MakingAnswer,
  async run(call, { makingId, cardIdentifier, atr }) {
    const { cardId } = await getOwnMaking(call, makingId);
    const planned = await getCard(call.db, cardId);
    // A chip whose script was made here must be that very chip; others have their keys from elsewhere, and only the plan is known.
    const keyed = await findKeyedCard(call.db, cardId);
    const isRight = keyed
      ? keyed.cardIdentifier === cardIdentifier && keyed.atr === atr
      : isSameChip(planned.cardIdentifier!, cardIdentifier);
    if (!isRight) throw refuse('identifier-differs');
    return takeStep(call, makingId, 'personalise', () => ({ cardIdentifier, atr }));
  },
});
