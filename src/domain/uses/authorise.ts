// Action: one presented card at one point of service for one purpose: may it? The hot path of the house (decision 0004).
import { action } from '../../base/action.ts';
import type { Actor, Role } from '../../base/actor.ts';
import { type House, openCall } from '../../base/call.ts';
import { Refusal } from '../../base/refusal.ts';
import { type Static, shape, Text, Type } from '../../base/shape.ts';
import { authorise, authoriseHere } from './gate.ts';
import { AnswerShape, answerFor, personFor, requestOf, UseShape } from './shapes.ts';

/** Whose staff stands at a point of service. */
export const atTerminals = [
  'scene-operator',
  'bank-teller',
  'outlet-manager',
  'bureau-clerk',
  'community-worker',
  'system',
] as const satisfies readonly Role[];

async function direct(house: House, actor: Actor, input: Static<typeof UseShape>) {
  const answer = await authorise(house, actor, requestOf(input));
  return answerFor(answer, await personFor(openCall(house, house.database, actor), answer, input.service));
}

export const authoriseUse = action({
  name: 'uses.authorise',
  title: { zh: '用卡', en: 'Use a card' },
  by: atTerminals,
  input: UseShape,
  output: AnswerShape,
  direct,
  async run(call, input) {
    const answer = await authoriseHere(call, requestOf(input));
    return answerFor(answer, await personFor(call, answer, input.service));
  },
});

const mostOfOneCall = 64;

export const authoriseMany = action({
  name: 'uses.authorise-many',
  title: { zh: '批量用卡', en: 'Use many cards' },
  by: atTerminals,
  input: shape({ uses: Type.Array(UseShape, { minItems: 1, maxItems: mostOfOneCall }) }),
  output: shape({
    /** In the order of the uses; a wrong question is answered by its refusal and disturbs nobody else. */
    answers: Type.Array(
      Type.Union([AnswerShape, shape({ refusal: Text(100), zh: Text(500), en: Text(500), number: Text(20) })]),
    ),
  }),
  async direct(house, actor, { uses }) {
    const answers = await Promise.all(
      uses.map((one) =>
        direct(house, actor, one).catch((error) => {
          if (!(error instanceof Refusal)) throw error;
          return refused(error, one.number);
        }),
      ),
    );
    return { answers };
  },
  async run(call, { uses }) {
    const answers = [];
    for (const one of uses) answers.push(await authoriseUse.run(call, one));
    return { answers };
  },
});

function refused(refusal: Refusal, number: string) {
  const { code, title, en } = refusal.problem();
  return { refusal: code, zh: title, en: en.title, number };
}
