// The act that is interrupted: a hospital settles a visit and takes it back, two messages with their own numbers.
import { perform } from '../../src/base/action.ts';
import type { Actor } from '../../src/base/actor.ts';
import type { House } from '../../src/base/call.ts';
import { reverseMessage } from '../../src/domain/medical/reverse-settlement.ts';
import { settleVisit } from '../../src/domain/medical/settle-visit.ts';

export interface Bill {
  readonly staff: Actor;
  readonly visitId: string;
  readonly holderId: string;
  readonly credential: { readonly type: '03'; readonly number: string; readonly identifier: string };
  readonly totalFen: string;
  readonly message: string;
}

/** Sent again with the same message numbers, it goes on where it was interrupted. */
export async function run(house: House, { staff, message, ...bill }: Bill): Promise<void> {
  const input = { ...bill, kind: 'outpatient' as const, medType: '11', batch: null, accountUse: '1' as const, message };
  await perform(house, settleVisit, staff, input, { requestId: message });
  const back = { holderId: bill.holderId, original: message, function: '2207' as const, message: `${message}-R` };
  await perform(house, reverseMessage, staff, back, { requestId: back.message });
}
