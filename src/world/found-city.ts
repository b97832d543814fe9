// Founds a city: institutions with their staff, people with insurances and families, the cards they hold today.

import type { Operation } from '../base/action.ts';
import type { Actor, Role } from '../base/actor.ts';
import { systemActor } from '../base/actor.ts';
import type { House } from '../base/call.ts';
import { addDays, type Day } from '../base/day.ts';
import type { SeededRandom } from '../base/random.ts';
import { bankCardNumberOf } from '../domain/cards/index.ts';
import { installPacks, partnersOn, shippedPacks } from '../domain/policy/index.ts';
import { City, forEach } from './city.ts';
import { type CityPlan, makePopulation, type Organisation, type Resident } from './population.ts';

export interface Outlet {
  readonly id: string;
  readonly code: string;
  readonly bank: string;
  readonly district: string;
  readonly instant: boolean;
}

/** Who is who in a founded city. */
export interface Founded {
  readonly city: City;
  readonly plan: CityPlan;
  readonly residents: readonly (Resident & { readonly holderId: string })[];
  readonly organisations: readonly (Organisation & { readonly id: string; readonly clerk: Actor })[];
  readonly outlets: readonly Outlet[];
  /** Staff by institution code and role: `staff('icbc', 'bank-office')`. */
  staff(code: string, role: Role): Actor;
  /** All staff of a role, in the order of founding. */
  allStaff(role: Role): readonly Actor[];
  readonly institutionIds: ReadonlyMap<string, string>;
  /** Everybody in somebody's service, in the order of hiring. */
  readonly employed: readonly Employed[];
}

/** Somebody in the service of an institution, by its code. */
export interface Employed {
  readonly code: string;
  readonly actor: Actor;
}

/** Finds staff by place and role. */
export function staffOf(employed: readonly Employed[]): Pick<Founded, 'staff' | 'allStaff' | 'employed'> {
  const byPlace = new Map(employed.map(({ code, actor }) => [`${code} ${actor.role}`, actor]));
  return {
    employed,
    staff(code, role) {
      const actor = byPlace.get(`${code} ${role}`);
      if (!actor) throw new Error(`nobody is ${role} at ${code}`);
      return actor;
    },
    allStaff: (role) => employed.flatMap(({ actor }) => (actor.role === role ? [actor] : [])),
  };
}

/** First six digits of identity numbers and the middle of the region, for synthetic people and outlets. */
const places: Record<string, { areaCode: string; longitude: number; latitude: number }> = {
  beijing: { areaCode: '110101', longitude: 116.4, latitude: 39.9 },
  fuzhou: { areaCode: '350102', longitude: 119.3, latitude: 26.08 },
  hengshui: { areaCode: '131102', longitude: 115.67, latitude: 37.74 },
  'guangxi-beihai': { areaCode: '450502', longitude: 109.12, latitude: 21.48 },
  guilin: { areaCode: '450302', longitude: 110.29, latitude: 25.27 },
};

export function planCity(region: string, people: number, day: Day): CityPlan {
  const pack = shippedPacks[region];
  const place = places[region];
  if (!pack || !place) throw new Error(`no plan for the region ${region}`);
  const banks = partnersOn(pack, { day, openings: {} });
  return {
    region,
    areaCode: place.areaCode,
    districts: pack.districts.length > 0 ? pack.districts.map(({ code }) => code) : ['urban'],
    banks: banks === 'unknown' ? ['icbc', 'ccb'] : banks.map(({ code }) => code),
    people,
    day,
  };
}

const namesOf: Partial<Record<Role, string>> = {
  'bank-teller': '柜员',
  'outlet-manager': '网点主任',
  'bank-office': '银行总部',
  'bank-visitor': '上门专员',
  'unit-clerk': '单位经办',
  'school-clerk': '学校经办',
  'community-worker': '社区工作者',
  'card-maker': '制卡员',
  courier: '快递员',
};

