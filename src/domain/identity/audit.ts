// The auditor's doors to the journal: search it, verify its chain, and export from it with a second person's approval and a watermark.
import { action, query } from '../../base/action.ts';
import { personOf, roles } from '../../base/actor.ts';
import type { Call } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import { startOfDay } from '../../base/day.ts';
import { verifyJournal } from '../../base/journal.ts';
import { DayText, Id, Instant, Maybe, OneOf, type Static, shape, Text, Type } from '../../base/shape.ts';
import { sql } from '../../base/sql.ts';
import { refuse } from './refuse.ts';

const Filter = shape({
  action: Type.Optional(Type.String({ pattern: '^[a-z-]+(\\.[a-z-]+)?$', maxLength: 80 })),
  actorId: Type.Optional(Text(100)),
  role: Type.Optional(OneOf(roles)),
  about: Type.Optional(Id),
  from: Type.Optional(DayText),
  until: Type.Optional(DayText),
});

const Line = shape({
  seq: Type.String(),
  at: Instant,
  action: Type.String(),
  role: Type.String(),
  actorId: Type.String(),
  institutionId: Maybe(Id),
  channel: Maybe(Type.String()),
  purpose: Maybe(Type.String()),
  about: Type.Array(Id),
  facts: Type.String(),
});
type LineRow = Omit<Static<typeof Line>, 'at'> & { at: Date };

const day = 86_400_000;

/**
 * Newest first, by the number of the line: its bare name would be the text in the answer, and 999 would come before 1000. About
 * one person: first that person's lines, then the newest of them.
 */
const search = (db: Db, filter: Static<typeof Filter>, before: string | null, limit: number) =>
  db.rows<LineRow>(sql`
    with found as ${filter.about ? sql`materialized` : sql`not materialized`} (
      select * from base.journal ${filter.about ? sql`where about @> array[${filter.about}::uuid]` : sql``})
    select j.seq::text as seq, at, action, actor_role as role, actor_id as "actorId", institution_id as "institutionId", channel, purpose,
      about::text[] as about, facts::text as facts
    from found j
    where (${before}::int8 is null or j.seq < ${before}::int8)
      and (${filter.action}::text is null or action = ${filter.action}::text or starts_with(action, ${filter.action}::text || '.'))
      and (${filter.actorId}::text is null or actor_id = ${filter.actorId}::text)
      and (${filter.role}::text is null or actor_role = ${filter.role}::text)
      and (${filter.from ? startOfDay(filter.from) : null}::timestamptz is null or at >= ${filter.from ? startOfDay(filter.from) : null}::timestamptz)
      and (${filter.until ? startOfDay(filter.until) : null}::timestamptz is null
        or at < ${filter.until ? new Date(startOfDay(filter.until).getTime() + day) : null}::timestamptz)
    order by j.seq desc limit ${limit}::int`);

