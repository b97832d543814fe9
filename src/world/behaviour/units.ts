// Employers and schools: open a group order when it is their turn, hand in the roster, chase their people, submit, ask for delivery.
import { addDays } from '../../base/day.ts';
import type { SeededRandom } from '../../base/random.ts';
import type { Campaign, Person } from '../campaign.ts';
import type { Founded } from '../found-city.ts';
import { lookAtOrder } from './clerks.ts';

export type Organisation = Founded['organisations'][number];

/** Refusals a clerk reckons with. */
const reckoned = ['orders.nobody-decided', 'orders.group-exists'];

/** A unit begins when its clerk gets to it; some never do (open question 3). */
export function startOrganisation(
  campaign: Campaign,
  organisation: Organisation,
  members: readonly Person[],
  afterDays: number,
): void {
  campaign.agenda.in(afterDays, () => openGroup(campaign, organisation, members));
}

export async function openGroup(
  campaign: Campaign,
  organisation: Organisation,
  members: readonly Person[],
): Promise<void> {
  const { founded } = campaign;
  const random = campaign.dice('open', organisation.code);
  const { clerk } = organisation;
  const banks = pickSome(random, founded.plan.banks, 1 + random.below(3));
  const designated = banks.map((bank) => campaign.outletOf(bank, organisation.district).id);
  const group = await campaign.try(
    clerk,
    'orders.open-group-order',
    {
      banks,
      designatedOutletIds: designated,
      deliveryAddress: `示例市${organisation.district}示例园区${organisation.code}`,
    },
    reckoned,
  );
  if (!group) return;
  const { groupOrderId } = group;
  const imported = await campaign.try(clerk, 'orders.check-roster', {
    groupOrderId,
    fileName: `${organisation.code}.csv`,
    file: rosterFile(campaign, organisation, members),
  });
  if (!imported) return;
  await campaign.try(clerk, 'orders.commit-roster', { importId: imported.importId });
  for (const member of members) {
    // One in seven does not want a new card, and nobody must (GOAL-01).
    if (member.temper.keen < 0.15) continue;
    campaign.agenda.in(1 + member.temper.delayDays, () => choose(campaign, member, groupOrderId, banks, organisation));
  }
  campaign.agenda.in(10, async () => void (await campaign.try(clerk, 'orders.remind-undecided', { groupOrderId })));
  campaign.agenda.in(16, () => submit(campaign, organisation, groupOrderId));
  campaign.agenda.in(44, () => submit(campaign, organisation, groupOrderId));
}

export async function choose(
  campaign: Campaign,
  person: Person,
  groupOrderId: string,
  banks: readonly string[],
  organisation: Organisation,
): Promise<void> {
  const me = campaign.citizen(person);
  const mine = await campaign.try(me, 'orders.my-orders', {}, ['holders.deceased']);
  const draft = mine?.orders
    .map(({ order }: { order: { groupOrderId: string | null; state: string } }) => order)
    .find(
      (order: { groupOrderId: string | null; state: string }) =>
        order.groupOrderId === groupOrderId && order.state === 'draft',
    );
  if (!draft) return;
  const dice = campaign.dice('choose', person.residentId);
  const bank = dice.pick(banks);
  const chance = dice.fraction();
  // Where orders by proxy are collected at the outlet named for the group, there is nothing to choose (PCK-07).
  const pickUp =
    campaign.proxyAtOutlet || chance < 0.6
      ? 'outlet'
      : chance < 0.85 || organisation.kind === 'school'
        ? 'mail'
        : 'unit-delivery';
  const outlet = campaign.outletOf(bank, person.district);
  const done = await campaign.try(
    me,
    'orders.choose-bank',
    {
      orderId: draft.orderId,
      bank,
      pickUp,
      ...(pickUp === 'outlet' ? { outletId: outlet.id } : {}),
      ...(pickUp === 'mail' ? { address: `示例市${person.district}示例路1号` } : {}),
    },
    // Who is newly insured and has no card yet is not mentioned by the pilot's notice: the bureau has to decide.
    // Where there are no batches, some have a new card already when their unit begins.
    ['orders.already-submitted', 'orders.undecided', 'orders.has-new-card'],
  );
  if (!done) return;
  campaign.choices.set(person.holderId, { bank, pickUp, outletCode: outlet.code, groupOrderId });
  // When the clerk has submitted, the bureau looks at it.
  campaign.agenda.in(17, () => lookAtOrder(campaign, person, person, draft.orderId));
}

export async function submit(campaign: Campaign, { clerk }: Organisation, groupOrderId: string): Promise<void> {
  const done = await campaign.try(clerk, 'orders.submit-group', { groupOrderId }, reckoned);
  if (!done) return;
  campaign.agenda.in(2, async () => {
    await campaign.try(clerk, 'orders.request-delivery', { groupOrderId, day: addDays(campaign.today, 30) }, reckoned);
  });
}

/** The unit's list as its clerk keeps it, a spreadsheet with a mistake here and there. */
function rosterFile(campaign: Campaign, organisation: Organisation, members: readonly Person[]): string {
  const rows = members.map((member) => {
    const number =
      campaign.dice('roster', member.residentId).fraction() < 0.01 ? damaged(member.residentId) : member.residentId;
    return `${member.name},居民身份证,${number},${member.phone},${organisation.district}`;
  });
  return Buffer.from(`姓名,证件类型,证件号码,手机号,区\n${rows.join('\n')}\n`, 'utf8').toString('base64');
}

/** What a spreadsheet makes of a long number. */
const damaged = (number: string) => `${number[0]}.${number.slice(1, 6)}E+17`;

function pickSome(random: SeededRandom, list: readonly string[], count: number): string[] {
  const left = [...list];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(random.below(left.length), 1)[0]!);
}
