// A holder: what other modules may know of a person without opening anything sealed, and what a new person comes with.
import type { Day } from '../../base/day.ts';
import { Code, DayText, Id, Maybe, OneOf, type Static, shape, Text, Type } from '../../base/shape.ts';
import type { DocumentKind as PolicyDocumentKind } from '../policy/index.ts';
import type { Capacity } from './guardianship.ts';
import { type DocumentKind, documentKinds, type Sex } from './identity-document.ts';

export interface Holder {
  readonly id: string;
  readonly documentKind: DocumentKind;
  readonly sex: Sex;
  readonly born: Day;
  readonly nationality: string;
  readonly residesIn: string | null;
  readonly employedIn: string | null;
  readonly capacity: Capacity;
  readonly deceasedOn: Day | null;
}

export const DocumentKindWord = OneOf(Object.keys(documentKinds) as [DocumentKind, ...DocumentKind[]]);

export const InsuranceShape = shape({
  region: Code,
  district: Code,
  kind: OneOf(['employee', 'flexible', 'resident', 'retired']),
  organiserId: Maybe(Id),
  /** First day insured. */
  since: DayText,
  /** Last day insured; without it the insurance runs until the next one of the region begins. */
  until: Type.Optional(Maybe(DayText)),
});
export type Insurance = Static<typeof InsuranceShape>;

export const StudentShape = shape({
  schoolId: Text(64),
  schoolOrganised: Type.Boolean(),
  /** Why this student may choose alone (ELG-06). */
  special: Type.Optional(Text(200)),
});

/** A person as the insurance registry or a counter names one. A field left out keeps what is known; null clears it. */
export const NewPersonShape = shape({
  documentKind: DocumentKindWord,
  documentNumber: Text(40),
  name: Text(100),
  sex: OneOf(['male', 'female']),
  born: DayText,
  /** ISO 3166 letters; CN when left out. */
  nationality: Type.Optional(Type.String({ pattern: '^[A-Z]{2,3}$' })),
  /** 社会保障号码 assigned to a foreigner; everybody else's follows from the document. */
  socialSecurityNumber: Type.Optional(Type.String({ pattern: '^[A-Z0-9]{8,18}$' })),
  phone: Type.Optional(Maybe(Text(30))),
  address: Type.Optional(Maybe(Text(200))),
  /** Region codes. */
  residesIn: Type.Optional(Maybe(Code)),
  employedIn: Type.Optional(Maybe(Code)),
  insurances: Type.Array(InsuranceShape, { maxItems: 20 }),
  student: Type.Optional(Maybe(StudentShape)),
  /** The bank that pays the pension. */
  pensionBank: Type.Optional(Maybe(Code)),
});
export type NewPerson = Static<typeof NewPersonShape>;

/** The kinds of documents as policy packs name them. */
export const policyDocumentKind: Record<DocumentKind, PolicyDocumentKind> = {
  'resident-id': 'resident-id',
  'hk-macao-residence': 'hmt-residence',
  'taiwan-residence': 'hmt-residence',
  'hk-macao-travel': 'hmt-permit',
  'taiwan-travel': 'hmt-permit',
  'foreign-permanent-residence': 'foreign-permanent',
  passport: 'passport',
};

/**
 * 社会保障号码 of a person: the number of the document, for a passport the number that was assigned; null until one is.
 * `documentNumber` is normalised.
 */
export function socialSecurityNumberOf(
  kind: DocumentKind,
  documentNumber: string,
  assigned: string | null,
): string | null {
  return kind === 'passport' ? assigned : documentNumber;
}
