// The outlet's cards that nobody collects (SLP-01, TIM-08): whom to call, which reminders went out, what becomes of the card.
import { acts as production } from '../../domain/production/index.ts';
import { Figure, Say, Table, Tag, type Tone } from '../ui/pieces.tsx';
import { day } from '../ui/rules.ts';
import { w } from '../web/fields.ts';
import type { Page, Words } from '../web/visit.ts';

interface Uncollected {
  readonly state: string;
  readonly collectBy: string | null;
  readonly signatures: number | null;
}

/** Where a card stands on its way from the shelf to the shredder. */
function standing({ state, collectBy, signatures }: Uncollected, today: string): Words & { tone: Tone } {
  if (signatures === 1) return { ...w('销毁清单，一人已签', 'to be destroyed, signed once'), tone: 'bad' };
  if (signatures !== null) return { ...w('已列销毁清单，待两人签', 'on a list, two signatures needed'), tone: 'bad' };
  if (state === 'cancelled') return { ...w('已注销，待列清单', 'cancelled, to be listed'), tone: 'bad' };
  if (state === 'sleeping') return { ...w('逾期，已停发', 'not handed out any more'), tone: 'wait' };
  return collectBy !== null && collectBy < today
    ? { ...w('期限已过', 'past its day'), tone: 'wait' }
    : { ...w('快到期', 'soon due'), tone: 'info' };
}

const uncollected: Page = {
  path: '/counter/uncollected',
  by: ['bank-teller', 'outlet-manager'],
  async get(visit) {
    const { t } = visit;
    const { cards } = await visit.ask(production.sleepingList, {}, 'deliver-card');
    const count = (test: (one: Uncollected) => boolean) => cards.filter(test).length;
    return {
      kind: 'page',
      title: t('逾期未领', 'Uncollected cards'),
      look: 'wide',
      body: (
        <>
          <h1>{t('逾期未领的卡', 'Cards nobody collects')}</h1>
          <ul class="tiles">
            <Figure value={count(({ state }) => state === 'made')}>{t('60 天内到期', 'due within 60 days')}</Figure>
            <Figure value={count(({ state }) => state === 'sleeping')}>{t('已逾期停发', 'asleep')}</Figure>
            <Figure value={count(({ state }) => state === 'cancelled')}>{t('待销毁', 'to be destroyed')}</Figure>
          </ul>
          <Say>
            <p>
              {t(
                '到期前 60、30、7 天系统自动提醒本人。逾期的卡由卡管专员注销、列销毁清单，两名卡管专员分别核对签字后才销毁；网点只保管，不得自行销毁。',
                'Holders are reminded 60, 30 and 7 days before. Overdue cards are cancelled and listed by the card authority and destroyed only when two of its officers have each compared and signed; the outlet keeps them until then.',
              )}
            </p>
          </Say>
          <Table
            caption={t('清单', 'List')}
            heads={[
              t('姓名', 'Name'),
              t('手机', 'Phone'),
              t('卡号', 'Card'),
              t('请在此前领取', 'Collect by'),
              t('已提醒', 'Reminded'),
              t('状态', 'State'),
            ]}
            rows={cards.map((one) => {
              const now = standing(one, visit.today);
              return [
                one.name,
                <span class="num">{one.phone ?? '—'}</span>,
                <span class="num">{one.cardNumber}</span>,
                day(visit, one.collectBy),
                one.reminded.length === 0
                  ? t('未提醒', 'not yet')
                  : t(`到期前 ${one.reminded.join('、')} 天`, `${one.reminded.join(', ')} days before`),
                <Tag tone={now.tone}>{visit.say(now)}</Tag>,
              ];
            })}
            empty={t('没有快到期或逾期的卡。', 'No card is soon due or overdue.')}
          />
        </>
      ),
    };
  },
};

export const uncollectedPages: readonly Page[] = [uncollected];
