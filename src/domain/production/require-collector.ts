// Who stands there? The card goes to its holder, or to a guardian of a holder who needs one, and to nobody else.
import { timingSafeEqual } from 'node:crypto';
import type { Call } from '../../base/call.ts';
import { type Static, shape, Text } from '../../base/shape.ts';
import {
  findHoldersByDocument,
  type Holder,
  lockHolder,
  needsGuardian,
  reconfirmationNeeded,
  requireMayActFor,
} from '../holders/index.ts';
import type { Order } from '../orders/index.ts';
import { refuse } from './refuse.ts';
import { DocumentKindShape } from './shapes.ts';

/** The document that the person at the counter shows: the holder's own, or the guardian's. */
export const ShownDocument = shape({ documentKind: DocumentKindShape, documentNumber: Text(40) });

/**
 * Locks the holder and refuses anybody who may not have the card. The number shown is never compared as text: its keyed
 * index is looked up, and whose it is is compared in constant time. An order that somebody else placed is first confirmed
 * again (open question 5).
 */
export async function requireCollector(
  call: Call,
  order: Pick<Order, 'holderId' | 'guardianId' | 'placedOn'>,
  shown: Static<typeof ShownDocument>,
): Promise<'self' | 'guardian'> {
  const holder = await lockHolder(call, order.holderId);
  if (holder.deceasedOn) throw refuse('holder-deceased');
  const [person] = await findHoldersByDocument(call, [{ kind: shown.documentKind, number: shown.documentNumber }]);
  const as = await whoIs(call, holder, person ?? null);
  if (order.guardianId) {
    const again = await reconfirmationNeeded(call.db, {
      holder,
      placedBy: order.guardianId,
      placedOn: order.placedOn,
      day: call.today,
    });
    if (again.needed) throw refuse('confirm-again');
  }
  return as;
}

async function whoIs(call: Call, holder: Holder, person: string | null): Promise<'self' | 'guardian'> {
  const isHolder = isSameId(person, holder.id);
  if (!needsGuardian(holder, call.today)) {
    if (!isHolder) throw refuse('wrong-person');
    return 'self';
  }
  if (isHolder) throw refuse('guardian-needed');
  if (!person) throw refuse('wrong-person');
  // The guardian acts here in person, so the guardian's own right decides, not the teller's.
  await requireMayActFor({ ...call, actor: { role: 'citizen', id: person } }, holder.id);
  return 'guardian';
}

function isSameId(one: string | null, other: string): boolean {
  const given = Buffer.alloc(36);
  given.write(one ?? '');
  return timingSafeEqual(given, Buffer.from(other.padEnd(36).slice(0, 36)));
}
