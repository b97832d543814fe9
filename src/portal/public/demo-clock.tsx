// The clock of the demo: moved on by days, seen on its way, stopped; the city lives meanwhile.
import { Acts, Button, Form, LinkButton, Say, SelectField } from '../ui/pieces.tsx';
import { day } from '../ui/rules.ts';
import { type ClockProgress, go, type Page, type Visit } from '../web/visit.ts';

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** Asks how far to move. */
export const ClockForm = ({ visit }: { visit: Visit }) => {
  const { t } = visit;
  return (
    <Say title={t('把时间往前拨', 'Move the clock on')}>
      <p>
        {t(
          '城里的人会照常过日子：申领、制卡、领卡、启用、挂失，提醒和到期也跟着发生。您扮演的人由您自己做主。',
          'The people of the city live on: they order, cards are made, collected, enabled, lost; reminders and deadlines happen on the way. For the people you may be, only you act.',
        )}
      </p>
      <Form visit={visit} action="/demo/clock">
        <div class="inline">
          <SelectField
            visit={visit}
            name="days"
            label={t('多少天', 'Days')}
            options={[
              { value: '1', label: t('1 天', '1 day') },
              { value: '7', label: t('1 周', '1 week') },
              { value: '30', label: t('30 天', '30 days') },
              { value: '60', label: t('60 天', '60 days') },
            ]}
          />
          <Button kind="second">{t('拨动', 'Move')}</Button>
        </div>
      </Form>
    </Say>
  );
};

const Way = ({ visit, move }: { visit: Visit; move: ClockProgress }) => {
  const { t } = visit;
  const all = daysBetween(move.from, move.to);
  const gone = daysBetween(move.from, move.today);
  const said = {
    moving: t('时间正在往前走。', 'The clock is on its way.'),
    arrived: t('到了。', 'There.'),
    stopped: t('已停在这一天。', 'Stopped at this day.'),
    failed: t('出了故障，停在这一天；可以再拨一次。', 'Something failed and the clock stopped; it can be moved again.'),
  }[move.state];
  return (
    <>
      <p role="status">
        {said}{' '}
        {t(
          `今天是${day(visit, move.today)}，已过 ${gone} 天，共 ${all} 天；城里发生了 ${move.acts} 件事。`,
          `Today is ${day(visit, move.today)}, ${gone} of ${all} days gone; ${move.acts} things have happened in the city.`,
        )}
      </p>
      <progress max={all} value={gone} aria-label={t('进度', 'Progress')} />
    </>
  );
};

const demoClock: Page = {
  path: '/demo/clock',
  by: 'public',
  async get(visit) {
    const { t, options } = visit;
    const clock = options.demo?.clock;
    if (!clock) return go('/');
    const move = clock.progress;
    const moving = move?.state === 'moving';
    return {
      kind: 'page',
      title: t('演示时钟', 'Demo clock'),
      ...(moving ? { live: 1, underWay: true } : {}),
      body: (
        <>
          <h1>{t('演示时钟', 'Demo clock')}</h1>
          {move && <Way visit={visit} move={move} />}
          {moving ? (
            <Form visit={visit} action="/demo/clock">
              <Button kind="second" name="act" value="stop">
                {t('停在今天', 'Stop here')}
              </Button>
            </Form>
          ) : (
            <>
              <Acts>
                <LinkButton to="/">{t('回首页看看', 'See the city')}</LinkButton>
              </Acts>
              <ClockForm visit={visit} />
            </>
          )}
        </>
      ),
    };
  },
  async post(visit) {
    const clock = visit.options.demo?.clock;
    if (!clock) return go('/');
    if (visit.form.fields.act === 'stop') {
      await clock.stop();
      return go('/demo/clock');
    }
    const days = Number(visit.form.fields.days);
    if (Number.isInteger(days) && days > 0 && days <= 120) clock.move(days);
    // Everybody's session is idle by then.
    return { kind: 'go', to: '/demo/clock', token: null };
  },
};

export const demoClockPages: readonly Page[] = [demoClock];
