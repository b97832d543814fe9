// Action: the outlet is out of blanks and the person does not want to wait: the order is made the ordinary way (open question 7).
import { action } from '../../base/action.ts';
import { Id, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { answerTo, getOrder, turnOrdinary } from '../orders/index.ts';
import { ownInstitution, requireSameBank } from './own-institution.ts';
import { refuse } from './refuse.ts';
import { hasBlank } from './store.ts';

export const makeOrdinarily = action({
  name: 'production.make-ordinarily',
  title: { zh: '改为普通制卡', en: 'Make a card the ordinary way' },
  by: ['bank-teller'],
  input: shape({
    orderId: Id,
    pickUp: OneOf(['outlet', 'mail']),
    /** Where it is collected; this outlet when left out. */
    outletId: Type.Optional(Id),
    address: Type.Optional(Text(200, 5)),
  }),
  output: shape({ orderId: Id, promiseDay: Type.Union([Type.String(), Type.Null()]) }),
  async run(call, { orderId, pickUp, outletId, address }) {
    const outlet = await ownInstitution(call, 'outlet');
    const order = await getOrder(call.db, orderId);
    requireSameBank(outlet, order);
    if (await hasBlank(call.db, outlet.id)) throw refuse('blanks-there', { outlet: outlet.name });
    if ((await answerTo(call, outlet.region, 'no-blanks')) !== 'offer-ordinary-making')
      throw refuse('wait-for-blanks', { outlet: outlet.name, elsewhere: '—' });
    await turnOrdinary(call, order, {
      pickUp,
      outletId: pickUp === 'outlet' ? (outletId ?? outlet.id) : undefined,
      address,
    });
    const { promiseDay } = await getOrder(call.db, orderId);
    call.note({ orderId, outletId: outlet.id, pickUp });
    return { orderId, promiseDay };
  },
});
