// Query: the code one's phone shows now. Without authorisation, or without a card in use, there is none (ECD-01, ECD-02).
import { query } from '../../base/action.ts';
import { Id, Instant, shape, Text, Type } from '../../base/shape.ts';
import { findGoodCard } from '../cards/index.ts';
import { holderOfCall } from '../holders/index.ts';
import { codeLife, makeCardCode } from './card-code.ts';
import { obstacleTo } from './ecard.ts';
import { refuse } from './refuse.ts';
import { findEcard } from './store.ts';

export const showCode = query({
  name: 'ecard.show-code',
  title: { zh: '出示电子社保卡二维码', en: 'Show the code of one’s e-card' },
  by: ['citizen'],
  personal: true,
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({
    /** Text of the QR code, alphanumeric mode. */
    code: Text(200),
    /** When the phone should fetch the next one. */
    refreshAt: Instant,
    acceptedUntil: Instant,
  }),
  async run(call, { holderId: named }) {
    const holderId = await holderOfCall(call, named);
    const ecard = await findEcard(call.db, holderId);
    if (!ecard) throw refuse('no-ecard');
    const card = await findGoodCard(call.db, holderId);
    const obstacle = obstacleTo(ecard, card, call.today);
    if (obstacle) throw refuse('not-usable', { obstacle });
    const after = (seconds: number) => new Date(call.now.getTime() + seconds * 1000).toISOString();
    return {
      code: makeCardCode(card!.cardNumber, call.now, call.vault, call.random),
      refreshAt: after(codeLife.showSeconds),
      acceptedUntil: after(codeLife.acceptSeconds),
    };
  },
});
