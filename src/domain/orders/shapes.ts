// Shapes that several actions of orders share.
import { Code, DayText, Fen, FileBase64, Id, Instant, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { type DocumentKind, documentKinds } from '../holders/index.ts';
import { type Order, type OrderState, orderKinds, pickUps, stateWords } from './order.ts';

export const PickUpWord = OneOf(pickUps);
export const StateWord = OneOf(stateWords as [OrderState, ...OrderState[]]);
export const Address = Text(200, 5);
export const DocumentShape = shape({
  kind: OneOf(Object.keys(documentKinds) as [DocumentKind, ...DocumentKind[]]),
  number: Text(40),
});
/** A written signature as it was taken, PNG or SVG. */
export const Signature = FileBase64(64 * 1024);

export const OrderAnswer = shape({
  orderId: Id,
  holderId: Id,
  region: Code,
  kind: OneOf(orderKinds),
  reason: Type.String(),
  channel: Type.String(),
  state: StateWord,
  stateReason: Maybe(Type.String()),
  bank: Maybe(Type.String()),
  pickUp: Maybe(PickUpWord),
  outletId: Maybe(Id),
  generation: Type.Integer(),
  placedOn: DayText,
  batch: Maybe(Type.String()),
  /** Last day of making; delivery has its own clock (TIM-09). Null: nobody has promised one. */
  promiseDay: Maybe(DayText),
  promiseUnit: Maybe(Type.String()),
  overdueSince: Maybe(DayText),
  /** Null: there is no standard, so nothing may be charged. */
  feeFen: Maybe(Fen),
  feePaidAt: Maybe(Instant),
  cardId: Maybe(Id),
  groupOrderId: Maybe(Id),
});

/** An order as answers carry it. */
export const answerOf = (order: Order) => ({
  orderId: order.id,
  holderId: order.holderId,
  region: order.region,
  kind: order.kind,
  reason: order.reason,
  channel: order.channel,
  state: order.state,
  stateReason: order.stateReason,
  bank: order.bankCode,
  pickUp: order.pickUp,
  outletId: order.outletId,
  generation: order.generation,
  placedOn: order.placedOn,
  batch: order.batchCode,
  promiseDay: order.promiseDay,
  promiseUnit: order.promiseUnit,
  overdueSince: order.overdueSince,
  feeFen: order.feeFen === null ? null : order.feeFen.toString(),
  feePaidAt: order.feePaidAt?.toISOString() ?? null,
  cardId: order.cardId,
  groupOrderId: order.groupOrderId,
});
