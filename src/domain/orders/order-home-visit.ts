// Action: somebody who cannot come orders at home; the person, or a caregiver through a counter or community worker (ELG-09).
import { action } from '../../base/action.ts';
import { Code, Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { requireMayHelp } from '../holders/index.ts';
import { getInstitution, requireStaffIn, takeQuota } from '../institutions/index.ts';
import { ruleFor } from '../policy/index.ts';
import { fileOrder } from './file-order.ts';
import { openCase, requirePerson, requireSpeaker } from './open-case.ts';
import { refuse } from './refuse.ts';
import { Address, answerOf, DocumentShape, OrderAnswer } from './shapes.ts';
import { insertVisit, sealVisit, visitReasons } from './visit.ts';

export const orderHomeVisit = action({
  name: 'orders.order-home-visit',
  title: { zh: '预约上门办理', en: 'Order a visit at home' },
  by: ['citizen', 'bank-teller', 'bureau-clerk', 'community-worker'],
  input: shape({
    region: Code,
    /** By citizens: the person cared for, as guardian; oneself when left out. */
    holderId: Type.Optional(Id),
    /** By staff: the person's document. */
    document: Type.Optional(DocumentShape),
    bank: Maybe(Code),
    /** The outlet that comes. */
    outletId: Id,
    reason: OneOf(visitReasons),
    address: Address,
    /** Who asks, when not the person: a name and a telephone number. */
    caller: Type.Optional(Text(100)),
  }),
  output: OrderAnswer,
  async run(call, { region, holderId, document, bank, outletId, reason, address, caller }) {
    const who =
      call.actor.role === 'citizen'
        ? await requireSpeaker(call, holderId)
        : { holderId: await personOfStaff(), guardianId: null };
    const known = await openCase(call, who.holderId, region);
    const allowed = ruleFor(known.rules.pack, 'visitReasons', { day: call.today }).value;
    if (allowed === 'unknown' || !allowed.includes(reason)) {
      throw refuse('visit-reason', { offered: allowed === 'unknown' ? [] : allowed });
    }
    const outlet = await getInstitution(call.db, outletId);
    if (outlet.kind !== 'outlet' || outlet.region !== region || (bank && outlet.bankCode !== bank))
      throw refuse('outlet-wrong');
    await takeQuota(call, { institutionId: outletId, work: 'home-visits' });
    const order = await fileOrder(call, known, {
      kind: 'visit',
      channel: 'home-visit',
      bank,
      pickUp: 'visit',
      outletId,
      visitFirst: true,
      guardianId: who.guardianId,
      preparedBy: call.actor.role === 'citizen' ? null : call.actor.id,
      confirmedBy: call.actor.role === 'citizen' ? call.actor.id : null,
    });
    await insertVisit(call, {
      orderId: order.id,
      reason,
      outletId,
      address: sealVisit(call, 'address', order.id, address),
      caller: caller ? sealVisit(call, 'caller', order.id, caller) : null,
    });
    call.note({ outletId, visitReason: reason });
    return answerOf(order);

    async function personOfStaff(): Promise<string> {
      await requireStaffIn(call, region);
      if (!document) throw refuse('no-such-person');
      const id = await requirePerson(call, document);
      if (call.actor.role === 'community-worker') await requireMayHelp(call, id, 'book-visit');
      return id;
    }
  },
});
