// Whom a community worker may lend a hand today: those whose mandate names the worker, masked, with what the mandate covers (CHN-03).
import { query } from '../../base/action.ts';
import { DayText, Id, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { maskedIdentityOf } from './find-people.ts';
import { helperActs } from './guardianship.ts';
import { listMandatesOfHelper } from './store.ts';

export const peopleIHelp = query({
  name: 'holders.people-i-help',
  title: { zh: '我协助的人', en: 'People I help' },
  by: ['community-worker'],
  personal: true,
  input: shape({}),
  output: shape({
    people: Type.Array(
      shape({ holderId: Id, name: Text(100), number: Text(40), acts: Type.Array(OneOf(helperActs)), until: DayText }),
    ),
  }),
  async run(call) {
    const mandates = await listMandatesOfHelper(call.db, call.actor.id, call.today);
    const ids = [...new Set(mandates.map(({ holderId }) => holderId))];
    call.about(...ids);
    const people = await maskedIdentityOf(call, ids);
    return {
      people: mandates.map(({ holderId, acts, until }) => {
        const { name, number } = people.get(holderId)!;
        return { holderId, name, number, acts: [...acts], until };
      }),
    };
  },
});
