// One group order, for its own organiser's clerks.
import type { Call } from '../../base/call.ts';
import { requireStaffOf } from '../institutions/index.ts';
import { findGroup, type GroupOrder, lockGroupRow } from './group-store.ts';
import { refuse } from './refuse.ts';

/** Locked; refuses clerks of another organiser. */
export async function lockGroup(call: Call, id: string): Promise<GroupOrder> {
  return requireOwn(call, await lockGroupRow(call.db, id));
}

/** The same without the lock. */
export async function getGroup(call: Call, id: string): Promise<GroupOrder> {
  return requireOwn(call, await findGroup(call.db, id));
}

async function requireOwn(call: Call, group: GroupOrder | undefined): Promise<GroupOrder> {
  if (!group) throw refuse('no-such-group');
  await requireStaffOf(call, group.organiserId);
  return group;
}

export const groupClerks = ['unit-clerk', 'school-clerk', 'community-worker'] as const;

/** Where the unit wants its cards brought, in clear: for whoever brings them. */
export const openDelivery = ({ vault }: Pick<Call, 'vault'>, group: GroupOrder): string | null =>
  group.deliveryAddress && vault.open(group.deliveryAddress, `orders.group_order.delivery_address:${group.id}`);

export const sealDelivery = ({ vault }: Pick<Call, 'vault'>, groupOrderId: string, address: string): Uint8Array =>
  vault.seal(address, `orders.group_order.delivery_address:${groupOrderId}`);
