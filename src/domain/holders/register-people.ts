// The insurance registry's feed: who is insured where, up to 5,000 people a call.
import { action } from '../../base/action.ts';
import { Id, Maybe, shape, Type } from '../../base/shape.ts';
import { NewPersonShape } from './holder.ts';
import { registerEach } from './register.ts';
import { FindingShape } from './shapes.ts';

const maxPeople = 5000;

export const registerPeopleAction = action({
  name: 'holders.register-people',
  title: { zh: '登记参保人员', en: 'Register people from the insurance registry' },
  by: ['bureau-clerk', 'system'],
  // A person with two insurances takes about 600 bytes.
  bodyLimit: 8 * 1024 * 1024,
  input: shape({ people: Type.Array(NewPersonShape, { minItems: 1, maxItems: maxPeople }) }),
  output: shape({
    registered: Type.Integer(),
    updated: Type.Integer(),
    refused: Type.Integer(),
    /** In the order of the people; `findings` are faults where holderId is null, else remarks. */
    people: Type.Array(shape({ holderId: Maybe(Id), findings: Type.Array(FindingShape) })),
  }),
  async run(call, { people }) {
    const outcomes = await registerEach(call, people);
    const registered = outcomes.filter((one) => one.holderId !== null && one.isNew).length;
    const refused = outcomes.filter((one) => one.holderId === null).length;
    const updated = outcomes.length - registered - refused;
    call.note({ registered, updated, refused });
    return {
      registered,
      updated,
      refused,
      people: outcomes.map((one) => ({
        holderId: one.holderId,
        findings: [...(one.holderId === null ? one.faults : one.remarks)].map(({ code, zh, en, remedy }) => ({
          code,
          zh,
          en,
          remedy: { zh: remedy.zh, en: remedy.en },
        })),
      })),
    };
  },
});
