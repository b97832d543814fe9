// What becomes of an order when something goes wrong that its person did not do: the region's policy answers (open question 7).
import type { Call } from '../../base/call.ts';
import { type FeeReason, feeFor, type Mishap, packInForce, ruleFor, type ValueOf } from '../policy/index.ts';
import { moveOrders } from './move-orders.ts';
import type { StateReason } from './order.ts';
import { saveFeeDue } from './store.ts';

/** The answer of the region; `unknown` while its bureau has taken our default back without saying what holds instead. */
export async function answerTo(
  call: Pick<Call, 'db' | 'today'>,
  region: string,
  mishap: Mishap,
): Promise<ValueOf<'mishap'> | 'unknown'> {
  const { pack } = await packInForce(call.db, region, call.today);
  return ruleFor(pack, 'mishap', { day: call.today, mishap }).value;
}

/** By which reason a card is paid that is made again; only where the region wants a fee at all and has a standard for it. */
const feeOf: Partial<Record<Mishap, FeeReason>> = {
  'lost-in-mail': 'loss',
  returned: 'loss',
  'damaged-in-production': 'damage',
};

/**
 * The order waits to be made again. What was paid for the first card stays paid (its journal line keeps it); only the answer
 * `remake` asks for the region's fee anew, and nothing is made before that is paid.
 */
export async function makeAgain(
  call: Call,
  { orderId, region }: { readonly orderId: string; readonly region: string },
  mishap: 'lost-in-mail' | 'returned' | 'damaged-in-production',
  reason: StateReason,
): Promise<void> {
  await moveOrders(call, [orderId], 'accepted', { reason });
  if ((await answerTo(call, region, mishap)) !== 'remake') return;
  const { pack } = await packInForce(call.db, region, call.today);
  const fee = feeFor(pack, { reason: feeOf[mishap]!, day: call.today }).value;
  if (fee === 'unknown' || fee.chargeableFen === 0n) return;
  await saveFeeDue(call.db, orderId, fee.chargeableFen);
  call.note({ feeDueFen: fee.chargeableFen.toString() });
}
