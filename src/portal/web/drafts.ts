// What somebody has filled in and not yet sent, kept for thirty days, sealed. The pages' only table.
import { sql } from '../../base/sql.ts';
import type { Visit } from './visit.ts';

const draftDays = 30;
const place = (actorId: string, about: string, kind: string) => `portal.draft.answers:${actorId}:${about}:${kind}`;

/** The draft of this kind about the person one acts for; empty when there is none or it is too old. */
export async function readDraft(visit: Visit, kind: string): Promise<Record<string, string>> {
  const { house, actor, holderId } = visit;
  const row = await house.database.maybe<{ answers: Uint8Array }>(sql`
    select answers from portal.draft
    where actor_id = ${actor.id} and about = ${holderId} and kind = ${kind} and expires_at > ${visit.now}`);
  return row ? JSON.parse(house.vault.open(row.answers, place(actor.id, holderId, kind))) : {};
}

export async function saveDraft(visit: Visit, kind: string, answers: Readonly<Record<string, string>>): Promise<void> {
  const { house, actor, holderId, now } = visit;
  const sealed = house.vault.seal(JSON.stringify(answers), place(actor.id, holderId, kind));
  await house.database.run(sql`
    insert into portal.draft (actor_id, about, kind, answers, changed_at, expires_at)
    values (${actor.id}, ${holderId}, ${kind}, ${sealed}, ${now}, ${new Date(now.getTime() + draftDays * 86_400_000)})
    on conflict (actor_id, about, kind) do update set
      answers = excluded.answers, changed_at = excluded.changed_at, expires_at = excluded.expires_at`);
}

export const dropDraft = ({ house, actor, holderId }: Visit, kind: string): Promise<number> =>
  house.database.run(sql`
    delete from portal.draft where actor_id = ${actor.id} and about = ${holderId} and kind = ${kind}`);
