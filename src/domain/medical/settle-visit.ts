// Query and action: what a settlement would be, and the settlement itself; one computation for both.
import { action, query } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Fen, Id, Maybe, OneOf, type Static, shape, Text, Type } from '../../base/shape.ts';
import { getHolder, type Holder } from '../holders/index.ts';
import { assess, type AccountUse as Use } from './assess.ts';
import { type Booking, book, settlementRow } from './booking.ts';
import { getVisit, lockVisit, requireAlive, requireInstitution } from './guard.ts';
import type { MedicalInstitution } from './institution.ts';
import { Credential, requirePresented } from './present.ts';
import { recordUse } from './record-use.ts';
import { refuse } from './refuse.ts';
import { AccountUse, MedType, Message, SettlementShape, settlementAnswer } from './shapes.ts';
import { listOpenLines, type SettlementRow, type StoredLine } from './store.ts';
import type { Visit } from './visit.ts';

const asked = {
  visitId: Id,
  holderId: Id,
  kind: OneOf(['outpatient', 'inpatient']),
  credential: Credential,
  medType: MedType,
  /** Null: every unsettled line. */
  batch: Maybe(Text(30)),
  accountUse: AccountUse,
  totalFen: Fen,
  message: Message,
};

export const preSettle = query({
  name: 'medical.pre-settle',
  title: { zh: '预结算', en: 'Pre-settle a visit' },
  by: ['scene-operator'],
  personal: true,
  input: shape(asked),
  output: SettlementShape,
  async run(call, input) {
    const visit = await getVisit(call, input.visitId, input.holderId);
    const { booking, assessed } = await prepare(call, visit, await getHolder(call.db, input.holderId), input);
    return settlementAnswer(settlementRow(call, booking, assessed), false);
  },
});

const Sums = shape({ fullSelfFen: Fen, overLimitFen: Fen, firstSelfFen: Fen, inScopeFen: Fen });

export const settleVisit = action({
  name: 'medical.settle-visit',
  title: { zh: '结算', en: 'Settle a visit' },
  by: ['scene-operator'],
  input: shape({ ...asked, /** What pre-settlement answered; must be repeated. */ sums: Type.Optional(Sums) }),
  output: SettlementShape,
  async run(call, input) {
    const { visit, holder } = await lockVisit(call, input.visitId, input.holderId);
    const { booking, assessed } = await prepare(call, visit, holder, input);
    if (input.sums) requireSums(settlementRow(call, booking, assessed), input.sums);
    await recordUse(call, booking, input.credential);
    return settlementAnswer(await book(call, booking, assessed));
  },
});

export type Asked = { [K in keyof typeof asked]: Static<(typeof asked)[K]> } & {
  readonly sums?: Static<typeof Sums> | undefined;
};

/** The credential is looked at again: a card that died since registration settles nothing. */
async function prepare(call: Call, visit: Visit, holder: Holder, input: Asked) {
  const institution = await requireInstitution(call);
  requireOpen(visit, holder, input);
  const { card } = await requirePresented(call, institution.id, input.holderId, input.credential);
  requireNamed(visit, input);
  const lines = await listOpenLines(call.db, visit.id, input.batch);
  requireTotal(lines, input);
  const booking = bookingOf(institution, visit, lines, card?.id ?? null, input);
  return {
    booking,
    assessed: await assess(call, institution, booking.visit, holder, lines, input.accountUse as Use),
  };
}

/** Pure: whether the visit can be settled at all. */
export function requireOpen(visit: Visit, holder: Pick<Holder, 'deceasedOn'>, { kind }: Asked): void {
  requireAlive(holder);
  const states = kind === 'inpatient' ? ['admitted', 'discharged'] : ['registered'];
  if (visit.kind !== kind) throw refuse('visit-unknown');
  if (!states.includes(visit.state)) throw refuse('visit-state', { state: visit.state });
}

/** Pure: what kind of visit it is has been said, and is what is settled. */
export function requireNamed(visit: Visit, { medType }: Asked): void {
  if (visit.medType === null) throw refuse('no-visit-type');
  // Registration alone is settled as 12 before the doctor has named the kind of visit.
  if (visit.medType !== medType && medType !== '12') throw refuse('type-mismatch');
}

/** Pure: there is something to settle, and both sides add up to the same. */
export function requireTotal(lines: readonly Pick<StoredLine, 'amountFen'>[], { totalFen }: Asked): void {
  if (lines.length === 0) throw refuse('no-lines');
  const total = lines.reduce((all, { amountFen }) => all + amountFen, 0n);
  if (total !== BigInt(totalFen)) throw refuse('sums-differ', { what: 'medfee_sumamt', centre: total.toString() });
}

export const bookingOf = (
  institution: MedicalInstitution,
  visit: Visit,
  lines: Booking['lines'],
  cardId: string | null,
  { medType, credential, message }: Asked,
): Booking => ({
  institution,
  visit: { ...visit, medType },
  lines,
  cardId,
  certificateType: credential.type,
  message,
});

export function requireSums(row: SettlementRow, sums: Static<typeof Sums>): void {
  for (const what of ['fullSelfFen', 'overLimitFen', 'firstSelfFen', 'inScopeFen'] as const) {
    if (row[what] !== BigInt(sums[what])) throw refuse('sums-differ', { what, centre: row[what].toString() });
  }
}
