// May whoever calls act for this person? The one answer that every action for citizens and helpers builds on.
import type { Call } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { publicPart } from './find-people.ts';
import type { Finding } from './finding.ts';
import {
  canActAsGuardian,
  canHelp,
  type GuardianLink,
  type HelperAct,
  type HolderAct,
  type Reconfirmation,
  reconfirmAtHandOver,
} from './guardianship.ts';
import type { Holder } from './holder.ts';
import { refuse } from './refuse.ts';
import { type GuardianshipRow, listGuardiansOf, listHolderRows, listMandates, listReconfirmations } from './store.ts';

/**
 * A citizen acts for the own person, or as a proven guardian for a ward. Refuses everybody else, the dead, guardians after
 * coming of age, and people without capacity who would act alone.
 */
export async function requireMayActFor(call: Call, holderId: string): Promise<'self' | 'guardian'> {
  if (call.actor.role !== 'citizen') throw refuse('citizens-only');
  const actorId = call.actor.id;
  const rows = await listHolderRows(call.db, [...new Set([actorId, holderId])]);
  const people = new Map(rows.map((row) => [row.id, publicPart(row)]));
  const actor = people.get(actorId);
  if (!actor) throw refuse('no-such-holder');
  const gone = rows.find(({ mergedInto }) => mergedInto !== null);
  if (gone) throw refuse('merged', { holderId: gone.id, into: gone.mergedInto });
  if (actor.deceasedOn) throw refuse('deceased');
  if (actor.capacity === 'none') throw refuse('lacks-capacity');
  if (actorId === holderId) return 'self';
  const ward = people.get(holderId);
  const links = ward ? (await listGuardiansOf(call.db, holderId)).map(asLink) : [];
  // Whether a stranger's id exists is nobody's business: unknown and not-yours read the same.
  const may = canActAsGuardian(actorId, ward ?? { ...actor, id: holderId }, links, call.today);
  if (!may.ok) throw refuse('not-yours', words(may));
  if (ward!.deceasedOn) throw refuse('deceased');
  return 'guardian';
}

/**
 * For actions that citizens and staff share: the holder a call is for. A citizen may leave it out and means himself; staff
 * have to name it. Named in the journal line.
 */
export async function holderOfCall(call: Call, holderId: string | undefined): Promise<string> {
  const id = holderId ?? (call.actor.role === 'citizen' ? call.actor.id : undefined);
  if (!id) throw refuse('name-the-holder');
  if (call.actor.role === 'citizen') await requireMayActFor(call, id);
  call.about(id);
  return id;
}

/** A community worker helps within the holder's mandate; decisions stay with the holder. */
export async function requireMayHelp(call: Call, holderId: string, act: HelperAct | HolderAct): Promise<void> {
  const may = canHelp(call.actor.id, holderId, act, await listMandates(call.db, holderId), call.today);
  if (!may.ok) throw refuse('helper-may-not', words(may));
}

/**
 * Must an order that `placedBy` placed on `placedOn` be confirmed again when its card is handed over on `day` (open
 * question 5)? Not once the right person has done so since.
 */
export async function reconfirmationNeeded(
  db: Db,
  { holder, placedBy, placedOn, day }: { holder: Holder; placedBy: string; placedOn: Day; day: Day },
): Promise<Reconfirmation> {
  if (placedBy === holder.id) return { needed: false };
  const links = (await listGuardiansOf(db, holder.id)).map(asLink);
  const needed = reconfirmAtHandOver(placedBy, holder, links, day);
  if (!needed.needed) return needed;
  const done = await listReconfirmations(db, holder.id, placedOn);
  const isRight = (who: string) =>
    needed.by === 'holder' ? who === holder.id : canActAsGuardian(who, holder, links, day).ok;
  return done.some(({ confirmedBy }) => isRight(confirmedBy)) ? { needed: false } : needed;
}

export const asLink = (row: GuardianshipRow): GuardianLink => ({
  guardianId: row.guardianId,
  wardId: row.wardId,
  proof: row.proofSeenOn === null ? null : { kind: row.proofKind, seenOn: row.proofSeenOn },
  from: row.from,
  until: row.until,
});

/** A finding as the facts of a refusal. */
export const words = ({ code, zh, en, remedy }: Finding) => ({
  reason: code,
  problem: zh,
  problem_en: en,
  remedy: remedy.zh,
  remedy_en: remedy.en,
});
