// Everything a pack says about one person on one day, as one structure and as text: Chinese first, English second.
import { addMonths, type Day, parseDay } from '../../base/day.ts';
import { banksFor } from './banks-for.ts';
import { expiryRule, oldCardRule, replacementRule, uncollectedRule } from './card-life.ts';
import { channelAnswer, channelsFor } from './channels-for.ts';
import { materialsFor, photoFor, pickUpWaysFor } from './collecting.ts';
import type { Decision } from './decide.ts';
import { mayActivate, mayEnable } from './enabling.ts';
import { feeFor } from './fee-for.ts';
import { generationFor } from './generation-for.ts';
import { groupOf } from './group-of.ts';
import { mayApply } from './may-apply.ts';
import { balanceMoves, benefitAccountPlace, financialAccountRule } from './money-rules.ts';
import {
  type ChannelCode,
  type ChannelKind,
  channelKinds,
  type FeeReason,
  type Group,
  type OutletKind,
  type Pack,
  type SubGroup,
} from './pack.ts';
import type { PersonFacts } from './person.ts';
import { promiseFor } from './promise-for.ts';
import { citationText } from './reference.ts';
import { purposeOf, type Question } from './situation-of.ts';
import { throttleOn } from './throttle-on.ts';
import { word } from './words.ts';

export interface Answer {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly decision: Decision<unknown>;
}

export interface Explanation {
  readonly region: Pack['name'];
  readonly version: number;
  readonly day: Day;
  readonly channel: ChannelCode | undefined;
  readonly answers: readonly Answer[];
}

const usualOutlet: Partial<Record<ChannelCode, OutletKind>> = {
  'bank-outlet': 'bank-other',
  'district-outlet': 'district',
  'street-outlet': 'street',
  agency: 'agency',
};

/** All decisions about one question. Never throws. */
export function explain(pack: Pack, asked: Question): Explanation {
  const { day, person } = asked;
  const question: Question = { ...asked, outlet: asked.outlet ?? (asked.channel && usualOutlet[asked.channel]) };
  const { channel, outlet, openings, orderKind = 'single' } = question;
  const feeReason: FeeReason =
    question.reason ?? ({ first: 'first', exchange: 'upgrade', replace: 'loss' } as const)[purposeOf(question)];
  const answer = (code: string, zh: string, en: string, decision: Decision<unknown>): Answer => ({
    code,
    zh,
    en,
    decision,
  });
  const answers = [
    answer('group', '人群', 'group', groupOf(pack, person, day)),
    answer('may-apply', '能否申领', 'may apply', mayApply(pack, question)),
    answer('channels', '渠道', 'channels', channelsFor(pack, question)),
    answer('banks', '银行', 'banks', banksFor(pack, question)),
    answer('generation', '卡代际', 'generation', generationFor(pack, question)),
    answer('materials', '材料', 'materials', materialsFor(pack, question)),
    answer('photo', '照片', 'photo', photoFor(pack, question)),
    answer('fee', '费用', 'fee', feeFor(pack, { reason: feeReason, day })),
    ...(channel && channelAnswer(pack, question).ok !== false
      ? [
          answer(
            'promise',
            '制卡时限',
            'promise of making',
            promiseFor(pack, { channel, outlet, appliedDay: day, openings }),
          ),
          answer('pick-up', '领卡', 'collecting', pickUpWaysFor(pack, question)),
        ]
      : []),
    answer(
      'enable-holder',
      '本人线上启用',
      'holder enables online',
      mayEnable(pack, { role: 'holder', place: 'online', day }),
    ),
    answer(
      'activate-teller',
      '银行柜台激活',
      'bank counter activates',
      mayActivate(pack, { role: 'bank-teller', place: 'counter', day }),
    ),
    answer('old-card', '旧卡', 'old card', oldCardRule(pack, { day })),
    answer('replacement', '丢失补换', 'replacement', replacementRule(pack, question)),
    answer('uncollected', '逾期未领', 'uncollected', uncollectedRule(pack, { orderKind, readyDay: day })),
    answer('expiry', '有效期', 'expiry', expiryRule(pack, { madeDay: day })),
    answer('financial-account', '金融账户', 'financial account', financialAccountRule(pack, { day })),
    answer('benefit-account', '待遇账户变更', 'benefit account', benefitAccountPlace(pack, { day })),
    answer('medical-account', '医保个人账户', 'medical account', balanceMoves(pack, { pot: 'medical-account', day })),
    answer('hospital-visit', '就诊余额', 'hospital visit balance', balanceMoves(pack, { pot: 'hospital-visit', day })),
    answer('throttle', '渠道限流', 'throttle', throttleOn(pack, { day })),
  ];
  return { region: pack.name, version: pack.version, day, channel, answers };
}

