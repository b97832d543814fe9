// The shape of a policy pack: one region's rules as data. Every value is a row that says when it holds and who says so.
import Type, { type Static, type TSchema } from 'typebox';
import type { Day } from '../../base/day.ts';

const closed = { additionalProperties: false } as const;

/** Where a value comes from. Grade `default` is our own proposal for a question the sources leave open; never a source. */
export const CitationShape = Type.Object(
  {
    document: Type.String({ minLength: 1 }),
    clause: Type.String({ minLength: 1, maxLength: 80 }),
    grade: Type.Enum(['A', 'B', 'C', 'D', 'default']),
  },
  closed,
);
export type Citation = Static<typeof CitationShape>;

const Cite = Type.Array(CitationShape);
const DayText = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
/** A start may be known only to the month (K23), or not at all. */
const Start = Type.Union([DayText, Type.String({ pattern: '^\\d{4}-\\d{2}$' }), Type.Literal('unknown')]);
const Code = Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$', maxLength: 40 });
const Bilingual = Type.Object({ zh: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) }, closed);
const Count = Type.Integer({ minimum: 0, maximum: 10_000 });
const Fen = Type.String({ pattern: '^\\d{1,12}$' });
const Unknown = Type.Literal('unknown');

export const regionStates = ['not-started', 'pilot', 'phased', 'regular'] as const;
export const groups = ['staff', 'individual', 'retiree'] as const;
export const subGroups = ['minor', 'student', 'flexible', 'resident', 'other'] as const;
export const outletKinds = ['bank-instant', 'bank-other', 'district', 'street', 'agency'] as const;
export const purposes = ['first', 'exchange', 'replace'] as const;
export const feeReasons = [
  'first',
  'upgrade',
  'loss',
  'damage',
  'bank-change',
  'name-change',
  'id-change',
  'wear',
] as const;
export const roles = [
  'holder',
  'guardian',
  'bank-teller',
  'bank-visitor',
  'hrss-clerk',
  'bulk',
  'unit-clerk',
  'community-worker',
] as const;
export const pickUpWays = ['on-the-spot', 'bank-outlet', 'mail', 'unit-delivery', 'designated-outlet'] as const;
export const pots = [
  'medical-account',
  'hospital-visit',
  'bank-account',
  'transit-purse',
  'park-pass',
  'library-loan',
] as const;
export const orderKinds = ['batch-proxy', 'single'] as const;
/** What can go wrong between order and collection, and what a bureau may answer (open question 7); the first is our default. */
export const mishapAnswers = {
  // `remake`: made again against the region's fee for loss or damage; without such a standard nothing is charged.
  'lost-in-mail': ['remake-free', 'remake'],
  returned: ['keep-at-outlet', 'remake-free', 'remake'],
  'damaged-in-production': ['remake-free', 'remake'],
  // `choose-again`: what the bank has not begun to make goes back to its person, who chooses another bank.
  'bank-leaves': ['finish-orders-take-none', 'choose-again'],
  'no-blanks': ['offer-ordinary-making', 'wait-for-blanks'],
} as const;
export const mishaps = Object.keys(mishapAnswers) as (keyof typeof mishapAnswers)[];

/** Every channel a pack may open, and of which kind it is. Assisted is an online order with a helper beside, no counter (K17). */
export const channelKinds = {
  'bureau-site': 'online',
  'jingtong-mini-programme': 'online',
  'bureau-wechat': 'online',
  'card-mini-programme': 'online',
  'region-app': 'online',
  'bank-outlet': 'counter',
  'district-outlet': 'counter',
  'street-outlet': 'counter',
  agency: 'counter',
  'unit-group': 'group',
  'school-group': 'group',
  'community-group': 'group',
  'community-help': 'assisted',
  'home-visit': 'home',
} as const;
export type ChannelCode = keyof typeof channelKinds;
export type ChannelKind = (typeof channelKinds)[ChannelCode];
const channelCodes = Object.keys(channelKinds) as ChannelCode[];

export type Group = (typeof groups)[number];
export type SubGroup = (typeof subGroups)[number];
export type OutletKind = (typeof outletKinds)[number];
export type Purpose = (typeof purposes)[number];
export type FeeReason = (typeof feeReasons)[number];
export type Role = (typeof roles)[number];
export type PickUpWay = (typeof pickUpWays)[number];
export type Pot = (typeof pots)[number];
export type OrderKind = (typeof orderKinds)[number];
export type Mishap = (typeof mishaps)[number];

