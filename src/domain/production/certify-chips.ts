// Action: certificates for key pairs that freshly written chips have made themselves; the chip signs its own request.
import { action } from '../../base/action.ts';
import { FileBase64, shape, Text, Type } from '../../base/shape.ts';
import { toBase64 } from '../../crypto/index.ts';
import { CardRequestShape, certifyCards } from '../keys/index.ts';
import { ChipsOf, chipsUnderWay, requireChips } from './chips-under-way.ts';

const MOST_CHIPS = 100;

export const certifyChips = action({
  name: 'production.certify-chips',
  title: { zh: '签发卡证书', en: 'Certify the keys of written chips' },
  by: ['bank-teller', 'card-maker'],
  input: shape({
    of: ChipsOf,
    requests: Type.Array(
      shape({ cardNumber: Type.String({ pattern: '^[0-9A-Z]{9}$' }), ...CardRequestShape.properties }),
      { minItems: 1, maxItems: MOST_CHIPS },
    ),
  }),
  output: shape({
    certificates: Type.Array(shape({ cardNumber: Text(9), certificate: FileBase64(2048) })),
  }),
  async run(call, { of, requests }) {
    const cards = requireChips(
      await chipsUnderWay(call, of),
      requests.map(({ cardNumber }) => cardNumber),
    );
    const issued = await certifyCards(
      call,
      requests.map(({ cardNumber: _, ...request }, i) => ({ ...request, cardId: cards[i]!.cardId })),
    );
    call.note({ ...of, cardIds: cards.map(({ cardId }) => cardId) });
    const certificates = cards.map(({ cardId, cardNumber }) => ({
      cardNumber,
      certificate: toBase64(issued.get(cardId)!),
    }));
    return { certificates };
  },
});
