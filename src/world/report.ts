// What a played campaign comes to, per batch of the region, in figures that the published views give.
import type { Db } from '../base/database/database.ts';
import type { Day } from '../base/day.ts';
import type { JournalVerdict } from '../base/journal.ts';
import { sql } from '../base/sql.ts';
import type { Campaign } from './campaign.ts';

export interface BatchFigures {
  readonly batch: string;
  readonly applied: number;
  readonly made: number;
  readonly collected: number;
  readonly enabled: number;
  readonly overdue: number;
}

export interface WorldReport {
  readonly region: string;
  readonly seed: number;
  readonly from: Day;
  readonly to: Day;
  readonly people: number;
  readonly batches: readonly BatchFigures[];
  readonly orders: Readonly<Record<string, number>>;
  readonly cards: Readonly<Record<string, number>>;
  /** Orders given back to be put right, visits at home that failed and that were done. */
  readonly asides: { readonly returned: number; readonly visitsFailed: number; readonly visitsDone: number };
  /** Times a bank's line went down, and times a bank took messages and answered none; per bank, cards collected and accounts in use. */
  readonly banks: {
    readonly outages: number;
    readonly silences: number;
    readonly activated: Readonly<Record<string, string>>;
  };
  readonly refusals: Readonly<Record<string, number>>;
  readonly journal: { readonly lines: number; readonly blocks: number };
}

export async function reportOf(
  campaign: Campaign,
  db: Db,
  { from, to, seed, journal }: { from: Day; to: Day; seed: number; journal: JournalVerdict },
): Promise<WorldReport> {
  const batches = await db.rows<BatchFigures>(sql`
    select coalesce(o.batch_code, '—') as batch, count(*)::int as applied, count(o.produced_at)::int as made,
           count(o.collected_at)::int as collected, count(c.enabled_at)::int as enabled, count(o.overdue_since)::int as overdue
    from orders.order_view o left join cards.card_view c on c.card_id = o.card_id
    where o.state not in ('draft', 'rejected') group by 1 order by 1`);
  const count = async (statement: ReturnType<typeof sql>) =>
    Object.fromEntries((await db.rows<{ word: string; n: number }>(statement)).map(({ word, n }) => [word, n]));
  return {
    region: campaign.founded.plan.region,
    seed,
    from,
    to,
    people: campaign.founded.residents.length,
    batches,
    orders: await count(sql`select state as word, count(*)::int as n from orders.order_view group by 1 order by 1`),
    cards: await count(
      sql`select 'G' || generation || ' ' || social_state as word, count(*)::int as n from cards.card_view group by 1 order by 1`,
    ),
    asides: {
      returned: campaign.returned,
      visitsFailed: campaign.visits.failed,
      visitsDone: campaign.visits.done,
    },
    banks: {
      outages: campaign.lineFaults.outage,
      silences: campaign.lineFaults.silent,
      activated: await activatedOf(campaign),
    },
    refusals: Object.fromEntries([...campaign.refusals].sort()),
    journal: { lines: journal.entries, blocks: journal.blocks },
  };
}

/** The activation rates as the auditor sees them (BNK-14). */
async function activatedOf({ founded }: Campaign): Promise<Record<string, string>> {
  const [auditor] = founded.allStaff('auditor');
  const { rows } = await founded.city.as(auditor!, 'banking.activation-rates', { region: founded.plan.region });
  return Object.fromEntries(
    (rows as { bankCode: string; activated: number; collected: number }[]).map((row) => [
      row.bankCode,
      `${row.activated}/${row.collected}`,
    ]),
  );
}

/** The report for a terminal. */
export function reportText(report: WorldReport): string {
  const head = ['批次 batch', '申领 applied', '制成 made', '领取 collected', '启用 enabled', '逾期 overdue'];
  const rows = report.batches.map((b) => [b.batch, b.applied, b.made, b.collected, b.enabled, b.overdue].map(String));
  const widths = head.map((title, i) => Math.max(width(title), ...rows.map((row) => width(row[i]!))));
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => cell + ' '.repeat(widths[i]! - width(cell))).join('  ');
  const list = (figures: Readonly<Record<string, number | string>>) =>
    Object.entries(figures)
      .map(([word, n]) => `${word} ${n}`)
      .join(', ') || '—';
  return [
    `${report.region}  ${report.from} → ${report.to}  种子 seed ${report.seed}  ${report.people} 人 people`,
    '',
    line(head),
    ...rows.map(line),
    '',
    `申领单 orders: ${list(report.orders)}`,
    `卡 cards: ${list(report.cards)}`,
    `退回补正 returned: ${report.asides.returned}, 上门 visits: ${report.asides.visitsDone} (落空 failed ${report.asides.visitsFailed})`,
    `银行线路 bank lines: 中断 outages ${report.banks.outages}, 迟复 late answers ${report.banks.silences}; 激活/领取 activated/collected: ${list(report.banks.activated)}`,
    `被拒 refusals met: ${list(report.refusals)}`,
    `日志 journal: ${report.journal.lines} lines in ${report.journal.blocks} blocks, chain intact`,
  ].join('\n');
}

/** Columns a text takes in a terminal: Chinese characters take two. */
const width = (text: string) => [...text].reduce((sum, char) => sum + (/[⺀-鿿＀-￯]/.test(char) ? 2 : 1), 0);
