// Job: the order of somebody who has died is stopped, a card already made cancelled, the e-card closed; records stay (open question 6).
import type { Job } from '../../base/jobs.ts';
import { cancelCards, scrapCards } from '../cards/index.ts';
import { closeEcards } from '../ecard/index.ts';
import { lockHolders } from '../holders/index.ts';
import { packInForce, ruleFor } from '../policy/index.ts';
import { moveOrders } from './move-orders.ts';
import { listOfDeceased, lockOrderRows } from './store.ts';

const batch = 500;
const everyMs = 3600_000;

/** A card that its maker is working on ends when it comes back: its plastic has to be seen and destroyed (production.stop-cards). */
const isAtMaker = ({ state, pickUp }: { state: string; pickUp: string | null }) =>
  state === 'in-production' && pickUp !== 'counter';

export const stopOrdersOfDeceased: Job = {
  name: 'orders.stop-orders-of-deceased',
  async run(call) {
    const found = await listOfDeceased(call.db, batch);
    const regions = [...new Set(found.map(({ region }) => region))].sort();
    const stopping: typeof found = [];
    for (const region of regions) {
      const { pack } = await packInForce(call.db, region, call.today);
      const rule = ruleFor(pack, 'onDeath', { day: call.today }).value;
      if (rule === 'unknown' || !rule.includes('stop-order')) continue;
      const those = found.filter((one) => one.region === region);
      stopping.push(...those);
      await lockHolders(
        call,
        those.map(({ holderId }) => holderId),
      );
      const cardsIn = (...states: string[]) =>
        those
          .filter(({ cardId, cardState }) => cardId && states.includes(cardState ?? ''))
          .map(({ cardId }) => cardId!);
      if (rule.includes('destroy-card')) {
        await scrapCards(
          call,
          those.filter((one) => one.cardState === 'planned' && !isAtMaker(one)).map(({ cardId }) => cardId!),
        );
        await cancelCards(call, cardsIn('made', 'collected', 'sleeping'));
      }
      await lockOrderRows(
        call.db,
        those.map(({ id }) => id),
      );
      const ids = (collected: boolean) =>
        those.filter(({ state }) => (state === 'collected') === collected).map(({ id }) => id);
      await moveOrders(call, ids(false), 'withdrawn', { reason: 'holder-deceased' });
      await moveOrders(call, ids(true), 'closed', { reason: 'holder-deceased' });
      if (rule.includes('close-ecard'))
        await closeEcards(
          call,
          those.map(({ holderId }) => holderId),
        );
    }
    if (stopping.length > 0) {
      call.about(...stopping.map(({ holderId }) => holderId));
      call.note({ orderIds: stopping.map(({ id }) => id) });
    }
    return { again: stopping.length === batch ? call.now : new Date(call.now.getTime() + everyMs) };
  },
};