export async function foundCity(
  house: House,
  plan: CityPlan,
  random: SeededRandom,
  operations: readonly Operation[],
  extra: { residents?: readonly Resident[]; organisations?: readonly Organisation[] } = {},
): Promise<Founded> {
  const { region, districts, banks } = plan;
  await installPacks(house.database);
  const city = new City(house, region, operations);
  const system = systemActor('founding');
  const { banks: bankNames, districts: districtNames } = shippedPacks[region]!;
  const nameOf = (list: 'unknown' | readonly { readonly code: string; readonly name: string }[], code: string) =>
    (list === 'unknown' ? undefined : list.find((one) => one.code === code)?.name) ?? code;
  const ids = new Map<string, string>();
  const employed: Employed[] = [];

  const register = async (kind: string, code: string, name: string, more: object = {}) => {
    const { id, standing } = await city.as(system, 'institutions.register-institution', {
      kind,
      region,
      code,
      name,
      ...more,
    });
    ids.set(code, id);
    if (standing === 'applied') {
      await city.as(system, 'institutions.set-standing', {
        institutionId: id,
        standing: 'admitted',
        reason: '演示城市准入',
      });
    }
    return id as string;
  };
  const hire = async (code: string, role: Role, name = `${namesOf[role] ?? role}${code}`) => {
    const institutionId = ids.get(code)!;
    const { staffId } = await city.as(system, 'institutions.add-staff', {
      institutionId,
      role,
      name: name.slice(0, 60),
    });
    const actor: Actor = { role, id: staffId, institutionId, region };
    employed.push({ code, actor });
    return actor;
  };

  // The bureau and its branches. Duties that must stay apart are different people.
  await register('bureau', 'bureau', '示例市人力资源和社会保障局');
  for (const role of ['system-administrator', 'auditor', 'bureau-clerk'] as const) await hire('bureau', role);
  const officers: Actor[] = [];
  for (let i = 1; i <= 4; i += 1) officers.push(await hire('bureau', 'policy-officer', `政策专员${i}`));
  for (let i = 1; i <= 2; i += 1) await hire('bureau', 'card-authority', `卡管专员${i}`);
  for (let i = 1; i <= 2; i += 1) await hire('bureau', 'publicity-officer', `宣传专员${i}`);
  for (let i = 1; i <= 2; i += 1) await hire('bureau', 'key-custodian', `密钥保管员${i}`);
  await forEach(districts, async (district) => {
    const parentId = await register(
      'district-bureau',
      `district-${district}`,
      `示例${nameOf(districtNames, district)}人社局`,
      {
        district,
        parentId: ids.get('bureau'),
      },
    );
    await hire(`district-${district}`, 'bureau-clerk');
    await register('community', `community-${district}`, `示例${nameOf(districtNames, district)}社区`, {
      district,
      parentId,
    });
    await hire(`community-${district}`, 'community-worker');
  });

  // Banks, their outlets (one of two with the instant plate), makers, couriers, channels.
  const outlets: Outlet[] = [];
  const { longitude, latitude } = places[region]!;
  for (const bank of banks) {
    await register('bank', bank, `示例${nameOf(bankNames, bank)}`, { bankCode: bank });
    await hire(bank, 'bank-office');
    await hire(bank, 'bank-visitor');
  }
  const wanted = banks.flatMap((bank, b) =>
    Array.from({ length: Math.min(4, Math.max(2, Math.ceil(districts.length / 5))) }, (_, i) => ({
      bank,
      code: `${bank}-outlet-${i + 1}`,
      district: districts[(b + i * 3) % districts.length]!,
      instant: i % 2 === 0,
    })),
  );
  await forEach(wanted, async ({ bank, code, district, instant }) => {
    const id = await register('outlet', code, `示例${nameOf(bankNames, bank)}第${code.split('-').at(-1)}支行`, {
      bankCode: bank,
      district,
      longitude: longitude + (random.fraction() - 0.5) / 2,
      latitude: latitude + (random.fraction() - 0.5) / 2,
      ...(instant ? { instantSince: addDays(plan.day, -30) } : {}),
      abilities: ['counter-orders', 'hand-over', 'enabling', 'account-opening', 'loss-report', 'replacement'],
    });
    await hire(code, 'bank-teller');
    await hire(code, 'outlet-manager');
    outlets.push({ id, code, bank, district, instant });
  });
  outlets.sort((a, b) => (a.code < b.code ? -1 : 1));
  for (const i of [1, 2]) {
    await register('card-maker', `maker-${i}`, `示例制卡${i}厂`);
    await hire(`maker-${i}`, 'card-maker');
  }
  await register('courier', 'courier-1', '示例速递');
  await hire('courier-1', 'courier');
  const pack = shippedPacks[region]!;
  for (const channel of pack.channels) await register('channel', channel.code, channel.name.zh);

  // Employers, schools and their clerks; then the people.
  const population = makePopulation(plan, random);
  const allOrganisations = [...population.organisations, ...(extra.organisations ?? [])];
  const organisations = await forEach(allOrganisations, async (organisation) => {
    const id = await register(organisation.kind, organisation.code, organisation.name, {
      district: organisation.district,
    });
    const clerk = await hire(organisation.code, organisation.kind === 'employer' ? 'unit-clerk' : 'school-clerk');
    return { ...organisation, id, clerk };
  });
  const whole = new Set(allOrganisations.filter((one) => one.whole).map(({ code }) => code));
  const everybody = [...population.residents, ...(extra.residents ?? [])];
  const staff = staffOf(employed);
  const clerk = staff.staff('bureau', 'bureau-clerk');
  const holderIds: string[] = [];
  for (let i = 0; i < everybody.length; i += 2500) {
    const part = everybody.slice(i, i + 2500);
    const { people } = await city.as(clerk, 'holders.register-people', {
      people: part.map((resident) => ({
        documentKind: 'resident-id',
        documentNumber: resident.residentId,
        name: resident.name,
        sex: resident.sex,
        born: resident.born,
        phone: resident.phone,
        address: `示例市${resident.district}示例路${(i % 300) + 1}号`,
        residesIn: region,
        ...(resident.kind === 'employee' ? { employedIn: region } : {}),
        insurances: [
          {
            region,
            district: resident.district,
            kind:
              ({ employee: 'employee', flexible: 'flexible', retired: 'retired' } as const)[
                resident.kind as 'employee'
              ] ?? 'resident',
            organiserId: resident.kind === 'employee' ? ids.get(resident.organisation!)! : null,
            since: resident.since,
          },
        ],
        ...(resident.kind === 'student'
          ? {
              student: {
                schoolId: ids.get(resident.organisation!)!,
                schoolOrganised: whole.has(resident.organisation!),
              },
            }
          : {}),
        ...(resident.pensionBank ? { pensionBank: resident.pensionBank } : {}),
      })),
    });
    for (const { holderId } of people) holderIds.push(holderId);
  }
  const residents = everybody.map((resident, i) => ({ ...resident, holderId: holderIds[i]! }));
  const missing = residents.filter(({ holderId }) => !holderId).length;
  if (missing > 0) throw new Error(`${missing} synthetic people were refused by the register`);

  await forEach(
    residents.filter(({ guardians }) => guardians),
    async (child) => {
      for (const guardian of child.guardians!) {
        await city.as(clerk, 'holders.link-guardian', {
          guardianId: residents[guardian]!.holderId,
          ward: { documentKind: 'resident-id', documentNumber: child.residentId, name: child.name },
          proof: { kind: 'household-register', number: `示例户${child.holderId.slice(-6)}` },
        });
      }
    },
  );
  const carded = residents.filter(({ card }) => card);
  let account = 0;
  for (let i = 0; i < carded.length; i += 2500) {
    await city.as(clerk, 'cards.take-over-cards', {
      cards: carded.slice(i, i + 2500).map(({ holderId, card }) => {
        account += 1;
        return {
          holderId,
          region,
          generation: card!.generation,
          ...(card!.bank ? { bankCode: card!.bank, bankCardNumber: bankCardNumberOf('621700', account) } : {}),
          issuedOn: addDays(plan.day, -500),
        };
      }),
    });
  }

  return {
    city,
    plan,
    residents,
    organisations,
    outlets,
    institutionIds: ids,
    ...staff,
  };
}
