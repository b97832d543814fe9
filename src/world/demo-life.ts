// The weeks before the demo opens: units, schools and people order, makers make, outlets hand over; the people one may be have not begun yet.
import type { House } from '../base/call.ts';
import type { ShiftedClock } from '../base/clock.ts';
import type { Day } from '../base/day.ts';
import { stockOutlets } from './behaviour/counter.ts';
import { bankDay } from './behaviour/making.ts';
import { plansToOrder } from './behaviour/people.ts';
import { startOrganisation } from './behaviour/units.ts';
import type { Campaign, Person } from './campaign.ts';
import { instantOf } from './checks/what-must-hold.ts';
import { forEach } from './city.ts';
import type { CardMaker } from './parties/card-maker.ts';
import { letMachinesWork, type Machinery } from './play.ts';

/** Plays the city day by day until a day, without those set apart. */
export async function liveUntil(
  house: House & { clock: ShiftedClock },
  campaign: Campaign,
  {
    machinery,
    makers,
    until,
    apart,
  }: { machinery: Machinery; makers: readonly CardMaker[]; until: Day; apart: ReadonlySet<string> },
): Promise<void> {
  const { founded, agenda } = campaign;
  await stockOutlets(campaign);
  const others = founded.residents.filter(({ holderId }) => !apart.has(holderId));
  const members = new Map<string, Person[]>();
  for (const person of others)
    if (person.organisation) members.set(person.organisation, [...(members.get(person.organisation) ?? []), person]);
  for (const [i, organisation] of founded.organisations.entries()) {
    const mine = members.get(organisation.code) ?? [];
    if (mine.length > 0 && (organisation.kind === 'employer' || organisation.whole))
      startOrganisation(campaign, organisation, mine, 5 + (i % 8));
  }
  for (const [i, person] of others.entries()) {
    if (person.kind !== 'employee' && !(person.kind === 'student' && person.organisation))
      plansToOrder(campaign, person, 5 + (i % 16));
  }
  while (agenda.today < until) {
    const acts = agenda.turn();
    house.clock.moveTo(instantOf(agenda.today, 9));
    await forEach(acts, (act) => act());
    await bankDay(campaign, makers);
    await letMachinesWork(house, machinery, instantOf(agenda.today, 18));
  }
}
