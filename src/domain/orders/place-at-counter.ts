// Action: a counter takes the order of somebody who stands there with the document (APP-06..APP-09, TIM-02, CHN-02).
import { action } from '../../base/action.ts';
import { Code, Id, Maybe, shape, Type } from '../../base/shape.ts';
import { getInstitution, type Institution, takeQuota } from '../institutions/index.ts';
import { requireBooked } from './booking.ts';
import { counterOf, fileOrder } from './file-order.ts';
import { openCase, requireGuardianPresent, requirePerson } from './open-case.ts';
import { archiveForm } from './order-form.ts';
import { refuse } from './refuse.ts';
import { requireMaterials } from './require-materials.ts';
import { Address, answerOf, DocumentShape, OrderAnswer, PickUpWord, Signature } from './shapes.ts';

export const Materials = Type.Array(Code, { maxItems: 20, uniqueItems: true });

export const placeAtCounter = action({
  name: 'orders.place-at-counter',
  title: { zh: '柜面申领', en: 'Take an order at a counter' },
  by: ['bank-teller', 'bureau-clerk'],
  input: shape({
    /** Read from the document shown, not typed from a list. */
    document: DocumentShape,
    /** The guardian's, when somebody comes with a child. */
    guardian: Type.Optional(DocumentShape),
    bank: Maybe(Code),
    pickUp: PickUpWord,
    outletId: Type.Optional(Id),
    address: Type.Optional(Address),
    /** What was brought. */
    materials: Materials,
    signature: Type.Optional(Signature),
  }),
  output: OrderAnswer,
  async run(call, { document, guardian, bank, materials, signature, ...where }) {
    const counter = await getInstitution(call.db, call.actor.institutionId ?? '');
    const place = counterOf(counter, call.today);
    if (!place) throw refuse('not-a-counter');
    requireOwnBank(counter, bank);
    const known = await openCase(call, await requirePerson(call, document), counter.region);
    const guardianId = await requireGuardianPresent(call, known.holder, guardian);
    const { pack, openings } = known.rules;
    await requireBooked(call, { pack, counter, place, holderId: known.holder.id });
    const form = requireMaterials(
      pack,
      { day: call.today, person: known.person, openings, ...place },
      { brought: materials, signature },
    );
    await takeQuota(call, { institutionId: counter.id, work: 'counter-orders' });
    const order = await fileOrder(call, known, {
      kind: 'counter',
      bank,
      ...where,
      ...place,
      outletId: where.pickUp === 'counter' ? counter.id : where.outletId,
      guardianId,
      preparedBy: call.actor.id,
      confirmedBy: guardianId ?? known.holder.id,
      materials,
    });
    if (form) await archiveForm(call, order, form, signature!);
    return answerOf(order);
  },
});

/** A bank's counter orders for its own bank only. */
export function requireOwnBank(counter: Institution, bank: string | null): void {
  if (counter.bankCode && bank !== counter.bankCode) {
    throw refuse('other-bank', { own: counter.bankCode, bank: bank ?? '—' });
  }
}
