// How an order is told to its person: the steps behind it, the next one, why it waits, and two clocks apart (TIM-09). Pure.
import { Instant, Maybe, OneOf, shape, Type } from '../../base/shape.ts';
import { type AccountRefusal, accountRefusals, accountRefusalTable } from '../banking/index.ts';
import { objections } from './judge-order.ts';
import { type Order, type OrderState, orderStates, type StateReason, stateReasons } from './order.ts';
import type { Step } from './store.ts';

const Words = shape({ zh: Type.String(), en: Type.String() });

export const TimelineShape = shape({
  steps: Type.Array(shape({ state: Type.String(), zh: Type.String(), en: Type.String(), at: Instant })),
  waitingFor: Maybe(Words),
  /** Why the bank opens no account, in a word of its table, and what the person can do about it. */
  accountRefused: Maybe(
    shape({
      reason: OneOf(accountRefusals),
      correct: Maybe(OneOf(['phone', 'document'])),
    }),
  ),
  next: Maybe(Words),
  /** Making has a promise; mail and delivery run on their own clock and are not promised. */
  making: shape({
    startedAt: Maybe(Instant),
    promiseDay: Maybe(Type.String()),
    unit: Maybe(Type.String()),
    doneAt: Maybe(Instant),
    overdueSince: Maybe(Type.String()),
  }),
  delivery: shape({ way: Maybe(Type.String()), startedAt: Maybe(Instant), arrivedAt: Maybe(Instant) }),
});

const nextWords: Partial<Record<OrderState, { zh: string; en: string }>> = {
  draft: { zh: '请选择银行和领卡方式并确认', en: 'choose bank and pick-up, then confirm' },
  submitted: { zh: '等待受理', en: 'it is looked at next' },
  checked: { zh: '等待受理', en: 'it is looked at next' },
  returned: { zh: '请补正后重新提交', en: 'put it right and send it again' },
  accepted: { zh: '等待制卡', en: 'the card is made next' },
  'in-production': { zh: '卡片制作中', en: 'the card is being made' },
  produced: { zh: '卡片即将送往领卡地点', en: 'the card goes to where you collect it' },
  'on-the-way': { zh: '卡片运送中', en: 'the card is on its way' },
  ready: { zh: '请携带有效证件领卡', en: 'collect the card with your document' },
  collected: { zh: '请启用新卡，旧卡在启用前照常使用', en: 'enable the new card; the old one works until then' },
  'lost-in-mail': {
    zh: '卡片邮寄丢失，将重新制作',
    en: 'the card was lost in the mail and is made again',
  },
  'mail-returned': { zh: '邮件被退回，卡片将送到网点保管', en: 'the mail came back; the card is kept at an outlet' },
};

/** The words of a reason code, whichever list it is from. */
export function reasonWords(code: string | null): { zh: string; en: string } | null {
  if (code === null) return null;
  const words =
    stateReasons[code as StateReason] ?? (objections as Record<string, { zh: string; en: string } | undefined>)[code];
  return words ? { zh: words.zh, en: words.en } : { zh: code, en: code };
}

/** The cards of orders that wait because the bank opened no account. */
export const refusedCards = (orders: readonly Order[]): string[] =>
  orders.flatMap(({ stateReason, cardId }) => (stateReason === 'account-refused' && cardId ? [cardId] : []));

function refusalWords(refusal: AccountRefusal): { zh: string; en: string } {
  const { zh, en, advice } = accountRefusalTable[refusal];
  const what = stateReasons['account-refused'];
  return { zh: `${what.zh}：${zh}。${advice.zh}`, en: `${what.en}: ${en}. ${advice.en}` };
}

/**
 * @param steps of this order, in order
 * @param refusal what the bank said about its card
 */
export function timelineOf(order: Order, steps: readonly Step[], refusal?: AccountRefusal) {
  const refused = order.stateReason === 'account-refused' ? (refusal ?? 'other') : null;
  const last = (...states: OrderState[]) =>
    steps.findLast(({ state }) => states.includes(state))?.at.toISOString() ?? null;
  const account =
    order.state === 'collected' && order.accountRule === 'required-with-order'
      ? {
          zh: '还须在银行开通专属金融账户，申领才办结',
          en: 'the financial account has to be opened before the order is done',
        }
      : null;
  return {
    steps: steps.map(({ state, at }) => ({ state, ...orderStates.words[state], at: at.toISOString() })),
    waitingFor: refused ? refusalWords(refused) : (reasonWords(order.stateReason) ?? account),
    accountRefused: refused && { reason: refused, correct: accountRefusalTable[refused].correct },
    next: nextWords[order.state] ?? null,
    making: {
      startedAt: last('accepted'),
      promiseDay: order.promiseDay,
      unit: order.promiseUnit,
      doneAt: order.producedAt?.toISOString() ?? null,
      overdueSince: order.overdueSince,
    },
    delivery: {
      way: order.pickUp,
      startedAt: last('on-the-way'),
      arrivedAt: last('ready', 'collected'),
    },
  };
}
