// All SQL of this module.
import type { Db } from '../../base/database/database.ts';
import { sql } from '../../base/sql.ts';
import type { PsamLevel } from './key-names.ts';
import type { CertificateState, KeyState, PsamState, TerminalState } from './states.ts';

// Issuer keys.

export interface IssuerKey {
  readonly id: string;
  readonly owner: string;
  readonly version: number;
  readonly state: KeyState;
  readonly parts: number;
  readonly wrapped: Uint8Array | null;
  readonly checkValue: string;
  readonly begunBy: string;
  readonly begunAt: Date;
  readonly retiredBy: string | null;
}

const keyColumns = sql`id, owner, version, state, parts, wrapped, check_value as "checkValue", begun_by as "begunBy",
  begun_at as "begunAt", retired_by as "retiredBy"`;

export const findKey = (db: Db, id: string) =>
  db.maybe<IssuerKey>(sql`select ${keyColumns} from keys.issuer_key where id = ${id}`);

export const lockKeyRow = (db: Db, id: string) =>
  db.maybe<IssuerKey>(sql`select ${keyColumns} from keys.issuer_key where id = ${id} for update`);

/** Keeps every other ceremony waiting: a new version, its number and what it replaces belong together. */
export const lockKeys = (db: Db) => db.script('lock table keys.issuer_key in share row exclusive mode');

export const findCurrentKey = (db: Db, owner: string) =>
  db.maybe<IssuerKey>(sql`select ${keyColumns} from keys.issuer_key where owner = ${owner} and state = 'current'`);

export const findKeyVersion = (db: Db, owner: string, version: number) =>
  db.maybe<IssuerKey>(sql`select ${keyColumns} from keys.issuer_key where owner = ${owner} and version = ${version}`);

export const findKeyUnderWay = (db: Db, owner: string) =>
  db.maybe<IssuerKey>(
    sql`select ${keyColumns} from keys.issuer_key where owner = ${owner} and state in ('loading', 'ready')`,
  );

export const nextVersion = async (db: Db, owner: string) =>
  (
    await db.one<{ next: number }>(
      sql`select coalesce(max(version), 0) + 1 as next from keys.issuer_key where owner = ${owner}`,
    )
  ).next;

export const insertKey = (db: Db, key: Omit<IssuerKey, 'retiredBy'> & { readonly rootId: string | null }) =>
  db.run(sql`
    insert into keys.issuer_key (id, owner, version, state, parts, root_id, wrapped, check_value, begun_by, begun_at)
    values (${key.id}, ${key.owner}, ${key.version}, ${key.state}, ${key.parts}, ${key.rootId}, ${key.wrapped},
            ${key.checkValue}, ${key.begunBy}, ${key.begunAt})`);

export const saveKeyState = (db: Db, id: string, state: KeyState, by: string, at: Date, wrapped?: Uint8Array | null) =>
  db.run(sql`
    update keys.issuer_key set state = ${state},
      wrapped = case when ${state}::text in ('destroyed', 'abandoned') then null else coalesce(${wrapped}::bytea, wrapped) end,
      put_in_use_by = case when ${state}::text = 'current' then ${by} else put_in_use_by end,
      put_in_use_at = case when ${state}::text = 'current' then ${at}::timestamptz else put_in_use_at end,
      retired_by = case when ${state}::text = 'retired' then ${by} else retired_by end,
      retired_at = case when ${state}::text = 'retired' then ${at}::timestamptz else retired_at end,
      destroyed_at = case when ${state}::text = 'destroyed' then ${at}::timestamptz end
    where id = ${id}`);

export const listKeys = (db: Db) =>
  db.rows<IssuerKey & { cards: number; retiredAt: Date | null; putInUseAt: Date | null }>(sql`
    select ${keyColumns}, put_in_use_at as "putInUseAt", retired_at as "retiredAt",
      (select count(*)::int from keys.card c where c.key_id = k.id) as cards
    from keys.issuer_key k order by owner, version`);

export interface Component {
  readonly number: number;
  readonly officerId: string;
  readonly wrapped: Uint8Array;
}

export const listComponents = (db: Db, keyId: string) =>
  db.rows<Component>(sql`
    select number, officer_id as "officerId", wrapped from keys.component where key_id = ${keyId} order by number`);

