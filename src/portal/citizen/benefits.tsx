// My benefits: what I draw, to which card, what is stale after a change of card and how to put it right, what was paid, when to certify (BEN-02..04, BEN-09).
import { acts as benefits, lineStates } from '../../domain/benefits/index.ts';
import { acts as cards } from '../../domain/cards/index.ts';
import { Acts, Back, Button, Cannot, Facts, Form, LinkButton, Say, Table, Tag, type Tone } from '../ui/pieces.tsx';
import { day, yuan } from '../ui/rules.ts';
import { go, type Page, type Visit, type Words } from '../web/visit.ts';

type Answer = Awaited<ReturnType<typeof mine>>;
type Benefit = Answer['benefits'][number];
const mine = (visit: Visit) => visit.ask(benefits.myBenefits, { holderId: visit.holderId });

const accountWords: Record<Benefit['account'], Words & { tone: Tone }> = {
  current: { zh: '正常', en: 'in order', tone: 'good' },
  stale: { zh: '仍是旧卡', en: 'still the old card', tone: 'bad' },
  'change-requested': { zh: '已申请变更', en: 'change asked for', tone: 'wait' },
  closed: { zh: '账户已销户', en: 'account closed', tone: 'bad' },
  blocked: { zh: '账户冻结或休眠', en: 'account frozen or dormant', tone: 'bad' },
  'not-active': { zh: '账户未激活', en: 'account not activated', tone: 'wait' },
  none: { zh: '没有发放账户', en: 'no account', tone: 'bad' },
};
const lineTones: Record<string, Tone> = { paid: 'good', held: 'wait', failed: 'bad', recalled: 'bad' };

/** The card that is in use; where it leads, pay accounts may follow. */
async function goodCard(visit: Visit) {
  const { cards: own } = await visit.ask(cards.myCards, { holderId: visit.holderId });
  return own.find(({ socialState }) => socialState === 'enabled');
}

const One = ({ visit, of }: { visit: Visit; of: Benefit }) => {
  const { t } = visit;
  const state = accountWords[of.account];
  const advice = visit.language === 'en' ? of.adviceEn : of.adviceZh;
  const soon = of.certifiedUntil !== null && of.certifiedUntil <= addMonths(visit.today, 2);
  return (
    <section class="box">
      <h2>{t(of.nameZh, of.nameEn)}</h2>
      <Facts
        of={[
          [t('每期金额', 'Each time'), `¥${yuan(of.amountFen)}`],
          [
            t('发到', 'Paid to'),
            <>
              {of.last4 ? <span class="num">{t(`尾号 ${of.last4}`, `card ending ${of.last4}`)}</span> : '—'}{' '}
              <Tag tone={state.tone}>{visit.say(state)}</Tag>
            </>,
          ],
          of.newLast4 !== null &&
            of.newLast4 !== of.last4 && [
              t('新卡', 'New card'),
              <span class="num">{t(`尾号 ${of.newLast4}`, `ending ${of.newLast4}`)}</span>,
            ],
          of.certifiedUntil !== null && [
            t('资格认证', 'Certification'),
            <>
              {t(`${day(visit, of.certifiedUntil)} 到期`, `runs out ${day(visit, of.certifiedUntil)}`)}{' '}
              {soon && <Tag tone="wait">{t('请尽快认证', 'certify soon')}</Tag>}
            </>,
          ],
        ]}
      />
      {advice && (
        <Say tone={state.tone === 'bad' ? 'bad' : 'wait'}>
          <p>{advice}</p>
        </Say>
      )}
    </section>
  );
};

