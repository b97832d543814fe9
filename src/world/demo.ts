// The demo city that `npm start` opens: a small region in the middle of its campaign, a unit whose roster ships with the project, and its people.

import type { Actor } from '../base/actor.ts';
import type { House } from '../base/call.ts';
import type { ShiftedClock } from '../base/clock.ts';
import { addDays, type Day, startOfDay } from '../base/day.ts';
import { ensureJobs } from '../base/jobs.ts';
import { SeededRandom, systemRandom } from '../base/random.ts';
import { sql } from '../base/sql.ts';
import { shippedPacks } from '../domain/policy/index.ts';
import { Agenda } from './agenda.ts';
import { connectBanks, type KeptLines, keptLines } from './behaviour/banks.ts';
import { prepareRegion } from './behaviour/bureau.ts';
import { openMedicalDesks } from './behaviour/doctors.ts';
import { bringInKeys, equipTerminal, handPressKeys, type PressKeys, type PsamKeys } from './behaviour/keys.ts';
import { Campaign } from './campaign.ts';
import { liveUntil } from './demo-life.ts';
import { type Founded, foundCity, planCity } from './found-city.ts';
import { type KeptCity, keepCity } from './kept-city.ts';
import { SimulatedBankLines } from './parties/bank/lines.ts';
import { CardMaker } from './parties/card-maker.ts';
import type { Machinery } from './play.ts';
import { readRosterPeople } from './roster-people.ts';

/** Somebody of the demo city, with what that person shows at the door. */
export interface DemoPersona {
  readonly about: string;
  readonly token: string;
  readonly onBehalfOf?: string;
}

export interface DemoPresses {
  readonly works: PressKeys;
  readonly counter: PressKeys;
  readonly psam: PsamKeys;
}

export interface Demo {
  readonly personas: Readonly<Record<string, DemoPersona>>;
  /** Private key of the demo's card maker, with which `yikatong demo press` signs return files. */
  readonly maker: { readonly code: string; readonly privateKey: string };
  /** What the maker's works and the teller's counter need to write chips and to read them. */
  readonly presses: DemoPresses;
  /** The city and its people, with which it lives on. */
  readonly city: KeptCity;
  /** Who speaks for each bank: with what the banks keep themselves, their lines open again after a restart. */
  readonly lines: KeptLines;
}

/** The demo lives in the last months of Beijing's concentrated phase: every batch is open. */
export const demoRegion = 'beijing';
const demoDay = '2025-11-03' as Day;
const founded = '2025-10-08' as Day;
const demoUnit = {
  code: 'demo-unit',
  kind: 'employer',
  name: '示例东城数据有限公司',
  district: 'dongcheng',
} as const;

/** True when nobody has founded anything here yet. */
export async function isEmpty(house: House): Promise<boolean> {
  const { n } = await house.database.one<{ n: number }>(sql`select count(*)::int as n from holders.person_view`);
  return n === 0;
}

