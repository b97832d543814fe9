// Service quality (GOV-07): promises kept, who is late, how long people wait, complaints, cards in use; charts with their tables behind them.
import { addDays } from '../../base/day.ts';
import { serviceQuality } from '../../domain/orders/index.ts';
import { Bars } from '../ui/bars.tsx';
import { Button, Figure, Say, Table, TextField } from '../ui/pieces.tsx';
import { day, rulesOf } from '../ui/rules.ts';
import { dayIn, w } from '../web/fields.ts';
import type { Page } from '../web/visit.ts';

const percent = (part: number, whole: number) => (whole === 0 ? '—' : `${Math.round((part / whole) * 100)} %`);
/** Below this share of promises kept a bar is red. */
const goal = 0.95;

const quality: Page = {
  path: '/bureau/quality',
  by: ['bureau-clerk', 'policy-officer', 'card-authority', 'publicity-officer', 'auditor'],
  async get(visit) {
    const { t, region } = visit;
    const wished = { from: dayIn(visit.query.from), until: dayIn(visit.query.until) };
    const until = wished.until ?? visit.today;
    const from = wished.from && wished.from <= until ? wished.from : addDays(until, -90);
    const [rules, found] = await Promise.all([rulesOf(visit), visit.figures(serviceQuality, { region, from, until })]);
    const { banks, months, making, collecting, complaints } = found;
    const sum = (key: 'due' | 'kept' | 'overdue' | 'collected' | 'enabled' | 'activated') =>
      banks.reduce((all, one) => all + one[key], 0);
    const days = (n: number | null) => (n === null ? '—' : t(`${n} 天`, `${n} days`));
    const wait = [
      [t('受理到制成', 'accepted until made'), making],
      [t('制成到领取', 'made until collected'), collecting],
    ] as const;
    return {
      kind: 'page',
      title: t('服务质量', 'Service quality'),
      look: 'wide',
      body: (
        <>
          <h1>{t('服务质量', 'Service quality')}</h1>
          <form method="get" class="box">
            <div class="inline">
              <TextField visit={visit} name="from" type="date" label={t('从', 'From')} value={from} />
              <TextField visit={visit} name="until" type="date" label={t('到', 'Until')} value={until} />
              <Button>{t('查看', 'Show')}</Button>
            </div>
          </form>
          <ul class="tiles">
            <Figure value={percent(sum('kept'), sum('due'))}>
              {t(`按时制成（${sum('due')} 张到期）`, `made as promised (of ${sum('due')} due)`)}
            </Figure>
            <Figure value={sum('overdue')}>{t('此刻逾期', 'late now')}</Figure>
            <Figure value={days(making.half)}>{t('制卡等待（半数人不超过）', 'half wait no longer for making')}</Figure>
            <Figure value={percent(sum('enabled'), sum('collected'))}>
              {t('领取后启用', 'enabled of those collected')}
            </Figure>
            <Figure value={percent(sum('activated'), sum('collected'))}>
              {t('领取后激活', 'activated of those collected')}
            </Figure>
            <Figure value={complaints.open}>{t('待答复的投诉', 'complaints to be answered')}</Figure>
          </ul>
          {sum('due') > 0 && sum('kept') / sum('due') < goal && (
            <Say tone="bad" title={t('承诺没有守住', 'The promise is not kept')}>
              <p>
                {t(
                  `按时率低于 ${goal * 100} %。请看下面是哪家银行，再到“产能”推演怎么补上。`,
                  `Fewer than ${goal * 100} % in time. See below which bank it is, then use “Capacity” to find out what helps.`,
                )}
              </p>
            </Say>
          )}
          <Bars
            visit={visit}
            title={w('各月按时率', 'Made as promised, by month')}
            bars={months.map((one) => ({
              name: day(visit, one.month),
              fills: [[one.due === 0 ? 0 : one.kept / one.due, one.kept / one.due < goal ? 'bad' : 'good']],
              note: `${percent(one.kept, one.due)} · ${one.kept}/${one.due}`,
            }))}
          />
          <Table
            caption={t('各月', 'By month')}
            heads={[t('月份', 'Month'), t('到期', 'Due'), t('按时', 'In time'), t('按时率', 'Share')]}
            right={[1, 2, 3]}
            rows={months.map((one) => [day(visit, one.month), one.due, one.kept, percent(one.kept, one.due)])}
            empty={t('这段时间没有到期的承诺。', 'No promise fell due in this time.')}
          />
          <Bars
            visit={visit}
            title={w('各银行领取后激活', 'Activated of those collected, by bank')}
            bars={banks
              .filter(({ collected }) => collected > 0)
              .map((one) => ({
                name: rules.bank(one.bank),
                fills: [[one.activated / one.collected, 'good']],
                note: `${percent(one.activated, one.collected)} · ${one.activated}/${one.collected}`,
              }))}
          />
          <Table
            caption={t('各银行', 'By bank')}
            heads={[
              t('银行', 'Bank'),
              t('到期', 'Due'),
              t('按时率', 'In time'),
              t('此刻逾期', 'Late now'),
              t('领取', 'Collected'),
              t('启用', 'Enabled'),
              t('激活', 'Activated'),
            ]}
            right={[1, 2, 3, 4, 5, 6]}
            rows={banks.map((one) => [
              rules.bank(one.bank),
              one.due,
              percent(one.kept, one.due),
              one.overdue,
              one.collected,
              percent(one.enabled, one.collected),
              percent(one.activated, one.collected),
            ])}
            empty={t('没有数据。', 'No figures.')}
          />
          <Table
            caption={t('等待时间', 'Waiting')}
            heads={[
              t('阶段', 'Stretch'),
              t('张数', 'Cards'),
              t('半数人不超过', 'Half wait no longer than'),
              t('九成人不超过', 'Nine of ten'),
            ]}
            right={[1, 2, 3]}
            rows={wait.map(([name, one]) => [name, one.cards, days(one.half), days(one.nineOfTen)])}
            empty="—"
          />
          <Table
            caption={t('投诉', 'Complaints')}
            heads={[
              t('提出', 'Raised'),
              t('已答复', 'Answered'),
              t('待答复', 'Open'),
              t('半数在几天内答复', 'Half answered within'),
            ]}
            rows={[[complaints.raised, complaints.answered, complaints.open, days(complaints.halfAnsweredIn)]]}
            empty="—"
          />
          <p class="small soft">
            {t(
              '口径：到期指承诺日落在所选期间且不晚于今天的申领单；邮寄时间另计。每项都由登记数据实时算出，不含任何个人。',
              'Due: orders whose promise day lies in the period and not after today; mail time comes on top. Computed from the registers as you look; no person is in it.',
            )}{' '}
            <a href="/sources">{t('依据与出处', 'Sources')}</a>
          </p>
        </>
      ),
    };
  },
};

export const qualityPages: readonly Page[] = [quality];