export const searchJournal = query({
  name: 'identity.search-journal',
  title: { zh: '检索日志', en: 'Search the journal' },
  by: ['auditor'],
  // Lines hold ids and facts without personal data; the look itself is written down all the same.
  personal: true,
  input: shape({
    ...Filter.properties,
    before: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  output: shape({ lines: Type.Array(Line), next: Maybe(Type.String()) }),
  async run(call, { before = null, limit = 50, ...filter }) {
    const lines = await search(call.db, filter, before as string | null, limit);
    call.note({ found: lines.length });
    return {
      lines: lines.map((line) => ({ ...line, at: line.at.toISOString() })),
      next: lines.length === limit ? lines.at(-1)!.seq : null,
    };
  },
});

export const verifyChain = query({
  name: 'identity.verify-journal',
  title: { zh: '核验日志链', en: 'Verify the chain of the journal' },
  by: ['auditor'],
  personal: false,
  input: shape({}),
  output: shape({
    intact: Type.Boolean(),
    blocks: Type.Integer(),
    entries: Type.Integer(),
    brokenBlock: Maybe(Type.String()),
    seal: Maybe(Type.String()),
  }),
  async run(call) {
    const { brokenBlock, seal, ...verdict } = await verifyJournal(call.db);
    return { ...verdict, brokenBlock: brokenBlock === undefined ? null : String(brokenBlock), seal: seal ?? null };
  },
});

export const askExport = action({
  name: 'identity.ask-journal-export',
  title: { zh: '申请导出日志', en: 'Ask for an export from the journal' },
  by: ['auditor'],
  input: shape({ filter: Filter, reason: Text(300, 6) }),
  output: shape({ exportId: Id }),
  async run(call, { filter, reason }) {
    const exportId = call.newId();
    await call.db.run(sql`
      insert into identity.journal_export (id, asked_by, reason, filter, asked_at)
      values (${exportId}, ${personOf(call.actor)}, ${reason}, ${JSON.stringify(filter)}::jsonb, ${call.now})`);
    call.note({ exportId });
    return { exportId };
  },
});

export const approveExport = action({
  name: 'identity.approve-journal-export',
  title: { zh: '批准导出日志', en: 'Approve an export from the journal' },
  by: ['auditor', 'security-administrator'],
  input: shape({ exportId: Id }),
  output: shape({}),
  async run(call, { exportId }) {
    const found = await lockExport(call, exportId);
    if (found.askedBy === personOf(call.actor)) throw refuse('own-export');
    if (!found.approvedAt)
      await call.db.run(sql`
        update identity.journal_export set approved_by = ${personOf(call.actor)}, approved_at = ${call.now} where id = ${exportId}`);
    call.note({ exportId });
    return {};
  },
});

const maxRows = 10_000;
const fetchDays = 7;

export const fetchExport = action({
  name: 'identity.fetch-journal-export',
  title: { zh: '下载导出的日志', en: 'Fetch an approved export' },
  by: ['auditor'],
  // Made anew each time and kept nowhere.
  secretAnswer: true,
  input: shape({ exportId: Id }),
  output: shape({ fileName: Type.String(), csv: Type.String(), rows: Type.Integer() }),
  async run(call, { exportId }) {
    const found = await lockExport(call, exportId);
    const good = found.approvedAt && call.now.getTime() - found.approvedAt.getTime() < fetchDays * day;
    if (!good || found.askedBy !== personOf(call.actor)) throw refuse('export-not-approved', { days: fetchDays });
    const rows = await search(call.db, found.filter, null, maxRows);
    call.note({ exportId, rows: rows.length });
    const mark = `# ${call.actor.id} · ${call.now.toISOString()} · ${exportId} · approved by ${found.approvedBy}`;
    const head = ['seq', 'at', 'action', 'role', 'actor', 'institution', 'channel', 'purpose', 'about', 'facts'];
    const lines = rows.map((r) =>
      [
        r.seq,
        r.at.toISOString(),
        r.action,
        r.role,
        r.actorId,
        r.institutionId,
        r.channel,
        r.purpose,
        r.about.join(' '),
        r.facts,
      ]
        .map(cell)
        .join(','),
    );
    return {
      fileName: `journal-${exportId.slice(-12)}.csv`,
      csv: `\ufeff${[cell(mark), head.join(','), ...lines, cell(mark)].join('\r\n')}\r\n`,
      rows: rows.length,
    };
  },
});

/** A spreadsheet must not take a cell for a formula. */
const cell = (text: string | null): string => {
  const safe = /^[=+\-@\t\r]/.test(text ?? '') ? `'${text}` : (text ?? '');
  return `"${safe.replaceAll('"', '""')}"`;
};

export const listExports = query({
  name: 'identity.list-journal-exports',
  title: { zh: '日志导出申请', en: 'Exports from the journal' },
  by: ['auditor', 'security-administrator'],
  personal: false,
  input: shape({}),
  output: shape({
    exports: Type.Array(
      shape({
        exportId: Id,
        askedBy: Id,
        reason: Type.String(),
        askedAt: Instant,
        approvedBy: Maybe(Id),
        approvedAt: Maybe(Instant),
      }),
    ),
  }),
  async run(call) {
    const rows = await call.db.rows<ExportRow>(sql`
      select id, asked_by as "askedBy", reason, filter, asked_at as "askedAt", approved_by as "approvedBy", approved_at as "approvedAt"
      from identity.journal_export order by asked_at desc limit 50`);
    return {
      exports: rows.map(({ id, filter: _, ...one }) => ({
        ...one,
        exportId: id,
        askedAt: one.askedAt.toISOString(),
        approvedAt: one.approvedAt?.toISOString() ?? null,
      })),
    };
  },
});

interface ExportRow {
  readonly id: string;
  readonly askedBy: string;
  readonly reason: string;
  readonly filter: Static<typeof Filter>;
  readonly askedAt: Date;
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
}

async function lockExport(call: Call, id: string): Promise<ExportRow> {
  const found = await call.db.maybe<ExportRow>(sql`
    select id, asked_by as "askedBy", reason, filter, asked_at as "askedAt", approved_by as "approvedBy", approved_at as "approvedAt"
    from identity.journal_export where id = ${id} for update`);
  if (!found) throw refuse('no-such-export');
  return found;
}
