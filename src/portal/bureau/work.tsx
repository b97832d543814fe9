// The bureau's day: overview with the campaign, orders and exceptions, search by exact number, guardianship claims, capacity, sleeping cards.
import { addDays, type Day } from '../../base/day.ts';
import { acts as cards } from '../../domain/cards/index.ts';
import { confirmGuardian, findHolderQuery, listGuardianClaims } from '../../domain/holders/index.ts';
import { campaignFigures, decideException, outletLoad, returnForCorrection } from '../../domain/orders/index.ts';
import { acts as policy } from '../../domain/policy/index.ts';
import { acts as production } from '../../domain/production/index.ts';
import { orderPage, orderQueue } from '../bank/counter.tsx';
import { BatchTable } from '../public/batches.tsx';
import {
  Acts,
  Back,
  Button,
  Cannot,
  Facts,
  Figure,
  Form,
  LongTable,
  Say,
  SelectField,
  Table,
  Tag,
  TextField,
} from '../ui/pieces.tsx';
import { day, instant, rulesOf } from '../ui/rules.ts';
import { documentKindWords, socialStateWords, wordOf } from '../ui/words.ts';
import { isId, numberIn, text, w } from '../web/fields.ts';
import { FormFault, go, type Page, type Visit, type Words } from '../web/visit.ts';

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

/** Batches, makers and outlets: how long what waits will take at a rate one may change (TIM, what-if). */
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

const destructionWords: Record<string, Words> = {
  'drawn-up': w('待签', 'to be signed'),
  'signed-once': w('一人已签', 'signed once'),
  destroyed: w('已销毁', 'destroyed'),
};

const sleeping: Page = {
  path: '/bureau/sleeping',
  by: ['card-authority'],
  async get(visit) {
    const { t } = visit;
    const { lists } = await visit.ask(production.destructionRegister, {});
    return {
      kind: 'page',
      title: t('睡眠卡', 'Sleeping cards'),
      look: 'wide',
      body: (
        <>
          <h1>{t('逾期未领的卡', 'Cards nobody collected')}</h1>
          <p>
            {t(
              '先注销、再列销毁清单；清单须两名卡管专员分别核对并签字，才算销毁。规则没有写明期限的地区，一律保留。',
              'Cards are cancelled first, then listed; a list counts as destroyed only after two card officers each compared it and signed. Where the rules set no term, cards are kept.',
            )}
          </p>
          {visit.query.n !== undefined && (
            <Say tone="good">
              <p>{t(`办理 ${Number(visit.query.n) || 0} 张。`, `${Number(visit.query.n) || 0} cards.`)}</p>
            </Say>
          )}
          <Form visit={visit}>
            <Acts>
              <Button name="act" value="cancel" kind="second">
                {t('注销到期的睡眠卡', 'Cancel those due')}
              </Button>
              <Button name="act" value="draw">
                {t('列销毁清单', 'Draw up a list')}
              </Button>
            </Acts>
          </Form>
          <Table
            caption={t('销毁清单', 'Lists')}
            heads={[
              t('列单', 'Drawn up'),
              t('张数', 'Cards'),
              t('摘要', 'Digest'),
              t('状态', 'State'),
              t('签字', 'Signed'),
              '',
            ]}
            rows={lists.map((one) => [
              instant(visit, one.drawnUpAt),
              one.cards,
              <a href={`/bureau/sleeping/${one.destructionId}`}>
                <code>{one.digest.slice(0, 16)}</code>
              </a>,
              <Tag tone={one.state === 'destroyed' ? 'good' : 'wait'}>
                {visit.say(wordOf(destructionWords, one.state))}
              </Tag>,
              signersOf(visit, one.signatures),
              <a class="btn second" href={`/bureau/sleeping/${one.destructionId}`}>
                {one.state === 'destroyed' ? t('查看', 'Look') : t('核对', 'Compare')}
              </a>,
            ])}
            empty={t('没有清单。', 'None.')}
          />
        </>
      ),
    };
  },
  async post(visit) {
    const { region } = visit;
    switch (text(visit, 'act')) {
      case 'cancel':
        return go(`/bureau/sleeping?n=${(await visit.perform(production.cancelSleepingCards, { region })).cancelled}`);
      case 'draw':
        return go(`/bureau/sleeping?n=${(await visit.perform(production.drawUpDestruction, { region })).cards}`);
    }
    return go('/bureau/sleeping');
  },
};

const signersOf = (visit: Visit, signatures: readonly { readonly staffId: string; readonly at: string }[]) =>
  signatures.map(({ staffId, at }) => `${staffId.slice(-8)} ${instant(visit, at)}`).join('；') || '—';

/** One list, card by card: what the signer compares with the cards in front of them. */
const destruction: Page = {
  path: '/bureau/sleeping/:destructionId',
  by: ['card-authority'],
  async get(visit) {
    const { t } = visit;
    const { lists } = await visit.ask(production.destructionRegister, { destructionId: visit.params.destructionId! });
    const one = lists[0]!;
    const signed = one.signatures.some(({ staffId }) => staffId === visit.actor.id);
    return {
      kind: 'page',
      title: t('销毁清单', 'Destruction list'),
      section: '/bureau/sleeping',
      body: (
        <>
          <Back to="/bureau/sleeping">{t('睡眠卡', 'Sleeping cards')}</Back>
          <h1>
            {t(`销毁清单 · ${one.cards} 张`, `Destruction list · ${one.cards} cards`)}{' '}
            <Tag tone={one.state === 'destroyed' ? 'good' : 'wait'}>
              {visit.say(wordOf(destructionWords, one.state))}
            </Tag>
          </h1>
          <Facts
            of={[
              [t('列单', 'Drawn up'), instant(visit, one.drawnUpAt)],
              [t('摘要（SM3）', 'Digest (SM3)'), <code>{one.digest}</code>],
              [t('签字', 'Signed'), signersOf(visit, one.signatures)],
            ]}
          />
          <section class="box">
            <h2>{t('逐张核对卡号', 'Compare each number with its card')}</h2>
            <ul class="tiles num">
              {(one.cardNumbers ?? []).map((number) => (
                <li>{number}</li>
              ))}
            </ul>
          </section>
          {one.state === 'destroyed' ? null : signed ? (
            <Cannot
              what={t('签字', 'Sign')}
              why={t('您已签，须另一名卡管专员再签。', 'you did; another card officer has to.')}
            />
          ) : (
            <Form visit={visit}>
              <input type="hidden" name="digest" value={one.digest} />
              <Acts>
                <Button kind="danger">{t('与实物核对无误，签字', 'All cards are here: sign')}</Button>
              </Acts>
            </Form>
          )}
        </>
      ),
    };
  },
  async post(visit) {
    await visit.perform(production.signDestruction, {
      destructionId: visit.params.destructionId!,
      digest: text(visit, 'digest'),
    });
    return go(visit.path);
  },
};

export const bureauPages: readonly Page[] = [
  overview,
  guardians,
  orderQueue('/bureau/orders', ['bureau-clerk']),
  orderDetailPage,
  search,
  capacity,
  sleeping,
  destruction,
];
