// The table of news: which line of the journal makes which message, to whom, with which words. To tell people more, add a row.
import { ageOn, dayOf } from '../../base/day.ts';
import { accountRefusalTable } from '../banking/index.ts';
import { checklistFor } from '../cards/index.ts';
import { adultAge } from '../holders/index.ts';
import { type StateReason, stateReasons } from '../orders/index.ts';
import { ruleFor } from '../policy/index.ts';
import { dayOfStart, monthOf } from './notice.ts';
import type { Locale } from './render-template.ts';
import type { Subject } from './subject.ts';
import type { TemplateCode } from './templates.ts';

/** Gives one variable of a template; undefined: nothing is known, and the message is refused for it. */
type Word = (subject: Subject, locale: Locale) => string | undefined;
type Condition = (subject: Subject) => boolean;

export interface NewsRow {
  /**
   * What the ids are; each leads to one holder. `guardian`: of the ward the line names, who has an order under way.
   * `holder`: the people themselves. Lines without such ids concern `subscribers` of the notice, those `waiting` for the opening of the batch, those `told`
   * at that instant that their turn has come, or who is `asking`.
   */
  readonly about: 'order' | 'card' | 'guardian' | 'holder' | 'subscribers' | 'waiting' | 'told' | 'asking';
  /** The names under which the facts of the line hold the ids, one or many. */
  readonly ids: readonly string[];
  readonly template: TemplateCode;
  /** Asked when the message is composed, of what is true by then; false: there is nothing to say (any more). */
  readonly when?: Condition;
  /** Several lines may lead to it: said once about one order, card or notice. */
  readonly once?: true;
  /** The variables besides the name. */
  readonly variables: Readonly<Record<string, Word>>;
}

// Words.

const fact =
  (name: string): Word =>
  ({ facts }) => {
    const value = facts[name];
    return typeof value === 'string' ? value : undefined;
  };
const dayOfLine: Word = ({ line }) => dayOf(line.at);
const promiseDay: Word = ({ order }) => order?.promiseDay ?? undefined;
const returnReason: Word = ({ facts }, locale) => {
  const code = String(facts.reason);
  return Object.hasOwn(stateReasons, code) ? stateReasons[code as StateReason][locale] : undefined;
};
const visitFailures: Readonly<Record<string, Readonly<Record<Locale, string>>>> = {
  'nobody-home': { zh: '到访时家中无人', en: 'nobody was at home' },
  refused: { zh: '到访时未能办理', en: 'the visit was declined' },
  'wrong-address': { zh: '登记的地址有误', en: 'the address on record is wrong' },
  'holder-unwell': { zh: '本人身体不适', en: 'the person was unwell' },
};
const visitFailure: Word = ({ facts }, locale) => {
  const code = String(facts.failure);
  return Object.hasOwn(visitFailures, code) ? visitFailures[code]![locale] : undefined;
};
const outletName: Word = ({ outlet }) => outlet?.name;
const bankName: Word = ({ bank }) => bank?.name;
const unitName: Word = ({ organiser }) => organiser?.name;
const tracking: Word = ({ parcel }) => parcel?.trackingNumber;
const cardEnd: Word = ({ card }) => card?.cardNumber.slice(-4);
const oldCardEnd: Word = ({ oldCard }) => oldCard?.cardNumber.slice(-4);
const collectBy: Word = ({ card }) => card?.collectBy ?? undefined;
const stepsLeft: Word = (subject) => String(countStepsLeft(subject));
const regionName: Word = ({ inForce }, locale) => inForce?.pack.name[locale];
const noticeTitle: Word = ({ notice }) => notice?.title;

/** The bank's own hotline when it is one that everybody knows as such, else the general one. */
export const hotlineOf = ({ bank }: Pick<Subject, 'bank'>): string =>
  bank?.phone && /^9[56]\d{3}$/.test(bank.phone) ? bank.phone : '12333';
const hotline: Word = hotlineOf;

