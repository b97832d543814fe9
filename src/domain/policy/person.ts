// What policy must know about a person and about who organises for him: plain facts, handed in by whoever asks.
import type { Day } from '../../base/day.ts';

export type DocumentKind =
  | 'resident-id'
  | 'household-register'
  | 'hmt-permit'
  | 'hmt-residence'
  | 'foreign-permanent'
  | 'passport';

export interface Insurance {
  readonly region: string;
  readonly district?: string;
  readonly kind: 'employee' | 'flexible' | 'resident' | 'retired';
  readonly organiserId?: string;
  /** First day insured. */
  readonly since: Day;
  /** Last day insured; absent while it runs. */
  readonly until?: Day;
}

export interface Organiser {
  readonly kind: 'unit' | 'school' | 'community';
  readonly id: string;
  readonly district: string;
  /** The banks chosen by the organiser. */
  readonly banks: readonly string[];
  /** Whether the organiser has opened its group order. */
  readonly started: boolean;
}

export interface PersonFacts {
  readonly born: Day;
  readonly documentKind: DocumentKind;
  /** ISO 3166 alpha-2, or alpha-3 as documents print it; HK, MO and TW residents are Chinese citizens with their own documents. */
  readonly nationality: string;
  readonly residesIn?: string;
  readonly employedIn?: string;
  readonly insurances: readonly Insurance[];
  readonly student?: { readonly schoolId: string; readonly schoolOrganised: boolean; readonly special?: string };
  readonly pensionBank?: string;
  readonly currentCard?: { readonly generation: 1 | 2 | 3; readonly bank?: string; readonly region: string };
  readonly organiser?: Organiser;
}

const chinese = new Set(['CN', 'CHN', 'HK', 'HKG', 'MO', 'MAC', 'TW', 'TWN']);

export function isCitizen(person: Pick<PersonFacts, 'nationality'>): boolean {
  return chinese.has(person.nationality.toUpperCase());
}

/** The insurances that run on a day in one of the given regions. */
export function insuredOn(person: PersonFacts, day: Day, here: readonly string[]): Insurance[] {
  return person.insurances.filter(
    (insurance) =>
      here.includes(insurance.region) &&
      insurance.since <= day &&
      (insurance.until === undefined || day <= insurance.until),
  );
}
