// The door of orders: everything other modules may use.
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';
import type { States } from '../../base/states.ts';
import { applicationForm } from './application-form.ts';
import { arriveAtCounter } from './arrive-at-counter.ts';
import { assistOrder } from './assist-order.ts';
import { bookCounter } from './book-counter.ts';
import { bookingStates } from './booking.ts';
import { campaignFigures } from './campaign-figures.ts';
import { cancelBooking } from './cancel-booking.ts';
import { checkRoster } from './check-roster.ts';
import { chooseBank } from './choose-bank.ts';
import { closeOrders } from './close-orders.ts';
import { commitRoster, importRoster } from './commit-roster.ts';
import { confirmAssistedOrder } from './confirm-assisted-order.ts';
import { correctOrder } from './correct-order.ts';
import { counterDays } from './counter-days.ts';
import { decideException } from './decide-exception.ts';
import { deliveryWishes } from './delivery-wishes.ts';
import { failVisit } from './fail-visit.ts';
import { findOrders } from './find-orders.ts';
import { finishVisit } from './finish-visit.ts';
import { giveBackOrders } from './give-back-orders.ts';
import { groupStatus } from './group-status.ts';
import { listVisits } from './list-visits.ts';
import { materialChecklist } from './material-checklist.ts';
import { mayIApply } from './may-i-apply.ts';
import { myBookings } from './my-bookings.ts';
import { myGroup } from './my-group.ts';
import { myOrders } from './my-orders.ts';
import { openGroupOrder } from './open-group-order.ts';
import { tellOpenings } from './opening-wishes.ts';
import { orderStates } from './order.ts';
import { orderDetail } from './order-detail.ts';
import { orderHomeVisit } from './order-home-visit.ts';
import { outletLoad } from './outlet-load.ts';
import { payFee } from './pay-fee.ts';
import { placeAtCounter } from './place-at-counter.ts';
import { placeOrder } from './place-order.ts';
import { policyEffect } from './policy-effect.ts';
import { serviceQuality } from './quality-figures.ts';
import { remind } from './remind.ts';
import { remindUndecided } from './remind-undecided.ts';
import { replaceCard } from './replace-card.ts';
import { replacementReport } from './replacement-report.ts';
import { requestDelivery } from './request-delivery.ts';
import { returnForCorrection } from './return-for-correction.ts';
import { rosterProgress, rosterRows } from './roster-progress.ts';
import { rosterReport } from './roster-report.ts';
import { scheduleVisit } from './schedule-visit.ts';
import { setCounterDays } from './set-counter-days.ts';
import { setGroupBanks } from './set-group-banks.ts';
import { stopOrdersOfDeceased } from './stop-orders-of-deceased.ts';
import { submitGroup } from './submit-group.ts';
import { subscribeOpening } from './subscribe-opening.ts';
import { todaysBookings } from './todays-bookings.ts';
import { visitStates } from './visit.ts';
import { visitRoute } from './visit-route.ts';
import { watchAccounts } from './watch-accounts.ts';
import { watchPromises } from './watch-promises.ts';
import { withdrawOrder } from './withdraw-order.ts';

export { bringOrdersTogether } from './bring-together.ts';
export { openDelivery } from './get-group.ts';
export { getOrder } from './get-order.ts';
export { regroupAtHandOver } from './group-day.ts';
export { findGroup, type GroupOrder } from './group-store.ts';
export { judgeOrder, type StoredDecision, type Wish } from './judge-order.ts';
export { awaitAccounts, deliveryAddress, linkCards, takeOrdersToMake } from './make-orders.ts';
export { answerTo, makeAgain } from './mishap.ts';
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
export { reasonWords } from './timeline.ts';
export { turnOrdinary } from './turn-ordinary.ts';

/** For those above that come in through actions by name: the portal's pages and the simulated world. */
export {
  applicationForm,
  arriveAtCounter,
  assistOrder,
  bookCounter,
  campaignFigures,
  cancelBooking,
  checkRoster,
  chooseBank,
  commitRoster,
  confirmAssistedOrder,
  correctOrder,
  counterDays,
  decideException,
  deliveryWishes,
  failVisit,
  findOrders,
  finishVisit,
  groupStatus,
  listVisits,
  materialChecklist,
  mayIApply,
  myBookings,
  myGroup,
  myOrders,
  openGroupOrder,
  orderDetail,
  orderHomeVisit,
  outletLoad,
  payFee,
  placeAtCounter,
  placeOrder,
  policyEffect,
  remindUndecided,
  replaceCard,
  replacementReport,
  requestDelivery,
  returnForCorrection,
  rosterProgress,
  rosterReport,
  rosterRows,
  scheduleVisit,
  serviceQuality,
  setGroupBanks,
  submitGroup,
  subscribeOpening,
  todaysBookings,
  visitRoute,
  withdrawOrder,
};

export const operations: Operation[] = [
  listVisits,
  visitRoute,
  campaignFigures,
  serviceQuality,
  outletLoad,
  policyEffect,
  openGroupOrder,
  setGroupBanks,
  checkRoster,
  commitRoster,
  rosterProgress,
  rosterRows,
  rosterReport,
  chooseBank,
  remindUndecided,
  submitGroup,
  requestDelivery,
  deliveryWishes,
  groupStatus,
  myGroup,
  placeOrder,
  assistOrder,
  confirmAssistedOrder,
  placeAtCounter,
  orderHomeVisit,
  scheduleVisit,
  finishVisit,
  failVisit,
  replaceCard,
  replacementReport,
  withdrawOrder,
  returnForCorrection,
  correctOrder,
  decideException,
  payFee,
  subscribeOpening,
  myOrders,
  orderDetail,
  findOrders,
  mayIApply,
  applicationForm,
  materialChecklist,
  setCounterDays,
  counterDays,
  bookCounter,
  cancelBooking,
  arriveAtCounter,
  myBookings,
  todaysBookings,
];
const standing: AnyJob[] = [
  watchAccounts,
  watchPromises,
  closeOrders,
  stopOrdersOfDeceased,
  remind,
  tellOpenings,
  giveBackOrders,
];
export const jobs: AnyJob[] = [...standing, importRoster as AnyJob];
export const standingJobs: string[] = standing.map(({ name }) => name);
export const stateTables: States[] = [orderStates, visitStates, bookingStates] as unknown as States[];
