// Action, step 4: the finished card is read and must hold exactly what was ordered. One that does not is scrapped on the spot.
import { action } from '../../base/action.ts';
import { Id, shape, Text, Type } from '../../base/shape.ts';
import { toHex } from '../../crypto/index.ts';
import { getCard } from '../cards/index.ts';
import { identitiesOf } from '../holders/index.ts';
import { findKeyedCard } from '../keys/index.ts';
import { stopMaking } from './fail-step.ts';
import { getOwnMaking, lockMaking, MakingAnswer, requireStep, saveStep } from './making-step.ts';
import { refuse } from './refuse.ts';
import { steps } from './steps.ts';

export const recordReadBack = action({
  name: 'production.record-read-back',
  title: { zh: '即时制卡：回读核对', en: 'Making on the spot: read the card back' },
  by: ['bank-teller'],
  input: shape({
    makingId: Id,
    cardNumber: Text(9),
    cardIdentifier: Text(32),
    atr: Text(26),
    name: Text(100),
    socialSecurityNumber: Text(40),
    /** SM3 over the whole basic reading; needed where the chip's script was made here. */
    digest: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  }),
  output: shape({
    ...MakingAnswer.properties,
    /** Names of the fields that differ from the order; the blank is scrapped then and the step has to be done again. */
    differs: Type.Array(Text(30)),
  }),
  async run(call, { makingId, digest, ...read }) {
    const { holderId, cardId } = await getOwnMaking(call, makingId);
    const making = await lockMaking(call, makingId);
    requireStep(call, making, 'read-back');
    const identity = (await identitiesOf(call, [holderId])).get(holderId)!;
    const ordered = {
      cardNumber: (await getCard(call.db, cardId)).cardNumber,
      cardIdentifier: making.cardIdentifier,
      atr: making.atr,
      name: identity.name,
      socialSecurityNumber: identity.socialSecurityNumber ?? '',
    };
    const differs: string[] = (Object.keys(ordered) as (keyof typeof ordered)[]).filter(
      (field) => read[field] !== ordered[field],
    );
    const keyed = await findKeyedCard(call.db, cardId);
    if (keyed && !digest) throw refuse('digest-missing');
    if (keyed && toHex(keyed.contentDigest) !== digest) differs.push('content');
    // Not a refusal: that would undo the record, and a card with a stranger's data would lie there as if nothing happened.
    if (differs.length > 0) {
      call.note({ differs });
      return { ...(await stopMaking(call, making, 'read-back-differs', true)), differs };
    }
    return {
      ...(await saveStep(call, making, { state: steps['read-back'].to, failedStep: null, failure: null })),
      differs,
    };
  },
});
