// What is done at once when a card is handed over: its account opened, the social side enabled, the account activated.
import type { Call } from '../../base/call.ts';
import { activateAccount, type Card, enableCard } from '../cards/index.ts';
import type { Order } from '../orders/index.ts';
import { mayActivate, packInForce } from '../policy/index.ts';
import { refuse } from './refuse.ts';
import { openAtCounter } from './tell-accounts.ts';

export interface OnTheSpot {
  readonly bankCardNumber?: string;
  readonly enable?: boolean;
  readonly activate?: boolean;
}

export interface BroughtIntoUse {
  readonly enabled: boolean;
  readonly activated: boolean;
  /** The card that died by the enabling. */
  readonly replacedCardId: string | null;
}

/** Works on a card that is handed over in this call. Both sides are independent: each may be left for later (ENB-01). */
export async function bringIntoUse(
  call: Call,
  order: Pick<Order, 'accountRule' | 'region' | 'bankCode'>,
  { id: cardId, financialState: before }: Pick<Card, 'id' | 'financialState'>,
  { bankCardNumber, enable = false, activate = false }: OnTheSpot,
): Promise<BroughtIntoUse> {
  if (bankCardNumber)
    await openAtCounter(call, { region: order.region, bankCode: order.bankCode! }, cardId, bankCardNumber);
  const financialState = bankCardNumber ? 'open' : before;
  if (financialState === 'none' && (activate || order.accountRule === 'required-with-order')) {
    throw refuse('account-missing');
  }
  // The account first: there are regions where the old card dies only for one whose account is active (K4).
  if (activate) {
    await requireMayActivate(call, order.region);
    await activateAccount(call, cardId);
  }
  const { replacedCardId } = enable ? await enableCard(call, cardId) : { replacedCardId: null };
  return { enabled: enable, activated: activate, replacedCardId };
}

async function requireMayActivate(call: Call, region: string): Promise<void> {
  const { pack } = await packInForce(call.db, region, call.today);
  const onVisit = call.actor.role === 'bank-visitor';
  const asked = onVisit
    ? ({ role: 'bank-visitor', place: 'visit' } as const)
    : ({ role: 'bank-teller', place: 'counter' } as const);
  if (mayActivate(pack, { ...asked, day: call.today }).value !== true) throw refuse('may-not-activate');
}
