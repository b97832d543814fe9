// A citizen's home: the card, whether anything has to be done, what is under way. The first worry comes first.
import { acts as cards } from '../../domain/cards/index.ts';
import { acts as ecard } from '../../domain/ecard/index.ts';
import { myRecord } from '../../domain/holders/index.ts';
import { acts as notices } from '../../domain/notices/index.ts';
import { mayIApply, myOrders } from '../../domain/orders/index.ts';
import { Acts, LinkButton, Say, StateTag, Tile } from '../ui/pieces.tsx';
import { day, rulesOf } from '../ui/rules.ts';
import { orderStateWords, socialStateWords } from '../ui/words.ts';
import type { Page, Visit } from '../web/visit.ts';
import { type CardAnswer, HolderCard } from './holder-card.tsx';

/** The card one shows when asked for it: the good one, or the newest on its way. */
export const leadingCard = (list: readonly CardAnswer[]): CardAnswer | undefined =>
  list.find(({ socialState }) => socialState === 'enabled' || socialState === 'suspended') ??
  list.find(({ socialState }) => socialState === 'collected' || socialState === 'made') ??
  list[0];

export const openOrder = <T extends { order: { state: string } }>(orders: readonly T[]): T | undefined =>
  orders.find(({ order }) => !['closed', 'withdrawn', 'rejected'].includes(order.state));

const home: Page = {
  path: '/my',
  by: ['citizen'],
  async get(visit) {
    const { t, holderId, region } = visit;
    const [rules, record, { cards: own }, { orders }, may, messages, electronic] = await Promise.all([
      rulesOf(visit),
      visit.ask(myRecord, { holderId }),
      visit.ask(cards.myCards, { holderId }),
      visit.ask(myOrders, { holderId }),
      visit.ask(mayIApply, { holderId, region }),
      visit.ask(notices.myMessages, { holderId, unreadOnly: true, limit: 1 }),
      visit.ask(ecard.myEcard, { holderId }).catch(() => undefined),
    ]);
    const lead = leadingCard(own);
    const current = openOrder(orders);
    return {
      kind: 'page',
      title: t('我的社保卡', 'My card'),
      body: (
        <>
          <h1>{t(`${record.name}，您好`, `Hello, ${record.name}`)}</h1>
          {lead ? (
            <div class="desk">
              <HolderCard visit={visit} rules={rules} card={lead} record={record} side="back" />
              <p class="line">
                <StateTag visit={visit} of={socialStateWords} code={lead.socialState} />
                <a href="/my/cards">{t('查看正反面和号码', 'Both sides and numbers')}</a>
              </p>
            </div>
          ) : (
            <Say title={t('您还没有社保卡', 'You have no card yet')}>
              <p>{t('可以在这里申领第一张。', 'You can order the first one here.')}</p>
            </Say>
          )}
          {current ? (
            <Current visit={visit} order={current} />
          ) : (
            <Verdict visit={visit} may={may} has={lead?.generation} />
          )}
          <ul class="tiles">
            <Tile icon="card" to="/my/cards" title={t('我的卡', 'My cards')}>
              {t('启用、挂失、补换', 'enable, report loss, replace')}
            </Tile>
            <Tile
              icon="message"
              to="/my/messages"
              title={`${t('消息', 'Messages')}${messages.unread > 0 ? ` (${messages.unread})` : ''}`}
            >
              {messages.unread > 0
                ? t(`${messages.unread} 条未读`, `${messages.unread} unread`)
                : t('都已读', 'all read')}
            </Tile>
            <Tile icon="money" to="/my/benefits" title={t('我的待遇', 'My benefits')}>
              {t('领什么、发到哪张卡', 'what you draw and where it is paid')}
            </Tile>
            <Tile icon="care" to="/my/medical" title={t('我的就医', 'My medical care')}>
              {t('账户、结算、为什么付这些钱', 'account, settlements, why you paid')}
            </Tile>
            <Tile icon="family" to="/my/family" title={t('家人', 'Family')}>
              {record.wards.length > 0
                ? t(`可为 ${record.wards.length} 位家人办理`, `you may act for ${record.wards.length}`)
                : t('给孩子或老人办理', 'act for a child or an elder')}
            </Tile>
            <Tile icon="place" to="/outlets" title={t('服务网点', 'Outlets')}>
              {t('最近的、当场拿卡的', 'nearest, made while you wait')}
            </Tile>
            <Tile icon="calendar" to="/my/booking" title={t('预约柜面', 'Book a counter')}>
              {t('选日子和网点，按约前来', 'choose day and counter')}
            </Tile>
            <Tile icon="list" to="/my/checklist" title={t('新旧卡待办', 'Old to new')}>
              {t('换卡后还要做什么', 'what is left to do after changing')}
            </Tile>
            <Tile icon="eye" to="/my/record" title={t('谁看过我的档案', 'Who read my record')}>
              {t('每一次查看都有记录', 'every look is on record')}
            </Tile>
          </ul>
          {electronic && (
            <p class="soft">
              {t('电子社保卡：', 'E-card: ')}
              {electronic.usable ? t('可用', 'usable') : t('暂不可用', 'not usable')} ·{' '}
              <a href="/my/ecard">{t('查看', 'see')}</a>
            </p>
          )}
        </>
      ),
    };
  },
};

