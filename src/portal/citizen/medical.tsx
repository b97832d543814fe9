// Seeing a doctor: what is in my account, what was settled, why I paid what I paid, and who used my card.
import { acts as medical } from '../../domain/medical/index.ts';
import { acts as uses } from '../../domain/uses/index.ts';
import { Acts, Back, Facts, LinkButton, Say, Table, Tag } from '../ui/pieces.tsx';
import { instant, yuan } from '../ui/rules.ts';
import { purposeWords, wordOf } from '../ui/words.ts';
import type { Page, Reply, Visit } from '../web/visit.ts';

const account: Page = {
  path: '/my/medical',
  by: ['citizen'],
  async get(visit) {
    const { t, holderId } = visit;
    const [mine, { uses: used }] = await Promise.all([
      visit.ask(medical.myMedicalAccount, { holderId }),
      visit.ask(uses.whoUsedMyCard, { holderId }),
    ]);
    return {
      kind: 'page',
      title: t('我的就医', 'My medical care'),
      section: '/my',
      body: (
        <>
          <Back to="/my">{t('首页', 'Home')}</Back>
          <h1>{t('我的就医', 'My medical care')}</h1>
          <Facts
            of={[
              [t('医保个人账户', 'Medical personal account'), `¥${yuan(mine.balanceFen)}`],
              mine.sharedByOthers > 0 && [
                t('家庭共济', 'Shared by family'),
                t(`${mine.sharedByOthers} 位家人`, `by ${mine.sharedByOthers}`),
              ],
            ]}
          />
          <Say>
            <p>
              {t(
                '账户里的钱属于您本人：换卡、丢卡、补卡都不用转，也不会少。',
                'The money belongs to you: changing, losing or replacing the card moves nothing and loses nothing.',
              )}
            </p>
          </Say>
          <Table
            caption={t('结算记录', 'Settlements')}
            heads={[
              ...[t('时间', 'When'), t('费用总额', 'Total'), t('基金支付', 'Paid by funds')],
              ...[t('个人账户', 'From account'), t('现金', 'Cash'), t('说明', 'Explained')],
            ]}
            right={[1, 2, 3, 4]}
            rows={mine.settlements.map((one) => [
              instant(visit, one.at),
              ...[one.totalFen, one.fundFen, one.accountFen, one.cashFen].map((fen) => `¥${yuan(fen)}`),
              <a href={`/my/medical/${one.settlementId}`}>{t('为什么付这些', 'Why I paid this')}</a>,
            ])}
            empty={t('还没有结算记录。', 'Nothing was settled yet.')}
          />
          <h2 id="uses">{t('谁读了我的卡', 'Who used my card')}</h2>
          <p>
            {t(
              '医院、药店和其他地方每次读卡都在这里，没有成功的也在。不是您本人，请拨打 12333。',
              'Every time a hospital, a pharmacy or anybody else read your card, also in vain. If it was not you, call 12333.',
            )}
          </p>
          <Table
            caption={t('用卡记录', 'Uses')}
            heads={[
              t('时间', 'When'),
              t('在哪里', 'Where'),
              t('服务', 'Service'),
              t('用途', 'Why'),
              t('结果', 'Result'),
            ]}
            rows={used.map((one) => [
              instant(visit, one.at),
              one.institution,
              t(one.serviceZh, one.serviceEn),
              visit.say(wordOf(purposeWords, one.purpose)),
              one.allowed ? (
                <Tag tone="good">{t('通过', 'allowed')}</Tag>
              ) : (
                <Tag tone="bad">{one.reason ? t(one.reason.zh, one.reason.en) : t('未通过', 'refused')}</Tag>
              ),
            ])}
            empty={t('还没有用卡记录。', 'Your card was not used yet.')}
          />
          <Acts>
            <LinkButton to="/my/record#looks" kind="second">
              {t('谁看过我的档案', 'Who read my record')}
            </LinkButton>
          </Acts>
        </>
      ),
    };
  },
};

const gone = ({ t }: Visit): Reply => ({
  kind: 'page',
  title: t('没有这笔结算', 'No such settlement'),
  section: '/my',
  body: (
    <>
      <h1>{t('没有这笔结算', 'No such settlement')}</h1>
      <p>{t('可能属于家人，请先切换到家人。', 'It may belong to a member of your family; switch to them first.')}</p>
      <Acts>
        <LinkButton to="/my/medical">{t('我的就医', 'My medical care')}</LinkButton>
      </Acts>
    </>
  ),
});

const why: Page = {
  path: '/my/medical/:settlementId',
  by: ['citizen'],
  async get(visit) {
    const { t, holderId } = visit;
    const { settlements } = await visit.ask(medical.myMedicalAccount, { holderId });
    const settlementId = settlements.find((one) => one.settlementId === visit.params.settlementId)?.settlementId;
    if (!settlementId) return gone(visit);
    const told = await visit.ask(medical.explainSettlement, { settlementId, holderId });
    const unsure = told.items.some(({ citation }) => citation?.verified === false);
    return {
      kind: 'page',
      title: t('我为什么付这些钱', 'Why did I pay this'),
      section: '/my',
      body: (
        <>
          <Back to="/my/medical">{t('我的就医', 'My medical care')}</Back>
          <h1>{t('我为什么付这些钱', 'Why did I pay this')}</h1>
          <Facts
            of={[
              [t('时间', 'When'), instant(visit, told.at)],
              [t('机构', 'Where'), told.institution],
              told.takesBack && [t('性质', 'Kind'), t('退费：把先前的结算收回', 'refund: takes an earlier one back')],
              [t('费用总额', 'Total'), `¥${yuan(told.totalFen)}`],
              [t('基金支付', 'Paid by funds'), `¥${yuan(told.fundFen)}`],
              [t('您的个人账户', 'From accounts'), `¥${yuan(told.accountFen)}`],
              told.familyFen !== '0' && [t('其中家人的', 'of that the family'), `¥${yuan(told.familyFen)}`],
              [t('您付的现金', 'Cash you paid'), `¥${yuan(told.cashFen)}`],
            ]}
          />
          <Table
            caption={t('逐项说明', 'Item by item')}
            heads={[
              ...[t('项目', 'Item'), t('金额', 'Amount'), t('比例', 'Rate'), t('基金付', 'Fund pays')],
              ...[t('您付', 'You pay'), t('依据', 'Rule')],
            ]}
            right={[1, 2, 3, 4]}
            rows={told.items.map((one) => [
              t(one.zh, one.en),
              `¥${yuan(one.amountFen)}`,
              one.rate === null ? '—' : `${one.rate / 100}%`,
              `¥${yuan(one.fundFen)}`,
              `¥${yuan(one.selfFen)}`,
              one.citation
                ? `${one.citation.document}${one.citation.clause ? ` ${one.citation.clause}` : ''}`
                : t('就医地医保目录', 'catalogue of the place of treatment'),
            ])}
            empty={t('没有项目。', 'No items.')}
          />
          <p>
            {t('按', 'By ')}
            {told.policyTitle}
            {t('计算。', '.')}
          </p>
          {unsure && (
            <Say tone="wait">
              <p>
                {t(
                  '这些比例取自公开资料，还没有对照本市文件原文核对；以医保部门的文件为准。',
                  'These rates come from public sources and were not yet checked against the city’s own text, which decides.',
                )}
              </p>
            </Say>
          )}
        </>
      ),
    };
  },
};

export const medicalPages: readonly Page[] = [account, why];
