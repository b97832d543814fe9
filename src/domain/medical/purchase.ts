// Query and action: a purchase at a pharmacy, priced and settled in one message.
import { action, query } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Fen, Id, Instant, type Static, shape, Text, Type } from '../../base/shape.ts';
import { getHolder, type Holder } from '../holders/index.ts';
import { assess, type AccountUse as Use } from './assess.ts';
import { type Booking, book, settlementRow } from './booking.ts';
import { lockPerson, requireAlive, requireInstitution } from './guard.ts';
import { splitLines, storeLines } from './lines.ts';
import { insurancesOf, pickInsurance } from './person.ts';
import { Credential, requirePresented } from './present.ts';
import { recordUse } from './record-use.ts';
import { refuse } from './refuse.ts';
import { regionOfDivision } from './regions.ts';
import { AccountUse, Division, LineInput, MedType, Message, SettlementShape, settlementAnswer } from './shapes.ts';
import { insertVisit } from './store.ts';
import { SplitShape, splitAnswer } from './upload-fees.ts';
import type { Visit } from './visit.ts';

const asked = shape({
  holderId: Id,
  credential: Credential,
  insurance: Type.Optional(Text(3)),
  insuredIn: Type.Optional(Division),
  medType: MedType,
  beganAt: Instant,
  accountUse: AccountUse,
  totalFen: Fen,
  lines: Type.Array(LineInput, { minItems: 1, maxItems: 200 }),
  message: Message,
});
const answer = shape({ settlement: SettlementShape, lines: Type.Array(SplitShape) });

export const prePurchase = query({
  name: 'medical.pre-purchase',
  title: { zh: '药店预结算', en: 'Pre-settle a purchase at a pharmacy' },
  by: ['scene-operator'],
  personal: true,
  input: asked,
  output: answer,
  async run(call, input) {
    const { booking, lines, assessed } = await prepare(call, await getHolder(call.db, input.holderId), input);
    const row = settlementRow(call, booking, assessed);
    return { settlement: settlementAnswer(row, false), lines: lines.map(splitAnswer) };
  },
});

export const purchase = action({
  name: 'medical.purchase',
  title: { zh: '药店结算', en: 'Settle a purchase at a pharmacy' },
  by: ['scene-operator'],
  input: asked,
  output: answer,
  bodyLimit: 1024 * 1024,
  async run(call, input) {
    const { booking, lines, assessed } = await prepare(call, await lockPerson(call, input.holderId), input);
    await insertVisit(call.db, booking.visit, call.now);
    await storeLines(call, booking.visit.id, lines);
    await recordUse(call, booking, input.credential);
    const row = await book(call, booking, assessed);
    return { settlement: settlementAnswer(row), lines: lines.map(splitAnswer) };
  },
});

async function prepare(call: Call, holder: Holder, input: Static<typeof asked>) {
  const institution = await requireInstitution(call);
  call.about(holder.id);
  requireAlive(holder);
  if (!input.medType.startsWith('41') && institution.kind === 'pharmacy' && !input.medType.startsWith('14'))
    throw refuse('type-mismatch');
  const { card } = await requirePresented(call, institution.id, holder.id, input.credential);
  const insured = pickInsurance(await insurancesOf(call.db, holder, call.today), {
    region: input.insuredIn && regionOfDivision(input.insuredIn),
    insurance: input.insurance,
    place: institution.region,
  });
  const visit: Visit = {
    ...{ id: call.newId(), institutionId: institution.id, holderId: holder.id, cardId: card?.id ?? null },
    ...{ kind: 'pharmacy', state: 'registered', region: insured.region, insurance: insured.insurance },
    ...{ number: input.message, medType: input.medType, department: '药店', beganAt: new Date(input.beganAt) },
    ...{ endedAt: null, dischargeWay: null, emergency: false, message: input.message },
  };
  const lines = await splitLines(call, institution, input.lines);
  const total = lines.reduce((all, { amountFen }) => all + amountFen, 0n);
  if (total !== BigInt(input.totalFen))
    throw refuse('sums-differ', { what: 'medfee_sumamt', centre: total.toString() });
  const booking: Booking = {
    ...{ institution, visit, lines, cardId: card?.id ?? null, certificateType: input.credential.type },
    message: input.message,
  };
  return { booking, lines, assessed: await assess(call, institution, visit, holder, lines, input.accountUse as Use) };
}