type Orders = {
  order: { orderId: string; kind: string; state: string; promiseDay: string | null };
  timeline: { waitingFor: { zh: string; en: string } | null; next: { zh: string; en: string } | null };
};

const Current = ({ visit, order: { order, timeline } }: { visit: Visit; order: Orders }) => {
  const state = orderStateWords[order.state];
  const here = `/my/orders/${order.orderId}`;
  return (
    <Say tone={state?.tone ?? 'info'} title={visit.t('您的申领', 'Your order')}>
      <p>
        <StateTag visit={visit} of={orderStateWords} code={order.state} />{' '}
        {order.promiseDay &&
          visit.t(
            `承诺 ${day(visit, order.promiseDay)} 前制成`,
            `promised to be made by ${day(visit, order.promiseDay)}`,
          )}
      </p>
      {(timeline.waitingFor ?? timeline.next) && (
        <p>
          {visit.t('下一步：', 'Next: ')}
          {visit.say(timeline.waitingFor ?? timeline.next)}
        </p>
      )}
      <Acts>
        {order.state === 'draft' && order.kind !== 'assisted' && (
          <LinkButton to="/my/apply">{visit.t('去选择', 'Choose now')}</LinkButton>
        )}
        {order.state === 'draft' && order.kind === 'assisted' && (
          <LinkButton to={here}>{visit.t('看一遍并确认', 'Read and confirm')}</LinkButton>
        )}
        {order.state === 'returned' && (
          <LinkButton to={`${here}/correct`}>{visit.t('去补正', 'Put it right')}</LinkButton>
        )}
        {order.state !== 'draft' && (
          <LinkButton to={here} kind="second">
            {visit.t('看进度', 'See progress')}
          </LinkButton>
        )}
      </Acts>
    </Say>
  );
};

const Verdict = ({
  visit,
  may,
  has,
}: {
  visit: Visit;
  may: { may: boolean; waitFor: string | null; undecided: boolean };
  has: number | undefined;
}) => {
  const { t } = visit;
  if (has === 3)
    return (
      <Say tone="good" title={t('您已有第三代卡，不用换', 'You have the third generation; nothing to change')}>
        <p>{t('丢失、损坏或信息变更时再补换。', 'Replace it only when it is lost, damaged or your data change.')}</p>
      </Say>
    );
  return (
    <Say
      tone={may.may ? 'info' : 'wait'}
      title={
        may.may
          ? t('您可以换第三代卡了，不急', 'You may change now; there is no hurry')
          : t('现在不用换卡', 'No need to change now')
      }
    >
      <p>
        {may.may
          ? t('换卡自愿，不换也不影响待遇。', 'Changing is voluntary; your benefits stay either way.')
          : may.waitFor
            ? t(
                `您的批次 ${day(visit, may.waitFor)} 开放。在此之前旧卡照常使用。`,
                `Your batch opens ${day(visit, may.waitFor)}. Until then your card works as before.`,
              )
            : t('旧卡照常使用，待遇不受影响。', 'Your card works as before; your benefits stay.')}
      </p>
      <Acts>
        {may.may && <LinkButton to="/my/apply">{t('申领新卡', 'Order the new card')}</LinkButton>}
        <LinkButton to="/my/change" kind="second">
          {t('我要换卡吗？看理由', 'Do I need to? The reasons')}
        </LinkButton>
      </Acts>
    </Say>
  );
};

export const homePages: readonly Page[] = [home];
