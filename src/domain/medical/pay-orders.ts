// Mobile payment of a visit: an order is placed with its fee lines, confirmed by settling, refunded, revoked or looked up.
import { action, query } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Fen, Id, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { sql } from '../../base/sql.ts';
import { takeBack } from './booking.ts';
import { lockPerson, lockVisit, requireInstitution } from './guard.ts';
import { Credential } from './present.ts';
import { refuse } from './refuse.ts';
import { settleVisit } from './settle-visit.ts';
import { AccountUse, Message, SettlementShape, settlementAnswer } from './shapes.ts';
import { findSettlement, listOpenLines } from './store.ts';

interface PayOrder {
  readonly id: string;
  readonly institutionId: string;
  readonly visitId: string;
  readonly holderId: string;
  /** ordStas: 0 saved 1 pre-settled 2 settling 6 complete 7 refunded 12 revoked 15 failed. */
  readonly state: string;
  readonly batch: string;
  readonly accountUse: '0' | '1' | '2';
  readonly totalFen: bigint;
  readonly settlementId: string | null;
}

const columns = sql`
  id, institution_id as "institutionId", visit_id as "visitId", holder_id as "holderId", state, batch, account_use as "accountUse",
  total as "totalFen", settlement_id as "settlementId"`;

/** The person's lock comes first, so the order is found before it is locked. */
async function lockOrder(call: Call, orderId: string): Promise<PayOrder> {
  const { id } = await requireInstitution(call);
  const found = await call.db.maybe<PayOrder>(sql`select ${columns} from medical.pay_order where id = ${orderId}`);
  if (found?.institutionId !== id) throw refuse('order-unknown');
  await lockPerson(call, found.holderId);
  call.about(found.holderId);
  return call.db.one<PayOrder>(sql`select ${columns} from medical.pay_order where id = ${orderId} for update`);
}

const setState = (call: Call, id: string, state: string, settlementId: string | null) =>
  call.db.run(sql`update medical.pay_order set state = ${state}, settlement_id = ${settlementId} where id = ${id}`);

export const placePayOrder = action({
  name: 'medical.place-pay-order',
  title: { zh: '移动支付下单', en: 'Place a mobile pay order' },
  by: ['scene-operator'],
  input: shape({ visitId: Id, holderId: Id, batch: Text(30), accountUse: AccountUse, totalFen: Fen }),
  output: shape({ orderId: Id, state: Type.String() }),
  async run(call, { visitId, holderId, batch, accountUse, totalFen }) {
    const { visit } = await lockVisit(call, visitId, holderId, ['registered']);
    const lines = await listOpenLines(call.db, visitId, batch);
    if (lines.length === 0) throw refuse('no-lines');
    const total = lines.reduce((all, { amountFen }) => all + amountFen, 0n);
    if (total !== BigInt(totalFen)) throw refuse('sums-differ', { what: 'medfeeSumamt', centre: total.toString() });
    const orderId = call.newId();
    await call.db.run(sql`
      insert into medical.pay_order (id, institution_id, visit_id, holder_id, state, batch, account_use, total, placed_at)
      values (${orderId}, ${visit.institutionId}, ${visitId}, ${holderId}, '1', ${batch}, ${accountUse}, ${total}, ${call.now})`);
    call.note({ orderId, visitId });
    return { orderId, state: '1' };
  },
});

export const confirmPayOrder = action({
  name: 'medical.confirm-pay-order',
  title: { zh: '移动支付确认', en: 'Confirm a mobile pay order' },
  by: ['scene-operator'],
  input: shape({ orderId: Id, credential: Credential, medType: Text(6), message: Message }),
  output: shape({ orderId: Id, state: Type.String(), settlement: SettlementShape }),
  async run(call, { orderId, credential, medType, message }) {
    const order = await lockOrder(call, orderId);
    if (order.state !== '1') throw refuse('order-state', { state: order.state });
    const { visitId, holderId, batch, accountUse, totalFen } = order;
    const settlement = await settleVisit.run(call, {
      ...{ visitId, holderId, kind: 'outpatient', credential, medType, batch, accountUse, message },
      totalFen: totalFen.toString(),
    });
    await setState(call, orderId, '6', settlement.settlementId);
    return { orderId, state: '6', settlement };
  },
});

export const refundPayOrder = action({
  name: 'medical.refund-pay-order',
  title: { zh: '移动支付退费', en: 'Refund a mobile pay order' },
  by: ['scene-operator'],
  input: shape({ orderId: Id, message: Message }),
  output: shape({ orderId: Id, state: Type.String(), settlement: SettlementShape }),
  async run(call, { orderId, message }) {
    const order = await lockOrder(call, orderId);
    if (order.state !== '6') throw refuse('order-state', { state: order.state });
    const row = (await findSettlement(call.db, order.settlementId!))!;
    const reversal = await takeBack(call, row, message);
    await setState(call, orderId, '7', order.settlementId);
    return { orderId, state: '7', settlement: settlementAnswer(reversal) };
  },
});

export const revokePayOrder = action({
  name: 'medical.revoke-pay-order',
  title: { zh: '移动支付撤销', en: 'Revoke a mobile pay order' },
  by: ['scene-operator'],
  input: shape({ orderId: Id }),
  output: shape({ orderId: Id, state: Type.String() }),
  async run(call, { orderId }) {
    const order = await lockOrder(call, orderId);
    if (order.state !== '1') throw refuse('order-state', { state: order.state });
    await setState(call, orderId, '12', null);
    return { orderId, state: '12' };
  },
});

export const payOrderState = query({
  name: 'medical.pay-order-state',
  title: { zh: '移动支付订单查询', en: 'Look a mobile pay order up' },
  by: ['scene-operator'],
  personal: true,
  input: shape({ orderId: Id }),
  output: shape({ orderId: Id, state: Type.String(), totalFen: Fen, settlement: Maybe(SettlementShape) }),
  async run(call, { orderId }) {
    const { id } = await requireInstitution(call);
    const order = await call.db.maybe<PayOrder>(sql`select ${columns} from medical.pay_order where id = ${orderId}`);
    if (order?.institutionId !== id) throw refuse('order-unknown');
    call.about(order.holderId);
    const row = order.settlementId ? await findSettlement(call.db, order.settlementId) : undefined;
    return {
      ...{ orderId, state: order.state, totalFen: order.totalFen.toString() },
      settlement: row ? settlementAnswer(row) : null,
    };
  },
});
