// Registers or corrects many institutions in one go: the register's own door for imports and single registrations.
import type { Call } from '../../base/call.ts';
import { isDuplicate } from '../../base/database/database.ts';
import {
  faultOf,
  firstStanding,
  type InstitutionKind,
  kinds,
  mayStandUnder,
  type NewInstitution,
} from './institution.ts';
import { refuse } from './refuse.ts';
import { banksMissing, countKind, listInstitutions, lockLimits, upsertInstitutions } from './store.ts';

/**
 * Registers institutions, or corrects those of the same region and code; ids come back aligned. Banks go in before their
 * outlets, so both may come in one call. Refuses the whole call on the first fault; nothing is saved then.
 */
export async function registerInstitutions(call: Call, items: readonly NewInstitution[]): Promise<string[]> {
  if (items.length === 0) return [];
  for (const item of items) {
    const fault = faultOf(item);
    if (fault) throw refuse(fault, { code: item.code });
  }
  requireOnce(items);
  const ids = new Map<NewInstitution, string>();
  for (const part of [items.filter((item) => item.kind !== 'outlet'), items.filter((item) => item.kind === 'outlet')]) {
    if (part.length > 0) await registerPart(call, part, ids);
  }
  const answer = items.map((item) => ids.get(item)!);
  call.note(answer.length === 1 ? { institutionId: answer[0]! } : { institutions: answer.length });
  return answer;
}

async function registerPart(
  call: Call,
  part: readonly NewInstitution[],
  ids: Map<NewInstitution, string>,
): Promise<void> {
  const limits = await lockLimits(call.db, regionKinds(part));
  await requireParents(call, part);
  const rows = part.map((item) => ({ ...item, id: call.newId(), standing: firstStanding(item.kind) }));
  const saved = await upsertInstitutions(call.db, rows, call.now).catch((error) => {
    throw isDuplicate(error, 'institution_bank') ? refuse('bank-twice') : error;
  });
  const taken = part.filter((_, i) => saved[i] === null).map((item) => item.code);
  if (taken.length > 0) throw refuse('code-of-other-kind', { codes: taken.slice(0, 10) });
  for (const [i, item] of part.entries()) ids.set(item, saved[i]!);
  for (const { region, kind, most } of limits) {
    if ((await countKind(call.db, region, kind)) > most) throw refuse('kind-full', { kind: kinds[kind].zh, most });
  }
}

async function requireParents(call: Call, part: readonly NewInstitution[]): Promise<void> {
  const missing = await banksMissing(call.db, part);
  if (missing.length > 0) throw refuse('bank-not-registered', { banks: missing.slice(0, 10) });
  const named = [...new Set(part.flatMap((item) => item.parentId ?? []))];
  const parents = new Map((await listInstitutions(call.db, named)).map((parent) => [parent.id, parent]));
  for (const item of part) {
    if (!item.parentId) continue;
    const parent = parents.get(item.parentId);
    const right =
      parent?.region === item.region &&
      mayStandUnder(item.kind, parent.kind) &&
      (item.kind !== 'outlet' || parent.bankCode === item.bankCode);
    if (!right) throw refuse('wrong-parent', { code: item.code });
  }
}

function requireOnce(items: readonly NewInstitution[]): void {
  const seen = new Set<string>();
  for (const { region, code } of items) {
    const key = `${region} ${code}`;
    if (seen.has(key)) throw refuse('code-twice', { codes: code });
    seen.add(key);
  }
}

function regionKinds(items: readonly NewInstitution[]): { region: string; kind: InstitutionKind }[] {
  return [...new Map(items.map(({ region, kind }) => [`${region} ${kind}`, { region, kind }])).values()];
}
