// How far each batch is: a small chart and the table behind it.
import { Table } from '../ui/pieces.tsx';
import type { Visit } from '../web/visit.ts';

export interface BatchFigures {
  readonly batch: string | null;
  readonly invited: number;
  readonly applied: number;
  readonly made: number;
  readonly collected: number;
  readonly enabled: number;
  readonly overdue: number;
}

export function BatchTable({
  visit,
  batches,
  name,
}: {
  visit: Visit;
  batches: readonly BatchFigures[];
  name: (code: string | null) => string;
}) {
  const { t } = visit;
  const rows = batches.filter(({ applied, invited }) => applied + invited > 0);
  return (
    <>
      {rows.length > 0 && <BatchChart visit={visit} rows={rows} name={name} />}
      <Table
        caption={t('分批进度', 'Progress by batch')}
        heads={[
          t('批次', 'Batch'),
          t('待选择', 'Invited'),
          t('申领', 'Ordered'),
          t('制成', 'Made'),
          t('领取', 'Collected'),
          t('启用', 'Enabled'),
          t('逾期', 'Overdue'),
        ]}
        right={[1, 2, 3, 4, 5, 6]}
        rows={rows.map((b) => [name(b.batch), b.invited, b.applied, b.made, b.collected, b.enabled, b.overdue])}
        empty={t('还没有申领单。', 'No orders yet.')}
      />
    </>
  );
}

function BatchChart({
  visit,
  rows,
  name,
}: {
  visit: Visit;
  rows: readonly BatchFigures[];
  name: (code: string | null) => string;
}) {
  const { t } = visit;
  const most = Math.max(1, ...rows.map(({ applied }) => applied));
  const height = 44;
  const at = (value: number) => (value / most) * 520;
  return (
    <div class="box">
      <svg
        class="chart"
        viewBox={`0 0 680 ${rows.length * height + 34}`}
        role="img"
        aria-label={t('分批进度图，数据见下表', 'Chart of the batches; the figures are in the table below')}
      >
        {rows.map((row, i) => (
          <g transform={`translate(0 ${i * height})`}>
            <text x="0" y="24">
              {name(row.batch)}
            </text>
            <rect class="b1" x="110" y="8" width={at(row.applied)} height="24" rx="4" />
            <rect class="b2" x="110" y="8" width={at(row.made)} height="24" rx="4" />
            <rect class="b3" x="110" y="8" width={at(row.enabled)} height="24" rx="4" />
            <text x={118 + at(row.applied)} y="25">
              {row.applied}
            </text>
          </g>
        ))}
        <g transform={`translate(110 ${rows.length * height + 12})`}>
          <rect class="b1" width="14" height="14" rx="3" />
          <text x="20" y="12">
            {t('申领', 'ordered')}
          </text>
          <rect class="b2" x="110" width="14" height="14" rx="3" />
          <text x="130" y="12">
            {t('制成', 'made')}
          </text>
          <rect class="b3" x="220" width="14" height="14" rx="3" />
          <text x="240" y="12">
            {t('启用', 'enabled')}
          </text>
        </g>
      </svg>
    </div>
  );
}
