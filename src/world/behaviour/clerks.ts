// The bureau's everyday: orders given back to be put right, and sleeping cards destroyed by two people.
import type { Campaign, Person } from '../campaign.ts';
import { guardianOfMinor } from './counter.ts';

/** One order in eight has something to put right; it is put right two days later and goes on (APP-01). */
export async function lookAtOrder(campaign: Campaign, person: Person, by: Person, orderId: string): Promise<void> {
  if (campaign.dice('look', person.residentId).fraction() >= 1 / 8) return;
  const clerk = campaign.founded.staff('bureau', 'bureau-clerk');
  const back = await campaign.try(clerk, 'orders.return-for-correction', { orderId, reason: 'address-needed' }, [
    'orders.order-cannot-move',
  ]);
  if (!back) return;
  campaign.returned += 1;
  campaign.agenda.in(2, () => correctOrder(campaign, person, by, orderId));
}

/** Grounds on which an order that came back cannot go on as it was. */
const cannot = [
  'holders.deceased',
  'orders.holder-deceased',
  'orders.not-waiting',
  'orders.not-now',
  'orders.undecided',
  'orders.has-new-card',
];

export async function correctOrder(campaign: Campaign, person: Person, by: Person, orderId: string): Promise<void> {
  const me = campaign.citizen(by);
  const whose = by === person ? {} : { holderId: person.holderId };
  const mine = await campaign.try(me, 'orders.my-orders', whose, ['holders.deceased']);
  const found = mine?.orders.find(({ order }: { order: { orderId: string } }) => order.orderId === orderId);
  const refused = found?.timeline.accountRefused;
  if (refused && refused.correct === null) return changeBank(campaign, person, by, found.order);
  // What the bank found wrong is put right at a counter of the bureau; a telephone number one changes alone.
  if (refused?.correct === 'phone')
    await campaign.try(me, 'holders.update-contact', { holderId: person.holderId, phone: person.phone });
  const mail = campaign.choices.get(person.holderId)?.pickUp === 'mail';
  await campaign.try(
    me,
    'orders.correct-order',
    { orderId, ...(mail ? { address: `示例市${person.district}示例新村8号` } : {}) },
    cannot,
  );
}

/** The bank will not have one: another of those that may be chosen; where there is none the order is taken back. */
async function changeBank(
  campaign: Campaign,
  person: Person,
  by: Person,
  { orderId, bank, pickUp }: { orderId: string; bank: string; pickUp: string },
): Promise<void> {
  const { founded } = campaign;
  const me = campaign.citizen(by);
  const whose = by === person ? {} : { holderId: person.holderId };
  const may = await campaign.try(me, 'orders.may-i-apply', { ...whose, region: founded.plan.region });
  const others = ((may?.banks ?? []) as string[]).filter((one) => one !== bank && founded.plan.banks.includes(one));
  const other = others[0] && campaign.dice('other bank', person.residentId).pick(others);
  const outlet = other && campaign.outletOf(other, person.district);
  const corrected =
    outlet &&
    (await campaign.try(
      me,
      'orders.correct-order',
      { orderId, bank: other, ...(pickUp === 'outlet' ? { outletId: outlet.id } : {}) },
      [...cannot, 'orders.bank-not-offered'],
    ));
  if (!corrected) return void (await campaign.try(me, 'orders.withdraw-order', { orderId }, cannot));
  const choice = campaign.choices.get(person.holderId);
  if (choice) campaign.choices.set(person.holderId, { ...choice, bank: other, outletCode: outlet.code });
}

/** The bureau sees whom a bank opened no account for; each looks at the message some days later (a few at once). */
export async function callRefused(campaign: Campaign): Promise<void> {
  const clerk = campaign.founded.staff('bureau', 'bureau-clerk');
  const list = await campaign.try(clerk, 'orders.find-orders', { stateReason: 'account-refused', limit: 200 });
  for (const { order } of list?.orders ?? []) {
    const seen = `${order.orderId} ${order.cardId}`;
    const person = campaign.founded.residents.find(({ holderId }) => holderId === order.holderId);
    if (!person || campaign.refusedAccounts.has(seen)) continue;
    campaign.refusedAccounts.add(seen);
    const by = guardianOfMinor(campaign, person) ?? person;
    const days = 1 + campaign.dice('refused', person.residentId).below(5);
    campaign.agenda.in(days, () => correctOrder(campaign, person, by, order.orderId));
  }
}

/** Once a month the card office cancels what sleeps, draws up the list, and two people sign that it was destroyed (SLP-01). */
export function planDestructions(campaign: Campaign): void {
  campaign.agenda.in(30, async () => {
    const { founded } = campaign;
    const { region } = founded.plan;
    const [first, second] = founded.allStaff('card-authority');
    await campaign.try(first!, 'production.cancel-sleeping-cards', { region });
    const list = await campaign.try(first!, 'production.draw-up-destruction', { region }, [
      'production.nothing-to-destroy',
    ]);
    if (list) {
      const { destructionId, digest } = list;
      await campaign.try(first!, 'production.sign-destruction', { destructionId, digest });
      // The same person once more: refused, whatever happens.
      await campaign.try(first!, 'production.sign-destruction', { destructionId, digest }, [
        'production.second-person-needed',
      ]);
      await campaign.try(second!, 'production.sign-destruction', { destructionId, digest });
    }
    planDestructions(campaign);
  });
}
