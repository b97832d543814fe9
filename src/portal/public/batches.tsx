// How far each batch is: a small chart and the table behind it.
import { Bars } from '../ui/bars.tsx';
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
  const most = Math.max(1, ...rows.map(({ applied }) => applied));
  return (
    <>
      <Bars
        visit={visit}
        title={{ zh: '各批次走到哪一步', en: 'How far each batch is' }}
        bars={rows.map((b) => ({
          name: name(b.batch),
          fills: [
            [b.applied / most, 'light'],
            [b.made / most, 'blue'],
            [b.enabled / most, 'good'],
          ],
          note: t(`${b.applied} 人申领`, `${b.applied} ordered`),
        }))}
        legend={[
          ['light', t('申领', 'ordered')],
          ['blue', t('制成', 'made')],
          ['good', t('启用', 'enabled')],
        ]}
      />
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
