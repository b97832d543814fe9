// Who cannot come is visited: the visit ordered, scheduled, now and then failed and scheduled again, and the card brought home (ELG-09).
import { ageOn } from '../../base/day.ts';
import { shippedPacks } from '../../domain/policy/index.ts';
import type { Campaign, Person } from '../campaign.ts';
import type { Outlet } from '../found-city.ts';
import type { MadeCard } from '../parties/card-maker.ts';
import { enableLater } from './making.ts';

const oldAge = 78;
const signature = Buffer.from('signed at home').toString('base64');
const photo = Buffer.from('a photo that the visit took place').toString('base64');

/** Very old people order at home, where the region's channels have it. */
export function planHomeVisits(campaign: Campaign): void {
  const { founded } = campaign;
  const rows = shippedPacks[founded.plan.region]!.rules.channels;
  const offered = rows.some(
    ({ value }) => value !== 'unknown' && value.some(({ channel }) => channel === 'home-visit'),
  );
  if (!offered) return;
  const old = founded.residents.filter(({ born }) => ageOn(born, campaign.today) >= oldAge);
  for (const person of old) campaign.agenda.in(20 + person.temper.delayDays, () => orderVisit(campaign, person));
}

async function orderVisit(campaign: Campaign, person: Person): Promise<void> {
  const bank = person.pensionBank ?? campaign.dice('bank', person.residentId).pick(campaign.founded.plan.banks);
  const outlet = campaign.outletOf(bank, person.district);
  const order = await campaign.try(
    campaign.citizen(person),
    'orders.order-home-visit',
    {
      region: campaign.founded.plan.region,
      bank,
      outletId: outlet.id,
      reason: 'aged',
      address: `示例市${person.district}示例路${person.temper.delayDays + 1}号`,
    },
    [
      'orders.order-under-way',
      'orders.has-new-card',
      'orders.card-not-enabled',
      'orders.not-now',
      'orders.undecided',
      'holders.deceased',
    ],
  );
  if (!order) return;
  campaign.choices.set(person.holderId, { bank, pickUp: 'visit', outletCode: outlet.code });
  campaign.agenda.in(2, () => schedule(campaign, person, outlet, order.orderId));
}

async function schedule(campaign: Campaign, person: Person, outlet: Outlet, orderId: string): Promise<void> {
  const { founded, today } = campaign;
  const visitor = founded.staff(outlet.bank, 'bank-visitor');
  const planned = await campaign.try(
    founded.staff(outlet.code, 'outlet-manager'),
    'orders.schedule-visit',
    { orderId, day: today, partOfDay: 'afternoon', visitorId: visitor.id },
    ['orders.not-waiting'],
  );
  if (!planned) return;
  // One visit in three finds nobody at home.
  if (campaign.dice('visit', person.residentId).fraction() < 1 / 3) {
    await campaign.try(visitor, 'orders.fail-visit', { orderId, failure: 'nobody-home' });
    campaign.visits.failed += 1;
    campaign.agenda.in(5, () => schedule(campaign, person, outlet, orderId));
    return;
  }
  const done = await campaign.try(
    visitor,
    'orders.finish-visit',
    { orderId, document: { kind: 'resident-id', number: person.residentId }, signature, photo },
    ['orders.holder-deceased'],
  );
  if (done) campaign.visits.done += 1;
}

/** The card that lies at the outlet is brought home; who the visitor may not enable it for does so alone. */
export async function bringHome(campaign: Campaign, person: Person, bank: string, card: MadeCard): Promise<void> {
  const done = await campaign.try(
    campaign.founded.staff(bank, 'bank-visitor'),
    'production.hand-over-card',
    {
      cardNumber: card.cardNumber,
      shown: { documentKind: 'resident-id', documentNumber: person.residentId },
    },
    ['production.holder-deceased'],
  );
  if (done) enableLater(campaign, person, done.cardId);
}
