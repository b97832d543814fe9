// The bureau's day: overview with the campaign, orders and exceptions, search by exact number, guardianship claims.
import { acts as cards } from '../../domain/cards/index.ts';
import { confirmGuardian, findHolderQuery, listGuardianClaims } from '../../domain/holders/index.ts';
import { campaignFigures, decideException, returnForCorrection } from '../../domain/orders/index.ts';
import { acts as production } from '../../domain/production/index.ts';
import { orderPage, orderQueue } from '../bank/order-queue.tsx';
import { BatchTable } from '../public/batches.tsx';
import { Acts, Back, Button, Facts, Figure, Form, Say, SelectField, Table, Tag, TextField } from '../ui/pieces.tsx';
import { day, instant, rulesOf } from '../ui/rules.ts';
import { documentKindWords, socialStateWords, wordOf } from '../ui/words.ts';
import { isId, text, w } from '../web/fields.ts';
import { FormFault, go, type Page, type Words } from '../web/visit.ts';

const bureau = ['bureau-clerk', 'policy-officer', 'card-authority', 'publicity-officer', 'auditor'] as const;

const alarmWords: Record<string, Words> = {
  'bank-left': w('银行已退出', 'the bank has left'),
  'making-failed': w('多次制作失败', 'making failed again and again'),
  'making-left-overnight': w('当场制卡过夜', 'left overnight'),
  'making-overdue': w('超过承诺日', 'past the promise'),
};

const overview: Page = {
  path: '/bureau',
  by: bureau,
  async get(visit) {
    const { t, region, actor } = visit;
    const [rules, { batches }, report] = await Promise.all([
      rulesOf(visit),
      visit.figures(campaignFigures, { region }),
      visit.figures(cards.activationReport, { region, by: 'bank' }).catch(() => ({ rows: [] })),
    ]);
    const alarms =
      actor.role === 'bureau-clerk' ? await visit.ask(production.alarmList, {}).catch(() => undefined) : undefined;
    const claims = actor.role === 'bureau-clerk' ? await visit.ask(listGuardianClaims, {}) : undefined;
    const sum = (key: 'invited' | 'applied' | 'made' | 'collected' | 'enabled' | 'overdue') =>
      batches.reduce((all, one) => all + one[key], 0);
    const rate = (a: number, b: number) => (b === 0 ? '—' : `${Math.round((a / b) * 100)} %`);
    return {
      kind: 'page',
      title: t('概览', 'Overview'),
      look: 'wide',
      live: 60,
      body: (
        <>
          <h1>
            {visit.say(rules.pack.name)} · {day(visit, visit.today)}
          </h1>
          <ul class="tiles">
            <Figure value={sum('applied')}>{t('已申领', 'ordered')}</Figure>
            <Figure value={sum('made')}>{t('已制成', 'made')}</Figure>
            <Figure value={sum('enabled')}>{t('已启用', 'enabled')}</Figure>
            <Figure value={rate(sum('enabled'), sum('made'))}>{t('制成后启用率', 'enabled of those made')}</Figure>
            <Figure value={rate(sum('applied') - sum('overdue'), sum('applied'))}>
              {t('按时率', 'within the promise')}
            </Figure>
            <Figure value={sum('overdue')}>{t('逾期', 'overdue')}</Figure>
          </ul>
          <BatchTable visit={visit} batches={batches} name={rules.batch} />
          <Table
            caption={t('各银行激活情况', 'By bank')}
            heads={[
              t('银行', 'Bank'),
              t('发卡', 'Issued'),
              t('领取', 'Collected'),
              t('启用', 'Enabled'),
              t('激活', 'Activated'),
            ]}
            right={[1, 2, 3, 4]}
            rows={report.rows.map((one) => [
              rules.bank(one.key),
              one.issued,
              one.collected,
              one.enabled,
              one.activated,
            ])}
            empty={t('还没有发卡。', 'No cards yet.')}
          />
          {alarms && (
            <Table
              caption={t('预警', 'Alarms')}
              heads={[t('事项', 'What'), t('申领单', 'Order'), t('银行', 'Bank'), t('自', 'Since')]}
              rows={alarms.alarms
                .slice(0, 50)
                .map((one) => [
                  visit.say(wordOf(alarmWords, one.kind)),
                  <a href={`/bureau/orders/${one.orderId}`}>{one.orderId.slice(-8)}</a>,
                  rules.bank(one.bankCode),
                  day(visit, one.since),
                ])}
              empty={t('没有预警。', 'None.')}
            />
          )}
          {claims && (
            <Table
              caption={t('待核验的监护关系', 'Guardianships to verify')}
              heads={[t('监护人', 'Guardian'), t('被监护人', 'Ward'), t('证明', 'Proof'), '']}
              rows={claims.claims.map((one) => [
                one.guardianName,
                one.wardName,
                `${one.proofKind} ${one.proofNumber}`,
                <Form visit={visit} action="/bureau/guardians">
                  <input type="hidden" name="guardianshipId" value={one.guardianshipId} />
                  <Acts>
                    <Button name="stands" value="yes">
                      {t('属实', 'It stands')}
                    </Button>
                    <Button name="stands" value="no" kind="second">
                      {t('不属实', 'It does not')}
                    </Button>
                  </Acts>
                </Form>,
              ])}
              empty={t('没有待核验的。', 'None.')}
            />
          )}
        </>
      ),
    };
  },
};

