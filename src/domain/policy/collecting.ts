// What to bring and how to collect: materials, photo, ways of pick-up (PCK-01..07, APP-06, APP-09, DOC-09, DOC-10).
import { type Decision, decide } from './decide.ts';
import type { Pack, PickUpWay, ValueOf } from './pack.ts';
import { type Question, situationOf } from './situation-of.ts';

export function pickUpWaysFor(pack: Pack, question: Question): Decision<readonly PickUpWay[]> {
  return decide(pack, 'pickUp', situationOf(pack, question), (ways) => ({
    value: ways,
    code: 'pick-up',
    facts: { ways },
  }));
}

export function materialsFor(pack: Pack, question: Question): Decision<readonly string[]> {
  return decide(pack, 'materials', situationOf(pack, question), (materials) => ({
    value: materials,
    code: 'materials',
    facts: { materials },
  }));
}

/** Sources and limits of the photo; single limits may still be `unknown`. */
export function photoFor(pack: Pack, question: Question): Decision<ValueOf<'photo'>> {
  return decide(pack, 'photo', situationOf(pack, question), (photo) => ({
    value: photo,
    code: 'photo',
    facts: { sources: photo.sources },
  }));
}
