// The act that is interrupted: a holder enables the new card.
import { perform } from '../../src/base/action.ts';
import { enableCard } from '../../src/domain/cards/enable-card.ts';
import type { Scenario } from '../crash.ts';

export const run: Scenario = async (house, { holderId, cardId }: { holderId: string; cardId: string }) => {
  await perform(
    house,
    enableCard,
    { role: 'citizen', id: holderId, channel: 'bureau-site' },
    { cardId },
    { requestId: `enable-${cardId}` },
  );
};
