// Figures over a whole region: counted once for all who look, and kept a hundred times as long as the counting took, a minute at most.
// So a small town sees every change at once, and a province never spends more than a hundredth of its time on counting.
import { ask, type Query } from '../../base/action.ts';
import type { Actor } from '../../base/actor.ts';
import type { House } from '../../base/call.ts';
import type { Static, TSchema } from '../../base/shape.ts';

const share = 100;
const longestMs = 60_000;
const most = 1000;

interface Kept {
  until: number;
  readonly answer: Promise<unknown>;
}
const kept = new WeakMap<House, Map<string, Kept>>();

/** For queries without a person in them. What one sees may depend on role and institution, and never on more. */
export function figures<I extends TSchema, O extends TSchema>(
  house: House,
  actor: Actor,
  question: Query<I, O>,
  input: Static<I>,
): Promise<Static<O>> {
  if (question.personal) throw new Error(`${question.name} is about people and is asked each time`);
  const ofHouse = kept.get(house) ?? new Map<string, Kept>();
  kept.set(house, ofHouse);
  const key = JSON.stringify([question.name, actor.role, actor.institutionId, input]);
  const known = ofHouse.get(key);
  if (known && house.clock.now().getTime() < known.until) return known.answer as Promise<Static<O>>;
  const began = performance.now();
  const answer = ask(house, question, actor, input);
  const one: Kept = { until: Number.POSITIVE_INFINITY, answer };
  if (ofHouse.size >= most) ofHouse.clear();
  ofHouse.set(key, one);
  answer.then(
    () => {
      one.until = house.clock.now().getTime() + Math.min(longestMs, share * (performance.now() - began));
    },
    () => ofHouse.delete(key),
  );
  return answer;
}
