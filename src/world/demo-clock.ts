// The clock of the demo: moved on day by day in the background, and on every day the city lives: people, banks, makers, jobs.
import type { House } from '../base/call.ts';
import type { ShiftedClock } from '../base/clock.ts';
import { addDays, type Day, dayOf } from '../base/day.ts';
import { runDueJobs } from '../base/jobs.ts';
import { fromHex } from '../crypto/index.ts';
import { Agenda } from './agenda.ts';
import { firstPatients, openSoftware, patientsOf, seeDoctor } from './behaviour/doctors.ts';
import { Campaign, type Person } from './campaign.ts';
import { instantOf } from './checks/what-must-hold.ts';
import { forEach } from './city.ts';
import { dueToday } from './demo-morning.ts';
import type { Founded } from './found-city.ts';
import { type KeptCity, reopenCity } from './kept-city.ts';
import { SimulatedBankLines } from './parties/bank/lines.ts';
import { CardMaker, usualFaults } from './parties/card-maker.ts';
import { letMachinesWork, type Machinery } from './play.ts';

/** How far a move has come. */
export interface ClockMove {
  readonly from: Day;
  readonly today: Day;
  readonly to: Day;
  /** What people, banks and makers have done on the way. */
  readonly acts: number;
  readonly state: 'moving' | 'arrived' | 'stopped' | 'failed';
}

type DemoHouse = House & { readonly clock: ShiftedClock };

export class DemoClock {
  readonly #house: DemoHouse;
  readonly #machinery: Machinery;
  readonly #kept: KeptCity | undefined;
  readonly #afterDay: () => void;
  #address: string | undefined;
  #move: ClockMove | undefined;
  #stopping = false;
  #work: Promise<void> = Promise.resolve();

  /** `kept`: the city that lives; without one only its jobs run. `afterDay`: keeps the time that has been reached. */
  constructor(house: DemoHouse, machinery: Machinery, kept: KeptCity | undefined, afterDay: () => void) {
    this.#house = house;
    this.#machinery = machinery;
    this.#kept = kept;
    this.#afterDay = afterDay;
  }

  /** The move under way, or the last one. */
  get progress(): ClockMove | undefined {
    return this.#move;
  }

  /** From now on the hospital and the pharmacy reach the platform there; `first`: those whom visitors may be are seen at once. */
  openDesks(address: string, first: boolean): void {
    this.#address = address;
    const founded = first && this.#kept && reopenCity(this.#house, this.#kept, this.#machinery.operations);
    if (!founded) return;
    const campaign = this.#campaign(founded);
    const people = firstPatients(founded, campaign.apart);
    this.#work = this.#doctorsDay(campaign, people).catch((error) =>
      this.#house.log.warn({ err: String(error) }, 'the hospital of the demo city could not open'),
    );
  }

  /** Begins to move on, unless it is moving already. */
  move(days: number): void {
    if (this.#move?.state === 'moving') return;
    const from = dayOf(this.#house.clock.now());
    this.#move = { from, today: from, to: addDays(from, days), acts: 0, state: 'moving' };
    this.#stopping = false;
    this.#work = this.#work
      .then(() => this.#moveOn())
      .catch((error) => {
        this.#house.log.error({ err: String(error) }, 'the demo clock stopped');
        this.#end('failed');
      });
  }

  /** Stops after the day in hand. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#work;
  }

  #end(state: ClockMove['state']): void {
    this.#move = { ...this.#move!, state };
  }

  async #moveOn(): Promise<void> {
    const founded = this.#kept && reopenCity(this.#house, this.#kept, this.#machinery.operations);
    while (this.#move!.today < this.#move!.to) {
      if (this.#stopping) return this.#end('stopped');
      const today = addDays(this.#move!.today, 1);
      const acts = await this.#live(today, founded);
      this.#move = { ...this.#move!, today, acts: this.#move!.acts + acts };
      this.#afterDay();
      // Visitors and jobs are served between two days.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#end('arrived');
  }

  async #live(day: Day, founded: Founded | undefined): Promise<number> {
    const { clock, database, log } = this.#house;
    const { jobs } = this.#machinery;
    // The city has been open for some time: its clock may stand later than that already.
    clock.moveTo(instantOf(day, 9));
    let count = 0;
    if (founded) {
      // What an act plans for later goes with this agenda: tomorrow the books say what is due.
      const campaign = this.#campaign(founded);
      const acts = await dueToday(database, campaign, this.#makers(founded, campaign));
      await forEach(acts, (act) => act().catch((error) => log.warn({ err: String(error) }, 'an act failed')));
      await this.#doctorsDay(campaign, patientsOf(campaign)).catch((error) =>
        log.warn({ err: String(error) }, 'the hospital was closed for the day'),
      );
      for (const surprise of campaign.surprises) log.info({ surprise }, 'somebody of the demo city was turned away');
      count = acts.length;
    }
    await runDueJobs(this.#house, jobs);
    await letMachinesWork(this.#house, this.#machinery, instantOf(day, 10));
    return count;
  }

  #campaign(founded: Founded): Campaign {
    return new Campaign(founded, new Agenda(dayOf(this.#house.clock.now())), 1, {
      banks: this.#machinery.bankLines ?? new SimulatedBankLines(),
      apart: new Set(this.#kept!.apart),
    });
  }

  /** Patients come one after the other, through the same interface as those of any hospital. */
  async #doctorsDay(campaign: Campaign, people: readonly Person[]): Promise<void> {
    const desks = this.#kept?.medicalDesks;
    if (!desks || !this.#address || people.length === 0) return;
    const software = await openSoftware(this.#house, desks, this.#address, campaign.dice('lines'));
    for (const person of people) {
      if (this.#stopping) return;
      for (const outcome of await seeDoctor(software, person, campaign.dice('bill', person.residentId)))
        if (outcome.kind === 'refused') this.#house.log.info({ outcome }, 'a patient of the demo city was turned away');
    }
  }

  /** Bank card numbers are given by day, so that none comes twice, also after a restart. */
  #makers(founded: Founded, campaign: Campaign): CardMaker[] {
    const dayNumber = Math.floor(Date.parse(campaign.today) / 86_400_000);
    campaign.accounts = dayNumber * 1000;
    return this.#kept!.makers.map(
      ([code, privateKey], i) =>
        new CardMaker({
          institutionId: founded.institutionIds.get(code)!,
          code,
          staff: founded.staff(code, 'card-maker'),
          seed: fromHex(privateKey),
          // One batch in twelve is late: what an alarm looks like is part of the demo.
          faults: { ...usualFaults, late: 1 / 12 },
          accountsFrom: (i + 1) * 100_000_000 + dayNumber * 1000,
        }),
    );
  }
}
