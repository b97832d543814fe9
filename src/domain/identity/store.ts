// All SQL of identity about accounts, invitations and one-time codes; sessions and guards keep theirs beside them.
import type { Role } from '../../base/actor.ts';
import type { Db } from '../../base/database/database.ts';
import { sql } from '../../base/sql.ts';

export interface Account {
  readonly id: string;
  readonly subject: 'holder' | 'staff';
  readonly password: Uint8Array;
  readonly totpSecret: Uint8Array | null;
  readonly totpStep: bigint | null;
}

const accountColumns = sql`id, subject, password, totp_secret as "totpSecret", totp_step as "totpStep"`;

export const lockHolderAccount = (db: Db, holderId: string) =>
  db.maybe<Account>(sql`
    select ${accountColumns} from identity.account where id = ${holderId} and subject = 'holder' and closed_at is null for update`);

export const lockStaffAccount = (db: Db, loginIndex: Uint8Array) =>
  db.maybe<Account>(sql`
    select ${accountColumns} from identity.account where login_index = ${loginIndex} and closed_at is null for update`);

export const saveHolderAccount = (db: Db, holderId: string, password: Uint8Array, now: Date) =>
  db.run(sql`
    insert into identity.account (id, subject, password, changed_at) values (${holderId}, 'holder', ${password}, ${now})
    on conflict (id) do update set password = excluded.password, changed_at = excluded.changed_at, closed_at = null`);

export const saveStaffAccount = (
  db: Db,
  one: { id: string; loginIndex: Uint8Array; password: Uint8Array; totpSecret: Uint8Array; totpStep: number },
  now: Date,
) =>
  db.run(sql`
    insert into identity.account (id, subject, login_index, password, totp_secret, totp_step, changed_at)
    values (${one.id}, 'staff', ${one.loginIndex}, ${one.password}, ${one.totpSecret}, ${one.totpStep}, ${now})
    on conflict (id) do update set login_index = excluded.login_index, password = excluded.password,
      totp_secret = excluded.totp_secret, totp_step = excluded.totp_step, changed_at = excluded.changed_at, closed_at = null`);

export const isLoginTaken = async (db: Db, loginIndex: Uint8Array, staffId: string): Promise<boolean> =>
  (await db.maybe(
    sql`select 1 as one from identity.account where login_index = ${loginIndex} and id <> ${staffId}`,
  )) !== undefined;

export const useTotpStep = (db: Db, id: string, step: number) =>
  db.run(sql`update identity.account set totp_step = ${step} where id = ${id}`);

export const loginIndexOf = (db: Db, staffId: string) =>
  db.maybe<{ loginIndex: Uint8Array }>(
    sql`select login_index as "loginIndex" from identity.account where id = ${staffId} and subject = 'staff'`,
  );

export const saveInvitation = (
  db: Db,
  one: { staffId: string; digest: Uint8Array; totpSecret: Uint8Array; issuedAt: Date; expiresAt: Date },
) =>
  db.run(sql`
    insert into identity.invitation (staff_id, digest, totp_secret, issued_at, expires_at)
    values (${one.staffId}, ${one.digest}, ${one.totpSecret}, ${one.issuedAt}, ${one.expiresAt})
    on conflict (staff_id) do update set digest = excluded.digest, totp_secret = excluded.totp_secret,
      issued_at = excluded.issued_at, expires_at = excluded.expires_at, used_at = null`);

export const lockInvitation = (db: Db, digest: Uint8Array, now: Date) =>
  db.maybe<{ staffId: string; totpSecret: Uint8Array }>(sql`
    select staff_id as "staffId", totp_secret as "totpSecret" from identity.invitation
    where digest = ${digest} and used_at is null and expires_at > ${now} for update`);

export const useInvitation = (db: Db, staffId: string, now: Date) =>
  db.run(sql`update identity.invitation set used_at = ${now} where staff_id = ${staffId}`);

export interface CodeRow {
  readonly id: string;
  readonly purpose: 'sign-in' | 'set-password';
  readonly holderId: string | null;
  readonly code: Uint8Array | null;
  readonly digest: Uint8Array;
  readonly tries: number;
}

export const insertCode = (db: Db, one: CodeRow & { madeAt: Date; expiresAt: Date }) =>
  db.run(sql`
    insert into identity.one_time_code (id, purpose, holder_id, code, digest, made_at, expires_at)
    values (${one.id}, ${one.purpose}, ${one.holderId}, ${one.code}, ${one.digest}, ${one.madeAt}, ${one.expiresAt})`);

export const lockCode = (db: Db, id: string, purpose: CodeRow['purpose'], now: Date) =>
  db.maybe<CodeRow>(sql`
    select id, purpose, holder_id as "holderId", code, digest, tries from identity.one_time_code
    where id = ${id} and purpose = ${purpose} and used_at is null and expires_at > ${now} for update`);

export const findCode = (db: Db, id: string, now: Date) =>
  db.maybe<CodeRow>(sql`
    select id, purpose, holder_id as "holderId", code, digest, tries from identity.one_time_code
    where id = ${id} and used_at is null and expires_at > ${now}`);

export const countCodesSince = async (db: Db, holderId: string, since: Date): Promise<number> =>
  (
    await db.one<{ n: number }>(
      sql`select count(*)::int as n from identity.one_time_code where holder_id = ${holderId} and made_at > ${since}`,
    )
  ).n;

export const countTry = (db: Db, id: string) =>
  db.run(sql`update identity.one_time_code set tries = tries + 1 where id = ${id}`);
export const useCode = (db: Db, id: string, now: Date) =>
  db.run(sql`update identity.one_time_code set used_at = ${now}, code = null where id = ${id}`);
export const forgetCode = (db: Db, id: string) =>
  db.run(sql`update identity.one_time_code set code = null where id = ${id}`);

export interface StaffMember {
  readonly staffId: string;
  readonly institutionId: string;
  readonly role: Role;
  readonly region: string;
}

/** A member of staff who still works at an institution that is admitted. */
export const findWorkingStaff = (db: Db, staffId: string) =>
  db.maybe<StaffMember>(sql`
    select staff_id as "staffId", institution_id as "institutionId", role, region
    from institutions.staff_view where staff_id = ${staffId} and ended_at is null and standing = 'admitted'`);
