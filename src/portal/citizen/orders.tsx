// One's orders: where each stands, what was promised, why it waits, what comes next; and the form on one sheet of A4 (DOC-10, TIM-01, TIM-09).
import { acts as institutions } from '../../domain/institutions/index.ts';
import {
  applicationForm,
  confirmAssistedOrder,
  mayIApply,
  myOrders,
  withdrawOrder,
} from '../../domain/orders/index.ts';
import {
  Acts,
  Back,
  Button,
  Cannot,
  Choices,
  Facts,
  Form,
  LinkButton,
  Road,
  Say,
  StateTag,
  Table,
} from '../ui/pieces.tsx';
import { day, instant, rulesOf, yuan } from '../ui/rules.ts';
import { documentKindWords, orderKindWords, orderStateWords, pickUpWords, reasonWords, wordOf } from '../ui/words.ts';
import { FormFault, go, type Page, type Reply, type Visit } from '../web/visit.ts';

const list: Page = {
  path: '/my/orders',
  by: ['citizen'],
  async get(visit) {
    const { t } = visit;
    const { orders } = await visit.ask(myOrders, { holderId: visit.holderId });
    return {
      kind: 'page',
      title: t('申领进度', 'My orders'),
      body: (
        <>
          <h1>{t('申领进度', 'My orders')}</h1>
          <Table
            caption={t('申领单', 'Orders')}
            heads={[t('申领日', 'Ordered'), t('事由', 'Reason'), t('状态', 'State'), t('承诺制成', 'Made by')]}
            rows={orders.map(({ order }) => [
              <a
                href={
                  order.state === 'draft' && order.kind !== 'assisted' ? '/my/apply' : `/my/orders/${order.orderId}`
                }
              >
                {day(visit, order.placedOn)}
              </a>,
              visit.say(wordOf(reasonWords, order.reason)),
              <StateTag visit={visit} of={orderStateWords} code={order.state} />,
              day(visit, order.promiseDay),
            ])}
            empty={t('还没有申领单。', 'No orders yet.')}
          />
          <Acts>
            <LinkButton to="/my/apply">{t('申领新卡', 'Order a card')}</LinkButton>
          </Acts>
        </>
      ),
    };
  },
};

export async function mine(visit: Visit) {
  const { orders } = await visit.ask(myOrders, { holderId: visit.holderId });
  return orders.find(({ order }) => order.orderId === visit.params.orderId);
}
export const gone = (visit: Visit): Reply => ({
  kind: 'page',
  title: visit.t('没有这张申领单', 'No such order'),
  body: (
    <>
      <h1>{visit.t('没有这张申领单', 'No such order')}</h1>
      <p>
        {visit.t('可能属于家人，请先切换到家人。', 'It may belong to a member of your family; switch to them first.')}
      </p>
      <Acts>
        <LinkButton to="/my/orders">{visit.t('我的申领', 'My orders')}</LinkButton>
      </Acts>
    </>
  ),
});

