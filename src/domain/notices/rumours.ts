// The rumour desk: known claims about the card, each judged by the policy in force and never by heart (SEC-06).

/** What the policy says for one rule on one day, with the notice and clause it comes from. */
export interface RuleAnswer {
  value: string;
  citation: string;
}

/** Handed in by the caller; asks the policy of the person's region. `day` is 'YYYY-MM-DD', Asia/Shanghai. */
export type RuleLookup = (ruleRef: string, day: string) => RuleAnswer | 'unknown';

export interface Rumour {
  code: string;
  zh: { claim: string; truth: string };
  en: { claim: string; truth: string };
  /** Rules of the policy module that disprove the claim, each with the values that do; all of them must. */
  disprovedBy: readonly { ruleRef: string; values: readonly string[] }[];
  /** Groups of words; a text matches when every group has a word in it. */
  words: readonly (readonly string[])[];
}

const card = ['卡', '社保', '医保', '三代', '二代', '一代', 'g3', 'g2', 'g1', 'card'];
const newCard = [
  '三代',
  '新卡',
  '新社保卡',
  '换卡',
  '换社保卡',
  'g3',
  'new card',
  'third-generation',
  'third generation',
];
const unchanged = [
  '不换',
  '没换',
  '未换',
  '不更换',
  '未更换',
  '没有三代',
  '没有g3',
  '没有新卡',
  '不办',
  '没办',
  'without',
  'unless',
  'no g3',
  'do not change',
  "don't change",
];

export const rumours: readonly Rumour[] = [
  {
    code: 'must-change-or-lose-benefits',
    zh: {
      claim: '2025年起部分人员必须更换第三代社保卡，否则影响医保和养老金。',
      truth: '换发实行自愿，没有必须更换的期限；不换卡不影响医保和养老金。',
    },
    en: {
      claim: 'From 2025 some people must change to the third-generation card or lose medical cover and pension.',
      truth: 'Changing is voluntary and has no deadline; medical cover and pension do not depend on it.',
    },
    disprovedBy: [
      { ruleRef: 'duty', values: ['voluntary'] },
      { ruleRef: 'oldCard.diesWhen', values: ['new-card-enabled'] },
    ],
    words: [
      card,
      ['必须', '强制', '一定要', '非换不可', '都要换', '不换', '未换', 'must', 'have to', 'forced'],
      ['养老金', '退休金', '待遇', '医保', '看病', 'pension', 'medical', 'benefit'],
    ],
  },
  {
    code: 'old-cards-stop',
    zh: {
      claim: '第一、二代社保卡即将停用。',
      truth: '旧卡不会停用，到本人启用新卡时才失效；停止的只是发放旧卡，不是使用旧卡。',
    },
    en: {
      claim: 'First- and second-generation cards are about to stop working.',
      truth: 'Old cards keep working until the holder enables a new one; what ends is issuing them, not using them.',
    },
    disprovedBy: [{ ruleRef: 'oldCard.diesWhen', values: ['new-card-enabled'] }],
    words: [
      [
        '一代',
        '二代',
        '一二代',
        '一、二代',
        '旧卡',
        '老卡',
        '旧社保卡',
        '老社保卡',
        '原社保卡',
        'g1',
        'g2',
        'old card',
        'first',
        'second',
      ],
      [
        '停用',
        '作废',
        '失效',
        '不能用',
        '用不了',
        '停止使用',
        '不能再用',
        '没用',
        '过期',
        'stop',
        'invalid',
        'expire',
        'no longer work',
      ],
    ],
  },
  {
    code: 'no-new-card-no-medical',
    zh: {
      claim: '不换第三代社保卡就没法刷医保结算。',
      truth: '未换发或未启用新卡的，原卡照常看病、购药和结算。',
    },
    en: {
      claim: 'Without a third-generation card medical costs cannot be settled.',
      truth:
        'Whoever has not changed, or has not enabled the new card, keeps using the old one at hospitals and pharmacies.',
    },
    disprovedBy: [{ ruleRef: 'oldCard.diesWhen', values: ['new-card-enabled'] }],
    words: [
      [...unchanged, '只有三代', '只认三代'],
      [...newCard, ...card],
      ['刷医保', '医保结算', '看病', '报销', '就医', '买药', '购药', '住院', 'medical', 'hospital', 'settle', 'doctor'],
    ],
  },
  {
    code: 'allowance-stops',
    zh: {
      claim: '不换第三代社保卡，老年人补贴停发。',
      truth: '补贴发放不以换卡为条件；没有换卡的义务，原卡继续有效。',
    },
    en: {
      claim: 'Allowances for the elderly stop for those without a third-generation card.',
      truth: 'Allowances do not depend on changing the card; there is no duty to change and the old card stays valid.',
    },
    disprovedBy: [
      { ruleRef: 'duty', values: ['voluntary'] },
      { ruleRef: 'oldCard.diesWhen', values: ['new-card-enabled'] },
    ],
    words: [
      ['补贴', '津贴', '老年补助', '高龄补助', '尊老金', '敬老', 'allowance', 'subsidy'],
      ['停发', '不发', '取消', '停了', '没有了', '领不到', '不能领', 'stop', 'cancel', 'lose'],
    ],
  },
];

