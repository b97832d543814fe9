// Seals final transfers in blocks by an SM3 chain, brings busy accounts up to the last block, and verifies all of it.
import { createHash } from 'node:crypto';
import type { Db } from '../../base/database/database.ts';
import { sql } from '../../base/sql.ts';
import { tryLock } from '../../base/try-lock.ts';
import { addSums } from './add-sums.ts';

/** Hashing more at once would keep everybody waiting whom this process serves. */
const blockSize = 4096;
const nothing = new Uint8Array(32);

interface Stretch {
  readonly last_xid: string;
  readonly last_seq: bigint;
  readonly transfers: number;
  readonly lines: string;
}

/** A transfer as the chain reads it. No field can hold the separator. */
const line = sql`concat_ws('|', t.xid, t.seq, t.transfer_id, t.kind, coalesce(t.debit_account_id::text, '-'), coalesce(t.credit_account_id::text, '-'),
  t.amount, coalesce(t.released::text, '-'), coalesce(t.pending_id::text, '-'), t.code, coalesce(t.reference::text, '-'), t.day,
  coalesce(extract(epoch from t.expires_at)::text, '-'), coalesce(t.reason, '-'), extract(epoch from t.at))`;

const digestOf = (previous: Uint8Array, lines: string): Uint8Array =>
  createHash('sm3').update(previous).update(lines).digest();

interface Block {
  readonly number: bigint;
  readonly last_xid: string;
  readonly last_seq: bigint;
  readonly transfers: number;
  readonly digest: Uint8Array;
}

const blockColumns = sql`b.number, b.last_xid::text as last_xid, b.last_seq, b.transfers, b.digest`;

/** Seals what is final, in the caller's transaction; true when there may be more. */
export async function sealTransfers(db: Db, now: Date): Promise<boolean> {
  // One process at a time, and nobody waits for it.
  if (!(await tryLock(db, 'ledger.seal'))) return false;
  const before = await db.maybe<Block>(sql`select ${blockColumns} from ledger.block b order by number desc limit 1`);
  const place = { xid: before?.last_xid ?? '0', seq: before?.last_seq ?? 0n };
  const stretch = await db.one<Stretch>(sql`
    with final as materialized (
      select t.xid as x, t.seq, ${line} as line from ledger.transfer t
      -- Transfers of transactions that may still be open are left for a later block: sealed order never changes.
      where (t.xid, t.seq) > (${place.xid}::text::xid8, ${place.seq}::int8) and t.xid < pg_snapshot_xmin(pg_current_snapshot())
      order by t.xid, t.seq limit ${blockSize}::int),
    last as (select x, seq from final order by x desc, seq desc limit 1)
    select (select x::text from last) as last_xid, (select seq from last) as last_seq, count(*)::int as transfers,
      string_agg(line, E'\n' order by x, seq) as lines
    from final`);
  if (stretch.transfers === 0) return false;
  const digest = digestOf(before?.digest ?? nothing, stretch.lines);
  await db.run(sql`
    insert into ledger.block (number, last_xid, last_seq, transfers, digest, sealed_at)
    values (${(before?.number ?? 0n) + 1n}::int8, ${stretch.last_xid}::text::xid8, ${stretch.last_seq}::int8, ${stretch.transfers}::int,
            ${digest}, ${now})`);
  await foldBusy(db, place, { xid: stretch.last_xid, seq: stretch.last_seq });
  return stretch.transfers === blockSize;
}

interface Place {
  readonly xid: string;
  readonly seq: bigint;
}

/** Adds a stretch of transfers to the rows of busy accounts, so that asking them stays cheap. */
const foldBusy = (db: Db, after: Place, until: Place) =>
  db.run(sql`
    with moved as (
      select debit_account_id, credit_account_id, case when kind in ('posted', 'post') then amount else 0 end as posted,
             case when kind = 'pending' then amount else -coalesce(released, 0) end as pending
      from ledger.transfer t
      where kind <> 'refused' and (t.xid, t.seq) > (${after.xid}::text::xid8, ${after.seq}::int8)
        and (t.xid, t.seq) <= (${until.xid}::text::xid8, ${until.seq}::int8)),
    sums as (
      select account_id, sum(dp)::int8 as dp, sum(cp)::int8 as cp, sum(dw)::int8 as dw, sum(cw)::int8 as cw from (
        select debit_account_id as account_id, posted as dp, 0 as cp, pending as dw, 0 as cw from moved
        union all
        select credit_account_id, 0, posted, 0, pending from moved) as both_sides
      group by account_id),
    ${addSums(sql`busy`)}
    select`);

export interface ChainVerdict {
  readonly intact: boolean;
  readonly blocks: number;
  readonly transfers: number;
  /** First block whose transfers do not give its digest. */
  readonly brokenBlock?: bigint;
  /** Digest of the last block: keep it elsewhere, and nobody can rewrite the whole chain unseen. */
  readonly seal?: string;
}

/** Recomputes the chain from the transfers. */
export async function verifyChain(db: Db): Promise<ChainVerdict> {
  const blocks = await db.rows<Block>(sql`select ${blockColumns} from ledger.block b order by number`);
  let after: Place = { xid: '0', seq: 0n };
  let previous: Uint8Array = nothing;
  let transfers = 0;
  for (const [i, block] of blocks.entries()) {
    const until = { xid: block.last_xid, seq: block.last_seq };
    const stretch = await db.one<{ lines: string | null; count: number }>(sql`
      select string_agg(${line}, E'\n' order by t.xid, t.seq) as lines, count(*)::int as count from ledger.transfer t
      where (t.xid, t.seq) > (${after.xid}::text::xid8, ${after.seq}::int8) and (t.xid, t.seq) <= (${until.xid}::text::xid8, ${until.seq}::int8)`);
    const digest = digestOf(previous, stretch.lines ?? '');
    if (
      block.number !== BigInt(i + 1) ||
      stretch.count !== block.transfers ||
      !Buffer.from(digest).equals(block.digest)
    ) {
      return { intact: false, blocks: blocks.length, transfers, brokenBlock: block.number };
    }
    transfers += stretch.count;
    previous = digest;
    after = until;
  }
  return {
    intact: true,
    blocks: blocks.length,
    transfers,
    ...(blocks.length > 0 ? { seal: Buffer.from(previous).toString('hex') } : {}),
  };
}