/** When a row holds: every named condition must be met; a condition left out does not matter. */
const When = Type.Object(
  {
    state: Type.Optional(Type.Array(Type.Enum(regionStates))),
    phase: Type.Optional(Type.Array(Code)),
    group: Type.Optional(Type.Array(Type.Enum([...groups, ...subGroups]))),
    channel: Type.Optional(Type.Array(Type.Enum(channelCodes))),
    kind: Type.Optional(Type.Array(Type.Enum(['online', 'counter', 'group', 'assisted', 'home']))),
    outlet: Type.Optional(Type.Array(Type.Enum(outletKinds))),
    purpose: Type.Optional(Type.Array(Type.Enum(purposes))),
    reason: Type.Optional(Type.Array(Type.Enum(feeReasons))),
    holds: Type.Optional(Type.Array(Type.Enum(['none', 'G1', 'G2', 'G3']))),
    open: Type.Optional(Type.Array(Type.Boolean())),
    organised: Type.Optional(Type.Array(Type.Boolean())),
    pot: Type.Optional(Type.Array(Type.Enum(pots))),
    orderKind: Type.Optional(Type.Array(Type.Enum(orderKinds))),
    mishap: Type.Optional(Type.Array(Type.Enum(mishaps))),
    from: Type.Optional(DayText),
    until: Type.Optional(DayText),
  },
  closed,
);
export type When = Static<typeof When>;

const row = <T extends TSchema>(value: T) =>
  Type.Object(
    { when: Type.Optional(When), value: Type.Union([Unknown, value]), cite: Cite, note: Type.Optional(Type.String()) },
    closed,
  );
const table = <T extends TSchema>(value: T) => Type.Array(row(value), { minItems: 1 });

const AnyOfPeople = Type.Object(
  {
    anyOf: Type.Array(
      Type.Object(
        {
          citizen: Type.Optional(Type.Boolean()),
          residesHere: Type.Optional(Type.Literal(true)),
          employedHere: Type.Optional(Type.Literal(true)),
          insuredHere: Type.Optional(Type.Literal(true)),
        },
        { ...closed, minProperties: 1 },
      ),
      { minItems: 1 },
    ),
  },
  closed,
);