export async function foundDemo(
  house: House & { clock: ShiftedClock },
  machinery: Machinery,
  people: number,
  banksFolder?: string,
): Promise<Demo> {
  const random = new SeededRandom(20251103);
  house.clock.moveTo(new Date(startOfDay(founded).getTime() + 9 * 3600_000));
  const roster = readRosterPeople();
  const city = await foundCity(house, planCity(demoRegion, people, founded), random, machinery.operations, {
    organisations: [demoUnit],
    residents: roster.map((person) => ({
      ...person,
      kind: 'employee' as const,
      district: demoUnit.district,
      organisation: demoUnit.code,
      since: '2020-01-01' as Day,
      card: { generation: 2 as const, bank: 'icbc' },
      temper: { delayDays: 3, keen: 1, late: false },
    })),
  });
  const campaign = new Campaign(city, new Agenda(founded), 1, {
    banks: machinery.bankLines ?? new SimulatedBankLines(),
  });
  if (machinery.bankLines)
    await connectBanks(city, machinery.bankLines, { seed: 1, ...(banksFolder ? { folder: banksFolder } : {}) });
  await prepareRegion(campaign);
  await openBatches(campaign);
  const { makers, keys } = await hireMakers(campaign, random);
  const presses = await equipDemo(city);
  const medicalDesks = await openMedicalDesks(city);
  await ensureJobs(house, machinery.standingJobs);
  const cast = peopleOf(city);
  const apart = new Set([...cast.apart].map(({ holderId }) => holderId));
  await liveUntil(house, campaign, { machinery, makers, until: addDays(demoDay, -1), apart });
  house.clock.moveTo(new Date(startOfDay(demoDay).getTime() + 9 * 3600_000));
  return {
    personas: await personasOf(city, cast),
    maker: { code: keys[0]![0], privateKey: keys[0]![1] },
    presses,
    city: keepCity(city, { apart: [...apart], makers: keys, medicalDesks }),
    lines: keptLines(city),
  };
}

/** The notices give months; the demo's bureau has told the public and set the days (K23, GOV-04). */
async function openBatches(campaign: Campaign): Promise<void> {
  const { region } = campaign.founded.plan;
  const [writer, publisher] = campaign.founded.allStaff('publicity-officer');
  const [officer] = campaign.founded.allStaff('policy-officer');
  for (const { code, name, opens } of shippedPacks[region]!.batches.filter((batch) => batch.opens.length === 7)) {
    const day = addDays(founded, 5) > `${opens}-01` ? addDays(founded, 5) : (`${opens}-08` as Day);
    const notice = await campaign.try(writer!, 'notices.draft-notice', {
      region,
      batch: code,
      title: `${name.zh}换发第三代社会保障卡`,
      body: `${name.zh}自${day}起开放申领。换卡自愿，原卡照常使用。请在官方App或服务网点办理，如有疑问请拨打12333。`,
    });
    if (notice) await campaign.try(publisher!, 'notices.publish-notice', { noticeId: notice.noticeId });
    await campaign.try(officer!, 'policy.set-batch-opening', { region, batch: code, day });
  }
  if (campaign.surprises.length > 0)
    throw new Error(`the demo city could not open its batches: ${campaign.surprises[0]}`);
}

async function hireMakers(
  campaign: Campaign,
  random: SeededRandom,
): Promise<{ makers: CardMaker[]; keys: KeptCity['makers'] }> {
  const { founded: city } = campaign;
  const [administrator] = city.allStaff('system-administrator');
  const keys: [code: string, privateKey: string][] = [];
  const makers: CardMaker[] = [];
  for (const [i, staff] of city.allStaff('card-maker').entries()) {
    const code = `maker-${i + 1}`;
    const seed = random.bytes(32);
    const institutionId = city.institutionIds.get(code)!;
    const maker = new CardMaker({ institutionId, code, staff, seed, accountsFrom: i * 10_000_000 });
    await city.city.as(administrator!, 'production.register-maker-key', {
      makerId: institutionId,
      publicKey: Buffer.from(maker.publicKey).toString('hex'),
    });
    keys.push([code, Buffer.from(seed).toString('hex')]);
    makers.push(maker);
  }
  return { makers, keys };
}

/** Keys for the demo's maker and for the counter of its teller. */
async function equipDemo(city: Founded): Promise<DemoPresses> {
  await bringInKeys(city, (length) => systemRandom.bytes(length));
  const { code } = counterOf(city);
  return {
    works: await handPressKeys(city, 'maker-1'),
    counter: await handPressKeys(city, code),
    psam: await equipTerminal(city, code, '110100000001'),
  };
}

/** The outlet where the demo's teller works. */
const counterOf = ({ outlets }: Founded) => outlets.find(({ bank, instant }) => bank === 'icbc' && instant)!;

