// A programme: one benefit of one department, by configuration alone (BEN-08); its rules for a row of a list. Pure.
import type { Day } from '../../base/day.ts';
import { ageOn } from '../../base/day.ts';
import { states } from '../../base/states.ts';

/** Kinds of programmes with the ISO 20022 purpose their payments carry. */
export const programmeKinds = {
  pension: { zh: '养老待遇', en: 'pension', purpose: 'PENS' },
  unemployment: { zh: '失业待遇', en: 'unemployment benefit', purpose: 'BENE' },
  'work-injury': { zh: '工伤待遇', en: 'work-injury benefit', purpose: 'SSBE' },
  'employment-subsidy': { zh: '就业补贴', en: 'employment subsidy', purpose: 'GOVT' },
  'farm-subsidy': { zh: '惠民惠农补贴', en: 'farm and resident subsidy', purpose: 'GOVT' },
  scholarship: { zh: '助学金', en: 'scholarship', purpose: 'GOVT' },
  'work-relief': { zh: '以工代赈劳务报酬', en: 'work-relief pay', purpose: 'SALA' },
  'insurance-claim': { zh: '农业保险理赔', en: 'farm insurance claim', purpose: 'GOVT' },
} as const;
export type ProgrammeKind = keyof typeof programmeKinds;
export const programmeKindCodes = Object.keys(programmeKinds) as ProgrammeKind[];

export const programmeStates = states(
  'benefits.programme',
  { zh: '发放项目', en: 'Programme' },
  {
    draft: { zh: '待复核', en: 'draft', to: ['open'] },
    open: { zh: '发放中', en: 'open', to: ['ended'] },
    ended: { zh: '已结束', en: 'ended', to: [] },
  },
);
export type ProgrammeState = keyof typeof programmeStates.moves;

export interface Programme {
  readonly id: string;
  readonly region: string;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly agencyId: string;
  readonly kind: ProgrammeKind;
  /** What the payee reads on the statement of the bank. */
  readonly memo: string;
  readonly mostFen: bigint;
  readonly youngest: number;
  /** Codes of programmes that nobody may draw in the same period. */
  readonly excludes: readonly string[];
  /** Months a certification lasts; null where none is asked for. */
  readonly certifiedMonths: number | null;
  readonly state: ProgrammeState;
  readonly draftedBy: string;
}

/** '2025-03' as the first day of the month, the form in which periods are kept. */
export const periodOf = (month: string): Day => `${month}-01` as Day;

export type RowFault =
  | 'number-malformed'
  | 'nobody-known'
  | 'name-differs'
  | 'amount-malformed'
  | 'amount-too-large'
  | 'deceased'
  | 'too-young'
  | 'twice-in-list'
  | 'entitled-already';

/** What people read about a bad row of a list. */
export const rowFaults: Readonly<Record<RowFault, { readonly zh: string; readonly en: string }>> = {
  'number-malformed': {
    zh: '社会保障号码有误（位数或校验码）',
    en: 'the social security number is wrong (length or check character)',
  },
  'nobody-known': { zh: '持卡库中没有此人', en: 'nobody is known under this number' },
  'name-differs': { zh: '姓名与号码不符', en: 'the name does not belong to this number' },
  'amount-malformed': {
    zh: '金额有误（应为正数，最多两位小数）',
    en: 'the amount is wrong (above zero, at most two decimals)',
  },
  'amount-too-large': {
    zh: '金额超过本项目每期上限',
    en: 'the amount exceeds the most this programme pays in a period',
  },
  deceased: { zh: '此人已身故', en: 'this person has died' },
  'too-young': { zh: '年龄未达到本项目要求', en: 'this person is younger than the programme allows' },
  'twice-in-list': { zh: '名单内重复', en: 'the person stands in the list twice' },
  'entitled-already': { zh: '所列期间已在发放名单中', en: 'the person is entitled in that period already' },
};

/** Fen from '1234.5' as lists carry amounts; null when it is no positive amount with at most two decimals. */
export function fenOfYuan(text: string): bigint | null {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.replace(/[,，\s]/g, ''));
  if (!match) return null;
  const fen = BigInt(match[1]!) * 100n + BigInt((match[2] ?? '').padEnd(2, '0'));
  return fen > 0n ? fen : null;
}

/** Why a known person may not be entitled to an amount from a day on; null when nothing stands against it. */
export function faultOf(
  programme: Pick<Programme, 'mostFen' | 'youngest'>,
  person: { readonly born: Day; readonly deceasedOn: Day | null },
  amountFen: bigint,
  since: Day,
): RowFault | null {
  if (amountFen > programme.mostFen) return 'amount-too-large';
  if (person.deceasedOn !== null && person.deceasedOn < since) return 'deceased';
  return ageOn(person.born, since) < programme.youngest ? 'too-young' : null;
}
