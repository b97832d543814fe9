// Sessions: an opaque token in a cookie, its keyed digest in the database, an end after idleness and after a working day.
import { createHmac } from 'node:crypto';
import type { Actor, Role } from '../../base/actor.ts';
import type { Call, House } from '../../base/call.ts';
import { sql } from '../../base/sql.ts';
import type { Vault } from '../../base/vault.ts';
import { findStaffActor } from '../institutions/index.ts';

export const idleMinutes = 15;
/** How long a session lives at most, and how many one person may have at a time. */
export const sessionLimits = { citizen: { hours: 4, atOnce: 3 }, staff: { hours: 10, atOnce: 1 } } as const;

export type SignedInHow = 'code' | 'card' | 'totp' | 'demo';

export interface Session {
  readonly id: string;
  readonly actor: Actor;
  /** The ward for whom a guardian acts; the own id otherwise. */
  readonly actingFor: string;
  readonly how: SignedInHow;
  readonly endsAt: Date;
}

const digestOf = (vault: Vault, token: string) => createHmac('sm3', vault.keyFor('sessions')).update(token).digest();

/** Begins a session and gives its token, which is kept nowhere. The oldest sessions beyond the limit end. */
export async function beginSession(call: Call, actor: Actor, how: SignedInHow): Promise<string> {
  const limits = sessionLimits[actor.role === 'citizen' ? 'citizen' : 'staff'];
  const token = Buffer.from(call.random.bytes(32)).toString('base64url');
  const id = call.newId();
  await call.db.run(sql`
    update identity.session set ended_at = ${call.now} where id in (
      select id from identity.session where actor_id = ${actor.id} and role = ${actor.role} and ended_at is null
      order by started_at desc, id desc offset ${limits.atOnce - 1})`);
  await call.db.run(sql`
    insert into identity.session (id, digest, actor_id, role, institution_id, channel, how, started_at, seen_at, ends_at)
    values (${id}, ${digestOf(call.vault, token)}, ${actor.id}, ${actor.role}, ${actor.institutionId}, ${actor.channel}, ${how},
            ${call.now}, ${call.now}, ${new Date(call.now.getTime() + limits.hours * 3600_000)})`);
  call.note({ sessionId: id, how });
  return token;
}

/** The session of a token, if it is still good. Being asked for keeps it awake. */
export async function findSession(house: House, token: string): Promise<Session | undefined> {
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return undefined;
  const now = house.clock.now();
  const row = await house.database.maybe<{
    id: string;
    actorId: string;
    role: Role;
    institutionId: string | null;
    channel: string | null;
    actingFor: string | null;
    how: SignedInHow;
    seenAt: Date;
    endsAt: Date;
  }>(sql`
    select s.id, s.actor_id as "actorId", s.role, s.institution_id as "institutionId", s.channel, s.acting_for as "actingFor", s.how,
      s.seen_at as "seenAt", s.ends_at as "endsAt"
    from identity.session s
    where s.digest = ${digestOf(house.vault, token)} and s.ended_at is null and s.ends_at > ${now}
      and s.seen_at > ${new Date(now.getTime() - idleMinutes * 60_000)}`);
  if (!row) return undefined;
  // Once a minute is enough, and spares a write for every page.
  if (now.getTime() - row.seenAt.getTime() > 60_000)
    await house.database.run(
      sql`update identity.session set seen_at = ${now} where id = ${row.id} and ended_at is null`,
    );
  const actor: Actor | undefined =
    row.role === 'citizen'
      ? { role: row.role, id: row.actorId, ...(row.channel ? { channel: row.channel } : {}) }
      : await findStaffActor(house.database, row.actorId);
  // Who has left, or works in another role now, is somebody else.
  if (actor?.role !== row.role) return undefined;
  return { id: row.id, actor, actingFor: row.actingFor ?? row.actorId, how: row.how, endsAt: row.endsAt };
}

/** Ends what a filter names; says how many sessions that ended. */
export const endSessions = (call: Call, which: { sessionId: string } | { actorId: string }): Promise<number> =>
  call.db.run(sql`
    update identity.session set ended_at = ${call.now}
    where ended_at is null and ${'sessionId' in which ? sql`id = ${which.sessionId}` : sql`actor_id = ${which.actorId}`}`);

export const setActingFor = (call: Call, sessionId: string, holderId: string | null): Promise<number> =>
  call.db.run(sql`
    update identity.session set acting_for = ${holderId}
    where id = ${sessionId} and actor_id = ${call.actor.id} and ended_at is null`);

export interface SessionRow {
  readonly sessionId: string;
  readonly actorId: string;
  readonly role: Role;
  readonly how: SignedInHow;
  readonly startedAt: Date;
  readonly seenAt: Date;
}

/** Sessions of staff of a region that are still good. */
export const listStaffSessions = (call: Call, region: string) =>
  call.db.rows<SessionRow>(sql`
    select s.id as "sessionId", s.actor_id as "actorId", s.role, s.how, s.started_at as "startedAt", s.seen_at as "seenAt"
    from identity.session s join institutions.institution_view i on i.institution_id = s.institution_id
    where i.region = ${region} and s.ended_at is null and s.ends_at > ${call.now}
      and s.seen_at > ${new Date(call.now.getTime() - idleMinutes * 60_000)}
    order by s.started_at desc limit 200`);
