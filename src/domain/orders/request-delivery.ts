// Action: the clerk asks the bank to bring the finished cards to the unit, on a day and to an address (APP-15, PCK-03).
import { action } from '../../base/action.ts';
import { DayText, Id, shape, Type } from '../../base/shape.ts';
import { groupClerks, lockGroup, sealDelivery } from './get-group.ts';
import { saveDelivery } from './group-store.ts';
import { refuse } from './refuse.ts';
import { Address } from './shapes.ts';
import { listOrdersOfGroup } from './store.ts';

export const requestDelivery = action({
  name: 'orders.request-delivery',
  title: { zh: '申请送卡到单位', en: 'Ask for delivery to the unit' },
  by: groupClerks,
  input: shape({ groupOrderId: Id, day: DayText, address: Type.Optional(Address) }),
  output: shape({ groupOrderId: Id, day: DayText, orders: Type.Integer() }),
  async run(call, { groupOrderId, day, address }) {
    const group = await lockGroup(call, groupOrderId);
    if (day < call.today) throw refuse('day-passed');
    const sealed = address ? sealDelivery(call, groupOrderId, address) : group.deliveryAddress;
    if (!sealed) throw refuse('address-missing');
    const waiting = (
      await listOrdersOfGroup(call.db, groupOrderId, ['accepted', 'in-production', 'produced', 'ready'])
    ).filter(({ pickUp }) => pickUp === 'unit-delivery');
    if (waiting.length === 0) throw refuse('nobody-decided');
    await saveDelivery(call.db, groupOrderId, { address: sealed, wishDay: day, requestedAt: call.now });
    const banks = [...new Set(waiting.map(({ bankCode }) => bankCode!))].sort();
    call.note({ groupOrderId, day, banks, orderIds: waiting.map(({ id }) => id) });
    return { groupOrderId, day, orders: waiting.length };
  },
});
