// Plays a region's whole campaign day by day by a simulated clock: people act, jobs run, and after every day the checks ask what must hold.
import type { Operation } from '../base/action.ts';
import type { House } from '../base/call.ts';
import type { MovableClock } from '../base/clock.ts';
import type { Day } from '../base/day.ts';
import { type AnyJob, ensureJobs, runDueJobs } from '../base/jobs.ts';
import { sealJournal, verifyJournal } from '../base/journal.ts';
import { SeededRandom, systemRandom } from '../base/random.ts';
import { shippedPacks } from '../domain/policy/index.ts';
import { Agenda } from './agenda.ts';
import { bankWeather, calmWeather, connectBanks } from './behaviour/banks.ts';
import { beginningOf, openingOf, planOpenings, prepareRegion } from './behaviour/bureau.ts';
import { callRefused, planDestructions } from './behaviour/clerks.ts';
import { orderAtCounter, stockOutlets } from './behaviour/counter.ts';
import { planHomeVisits } from './behaviour/home-visits.ts';
import { bringInKeys, equipOutlets, handPressKeys, openPressKeys } from './behaviour/keys.ts';
import { bankDay } from './behaviour/making.ts';
import { planMishaps } from './behaviour/mishaps.ts';
import { plansToOrder } from './behaviour/people.ts';
import { startOrganisation } from './behaviour/units.ts';
import { Campaign, type Person } from './campaign.ts';
import { BanksAgree } from './checks/banks-agree.ts';
import { LookAtNews } from './checks/look-at-news.ts';
import { findBroken, instantOf } from './checks/what-must-hold.ts';
import { forEach } from './city.ts';
import { foundCity, planCity } from './found-city.ts';
import { SimulatedBankLines } from './parties/bank/lines.ts';
import { CardMaker } from './parties/card-maker.ts';
import { CardPress } from './parties/card-press.ts';
import { noShelf } from './parties/chip-shelf.ts';
import { reportOf, type WorldReport } from './report.ts';
import { assumedWear, type WearModel } from './wear.ts';

export interface PlayOptions {
  readonly region: string;
  readonly seed: number;
  readonly people: number;
  readonly from: Day;
  readonly to: Day;
  /** How cards wear out; our assumption unless told otherwise. */
  readonly wear?: WearModel;
  /** Called before the people of a day act; tests plant faults here. */
  readonly beforeDay?: (day: Day) => Promise<void>;
  /** Told after every day, for a progress line. */
  readonly onDay?: (day: Day, acts: number) => void;
}

/** What a played world is: its report, and the sentences that turned out not to be true. */
export interface Played {
  readonly report: WorldReport;
  /** Empty when everything held on every day. */
  readonly broken: readonly string[];
}

export interface Machinery {
  readonly operations: readonly Operation[];
  readonly jobs: readonly AnyJob[];
  readonly standingJobs: readonly string[];
  /** The lines over which the banks of the city are connected; without them no bank is. */
  readonly bankLines?: SimulatedBankLines;
}

export async function play(
  house: House & { clock: MovableClock },
  machinery: Machinery,
  options: PlayOptions,
): Promise<Played> {
  const { region, seed, people, from, to, wear = assumedWear } = options;
  const random = new SeededRandom(seed);
  house.clock.moveTo(instantOf(from, 9));
  const founded = await foundCity(house, planCity(region, people, from), random, machinery.operations);
  await ensureJobs(house, machinery.standingJobs);
  const agenda = new Agenda(from);
  const campaign = new Campaign(founded, agenda, seed, {
    banks: machinery.bankLines ?? new SimulatedBankLines(),
  });
  if (machinery.bankLines) await connectBanks(founded, machinery.bankLines, { seed });
  await bringInKeys(founded, chance);
  const makers = await hireMakers(campaign, random);
  await equipOutlets(campaign, { shelf: noShelf, random: chance });
  await prepareRegion(campaign);
  await stockOutlets(campaign);
  planOpenings(campaign);
  planLives(campaign, random);
  planMishaps(campaign, wear);

  const broken: string[] = [];
  const cardedAtStart = new Set(founded.residents.filter(({ card }) => card).map(({ holderId }) => holderId));
  const openings = new Map(
    shippedPacks[region]!.batches.map(({ code, opens }) => [
      code,
      opens.length === 10 ? (opens as Day) : openingOf(opens, from),
    ]),
  );
  const pensionBanks = new Map(
    founded.residents.flatMap(({ holderId, pensionBank }) => (pensionBank ? [[holderId, pensionBank]] : [])),
  );
  const look = new LookAtNews();
  const agree = new BanksAgree();
  while (agenda.today < to && broken.length === 0) {
    const acts = agenda.turn();
    const day = agenda.today;
    house.clock.moveTo(instantOf(day, 9));
    await options.beforeDay?.(day);
    bankWeather(campaign);
    await forEach(acts, (act) => act());
    await bankDay(campaign, makers);
    await letMachinesWork(house, machinery, instantOf(day, 18));
    await callRefused(campaign);
    const holders = await look.holdersOn(house.database, day, day >= to);
    const found = await findBroken({ db: house.database, day, holders, cardedAtStart, region, openings, pensionBanks });
    found.push(...(await agree.look(campaign, { holders, end: false })));
    broken.push(...found.map((sentence) => `seed ${seed}, day ${day}: ${sentence}`));
    options.onDay?.(day, acts.length);
  }

  // The day after: every line works, and whatever still waits arrives.
  calmWeather(campaign);
  for (let i = 0; i < 3; i += 1) await letMachinesWork(house, machinery, instantOf(agenda.today, 18));
  broken.push(
    ...(await agree.look(campaign, { holders: 'all', end: true })).map((one) => `seed ${seed}, at the end: ${one}`),
  );

  await sealJournal(house.database, house.clock.now());
  const journal = await verifyJournal(house.database);
  if (!journal.intact) broken.push(`seed ${seed}: the journal chain is broken at block ${journal.brokenBlock}`);
  for (const surprise of campaign.surprises.slice(0, 20))
    broken.push(`seed ${seed}, refused unexpectedly: ${surprise}`);
  return { report: await reportOf(campaign, house.database, { from, to: agenda.today, seed, journal }), broken };
}

