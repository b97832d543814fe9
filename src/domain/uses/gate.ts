// The gate: takes requests to use cards, knows the terms of every point of service, and sends what waits as one statement.
import type { Actor } from '../../base/actor.ts';
import { type Call, type House, openCall } from '../../base/call.ts';
import { type Database, Db } from '../../base/database/database.ts';
import { type Day, dayOf } from '../../base/day.ts';
import { LaneQueue } from '../../base/lane-queue.ts';
import { Outdated, readRevision } from '../../base/revision.ts';
import { findPackInForce, ruleFor } from '../policy/index.ts';
import { findService } from './catalogue.ts';
import type { PresentedCard } from './credential.ts';
import type { Item } from './one-statement.ts';
import { present } from './present.ts';
import { type Presented, proveCard } from './prove-card.ts';
import type { Reason } from './reasons.ts';
import { refuse } from './refuse.ts';
import { settle } from './settle.ts';
import { acceptancesFor, alliancesOf, findTerminal } from './store.ts';
import type { Terminal } from './terminal.ts';
import { type Terms, termsOf } from './terms.ts';
import { transferIdOf } from './transfer-id.ts';
import type { UseAnswer, UseRequest } from './use.ts';
import { verifyPin } from './verify-pin.ts';

/** Two connections carry what one process can ask; a third keeps both busy while answers are taken apart. */
export const lanes = 2;
/** Most uses in one statement, and most that wait before new ones are sent away with 503. */
export const mostAtOnce = 96;
export const mostWaiting = 4096;
const mostTerms = 50_000;

interface Known {
  readonly asOf: bigint;
  readonly terms: Terms;
}

class Gate {
  readonly #house: House;
  readonly #queue: LaneQueue<Item, UseAnswer>;
  #known = new Map<string, Promise<Known>>();

