// Who calls: a role, an identity, and the channel through which they come.

/** Every role an action may name (requirements §7). Nobody may do anything by default. */
export const roles = [
  'citizen',
  'unit-clerk',
  'school-clerk',
  'community-worker',
  'bank-teller',
  'outlet-manager',
  'bank-office',
  'bank-visitor',
  'card-maker',
  'courier',
  'scene-operator',
  'bureau-clerk',
  'policy-officer',
  'card-authority',
  'benefit-officer',
  'benefit-approver',
  'publicity-officer',
  'key-custodian',
  'auditor',
  'system-administrator',
  'security-administrator',
  'system',
] as const;

export type Role = (typeof roles)[number];

/** Somebody who calls. */
export interface Actor {
  readonly role: Role;
  /** Holder id for a citizen, staff id for staff, job name for the system. */
  readonly id: string;
  /** The institution a member of staff works for. */
  readonly institutionId?: string;
  /** The region of that institution. */
  readonly region?: string;
  /** The person behind the staff record, where it has more than one: the id of the first of them. */
  readonly person?: string;
  /** The channel a citizen comes through; a code of the region's policy pack. */
  readonly channel?: string;
  /** The access revision at which the actor was read, when it comes from a cache (`revision.ts`). */
  readonly asOf?: bigint;
}

/** Who acts, whatever the record: where two people are needed, one person with two records is one. */
export const personOf = ({ person, id }: Actor): string => person ?? id;

/** The platform itself, in its jobs. */
export const systemActor = (id: string): Actor => ({ role: 'system', id });