const detail: Page = {
  path: '/my/orders/:orderId',
  by: ['citizen'],
  async get(visit) {
    const { t } = visit;
    const found = await mine(visit);
    if (!found) return gone(visit);
    const { order, timeline } = found;
    const rules = await rulesOf(visit);
    const outlet = order.outletId
      ? (
          await visit.askPublic(institutions.listOutlets, {
            region: order.region,
            ...(order.bank ? { bankCode: order.bank } : {}),
            limit: 200,
          })
        ).outlets.find(({ id }) => id === order.outletId)
      : undefined;
    const assisted = order.state === 'draft' && order.stateReason === 'confirm-help';
    const may = assisted ? await visit.ask(mayIApply, { holderId: visit.holderId, region: order.region }) : undefined;
    const state = wordOf(orderStateWords, order.state);
    const over = ['closed', 'withdrawn', 'rejected', 'collected'].includes(order.state);
    return {
      kind: 'page',
      title: t('申领进度', 'Progress'),
      section: '/my/orders',
      body: (
        <>
          <Back to="/my/orders">{t('我的申领', 'My orders')}</Back>
          {visit.query.placed && (
            <Say tone="good" title={t('申领已提交', 'Your order was sent')}>
              <p>
                {t('申领单号 ', 'Order number ')}
                <b class="num">{order.orderId.slice(-12).toUpperCase()}</b>
              </p>
            </Say>
          )}
          {visit.query.corrected && (
            <Say tone="good">
              <p>{t('已重新提交，我们会再看一遍。', 'Sent again; we look at it once more.')}</p>
            </Say>
          )}
          <h1>{visit.say(state)}</h1>
          {timeline.waitingFor && order.state !== 'returned' && (
            <Say tone="wait" title={t('正在等什么', 'What it waits for')}>
              <p>{visit.say(timeline.waitingFor)}</p>
            </Say>
          )}
          {order.state === 'returned' && (
            <Say tone="bad" title={t('要您改一下再交', 'Please put something right')}>
              <p>{visit.say(timeline.waitingFor)}</p>
              <Acts>
                <LinkButton to={`/my/orders/${order.orderId}/correct`}>{t('去补正', 'Put it right')}</LinkButton>
              </Acts>
            </Say>
          )}
          {order.overdueSince && (
            <Say tone="bad" title={t('已超过承诺日', 'The promised day has passed')}>
              <p>
                {t(
                  '我们已收到逾期提醒并在催办；您也可以拨打 12333。',
                  'We were alerted and are on it; you can also call 12333.',
                )}
              </p>
            </Say>
          )}
          {assisted && may && (
            <Say
              tone="wait"
              title={t('社区工作者帮您填好了，请您确认', 'A community worker filled this in for you; please confirm')}
            >
              <Form visit={visit}>
                {may.banks.length > 1 && (
                  <Choices
                    visit={visit}
                    name="bank"
                    label={t('选择银行', 'Choose the bank')}
                    options={rules.bankOptions(may.banks)}
                  />
                )}
                <Acts>
                  <Button name="act" value="confirm">
                    {t('我确认申领', 'I confirm the order')}
                  </Button>
                </Acts>
              </Form>
            </Say>
          )}
          <Road>
            {timeline.steps.map((step) => (
              <li>
                <b>{visit.say(step)}</b>
                <div class="small soft">{instant(visit, step.at)}</div>
              </li>
            ))}
            {!over && timeline.next && (
              <li class="now">
                <b>
                  {t('接下来：', 'Next: ')}
                  {visit.say(timeline.next)}
                </b>
                {order.promiseDay && !timeline.making.doneAt && (
                  <div>
                    {t(
                      `承诺 ${day(visit, order.promiseDay)} 前制成`,
                      `promised to be made by ${day(visit, order.promiseDay)}`,
                    )}
                  </div>
                )}
              </li>
            )}
            {!over && !timeline.making.doneAt && (
              <li class="then">
                {t('领取并启用新卡，旧卡同时失效', 'Collect and enable the new card; the old one ends then')}
              </li>
            )}
          </Road>
          <h2>{t('申领内容', 'What was ordered')}</h2>
          <Facts
            of={[
              [t('事由', 'Reason'), visit.say(wordOf(reasonWords, order.reason))],
              [t('方式', 'Kind'), visit.say(wordOf(orderKindWords, order.kind))],
              [t('银行', 'Bank'), rules.bank(order.bank)],
              [t('领卡', 'Collecting'), visit.say(wordOf(pickUpWords, order.pickUp))],
              outlet && [t('网点', 'Outlet'), `${outlet.name}${outlet.address ? ` · ${outlet.address}` : ''}`],
              [
                t('制卡承诺', 'Making'),
                order.promiseDay
                  ? `${day(visit, order.promiseDay)}`
                  : t('这里没有规定时限', 'no time limit is set here'),
              ],
              [
                t('邮寄', 'Delivery'),
                timeline.delivery.startedAt
                  ? instant(visit, timeline.delivery.startedAt)
                  : t('不计入制卡时限', 'on its own clock, outside the promise'),
              ],
              order.feeFen &&
                order.feeFen !== '0' && [
                  t('费用', 'Fee'),
                  `¥${yuan(order.feeFen)}${order.feePaidAt ? t('（已缴）', ' (paid)') : t('（待缴）', ' (due)')}`,
                ],
            ]}
          />
          <Acts>
            {order.state === 'collected' && (
              <LinkButton to="/my/cards">{t('去启用新卡', 'Enable the new card')}</LinkButton>
            )}
            <LinkButton to={`/my/orders/${order.orderId}/form`} kind="second">
              {t('申领表（可打印）', 'The form, to print')}
            </LinkButton>
            {['draft', 'submitted', 'checked', 'returned', 'accepted'].includes(order.state) && (
              <Form visit={visit}>
                <Button kind="plain" name="act" value="withdraw">
                  {t('撤回申领', 'Withdraw the order')}
                </Button>
              </Form>
            )}
          </Acts>
          {order.state === 'in-production' && (
            <Cannot
              what={t('撤回申领', 'Withdraw the order')}
              why={t(
                '卡已开始制作，不能再撤回；领到后不启用即可，旧卡照用。',
                'the card is being made. You need not enable it; the old one goes on working.',
              )}
            />
          )}
        </>
      ),
    };
  },
  async post(visit) {
    const found = await mine(visit);
    if (!found) return gone(visit);
    const { orderId } = found.order;
    const { act, bank } = visit.form.fields;
    if (act === 'confirm') {
      const banks = (await visit.ask(mayIApply, { holderId: visit.holderId, region: found.order.region })).banks;
      if (banks.length > 1 && !banks.includes(bank ?? ''))
        throw new FormFault({ bank: { zh: '请选择一家银行', en: 'Choose a bank' } });
      await visit.perform(confirmAssistedOrder, { orderId, ...(banks.length > 1 && bank ? { bank } : {}) });
    } else if (act === 'withdraw') await visit.perform(withdrawOrder, { orderId });
    return go(`/my/orders/${orderId}`);
  },
};

