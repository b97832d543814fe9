// An order that was to be made on the spot is made the ordinary way instead: judged as at a counter without the plate, promised anew.
import type { Call } from '../../base/call.ts';
import { type Choice, filingOf, requireChoice, sealAddress } from './file-order.ts';
import { judgeOrder, replacements } from './judge-order.ts';
import { openCase } from './open-case.ts';
import { isPaid, type Order } from './order.ts';
import { refuse, refuseWish } from './refuse.ts';
import { lockOrderRows, saveFilings, saveSealedAddress } from './store.ts';

/** What was paid stays paid; the person, and the order, are locked by this. */
export async function turnOrdinary(
  call: Call,
  { id, holderId, region }: Pick<Order, 'id' | 'holderId' | 'region'>,
  where: Pick<Choice, 'pickUp' | 'outletId' | 'address'>,
): Promise<void> {
  const known = await openCase(call, holderId, region);
  const [order] = await lockOrderRows(call.db, [id]);
  if (order!.state !== 'accepted' || order!.pickUp !== 'counter') throw refuse('not-waiting');
  const choice = { ...where, bank: order!.bankCode };
  const judged = judgeOrder(known.rules, {
    ...choice,
    day: call.today,
    kind: order!.kind,
    person: known.person,
    channel: order!.channel,
    outlet: 'bank-other',
    replace: replacements.find((one) => one === order!.reason),
    afterSleep: known.afterSleep,
  });
  if (!judged.ok) throw refuseWish(judged);
  await requireChoice(call, region, choice);
  const filing = filingOf(judged, choice, { id, placedOn: order!.placedOn, reviewed: true });
  const stateReason = isPaid(order!) ? null : order!.stateReason;
  await saveFilings(call, [{ ...filing, feeFen: order!.feeFen, stateReason, steps: ['accepted'] }], ['accepted']);
  if (where.address) await saveSealedAddress(call.db, id, sealAddress(call, id, where.address));
}