const guardians: Page = {
  path: '/bureau/guardians',
  by: ['bureau-clerk'],
  get: overview.get!,
  async post(visit) {
    if (isId(text(visit, 'guardianshipId')))
      await visit.perform(confirmGuardian, {
        guardianshipId: text(visit, 'guardianshipId'),
        stands: text(visit, 'stands') === 'yes',
      });
    return go('/bureau');
  },
};

const orderDetailPage: Page = {
  path: '/bureau/orders/:orderId',
  by: ['bureau-clerk'],
  get: (visit) =>
    orderPage(visit, '/bureau/orders', ({ order }) => (
      <>
        {order.state === 'submitted' && order.stateReason === 'needs-review' && (
          <Say tone="wait" title={visit.t('个案待核定', 'To be decided')}>
            <Form visit={visit}>
              <Acts>
                <Button name="act" value="accept">
                  {visit.t('同意受理', 'Accept')}
                </Button>
                <Button name="act" value="reject" kind="danger">
                  {visit.t('不予受理', 'Reject')}
                </Button>
              </Acts>
            </Form>
          </Say>
        )}
        {['submitted', 'checked', 'accepted'].includes(order.state) && (
          <details>
            <summary>{visit.t('退回补正', 'Return for correction')}</summary>
            <Form visit={visit}>
              <SelectField
                visit={visit}
                name="reason"
                label={visit.t('要补正什么', 'What to correct')}
                options={[
                  { value: 'photo-needed', label: visit.t('照片', 'photo') },
                  { value: 'address-needed', label: visit.t('地址', 'address') },
                  { value: 'phone-needed', label: visit.t('手机号', 'phone') },
                  { value: 'needs-correction', label: visit.t('其他', 'other') },
                ]}
              />
              <Button kind="second" name="act" value="return">
                {visit.t('退回', 'Return')}
              </Button>
            </Form>
          </details>
        )}
      </>
    )),
  async post(visit) {
    const orderId = visit.params.orderId!;
    const act = text(visit, 'act');
    if (act === 'accept' || act === 'reject')
      await visit.perform(decideException, { orderId, accept: act === 'accept' });
    else if (act === 'return')
      await visit.perform(returnForCorrection, {
        orderId,
        reason: (text(visit, 'reason') || 'needs-correction') as 'needs-correction',
      });
    return go(visit.path);
  },
};