/** The sheet itself; the counter prints the same one. */
const FormSheet = ({
  visit,
  form,
  bank,
}: {
  visit: Visit;
  form: Awaited<ReturnType<typeof askForm>>;
  bank: string;
}) => {
  const { content: c } = form;
  const row = (...cells: [string, string, string?, string?]) => (
    <tr>
      <th scope="row">{cells[0]}</th>
      <td colSpan={cells[2] === undefined ? 3 : 1}>{cells[1]}</td>
      {cells[2] !== undefined && (
        <>
          <th scope="row">{cells[2]}</th>
          <td>{cells[3]}</td>
        </>
      )}
    </tr>
  );
  return (
    <section class="sheet" lang="zh-CN">
      <h1>社会保障卡申领表</h1>
      <table>
        <tbody>
          <tr>
            <th scope="row">姓名</th>
            <td>{c.name}</td>
            <th scope="row">性别</th>
            <td>{c.sex === 'male' ? '男' : '女'}</td>
            <td rowSpan={4} class="photo">
              照片
              <br />
              26×32 mm
            </td>
          </tr>
          <tr>
            <th scope="row">证件类型</th>
            <td>{wordOf(documentKindWords, c.documentKind).zh}</td>
            <th scope="row">出生日期</th>
            <td>{c.born}</td>
          </tr>
          <tr>
            <th scope="row">证件号码</th>
            <td colSpan={3} class="num">
              {c.documentNumber}
            </td>
          </tr>
          <tr>
            <th scope="row">社会保障号码</th>
            <td colSpan={3} class="num">
              {c.socialSecurityNumber ?? '—'}
            </td>
          </tr>
        </tbody>
      </table>
      <br />
      <table>
        <tbody>
          {row('联系电话', c.phone ?? '—', '申领日期', c.placedOn)}
          {row('申领事由', wordOf(reasonWords, c.reason).zh, '发卡银行', bank)}
          {row('领卡方式', wordOf(pickUpWords, c.pickUp).zh, '申领单号', c.orderId)}
          {row('代办人', '姓名：　　　　　　　　证件号码：　　　　　　　　　　　　关系：　　　　　')}
          {row(
            '申领人声明',
            '本人提供的信息真实有效，知晓换卡自愿、旧卡在新卡启用前继续有效；同意同步开立社会保障卡金融账户并签发电子社会保障卡。',
          )}
          {row(
            '申领人签名',
            form.signed ? `已签名（${instant(visit, form.signedAt)}）` : '　　　　　　　　',
            '代办人签名',
            '　　　　　　　　',
          )}
          {row(
            '经办人',
            form.witnessedBy ? `已见证 ${form.witnessedBy.slice(-8)}` : '　　　　　　　　',
            '受理单位（章）',
            '　　　　　　　　',
          )}
        </tbody>
      </table>
      <p class="small">咨询电话 12333。本表由系统生成，一页。</p>
    </section>
  );
};

const askForm = (visit: Visit, orderId: string) => visit.ask(applicationForm, { orderId });

/** The sheet as a page to print, for its holder and at the counter; `back` is the page of its order. */
export async function formPage(visit: Visit, orderId: string, { section, back }: { section: string; back: string }) {
  const { t } = visit;
  const [sheet, rules] = [await askForm(visit, orderId), await rulesOf(visit)];
  return {
    kind: 'page' as const,
    title: t('社会保障卡申领表', 'Application form'),
    section,
    look: 'wide' as const,
    body: (
      <>
        <Back to={back}>{t('返回', 'Back')}</Back>
        <FormSheet visit={visit} form={sheet} bank={rules.bank(sheet.content.bank)} />
        <Acts>
          <button type="button" class="btn" data-print hidden>
            {t('打印', 'Print')}
          </button>
        </Acts>
      </>
    ),
  };
}

const form: Page = {
  path: '/my/orders/:orderId/form',
  by: ['citizen'],
  async get(visit) {
    const found = await mine(visit);
    if (!found) return gone(visit);
    const { orderId } = found.order;
    return formPage(visit, orderId, { section: '/my/orders', back: `/my/orders/${orderId}` });
  },
};

export const orderPages: readonly Page[] = [list, detail, form];
