// Action: staff enable many cards at issue, where the region gives them that right (ENB-03).
import { action } from '../../base/action.ts';
import { Refusal } from '../../base/refusal.ts';
import { Id, shape, Text, Type } from '../../base/shape.ts';
import { switchCards } from './switch-cards.ts';

export const bulkEnable = action({
  name: 'cards.bulk-enable',
  title: { zh: '批量启用社会保障功能', en: 'Enable the social security function in bulk' },
  by: ['bureau-clerk'],
  bodyLimit: 1024 * 1024,
  input: shape({ cardIds: Type.Array(Id, { minItems: 1, maxItems: 10_000, uniqueItems: true }) }),
  output: shape({
    enabled: Type.Array(Id),
    refused: Type.Array(shape({ cardId: Id, code: Text(80), title: Text(200), remedy: Text(200) })),
  }),
  async run(call, { cardIds }) {
    const answers = await switchCards(call, cardIds, 'bulk');
    const enabled = answers.flatMap((answer) => (answer instanceof Refusal ? [] : [answer.cardId]));
    const refused = answers.flatMap((answer, i) => {
      if (!(answer instanceof Refusal)) return [];
      const { title, detail } = answer.problem();
      return [{ cardId: cardIds[i]!, code: answer.code, title, remedy: detail }];
    });
    call.note({ cardIds: enabled, refused: refused.length });
    return { enabled, refused };
  },
});
