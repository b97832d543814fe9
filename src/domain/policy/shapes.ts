// Shapes that several actions and queries of policy share.
import { DayText, Maybe, OneOf, shape, Type } from '../../base/shape.ts';

export const Region = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' });
export const BatchCode = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' });
export const VersionNumber = Type.Integer({ minimum: 1, maximum: 100_000 });

/** How a version stands on a day: `waiting` is released for a later day. */
export const shownStates = [
  'draft',
  'simulated',
  'approved',
  'waiting',
  'in-force',
  'superseded',
  'withdrawn',
] as const;

/** A version without its text. `digest` is SM3 of the text, to be compared by those who approve. */
export const VersionShape = shape({
  region: Type.String(),
  version: Type.Integer(),
  state: OneOf(shownStates),
  authors: Type.Array(Type.String()),
  approvals: Type.Array(Type.String()),
  inForceFrom: Maybe(DayText),
  digest: Type.String(),
});

const Word = Type.String({ minLength: 1, maxLength: 40 });

/** One person as policy knows one: no name, no number. */
export const PersonShape = shape({
  born: DayText,
  documentKind: OneOf([
    'resident-id',
    'household-register',
    'hmt-permit',
    'hmt-residence',
    'foreign-permanent',
    'passport',
  ]),
  nationality: Type.String({ pattern: '^[A-Z]{2,3}$' }),
  residesIn: Type.Optional(Word),
  employedIn: Type.Optional(Word),
  insurances: Type.Array(
    shape({
      region: Word,
      district: Type.Optional(Word),
      kind: OneOf(['employee', 'flexible', 'resident', 'retired']),
      organiserId: Type.Optional(Word),
      since: DayText,
      until: Type.Optional(DayText),
    }),
    { maxItems: 20 },
  ),
  student: Type.Optional(shape({ schoolId: Word, schoolOrganised: Type.Boolean(), special: Type.Optional(Word) })),
  pensionBank: Type.Optional(Word),
  currentCard: Type.Optional(
    shape({
      generation: Type.Unsafe<1 | 2 | 3>({ type: 'integer', enum: [1, 2, 3] }),
      bank: Type.Optional(Word),
      region: Word,
    }),
  ),
  organiser: Type.Optional(
    shape({
      kind: OneOf(['unit', 'school', 'community']),
      id: Word,
      district: Word,
      banks: Type.Array(Word, { maxItems: 20 }),
      started: Type.Boolean(),
    }),
  ),
});
