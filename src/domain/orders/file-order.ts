// One order of one person is filed: policy asked, outlet and bank checked, stored with its decision, e-card issued with it.
import type { Call } from '../../base/call.ts';
import { issueEcard } from '../ecard/index.ts';
import { hasPlate, type Institution, listForOrder, listInstitutions, takesOrders } from '../institutions/index.ts';
import type { ChannelCode, OutletKind } from '../policy/index.ts';
import type { GroupOrder } from './group-store.ts';
import { type Judgement, judgeOrder, type Replacement, type Wish } from './judge-order.ts';
import type { Case } from './open-case.ts';
import type { Order, OrderKind, PickUp } from './order.ts';
import { refuse, refuseWish } from './refuse.ts';
import { type Filing, insertOrders } from './store.ts';

/** Where and how somebody wants the card. */
export interface Choice {
  readonly bank: string | null;
  readonly pickUp: PickUp;
  readonly outletId?: string | undefined;
  /** In clear. */
  readonly address?: string | undefined;
}

export interface SingleOrder extends Choice {
  readonly kind: OrderKind;
  readonly channel: ChannelCode;
  readonly outlet?: OutletKind | undefined;
  readonly replace?: Replacement | undefined;
  readonly guardianId?: string | null;
  readonly preparedBy?: string | null;
  readonly confirmedBy?: string | null;
  readonly materials?: readonly string[];
  /** The card the order takes the place of; the good card when left out. */
  readonly replacesCardId?: string | null;
  /** Waits for a visit at home before it can be accepted. */
  readonly visitFirst?: boolean;
}

/** Files an order for the person of the case, or refuses with the reasons of policy. */
export async function fileOrder(call: Call, known: Case, wanted: SingleOrder): Promise<Order> {
  const { holder, rules, card } = known;
  // A new card that lies in the drawer comes first; who lost it says so by a replacement.
  if (known.waiting && !wanted.replace) throw refuse('card-not-enabled');
  const judged = judgeOrder(rules, wishOf(call, known, wanted));
  if (!judged.ok) throw refuseWish(judged);
  await requireChoice(call, rules.pack.region, wanted);
  const id = call.newId();
  const filing = filingOf(judged, wanted, { id, placedOn: call.today });
  const [order] = await insertOrders(call, [
    {
      ...filing,
      ...(wanted.visitFirst ? { state: 'submitted', stateReason: 'visit-first', steps: ['submitted'] as const } : {}),
      holderId: holder.id,
      region: rules.pack.region,
      kind: wanted.kind,
      channel: wanted.channel,
      replacesCardId: wanted.replacesCardId === undefined ? (card?.id ?? null) : wanted.replacesCardId,
      preparedBy: wanted.preparedBy ?? null,
      confirmedBy: wanted.confirmedBy ?? null,
      guardianId: wanted.guardianId ?? null,
      materials: wanted.materials ?? [],
      address: wanted.address ? sealAddress(call, id, wanted.address) : null,
    },
  ]);
  if (!order) throw refuse('order-under-way');
  if (judged.withEcard && !wanted.visitFirst) await issueEcard(call, holder.id);
  call.note({ orderId: id, region: rules.pack.region, kind: wanted.kind, bank: wanted.bank, reason: judged.reason });
  return order;
}

export const wishOf = (
  call: Pick<Call, 'today'>,
  { person, afterSleep }: Pick<Case, 'person' | 'afterSleep'>,
  wanted: SingleOrder,
): Wish => ({
  day: call.today,
  kind: wanted.kind,
  person,
  channel: wanted.channel,
  outlet: wanted.outlet,
  bank: wanted.bank,
  pickUp: wanted.pickUp,
  replace: wanted.replace,
  afterSleep,
});

/** What is stored of a judged wish: accepted at once, or waiting for a clerk where policy wants one to look. */
export function filingOf(
  judged: Judgement,
  { bank, pickUp, outletId }: Choice,
  { id, placedOn, reviewed = false }: { id: string; placedOn: Order['placedOn']; reviewed?: boolean },
): Filing {
  const waits = judged.review && !reviewed;
  return {
    id,
    bankCode: bank,
    pickUp,
    outletId: outletId ?? null,
    generation: judged.generation,
    reason: judged.reason,
    state: waits ? 'submitted' : 'accepted',
    stateReason: waits ? 'needs-review' : judged.feeFen ? 'fee-due' : null,
    placedOn,
    groupCode: judged.groupCode,
    batchCode: judged.batchCode,
    decision: judged.decision,
    promiseDay: judged.promiseDay,
    promiseUnit: judged.promiseUnit,
    feeFen: judged.feeFen,
    accountRule: judged.accountRule,
    steps: waits ? ['submitted'] : reviewed ? ['checked', 'accepted'] : ['submitted', 'checked', 'accepted'],
  };
}

/** The bank still takes orders; the outlet is one of that bank here; mail has an address. */
export async function requireChoice(
  call: Call,
  region: string,
  { bank, pickUp, outletId, address }: Choice,
): Promise<void> {
  const named = await listForOrder(call.db, region, bank, outletId ?? null);
  const office = named.find(({ kind }) => kind === 'bank');
  if (bank && office && !takesOrders(office, call.today)) throw refuse('bank-left', { bank });
  if (pickUp === 'mail' && !address) throw refuse('address-missing');
  if (pickUp === 'outlet' && !outletId) throw refuse('outlet-missing');
  if (!outletId) return;
  const outlet = named.find(({ id }) => id === outletId);
  if (!outlet || !isOutletOf(outlet, region, bank, pickUp)) throw refuse('outlet-wrong');
}

/** The outlet of a bank at which the cards of a group are collected (PCK-07). */
export const designatedOutlet = async (
  call: Call,
  { designatedOutletIds }: Pick<GroupOrder, 'designatedOutletIds'>,
  bank: string | null,
): Promise<string | undefined> =>
  (await listInstitutions(call.db, designatedOutletIds)).find(({ bankCode }) => bankCode === bank)?.id;

/** On the spot any counter of the region will do; elsewhere it is an outlet of the bank. */
const isOutletOf = (outlet: Institution, region: string, bank: string | null, pickUp: PickUp): boolean =>
  outlet.region === region &&
  outlet.standing === 'admitted' &&
  (pickUp === 'counter' || (outlet.kind === 'outlet' && (bank === null || outlet.bankCode === bank)));

/** What kind of counter an institution is to policy, and by which channel its orders come; undefined when it is none. */
export function counterOf(
  institution: Institution,
  day: Order['placedOn'],
): { channel: ChannelCode; outlet: OutletKind } | undefined {
  if (institution.standing !== 'admitted') return undefined;
  switch (institution.kind) {
    case 'outlet':
      return { channel: 'bank-outlet', outlet: hasPlate(institution, day) ? 'bank-instant' : 'bank-other' };
    case 'bureau':
    case 'district-bureau':
      return { channel: 'district-outlet', outlet: 'district' };
    case 'street-office':
      return { channel: 'street-outlet', outlet: 'street' };
    case 'agency':
      return { channel: 'agency', outlet: 'agency' };
    default:
      return undefined;
  }
}

export const sealAddress = ({ vault }: Pick<Call, 'vault'>, orderId: string, address: string): Uint8Array =>
  vault.seal(address, `orders.order.address:${orderId}`);
