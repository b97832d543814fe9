// Job: seals the records of uses into blocks by an SM3 chain, as the journal does, because a use has no other line there.
import { createHash } from 'node:crypto';
import type { Db } from '../../base/database/database.ts';
import type { Job } from '../../base/jobs.ts';
import { canonicalJson } from '../../base/json.ts';
import { sql } from '../../base/sql.ts';

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

interface Sealed {
  xid: string;
  terminal: number;
  number: bigint;
  line: object;
}

const sealColumns = sql`
  number, last_xid::text as "lastXid", last_terminal as "lastTerminal", last_number as "lastNumber", uses, digest`;

type Cut = Pick<Seal, 'lastXid' | 'lastTerminal' | 'lastNumber'>;
const beginning: Cut = { lastXid: '0', lastTerminal: 0, lastNumber: 0n };

/** Uses after a place in the order of (transaction, terminal, number); none of a transaction that may still be open. */
function usesAfter(db: Db, after: Cut, until?: Cut) {
  const end = until
    ? sql`(u.xid, u.terminal, u.number) <= (${until.lastXid}::text::xid8, ${until.lastTerminal}::int, ${until.lastNumber}::int8)`
    : sql`u.xid < pg_snapshot_xmin(pg_current_snapshot())`;
  return db.rows<Sealed>(sql`
    select u.xid::text as xid, u.terminal, u.number, to_jsonb(u) - 'xid' as line from uses.use u
    where u.xid >= ${after.lastXid}::text::xid8
      and (u.xid, u.terminal, u.number) > (${after.lastXid}::text::xid8, ${after.lastTerminal}::int, ${after.lastNumber}::int8) and ${end}
    order by u.xid, u.terminal, u.number limit ${until ? null : blockSize}::int`);
}

function digestOf(previous: Uint8Array, uses: readonly Sealed[]): Uint8Array {
  const hash = createHash('sm3').update(previous);
  for (const { xid, line } of uses) hash.update(canonicalJson({ ...line, xid })).update('\n');
  return hash.digest();
}

export async function sealUses(db: Db, now: Date): Promise<boolean> {
  await db.script('lock table uses.seal in exclusive mode');
  const before = await db.maybe<Seal>(sql`select ${sealColumns} from uses.seal order by number desc limit 1`);
  const uses = await usesAfter(db, before ?? beginning);
  const last = uses.at(-1);
  if (!last) return false;
  await db.run(sql`
    insert into uses.seal (number, last_xid, last_terminal, last_number, uses, digest, sealed_at)
    values (${(before?.number ?? 0n) + 1n}::int8, ${last.xid}::text::xid8, ${last.terminal}::int, ${last.number}::int8, ${uses.length},
            ${digestOf(before?.digest ?? new Uint8Array(32), uses)}, ${now})`);
  return uses.length === blockSize;
}

/** Recomputes the chain; the number of the first block that does not fit, or null when all do. */
export async function firstBrokenSeal(db: Db): Promise<bigint | null> {
  const seals = await db.rows<Seal>(sql`select ${sealColumns} from uses.seal order by number`);
  let after = beginning;
  let previous: Uint8Array = new Uint8Array(32);
  for (const seal of seals) {
    const uses = await usesAfter(db, after, seal);
    if (uses.length !== seal.uses || !Buffer.from(digestOf(previous, uses)).equals(seal.digest)) return seal.number;
    [after, previous] = [seal, seal.digest];
  }
  return null;
}

export const sealUsesJob: Job = {
  name: 'uses.seal',
  run: async ({ db, now }) => ({ again: (await sealUses(db, now)) ? now : new Date(now.getTime() + everyMs) }),
};
