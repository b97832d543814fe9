// Action: the platform answers a chip that asks its writer to prove the key: the blank's transport key, or the card's own once written.
import { action } from '../../base/action.ts';
import { OneOf, shape, Text, Type } from '../../base/shape.ts';
import { fromHex, toHex } from '../../crypto/index.ts';
import { proveChip as prove } from '../keys/index.ts';
import { ChipsOf, chipsUnderWay, requireChips } from './chips-under-way.ts';

const Eight = Type.String({ pattern: '^[0-9A-F]{16}$' });

export const proveChip = action({
  name: 'production.prove-chip',
  title: { zh: '向芯片证明写卡权限', en: 'Prove to a chip that it may be written' },
  by: ['bank-teller', 'card-maker'],
  input: shape({
    of: ChipsOf,
    cardNumber: Type.String({ pattern: '^[0-9A-Z]{9}$' }),
    key: OneOf(['transport', 'card']),
    transportVersion: Type.Optional(Type.Integer({ minimum: 1, maximum: 9999 })),
    source: Eight,
    factor: Eight,
  }),
  output: shape({ proof: Text(32) }),
  async run(call, { of, cardNumber, key, transportVersion, source, factor }) {
    const [card] = requireChips(await chipsUnderWay(call, of), [cardNumber]);
    call.note({ ...of, cardId: card!.cardId, key });
    const proof = await prove(call, card!.cardId, { key, transportVersion }, fromHex(source), fromHex(factor));
    return { proof: toHex(proof).toUpperCase() };
  },
});
