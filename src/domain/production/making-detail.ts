// Query: one making with what is to be written on the card, for the teller who makes it.
import { query } from '../../base/action.ts';
import { Id, Instant, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { getCard } from '../cards/index.ts';
import { identitiesOf, splitNameForChip } from '../holders/index.ts';
import { getOwnMaking, MakingAnswer } from './making-step.ts';
import { nextStep, stepNames } from './steps.ts';
import { countSpoiled } from './store.ts';

export const makingDetail = query({
  name: 'production.making-detail',
  title: { zh: '即时制卡详情', en: 'A making on the spot' },
  by: ['bank-teller'],
  personal: true,
  input: shape({ makingId: Id }),
  output: shape({
    ...MakingAnswer.properties,
    orderId: Id,
    nextStep: Maybe(OneOf(stepNames)),
    failedStep: Maybe(OneOf(stepNames)),
    failure: Maybe(Text(40)),
    spoiledBlanks: Type.Integer(),
    startedAt: Instant,
    cardNumber: Text(9),
    cardIdentifier: Text(32),
    name: Text(100),
    /** Both empty where the chip cannot carry the name and an officer has to settle it. */
    chipName: Text(30, 0),
    chipNameExtension: Text(20, 0),
    socialSecurityNumber: Maybe(Text(40)),
  }),
  async run(call, { makingId }) {
    const making = await getOwnMaking(call, makingId);
    const card = await getCard(call.db, making.cardId);
    const { name, socialSecurityNumber } = (await identitiesOf(call, [making.holderId])).get(making.holderId)!;
    const chip = splitNameForChip(name);
    call.about(making.holderId);
    call.note({ makingId });
    return {
      makingId,
      state: making.state,
      orderId: making.orderId,
      nextStep: nextStep(making.state) ?? null,
      failedStep: making.failedStep,
      failure: making.failure,
      spoiledBlanks: await countSpoiled(call.db, makingId),
      startedAt: making.startedAt.toISOString(),
      cardNumber: card.cardNumber,
      cardIdentifier: making.cardIdentifier ?? card.cardIdentifier!,
      name,
      chipName: chip?.name ?? '',
      chipNameExtension: chip?.extension ?? '',
      socialSecurityNumber,
    };
  },
});
