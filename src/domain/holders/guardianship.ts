// Who may act for whom: guardians decide for their wards, helpers only lend a hand.
import { type Day, isDay } from '../../base/day.ts';
import { type Finding, type FindingTexts, findingOf } from './finding.ts';

/** Minors are under 18 (Civil Code art. 17; ELG-04). */
export const adultAge = 18;

export type Capacity = 'full' | 'limited' | 'none';

/** The person acted for. An adult without full capacity stays a ward beyond 18. */
export type Ward = { id: string; born: Day; capacity: Capacity };

/** `proof` is null until somebody has seen a household register, birth certificate or ruling. `until` is the last day. */
export type GuardianLink = {
  guardianId: string;
  wardId: string;
  proof: {
    kind: 'household-register' | 'birth-certificate' | 'court-ruling' | 'committee-appointment';
    seenOn: Day;
  } | null;
  from: Day;
  until: Day | null;
};

export type GuardianFault = 'not-the-guardian' | 'no-proof' | 'guardianship-not-in-force' | 'of-age';
export type HelperFault = 'no-mandate' | 'mandate-not-in-force' | 'helper-cannot-decide' | 'not-in-mandate';

type Permission<Fault extends string> = { ok: true } | ({ ok: false } & Finding<Fault>);

const texts: FindingTexts<GuardianFault | HelperFault> = {
  'not-the-guardian': [
    '您不是此人登记的监护人',
    'You are not registered as the guardian of this person',
    '请先登记监护关系并提供证明',
    'Register the guardianship with its proof first',
  ],
  'no-proof': [
    '监护关系还没有经过证明',
    'The guardianship has not been proven yet',
    '请提供户口簿、出生医学证明、判决或指定文书',
    'Show the household register, birth certificate, ruling or appointment',
  ],
  'guardianship-not-in-force': [
    '监护关系在这一天无效',
    'The guardianship is not in force on this day',
    '请由现任监护人办理，或更新监护关系',
    'The present guardian has to act, or the guardianship has to be renewed',
  ],
  'of-age': [
    '此人已满 18 周岁，应由本人办理',
    'This person is 18 or older and acts for himself or herself',
    '请本人办理；无完全民事行为能力的，请先登记并提供证明',
    'Let the person act; where full capacity is missing, register that with proof first',
  ],
  'no-mandate': ['没有代办授权', 'There is no mandate', '请先由本人授权', 'Let the person give a mandate first'],
  'mandate-not-in-force': [
    '代办授权在这一天无效',
    'The mandate is not in force on this day',
    '请由本人重新授权',
    'Let the person renew the mandate',
  ],
  'helper-cannot-decide': [
    '协助人只能帮忙填写，不能替本人决定',
    'A helper may fill in, but never decide for the person',
    '请本人在场确认',
    'Let the person confirm it',
  ],
  'not-in-mandate': [
    '这件事不在授权范围内',
    'This is outside the mandate',
    '请本人办理，或扩大授权范围',
    'Let the person do it or widen the mandate',
  ],
};

const fail = <Fault extends GuardianFault | HelperFault>(code: Fault): { ok: false } & Finding<Fault> => ({
  ok: false,
  ...findingOf(texts as FindingTexts<Fault>, code),
});

/** The day a person becomes 18; for those born on 29 February the first of March, as `ageOn` counts. */
export function comesOfAgeOn(born: Day): Day {
  const year = Number(born.slice(0, 4)) + adultAge;
  const birthday = `${year}${born.slice(4)}`;
  return isDay(birthday) ? birthday : (`${year}-03-01` as Day);
}

/** Needs this person somebody who acts for him or her on this day? */
export const needsGuardian = (ward: Ward, on: Day): boolean => ward.capacity !== 'full' || on < comesOfAgeOn(ward.born);

/** May this guardian act for this ward today? (Two guardians of one child: the order itself stops the second.) */
export function canActAsGuardian(
  guardianId: string,
  ward: Ward,
  links: readonly GuardianLink[],
  on: Day,
): Permission<GuardianFault> {
  const own = links.filter((link) => link.guardianId === guardianId && link.wardId === ward.id);
  if (own.length === 0 || guardianId === ward.id) return fail('not-the-guardian');
  if (!needsGuardian(ward, on)) return fail('of-age');
  const inForce = own.filter((link) => isInForce(link, on));
  if (inForce.length === 0) return fail('guardianship-not-in-force');
  return inForce.some((link) => link.proof && link.proof.seenOn <= on) ? { ok: true } : fail('no-proof');
}

/** What has changed since a guardian placed the order, so that somebody has to confirm it again at hand-over. */
export type Reconfirmation =
  | { needed: false }
  | { needed: true; because: 'came-of-age' | 'guardian-changed'; by: 'holder' | 'guardian' };

/**
 * Must an order placed by a guardian be confirmed again when the card is handed over? Yes, by the holder once of age and
 * by a present guardian when the one who placed it is none any more.
 */
export function reconfirmAtHandOver(
  placedBy: string,
  ward: Ward,
  links: readonly GuardianLink[],
  handedOverOn: Day,
): Reconfirmation {
  if (!needsGuardian(ward, handedOverOn)) return { needed: true, because: 'came-of-age', by: 'holder' };
  if (canActAsGuardian(placedBy, ward, links, handedOverOn).ok) return { needed: false };
  return { needed: true, because: 'guardian-changed', by: 'guardian' };
}

/** What a helper may do when the holder's mandate names it, and what no mandate can ever give away. */
export const helperActs = ['look-up-progress', 'fill-in', 'take-photo', 'book-visit', 'certify'] as const;
export const holderActs = ['choose-bank', 'confirm-order', 'withdraw-order', 'collect', 'enable', 'reveal'] as const;
export type HelperAct = (typeof helperActs)[number];
export type HolderAct = (typeof holderActs)[number];

/** A holder's mandate 代办授权 to a helper. `until` is the last day; there is no mandate without an end. */
export type HelperMandate = { helperId: string; holderId: string; acts: readonly HelperAct[]; from: Day; until: Day };

/** May this helper do this for this holder today? A decision stays with the holder whatever the mandate says. */
export function canHelp(
  helperId: string,
  holderId: string,
  act: HelperAct | HolderAct,
  mandates: readonly HelperMandate[],
  on: Day,
): Permission<HelperFault> {
  if ((holderActs as readonly string[]).includes(act)) return fail('helper-cannot-decide');
  const own = mandates.filter((mandate) => mandate.helperId === helperId && mandate.holderId === holderId);
  if (own.length === 0) return fail('no-mandate');
  const inForce = own.filter((mandate) => isInForce(mandate, on));
  if (inForce.length === 0) return fail('mandate-not-in-force');
  return inForce.some((mandate) => mandate.acts.includes(act as HelperAct)) ? { ok: true } : fail('not-in-mandate');
}

const isInForce = (span: { from: Day; until: Day | null }, on: Day) =>
  span.from <= on && (span.until === null || on <= span.until);
