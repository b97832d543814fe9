// Seeing a doctor and buying medicine: a hospital and a pharmacy of the city with software that speaks the national interface over
// HTTP, money in the personal accounts, and who comes on a day.
import { systemActor } from '../../base/actor.ts';
import type { House } from '../../base/call.ts';
import type { SeededRandom } from '../../base/random.ts';
import type { Campaign, Person } from '../campaign.ts';
import type { Founded } from '../found-city.ts';
import { type BillLine, Hospital, type Outcome } from '../parties/hospital.ts';
import { HospitalLine, type LineFaults } from '../parties/hospital-line.ts';
import { Pharmacy } from '../parties/pharmacy.ts';

/** One desk of the city, as it is kept: who stands behind it, and the key of its software. */
export interface MedicalDesk {
  readonly kind: 'hospital' | 'pharmacy';
  readonly code: string;
  readonly name: string;
  readonly division: string;
  readonly key: { readonly accessKey: string; readonly secret: string };
}

const catalogue = [
  ['XA01', '1301', '示例阿莫西林胶囊', '01', '101', '09', 0],
  ['XB01', '1301', '示例头孢克肟片', '02', '101', '09', 1000],
  ['XC01', '1301', '示例进口营养素', '03', '101', '09', 0],
  ['SA01', '1305', '示例普通门诊诊察费', '01', '201', '02', 0],
  ['SE01', '1305', '示例磁共振检查', '02', '201', '03', 800],
] as const;

const visit: BillLine = { code: 'SA01', price: 50, count: 1 };
/** What a visit comes to: a cold, a course of treatment, an examination that passes the year's deductible. */
const bills: readonly (readonly BillLine[])[] = [
  [visit, { code: 'XA01', price: 12.5, count: 4 }],
  [visit, { code: 'XB01', price: 38.6, count: 6 }, { code: 'XA01', price: 12.5, count: 8 }],
  [visit, { code: 'SE01', price: 960, count: 2 }, { code: 'XC01', price: 188, count: 1 }],
];
const medicines: readonly (readonly BillLine[])[] = [
  [{ code: 'XA01', price: 12.5, count: 2 }],
  [{ code: 'XB01', price: 38.6, count: 1 }],
];

/** Whoever is insured as an employee has a personal account here, and is settled by a policy set that ships with the project. */
const isInsured = ({ kind }: Person): boolean => kind === 'employee' || kind === 'flexible' || kind === 'retired';

/** Designates a hospital and a pharmacy, loads their catalogue, and pays the month into the personal accounts. */
export async function openMedicalDesks({ city, plan, residents, staff }: Founded): Promise<MedicalDesk[]> {
  const system = systemActor('founding');
  const clerk = staff('bureau', 'bureau-clerk');
  const { region, areaCode: division } = plan;
  await city.as(clerk, 'medical.load-catalogue', {
    region,
    version: plan.day.slice(0, 4),
    items: catalogue.map(([code, kind, name, grade, listType, chargeType, firstSelfPay]) => ({
      ...{ code, kind, name, grade, listType, chargeType, firstSelfPay, validFrom: '2024-01-01' },
    })),
  });
  const desks: MedicalDesk[] = [];
  for (const { kind, name, grade } of [
    { kind: 'hospital', name: '示例第一医院', grade: 2 },
    { kind: 'pharmacy', name: '示例大药房', grade: 11 },
  ] as const) {
    const { id: institutionId } = await city.as(system, 'institutions.register-institution', {
      ...{ kind: 'operator', region, code: kind, name },
    });
    const standing = { institutionId, standing: 'admitted', reason: '定点医药机构准入' };
    await city.as(system, 'institutions.set-standing', standing);
    const code = `${kind === 'pharmacy' ? 'P' : 'H'}${division}00001`;
    await city.as(clerk, 'medical.designate-institution', {
      ...{ institutionId, code, kind, division, grade, community: false, uscc: `91${division}0000000001` },
    });
    const key = await city.as(clerk, 'medical.issue-gateway-key', { institutionId, family: 'a' });
    desks.push({ kind, code, name, division, key });
  }
  const people = residents
    .filter(isInsured)
    .map(({ holderId, temper }) => ({ holderId, amountFen: String(30_000 + temper.delayDays * 5_000) }));
  for (let i = 0; i < people.length; i += 2000)
    await city.as(clerk, 'medical.allocate-to-accounts', {
      ...{ region, run: plan.day.slice(0, 7), people: people.slice(i, i + 2000) },
    });
  return desks;
}

/** A line is never perfect: now and then an answer is lost, and the hospital asks again or takes back. */
const usualLine: LineFaults = { lostRequest: 0.01, lostAnswer: 0.03, sentTwice: 0.02 };

/** The software behind the desks for a day. `address`: where the platform listens. */
export async function openSoftware(
  house: House,
  desks: readonly MedicalDesk[],
  address: string,
  random: SeededRandom,
  send?: typeof fetch,
): Promise<{ hospital: Hospital; pharmacy: Pharmacy }> {
  const lineOf = (kind: MedicalDesk['kind']) => {
    const desk = desks.find((one) => one.kind === kind)!;
    const line = new HospitalLine({
      ...{ address, institution: desk, key: desk.key, clock: house.clock, random, faults: usualLine },
      ...(send ? { send } : {}),
    });
    return [desk.name, line] as const;
  };
  const hospital = new Hospital(...lineOf('hospital'));
  const pharmacy = new Pharmacy(...lineOf('pharmacy'));
  await hospital.open();
  await pharmacy.open();
  return { hospital, pharmacy };
}

/**
 * Somebody is seen, and goes on to the pharmacy. On the identity document: chips of cards that were taken over are not in the
 * register, and which card is in use the platform knows.
 */
export async function seeDoctor(
  { hospital, pharmacy }: { hospital: Hospital; pharmacy: Pharmacy },
  { residentId }: Person,
  dice: SeededRandom,
): Promise<Outcome[]> {
  const shown = { mdtrt_cert_type: '02', mdtrt_cert_no: residentId } as const;
  const seen = await hospital.see(shown, bills[dice.below(bills.length)]!);
  if (dice.fraction() < 0.5) return [seen];
  return [seen, await pharmacy.sell(shown, medicines[dice.below(medicines.length)]!)];
}

/** One in sixty sees a doctor on a day. */
const share = 1 / 60;
export const patientsOf = (campaign: Campaign): Person[] =>
  campaign.founded.residents.filter(
    (person) =>
      isInsured(person) &&
      !campaign.apart.has(person.holderId) &&
      campaign.dice('doctor', person.residentId).fraction() < share,
  );

/** Those whom visitors may be, on the first day: so that everybody finds something settled. Of one unit, two. */
export function firstPatients({ residents }: Founded, apart: ReadonlySet<string>): Person[] {
  const seen = new Map<string, number>();
  return residents.filter((person) => {
    if (!apart.has(person.holderId) || !isInsured(person)) return false;
    const place = person.organisation ?? person.holderId;
    seen.set(place, (seen.get(place) ?? 0) + 1);
    return seen.get(place)! <= 2;
  });
}