/** Those one may be, and those whose orders they will place: nobody plays for them. */
function peopleOf({ residents }: Founded) {
  const unit = residents.filter(({ organisation }) => organisation === demoUnit.code);
  const flexible = residents.find(({ kind }) => kind === 'flexible');
  const retiree = residents.find(({ kind }) => kind === 'retired');
  const children = new Map<number, number>();
  for (const { guardians } of residents)
    for (const place of guardians ?? []) children.set(place, (children.get(place) ?? 0) + 1);
  const most = [...children].sort((a, b) => b[1] - a[1])[0];
  const parent = most && residents[most[0]];
  const wards = residents.filter(({ guardians }) => most && guardians?.includes(most[0]));
  const apart = [...unit, flexible, retiree, parent, ...wards].flatMap((one) => one ?? []);
  return { unit, flexible, retiree, parent, wards, apart };
}

async function personasOf(city: Founded, people: ReturnType<typeof peopleOf>): Promise<Record<string, DemoPersona>> {
  const [administrator] = city.allStaff('system-administrator');
  const personas: Record<string, DemoPersona> = {};
  const staff = async (name: string, about: string, { id }: Actor) => {
    const { token } = await city.city.as(administrator!, 'institutions.issue-token', { staffId: id, validDays: 365 });
    personas[name] = { about, token };
  };
  const { token } = await city.city.as(administrator!, 'institutions.issue-token', {
    channelId: city.institutionIds.get('bureau-site')!,
    validDays: 365,
  });
  const citizen = (name: string, about: string, person: { holderId: string } | undefined) => {
    if (person) personas[name] = { about, token, onBehalfOf: person.holderId };
  };
  const { unit, flexible, retiree, parent, wards } = people;
  citizen('employee', `职工，${demoUnit.name} · employee of the sample unit`, unit[0]);
  citizen('colleague', `职工，${demoUnit.name} · another employee`, unit[1]);
  citizen('flexible', '灵活就业人员 · flexible worker', flexible);
  citizen('retiree', '退休人员 · retiree', retiree);
  citizen('parent', `家长，${wards.length}个孩子 · parent of ${wards.length}`, parent);
  const outlet = counterOf(city);
  await staff(
    'clerk',
    `单位经办人，${demoUnit.name} · clerk of the sample unit`,
    city.staff(demoUnit.code, 'unit-clerk'),
  );
  await staff('community', '社区工作者 · community worker', city.allStaff('community-worker')[0]!);
  await staff('bank', '工商银行社保卡中心 · head office of ICBC', city.staff('icbc', 'bank-office'));
  await staff('maker', '制卡商 · card maker', city.staff('maker-1', 'card-maker'));
  await staff('manager', `网点主任 ${outlet.code} · outlet manager`, city.staff(outlet.code, 'outlet-manager'));
  await staff('teller', `柜员 ${outlet.code} · bank teller`, city.staff(outlet.code, 'bank-teller'));
  await staff('visitor', '工商银行上门专员 · visiting staff of ICBC', city.staff('icbc', 'bank-visitor'));
  await staff('courier', '快递员 · courier', city.staff('courier-1', 'courier'));
  await staff('bureau', '人社局经办 · bureau clerk', city.staff('bureau', 'bureau-clerk'));
  await staff('officer', '政策专员 · policy officer', city.staff('bureau', 'policy-officer'));
  await staff('publicity', '宣传专员 · publicity officer', city.staff('bureau', 'publicity-officer'));
  await staff('authority', '卡管专员 · card authority', city.staff('bureau', 'card-authority'));
  const [first, second] = city.allStaff('key-custodian');
  await staff('custodian', '密钥保管员一 · first key custodian', first!);
  await staff('custodian-2', '密钥保管员二 · second key custodian', second!);
  await staff('auditor', '审计员 · auditor', city.staff('bureau', 'auditor'));
  await staff('admin', '系统管理员 · system administrator', administrator!);
  return personas;
}
