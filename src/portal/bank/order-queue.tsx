// Orders as staff see them: the queue, one order with its history, its printed form.
import type { ComponentChild } from 'preact';
import { findOrders, orderDetail } from '../../domain/orders/index.ts';
import { formPage } from '../citizen/orders.tsx';
import {
  Acts,
  Back,
  Button,
  Facts,
  Form,
  LinkButton,
  More,
  Road,
  SelectField,
  StateTag,
  Table,
  Tag,
} from '../ui/pieces.tsx';
import { cite, day, instant, rulesOf } from '../ui/rules.ts';
import { orderKindWords, orderStateWords, pickUpWords, reasonWords, wordOf } from '../ui/words.ts';
import { isId } from '../web/fields.ts';
import type { Page, Visit } from '../web/visit.ts';

export const orderQueue = (path: string, by: Page['by']): Page => ({
  path,
  by,
  async get(visit) {
    const { t, query } = visit;
    const state = Object.keys(orderStateWords).find((one) => one === query.state) as 'accepted' | undefined;
    const after = isId(query.after) ? { after: query.after! } : {};
    const [list, rules] = await Promise.all([
      visit.ask(findOrders, {
        limit: 50,
        ...after,
        ...(state ? { state } : {}),
        ...(query.overdue === 'yes' ? { overdue: true } : {}),
        ...(query.review === 'yes' ? { stateReason: 'needs-review' } : {}),
        ...(query.refused === 'yes' ? { stateReason: 'account-refused' } : {}),
      }),
      rulesOf(visit),
    ]);
    const kept = new URLSearchParams(Object.entries(query).filter(([name]) => name !== 'after')).toString();
    return {
      kind: 'page',
      title: t('申领单', 'Orders'),
      look: 'wide',
      body: (
        <>
          <h1>{t('申领单', 'Orders')}</h1>
          <form method="get" class="box">
            <div class="inline">
              <SelectField
                visit={visit}
                name="state"
                label={t('状态', 'State')}
                value={state}
                empty={t('全部', 'all')}
                options={Object.entries(orderStateWords).map(([value, words]) => ({ value, label: visit.say(words) }))}
              />
            </div>
            <div class="cols">
              <label class="pick">
                <input type="checkbox" name="overdue" value="yes" checked={query.overdue === 'yes'} />
                <span>{t('只看超过承诺日的', 'only those past their promise')}</span>
              </label>
              <label class="pick">
                <input type="checkbox" name="review" value="yes" checked={query.review === 'yes'} />
                <span>{t('只看待核定的个案', 'only those waiting for a decision')}</span>
              </label>
              <label class="pick">
                <input type="checkbox" name="refused" value="yes" checked={query.refused === 'yes'} />
                <span>{t('只看银行未能开户的', 'only those a bank opened no account for')}</span>
              </label>
            </div>
            <Acts>
              <Button>{t('筛选', 'Filter')}</Button>
            </Acts>
          </form>
          <Table
            caption={t('队列', 'Queue')}
            heads={[
              t('单号', 'No.'),
              t('姓名', 'Name'),
              t('方式', 'Kind'),
              t('状态', 'State'),
              t('银行', 'Bank'),
              t('申领', 'Ordered'),
              t('承诺', 'By'),
            ]}
            rows={list.orders.map(({ name, order }) => [
              <a href={`${path}/${order.orderId}`}>{order.orderId.slice(-8)}</a>,
              name,
              visit.say(wordOf(orderKindWords, order.kind)),
              <Tag tone={order.overdueSince ? 'bad' : (orderStateWords[order.state]?.tone ?? 'info')}>
                {visit.say(wordOf(orderStateWords, order.state))}
                {order.overdueSince ? t('·逾期', ' · late') : ''}
              </Tag>,
              rules.bank(order.bank),
              day(visit, order.placedOn),
              day(visit, order.promiseDay),
            ])}
            empty={t('没有符合条件的申领单。', 'No order fits.')}
          />
          <More visit={visit} to={list.next && `${path}?${kept ? `${kept}&` : ''}after=${list.next}`} />
        </>
      ),
    };
  },
});

