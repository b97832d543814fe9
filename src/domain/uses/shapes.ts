// Shapes that several operations of this module share.
import { type Call, purposes } from '../../base/call.ts';
import { Code, Fen, Id, Instant, Maybe, OneOf, type Static, shape, Text, Type } from '../../base/shape.ts';
import { listPersonFacts, maskedIdentityOf } from '../holders/index.ts';
import { findService, type Service } from './catalogue.ts';
import { CredentialShape } from './credential.ts';
import { type Reason, reasonCodes, reasons, signalCodes } from './reasons.ts';
import type { UseAnswer, UseRequest } from './use.ts';

export const TerminalId = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 });
/** The terminal's own running number, up to 2^63 - 1, as a decimal string. */
export const UseNumber = Type.String({ pattern: '^(0|[1-9][0-9]{0,17})$' });

export const UseShape = shape({
  terminal: TerminalId,
  number: UseNumber,
  service: Code,
  purpose: OneOf(purposes),
  credential: CredentialShape,
  amountFen: Type.Optional(Type.String({ pattern: '^(0|[1-9][0-9]{0,11})$' })),
});

export const ReasonShape = shape({ code: OneOf(reasonCodes), zh: Text(200), en: Text(200) });

export const AnswerShape = shape({
  terminal: TerminalId,
  number: UseNumber,
  allowed: Type.Boolean(),
  reason: Maybe(ReasonShape),
  /** True when this use had been recorded before; then nothing was done again. */
  repeated: Type.Boolean(),
  card: Maybe(shape({ region: Code, generation: Type.Integer() })),
  signals: Type.Array(OneOf(signalCodes)),
  /** What is left on the personal account, where the use paid from it. */
  balanceFen: Maybe(Fen),
  /** What the service tells about the person; null when refused or when it tells nothing. */
  person: Maybe(shape({ name: Text(100), number: Text(40), insured: Maybe(Type.Boolean()) })),
});

export const requestOf = (input: Static<typeof UseShape>): UseRequest => ({
  terminal: input.terminal,
  number: BigInt(input.number),
  service: input.service,
  purpose: input.purpose,
  credential: input.credential,
  ...(input.amountFen === undefined ? {} : { amountFen: BigInt(input.amountFen) }),
});

export const reasonWords = (code: Reason) => ({ code, ...reasons[code] });

type Person = Static<typeof AnswerShape>['person'];

/** What a point of service is told: never an id of the holder, and of the person only what the service needs. */
export const answerFor = (answer: UseAnswer, person: Person): Static<typeof AnswerShape> => ({
  terminal: answer.terminal,
  number: answer.number.toString(),
  allowed: answer.allowed,
  reason: answer.reason && reasonWords(answer.reason),
  repeated: answer.repeated,
  card: answer.card && { region: answer.card.region, generation: answer.card.generation },
  signals: [...answer.signals],
  balanceFen: answer.balanceFen === null ? null : answer.balanceFen.toString(),
  person,
});

/** Who it is, masked, and whether insured, as far as the service tells. */
export async function personFor(
  context: Pick<Call, 'db' | 'vault' | 'today'>,
  answer: UseAnswer,
  serviceCode: string,
): Promise<Person> {
  const tells: Service['tells'] = findService(serviceCode)?.tells;
  if (!answer.allowed || !answer.card || !tells?.includes('person')) return null;
  const { holderId } = answer.card;
  const { name, number } = (await maskedIdentityOf(context, [holderId])).get(holderId)!;
  if (!tells.includes('insurance')) return { name, number, insured: null };
  const facts = (await listPersonFacts(context.db, [holderId])).get(holderId);
  const insured = facts?.insurances.some(({ until }) => until === undefined || until >= context.today) ?? false;
  return { name, number, insured };
}

export const UseRowShape = shape({
  terminal: TerminalId,
  number: UseNumber,
  at: Instant,
  recordedAt: Instant,
  institution: Text(200),
  institutionId: Id,
  place: Text(200),
  region: Code,
  service: Code,
  serviceZh: Text(100),
  serviceEn: Text(100),
  purpose: Text(40),
  way: Text(20),
  allowed: Type.Boolean(),
  reason: Maybe(ReasonShape),
  /** Made without a line and handed in later. */
  offline: Type.Boolean(),
  amountFen: Fen,
  signals: Type.Array(OneOf(signalCodes)),
  /** The holder's complaint about it: open, answered, or null. */
  complaint: Maybe(Text(20)),
});