const search: Page = {
  path: '/bureau/find',
  by: ['bureau-clerk', 'card-authority', 'auditor'],
  async get(visit) {
    const { t } = visit;
    return {
      kind: 'page',
      title: t('查询', 'Search'),
      body: (
        <>
          <h1>{t('按号码查询', 'Search by exact number')}</h1>
          <p>
            {t(
              '只能按完整号码查；结果隐藏部分内容；每次查询写入日志，本人可见。',
              'Only by a full number; results are masked; every search is on record and visible to the person.',
            )}
          </p>
          <Form visit={visit}>
            <SelectField
              visit={visit}
              name="documentKind"
              label={t('号码类型', 'Kind of number')}
              options={[
                ...Object.entries(documentKindWords).map(([value, words]) => ({ value, label: visit.say(words) })),
                ...(visit.actor.role === 'auditor' ? [] : [{ value: 'card', label: t('社保卡卡号', 'card number') }]),
              ]}
            />
            <TextField visit={visit} name="number" label={t('号码', 'Number')} max={40} />
            <SelectField
              visit={visit}
              name="purpose"
              label={t('用途', 'Purpose')}
              value={visit.actor.role === 'auditor' ? 'audit' : 'serve-holder'}
              options={[
                { value: 'serve-holder', label: t('为本人办理', 'to serve the holder') },
                { value: 'check-eligibility', label: t('核对资格', 'to check eligibility') },
                { value: 'complaint', label: t('处理投诉', 'a complaint') },
                { value: 'audit', label: t('审计', 'audit') },
              ]}
            />
            <Button>{t('查询', 'Search')}</Button>
          </Form>
        </>
      ),
    };
  },
  async post(visit) {
    const { t } = visit;
    const number = text(visit, 'number').slice(0, 40);
    if (!number) throw new FormFault({ number: w('请输入号码', 'Type the number') });
    const purpose =
      (['serve-holder', 'check-eligibility', 'complaint', 'audit'] as const).find(
        (one) => one === text(visit, 'purpose'),
      ) ?? 'serve-holder';
    const kind = text(visit, 'documentKind');
    if (kind === 'card') {
      const found = await visit.ask(cards.findCardByNumber, { cardNumber: number.toUpperCase() }, purpose);
      const state = wordOf(socialStateWords, found.card.socialState);
      return {
        kind: 'page',
        title: t('查询结果', 'Result'),
        section: '/bureau/find',
        body: (
          <>
            <Back to="/bureau/find">{t('再查一个', 'Search again')}</Back>
            <h1>
              {found.holder.name} <Tag>{visit.say(state)}</Tag>
            </h1>
            <Facts
              of={[
                [t('号码', 'Number'), found.holder.number],
                [t('卡号', 'Card'), found.card.cardNumber],
                [t('代际', 'Generation'), String(found.card.generation)],
                [t('发卡机构', 'Issued by'), found.card.issuingAuthority],
                [t('启用', 'Enabled'), instant(visit, found.card.enabledAt)],
                [t('其后的卡', 'Later cards'), String(found.replacedBy.length)],
              ]}
            />
          </>
        ),
      };
    }
    const documentKind = (Object.keys(documentKindWords).find((one) => one === kind) ?? 'resident-id') as 'resident-id';
    const { holder } = await visit.ask(findHolderQuery, { documentKind, documentNumber: number }, purpose);
    if (!holder) throw new FormFault({ number: w('没有查到', 'Nobody found') });
    return {
      kind: 'page',
      title: t('查询结果', 'Result'),
      section: '/bureau/find',
      body: (
        <>
          <Back to="/bureau/find">{t('再查一个', 'Search again')}</Back>
          <h1>{holder.name}</h1>
          <Facts
            of={[
              [t('证件', 'Document'), visit.say(wordOf(documentKindWords, holder.documentKind))],
              [t('号码', 'Number'), holder.number],
              [t('手机', 'Phone'), holder.phone ?? '—'],
              [t('出生', 'Born'), day(visit, holder.born)],
              [t('死亡', 'Deceased'), day(visit, holder.deceasedOn)],
              [t('编号', 'Id'), <span class="num">{holder.holderId}</span>],
            ]}
          />
        </>
      ),
    };
  },
};

export const bureauPages: readonly Page[] = [
  overview,
  guardians,
  orderQueue('/bureau/orders', ['bureau-clerk']),
  orderDetailPage,
  search,
];
