// Query: the form of an order, as it was signed, or as it would be printed now (DOC-10, APP-08).
import { query } from '../../base/action.ts';
import { Id, Instant, Maybe, shape, Type } from '../../base/shape.ts';
import { getOrder } from './get-order.ts';
import { formContent, openForm } from './order-form.ts';
import { requireMayHandle } from './require-may-handle.ts';

export const applicationForm = query({
  name: 'orders.application-form',
  title: { zh: '社会保障卡申领表', en: 'Form of an order' },
  by: ['citizen', 'bank-teller', 'bureau-clerk'],
  personal: true,
  input: shape({ orderId: Id }),
  output: shape({
    kind: Type.String(),
    signed: Type.Boolean(),
    signedAt: Maybe(Instant),
    witnessedBy: Maybe(Type.String()),
    content: shape({
      orderId: Id,
      region: Type.String(),
      name: Type.String(),
      socialSecurityNumber: Maybe(Type.String()),
      documentKind: Type.String(),
      documentNumber: Type.String(),
      sex: Type.String(),
      born: Type.String(),
      phone: Maybe(Type.String()),
      reason: Type.String(),
      bank: Maybe(Type.String()),
      pickUp: Maybe(Type.String()),
      placedOn: Type.String(),
    }),
    /** The written signature, base64. */
    signature: Maybe(Type.String()),
  }),
  async run(call, { orderId }) {
    const order = await getOrder(call.db, orderId);
    await requireMayHandle(call, order);
    call.note({ orderId });
    const archived = await openForm(call, order);
    if (!archived) {
      const content = await formContent(call, order);
      return { kind: 'order-form', signed: false, signedAt: null, witnessedBy: null, content, signature: null };
    }
    return { ...archived, signed: true, signedAt: archived.signedAt.toISOString() };
  },
});
