// What policy says to one wish for a card: everything an order stores when it is accepted, or why it cannot be. Pure.
import type { Day } from '../../base/day.ts';
import {
  banksFor,
  type ChannelCode,
  channelKinds,
  type FeeReason,
  feeFor,
  financialAccountRule,
  generationFor,
  groupOf,
  mayApply,
  mayHold,
  type Openings,
  type Organiser,
  type OutletKind,
  type Pack,
  type PersonFacts,
  type PickUpWay,
  pickUpWaysFor,
  promiseFor,
  purposeOf,
  type Question,
  type Reason,
  reapplyFeeFor,
  replacementRule,
  ruleFor,
} from '../policy/index.ts';
import type { Order, OrderKind, PickUp } from './order.ts';

/** The rules in force, as `packInForce` gives them. */
export interface Rules {
  readonly pack: Pack;
  readonly version: number;
  readonly openings: Openings;
}

/** What somebody wishes. `person` carries the card in hand. */
export interface Wish {
  readonly day: Day;
  readonly kind: OrderKind;
  readonly person: PersonFacts;
  readonly channel: ChannelCode;
  /** Who organises: given for an order in his group. Whoever orders alone leaves it out. */
  readonly organiser?: Organiser | undefined;
  /** The kind of the counter where the order is placed. */
  readonly outlet?: OutletKind | undefined;
  readonly bank: string | null;
  readonly pickUp: PickUp;
  /** Why the card in hand is replaced; left out for a first card or an exchange. */
  readonly replace?: Replacement | undefined;
  /** The last card was cancelled because nobody collected it (open question 8). */
  readonly afterSleep?: boolean | undefined;
  /** Where the promise counts from when not from `day`: a corrected order starts anew. */
  readonly promiseFrom?: Day | undefined;
}

export const replacements = ['loss', 'damage', 'bank-change', 'name-change', 'id-change', 'wear'] as const;
export type Replacement = (typeof replacements)[number];

export const objections = {
  'not-now': {
    zh: '现在不能办理',
    en: 'this cannot be ordered now',
    remedy: {
      zh: '旧卡照常使用；请按所列原因处理，或等待开放。',
      en: 'The old card stays good; see the grounds, or wait for the opening.',
    },
  },
  undecided: {
    zh: '规则尚未确定，须由主管部门决定',
    en: 'the rule is not decided yet; the bureau has to',
    remedy: { zh: '请向当地人社部门咨询；旧卡照常使用。', en: 'Ask the local bureau; the old card stays good.' },
  },
  'ask-organiser': {
    zh: '由单位或学校统一组织，请在其集体申领中选择',
    en: 'the unit or school orders for its people; choose within its group order',
    remedy: {
      zh: '请联系单位或学校经办人；本人不必办理时旧卡照常使用。',
      en: 'Ask the clerk of the unit or school; nobody has to change, the old card stays good.',
    },
  },
  'has-new-card': {
    zh: '已持有第三代卡',
    en: 'already holds a third-generation card',
    remedy: { zh: '卡丢失、损坏或信息变更的，请办理补换。', en: 'If it is lost, damaged or outdated, replace it.' },
  },
  'card-elsewhere': {
    zh: '已持有其他地区发行的社保卡，本地不另发',
    en: 'holds a good card of another region; none is issued here beside it',
    remedy: {
      zh: '原卡全国通用，请继续使用；丢失、损坏的请向原发卡地区补换。',
      en: 'That card is good everywhere: go on with it; lost or damaged, it is replaced where it was issued.',
    },
  },
  'nothing-to-replace': {
    zh: '名下没有可补换的卡',
    en: 'there is no card to replace',
    remedy: { zh: '请改为首次申领。', en: 'Order a first card instead.' },
  },
  'bank-not-offered': {
    zh: '所选银行不在可选范围内',
    en: 'the bank chosen is not among those offered',
    remedy: { zh: '请在所列银行中选择。', en: 'Choose one of the banks listed.' },
  },
  'pick-up-not-offered': {
    zh: '所选领卡方式不在可选范围内',
    en: 'the way of collecting is not among those offered',
    remedy: { zh: '请在所列方式中选择。', en: 'Choose one of the ways listed.' },
  },
} as const;
export type Objection = keyof typeof objections;

