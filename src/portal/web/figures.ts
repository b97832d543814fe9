// Figures over a whole region: counted once for all who look, and kept a hundred times as long as the counting took, a minute at most.
// So a small town sees every change at once, and a province never spends more than a hundredth of its time on counting. Where counting
// takes long nobody waits for it but the first: the others see the last figures until the new ones are there.
import { ask, type Query } from '../../base/action.ts';
import type { Actor } from '../../base/actor.ts';
import type { House } from '../../base/call.ts';
import type { Static, TSchema } from '../../base/shape.ts';

const share = 100;
const longestMs = 60_000;
const noticedMs = 200;
const oldestMs = 600_000;
const most = 1000;

interface Kept {
  readonly answer: unknown;
  readonly countedAt: number;
  readonly tookMs: number;
}
interface Figure {
  kept?: Kept;
  counting?: Promise<unknown>;
}
const figuresOf = new WeakMap<House, Map<string, Figure>>();

/**
 * For queries without a person in them that answer everybody of a region alike, whom they answer at all; of the banks each sees
 * its own figures. The region is named in the input.
 */
export async function figures<I extends TSchema, O extends TSchema>(
  house: House,
  actor: Actor,
  question: Query<I, O>,
  input: Static<I>,
): Promise<Static<O>> {
  if (question.personal) throw new Error(`${question.name} is about people and is asked each time`);
  // Who may not ask is refused, as always.
  if (!question.by.includes(actor.role)) return ask(house, question, actor, input);
  const all = figuresOf.get(house) ?? new Map<string, Figure>();
  figuresOf.set(house, all);
  const bank = /^(bank|outlet)-/.test(actor.role) ? actor.institutionId : null;
  const key = JSON.stringify([question.name, bank, input]);
  if (!all.has(key) && all.size >= most) all.clear();
  const figure = all.get(key) ?? {};
  all.set(key, figure);
  const now = house.clock.now().getTime();
  const { kept } = figure;
  const age = kept ? now - kept.countedAt : Number.POSITIVE_INFINITY;
  if (kept && age < Math.min(longestMs, share * kept.tookMs)) return kept.answer as Static<O>;
  const began = performance.now();
  figure.counting ??= ask(house, question, actor, input)
    .then((answer) => {
      figure.kept = { answer, countedAt: now, tookMs: performance.now() - began };
      return answer;
    })
    .finally(() => {
      delete figure.counting;
    });
  if (kept && kept.tookMs > noticedMs && age < oldestMs) {
    figure.counting.catch((error) =>
      house.log.warn({ err: String(error), question: question.name }, 'counting failed'),
    );
    return kept.answer as Static<O>;
  }
  return figure.counting as Promise<Static<O>>;
}
