// Action: the bank plans to bring the finished cards of a group to its unit (APP-15, PCK-03).
import { action } from '../../base/action.ts';
import { DayText, Id, shape, Type } from '../../base/shape.ts';
import { lockHolders } from '../holders/index.ts';
import { lockOrders, moveOrders } from '../orders/index.ts';
import { getOutletOf, ownInstitution } from './own-institution.ts';
import { refuse } from './refuse.ts';
import { finishedOfGroup, insertVisit } from './store.ts';

export const planVisit = action({
  name: 'production.plan-visit',
  title: { zh: '安排上门送卡', en: 'Plan a delivery to a unit' },
  by: ['bank-office'],
  input: shape({
    groupOrderId: Id,
    day: DayText,
    /** Takes the cards of those who are absent. */
    outletId: Id,
  }),
  output: shape({ visitId: Id, cards: Type.Integer() }),
  async run(call, { groupOrderId, day, outletId }) {
    const bank = await ownInstitution(call, 'bank');
    await getOutletOf(call.db, bank, outletId);
    if (day < call.today) throw refuse('day-passed', { day });
    const find = () => finishedOfGroup(call.db, groupOrderId, bank.region, bank.bankCode!);
    const seen = await find();
    await lockHolders(
      call,
      seen.map(({ holderId }) => holderId),
    );
    await lockOrders(
      call,
      seen.map(({ orderId }) => orderId),
    );
    const locked = new Set(seen.map(({ cardId }) => cardId));
    const cards = (await find()).filter(({ cardId }) => locked.has(cardId));
    if (cards.length === 0) throw refuse('nothing-to-bring');
    const orderIds = cards.map(({ orderId }) => orderId);
    await moveOrders(call, orderIds, 'on-the-way');
    const visitId = call.newId();
    await insertVisit(call.db, { id: visitId, groupOrderId, bankId: bank.id, outletId, day }, cards, call.now);
    call.about(...cards.map(({ holderId }) => holderId));
    call.note({ visitId, groupOrderId, region: bank.region, bankCode: bank.bankCode, day, outletId, orderIds });
    return { visitId, cards: cards.length };
  },
});
