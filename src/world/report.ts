// What a played campaign comes to, per batch of the region, in figures that the published views give.
import type { Db } from '../base/database/database.ts';
import { addDays, type Day } from '../base/day.ts';
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
  /** Orders given back to be put right, accounts that a bank did not open, visits at home that failed and that were done. */
  readonly asides: {
    readonly returned: number;
    readonly accountsRefused: number;
    readonly visitsFailed: number;
    readonly visitsDone: number;
  };
  /** Cards in use and replaced for damage in the last year of the world, by the generation replaced; as the wear model has it. */
  readonly damage: readonly { readonly generation: number; readonly inUse: number; readonly perTenThousand: number }[];
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
      accountsRefused: campaign.refusedAccounts.size,
      visitsFailed: campaign.visits.failed,
      visitsDone: campaign.visits.done,
    },
    damage: await damageOf(campaign, from, to),
    banks: {
      outages: campaign.lineFaults.outage,
      silences: campaign.lineFaults.silent,
      activated: await activatedOf(campaign),
    },
    refusals: Object.fromEntries([...campaign.refusals].sort()),
    journal: { lines: journal.entries, blocks: journal.blocks },
  };
}

async function damageOf({ founded }: Campaign, from: Day, to: Day): Promise<WorldReport['damage']> {
  const clerk = founded.staff('bureau', 'bureau-clerk');
  const yearAgo = addDays(to, -364);
  const period = { from: yearAgo > from ? yearAgo : from, to };
  const { generations } = await founded.city.as(clerk, 'orders.replacement-report', period);
  return generations.map(
    (one: { generation: number; inUse: number; damagedPerTenThousand: number }): WorldReport['damage'][number] => ({
      ...{ generation: one.generation, inUse: one.inUse, perTenThousand: one.damagedPerTenThousand },
    }),
  );
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
    `退回补正 returned: ${report.asides.returned}, 银行未开户 accounts refused: ${report.asides.accountsRefused}, 上门 visits: ${report.asides.visitsDone} (落空 failed ${report.asides.visitsFailed})`,
    `损坏补换 replaced for damage in the last year, of 10,000 in use (磨损参数为本项目假定 the wear model is our assumption): ${
      report.damage
        .map(({ generation, perTenThousand }) => `G${generation} ${Math.round(perTenThousand)}`)
        .join(', ') || '—'
    }`,
    `银行线路 bank lines: 中断 outages ${report.banks.outages}, 迟复 late answers ${report.banks.silences}; 激活/领取 activated/collected: ${list(report.banks.activated)}`,
    `被拒 refusals met: ${list(report.refusals)}`,
    `日志 journal: ${report.journal.lines} lines in ${report.journal.blocks} blocks, chain intact`,
  ].join('\n');
}

/** Columns a text takes in a terminal: Chinese characters take two. */
const width = (text: string) => [...text].reduce((sum, char) => sum + (/[⺀-鿿＀-￯]/.test(char) ? 2 : 1), 0);
