// The bureau's everyday: orders given back to be put right, and sleeping cards destroyed by two people.
import type { Campaign, Person } from '../campaign.ts';

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

export async function correctOrder(campaign: Campaign, person: Person, by: Person, orderId: string): Promise<void> {
  const mail = campaign.choices.get(person.holderId)?.pickUp === 'mail';
  await campaign.try(
    campaign.citizen(by),
    'orders.correct-order',
    { orderId, ...(mail ? { address: `示例市${person.district}示例新村8号` } : {}) },
    [
      'holders.deceased',
      'orders.holder-deceased',
      'orders.not-waiting',
      'orders.not-now',
      'orders.undecided',
      'orders.has-new-card',
    ],
  );
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
