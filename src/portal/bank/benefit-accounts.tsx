// Benefit accounts at the counter (BEN-03): in the visit that brings the new card, all benefits are moved to it, or one learns where.
import { acts as benefits } from '../../domain/benefits/index.ts';
import { Acts, Back, Button, Form, LinkButton, Say, StateTag, Table, type Tone } from '../ui/pieces.tsx';
import { yuan } from '../ui/rules.ts';
import { isId, text, w } from '../web/fields.ts';
import { go, type Page, type Reply, type Visit, type Words } from '../web/visit.ts';
import { again } from './counter.tsx';

const accountWords: Record<string, Words & { tone: Tone }> = {
  current: { ...w('正常', 'current'), tone: 'good' },
  stale: { ...w('仍发到旧账户', 'still the old account'), tone: 'bad' },
  'change-requested': { ...w('已申请变更', 'change asked for'), tone: 'wait' },
  closed: { ...w('账户已销', 'account closed'), tone: 'bad' },
  blocked: { ...w('账户冻结或休眠', 'account frozen or dormant'), tone: 'bad' },
  'not-active': { ...w('账户未激活', 'account not active'), tone: 'wait' },
  none: { ...w('没有账户', 'no account'), tone: 'bad' },
};

const accounts: Page = {
  path: '/counter/benefits',
  by: ['bank-teller'],
  get: again,
  async post(visit) {
    const holderId = text(visit, 'holderId');
    if (!isId(holderId)) return go('/counter/find');
    if (text(visit, 'act') !== 'change') return accountsPage(visit, holderId);
    const answer = await visit.perform(benefits.changePayAccounts, { holderId });
    return accountsPage(visit, holderId, answer);
  },
};

async function accountsPage(
  visit: Visit,
  holderId: string,
  answer?: { readonly changed: readonly string[]; readonly elsewhere: readonly string[] },
): Promise<Reply> {
  const { t } = visit;
  const list = (await visit.ask(benefits.myBenefits, { holderId })).benefits;
  const old = list.filter(({ account }) => account !== 'current');
  const kept = (name: string) => <input type="hidden" name={name} value={text(visit, name)} />;
  return {
    kind: 'page',
    title: t('待遇账户', 'Benefit accounts'),
    section: '/counter/find',
    look: 'wide',
    body: (
      <>
        <Back to="/counter/find">{t('下一位', 'Next person')}</Back>
        <h1>{t('待遇账户', 'Benefit accounts')}</h1>
        <p>
          {t('证件尾号 ', 'Document ending ')}
          <b class="num">{text(visit, 'number').slice(-4)}</b>
        </p>
        {answer && (
          <Say tone="good">
            <p>
              {t(
                `${answer.changed.length} 项待遇已改到新卡。`,
                `${answer.changed.length} benefits are paid to the new card from now on.`,
              )}
              {answer.elsewhere.length > 0 &&
                t(
                  `另有 ${answer.elsewhere.length} 项须到别处变更，见下表。`,
                  ` ${answer.elsewhere.length} have to be changed elsewhere, see below.`,
                )}
            </p>
          </Say>
        )}
        <Table
          caption={t('领取的待遇', 'Benefits drawn')}
          heads={[
            t('项目', 'Programme'),
            t('金额（元）', 'Yuan'),
            t('发到', 'Paid to'),
            t('状态', 'State'),
            t('怎么办', 'What to do'),
          ]}
          right={[1]}
          rows={list.map((one) => [
            t(one.nameZh, one.nameEn),
            yuan(one.amountFen),
            <span class="num">{one.last4 ? `**** ${one.last4}` : '—'}</span>,
            <StateTag visit={visit} of={accountWords} code={one.account} />,
            one.adviceZh ? t(one.adviceZh, one.adviceEn ?? one.adviceZh) : '—',
          ])}
          empty={t('这个人没有在本系统领取待遇。', 'No benefit is paid to this person here.')}
        />
        {!answer && old.length > 0 && (
          <Form visit={visit} action="/counter/benefits">
            {kept('documentKind')}
            {kept('number')}
            {kept('holderId')}
            <Acts>
              <Button name="act" value="change">
                {t(`把 ${old.length} 项待遇改到现用的卡`, `Move ${old.length} benefits to the card in use`)}
              </Button>
            </Acts>
          </Form>
        )}
        {(answer || old.length === 0) && (
          <Acts>
            <LinkButton to="/counter/find">{t('下一位', 'Next person')}</LinkButton>
          </Acts>
        )}
      </>
    ),
  };
}

export const benefitAccountPages: readonly Page[] = [accounts];
