// Everything known about one person before an order is decided: locked, alive, the rules of the region, the card in hand.
import type { Call } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import { type Card, isGood, listCardsOf } from '../cards/index.ts';
import {
  type DocumentKind,
  findHoldersByDocument,
  type Holder,
  lockHolder,
  needsGuardian,
  personFacts,
  requireMayActFor,
} from '../holders/index.ts';
import { type PersonFacts, packInForce } from '../policy/index.ts';
import type { Rules } from './judge-order.ts';
import { refuse } from './refuse.ts';
import { findAfterSleep } from './store.ts';

export interface Case {
  readonly holder: Holder;
  readonly rules: Rules;
  /** With the card in hand. */
  readonly person: PersonFacts;
  readonly card: Card | undefined;
  /** A new card that was handed over and is not enabled yet. */
  readonly waiting: Card | undefined;
  /** The last card of the person here was cancelled uncollected (open question 8). */
  readonly afterSleep: boolean;
}

/** Locks the person and gathers the facts; refuses the dead. The rules are those of `day`. */
export async function openCase(call: Call, holderId: string, region: string, day: Day = call.today): Promise<Case> {
  call.about(holderId);
  const holder = await lockHolder(call, holderId);
  if (holder.deceasedOn) throw refuse('holder-deceased');
  const rules = await packInForce(call.db, region, day);
  const facts = await personFacts(call.db, holderId);
  const cards = await listCardsOf(call.db, holderId);
  const card = cards.find(isGood);
  const waiting = cards.find(({ socialState }) => socialState === 'collected');
  const afterSleep = (await findAfterSleep(call.db, [holderId], region)).has(holderId);
  return { holder, rules, person: withCard(facts, card), card, waiting, afterSleep };
}

/** The facts of a person together with the card in hand, as policy wants them. */
export function withCard(person: PersonFacts, card: Card | undefined): PersonFacts {
  if (!card) return person;
  const { generation, bankCode, region } = card;
  return { ...person, currentCard: { generation, region, ...(bankCode ? { bank: bankCode } : {}) } };
}

export interface Document {
  readonly kind: DocumentKind;
  readonly number: string;
}

/** The person who bears the document shown at a counter. */
export async function requirePerson(call: Call, document: Document): Promise<string> {
  const [holderId] = await findHoldersByDocument(call, [document]);
  if (!holderId) throw refuse('no-such-person');
  return holderId;
}

/** Who is it about, and who speaks: a citizen for himself, or as guardian for the child named (APP-03). */
export async function requireSpeaker(
  call: Call,
  holderId: string | undefined,
): Promise<{ holderId: string; guardianId: string | null }> {
  const whom = holderId ?? call.actor.id;
  const as = await requireMayActFor(call, whom);
  return { holderId: whom, guardianId: as === 'guardian' ? call.actor.id : null };
}

/** Who cannot act alone comes to the counter with the guardian, whose document is read too. Gives the guardian's id. */
export async function requireGuardianPresent(
  call: Call,
  holder: Holder,
  guardian: Document | undefined,
): Promise<string | null> {
  if (!guardian) {
    if (needsGuardian(holder, call.today)) throw refuse('guardian-needed');
    return null;
  }
  const guardianId = await requirePerson(call, guardian);
  call.about(guardianId);
  await requireMayActFor({ ...call, actor: { role: 'citizen', id: guardianId } }, holder.id);
  return guardianId;
}
