// Settlement at speed: what waits while a connection is busy goes with the next statement (decision 0004). Nothing is locked: what a
// settlement was computed from is asked in one statement, and it is written in another only if the person's turn is still the same.
// Only the plain yes is given here. Whatever is not, goes the long way under locks, which also says why not.
import { type Action, type Query, requestDigest } from '../../base/action.ts';
import type { Actor } from '../../base/actor.ts';
import type { House } from '../../base/call.ts';
import { type Database, Db } from '../../base/database/database.ts';
import { dayOf } from '../../base/day.ts';
import { newUuid } from '../../base/ids.ts';
import { LaneQueue, type LaneWork } from '../../base/lane-queue.ts';
import { countCall } from '../../base/metrics.ts';
import { Refusal } from '../../base/refusal.ts';
import { Outdated } from '../../base/revision.ts';
import { requireShape } from '../../base/shape.ts';
import { readCardToken } from '../ecard/index.ts';
import { type Identity, identityOf } from '../holders/index.ts';
import { authorise } from '../uses/index.ts';
import { personalAccount, transfersOf } from './accounts.ts';
import { type AccountUse, assessFacts } from './assess.ts';
import { bookMany, type Entry } from './book-statement.ts';
import { paidBy, settlementRow } from './booking.ts';
import { type Found, gather } from './gather-statement.ts';
import type { MedicalInstitution } from './institution.ts';
import { insuredOf } from './person.ts';
import { mayGoOn, useOf } from './record-use.ts';
import {
  type Asked,
  bookingOf,
  preSettle,
  requireNamed,
  requireOpen,
  requireSums,
  requireTotal,
  settleVisit,
} from './settle-visit.ts';
import { type SettlementAnswer, settlementAnswer } from './shapes.ts';
import type { SettlementRow } from './store.ts';

/** One more than `uses` has: a lane waits while the uses of its settlements are recorded. Who only looks does not wait for that. */
const lanes = { looks: 2, acts: 3 };
/** Statements with longer lists are planned anew each time. */
const mostAtOnce = 32;
const mostWaiting = 2048;

/** One message of an institution, and what the gateway knew when it let it in. */
export interface Message {
  readonly actor: Actor;
  readonly institution: MedicalInstitution;
  /** The access revision that institution and key were read at. */
  readonly asOf: bigint;
  readonly signNo: string | null;
  readonly id: string;
}

interface Item extends Message {
  readonly input: Asked;
  readonly cardNumber: string;
  /** Null: a look, nothing is written. */
  readonly act: typeof settleVisit | null;
}

export interface Told {
  readonly settlement: SettlementAnswer;
  /** Who the person is, for the answer of an act that was journalled about them. */
  readonly identity: Identity;
}

/** What has to go the long way. */
const longWay = Symbol('the long way');

class SettlementGate {
  readonly #house: House;
  readonly #looks: LaneQueue<Item, Told | typeof longWay>;
  readonly #acts: LaneQueue<Item, Told | typeof longWay>;

  constructor(house: House) {
    this.#house = house;
    const work: Omit<LaneWork<Item, Told | typeof longWay>, 'lanes'> = {
      ...{ cap: mostAtOnce, most: mostWaiting },
      // Settlements of one person follow one another.
      keyOf: ({ input }) => input.holderId,
      run: (lane, items) => this.#settle(new Db(lane), items),
    };
    this.#looks = new LaneQueue(house.database, { ...work, lanes: lanes.looks });
    this.#acts = new LaneQueue(house.database, { ...work, lanes: lanes.acts });
  }

  async do(act: typeof settleVisit | typeof preSettle, message: Message, given: Asked): Promise<Told | undefined> {
    const { credential, accountUse } = given;
    // Family money concerns several people, a document has to be looked up: rare, and not worth a statement of their own.
    if (accountUse === '2' || credential.type === '02') return undefined;
    const started = process.hrtime.bigint();
    const input = requireShape((act as Action | Query).input, given) as Asked;
    const cardNumber = this.#cardNumberOf(message.institution, input);
    if (cardNumber === undefined) return undefined;
    const final = act.kind === 'action';
    const queue = final ? this.#acts : this.#looks;
    const told = await queue.do({ ...message, input, cardNumber, act: final ? settleVisit : null });
    if (told === longWay) return undefined;
    countCall(act.name, 'done', Number(process.hrtime.bigint() - started) / 1e9);
    return told;
  }

  #cardNumberOf({ id }: MedicalInstitution, { credential }: Asked): string | undefined {
    if (credential.type === '03') return credential.number.toUpperCase();
    const token = readCardToken(credential.number, id, this.#house.clock.now(), this.#house.vault);
    return typeof token === 'string' ? undefined : token.cardNumber;
  }

  /** Commits by itself: the card was used, and should the settlement lose its race, the repeat of the message is the same use. */
  async #recordUse({ actor, institution }: Message, { credential, message }: Asked): Promise<boolean> {
    try {
      const answer = await authorise(this.#house, actor, useOf(institution, credential, message));
      return mayGoOn(answer, credential);
    } catch (error) {
      if (error instanceof Refusal && error.code !== 'lane.busy') return false;
      throw error;
    }
  }