/** What an accepted order stores. Plain and without personal data. */
export interface Judgement {
  readonly ok: true;
  readonly generation: 1 | 2 | 3;
  readonly reason: FeeReason;
  readonly groupCode: string | null;
  readonly batchCode: string | null;
  readonly promiseDay: Day | null;
  readonly promiseUnit: Order['promiseUnit'];
  readonly feeFen: bigint | null;
  readonly accountRule: Order['accountRule'];
  /** The electronic card is issued together with the order (APP-11). */
  readonly withEcard: boolean;
  /** A clerk has to look at the case first. */
  readonly review: boolean;
  /** The card is collected at the outlet that the batch names (PCK-07). */
  readonly atDesignatedOutlet: boolean;
  readonly decision: StoredDecision;
}

export interface Refused {
  readonly ok: false;
  readonly objection: Objection;
  readonly grounds: readonly Reason[];
  /** What may be chosen instead: codes of banks or ways. */
  readonly offered: readonly string[];
  readonly waitFor: string | null;
}

export interface StoredDecision {
  readonly region: string;
  readonly version: number;
  readonly day: Day;
  readonly generation: 1 | 2 | 3;
  readonly bankChoice: string | null;
  readonly promise: {
    readonly unit: string;
    readonly count: number;
    readonly mailExcluded: boolean | 'unknown';
  } | null;
  readonly eCard: string;
  readonly grounds: readonly { readonly code: string; readonly cite: readonly string[] }[];
}

/** Judges a wish under the rules of a day. Never throws. */
export function judgeOrder(rules: Rules, wish: Wish): Judgement | Refused {
  const { pack, openings } = rules;
  const { day, person, channel, outlet, replace } = wish;
  const card = person.currentCard;
  if (replace && !card) return refused('nothing-to-replace');
  if (!replace && card?.generation === 3) return refused('has-new-card');
  if (card && !pack.here.includes(card.region)) {
    const elsewhere = ruleFor(pack, 'twoRegions', { day });
    if (elsewhere.value === 'keep-other') return refused('card-elsewhere', elsewhere.reasons);
  }
  const question: Question = {
    day,
    person,
    organiser: wish.organiser,
    openings,
    channel,
    outlet,
    bank: wish.bank ?? undefined,
    orderKind: wish.organiser ? 'batch-proxy' : 'single',
    ...(replace ? { purpose: 'replace', reason: replace } : {}),
  };
  const issue = generationFor(pack, question);
  const entitled = issue.value === 'old-way' ? oldWay(pack, question) : thirdGeneration(pack, question, wish);
  if (!entitled.ok) return entitled;
  if (issue.value === 'unknown') return refused('undecided', issue.reasons);
  if (issue.value === 'wait') return refused('not-now', issue.reasons);
  const generation = issue.value === 'G3' ? 3 : oldGeneration(card?.generation);

  const ways = pickUpAnswer(pack, question, wish, generation);
  if (!ways.ok) return ways;

  const reason: FeeReason = replace ?? (purposeOf(question) === 'first' ? 'first' : 'upgrade');
  const fee = wish.afterSleep && !replace ? reapplyFeeFor(pack, { reason, day }) : feeFor(pack, { reason, day });
  const promise = promiseFor(pack, { channel, outlet, appliedDay: wish.promiseFrom ?? day, openings });
  // The spot promise is made to a person at the counter; of a batch by proxy nobody has said when it is done (SLP-01).
  const promised =
    promise.value === 'unknown' || (wish.organiser && promise.value.unit === 'instant') ? null : promise.value;
  const account = financialAccountRule(pack, { day });
  const eCard = ruleFor(pack, 'eCard', { day });
  const member = groupOf(pack, person, day).value;
  return {
    ok: true,
    generation,
    reason,
    groupCode: member === 'unknown' ? null : member.group === 'individual' ? member.subGroup : member.group,
    batchCode: entitled.batch,
    promiseDay: promised?.due ?? null,
    promiseUnit: promised?.unit ?? null,
    feeFen: fee.value === 'unknown' ? null : fee.value.chargeableFen,
    accountRule: account.value === 'unknown' ? null : account.value,
    withEcard: eCard.value === 'with-order',
    review: entitled.review,
    atDesignatedOutlet: ways.designated,
    decision: {
      region: pack.region,
      version: rules.version,
      day,
      generation,
      bankChoice: entitled.bankChoice,
      promise: promised && { unit: promised.unit, count: promised.count, mailExcluded: promised.mailExcluded },
      eCard: eCard.value,
      grounds: storedGrounds([
        ...entitled.reasons,
        ...issue.reasons,
        ...ways.reasons,
        ...fee.reasons,
        ...promise.reasons,
        ...account.reasons,
      ]),
    },
  };
}

