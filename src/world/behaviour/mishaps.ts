// What goes wrong in a life: cards lost and found, a death, a card replaced on the spot, old cards replaced while that is still allowed.
import type { Campaign, Person } from '../campaign.ts';
import { replaceAtCounter } from './counter.ts';

/** Shares of all people over the whole campaign. */
const shares = { lost: 0.02, damaged: 0.01, found: 0.4, died: 0.003 };

const reckoned = [
  'cards.no-good-card',
  'cards.already-suspended',
  'cards.not-suspended',
  'cards.holder-deceased',
  'orders.order-under-way',
  'orders.not-now',
  'orders.undecided',
  'orders.ask-organiser',
  'orders.bank-not-offered',
];

export function planMishaps(campaign: Campaign): void {
  const { founded } = campaign;
  for (const person of founded.residents) {
    if (person.kind === 'minor' || !person.card) continue;
    const dice = campaign.dice('mishap', person.residentId);
    const chance = dice.fraction();
    const day = 1 + dice.below(480);
    if (chance < shares.died) campaign.agenda.in(day, () => die(campaign, person));
    else if (chance < shares.died + shares.lost) campaign.agenda.in(day, () => lose(campaign, person));
    else if (chance < shares.died + shares.lost + shares.damaged)
      campaign.agenda.in(day, () => replaceAtCounter(campaign, person, 'damage'));
  }
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
