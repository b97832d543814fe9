// What an institution is: the kinds that take part (GOV-06), whose staff they have, under whom they stand, how they are admitted.
import type { Role } from '../../base/actor.ts';
import type { Day } from '../../base/day.ts';

interface KindRules {
  readonly zh: string;
  readonly en: string;
  /** The roles its staff may have. */
  readonly roles: readonly Role[];
  /** The kinds it may stand under. */
  readonly under: readonly string[];
  /** True when a bureau has to admit it before its staff or its tokens work. */
  readonly applies: boolean;
}

const bureauRoles = [
  'bureau-clerk',
  'policy-officer',
  'card-authority',
  'publicity-officer',
  'key-custodian',
  'auditor',
  'system-administrator',
  'security-administrator',
] as const;

/** Every kind of institution and its limits. */
export const kinds = {
  bureau: { zh: '人社局', en: 'HRSS bureau', roles: bureauRoles, under: [], applies: false },
  'district-bureau': {
    zh: '区人社局',
    en: 'district bureau',
    roles: ['bureau-clerk', 'card-authority'],
    under: ['bureau'],
    applies: false,
  },
  'street-office': {
    zh: '街道（乡镇）服务网点',
    en: 'street office',
    roles: ['bureau-clerk'],
    under: ['district-bureau', 'bureau'],
    applies: false,
  },
  agency: {
    zh: '社保经办机构',
    en: 'social insurance agency',
    roles: ['bureau-clerk', 'benefit-officer', 'benefit-approver'],
    under: ['bureau'],
    applies: false,
  },
  bank: { zh: '合作银行', en: 'partner bank', roles: ['bank-office', 'bank-visitor'], under: [], applies: false },
  outlet: {
    zh: '银行服务网点',
    en: 'bank outlet',
    roles: ['bank-teller', 'outlet-manager', 'bank-visitor'],
    under: ['bank'],
    applies: false,
  },
  employer: { zh: '用人单位', en: 'employer', roles: ['unit-clerk'], under: [], applies: false },
  school: { zh: '学校', en: 'school', roles: ['school-clerk'], under: [], applies: false },
  community: {
    zh: '社区（村）',
    en: 'community',
    roles: ['community-worker'],
    under: ['street-office', 'district-bureau'],
    applies: false,
  },
  'card-maker': { zh: '制卡商', en: 'card maker', roles: ['card-maker'], under: [], applies: true },
  courier: { zh: '寄递企业', en: 'courier', roles: ['courier'], under: [], applies: true },
  channel: { zh: '服务渠道', en: 'channel', roles: [], under: [], applies: true },
  'it-provider': {
    zh: '社保信息化服务商',
    en: 'IT provider',
    roles: ['system-administrator'],
    under: [],
    applies: true,
  },
  developer: { zh: '应用开发商', en: 'application developer', roles: [], under: [], applies: true },
  operator: { zh: '场景运营单位', en: 'scene operator', roles: ['scene-operator'], under: [], applies: true },
} as const satisfies Record<string, KindRules>;

export type InstitutionKind = keyof typeof kinds;
export const institutionKinds = Object.keys(kinds) as InstitutionKind[];

/** How an institution stands; only an admitted one may act. */
export const standings = ['applied', 'admitted', 'suspended', 'ended'] as const;
export type Standing = (typeof standings)[number];

/** Allowed moves of the standing. An institution that ended comes back only by a new registration. */
export const standingMoves: Readonly<Record<Standing, readonly Standing[]>> = {
  applied: ['admitted', 'ended'],
  admitted: ['suspended', 'ended'],
  suspended: ['admitted', 'ended'],
  ended: [],
};

/** What an outlet can do for people who come. */
export const abilities = [
  'counter-orders',
  'hand-over',
  'enabling',
  'account-opening',
  'loss-report',
  'replacement',
  'photo',
  'home-visit',
  'purse-top-up',
  'barrier-free',
] as const;
export type Ability = (typeof abilities)[number];

export interface Institution {
  readonly id: string;
  readonly kind: InstitutionKind;
  readonly code: string;
  readonly name: string;
  readonly region: string;
  readonly district: string | null;
  readonly bankCode: string | null;
  readonly parentId: string | null;
  readonly standing: Standing;
  /** The day from which the instant-making plate hangs; null for other outlets. */
  readonly instantSince: Day | null;
  /** Last day on which a bank takes new orders; null while the partnership runs. */
  readonly partnerUntil: Day | null;
  /** Degrees, WGS 84. */
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly address: string | null;
  readonly phone: string | null;
  readonly openingHours: string | null;
  readonly abilities: readonly Ability[];
}

/** What is handed in to register an institution, or to correct one of the same region, code and kind. */
export interface NewInstitution {
  readonly kind: InstitutionKind;
  readonly code: string;
  readonly name: string;
  readonly region: string;
  readonly district?: string | null | undefined;
  /** Banks and outlets only, and always there. */
  readonly bankCode?: string | null | undefined;
  /** An outlet stands under its bank by itself; others name theirs. */
  readonly parentId?: string | null | undefined;
  readonly instantSince?: Day | null | undefined;
  readonly longitude?: number | null | undefined;
  readonly latitude?: number | null | undefined;
  readonly address?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly openingHours?: string | null | undefined;
  readonly abilities?: readonly Ability[] | undefined;
}

export type ItemFault = 'bank-code-missing' | 'bank-code-not-for-kind' | 'plate-not-for-kind' | 'place-incomplete';

/** What is wrong with one item by itself, or undefined. */
export function faultOf(item: NewInstitution): ItemFault | undefined {
  const banking = item.kind === 'bank' || item.kind === 'outlet';
  if (banking && !item.bankCode) return 'bank-code-missing';
  if (!banking && item.bankCode) return 'bank-code-not-for-kind';
  if (item.kind !== 'outlet' && item.instantSince) return 'plate-not-for-kind';
  if (((item.longitude ?? null) === null) !== ((item.latitude ?? null) === null)) return 'place-incomplete';
  return undefined;
}

/** Whether staff of this role may work at an institution of this kind. */
export function mayEmploy(kind: InstitutionKind, role: Role): boolean {
  return (kinds[kind].roles as readonly Role[]).includes(role);
}

/** Whether an institution of one kind may stand under another. */
export function mayStandUnder(kind: InstitutionKind, parent: InstitutionKind): boolean {
  return (kinds[kind].under as readonly string[]).includes(parent);
}

/** How a newly registered institution stands. */
export function firstStanding(kind: InstitutionKind): Standing {
  return kinds[kind].applies ? 'applied' : 'admitted';
}

/** May new orders name this bank on the day? Not when it left, nor while it is suspended. */
export function takesOrders(
  { standing, partnerUntil }: Pick<Institution, 'standing' | 'partnerUntil'>,
  day: Day,
): boolean {
  return standing === 'admitted' && (partnerUntil === null || partnerUntil >= day);
}

/** Whether the instant-making plate hangs on a day (BNK-12). */
export function hasPlate(outlet: Pick<Institution, 'instantSince'>, day: Day): boolean {
  return outlet.instantSince !== null && outlet.instantSince <= day;
}
