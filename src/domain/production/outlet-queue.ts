// Query: what goes on at the caller's outlet today: makings on the spot and blanks.
import { query } from '../../base/action.ts';
import { Id, Maybe, Nothing, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { ownInstitution } from './own-institution.ts';
import { type MakingState, makingStates } from './states.ts';
import { stepNames } from './steps.ts';
import { BlanksShape } from './stock-blanks.ts';
import { findBlanks, listMakings } from './store.ts';

export const outletQueue = query({
  name: 'production.outlet-queue',
  title: { zh: '网点即时制卡队列', en: 'Makings at the outlet' },
  by: ['bank-teller', 'outlet-manager'],
  personal: false,
  input: Nothing,
  output: shape({
    blanks: BlanksShape,
    makings: Type.Array(
      shape({
        makingId: Id,
        orderId: Id,
        state: OneOf(Object.keys(makingStates.moves) as MakingState[]),
        failedStep: Maybe(OneOf(stepNames)),
        failure: Maybe(Text(40)),
      }),
    ),
  }),
  async run(call) {
    const outlet = await ownInstitution(call, 'outlet');
    const makings = await listMakings(call.db, outlet.id, call.today);
    return {
      blanks: (await findBlanks(call.db, outlet.id)) ?? { received: 0, ready: 0, reserved: 0, used: 0, scrapped: 0 },
      makings: makings.map(({ id, orderId, state, failedStep, failure }) => ({
        makingId: id,
        orderId,
        state,
        failedStep,
        failure,
      })),
    };
  },
});
