// Action: enable the social side of one's new card; at that moment the old one dies (ENB-02, OLD-01).
import { action } from '../../base/action.ts';
import { Id, Maybe, shape } from '../../base/shape.ts';
import { enableCard as enable } from './switch-cards.ts';

export const enableCard = action({
  name: 'cards.enable-card',
  title: { zh: '启用社会保障功能', en: 'Enable the social security function' },
  by: ['citizen', 'bank-teller', 'bank-visitor', 'bureau-clerk'],
  input: shape({ cardId: Id }),
  output: shape({ cardId: Id, replacedCardId: Maybe(Id) }),
  async run(call, { cardId }) {
    const { orderId, region, replacedCardId } = await enable(call, cardId);
    call.note({ cardId, orderId, region, replacedCardId });
    return { cardId, replacedCardId };
  },
});