export const insertComponent = (db: Db, keyId: string, { number, officerId, wrapped }: Component, at: Date) =>
  db.run(sql`
    insert into keys.component (key_id, number, officer_id, wrapped, given_at)
    values (${keyId}, ${number}, ${officerId}, ${wrapped}, ${at})`);

export const deleteComponents = (db: Db, keyId: string) =>
  db.run(sql`delete from keys.component where key_id = ${keyId}`);

// Cards.

export interface KeyedCardRow {
  readonly cardId: string;
  readonly cardNumber: string;
  readonly cardIdentifier: string;
  readonly region: string;
  readonly generation: number;
  readonly algorithm: number;
  readonly atr: string;
  readonly keyId: string;
  readonly contentDigest: Uint8Array;
  readonly madeFor: string;
}

export interface KnownCard extends KeyedCardRow {
  readonly proofCounter: bigint;
  readonly copySuspectedAt: Date | null;
}

const cardColumns = sql`card_id as "cardId", card_number as "cardNumber", card_identifier as "cardIdentifier", region, generation,
  algorithm, atr, key_id as "keyId", content_digest as "contentDigest", made_for as "madeFor",
  proof_counter as "proofCounter", copy_suspected_at as "copySuspectedAt"`;

export const findCard = (db: Db, cardId: string) =>
  db.maybe<KnownCard>(sql`select ${cardColumns} from keys.card where card_id = ${cardId}`);

export const findCards = (db: Db, cardIds: readonly string[]) =>
  db.rows<KnownCard>(sql`select ${cardColumns} from keys.card where card_id = any(${cardIds}::uuid[])`);

export const findCardByIdentifier = (db: Db, cardIdentifier: string) =>
  db.maybe<KnownCard>(sql`select ${cardColumns} from keys.card where card_identifier = ${cardIdentifier}`);

export const lockCardByIdentifier = (db: Db, cardIdentifier: string) =>
  db.maybe<KnownCard>(sql`select ${cardColumns} from keys.card where card_identifier = ${cardIdentifier} for update`);

/** A card whose making began again gets the chip of the new try. */
export const saveCards = (db: Db, cards: readonly KeyedCardRow[], at: Date) =>
  db.run(sql`
    insert into keys.card (card_id, card_number, card_identifier, region, generation, algorithm, atr, key_id, content_digest, made_for, keyed_at)
    select *, ${at}::timestamptz from unnest(
      ${cards.map((c) => c.cardId)}::uuid[], ${cards.map((c) => c.cardNumber)}::text[], ${cards.map((c) => c.cardIdentifier)}::text[],
      ${cards.map((c) => c.region)}::text[], ${cards.map((c) => c.generation)}::int2[], ${cards.map((c) => c.algorithm)}::int2[],
      ${cards.map((c) => c.atr)}::text[], ${cards.map((c) => c.keyId)}::uuid[], ${cards.map((c) => c.contentDigest)}::bytea[],
      ${cards.map((c) => c.madeFor)}::text[])
    on conflict (card_id) do update set card_identifier = excluded.card_identifier, atr = excluded.atr, key_id = excluded.key_id,
      algorithm = excluded.algorithm, content_digest = excluded.content_digest, made_for = excluded.made_for,
      keyed_at = excluded.keyed_at, proof_counter = 0`);

export const saveProofCounter = (db: Db, cardId: string, counter: bigint) =>
  db.run(sql`update keys.card set proof_counter = ${counter} where card_id = ${cardId}`);

export const saveSuspicion = (db: Db, cardId: string, at: Date | null) =>
  db.run(sql`update keys.card set copy_suspected_at = ${at} where card_id = ${cardId}`);

// Terminals and their modules.

export interface Terminal {
  readonly id: string;
  readonly number: string;
  readonly deviceNumber: string;
  readonly institutionId: string;
  readonly region: string;
  readonly state: TerminalState;
}

const terminalColumns = sql`t.id, t.number, t.device_number as "deviceNumber", t.institution_id as "institutionId", t.region, t.state`;

export const insertTerminal = (db: Db, t: Omit<Terminal, 'state'>, at: Date) =>
  db.run(sql`
    insert into keys.terminal (id, number, device_number, institution_id, region, state, registered_at)
    values (${t.id}, ${t.number}, ${t.deviceNumber}, ${t.institutionId}, ${t.region}, 'registered', ${at})`);

export const findTerminal = (db: Db, id: string) =>
  db.maybe<Terminal>(sql`select ${terminalColumns} from keys.terminal t where id = ${id}`);

