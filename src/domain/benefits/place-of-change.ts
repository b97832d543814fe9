// Where a pay account is changed, by the pack of the programme's region (BEN-03): where the sources name no place, the agency that pays is one.
import type { Day } from '../../base/day.ts';
import { benefitAccountPlace, type Pack, word } from '../policy/index.ts';

export function placesOfChange(pack: Pack, day: Day) {
  const { value } = benefitAccountPlace(pack, { day });
  const places = value === 'unknown' ? (['paying-agency'] as const) : value;
  return {
    places,
    zh: places.map((place) => word(place, 'zh')).join('、'),
    en: places.map((place) => word(place, 'en')).join(', '),
  };
}