/** One known rumour that a text resembles; `because` are the words that made the match, so that a clerk can see why. */
export interface RumourMatch {
  rumour: Rumour;
  because: string[];
  /** 0 to 1: how much of the shorter text's letter pairs both share; orders the answers. */
  likeness: number;
}

const textLimit = 2_000;
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}' -]/gu, '');

function likeness(a: string, b: string): number {
  const pairs = (text: string) =>
    new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2)));
  const [left, right] = [pairs(a), pairs(b)];
  const smaller = Math.min(left.size, right.size);
  if (smaller === 0) return 0;
  return [...left].filter((pair) => right.has(pair)).length / smaller;
}

/** The known rumours that `text` resembles, the likest first. A text counts up to 2,000 letters. */
export function matchRumours(text: string, known: readonly Rumour[] = rumours): RumourMatch[] {
  const asked = plain(text.slice(0, textLimit));
  return known
    .flatMap((rumour) => {
      const because = rumour.words.map((group) => group.find((word) => asked.includes(plain(word))));
      const same = Math.max(likeness(asked, plain(rumour.zh.claim)), likeness(asked, plain(rumour.en.claim)));
      if (because.some((word) => word === undefined)) return [];
      return [{ rumour, because: because as string[], likeness: same }];
    })
    .sort((a, b) => b.likeness - a.likeness);
}

/** `false`: the policy in force disproves it. `not-disproved`: a rule says otherwise, a person must look. `unknown`: no rule. */
export interface RumourVerdict {
  verdict: 'false' | 'not-disproved' | 'unknown';
  citations: string[];
  zh: string;
  en: string;
}

/** Judges `rumour` by the policy in force on `day` ('YYYY-MM-DD'). Nothing is called false without a rule to show. */
export function judgeRumour(rumour: Rumour, day: string, lookup: RuleLookup): RumourVerdict {
  const answers = rumour.disprovedBy.map(({ ruleRef, values }) => ({ answer: lookup(ruleRef, day), values }));
  const found = answers.flatMap(({ answer }) => (answer === 'unknown' ? [] : [answer]));
  const citations = [...new Set(found.map((answer) => answer.citation))];
  if (answers.some(({ answer, values }) => answer !== 'unknown' && !values.includes(answer.value))) {
    return {
      verdict: 'not-disproved',
      citations,
      zh: `现行政策不能直接否定这一说法，请拨打12333核实。相关规定:${citations.join('；')}。`,
      en: `The policy in force does not rule this out; please call 12333. Rules: ${citations.join('; ')}.`,
    };
  }
  if (found.length < answers.length) {
    return {
      verdict: 'unknown',
      citations,
      zh: '没有查到可以判断这一说法的现行规定，请拨打12333核实。',
      en: 'No rule in force was found that decides this; please call 12333.',
    };
  }
  return {
    verdict: 'false',
    citations,
    zh: `此说法不实。${rumour.zh.truth}依据:${citations.join('；')}。`,
    en: `This is not true. ${rumour.en.truth} Source: ${citations.join('; ')}.`,
  };
}