const addMonths = (today: string, months: number): string => {
  const date = new Date(`${today}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
};

const page: Page = {
  path: '/my/benefits',
  by: ['citizen'],
  async get(visit) {
    const { t } = visit;
    const [{ benefits: list, payments }, card] = await Promise.all([mine(visit), goodCard(visit)]);
    const stale = list.filter(({ account }) => ['stale', 'closed', 'none'].includes(account));
    const names = new Map(list.map((one) => [one.programmeId, t(one.nameZh, one.nameEn)]));
    return {
      kind: 'page',
      title: t('我的待遇', 'My benefits'),
      section: '/my',
      body: (
        <>
          <Back to="/my">{t('首页', 'Home')}</Back>
          <h1>{t('我的待遇', 'My benefits')}</h1>
          {visit.query.asked && (
            <Say tone="good" title={t('已收到您的申请', 'We have your request')}>
              <p>
                {t(
                  '经办机构核对本人后改到新卡。改好之前，应发的钱会先留着，不会丢。',
                  'The agency changes it after it has seen you. Until then the money is kept for you; none is lost.',
                )}
              </p>
            </Say>
          )}
          {list.length === 0 && (
            <Say title={t('现在没有按月发放的待遇', 'Nothing is paid to you regularly now')}>
              <p>
                {t(
                  '有养老金、补贴等待遇后会显示在这里。以为有却没看到，请拨打 12333。',
                  'A pension or a subsidy will show here. If you expect one and do not see it, call 12333.',
                )}
              </p>
            </Say>
          )}
          {stale.length > 0 && (
            <Say tone="bad" title={t('换卡后，这些待遇还没有跟过来', 'After your change of card these did not follow')}>
              <ul>
                {stale.map((one) => (
                  <li>{names.get(one.programmeId)}</li>
                ))}
              </ul>
              {card ? (
                <>
                  <p>
                    {t(
                      '一次申请，全部改到在用的卡；再到下面写明的地方确认一次。',
                      'One request moves all of them to the card in use; confirm it once at the place named below.',
                    )}
                  </p>
                  <Form visit={visit}>
                    <Acts>
                      <Button>{t('全部改到在用的卡', 'Move all to the card in use')}</Button>
                    </Acts>
                  </Form>
                </>
              ) : (
                <Cannot
                  what={t('改到新卡', 'Move to the new card')}
                  why={t('您现在没有启用的卡，请先启用。', 'you have no card in use; enable one first.')}
                />
              )}
            </Say>
          )}
          {list.map((one) => (
            <One visit={visit} of={one} />
          ))}
          {list.some(({ certifiedUntil }) => certifiedUntil !== null) && (
            <>
              <h2>{t('怎样做资格认证', 'How to certify')}</h2>
              <p>
                {t(
                  '每年一次，证明领待遇的是本人。不用手机，不收钱，选一种即可：',
                  'Once a year, to show that the benefit goes to you. No phone needed, nothing to pay; choose one way:',
                )}
              </p>
              <ul>
                <li>
                  {t(
                    '带卡到经办机构或社区，由工作人员当面认证',
                    'with your card at the agency or the community, face to face',
                  )}
                </li>
                <li>{t('行动不便的，请社区工作者上门', 'a visit at home, if you cannot come')}</li>
                <li>{t('授权社区工作者协助办理', 'a community worker whom you have allowed to help')}</li>
              </ul>
              <p>
                {t(
                  '到期前 60 天、30 天和当天各提醒一次；没有提醒过三次，不会暂停发放。认证后补发。',
                  'You are told 60 and 30 days before and on the day. Nothing stops before you were told three times, and it is paid back once you certify.',
                )}
              </p>
            </>
          )}
          <Table
            caption={t('到账记录', 'What was paid')}
            heads={[t('月份', 'Period'), t('待遇', 'Benefit'), t('金额', 'Amount'), t('状态', 'State')]}
            right={[2]}
            rows={payments.map((one) => [
              day(visit, one.period.slice(0, 7)),
              names.get(one.programmeId) ?? '—',
              `¥${yuan(one.amountFen)}`,
              <>
                <Tag tone={lineTones[one.state] ?? 'info'}>{visit.say(lineStates.words[one.state])}</Tag>
                {one.zh && <div class="small">{t(one.zh, one.en ?? one.zh)}</div>}
              </>,
            ])}
            empty={t('还没有发放记录。', 'Nothing was paid yet.')}
          />
          <h2>{t('金额不对，或没有收到', 'The amount is wrong, or nothing came')}</h2>
          <p>
            {t(
              '请拨打 12333，或到发放待遇的经办机构，说出月份和待遇名称即可查询、申诉。工作人员不会让您转账。',
              'Call 12333 or go to the agency that pays; name the month and the benefit to have it looked into or to appeal. Nobody will ask you to transfer money.',
            )}
          </p>
          <Acts>
            <LinkButton to="/my/checklist" kind="second">
              {t('新旧卡待办', 'Old to new')}
            </LinkButton>
            <LinkButton to="/help/benefits" kind="plain">
              {t('怎样换收款卡', 'How to change the card')}
            </LinkButton>
          </Acts>
        </>
      ),
    };
  },
  async post(visit) {
    const card = await goodCard(visit);
    if (!card) return go('/my/cards');
    await visit.perform(benefits.requestPayAccount, { holderId: visit.holderId, cardId: card.cardId });
    return go('/my/benefits?asked=1');
  },
};

export const benefitPages: readonly Page[] = [page];