  async #settle(db: Db, items: readonly Item[]): Promise<(Told | typeof longWay | Error)[]> {
    const now = this.#house.clock.now();
    const today = dayOf(now);
    const looks = items.map(({ institution, actor, input, cardNumber, signNo, act }) => ({
      institutionId: institution.id,
      treatedIn: institution.region,
      visitId: input.visitId,
      holderId: input.holderId,
      batch: input.batch,
      cardNumber,
      signNo,
      journalledAs: act ? null : preSettle.name,
      actorRole: actor.role,
      actorId: actor.id,
    }));
    const answers: (Told | typeof longWay | Error)[] = items.map(() => longWay);
    const entries = new Map<Entry, number>();
    for (const found of await gather(db, looks, now, today)) {
      const place = found.place - 1;
      const item = items[place]!;
      const row = found.asOf === item.asOf ? this.#compute(item, found, now) : new Outdated();
      if (row === longWay || row instanceof Error) answers[place] = row;
      else {
        const settlement = settlementAnswer(row, item.act !== null);
        answers[place] = { settlement, identity: identityOf(this.#house, { ...found, id: found.holderId }) };
        if (item.act) entries.set(entryOf(item, found, row, settlement), place);
      }
    }
    await Promise.all(
      [...entries].map(async ([entry, place]) => {
        if (await this.#recordUse(items[place]!, items[place]!.input)) return;
        entries.delete(entry);
        answers[place] = longWay;
      }),
    );
    if (entries.size === 0) return answers;
    const settled = await bookMany(db, [...entries.keys()], now, today);
    for (const [{ row }, place] of entries) if (!settled.has(row.id)) answers[place] = longWay;
    return answers;
  }

  #compute({ institution, input }: Item, found: Found, now: Date): SettlementRow | typeof longWay {
    const today = dayOf(now);
    if (!found.signedIn || !isPresented(found, input)) return longWay;
    const lines = (found.lines ?? []).map(([serial, amount, fullSelf, overLimit, firstSelf, inScope, mark]) => ({
      serial,
      mark,
      amountFen: BigInt(amount),
      fullSelfFen: BigInt(fullSelf),
      overLimitFen: BigInt(overLimit),
      firstSelfFen: BigInt(firstSelf),
      inScopeFen: BigInt(inScope),
    }));
    try {
      requireOpen(found, found, input);
      requireNamed(found, input);
      requireTotal(lines, input);
      const booking = bookingOf(institution, found, lines, found.usedCardId, input);
      const assessed = assessFacts(
        { institution, visit: booking.visit, born: found.born, lines, use: input.accountUse as AccountUse, today },
        {
          insurances: insuredOf(found.insurances ?? [], found.born, today),
          counters: new Map(Object.entries(found.counters ?? {}).map(([name, amount]) => [name, BigInt(amount)])),
          filing: found.filing ? { kind: found.filing } : undefined,
          chosen: found.chosen ?? [],
          owners: [],
          balances: new Map(input.accountUse === '0' ? [] : [[found.holderId, found.ownFen ?? 0n]]),
          takenHereFen: 0n,
        },
      );
      const row = settlementRow({ now, newId: () => newUuid(now, this.#house.random) }, booking, assessed);
      if (input.sums) requireSums(row, input.sums);
      return row;
    } catch (error) {
      if (error instanceof Refusal) return longWay;
      throw error;
    }
  }
}

/** As `present` (present.ts) sees it. */
function isPresented(found: Found, { credential, holderId }: Asked): boolean {
  if (!found.usedCardGood || found.usedCardOf !== holderId) return false;
  if (credential.type === '01') return found.ecardState === 'authorised';
  // A card whose identifier is not known cannot be told by its chip: the long way records the person instead (record-use.ts).
  return found.usedCardIdentifier !== null && found.usedCardIdentifier === credential.identifier?.toUpperCase();
}

function entryOf({ actor, id, input }: Item, found: Found, row: SettlementRow, answer: SettlementAnswer): Entry {
  const transfers = transfersOf({ ...paidBy(row), id: row.id }, dayOf(row.settledAt), false);
  const own = personalAccount(row.holderId);
  return {
    row,
    turn: found.turn,
    serials: (found.lines ?? []).map(([serial]) => serial),
    fromFunds: transfers.filter(({ debitAccountId }) => debitAccountId !== own),
    fromAccount: transfers.find(({ debitAccountId }) => debitAccountId === own),
    request: {
      id,
      action: settleVisit.name,
      digest: requestDigest(settleVisit.name, input),
      answer,
      actorRole: actor.role,
      actorId: actor.id,
    },
  };
}

const gates = new WeakMap<Database, SettlementGate>();

/**
 * Settles, or says what a settlement would be. Undefined: nothing was written, ask or perform the operation itself, which
 * recognises the message as the same. Throws Outdated when the institution has to be read again.
 */
export function settleFast(
  house: House,
  act: typeof settleVisit | typeof preSettle,
  message: Message,
  input: Asked,
): Promise<Told | undefined> {
  let gate = gates.get(house.database);
  if (!gate) {
    gate = new SettlementGate(house);
    gates.set(house.database, gate);
  }
  return gate.do(act, message, input);
}