export const lockTerminalRow = (db: Db, id: string) =>
  db.maybe<Terminal>(sql`select ${terminalColumns} from keys.terminal t where id = ${id} for update`);

export const withdrawTerminalRow = (db: Db, id: string, at: Date) =>
  db.run(sql`update keys.terminal set state = 'withdrawn', withdrawn_at = ${at} where id = ${id}`);

export interface PsamRow {
  readonly id: string;
  readonly terminalId: string;
  readonly keyId: string;
  readonly version: number;
  readonly level: PsamLevel;
  readonly state: PsamState;
}

const psamColumns = sql`id, terminal_id as "terminalId", key_id as "keyId", version, level, state`;

export const lockPsamRow = (db: Db, id: string) =>
  db.maybe<PsamRow>(sql`select ${psamColumns} from keys.psam where id = ${id} for update`);

/** The newest module of a terminal, whatever became of it. */
export const findNewestPsam = (db: Db, terminalId: string) =>
  db.maybe<PsamRow>(
    sql`select ${psamColumns} from keys.psam where terminal_id = ${terminalId} order by version desc limit 1`,
  );

export const insertPsam = (db: Db, p: Omit<PsamRow, 'state'>, at: Date) =>
  db.run(sql`
    insert into keys.psam (id, terminal_id, key_id, version, level, state, issued_at)
    values (${p.id}, ${p.terminalId}, ${p.keyId}, ${p.version}, ${p.level}, 'issued', ${at})`);

export const endPsam = (db: Db, id: string, state: PsamState, reason: string, at: Date) =>
  db.run(sql`update keys.psam set state = ${state}, ended_at = ${at}, reason = ${reason} where id = ${id}`);

/** Terminals of an institution that are trusted (`isTrusted`); a counter has a handful. */
export const trustedTerminalsOf = (db: Db, institutionId: string) =>
  db.rows<Terminal>(sql`
    select ${terminalColumns} from keys.terminal t
    where t.institution_id = ${institutionId} and t.state = 'registered' and 'revoked' is distinct from (
      select p.state from keys.psam p where p.terminal_id = t.id order by p.version desc limit 1)
    order by t.number limit 50`);

export const listTerminals = (db: Db, region: string, after: string, most: number) =>
  db.rows<
    Terminal & {
      psamId: string | null;
      psamVersion: number | null;
      psamState: PsamState | null;
      level: PsamLevel | null;
      keyVersion: number | null;
    }
  >(sql`
    select ${terminalColumns}, p.id as "psamId", p.version as "psamVersion", p.state as "psamState", p.level, k.version as "keyVersion"
    from keys.terminal t
    left join lateral (select * from keys.psam p where p.terminal_id = t.id order by version desc limit 1) p on true
    left join keys.issuer_key k on k.id = p.key_id
    where t.region = ${region} and t.number > ${after} order by t.number limit ${most}`);

// Challenges.