/** Section 9 of the requirements, one table a parameter. The first row that holds answers; none means: nobody has said. */
const rules = {
  duty: table(Type.Enum(['voluntary', 'compulsory'])),
  programmeWindow: table(Type.Union([Type.Literal('none'), Type.Object({ months: Count }, closed)])),
  eligibility: table(AnyOfPeople),
  grouping: table(
    Type.Object(
      {
        adultAge: Count,
        precedence: Type.Array(Type.Enum(['retiree', 'staff', ...subGroups]), {
          minItems: 7,
          maxItems: 7,
          uniqueItems: true,
        }),
        review: Type.Array(Type.Enum(subGroups)),
      },
      closed,
    ),
  ),
  groupAt: table(Type.Enum(['order-day', 'hand-over-day'])),
  organiser: table(Type.Enum(['none', 'unit', 'school'])),
  batchOpening: table(
    Type.Object({ monthPrecision: Type.Literal('closed-until-day-set'), closesWhenNextOpens: Type.Boolean() }, closed),
  ),
  bankChoice: table(
    Type.Union([
      Type.Object({ kind: Type.Literal('free') }, closed),
      Type.Object({ kind: Type.Literal('organiser'), max: Type.Integer({ minimum: 1, maximum: 20 }) }, closed),
      Type.Object({ kind: Type.Literal('pension-payer') }, closed),
      Type.Object({ kind: Type.Literal('old-card-bank-or-agency') }, closed),
    ]),
  ),
  bankNumberOnExchange: table(Type.Enum(['changes', 'bank-may-keep'])),
  generation: table(Type.Enum(['G3', 'old-way', 'wait'])),
  channels: table(
    Type.Array(
      Type.Object(
        {
          channel: Type.Enum(channelCodes),
          banks: Type.Optional(Type.Array(Code, { minItems: 1 })),
          from: Type.Optional(Start),
        },
        closed,
      ),
    ),
  ),
  pickUp: table(Type.Array(Type.Enum(pickUpWays), { minItems: 1, uniqueItems: true })),
  smsSender: table(Type.Enum(['bank', 'bureau'])),
  promise: table(
    Type.Union([
      Type.Object({ unit: Type.Literal('instant') }, closed),
      Type.Object(
        {
          unit: Type.Enum(['natural-days', 'working-days']),
          count: Type.Integer({ minimum: 1, maximum: 365 }),
          mailExcluded: Type.Union([Unknown, Type.Boolean()]),
        },
        closed,
      ),
    ]),
  ),
  dayCount: table(
    Type.Object({ startDayExcluded: Type.Boolean(), dueOnHoliday: Type.Enum(['stays', 'next-working-day']) }, closed),
  ),
  overdueRemedy: table(Type.Array(Type.Enum(['alarm', 'apology', 'escalation']))),
  materials: table(Type.Array(Code, { uniqueItems: true })),
  photo: table(
    Type.Object(
      {
        sources: Type.Array(Type.Enum(['id-card-register', 'bring-print', 'taken-at-outlet', 'upload'])),
        size: Type.Union([Unknown, Type.String()]),
        background: Type.Union([Unknown, Type.String()]),
        maxAgeMonths: Type.Union([Unknown, Count]),
        noPhotoBelowAge: Type.Union([Unknown, Count]),
      },
      closed,
    ),
  ),
  booking: table(Type.Enum(['none', 'optional', 'needed'])),
  fee: table(
    Type.Object(
      { cardFen: Type.Union([Unknown, Fen]), courierFen: Type.Union([Unknown, Fen]), currency: Type.Literal('CNY') },
      closed,
    ),
  ),
  enabling: table(
    Type.Array(
      Type.Object({ role: Type.Enum(roles), kinds: Type.Array(Type.Enum(['online', 'counter', 'visit'])) }, closed),
    ),
  ),
  activating: table(
    Type.Array(
      Type.Object({ role: Type.Enum(roles), kinds: Type.Array(Type.Enum(['online', 'counter', 'visit'])) }, closed),
    ),
  ),
  oldCard: table(
    Type.Object(
      {
        diesWhen: Type.String(),
        alsoNeeds: Type.Array(Type.Enum(['collected', 'activated']), { uniqueItems: true }),
        takenBack: Type.Union([Unknown, Type.Boolean()]),
        financialSide: Type.Union([Unknown, Type.Literal('holder-decides')]),
      },
      closed,
    ),
  ),
  replacement: table(
    Type.Object(
      {
        outlets: Type.Array(Type.Enum(outletKinds), { minItems: 1 }),
        bank: Type.Enum(['issuing', 'any']),
        spot: Type.Union([Unknown, Type.Boolean()]),
      },
      closed,
    ),
  ),
  reconfirmAt: table(Type.Enum(['hand-over', 'never'])),
  onDeath: table(Type.Array(Type.Enum(['stop-order', 'destroy-card', 'close-ecard', 'keep-records']))),
  mishap: table(Type.Enum([...new Set(Object.values(mishapAnswers).flat())])),
  uncollected: table(
    Type.Union([
      Type.Literal('keep'),
      Type.Object(
        { months: Type.Integer({ minimum: 1, maximum: 120 }), action: Type.Literal('cancel-and-destroy') },
        closed,
      ),
    ]),
  ),
  reapplyFee: table(Type.Enum(['as-first', 'as-loss'])),
  expiry: table(
    Type.Union([Type.Literal('none'), Type.Object({ years: Type.Integer({ minimum: 1, maximum: 50 }) }, closed)]),
  ),
  financialAccount: table(Type.Enum(['required-with-order', 'optional', 'automatic'])),
  minorAccount: table(Type.Object({ dailyLimitFen: Fen }, closed)),
  accountFees: table(Type.Array(Type.Enum(['no-annual-fee', 'no-sms-fee', 'no-small-account-fee']))),
  benefitAccountPlace: table(
    Type.Array(Type.Enum(['paying-agency', 'insurance-centre', 'card-counter']), { minItems: 1 }),
  ),
  balance: table(Type.Enum(['automatic', 'holder-asks', 'at-the-bank', 'follows-person', 'refund-after-delay'])),
  eCard: table(Type.Enum(['with-order', 'separate'])),
  // Two good cards of one person are not among the answers: nobody has two, in the whole country (OLD-01).
  twoRegions: table(Type.Enum(['move-replaces', 'keep-other'])),
  blockListAge: table(Type.Object({ hours: Type.Integer({ minimum: 1, maximum: 720 }) }, closed)),
  smallPayment: table(Type.Object({ limitFen: Fen }, closed)),
  concessionAge: table(Type.Object({ age: Count }, closed)),
  visitReasons: table(Type.Array(Type.Enum(['no-full-capacity', 'aged', 'frail', 'ill', 'disabled']), { minItems: 1 })),
  messages: table(Type.Object({ links: Type.Boolean(), asksForSecrets: Type.Boolean() }, closed)),
  cardFace: table(Type.Array(Code, { minItems: 1 })),
  throttle: table(
    Type.Object(
      { outletQuotaPercent: Type.Integer({ minimum: 0, maximum: 100 }), notice: Type.Union([Type.Null(), Code]) },
      closed,
    ),
  ),
} as const;

