// The door of orders: everything other modules may use.
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';
import type { States } from '../../base/states.ts';
import { orderStates } from './order.ts';

export { getOrder } from './get-order.ts';
export { deliveryAddress, linkCards, takeOrdersToMake } from './make-orders.ts';
export { lockOrders, moveOrders } from './move-orders.ts';
export {
  isBatchProxy,
  isPaid,
  type Order,
  type OrderKind,
  type OrderState,
  openStates,
  orderStates,
  type PickUp,
  type StateReason,
  stateReasons,
} from './order.ts';
export { findOpenOrder, listOrdersOfGroup as ordersOfGroup } from './store.ts';

export const operations: Operation[] = [];
export const jobs: AnyJob[] = [];
export const standingJobs: string[] = [];
export const stateTables: States[] = [orderStates as unknown as States];
