// Who may enable the social side and who may activate the financial side, and where (ENB-01..03, K8, open question 11).
import type { Day } from '../../base/day.ts';
import { type Decision, decide } from './decide.ts';
import type { Pack, Role } from './pack.ts';

/** Where it happens: by the holder's own device, at a counter, or on a delivery or home visit. */
export type Place = 'online' | 'counter' | 'visit';

export interface ActQuestion {
  readonly role: Role;
  readonly place: Place;
  readonly day: Day;
}

export function mayEnable(pack: Pack, { role, place, day }: ActQuestion): Decision<boolean> {
  return decide(pack, 'enabling', { day }, (rights) => {
    const value = rights.some((right) => right.role === role && right.kinds.includes(place));
    return { value, code: value ? 'may-enable' : 'may-not-enable' };
  });
}

/** Always with the holder present and by the issuing bank: nobody activates online. */
export function mayActivate(pack: Pack, { role, place, day }: ActQuestion): Decision<boolean> {
  return decide(pack, 'activating', { day }, (rights) => {
    const value = place !== 'online' && rights.some((right) => right.role === role && right.kinds.includes(place));
    return { value, code: value ? 'may-activate' : 'may-not-activate' };
  });
}
