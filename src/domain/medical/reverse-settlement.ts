// Actions: a settlement is taken back, by its number or, after a lost answer, by the number of the message that made it.
import { action, voidRequest } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Id, Maybe, OneOf, shape, Type } from '../../base/shape.ts';
import { takeBack } from './booking.ts';
import { lockPerson, requireInstitution } from './guard.ts';
import { refuse } from './refuse.ts';
import { Message, SettlementShape, settlementAnswer } from './shapes.ts';
import {
  findReversalOf,
  findSettlement,
  findSettlementByMessage,
  findVisit,
  findVisitByMessage,
  lockVisitRow,
  type SettlementRow,
  saveVisit,
  standingSettlements,
} from './store.ts';

export const reverseSettlement = action({
  name: 'medical.reverse-settlement',
  title: { zh: '结算撤销（退费）', en: 'Take a settlement back' },
  by: ['scene-operator'],
  input: shape({
    settlementId: Id,
    visitId: Id,
    holderId: Id,
    kind: OneOf(['outpatient', 'inpatient', 'pharmacy']),
    message: Message,
  }),
  output: SettlementShape,
  async run(call, input) {
    await requireInstitution(call);
    await lockPerson(call, input.holderId);
    const row = await findSettlement(call.db, input.settlementId);
    if (!isOwn(call, row) || row.holderId !== input.holderId || row.visitId !== input.visitId)
      throw refuse('settlement-unknown');
    if ((await findVisit(call.db, row.visitId))!.kind !== input.kind) throw refuse('settlement-unknown');
    return settlementAnswer(await takeBack(call, row, input.message));
  },
});

const isOwn = (call: Call, row: SettlementRow | undefined): row is SettlementRow =>
  row !== undefined && row.institutionId === call.actor.institutionId;

export const reversible = ['2102', '2207', '2304', '2401'] as const;

/**
 * 2601. The sender does not know whether the original arrived: where it did, it is taken back; where it was taken back already,
 * that is said again; where it has not arrived, it will find itself void: a message that was only late must not settle after all.
 */
export const reverseMessage = action({
  name: 'medical.reverse-message',
  title: { zh: '冲正交易', en: 'Reverse what a message did' },
  by: ['scene-operator'],
  input: shape({ holderId: Id, original: Message, function: OneOf(reversible), message: Message }),
  output: shape({ reversalId: Maybe(Id), visitId: Maybe(Id), already: Type.Boolean() }),
  async run(call, { holderId, original, function: number, message }) {
    const institution = await requireInstitution(call);
    if (original === message) throw refuse('nothing-to-reverse');
    if (await voidRequest(call, original)) {
      call.note({ void: original });
      return { reversalId: null, visitId: null, already: false };
    }
    await lockPerson(call, holderId);
    call.about(holderId);
    if (number === '2401') return cancelAdmission(call, institution.id, holderId, original);
    const row = await findSettlementByMessage(call.db, institution.id, original);
    if (!row || row.holderId !== holderId || row.reverses) throw refuse('nothing-to-reverse');
    const { kind } = (await findVisit(call.db, row.visitId))!;
    if (kind !== ({ '2102': 'pharmacy', '2207': 'outpatient', '2304': 'inpatient' } as const)[number])
      throw refuse('nothing-to-reverse');
    const before = await findReversalOf(call.db, row.id);
    if (before) return { reversalId: before.id, visitId: row.visitId, already: true };
    const reversal = await takeBack(call, row, message);
    return { reversalId: reversal.id, visitId: row.visitId, already: false };
  },
});

async function cancelAdmission(call: Call, institutionId: string, holderId: string, original: string) {
  const found = await findVisitByMessage(call.db, institutionId, original);
  const visit = found && (await lockVisitRow(call.db, found.id));
  if (!visit || visit.holderId !== holderId || visit.kind !== 'inpatient') throw refuse('nothing-to-reverse');
  if (visit.state === 'cancelled') return { reversalId: null, visitId: visit.id, already: true };
  if ((await standingSettlements(call.db, visit.id)).length > 0) throw refuse('visit-settled');
  await saveVisit(call.db, { ...visit, state: 'cancelled' });
  call.note({ visitId: visit.id });
  return { reversalId: null, visitId: visit.id, already: false };
}
