// A campaign under way: the founded city, its agenda and chance, and the ledger of what people met on their way.
import type { Actor } from '../base/actor.ts';
import type { Day } from '../base/day.ts';
import { SeededRandom } from '../base/random.ts';
import { Refusal } from '../base/refusal.ts';
import { shippedPacks } from '../domain/policy/index.ts';
import type { SlotCard } from '../terminal/index.ts';
import type { Agenda } from './agenda.ts';
import type { Answer } from './city.ts';
import type { Founded } from './found-city.ts';
import type { SimulatedBankLines } from './parties/bank/lines.ts';
import type { CardPress } from './parties/card-press.ts';
import type { Resident } from './population.ts';

export type Person = Resident & { readonly holderId: string };

/** What a person chose when ordering, as only that person and the bank know. */
export interface Choice {
  readonly bank: string;
  readonly pickUp: 'outlet' | 'mail' | 'unit-delivery' | 'counter' | 'visit';
  readonly outletCode?: string;
  readonly groupOrderId?: string;
}

/** What stands on a counter that makes cards: the writer, and the module with which it reads back. */
export interface Machine {
  readonly press: CardPress;
  readonly module: SlotCard;
}

export class Campaign {
  readonly founded: Founded;
  readonly agenda: Agenda;
  readonly seed: number;
  /** Holders for whom somebody else acts: nobody plays them. */
  readonly apart: ReadonlySet<string>;
  /** What each person chose last, by holder. */
  readonly choices = new Map<string, Choice>();
  /** People by the number on their document, as a counter or a bank looks them up. */
  readonly byNumber: ReadonlyMap<string, Person>;
  /** How often each refusal was met; a refusal nobody expected is a surprise and fails the world. */
  readonly refusals = new Map<string, number>();
  readonly surprises: string[] = [];
  /** Machines that write chips at the counter, by outlet; an outlet without one types what it sees. */
  readonly machines = new Map<string, Machine>();
  /** Bank card numbers given at counters so far. */
  accounts = 0;
  /** Orders that a clerk gave back to be put right. */
  returned = 0;
  /** Orders for which a bank opened no account, each with the card that was to be. */
  readonly refusedAccounts = new Set<string>();
  /** The lines to the banks; nobody is on them where a city plays without. */
  readonly banks: SimulatedBankLines;
  /** How often a line failed. */
  readonly lineFaults = { outage: 0, silent: 0 };
  /** Visits at home. */
  readonly visits = { done: 0, failed: 0 };

  constructor(
    founded: Founded,
    agenda: Agenda,
    seed: number,
    { banks, apart = new Set() }: { banks: SimulatedBankLines; apart?: ReadonlySet<string> },
  ) {
    this.founded = founded;
    this.banks = banks;
    this.agenda = agenda;
    this.seed = seed;
    this.apart = apart;
    this.byNumber = new Map(founded.residents.map((person) => [person.residentId, person]));
  }

  /** Orders by proxy are collected at the designated outlet only. */
  get proxyAtOutlet(): boolean {
    return shippedPacks[this.founded.plan.region]!.rules.pickUp.some(
      ({ when, value }) => when?.orderKind?.includes('batch-proxy') && String(value) === 'designated-outlet',
    );
  }

  /** A card is enabled only when its account is active. */
  get activationFirst(): boolean {
    return shippedPacks[this.founded.plan.region]!.rules.oldCard.some(
      ({ value }) => value !== 'unknown' && value.alsoNeeds.includes('activated'),
    );
  }

  get today(): Day {
    return this.agenda.today;
  }

  /**
   * Somebody acts. A refusal the actor reckons with gives undefined; any other is written down as a surprise: in a world
   * that plays by the rules it shows a rule that is wrong, here or there.
   */
  async try(actor: Actor, name: string, input: object, expected: readonly string[] = []): Promise<Answer | undefined> {
    try {
      return await this.founded.city.as(actor, name, input);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refusals.set(error.code, (this.refusals.get(error.code) ?? 0) + 1);
      if (!expected.includes(error.code)) {
        this.surprises.push(`${this.today} ${actor.role} ${name}: ${error.message} ${JSON.stringify(error.facts)}`);
      }
      return undefined;
    }
  }

  /**
   * Chance for one occasion: the same seed, day and words give the same dice, in whatever order people act at once. So a
   * world can be replayed although its acts run side by side.
   */
  dice(...words: readonly string[]): SeededRandom {
    return this.fate(this.today, ...words);
  }

  /** Chance for something that is settled once: the same on every day. */
  fate(...words: readonly string[]): SeededRandom {
    let hash = 0x811c9dc5 ^ this.seed;
    for (const char of words.join('|')) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
    return new SeededRandom(hash);
  }

  /** A citizen, coming through one of the region's online channels. */
  citizen(person: Person): Actor {
    const channels = [
      'bureau-site',
      'jingtong-mini-programme',
      'bureau-wechat',
      'card-mini-programme',
      'region-app',
    ].filter((code) => this.founded.institutionIds.has(code));
    return {
      role: 'citizen',
      id: person.holderId,
      channel: channels[person.temper.delayDays % channels.length] ?? 'bureau-site',
    };
  }

  /** An outlet of a bank, near if there is one. */
  outletOf(bank: string, district: string, instant = false) {
    const all = this.founded.outlets.filter((outlet) => outlet.bank === bank && (!instant || outlet.instant));
    return all.find((outlet) => outlet.district === district) ?? all[0]!;
  }
}
