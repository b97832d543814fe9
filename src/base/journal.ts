// The journal: append-only record of who did what, when, about whom, for what purpose; sealed in blocks by an SM3 chain.
import { createHash } from 'node:crypto';
import type { OpenCall } from './call.ts';
import type { Database, Db } from './database/database.ts';
import { canonicalJson } from './json.ts';
import { sql } from './sql.ts';

/** Writes the line of one call; the answer to its request id, if one is to be kept, in the same statement. */
export async function writeJournal(call: OpenCall, action: string, answer?: string): Promise<void> {
  const { actor } = call;
  const kept = sql`
    with kept as (
      update base.request set answer = ${answer}::jsonb where actor_id = ${actor.id} and request_id = ${call.requestId})`;
  await call.db.run(sql`${answer === undefined ? sql`` : kept}
    insert into base.journal (at, action, actor_role, actor_id, institution_id, channel, purpose, request_id, about, facts)
    values (${call.now}, ${action}, ${actor.role}, ${actor.id}, ${actor.institutionId}, ${actor.channel}, ${call.purpose},
            ${call.requestId}, ${[...call.holders]}::uuid[], ${canonicalJson(call.facts)}::jsonb)`);
}

/** A line of the journal as those read it who follow the news. */
export interface Entry {
  xid: string;
  seq: bigint;
  at: Date;
  action: string;
  actor_role: string;
  actor_id: string;
  institution_id: string | null;
  channel: string | null;
  purpose: string | null;
  request_id: string | null;
  about: string[];
  facts: unknown;
}

export interface Block {
  number: bigint;
  last_xid: string;
  last_seq: bigint;
  entries: number;
  digest: Uint8Array;
}

const blockSize = 4096;

/** Digest of a block: SM3 over the digest of the block before it, then every line. */
function digestOf(previous: Uint8Array, entries: readonly Entry[]): Uint8Array {
  const hash = createHash('sm3').update(previous);
  for (const { about, at, ...rest } of entries)
    hash.update(canonicalJson({ ...rest, at: at.toISOString(), about: [...about] })).update('\n');
  return hash.digest();
}

const nothing = new Uint8Array(32);

/** A place in the journal. */
export interface Place {
  readonly xid: string;
  readonly seq: bigint;
}

export const beginning: Place = { xid: '0', seq: 0n };

/** The lines after a place that are final, oldest first, at most 4,096: the news for whoever follows with a cursor. */
export const readNews = (db: Db, after: Place): Promise<Entry[]> => entriesAfter(db, after);

async function entriesAfter(db: Db, after: Place, until?: Place): Promise<Entry[]> {
  const end = until
    ? sql`(j.xid, j.seq) <= (${until.xid}::text::xid8, ${until.seq}::int8)`
    : // Lines of transactions that may still be open are left for a later block: sealed order never changes.
      sql`j.xid < pg_snapshot_xmin(pg_current_snapshot())`;
  // Ordered by the number itself: the text that is answered would put 9 behind 10.
  return db.rows<Entry>(sql`
    select j.xid::text as xid, seq, at, action, actor_role, actor_id, institution_id, channel, purpose, request_id, about::text[] as about, facts
    from base.journal j where (j.xid, j.seq) > (${after.xid}::text::xid8, ${after.seq}::int8) and ${end}
    order by j.xid, j.seq limit ${until ? null : blockSize}::int`);
}

const lastBlock = (db: Db) =>
  db.maybe<Block>(
    sql`select number, last_xid::text as last_xid, last_seq, entries, digest from base.journal_block order by number desc limit 1`,
  );

/** Seals what is final into blocks; returns how many lines were sealed. */
export async function sealJournal(database: Database, now: Date): Promise<number> {
  let sealed = 0;
  for (;;) {
    const count = await database.transaction(async (tx) => {
      await tx.script('lock table base.journal_block in exclusive mode');
      const before = await lastBlock(tx);
      const entries = await entriesAfter(tx, { xid: before?.last_xid ?? '0', seq: before?.last_seq ?? 0n });
      const last = entries.at(-1);
      if (!last) return 0;
      await tx.run(sql`
        insert into base.journal_block (number, last_xid, last_seq, entries, digest, sealed_at)
        values (${(before?.number ?? 0n) + 1n}::int8, ${last.xid}::text::xid8, ${last.seq}::int8, ${entries.length},
                ${digestOf(before?.digest ?? nothing, entries)}, ${now})`);
      return entries.length;
    });
    sealed += count;
    if (count < blockSize) return sealed;
  }
}

export interface JournalVerdict {
  readonly intact: boolean;
  readonly blocks: number;
  readonly entries: number;
  /** First block whose lines do not give its digest, if any. */
  readonly brokenBlock?: bigint;
  /** Digest of the last block: keep it elsewhere, and nobody can rewrite the whole chain unseen. */
  readonly seal?: string;
}

/** Recomputes the whole chain from the lines. */
export async function verifyJournal(database: Db): Promise<JournalVerdict> {
  const blocks = await database.rows<Block>(sql`
    select number, last_xid::text as last_xid, last_seq, entries, digest from base.journal_block order by number`);
  let after = beginning;
  let previous: Uint8Array = nothing;
  let entries = 0;
  for (const [i, block] of blocks.entries()) {
    const until = { xid: block.last_xid, seq: block.last_seq };
    const lines = await entriesAfter(database, after, until);
    const digest = digestOf(previous, lines);
    if (block.number !== BigInt(i + 1) || lines.length !== block.entries || !Buffer.from(digest).equals(block.digest)) {
      return { intact: false, blocks: blocks.length, entries, brokenBlock: block.number };
    }
    entries += lines.length;
    previous = digest;
    after = until;
  }
  return {
    intact: true,
    blocks: blocks.length,
    entries,
    ...(blocks.length > 0 ? { seal: Buffer.from(previous).toString('hex') } : {}),
  };
}
