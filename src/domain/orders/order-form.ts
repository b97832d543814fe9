// The form of an order 申领表: its content from the order, signed and archived at a counter or a visit (DOC-10, APP-08).
import type { Call } from '../../base/call.ts';
import { type Identity, identitiesOf, phonesOf } from '../holders/index.ts';
import type { Order } from './order.ts';
import { findForm, insertForm } from './store.ts';

export interface FormContent {
  readonly orderId: string;
  readonly region: string;
  readonly name: string;
  readonly socialSecurityNumber: string | null;
  readonly documentKind: string;
  readonly documentNumber: string;
  readonly sex: string;
  readonly born: string;
  readonly phone: string | null;
  readonly reason: string;
  readonly bank: string | null;
  readonly pickUp: string | null;
  readonly placedOn: string;
}

const place = (column: string, orderId: string) => `orders.form.${column}:${orderId}`;

/** What the form of an order says, in clear. The call is then about the holder. */
export async function formContent(call: Call, order: Order): Promise<FormContent> {
  call.about(order.holderId);
  const identity: Identity = (await identitiesOf(call, [order.holderId])).get(order.holderId)!;
  const phone = (await phonesOf(call, [order.holderId])).get(order.holderId) ?? null;
  return {
    orderId: order.id,
    region: order.region,
    name: identity.name,
    socialSecurityNumber: identity.socialSecurityNumber,
    documentKind: identity.documentKind,
    documentNumber: identity.documentNumber,
    sex: identity.sex,
    born: identity.born,
    phone,
    reason: order.reason,
    bank: order.bankCode,
    pickUp: order.pickUp,
    placedOn: order.placedOn,
  };
}

/** Keeps the form as it was signed; later changes of the person do not change it. */
export async function archiveForm(call: Call, order: Order, kind: string, signature: string): Promise<void> {
  const { vault } = call;
  await insertForm(call.db, order.id, {
    kind,
    content: vault.seal(JSON.stringify(await formContent(call, order)), place('content', order.id)),
    signature: vault.seal(signature, place('signature', order.id)),
    signedAt: call.now,
    witnessedBy: call.actor.id,
  });
}

export interface ArchivedForm {
  readonly kind: string;
  readonly content: FormContent;
  readonly signature: string | null;
  readonly signedAt: Date;
  readonly witnessedBy: string | null;
}

/** The archived form in clear, if one was signed. The call is then about the holder. */
export async function openForm(call: Call, order: Order): Promise<ArchivedForm | undefined> {
  const stored = await findForm(call.db, order.id);
  if (!stored) return undefined;
  call.about(order.holderId);
  const { kind, signedAt, witnessedBy } = stored;
  return {
    kind,
    signedAt,
    witnessedBy,
    content: JSON.parse(call.vault.open(stored.content, place('content', order.id))),
    signature: stored.signature && call.vault.open(stored.signature, place('signature', order.id)),
  };
}