/**
 * Judges many wishes of one roster: people who are alike to policy are judged once. Birth dates and first days of insurance
 * count only through the group and through being insured on the day, so those stand in for them.
 */
export function judgeAlike(rules: Rules): (wish: Wish) => Judgement | Refused {
  const judged = new Map<string, Judgement | Refused>();
  return (wish) => {
    const { born: _, insurances, ...facts } = wish.person;
    const key = JSON.stringify([
      facts,
      groupOf(rules.pack, wish.person, wish.day).value,
      insurances
        .filter(({ since, until }) => since <= wish.day && (until === undefined || wish.day <= until))
        .map(({ region, district, kind, organiserId }) => [region, district, kind, organiserId]),
      [
        wish.day,
        wish.kind,
        wish.channel,
        wish.organiser,
        wish.outlet,
        wish.bank,
        wish.pickUp,
        wish.replace,
        wish.afterSleep,
      ],
    ]);
    const before = judged.get(key) ?? judgeOrder(rules, wish);
    judged.set(key, before);
    return before;
  };
}

interface Entitled {
  readonly ok: true;
  readonly batch: string | null;
  readonly review: boolean;
  readonly bankChoice: string | null;
  readonly reasons: readonly Reason[];
}

/** Cards of the older generations go on as before the campaign: no batch, no organiser, no list of channels (ELG-07, RPL-02). */
function oldWay(pack: Pack, question: Question): Entitled | Refused {
  const hold = mayHold(pack, question);
  if (hold.value === 'unknown') return refused('undecided', hold.reasons);
  if (!hold.value) return refused('not-now', hold.reasons);
  return { ok: true, batch: null, review: false, bankChoice: null, reasons: hold.reasons };
}

function thirdGeneration(pack: Pack, question: Question, wish: Wish): Entitled | Refused {
  const answer = mayApply(pack, question);
  const banks = banksFor(pack, question);
  if (answer.value === 'unknown') return refused('undecided', standing(answer.reasons));
  const codes = new Set(answer.reasons.map(({ code }) => code));
  const organised = codes.has('unit-organises') || codes.has('school-organises');
  if (organised && !wish.organiser) {
    return refused(
      'ask-organiser',
      answer.reasons.filter(({ code }) => code.endsWith('-organises')),
    );
  }
  if (!answer.value.may) {
    const onlyBank =
      codes.has('bank-not-offered') && standing(answer.reasons).every(({ code }) => bankFaults.has(code));
    const offered = banks.value === 'unknown' ? [] : banks.value.banks;
    return refused(onlyBank ? 'bank-not-offered' : 'not-now', standing(answer.reasons), {
      ...(onlyBank ? { offered } : {}),
      waitFor: answer.value.waitFor,
    });
  }
  // Who is not told which banks there are cannot be held to one; a replacement keeps its own rule on the bank.
  if (wish.bank === null && question.purpose !== 'replace') {
    return refused('bank-not-offered', banks.reasons, { offered: banks.value === 'unknown' ? [] : banks.value.banks });
  }
  return {
    ok: true,
    batch: answer.value.batch,
    review: answer.value.review,
    bankChoice: banks.value === 'unknown' ? null : banks.value.kind,
    reasons: answer.reasons,
  };
}

