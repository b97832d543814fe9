// Accepted orders in a test database, for tests of this module and of those above it.

import type { TestHouse } from '../../../test/database.ts';
import { systemActor } from '../../base/actor.ts';
import { openCall } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import { newUuid } from '../../base/ids.ts';
import type { Order, OrderKind, PickUp } from './order.ts';
import { insertOrders } from './store.ts';

export interface AcceptedWish {
  readonly count?: number;
  /** Real holders when the test needs people; made-up ids otherwise. One order each. */
  readonly holderIds?: readonly string[];
  readonly region?: string;
  readonly bankCode?: string;
  readonly kind?: OrderKind;
  readonly pickUp?: PickUp;
  readonly outletId?: string | null;
  readonly channel?: string;
  readonly groupOrderId?: string | null;
  readonly organiserId?: string | null;
  readonly promiseDay?: Day | null;
  readonly feeFen?: bigint | null;
  readonly accountRule?: Order['accountRule'];
  readonly generation?: 1 | 2 | 3;
  /** Mail address, in clear. */
  readonly address?: string;
}

/** Accepted orders, straight into the tables: no policy is asked. Beijing, bank icbc, pick-up at an outlet unless told otherwise. */
export async function acceptedOrders(house: TestHouse, wish: AcceptedWish = {}): Promise<Order[]> {
  return house.database.transaction(async (db) => {
    const call = openCall(house, db, systemActor('fixture'));
    const holderIds = wish.holderIds ?? Array.from({ length: wish.count ?? 1 }, () => newUuid(call.now, house.random));
    const orders = holderIds.map((holderId) => {
      const id = call.newId();
      return {
        id,
        holderId,
        region: wish.region ?? 'beijing',
        kind: wish.kind ?? (wish.groupOrderId ? 'unit' : 'individual'),
        reason: 'upgrade',
        channel: wish.channel ?? (wish.groupOrderId ? 'unit-group' : 'bureau-site'),
        groupOrderId: wish.groupOrderId ?? null,
        organiserId: wish.organiserId ?? null,
        bankCode: wish.bankCode ?? 'icbc',
        pickUp: wish.pickUp ?? ('outlet' as const),
        outletId: wish.outletId ?? null,
        generation: wish.generation ?? (3 as const),
        state: 'accepted' as const,
        stateReason: null,
        placedOn: call.today,
        groupCode: wish.groupOrderId ? 'staff' : 'individual',
        batchCode: null,
        decision: { version: 1, reasons: [] },
        promiseDay: wish.promiseDay ?? null,
        promiseUnit: 'natural-days',
        feeFen: wish.feeFen === undefined ? 0n : wish.feeFen,
        accountRule: wish.accountRule ?? 'optional',
        steps: ['submitted', 'checked', 'accepted'] as const,
        address: wish.address ? call.vault.seal(wish.address, `orders.order.address:${id}`) : null,
      };
    });
    const ids = orders.map(({ id }) => id);
    return (await insertOrders(call, orders)).sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
  });
}

/** A group of a unit, straight into the tables. */
export async function openGroup(
  house: TestHouse,
  wish: { readonly organiserId: string; readonly banks?: readonly string[]; readonly deliveryAddress?: string },
): Promise<string> {
  const id = newUuid(house.clock.now(), house.random);
  const address = wish.deliveryAddress
    ? house.vault.seal(wish.deliveryAddress, `orders.group_order.delivery_address:${id}`)
    : null;
  await house.database.run({
    text: `insert into orders.group_order (id, kind, organiser_id, region, district, channel, banks, delivery_address, opened_on)
      values ($1, 'unit', $2, 'beijing', 'fangshan', 'unit-group', $3, $4, $5)`,
    values: [id, wish.organiserId, wish.banks ?? ['icbc'], address, '2024-10-30'],
  });
  return id;
}