/** The explanation as lines for a terminal. */
export function explanationText({ region, version, day, channel, answers }: Explanation): string {
  const title = [day, channel, `v${version}`].filter(Boolean).join(' · ');
  const blocks = answers.map(({ zh, en, decision }) => {
    const reasons = decision.reasons.flatMap((one) => [
      `  - ${one.zh}`,
      `    ${one.en}`,
      ...[...new Set(one.citations.map(citationText))].map((text) => `    〔出处 source〕${text}`),
      ...(one.note ? [`    〔注 note〕${one.note}`] : []),
    ]);
    return [`${zh} / ${en}: ${valueText(decision.value)}`, ...reasons].join('\n');
  });
  return [`${region.zh} / ${region.en} · ${title}`, ...blocks].join('\n\n');
}

function valueText(value: unknown): string {
  if (typeof value === 'boolean') return value ? '是 yes' : '否 no';
  if (value === null || value === undefined) return '—';
  if (Array.isArray(value)) return value.map(valueText).join(', ') || '—';
  if (typeof value !== 'object') return codeText(String(value));
  if ('channel' in value) return `${value.channel}${'open' in value && value.open ? '' : ' (未开放 not open)'}`;
  return Object.entries(value)
    .map(([name, part]) => `${name}=${valueText(part)}`)
    .join('; ');
}

function codeText(code: string): string {
  const zh = word(code, 'zh');
  return zh === code ? code : `${zh} ${word(code, 'en')}`;
}

export const askableGroups = [
  'staff',
  'retiree',
  'individual',
  'minor',
  'student',
  'flexible',
  'resident',
  'other',
] as const;

/** A synthetic person of a group as the region would know one, for explanations and simulations. */
export function samplePerson(pack: Pack, group: Group | SubGroup, day: Day): PersonFacts {
  const age = { minor: 10, student: 20, retiree: 68 }[group as string] ?? 40;
  const bank = pack.banks === 'unknown' ? 'icbc' : pack.banks[0]!.code;
  const district = pack.districts[0]?.code;
  const kind =
    ({ staff: 'employee', retiree: 'retired', flexible: 'flexible', individual: 'flexible' } as const)[
      group as string
    ] ?? 'resident';
  const since = parseDay('2015-01-01');
  const here = pack.region;
  return {
    born: addMonths(day, -12 * age - 1),
    documentKind: 'resident-id',
    nationality: 'CN',
    residesIn: here,
    ...(group === 'staff' ? { employedIn: here } : {}),
    insurances:
      group === 'other'
        ? []
        : [
            {
              region: here,
              ...(district ? { district } : {}),
              kind,
              since: group === 'minor' ? addMonths(day, -60) : since,
            },
          ],
    ...(group === 'student' ? { student: { schoolId: 'school-1', schoolOrganised: false } } : {}),
    ...(group === 'retiree' ? { pensionBank: bank } : {}),
    currentCard: { generation: 2, bank, region: here },
    ...(group === 'staff'
      ? { organiser: { kind: 'unit', id: 'unit-1', district: district ?? here, banks: [bank], started: true } as const }
      : {}),
  };
}

/** A channel from its code, or the usual one of a kind (`counter`, `online` ...) in this region; undefined for anything else. */
export function channelNamed(pack: Pack, text: string): ChannelCode | undefined {
  if (Object.hasOwn(channelKinds, text)) return text as ChannelCode;
  const ofKind = (Object.entries(channelKinds) as [ChannelCode, ChannelKind][])
    .filter(([, kind]) => kind === text)
    .map(([code]) => code);
  return ofKind.find((code) => pack.channels.some((channel) => channel.code === code)) ?? ofKind[0];
}