const batchOf = ({ inForce, opening }: Subject) => inForce?.pack.batches.find((batch) => batch.code === opening?.batch);
const batchName: Word = (subject, locale) => {
  const batch = batchOf(subject);
  return batch && [subject.inForce!.pack.name[locale], batch.name[locale]].join(locale === 'en' ? ' ' : '');
};
/** As the bureau set it, or as the pack has it. */
const openingDay = (subject: Subject) => {
  const batch = batchOf(subject);
  return batch && (subject.inForce!.openings[batch.code] ?? dayOfStart(batch.opens));
};
const openingMonth = (subject: Subject) => monthOf(batchOf(subject)?.opens ?? '');

// Conditions.

const inState =
  (...states: string[]): Condition =>
  ({ order }) =>
    order !== undefined && states.includes(order.state);
/** Made on the spot, a card needs no promise. */
const promised: Condition = ({ order }) =>
  order !== undefined &&
  ['accepted', 'in-production'].includes(order.state) &&
  order.promiseDay !== null &&
  order.pickUp !== 'counter';
/** Whether the region says sorry is its own decision (open question 13). */
const overdue: Condition = ({ order, today, inForce }) => {
  if (order === undefined || !['accepted', 'in-production'].includes(order.state)) return false;
  const remedy = inForce && ruleFor(inForce.pack, 'overdueRemedy', { day: today }).value;
  return (order.promiseDay ?? today) < today && Array.isArray(remedy) && remedy.includes('apology');
};
const countStepsLeft = ({ card, oldCard }: Subject): number =>
  card ? checklistFor(card, oldCard).filter(({ done }) => !done).length : 0;
const isEnabled: Condition = ({ card }) => card !== undefined && card.enabledAt !== null;
const isReplacement: Condition = ({ order }) => order?.kind === 'replacement';
/** PCK-01: nobody is called before the card stands on the shelf, nor after it was taken. */
const onShelf: Condition = (subject) => subject.onShelf;
const stillWaits: Condition = ({ card }) => card?.socialState === 'made';
/** Ordered for a child who has come of age since; in between the guardian was the one to ask (open question 5). */
const cameOfAge: Condition = ({ order, person, today, inForce }) =>
  order !== undefined &&
  ageOn(person.born, order.placedOn) < adultAge &&
  ageOn(person.born, today) >= adultAge &&
  inForce !== undefined &&
  ruleFor(inForce.pack, 'reconfirmAt', { day: today }).value === 'hand-over';

// Rows that several lines share.

const ofOrder = { about: 'order', ids: ['orderId', 'orderIds'] } as const;
const ofCard = { about: 'card', ids: ['cardId', 'cardIds'] } as const;

const orderAccepted: NewsRow = {
  ...ofOrder,
  template: 'order-accepted',
  when: promised,
  once: true,
  variables: { day: promiseDay },
};
/** A card that is made again where the region asks for its fee (open question 7). */
const feeDueAgain: NewsRow = {
  ...ofOrder,
  template: 'fee-due-again',
  when: ({ facts }) => typeof facts.feeDueFen === 'string',
  variables: { hotline },
};
const orderRejected: NewsRow = {
  about: 'order',
  ids: ['orderId', 'rejectedIds'],
  template: 'order-rejected',
  when: inState('rejected'),
  once: true,
  variables: {},
};
/** However large the roster: its first piece is taken by the clerk's action, the rest by the job. */
const inviteToChoose: NewsRow = {
  ...ofOrder,
  template: 'choose-bank',
  when: inState('draft'),
  once: true,
  variables: {},
};
const remindToChoose: NewsRow = {
  ...ofOrder,
  template: 'choose-bank-reminder',
  when: inState('draft'),
  variables: {},
};
const enabled: readonly NewsRow[] = [
  {
    ...ofCard,
    template: 'card-enabled',
    when: (subject) => isEnabled(subject) && subject.oldCard !== undefined && !isReplacement(subject),
    once: true,
    variables: { lastFour: cardEnd, oldLastFour: oldCardEnd },
  },
  {
    ...ofCard,
    template: 'replacement-done',
    when: (subject) => isEnabled(subject) && subject.oldCard !== undefined && isReplacement(subject),
    once: true,
    variables: { lastFour: cardEnd },
  },
  {
    ...ofCard,
    template: 'first-card-enabled',
    when: (subject) => isEnabled(subject) && subject.oldCard === undefined,
    once: true,
    variables: { lastFour: cardEnd },
  },
  {
    ...ofCard,
    template: 'checklist',
    when: (subject) => isEnabled(subject) && countStepsLeft(subject) > 0,
    once: true,
    variables: { count: stepsLeft },
  },
];
const uncollected = (fact: string, template: TemplateCode): NewsRow => ({
  about: 'card',
  ids: [fact],
  template,
  when: stillWaits,
  variables: { outlet: outletName, day: collectBy, hotline },
});

