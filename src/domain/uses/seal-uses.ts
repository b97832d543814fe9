// Job: seals the records of uses into blocks by an SM3 chain, as the journal does, because a use has no other line there.
import { createHash } from 'node:crypto';
import type { Db } from '../../base/database/database.ts';
import type { Job } from '../../base/jobs.ts';
import { sql } from '../../base/sql.ts';
import { tryLock } from '../../base/try-lock.ts';

const blockSize = 4096;
const everyMs = 10_000;

interface Seal {
  number: bigint;
  lastXid: string;
  lastTerminal: number;
  lastNumber: bigint;
  uses: number;
  digest: Uint8Array;
}

/** Uses of one block as the database writes them down, one a line; null when there are none. */
interface Lines {
  lines: string | null;
  uses: number;
  xid: string;
  terminal: number;
  number: bigint;
}

const sealColumns = sql`
  number, last_xid::text as "lastXid", last_terminal as "lastTerminal", last_number as "lastNumber", uses, digest`;

type Cut = Pick<Seal, 'lastXid' | 'lastTerminal' | 'lastNumber'>;
const beginning: Cut = { lastXid: '0', lastTerminal: 0, lastNumber: 0n };

/**
 * Uses after a place in the order of (transaction, terminal, number); none of a transaction that may still be open. The database
 * writes the lines: making them here, one by one, would hold up everybody who is being served.
 */
function usesAfter(db: Db, after: Cut, until?: Cut): Promise<Lines> {
  const end = until
    ? sql`(u.xid, u.terminal, u.number) <= (${until.lastXid}::text::xid8, ${until.lastTerminal}::int, ${until.lastNumber}::int8)`
    : sql`u.xid < pg_snapshot_xmin(pg_current_snapshot())`;
  return db.one<Lines>(sql`
    with block as (
      select u.* from uses.use u
      where u.xid >= ${after.lastXid}::text::xid8
        and (u.xid, u.terminal, u.number) > (${after.lastXid}::text::xid8, ${after.lastTerminal}::int, ${after.lastNumber}::int8) and ${end}
      order by u.xid, u.terminal, u.number limit ${until ? null : blockSize}::int),
    last as (select xid, terminal, number from block order by xid desc, terminal desc, number desc limit 1)
    select string_agg(
        row(xid, terminal, number, at, recorded_at, holder_id, card_id, card_region, generation, amount, counter, code_id, service, purpose, way, outcome,
            offline, actor_id, signals)::text, E'\n' order by xid, terminal, number) as lines,
      count(*)::int as uses, (select xid::text from last) as xid, (select terminal from last) as terminal,
      (select number from last) as number
    from block`);
}

const digestOf = (previous: Uint8Array, lines: string | null): Uint8Array =>
  createHash('sm3')
    .update(previous)
    .update(lines ?? '')
    .digest();

export async function sealUses(db: Db, now: Date): Promise<boolean> {
  // One process at a time, and nobody waits for it.
  if (!(await tryLock(db, sealUsesJob.name))) return false;
  const before = await db.maybe<Seal>(sql`select ${sealColumns} from uses.seal order by number desc limit 1`);
  const block = await usesAfter(db, before ?? beginning);
  if (block.uses === 0) return false;
  await db.run(sql`
    insert into uses.seal (number, last_xid, last_terminal, last_number, uses, digest, sealed_at)
    values (${(before?.number ?? 0n) + 1n}::int8, ${block.xid}::text::xid8, ${block.terminal}::int, ${block.number}::int8, ${block.uses},
            ${digestOf(before?.digest ?? new Uint8Array(32), block.lines)}, ${now})`);
  return block.uses === blockSize;
}

/** Recomputes the chain; the number of the first block that does not fit, or null when all do. */
export async function firstBrokenSeal(db: Db): Promise<bigint | null> {
  const seals = await db.rows<Seal>(sql`select ${sealColumns} from uses.seal order by number`);
  let after = beginning;
  let previous: Uint8Array = new Uint8Array(32);
  for (const seal of seals) {
    const { uses, lines } = await usesAfter(db, after, seal);
    if (uses !== seal.uses || !Buffer.from(digestOf(previous, lines)).equals(seal.digest)) return seal.number;
    [after, previous] = [seal, seal.digest];
  }
  return null;
}

export const sealUsesJob: Job = {
  name: 'uses.seal',
  run: async ({ db, now }) => ({ again: (await sealUses(db, now)) ? now : new Date(now.getTime() + everyMs) }),
};