/** What everybody who handles an order sees of it; `more` adds what one's role may do. */
export async function orderPage(
  visit: Visit,
  section: string,
  more: (order: Awaited<ReturnType<typeof askOrder>>) => ComponentChild,
) {
  const { t } = visit;
  const one = await askOrder(visit);
  const { order, timeline } = one;
  const rules = await rulesOf(visit, order.region);
  const grounds = ((
    one.decision as {
      reasons?: { zh: string; en: string; citations?: { document: string; clause: string; grade: string }[] }[];
    } | null
  )?.reasons ?? []) as { zh: string; en: string; citations?: { document: string; clause: string; grade: string }[] }[];
  return {
    kind: 'page' as const,
    title: `${t('申领单', 'Order')} ${order.orderId.slice(-8)}`,
    section,
    look: 'wide' as const,
    body: (
      <>
        <Back to={section}>{t('申领单', 'Orders')}</Back>
        <h1>
          {one.name} <StateTag visit={visit} of={orderStateWords} code={order.state} />
        </h1>
        <div class="cols">
          <div>
            <Facts
              of={[
                [t('单号', 'Order'), <span class="num">{order.orderId}</span>],
                [t('号码', 'Number'), <span class="num">{one.number}</span>],
                [t('手机', 'Phone'), one.phone ?? '—'],
                [t('方式', 'Kind'), visit.say(wordOf(orderKindWords, order.kind))],
                [t('事由', 'Reason'), visit.say(wordOf(reasonWords, order.reason))],
                [t('银行', 'Bank'), rules.bank(order.bank)],
                [t('领卡', 'Collecting'), visit.say(wordOf(pickUpWords, order.pickUp))],
                [t('承诺制成', 'Made by'), day(visit, order.promiseDay)],
                timeline.waitingFor && [t('等待', 'Waits for'), visit.say(timeline.waitingFor)],
                one.preparedBy && [t('填写人', 'Filled in by'), one.preparedBy.slice(-8)],
                one.confirmedBy && [t('确认人', 'Confirmed by'), one.confirmedBy.slice(-8)],
                one.visit && [t('上门', 'Visit'), `${one.visit.state} ${one.visit.day ?? ''}`],
              ]}
            />
            {grounds.length > 0 && (
              <details>
                <summary>{t('当时的决定及依据', 'What was decided, and on which grounds')}</summary>
                <ul>
                  {grounds.map((reason) => (
                    <li>
                      {visit.say(reason)}{' '}
                      <span class="small soft">{(reason.citations ?? []).map(cite).join('；')}</span>
                    </li>
                  ))}
                </ul>
              </details>
            )}
            {more(one)}
          </div>
          <div>
            <h2>{t('经过', 'History')}</h2>
            <Road>
              {timeline.steps.map((step) => (
                <li>
                  <b>{visit.say(step)}</b>
                  <div class="small soft">{instant(visit, step.at)}</div>
                </li>
              ))}
              {timeline.next && <li class="then">{visit.say(timeline.next)}</li>}
            </Road>
          </div>
        </div>
      </>
    ),
  };
}
const askOrder = (visit: Visit) => visit.ask(orderDetail, { orderId: visit.params.orderId! });

const bankOrder: Page = {
  path: '/counter/orders/:orderId',
  by: ['bank-teller', 'outlet-manager', 'bank-office'],
  get: (visit) =>
    orderPage(visit, '/counter/orders', ({ order: one }) =>
      visit.actor.role !== 'bank-teller' ? null : (
        <Acts>
          {one.state === 'accepted' && one.pickUp === 'counter' && (
            <Form visit={visit} action="/counter/make">
              <input type="hidden" name="orderId" value={one.orderId} />
              <Button>{visit.t('开始制卡', 'Make the card')}</Button>
            </Form>
          )}
          <LinkButton to={`/counter/orders/${one.orderId}/form`} kind="second">
            {visit.t('申领表', 'The form')}
          </LinkButton>
        </Acts>
      ),
    ),
};

const bankForm: Page = {
  path: '/counter/orders/:orderId/form',
  by: ['bank-teller'],
  get: (visit) => {
    const orderId = visit.params.orderId!;
    return formPage(visit, orderId, { section: '/counter/orders', back: `/counter/orders/${orderId}` });
  },
};

export const orderQueuePages: readonly Page[] = [
  orderQueue('/counter/orders', ['bank-teller', 'outlet-manager', 'bank-office']),
  bankOrder,
  bankForm,
];
