// The table of news: which line of the journal makes which message, to whom, with which words. To tell people more, add a row.
import { dayOf } from '../../base/day.ts';
import { checklistFor } from '../cards/index.ts';
import { type StateReason, stateReasons } from '../orders/index.ts';
import { dayOfStart, monthOf } from './notice.ts';
import type { Locale } from './render-template.ts';
import type { Subject } from './subject.ts';
import type { TemplateCode } from './templates.ts';

/** Gives one variable of a template; undefined: nothing is known, and the message is refused for it. */
export type Word = (subject: Subject, locale: Locale) => string | undefined;

export interface NewsRow {
  /**
   * What the ids under `ids` in the facts of the line are; each leads to one holder. `holder` without ids: everybody the
   * line is about. `subscribers`: of the notice. `waiting`: for the opening of the batch.
   */
  readonly about: 'order' | 'card' | 'holder' | 'subscribers' | 'waiting';
  readonly ids: readonly string[];
  readonly template: TemplateCode;
  /** Asked when the message is composed, of what is true by then; false: there is nothing to say (any more). */
  readonly when?: (subject: Subject) => boolean;
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
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
const dayOfLine: Word = ({ line }) => dayOf(line.at);
const promiseDay: Word = ({ order }) => order?.promiseDay ?? undefined;
const stateReason: Word = ({ facts }, locale) => {
  const code = String(facts.reason);
  return Object.hasOwn(stateReasons, code) ? stateReasons[code as StateReason][locale] : undefined;
};
const outletName: Word = ({ outlet }) => outlet?.name;
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

const batchOf = ({ inForce, notice, facts }: Subject) => {
  const code = notice?.batch ?? facts.batch;
  return inForce?.pack.batches.find((batch) => batch.code === code);
};
const batchName: Word = (subject, locale) => {
  const batch = batchOf(subject);
  return batch && [subject.inForce!.pack.name[locale], batch.name[locale]].join(locale === 'en' ? ' ' : '');
};
/** As the bureau set it, or as the pack has it. */
const openingDay: Word = (subject) => {
  const batch = batchOf(subject);
  return batch && (subject.inForce!.openings[batch.code] ?? dayOfStart(batch.opens));
};
const openingMonth: Word = (subject) => monthOf(batchOf(subject)?.opens ?? '');

// Conditions.

const inState =
  (...states: string[]) =>
  ({ order }: Subject): boolean =>
    order !== undefined && states.includes(order.state);
const accepted = ({ order }: Subject): boolean =>
  order !== undefined && ['accepted', 'in-production'].includes(order.state) && order.promiseUnit !== 'instant';
const replacesOne = ({ oldCard }: Subject): boolean => oldCard !== undefined;
const isFirst = ({ oldCard }: Subject): boolean => oldCard === undefined;
const countStepsLeft = ({ card, oldCard }: Subject): number =>
  card ? checklistFor(card, oldCard).filter(({ done }) => !done).length : 0;
/** PCK-01: nobody is called before the card stands on the shelf, nor after it was taken. */
const onShelf = ({ onShelf: stands }: Subject): boolean => stands;
const daysBefore =
  (...days: number[]) =>
  ({ facts }: Subject): boolean =>
    days.includes(Number(facts.daysBefore));

// Rows that several lines share.

const orderAccepted: NewsRow = {
  about: 'order',
  ids: ['orderId', 'orderIds'],
  template: 'order-accepted',
  when: (subject) => accepted(subject) && subject.order?.promiseDay !== null,
  once: true,
  variables: { day: promiseDay },
};
const cardAtOutlet: NewsRow = {
  about: 'card',
  ids: ['cardId', 'cardIds'],
  template: 'card-at-outlet',
  when: onShelf,
  variables: { outlet: outletName, hotline },
};
const enabled: readonly NewsRow[] = [
  {
    about: 'card',
    ids: ['cardId', 'cardIds'],
    template: 'card-enabled',
    when: replacesOne,
    variables: { lastFour: cardEnd, oldLastFour: oldCardEnd },
  },
  {
    about: 'card',
    ids: ['cardId', 'cardIds'],
    template: 'first-card-enabled',
    when: isFirst,
    variables: { lastFour: cardEnd },
  },
  {
    about: 'card',
    ids: ['cardId', 'cardIds'],
    template: 'checklist',
    when: (subject) => countStepsLeft(subject) > 0,
    variables: { count: stepsLeft },
  },
];

/** Action or job → the messages its line makes. */
export const news: Readonly<Record<string, readonly NewsRow[]>> = {
  'orders.place-order': [orderAccepted],

  // The card and its two sides
  'cards.enable-card': enabled,
  'cards.bulk-enable': enabled,
  'cards.report-loss': [
    { about: 'card', ids: ['cardId'], template: 'loss-reported', variables: { lastFour: cardEnd, day: dayOfLine } },
  ],
  'cards.withdraw-loss': [
    { about: 'card', ids: ['cardId'], template: 'loss-withdrawn', variables: { lastFour: cardEnd } },
  ],

  // Notices and openings
  'notices.publish-notice': [
    {
      about: 'subscribers',
      ids: ['noticeId'],
      template: 'batch-opened',
      when: (subject) => openingDay(subject, 'zh') !== undefined,
      variables: { place: batchName, day: openingDay },
    },
    {
      about: 'subscribers',
      ids: ['noticeId'],
      template: 'batch-planned',
      when: (subject) => openingDay(subject, 'zh') === undefined && openingMonth(subject, 'zh') !== undefined,
      variables: { place: batchName, month: openingMonth },
    },
    {
      about: 'subscribers',
      ids: ['noticeId'],
      template: 'notice-published',
      when: (subject) => openingDay(subject, 'zh') === undefined && openingMonth(subject, 'zh') === undefined,
      variables: { place: regionName, title: noticeTitle },
    },
  ],
};
