// What goes wrong in a life: cards lost and found, a death, a card replaced on the spot, old cards replaced while that is still allowed.
import type { Campaign, Person } from '../campaign.ts';
import { damageChance, type WearModel } from '../wear.ts';
import { replaceAtCounter } from './counter.ts';

/** Shares of all people over the whole campaign. */
const shares = { lost: 0.02, found: 0.4, died: 0.003 };
const campaignDays = 480;

const reckoned = [
  'cards.no-good-card',
  'cards.already-suspended',
  'cards.not-suspended',
  'cards.holder-deceased',
  'holders.deceased',
  'orders.order-under-way',
  'orders.not-now',
  'orders.undecided',
  'orders.ask-organiser',
  'orders.bank-not-offered',
];

export function planMishaps(campaign: Campaign, wear: WearModel): void {
  const { founded } = campaign;
  for (const person of founded.residents) {
    if (person.kind === 'minor' || !person.card) continue;
    const dice = campaign.dice('mishap', person.residentId);
    const chance = dice.fraction();
    const day = 1 + dice.below(campaignDays);
    if (chance < shares.died) campaign.agenda.in(day, () => die(campaign, person));
    else if (chance < shares.died + shares.lost) campaign.agenda.in(day, () => lose(campaign, person));
    else {
      // Drawn for a year of the campaign; which card is in hand by then is known only on the day.
      const draw = ((chance - shares.died - shares.lost) * 365) / campaignDays;
      if (draw < Math.max(...generations.map((generation) => damageChance(wear, generation))))
        campaign.agenda.in(day, () => wearOut(campaign, person, wear, draw));
    }
  }
}

const generations = [1, 2, 3] as const;

/** The card in hand is spoiled if one of its generation would be at this draw. */
async function wearOut(campaign: Campaign, person: Person, wear: WearModel, draw: number): Promise<void> {
  const mine = await campaign.try(campaign.citizen(person), 'cards.my-cards', {}, reckoned);
  const card = mine?.cards.find(({ socialState }: { socialState: string }) => socialState === 'enabled');
  if (card && draw < damageChance(wear, card.generation)) await replaceAtCounter(campaign, person, 'damage');
}

export async function lose(campaign: Campaign, person: Person): Promise<void> {
  const me = campaign.citizen(person);
  const reported = await campaign.try(me, 'cards.report-loss', {}, reckoned);
  if (!reported) return;
  // Some find the card again; the others wait and then have it replaced at a counter, as the region's rules allow.
  campaign.agenda.in(2 + campaign.dice('lost', person.residentId).below(5), () => findOrReplace(campaign, person));
}

export async function findOrReplace(campaign: Campaign, person: Person): Promise<void> {
  if (campaign.dice('found', person.residentId).fraction() < shares.found)
    await campaign.try(campaign.citizen(person), 'cards.withdraw-loss', {}, reckoned);
  else await replaceAtCounter(campaign, person, 'loss');
}

async function die(campaign: Campaign, person: Person): Promise<void> {
  const clerk = campaign.founded.staff('bureau', 'bureau-clerk');
  await campaign.try(clerk, 'holders.record-death', {
    holderId: person.holderId,
    diedOn: campaign.today,
    proof: { kind: 'death-certificate', number: `示例${person.holderId.slice(-6)}` },
  });
}
