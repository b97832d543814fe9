// A founded city as it is kept in a file, so that its people go on living after a restart. Synthetic people only.
import type { Operation } from '../base/action.ts';
import type { House } from '../base/call.ts';
import type { MedicalDesk } from './behaviour/doctors.ts';
import { City } from './city.ts';
import { type Employed, type Founded, type Outlet, staffOf } from './found-city.ts';
import type { CityPlan } from './population.ts';

export interface KeptCity {
  readonly plan: CityPlan;
  readonly residents: Founded['residents'];
  readonly organisations: Founded['organisations'];
  readonly outlets: readonly Outlet[];
  readonly employed: readonly Employed[];
  readonly institutionIds: readonly (readonly [code: string, id: string])[];
  /** Holders whom visitors of the demo may be. */
  readonly apart: readonly string[];
  /** Private keys of the card makers, in hex, by code. */
  readonly makers: readonly (readonly [code: string, privateKey: string])[];
  /** The hospital and the pharmacy with their keys; a city that was kept before there were any has none. */
  readonly medicalDesks?: readonly MedicalDesk[];
}

export const keepCity = (
  { plan, residents, organisations, outlets, employed, institutionIds }: Founded,
  more: Pick<KeptCity, 'apart' | 'makers' | 'medicalDesks'>,
): KeptCity => ({ plan, residents, organisations, outlets, employed, institutionIds: [...institutionIds], ...more });

export function reopenCity(house: House, kept: KeptCity, operations: readonly Operation[]): Founded {
  const { plan, residents, organisations, outlets, employed, institutionIds } = kept;
  return {
    city: new City(house, plan.region, operations),
    ...{ plan, residents, organisations, outlets },
    institutionIds: new Map(institutionIds),
    ...staffOf(employed),
  };
}