export type RuleKey = keyof typeof rules;
export const ruleKeys = Object.keys(rules) as RuleKey[];

const Phase = Type.Object(
  {
    code: Code,
    state: Type.Enum(regionStates),
    name: Bilingual,
    from: Start,
    until: Type.Optional(DayText),
    months: Type.Optional(Count),
    inferred: Type.Optional(Type.Boolean()),
    cite: Cite,
    note: Type.Optional(Type.String()),
  },
  closed,
);

const Batch = Type.Object(
  {
    code: Code,
    phase: Code,
    name: Bilingual,
    opens: Start,
    until: Type.Optional(DayText),
    groups: Type.Array(Type.Enum([...groups, ...subGroups]), { minItems: 1 }),
    districts: Type.Union([Type.Literal('all'), Type.Array(Code, { minItems: 1 })]),
    /** K18: stays open past its own phase until the bureau decides; shown with a flag. */
    staysOpen: Type.Optional(Type.Boolean()),
    cite: Cite,
    note: Type.Optional(Type.String()),
  },
  closed,
);

const head = {
  region: Code,
  name: Bilingual,
  version: Type.Integer({ minimum: 1 }),
  /** Region codes that count as "here" for residence, job and insurance. */
  here: Type.Array(Code, { minItems: 1 }),
  phases: Type.Array(Phase),
  districts: Type.Array(Type.Object({ code: Code, name: Type.String({ minLength: 1 }), cite: Cite }, closed)),
  batches: Type.Array(Batch),
  /** `unknown`: the sources name no list, only the kind of bank. */
  banks: Type.Union([
    Unknown,
    Type.Array(
      Type.Object(
        {
          code: Code,
          name: Type.String({ minLength: 1 }),
          from: Type.Optional(Start),
          until: Type.Optional(DayText),
          cite: Cite,
        },
        closed,
      ),
      { minItems: 1 },
    ),
  ]),
  channels: Type.Array(Type.Object({ code: Type.Enum(channelCodes), name: Bilingual, cite: Cite }, closed)),
};

/** One region's file in `policies/`: it holds only what the region itself says or leaves unknown. */
export const PackFileShape = Type.Object({ ...head, rules: Type.Object(mapOptional(rules), closed) }, closed);
export type PackFile = Static<typeof PackFileShape>;

/** `policies/national.json`: rules and defaults that hold where a region says nothing. */
export const NationalFileShape = Type.Object(
  { version: Type.Integer({ minimum: 1 }), rules: Type.Object(mapOptional(rules), closed) },
  closed,
);
export type NationalFile = Static<typeof NationalFileShape>;

export type Rules = { [K in RuleKey]: Static<(typeof rules)[K]> };
/** A region's file laid over the national one: the region's rows come first. */
export type Pack = Omit<PackFile, 'rules'> & { rules: Rules };
export type Row<K extends RuleKey = RuleKey> = Rules[K][number];
/** What a decided rule may say, apart from `unknown`. */
export type ValueOf<K extends RuleKey> = Exclude<Row<K>['value'], 'unknown'>;
export type Batch = PackFile['batches'][number];
export type Phase = PackFile['phases'][number];
export type Bank = Exclude<PackFile['banks'], 'unknown'>[number];

/** The days on which the bureau really opened what its notice gives only by month or not at all: batch or phase code to day. */
export type Openings = Readonly<Record<string, Day>>;

function mapOptional<T extends Record<string, TSchema>>(shapes: T) {
  return Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, Type.Optional(shape)])) as {
    [K in keyof T]: ReturnType<typeof Type.Optional<T[K]>>;
  };
}
