// Access tokens: who a request comes from. A token is 32 random bytes; only its HMAC-SM3 is kept, so a stolen table opens nothing.
import { createHmac } from 'node:crypto';
import type { Actor, Role } from '../../base/actor.ts';
import type { Call, House } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import { sql } from '../../base/sql.ts';
import type { Vault } from '../../base/vault.ts';
import { refuse } from './refuse.ts';
import { findInstitution, lockStaff } from './store.ts';

const day = 86_400_000;
/** How long tokens live unless said otherwise, and at most, in days. */
export const tokenDays = { staff: 90, channel: 365, most: 400 } as const;

export interface IssuedToken {
  readonly tokenId: string;
  /** Shown once; nobody can find it again. */
  readonly token: string;
  readonly expiresAt: Date;
}

const digestOf = (vault: Vault, token: string) =>
  createHmac('sm3', vault.keyFor('access tokens')).update(token).digest();

/** Issues a token for a member of staff of an admitted institution. */
export async function issueStaffToken(
  call: Call,
  staffId: string,
  validDays: number = tokenDays.staff,
): Promise<IssuedToken> {
  const staff = await lockStaff(call.db, staffId);
  if (!staff) throw refuse('no-such-staff');
  if (staff.endedAt) throw refuse('staff-ended');
  await requireAdmitted(call, staff.institutionId);
  return issue(call, { staffId, channelId: null }, validDays);
}

/** Issues a token for a certified channel (CHN-01: each channel is a client with its own identity). */
export async function issueChannelToken(
  call: Call,
  institutionId: string,
  validDays: number = tokenDays.channel,
): Promise<IssuedToken> {
  const channel = await requireAdmitted(call, institutionId);
  if (channel.kind !== 'channel') throw refuse('not-a-channel');
  return issue(call, { staffId: null, channelId: institutionId }, validDays);
}

async function requireAdmitted(call: Call, institutionId: string) {
  const institution = await findInstitution(call.db, institutionId);
  if (!institution) throw refuse('not-found');
  if (institution.standing !== 'admitted') throw refuse('not-admitted', { standing: institution.standing });
  return institution;
}

async function issue(
  call: Call,
  bearer: { staffId: string | null; channelId: string | null },
  validDays: number,
): Promise<IssuedToken> {
  const token = Buffer.from(call.random.bytes(32)).toString('base64url');
  const tokenId = call.newId();
  const expiresAt = new Date(call.now.getTime() + validDays * day);
  await call.db.run(sql`
    insert into institutions.token (id, digest, staff_id, channel_id, issued_at, issued_by, expires_at)
    values (${tokenId}, ${digestOf(call.vault, token)}, ${bearer.staffId}, ${bearer.channelId}, ${call.now}, ${call.actor.id}, ${expiresAt})`);
  call.note({ tokenId, staffId: bearer.staffId, channelId: bearer.channelId, expiresAt: expiresAt.toISOString() });
  return { tokenId, token, expiresAt };
}

/**
 * The oldest staff record of the same person: the same document, or the same name at the same institution where a document
 * is missing. Records that have ended count too: who signed under one of them is still the same person.
 */
const firstRecordOf = sql`(
  select min(other.id::text) from institutions.staff other
  where other.document_index = s.document_index
    or (other.institution_id = s.institution_id and other.name_index = s.name_index
        and (other.document_index is null or s.document_index is null)))`;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Finds out who calls: the member of staff a token belongs to, or the holder on whose behalf a certified channel asks.
 * Undefined for a token that is unknown, expired or revoked, for staff who left, for an institution that is not admitted,
 * and for a channel that names no holder. Whether the holder exists is for the module of holders to say.
 */
export async function authenticate(
  house: House,
  request: { token: string; onBehalfOf?: string },
): Promise<Actor | undefined> {
  // One keyed digest and one look-up by unique index, whatever is wrong: a guess learns nothing from the time it takes.
  const found = await house.database.maybe<{
    staffId: string | null;
    role: Role | null;
    institutionId: string;
    kind: string;
    code: string;
    region: string;
    person: string | null;
  }>(sql`
    select s.id as "staffId", s.role, i.id as "institutionId", i.kind, i.code, i.region, ${firstRecordOf} as person
    from institutions.token t
    left join institutions.staff s on s.id = t.staff_id
    join institutions.institution i on i.id = coalesce(t.channel_id, s.institution_id)
    where t.digest = ${digestOf(house.vault, request.token)} and t.revoked_at is null and t.expires_at > ${house.clock.now()}
      and s.ended_at is null and i.standing = 'admitted'`);
  if (!found) return undefined;
  const { onBehalfOf } = request;
  if (found.staffId) {
    // Staff act in their own name: a token of theirs must not turn into somebody else.
    if (onBehalfOf !== undefined) return undefined;
    const { institutionId, region, person } = found;
    return {
      role: found.role!,
      id: found.staffId,
      institutionId,
      region,
      ...(person && person !== found.staffId ? { person } : {}),
    };
  }
  if (onBehalfOf === undefined || !uuid.test(onBehalfOf)) return undefined;
  return { role: 'citizen', id: onBehalfOf, channel: found.code };
}

/** Revokes at once what a filter names; says how many tokens that were still good it ended. */
export async function revokeTokens(
  call: Call,
  which: { tokenId: string } | { staffId: string } | { channelId: string },
): Promise<number> {
  const condition =
    'tokenId' in which
      ? sql`id = ${which.tokenId}`
      : 'staffId' in which
        ? sql`staff_id = ${which.staffId}`
        : sql`channel_id = ${which.channelId}`;
  return call.db.run(
    sql`update institutions.token set revoked_at = ${call.now} where ${condition} and revoked_at is null`,
  );
}

export interface TokenRow {
  readonly tokenId: string;
  readonly staffId: string | null;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Tokens of an institution and its staff that are still good. */
export const listGoodTokens = (call: Call, institutionId: string) =>
  call.db.rows<TokenRow>(sql`
    select t.id as "tokenId", t.staff_id as "staffId", t.issued_at as "issuedAt", t.expires_at as "expiresAt"
    from institutions.token t left join institutions.staff s on s.id = t.staff_id
    where (t.channel_id = ${institutionId} or s.institution_id = ${institutionId}) and t.revoked_at is null and t.expires_at > ${call.now}
    order by t.id limit 500`);

/** The institution a token belongs to, if there is such a token. */
export async function bearerOf(call: Call, tokenId: string): Promise<string | undefined> {
  const found = await call.db.maybe<{ institutionId: string }>(sql`
    select coalesce(t.channel_id, s.institution_id) as "institutionId"
    from institutions.token t left join institutions.staff s on s.id = t.staff_id where t.id = ${tokenId}`);
  return found?.institutionId;
}

/** A member of staff as an actor, by id, for sessions; undefined once ended or while the institution is not admitted. */
export async function findStaffActor(db: Db, staffId: string): Promise<Actor | undefined> {
  const found = await db.maybe<{ role: Role; institutionId: string; region: string; person: string | null }>(sql`
    select s.role, i.id as "institutionId", i.region, ${firstRecordOf} as person
    from institutions.staff s join institutions.institution i on i.id = s.institution_id
    where s.id = ${staffId} and s.ended_at is null and i.standing = 'admitted'`);
  if (!found) return undefined;
  const { person, ...rest } = found;
  return { ...rest, id: staffId, ...(person && person !== staffId ? { person } : {}) };
}
