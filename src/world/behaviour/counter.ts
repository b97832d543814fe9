// At an instant outlet: an order at the counter, and the card made step by step while the holder waits, with a step that fails now and then.
import { ageOn } from '../../base/day.ts';
import { systemRandom } from '../../base/random.ts';
import { bankCardNumberOf } from '../../domain/cards/index.ts';
import { adultAge } from '../../domain/holders/index.ts';
import type { Campaign, Person } from '../campaign.ts';
import type { Outlet } from '../found-city.ts';
import { type Desk, readFinished } from '../parties/card-press.ts';

const allMaterials = ['resident-id', 'valid-id', 'photo', 'household-register'];
const signature = Buffer.from('signed').toString('base64');

/** Outlets with the plate are stocked before they open their counters. */
export async function stockOutlets(campaign: Campaign): Promise<void> {
  for (const outlet of campaign.founded.outlets.filter(({ instant }) => instant)) {
    await campaign.try(campaign.founded.staff(outlet.code, 'outlet-manager'), 'production.stock-blanks', {
      received: 400,
      scrapped: 0,
    });
  }
}

/** Grounds on which a counter turns somebody away: not yet, somebody else's turn, an order under way, nothing to replace. */
const reckoned = [
  'orders.not-now',
  'orders.undecided',
  'orders.ask-organiser',
  'orders.has-new-card',
  'orders.order-under-way',
  // A new card is in hand but not enabled, so there is nothing to replace yet.
  'orders.card-not-enabled',
  'orders.nothing-to-replace',
  'orders.bank-not-offered',
  'holders.deceased',
  'orders.holder-deceased',
];

/** A first or newer card at the counter, made on the spot (TIM-02). */
export async function orderAtCounter(campaign: Campaign, person: Person): Promise<void> {
  const bank = person.pensionBank ?? campaign.dice('bank', person.residentId).pick(campaign.founded.plan.banks);
  const outlet = campaign.outletOf(bank, person.district, true);
  if (!outlet?.instant) return;
  const order = await campaign.try(
    campaign.founded.staff(outlet.code, 'bank-teller'),
    'orders.place-at-counter',
    {
      document: documentOf(person),
      ...guardianOf(campaign, person),
      bank,
      pickUp: 'counter',
      outletId: outlet.id,
      materials: allMaterials,
      signature,
    },
    reckoned,
  );
  if (order) await makeNow(campaign, person, outlet, order);
}

/** A lost or damaged third-generation card is replaced on the spot at an instant outlet of the issuing bank (RPL-01). */
export async function replaceAtCounter(campaign: Campaign, person: Person, reason: 'loss' | 'damage'): Promise<void> {
  const { cards } = (await campaign.try(campaign.citizen(person), 'cards.my-cards', {})) ?? { cards: [] };
  const card = cards.find(
    ({ socialState }: { socialState: string }) => socialState === 'enabled' || socialState === 'suspended',
  );
  const bank = card?.bankCode ?? campaign.founded.plan.banks[0]!;
  const outlet = campaign.outletOf(bank, person.district, true);
  if (!outlet?.instant) return;
  const order = await campaign.try(
    campaign.founded.staff(outlet.code, 'bank-teller'),
    'orders.replace-card',
    {
      reason,
      document: documentOf(person),
      ...guardianOf(campaign, person),
      bank,
      pickUp: 'counter',
      outletId: outlet.id,
      materials: allMaterials,
      signature,
    },
    reckoned,
  );
  // Where the region keeps replacing old generations in the old way, that is not made at this counter (RPL-02).
  if (order?.generation === 3) await makeNow(campaign, person, outlet, order);
}

async function makeNow(
  campaign: Campaign,
  person: Person,
  outlet: Outlet,
  { orderId, generation }: { orderId: string; generation: number },
): Promise<void> {
  const teller = campaign.founded.staff(outlet.code, 'bank-teller');
  const dice = campaign.dice('instant', person.residentId);
  const step = (name: string, input: object) =>
    campaign.try(teller, `production.${name}`, input, ['production.fee-due', 'orders.fee-due']);
  const making = await step('start-making', { orderId });
  if (!making) return;
  const { makingId, cardNumber } = making;
  campaign.accounts += 1;
  await step('record-account', { makingId, bankCardNumber: bankCardNumberOf('621799', campaign.accounts) });
  // One chip in thirty fails; the making goes on with a new blank and the account that is already there.
  if (dice.fraction() < 1 / 30) {
    await step('fail-step', { makingId, reason: 'chip-fault', blankSpoiled: true });
    await step('resume-making', { makingId });
  }
  const written = await writeChip(campaign, person, outlet, { ...making, generation });
  if (!written) return;
  const { cardIdentifier, atr } = written;
  await step('record-personalised', { makingId, cardIdentifier, atr });
  await step('record-printed', { makingId });
  await step('record-read-back', { makingId, cardNumber, ...(await written.readBack()) });
  const who = guardianOfMinor(campaign, person) ?? person;
  // Whoever has the account activated later enables now, except where a card without it cannot be enabled.
  const activate = dice.fraction() < 0.8;
  await step('finish-making', {
    makingId,
    shown: { documentKind: 'resident-id', documentNumber: who.residentId },
    enable: activate || !campaign.activationFirst,
    activate,
  });
}

/** The machine on the counter writes the chip and reads the finished card; without a machine the plan is taken for the card. */
async function writeChip(
  campaign: Campaign,
  person: Person,
  outlet: Outlet,
  making: { makingId: string; cardNumber: string; cardIdentifier: string; generation: number },
) {
  const teller = campaign.founded.staff(outlet.code, 'bank-teller');
  const machine = campaign.machines.get(outlet.code);
  if (!machine) {
    const { cardIdentifier } = making;
    const atr = `00814E432386971599${cardIdentifier.slice(16, 24)}`;
    const read = { cardIdentifier, atr, name: person.name, socialSecurityNumber: person.residentId };
    return { cardIdentifier, atr, readBack: async () => read };
  }
  const desk: Desk = (operation, input) => campaign.founded.city.as(teller, operation, input, 'make-card');
  const [pressed] = await machine.press.press(desk, { makingId: making.makingId }, [making]);
  return {
    ...{ cardIdentifier: pressed!.cardIdentifier, atr: pressed!.atr },
    readBack: async () => {
      const { reading, digest } = await readFinished(pressed!.chip, machine.module, (n) => systemRandom.bytes(n));
      const { cardIdentifier, reset, name, socialSecurityNumber } = reading;
      return { cardIdentifier, atr: reset, name, socialSecurityNumber, digest };
    },
  };
}

const documentOf = (person: Person) => ({ kind: 'resident-id', number: person.residentId });

/** The first guardian of a child; nobody once the child has come of age. */
export const guardianOfMinor = (campaign: Campaign, person: Person): Person | undefined =>
  person.guardians && ageOn(person.born, campaign.today) < adultAge
    ? campaign.founded.residents[person.guardians[0]!]
    : undefined;

function guardianOf(campaign: Campaign, person: Person) {
  const guardian = guardianOfMinor(campaign, person);
  return guardian ? { guardian: documentOf(guardian) } : {};
}
