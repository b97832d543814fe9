// People who order alone: flexible workers, residents, students, parents for their children, retirees, and everybody in the regular phase.
import { addDays, ageOn } from '../../base/day.ts';
import { adultAge } from '../../domain/holders/index.ts';
import type { Campaign, Person } from '../campaign.ts';
import { lookAtOrder } from './clerks.ts';

/** Grounds on which somebody who asks too early or needlessly is sent home; the old card stays good. */
const reckoned = [
  'orders.not-now',
  'orders.ask-organiser',
  'orders.has-new-card',
  'orders.order-under-way',
  // One from the counter is in hand already, and not enabled.
  'orders.card-not-enabled',
  'orders.undecided',
  'holders.deceased',
];

export function plansToOrder(campaign: Campaign, person: Person, afterDays: number): void {
  if (person.temper.keen < 0.25) return;
  campaign.agenda.in(afterDays + person.temper.delayDays, () => orderNow(campaign, person));
}

export const orderNow = (campaign: Campaign, person: Person): Promise<void> =>
  person.kind === 'minor' ? orderForChild(campaign, person) : orderAlone(campaign, person);

async function orderAlone(campaign: Campaign, person: Person): Promise<void> {
  // Retirees are bound to the bank that pays their pension (BNK-08); a third of them has a helper beside (CHN-03).
  if (person.kind === 'retired' && person.temper.keen < 0.5) return orderWithHelp(campaign, person);
  const choice = choiceOf(campaign, person, person.pensionBank);
  await placeOrder(campaign, person, person, choice);
}

/** Orders for a person; where the region offers no pick-up at an outlet, the card is sent by mail. */
async function placeOrder(campaign: Campaign, by: Person, person: Person, choice: Choosing): Promise<void> {
  const input = { ...(by === person ? {} : { holderId: person.holderId }), ...inputOf(campaign, person, choice) };
  const noPickUp = choice.pickUp === 'outlet' ? ['orders.pick-up-not-offered'] : [];
  const turnedDown = campaign.refusals.get('orders.pick-up-not-offered') ?? 0;
  const order = await campaign.try(campaign.citizen(by), 'orders.place-order', input, [...reckoned, ...noPickUp]);
  if (order) {
    campaign.choices.set(person.holderId, choice);
    campaign.agenda.in(1, () => lookAtOrder(campaign, person, by, order.orderId));
  }
  if (!order && choice.pickUp === 'outlet' && (campaign.refusals.get('orders.pick-up-not-offered') ?? 0) > turnedDown) {
    await placeOrder(campaign, by, person, { ...choice, pickUp: 'mail' });
  }
}

async function orderForChild(campaign: Campaign, child: Person): Promise<void> {
  // Who has come of age meanwhile acts alone (open question 5).
  if (ageOn(child.born, campaign.today) >= adultAge) return orderAlone(campaign, child);
  const { residents } = campaign.founded;
  // Both parents may try; one order comes of it (ELG-05).
  for (const place of child.guardians ?? []) {
    const parent = residents[place]!;
    const choice = choiceOf(campaign, child);
    await placeOrder(campaign, parent, child, choice);
  }
}

async function orderWithHelp(campaign: Campaign, person: Person): Promise<void> {
  const { founded } = campaign;
  const helper = founded.staff(`community-${person.district}`, 'community-worker');
  const mandate = await campaign.try(campaign.citizen(person), 'holders.give-mandate', {
    helperId: helper.id,
    acts: ['fill-in'],
    until: addDays(campaign.today, 30),
  });
  if (!mandate) return;
  const choice = choiceOf(campaign, person, person.pensionBank);
  const prepared = await campaign.try(
    helper,
    'orders.assist-order',
    {
      holderId: person.holderId,
      region: founded.plan.region,
      pickUp: choice.pickUp,
      ...placeOf(campaign, person, choice),
    },
    reckoned,
  );
  if (!prepared) return;
  campaign.agenda.in(1, async () => {
    const confirmed = await campaign.try(
      campaign.citizen(person),
      'orders.confirm-assisted-order',
      { orderId: prepared.orderId },
      reckoned,
    );
    if (confirmed) campaign.choices.set(person.holderId, choice);
  });
}

interface Choosing {
  readonly bank: string;
  readonly pickUp: 'outlet' | 'mail';
  readonly outletCode: string;
}

function choiceOf(campaign: Campaign, person: Person, bound?: string): Choosing {
  const dice = campaign.dice('order', person.residentId);
  const bank = bound ?? dice.pick(campaign.founded.plan.banks);
  const pickUp = dice.fraction() < 0.65 ? ('outlet' as const) : ('mail' as const);
  return { bank, pickUp, outletCode: campaign.outletOf(bank, person.district).code };
}

const placeOf = (campaign: Campaign, person: Person, choice: Choosing) =>
  choice.pickUp === 'outlet'
    ? { outletId: campaign.outletOf(choice.bank, person.district).id }
    : { address: `示例市${person.district}示例路${person.temper.delayDays + 1}号` };

const inputOf = (campaign: Campaign, person: Person, choice: Choosing) => ({
  region: campaign.founded.plan.region,
  bank: choice.bank,
  pickUp: choice.pickUp,
  ...placeOf(campaign, person, choice),
});