const bankFaults = new Set<string>(['bank-not-offered', 'bank-pension-missing', 'bank-no-partner']);

/** Reasons that stand in the way; the others only explain. */
const obstacles = new Set<string>([
  ...bankFaults,
  'source-silent',
  'calendar-gap',
  'not-eligible',
  'region-not-started',
  'start-unknown',
  'batch-not-open',
  'batch-day-not-set',
  'batch-closed',
  'no-batch',
  'organiser-not-started',
  'organiser-banks',
  'channel-closed',
  'channel-bank-later',
  'generation-wait',
  'issuing-bank-only',
]);

function standing(reasons: readonly Reason[]): readonly Reason[] {
  const those = reasons.filter(({ code }) => obstacles.has(code));
  return those.length > 0 ? those : reasons;
}

/** Which of the policy's words fit each of ours. */
const wayOf: Record<PickUp, readonly PickUpWay[]> = {
  outlet: ['bank-outlet', 'designated-outlet'],
  mail: ['mail'],
  'unit-delivery': ['unit-delivery'],
  counter: ['on-the-spot'],
  visit: [],
};

interface Ways {
  readonly ok: true;
  readonly designated: boolean;
  readonly reasons: readonly Reason[];
}

function pickUpAnswer(pack: Pack, question: Question, wish: Wish, generation: number): Ways | Refused {
  const { pickUp } = wish;
  const fits =
    (pickUp !== 'unit-delivery' || wish.organiser !== undefined) &&
    (pickUp !== 'counter' || channelKinds[wish.channel] === 'counter') &&
    (pickUp === 'visit') === (wish.kind === 'visit');
  if (!fits) return refused('pick-up-not-offered');
  // A visit brings the card by itself; older cards go the way they always went.
  if (pickUp === 'visit' || generation < 3) return { ok: true, designated: false, reasons: [] };
  const spot = wish.replace && replacementRule(pack, question);
  if (spot && spot.value !== 'unknown' && spot.value.spot === true && pickUp === 'counter')
    return { ok: true, designated: false, reasons: spot.reasons };
  const ways = pickUpWaysFor(pack, question);
  // Where nobody has said, the wish of the person stands, and the stored grounds say so.
  if (ways.value === 'unknown') return { ok: true, designated: false, reasons: ways.reasons };
  const way = ways.value.find((one) => wayOf[pickUp].includes(one));
  if (!way) return refused('pick-up-not-offered', ways.reasons, { offered: ways.value });
  return { ok: true, designated: way === 'designated-outlet', reasons: ways.reasons };
}

/** A card of an older generation is followed by one of the same; a first one is of the second. */
const oldGeneration = (held: 1 | 2 | 3 | undefined): 1 | 2 => (held === 1 ? 1 : 2);

function storedGrounds(reasons: readonly Reason[]): StoredDecision['grounds'] {
  const seen = new Set<string>();
  return reasons.flatMap(({ code, citations }) => {
    if (seen.has(code)) return [];
    seen.add(code);
    return [{ code, cite: citations.map(({ document, clause }) => `${document} ${clause}`) }];
  });
}

function refused(
  objection: Objection,
  grounds: readonly Reason[] = [],
  { offered = [], waitFor = null }: { offered?: readonly string[]; waitFor?: string | null } = {},
): Refused {
  return { ok: false, objection, grounds, offered, waitFor };
}
