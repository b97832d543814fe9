// For whom the caller works: the bank, the outlet, the maker or the courier, each admitted; and whether two belong together.
import type { Call } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import { getInstitution, type Institution, type InstitutionKind } from '../institutions/index.ts';
import { refuse } from './refuse.ts';

const notA = {
  bank: 'not-a-bank',
  outlet: 'not-an-outlet',
  'card-maker': 'not-a-maker',
  courier: 'not-a-courier',
} as const;
type Kind = keyof typeof notA & InstitutionKind;

/** An institution of this kind that is admitted; refuses any other. */
export async function getAdmitted(db: Db, id: string | undefined, kind: Kind): Promise<Institution> {
  const institution = id ? await getInstitution(db, id) : undefined;
  if (institution?.kind !== kind || institution.standing !== 'admitted') throw refuse(notA[kind]);
  return institution;
}

/** The caller's own institution, which is of this kind. */
export const ownInstitution = (call: Call, kind: Kind): Promise<Institution> =>
  getAdmitted(call.db, call.actor.institutionId, kind);

/** The caller's bank: its head office, or the head office above the caller's outlet. A bank that left still finishes its orders. */
export async function ownBank(call: Call): Promise<Institution> {
  const own = call.actor.institutionId ? await getInstitution(call.db, call.actor.institutionId) : undefined;
  if (own?.kind === 'bank') return own;
  if (own?.kind === 'outlet' && own.parentId) return getInstitution(call.db, own.parentId);
  throw refuse('not-a-bank');
}

interface OfBank {
  readonly region: string;
  readonly bankCode: string | null;
}

export const isSameBank = (one: OfBank, other: OfBank): boolean =>
  one.region === other.region && one.bankCode !== null && one.bankCode === other.bankCode;

/** Refuses a card or an order of another bank or region. */
export function requireSameBank(own: OfBank, card: OfBank): void {
  if (!isSameBank(own, card)) throw refuse('other-bank', { bank: card.bankCode ?? '—' });
}

/** An outlet of the caller's bank. */
export async function getOutletOf(db: Db, bank: OfBank, outletId: string): Promise<Institution> {
  const outlet = await getAdmitted(db, outletId, 'outlet');
  if (!isSameBank(outlet, bank)) throw refuse('not-an-outlet');
  return outlet;
}
