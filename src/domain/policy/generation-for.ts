// Which generation of card is issued: the decision table behind ELG-07, ELG-08, RPL-02, RPL-03, RPL-05 and K5.
import { type Decision, decide } from './decide.ts';
import type { Pack, ValueOf } from './pack.ts';
import { type Question, situationOf } from './situation-of.ts';

/** `old-way`: a first- or second-generation card as before; `wait`: not in turn, the old card stays. */
export function generationFor(pack: Pack, question: Question): Decision<ValueOf<'generation'>> {
  const situation = situationOf(pack, question);
  return decide(pack, 'generation', situation, (value) => ({ value, code: `generation-${value}` }));
}