const ofHolders = (fact: string, template: TemplateCode, when?: Condition): NewsRow => ({
  about: 'holder',
  ids: [fact],
  template,
  ...(when ? { when } : {}),
  variables: {},
});
const atStep =
  (...steps: string[]): Condition =>
  ({ facts }) =>
    steps.includes(String(facts.step));

/** Action or job → the messages its line makes. */
export const news: Readonly<Record<string, readonly NewsRow[]>> = {
  // Benefits
  'benefits.tell-held': [
    ofHolders('heldForAccount', 'benefit-held-account'),
    ofHolders('heldForCertification', 'benefit-held-certification'),
  ],
  'benefits.take-answer': [ofHolders('failedHolders', 'benefit-returned')],
  'benefits.take-statement': [ofHolders('failedHolders', 'benefit-returned')],
  'benefits.watch-certification': [
    ofHolders('toldHolders', 'certification-due', atStep('first-notice', 'second-notice', 'final-notice')),
    ofHolders('toldHolders', 'benefit-held-certification', atStep('suspended')),
  ],
  // Ordering
  'orders.commit-roster': [inviteToChoose],
  'orders.import-roster': [inviteToChoose],
  'orders.remind-undecided': [remindToChoose],
  'orders.remind': [remindToChoose],
  'orders.submit-group': [orderAccepted, { ...orderRejected, ids: ['rejectedIds'] }],
  'orders.place-order': [orderAccepted],
  'orders.place-at-counter': [orderAccepted],
  'orders.replace-card': [orderAccepted],
  'orders.correct-order': [orderAccepted],
  'orders.confirm-assisted-order': [orderAccepted],
  'orders.finish-visit': [orderAccepted],
  'orders.decide-exception': [orderAccepted, orderRejected],
  'orders.assist-order': [
    { ...ofOrder, template: 'confirm-assisted', when: inState('draft'), once: true, variables: {} },
  ],
  'orders.return-for-correction': [
    { ...ofOrder, template: 'order-returned', when: inState('returned'), variables: { reason: returnReason } },
  ],
  'orders.give-back-orders': [
    { ...ofOrder, template: 'order-returned', when: inState('returned'), variables: { reason: returnReason } },
  ],
  'orders.withdraw-order': [
    { ...ofOrder, template: 'order-withdrawn', when: inState('withdrawn'), once: true, variables: {} },
  ],
  'orders.schedule-visit': [
    {
      ...ofOrder,
      template: 'home-visit-scheduled',
      when: inState('submitted'),
      variables: { day: fact('day'), part: fact('partOfDay') },
    },
  ],
  'orders.fail-visit': [
    {
      ...ofOrder,
      template: 'home-visit-failed',
      when: inState('submitted'),
      variables: { day: dayOfLine, reason: visitFailure },
    },
  ],
  'orders.watch-promises': [
    { ...ofOrder, template: 'promise-missed', when: overdue, once: true, variables: { day: promiseDay } },
  ],

  'production.take-out-refused': [
    {
      ...ofOrder,
      template: 'account-refused',
      when: inState('returned'),
      variables: {
        bank: bankName,
        reason: ({ accountRefusal }, locale) => accountRefusalTable[accountRefusal ?? 'other'][locale],
      },
    },
  ],

  // The finished card on its way; the bank is the sender of record (PCK-05)
  'production.receive-cards': [
    { ...ofCard, template: 'card-at-outlet', when: onShelf, variables: { outlet: outletName, hotline } },
    {
      ...ofCard,
      template: 'reconfirm-at-18',
      when: (subject) => onShelf(subject) && cameOfAge(subject),
      once: true,
      variables: { outlet: outletName },
    },
  ],
  'production.post-cards': [
    {
      ...ofCard,
      template: 'card-mailed',
      when: ({ parcel }) => parcel?.state === 'posted',
      variables: { tracking, hotline },
    },
  ],
  'production.report-return': [
    { ...ofCard, template: 'mail-came-back', when: inState('mail-returned'), variables: { hotline } },
    { ...ofOrder, template: 'mail-made-again', when: inState('accepted'), variables: { hotline } },
    feeDueAgain,
  ],
  'production.report-lost': [{ ...ofOrder, template: 'mail-lost', variables: { hotline } }, feeDueAgain],
  'production.report-damaged': [feeDueAgain],
  'production.plan-visit': [
    {
      ...ofOrder,
      template: 'delivery-visit',
      when: inState('on-the-way'),
      variables: { day: fact('day'), place: unitName, hotline },
    },
  ],
  'production.put-to-sleep': [
    uncollected('remind60', 'uncollected-first'),
    uncollected('remind30', 'uncollected-second'),
    uncollected('remind7', 'uncollected-third'),
  ],
  'production.cancel-sleeping-cards': [{ ...ofCard, template: 'uncollected-cancelled', once: true, variables: {} }],

  // The card and its two sides
  'production.hand-over-card': enabled,
  'production.hand-over-at-visit': enabled,
  'production.finish-making': enabled,
  'cards.enable-card': enabled,
  'cards.bulk-enable': enabled,
  'cards.report-loss': [{ ...ofCard, template: 'loss-reported', variables: { lastFour: cardEnd, day: dayOfLine } }],
  'cards.withdraw-loss': [{ ...ofCard, template: 'loss-withdrawn', variables: { lastFour: cardEnd } }],
  'holders.end-guardianship': [{ about: 'guardian', ids: ['guardianId'], template: 'guardian-changed', variables: {} }],

  // Openings and notices
  'orders.subscribe-opening': [
    {
      about: 'asking',
      ids: [],
      template: 'batch-planned',
      when: (subject) => openingDay(subject) === undefined && openingMonth(subject) !== undefined,
      variables: { place: batchName, month: openingMonth },
    },
  ],
  'policy.set-batch-opening': [
    {
      about: 'waiting',
      ids: [],
      template: 'batch-opened',
      // On the day itself they are told as those whose turn has come.
      when: (subject) => (openingDay(subject) ?? '') > subject.today,
      variables: { place: batchName, day: openingDay },
    },
  ],
  'orders.tell-openings': [
    {
      about: 'told',
      ids: [],
      template: 'batch-opened',
      variables: {
        place: (subject, locale) => batchName(subject, locale) ?? regionName(subject, locale),
        day: (subject) => openingDay(subject) ?? dayOfLine(subject, 'zh'),
      },
    },
  ],
  'notices.publish-notice': [
    {
      about: 'subscribers',
      ids: ['noticeId'],
      template: 'batch-opened',
      when: (subject) => openingDay(subject) !== undefined,
      variables: { place: batchName, day: openingDay },
    },
    {
      about: 'subscribers',
      ids: ['noticeId'],
      template: 'batch-planned',
      when: (subject) => openingDay(subject) === undefined && openingMonth(subject) !== undefined,
      variables: { place: batchName, month: openingMonth },
    },
    {
      about: 'subscribers',
      ids: ['noticeId'],
      template: 'notice-published',
      when: (subject) => openingDay(subject) === undefined && openingMonth(subject) === undefined,
      variables: { place: regionName, title: noticeTitle },
    },
  ],
};