/**
 * The machines work from an instant on, a few times, for what one of them does is another one's work: a message is sent, its answer
 * taken, and the order that waited for it goes on.
 */
export async function letMachinesWork(
  house: House & { clock: { moveTo(at: Date): void; now(): Date } },
  machinery: Machinery,
  from: Date,
): Promise<void> {
  const begins = Math.max(from.getTime(), house.clock.now().getTime());
  for (const seconds of [0, 6, 12]) {
    house.clock.moveTo(new Date(begins + seconds * 1_000));
    await runDueJobs(house, machinery.jobs);
  }
}

/** Keys and chips draw on the system's chance: a secret that can be replayed from a seed is none. */
const chance = (length: number): Uint8Array => systemRandom.bytes(length);

async function hireMakers(campaign: Campaign, random: SeededRandom): Promise<CardMaker[]> {
  const { founded } = campaign;
  const [administrator] = founded.allStaff('system-administrator');
  const makers: CardMaker[] = [];
  for (const [i, staff] of founded.allStaff('card-maker').entries()) {
    const code = `maker-${i + 1}`;
    const institutionId = founded.institutionIds.get(code)!;
    const seed = random.bytes(32);
    const keys = openPressKeys(await handPressKeys(founded, code));
    const press = new CardPress({ ...keys, shelf: noShelf, random: chance });
    const maker = new CardMaker({ institutionId, code, staff, seed, press, accountsFrom: i * 10_000_000 });
    await campaign.try(administrator!, 'production.register-maker-key', {
      makerId: institutionId,
      publicKey: Buffer.from(maker.publicKey).toString('hex'),
    });
    makers.push(maker);
  }
  return makers;
}

/** Everybody's own plan: units and schools when their batch opens, individuals and retirees when theirs does. */
function planLives(campaign: Campaign, random: SeededRandom): void {
  const { founded, agenda } = campaign;
  const pack = shippedPacks[founded.plan.region]!;
  const members = new Map<string, Person[]>();
  for (const person of founded.residents) {
    if (person.organisation) members.set(person.organisation, [...(members.get(person.organisation) ?? []), person]);
  }
  const regular = pack.phases.find(({ state }) => state === 'regular');
  const beginning = regular ? beginningOf(regular.from, agenda.today) : agenda.today;
  const opensFor = (group: 'staff' | 'individual' | 'retiree', district: string): Day => {
    const batch = pack.batches.find(
      (one) =>
        (one.groups as readonly string[]).includes(group) &&
        (one.districts === 'all' || one.districts.includes(district)),
    );
    if (!batch) return pack.batches.length === 0 ? beginning : agenda.today;
    return batch.opens.length === 10 ? (batch.opens as Day) : openingOf(batch.opens, agenda.today);
  };
  const daysUntil = (day: Day) => Math.max(1, Math.round((Date.parse(day) - Date.parse(agenda.today)) / 86_400_000));
  const batches = pack.batches.length > 0;
  for (const organisation of founded.organisations) {
    // Without batches a region has group orders where its rules speak of orders by proxy.
    if (!batches && !campaign.proxyAtOutlet) continue;
    const whole = organisation.kind === 'employer' || organisation.whole;
    const mine = members.get(organisation.code) ?? [];
    if (!whole || mine.length === 0) continue;
    const group = organisation.kind === 'employer' ? 'staff' : 'individual';
    // One unit in twelve never gets to it; its people wait for the regular phase (open question 3).
    if (random.fraction() < 1 / 12) continue;
    startOrganisation(
      campaign,
      organisation,
      mine,
      daysUntil(opensFor(group, organisation.district)) + random.below(60),
    );
  }
  const inGroups = new Set(
    founded.organisations.filter(({ kind, whole }) => kind === 'school' && whole).map(({ code }) => code),
  );
  for (const person of founded.residents) {
    const group = person.kind === 'employee' ? 'staff' : person.kind === 'retired' ? 'retiree' : 'individual';
    if (batches && (group === 'staff' || (person.kind === 'student' && inGroups.has(person.organisation!)))) continue;
    plansToOrder(campaign, person, daysUntil(opensFor(group, person.district)) + random.below(30));
  }
  // In the regular phase outlets are open to everybody: whoever has not changed by then and wants to comes by in the first
  // weeks (CAL-07). Who has a new card already, or an order under way, is sent home kindly.
  const opening = regular && daysUntil(beginning);
  for (const person of opening === undefined ? [] : founded.residents) {
    if (person.temper.keen < 0.4 || !pack.channels.some(({ code }) => code === 'bank-outlet')) continue;
    agenda.in(opening! + 3 + person.temper.delayDays, () => orderAtCounter(campaign, person));
  }
  planHomeVisits(campaign);
  planDestructions(campaign);
}