export interface Challenge {
  readonly id: string;
  readonly value: Uint8Array;
  readonly terminalId: string | null;
  readonly actorId: string;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

export const insertChallenge = (db: Db, c: Omit<Challenge, 'usedAt'>, at: Date) =>
  db.run(sql`
    insert into keys.challenge (id, value, terminal_id, actor_id, issued_at, expires_at)
    values (${c.id}, ${c.value}, ${c.terminalId}, ${c.actorId}, ${at}, ${c.expiresAt})`);

export const lockChallengeRow = (db: Db, id: string) =>
  db.maybe<Challenge>(sql`
    select id, value, terminal_id as "terminalId", actor_id as "actorId", expires_at as "expiresAt", used_at as "usedAt"
    from keys.challenge where id = ${id} for update`);

export const saveChallengeUse = (db: Db, id: string, at: Date) =>
  db.run(sql`update keys.challenge set used_at = ${at} where id = ${id}`);

export const deleteChallengesBefore = (db: Db, before: Date) =>
  db.run(sql`delete from keys.challenge where expires_at < ${before}`);

// Authorities and certificates.

export interface AuthorityRow {
  readonly id: string;
  readonly region: string;
  readonly certificate: Uint8Array;
  readonly wrapped: Uint8Array;
  readonly listNumber: number;
  readonly list: Uint8Array | null;
  readonly listSignedAt: Date | null;
}

const authorityColumns = sql`id, region, certificate, wrapped, list_number as "listNumber", list, list_signed_at as "listSignedAt"`;

export const findAuthority = (db: Db, region: string) =>
  db.maybe<AuthorityRow>(sql`select ${authorityColumns} from keys.authority where region = ${region}`);

export const lockAuthorityRow = (db: Db, region: string) =>
  db.maybe<AuthorityRow>(sql`select ${authorityColumns} from keys.authority where region = ${region} for update`);

export const getAuthorityRow = (db: Db, id: string) =>
  db.one<AuthorityRow>(sql`select ${authorityColumns} from keys.authority where id = ${id}`);

export const insertAuthority = (
  db: Db,
  a: Pick<AuthorityRow, 'id' | 'region' | 'certificate' | 'wrapped'>,
  by: string,
  at: Date,
) =>
  db.run(sql`
    insert into keys.authority (id, region, certificate, wrapped, founded_by, founded_at)
    values (${a.id}, ${a.region}, ${a.certificate}, ${a.wrapped}, ${by}, ${at})`);

export const saveRevocationList = (db: Db, id: string, list: Uint8Array, number: number, at: Date) =>
  db.run(sql`
    update keys.authority set list = ${list}, list_number = ${number}, list_signed_at = ${at} where id = ${id}`);

export const certificateProfiles = ['card-signing', 'terminal', 'institution', 'node'] as const;
export type IssuedProfile = (typeof certificateProfiles)[number];

export interface CertificateRow {
  readonly serial: string;
  readonly authorityId: string;
  readonly profile: IssuedProfile;
  readonly owner: string;
  readonly state: CertificateState;
  readonly der: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly renews: string | null;
  readonly revokedAt: Date | null;
  readonly reason: string | null;
}

const certificateColumns = sql`serial, authority_id as "authorityId", profile, owner, state, der, not_before as "notBefore",
  not_after as "notAfter", renews, revoked_at as "revokedAt", reason`;

export const findCertificate = (db: Db, serial: string) =>
  db.maybe<CertificateRow>(sql`select ${certificateColumns} from keys.certificate where serial = ${serial}`);

export const lockCertificateRow = (db: Db, serial: string) =>
  db.maybe<CertificateRow>(sql`select ${certificateColumns} from keys.certificate where serial = ${serial} for update`);

export const listCertificates = (db: Db, owner: string) =>
  db.rows<CertificateRow>(sql`
    select ${certificateColumns} from keys.certificate where owner = ${owner} order by issued_at desc, serial`);

/** Everything the revocation list of an authority has to name. */
export const listRevoked = (db: Db, authorityId: string, at: Date) =>
  db.rows<CertificateRow>(sql`
    select ${certificateColumns} from keys.certificate
    where authority_id = ${authorityId} and state <> 'good' and not_after >= ${at} order by serial`);

export const insertCertificates = (
  db: Db,
  rows: readonly Omit<CertificateRow, 'state' | 'revokedAt' | 'reason'>[],
  at: Date,
) =>
  db.run(sql`
    insert into keys.certificate (serial, authority_id, profile, owner, state, der, not_before, not_after, renews, issued_at)
    select s, a, p, o, 'good', d, b, n, r, ${at}::timestamptz from unnest(
      ${rows.map((c) => c.serial)}::text[], ${rows.map((c) => c.authorityId)}::uuid[], ${rows.map((c) => c.profile)}::text[],
      ${rows.map((c) => c.owner)}::text[], ${rows.map((c) => c.der)}::bytea[], ${rows.map((c) => c.notBefore)}::timestamptz[],
      ${rows.map((c) => c.notAfter)}::timestamptz[], ${rows.map((c) => c.renews)}::text[]) as t(s, a, p, o, d, b, n, r)`);

/** Ends good certificates of owners, for instance of chips that were scrapped; returns how many. */
export const revokeOf = (db: Db, owners: readonly string[], reason: string, at: Date) =>
  db.run(sql`
    update keys.certificate set state = 'revoked', revoked_at = ${at}, reason = ${reason}
    where owner = any(${owners}::text[]) and state <> 'revoked'`);

export const saveCertificateState = (
  db: Db,
  serial: string,
  state: CertificateState,
  reason: string | null,
  at: Date | null,
) =>
  db.run(sql`
    update keys.certificate set state = ${state}, reason = ${reason}, revoked_at = ${at} where serial = ${serial}`);
