// Batches, makers and outlets: how long what waits will take at a rate one may change (TIM, what-if).
import { addDays, type Day } from '../../base/day.ts';
import { campaignFigures, outletLoad } from '../../domain/orders/index.ts';
import { acts as policy } from '../../domain/policy/index.ts';
import { acts as production } from '../../domain/production/index.ts';
import { Button, Figure, LongTable, Say, Table, TextField } from '../ui/pieces.tsx';
import { day, rulesOf } from '../ui/rules.ts';
import { numberIn } from '../web/fields.ts';
import type { Page } from '../web/visit.ts';

const capacity: Page = {
  path: '/bureau/capacity',
  by: ['bureau-clerk', 'policy-officer'],
  async get(visit) {
    const { t, region, query } = visit;
    const clerk = visit.actor.role === 'bureau-clerk';
    const [rules, { batches }, regions, load, makings] = await Promise.all([
      rulesOf(visit),
      visit.figures(campaignFigures, { region }),
      visit.ask(policy.listRegions, {}),
      visit.figures(outletLoad, { region }),
      clerk ? visit.ask(production.batchList, {}) : undefined,
    ]);
    const perDay = numberIn(query.perDay, 1, 9_999_999, 500);
    const outlets = numberIn(query.outlets, 1, 9_999_999, 20);
    const each = numberIn(query.each, 1, 9_999_999, 30);
    const waiting = batches.reduce((all, one) => all + Math.max(0, one.applied - one.made), 0);
    const toCollect = batches.reduce((all, one) => all + Math.max(0, one.made - one.collected), 0);
    const days = (n: number, rate: number) => Math.ceil(n / rate);
    const own = regions.regions.find((one) => one.region === region);
    const rows = batches.map((one) => {
      const left = Math.max(0, one.applied - one.made) + one.invited;
      return [
        rules.batch(one.batch),
        day(visit, own?.batches.find(({ batch }) => batch === one.batch)?.opens),
        one.invited,
        Math.max(0, one.applied - one.made),
        days(left, perDay),
        days(left, outlets * each),
      ] as const;
    });
    return {
      kind: 'page',
      title: t('产能推演', 'Capacity'),
      look: 'wide',
      body: (
        <>
          <h1>{t('产能推演', 'What if capacity changed')}</h1>
          <form method="get" class="box">
            <div class="inline">
              <TextField
                visit={visit}
                name="perDay"
                label={t('制卡商每天产量', 'Cards a day at the makers')}
                inputmode="numeric"
                value={String(perDay)}
                max={7}
              />
              <TextField
                visit={visit}
                name="outlets"
                label={t('即时制卡网点数', 'Instant outlets')}
                inputmode="numeric"
                value={String(outlets)}
                max={7}
              />
              <TextField
                visit={visit}
                name="each"
                label={t('每网点每天', 'Cards a day each')}
                inputmode="numeric"
                value={String(each)}
                max={7}
              />
              <Button>{t('推演', 'Compute')}</Button>
            </div>
          </form>
          <ul class="tiles">
            <Figure value={waiting}>{t('待制卡', 'to be made')}</Figure>
            <Figure value={days(waiting, perDay)}>{t('天：制卡商做完', 'days at the makers')}</Figure>
            <Figure value={toCollect}>{t('待领取', 'to be collected')}</Figure>
            <Figure value={days(toCollect, outlets * each * 4)}>
              {t('天：网点交完（按制卡量四倍计）', 'days to hand over (four times the making rate)')}
            </Figure>
          </ul>
          {days(waiting, perDay) > 30 && (
            <Say tone="bad">
              <p>
                {t(
                  '按此产量，将超过 30 天承诺。请提高产量或推迟批次。',
                  'At this rate the promise of 30 days is broken. Raise the rate or open batches later.',
                )}
              </p>
            </Say>
          )}
          <Table
            caption={t('分批所需天数', 'Days by batch')}
            heads={[
              t('批次', 'Batch'),
              t('开放', 'Opens'),
              t('待选择', 'Invited'),
              t('待制卡', 'To be made'),
              t('制卡商（天）', 'Makers (days)'),
              t('网点（天）', 'Outlets (days)'),
            ]}
            right={[2, 3, 4, 5]}
            rows={rows}
            empty="—"
          />
          <LongTable
            first={12}
            rest={(n) => t(`另外 ${n} 个网点`, `${n} more outlets`)}
            caption={t('各网点，待领最多的在前', 'Outlets; the fullest first')}
            heads={[
              t('网点', 'Outlet'),
              t('近四周柜面申领', 'Orders in four weeks'),
              t('每周能办', 'Capacity a week'),
              t('待领', 'Waiting'),
              t('将到', 'Coming'),
              t('交完还要（天）', 'Days to hand over'),
            ]}
            right={[1, 2, 3, 4, 5]}
            rows={[...load.outlets]
              .sort((a, b) => b.waiting + b.coming - a.waiting - a.coming)
              .slice(0, 100)
              .map((one) => [
                one.name,
                one.recent,
                (one.perDay ?? each) * 5,
                one.waiting,
                one.coming,
                days(one.waiting + one.coming, (one.perDay ?? each) * 4),
              ])}
            empty={t('没有网点。', 'No outlets.')}
          />
          {makings && (
            <Table
              caption={t(
                '制卡商手上的批次，按此产量何时做完',
                'Batches at the makers, and when they are done at this rate',
              )}
              heads={[
                t('批次', 'Batch'),
                t('银行', 'Bank'),
                t('张数', 'Cards'),
                t('还差', 'Left'),
                t('做完', 'Done on'),
                t('承诺', 'Promised'),
              ]}
              right={[2, 3]}
              rows={queueOf(makings.batches, perDay, visit.today).map((one) => [
                one.number,
                rules.bank(one.bankCode),
                one.cards,
                one.left,
                <span class={one.dueOn && one.doneOn > one.dueOn ? 'oops' : ''}>{day(visit, one.doneOn)}</span>,
                day(visit, one.dueOn),
              ])}
              empty={t('制卡商手上没有批次。', 'The makers have no batch in hand.')}
            />
          )}
        </>
      ),
    };
  },
};

/** Batches that are not back yet, the most urgent first: each maker works through its own, one card after another. */
function queueOf<
  B extends { readonly makerId: string; readonly cards: number; readonly made: number; readonly dueOn: string | null },
>(batches: readonly (B & { readonly state: string })[], perDay: number, today: Day) {
  const ahead = new Map<string, number>();
  return batches
    .filter(({ state }) => state !== 'returned')
    .sort((a, b) => (a.dueOn ?? '9').localeCompare(b.dueOn ?? '9'))
    .map((one) => {
      const left = one.cards - one.made;
      const before = (ahead.get(one.makerId) ?? 0) + left;
      ahead.set(one.makerId, before);
      return { ...one, left, doneOn: addDays(today, Math.ceil(before / perDay)) };
    });
}

export const capacityPages: readonly Page[] = [capacity];
