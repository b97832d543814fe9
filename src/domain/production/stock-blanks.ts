// Action: blank cards that came to an instant outlet, and those found spoiled when they were counted.
import { action } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { ownInstitution } from './own-institution.ts';
import { refuse } from './refuse.ts';
import { addBlanks, findBlanks, scrapReady } from './store.ts';

const Count = Type.Integer({ minimum: 0, maximum: 100_000 });

export const BlanksShape = shape({
  received: Type.Integer(),
  ready: Type.Integer(),
  reserved: Type.Integer(),
  used: Type.Integer(),
  scrapped: Type.Integer(),
});

export const stockBlanks = action({
  name: 'production.stock-blanks',
  title: { zh: '空白卡入库与报废', en: 'Stock blank cards' },
  by: ['outlet-manager'],
  input: shape({ received: Count, scrapped: Count }),
  output: shape({ outletId: Id, ...BlanksShape.properties }),
  async run(call, { received, scrapped }) {
    const outlet = await ownInstitution(call, 'outlet');
    await addBlanks(call.db, outlet.id, received);
    const left = await scrapReady(call.db, outlet.id, scrapped);
    if (!left) throw refuse('too-many-scrapped', { ready: (await findBlanks(call.db, outlet.id))!.ready });
    call.note({ outletId: outlet.id, received, scrapped, ready: left.ready });
    return { outletId: outlet.id, ...left };
  },
});