  constructor(house: House) {
    this.#house = house;
    this.#queue = new LaneQueue(house.database, {
      lanes,
      cap: mostAtOnce,
      most: mostWaiting,
      // Two uses of one card follow one another, so that the second sees the first.
      keyOf: ({ cardNumber, terminal, number }) => cardNumber || `${terminal} ${number}`,
      run: (lane, items) => settle(new Db(lane), items, house.clock.now()),
    });
  }

  async authorise(actor: Actor, request: UseRequest): Promise<UseAnswer> {
    let presented: Presented | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const known = await this.known(this.#house.database, request);
      requireOwn(known.terms.terminal, actor);
      const now = this.#house.clock.now();
      try {
        // The proof of a chip is spent by looking at it: once for all attempts.
        presented ??= await this.#present(actor, request, known, now);
        let item = itemOf(known, dayOf(now), actor, request, presented);
        if (item.pin) item = { ...item, early: await verifyPin(this.#house, item, item.pin) };
        return await this.#queue.do(item);
      } catch (error) {
        if (!(error instanceof Outdated)) throw error;
        this.#known.clear();
        // An actor who was read from a cache has to be read again by whoever keeps it.
        if (actor.asOf !== undefined || attempt === 3) throw error;
      }
    }
  }

  async #present(actor: Actor, { credential, number }: UseRequest, known: Known, now: Date): Promise<Presented> {
    const { database: db, vault } = this.#house;
    const { terminal } = known.terms;
    if (!('proof' in credential)) return asPresented(await present({ db, vault, now }, credential, terminal));
    return db.transaction(async (tx) => {
      if ((await readRevision(tx)) !== (actor.asOf ?? known.asOf)) throw new Outdated();
      return proveCard(openCall(this.#house, tx, actor), credential, terminal, number);
    });
  }

  /** What is known of a terminal and a service; asked once, however many ask at once. */
  known(db: Db, { terminal, service }: Pick<UseRequest, 'terminal' | 'service'>): Promise<Known> {
    const key = `${terminal} ${service}`;
    let known = this.#known.get(key);
    if (!known) {
      known = readTerms(db, terminal, service);
      if (this.#known.size >= mostTerms) this.#known.clear();
      this.#known.set(key, known);
      known.catch(() => this.#known.delete(key));
    }
    return known;
  }
}

const gates = new WeakMap<Database, Gate>();

function gateOf(house: House): Gate {
  let gate = gates.get(house.database);
  if (!gate) {
    gate = new Gate(house);
    gates.set(house.database, gate);
  }
  return gate;
}

/**
 * May this card be used here, now, for this? Commits by itself: when this answers, the use stands recorded once, and so
 * does the debit it asked for. Throws a Refusal when the question itself is wrong.
 */
export const authorise = (house: House, actor: Actor, request: UseRequest): Promise<UseAnswer> =>
  gateOf(house).authorise(actor, request);

/**
 * The same inside the caller's transaction, for a module whose own work stands or falls with the use. What is refused here is
 * recorded only if the caller commits. A PIN cannot be checked here: a wrong one would not count once the caller rolled back.
 */
export async function authoriseHere(call: Call, request: UseRequest): Promise<UseAnswer> {
  const known = await readTerms(call.db, request.terminal, request.service);
  const { credential, number } = request;
  const { terminal } = known.terms;
  requireOwn(terminal, call.actor);
  const presented =
    'proof' in credential
      ? await proveCard(call, credential, terminal, number)
      : asPresented(await present(call, credential, terminal));
  const item = itemOf(known, call.today, call.actor, request, presented);
  const [answer] = await settle(call.db, [item.pin ? { ...item, early: 'pin-needed' } : item], call.now);
  if (answer instanceof Error) throw answer;
  if (answer!.card) call.about(answer!.card.holderId);
  return answer!;
}

/** @param day given by who judges uses without a line: how stale a block list may be is a rule of the region on that day */
export async function readTerms(db: Db, terminalId: number, serviceCode: string, day?: Day): Promise<Known> {
  // First the revision, then what it vouches for.
  const asOf = await readRevision(db);
  const terminal = await findTerminal(db, terminalId);
  if (!terminal) throw refuse('no-such-terminal');
  const service = findService(serviceCode);
  if (!service) throw refuse('no-such-service', { service: serviceCode.slice(0, 64) });
  const acceptances = await acceptancesFor(db, service.code, terminal.region);
  const alliances = service.everywhere ? [] : await alliancesOf(db, terminal.region);
  const rules = day && service.offline ? await findPackInForce(db, terminal.region, day) : undefined;
  const age = rules && ruleFor(rules.pack, 'blockListAge', { day: day! }).value;
  const hours = age === undefined || age === 'unknown' ? null : age.hours;
  return { asOf, terms: termsOf(terminal, service, acceptances, alliances, hours) };
}

/** Staff use the terminals of their own institution. */
export function requireOwn(terminal: Terminal, { role, institutionId }: Actor): void {
  if (role !== 'system' && institutionId !== terminal.institutionId) throw refuse('not-your-terminal');
}

const asPresented = (found: PresentedCard | Reason): Presented =>
  typeof found === 'string' ? { card: null, early: found } : { card: found, early: null };

type PreparedItem = Item & { readonly pin: string | null };

/** Everything that can be decided before the card is looked at. */
function itemOf(
  { asOf, terms }: Known,
  day: Day,
  actor: Actor,
  request: UseRequest,
  { card, early: unfit }: Presented,
): PreparedItem {
  const { terminal, service } = terms;
  if (!service.purposes.includes(request.purpose))
    throw refuse('purpose-not-allowed', { purpose: request.purpose, purposes: [...service.purposes] });
  const amountFen = request.amountFen ?? 0n;
  const pays = amountFen > 0n;
  if (pays && (!service.pays || terminal.payTo === null)) throw refuse('does-not-pay');
  const way = card?.way ?? 'number';
  let early = unfit;
  if (terms.closed || !terminal.online) early = 'service-closed';
  else if (service.mostFen && amountFen > BigInt(service.mostFen)) early ??= 'amount-too-large';
  const needsPin = early === null && terms.pinWays.has(way) && !card!.pinVerified;
  if (needsPin && card!.pin === null) early = 'pin-needed';
  return {
    terminal: terminal.id,
    number: request.number,
    cardNumber: card?.cardNumber ?? '',
    service: service.code,
    purpose: request.purpose,
    way,
    amountFen,
    transferId: pays ? transferIdOf(terminal.id, request.number) : null,
    financial: service.side === 'financial',
    generations: terms.generations[way],
    regions: terms.regionsOn(day),
    cardIdentifier: card?.cardIdentifier ?? null,
    counter: card?.counter ?? null,
    codeId: card?.codeId ?? null,
    ecard: card?.ecard ?? false,
    consent: service.consent ?? false,
    institutionId: terminal.institutionId,
    longitude: terminal.longitude,
    latitude: terminal.latitude,
    actorId: actor.id,
    asOf: actor.asOf !== undefined && actor.asOf < asOf ? actor.asOf : asOf,
    signals: null,
    early,
    pin: needsPin ? card!.pin : null,
  };
}
