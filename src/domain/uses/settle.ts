// Settles a handful of uses on one connection: says yes in one statement, explains the rest, records what was refused.
import type { Db } from '../../base/database/database.ts';
import { dayOf } from '../../base/day.ts';
import { Outdated } from '../../base/revision.ts';
import { judge } from './decide.ts';
import {
  allowStatement,
  type Debited,
  type Done,
  type Explained,
  explainStatement,
  type Item,
  type RefusedUse,
  recordRefusedStatement,
} from './one-statement.ts';
import type { Reason, Signal } from './reasons.ts';
import { refuse } from './refuse.ts';
import type { UseAnswer, UsedCard } from './use.ts';

/** A card may change between the statement that says yes and the one that explains; then both are asked again. */
const rounds = 4;

interface Place {
  readonly place: number;
  readonly item: Item;
}

const keyOf = ({ terminal, number }: { terminal: number; number: bigint }) => `${terminal} ${number}`;

/** One answer for each item, in their order. May be asked again with the same items: what stands recorded is answered again. */
export async function settle(db: Db, items: readonly Item[], now: Date): Promise<(UseAnswer | Error)[]> {
  const answers: Answers = new Array(items.length);
  let open: Place[] = items.map((item, place) => ({ place, item }));
  for (let round = 1; open.length > 0 && round <= rounds; round += 1) {
    open = await sayYes(db, open, answers, now);
    if (open.length > 0) open = await explain(db, open, answers, now);
  }
  for (const { place } of open) answers[place] = refuse('use-changed');
  return answers;
}

type Answers = (UseAnswer | Error)[];

/** Gives back what was not said yes to. */
async function sayYes(db: Db, places: Place[], answers: Answers, now: Date): Promise<Place[]> {
  const hopeful = places.filter(({ item }) => item.early === null);
  if (hopeful.length === 0) return places;
  const statement = allowStatement(
    hopeful.map(({ item }) => item),
    now,
    dayOf(now),
  );
  const done = new Map<string, Done>();
  const debits = new Map<string, Debited>();
  for (const row of await db.rows<Done | Debited>(statement))
    if (row.terminal === null) debits.set(row.transferId, row);
    else done.set(keyOf(row), row);
  // Of two items with one number only one was recorded; which, says the second statement.
  const asked = new Map<string, Place | 'twins'>();
  for (const one of hopeful) {
    const key = keyOf(one.item);
    asked.set(key, asked.has(key) ? 'twins' : one);
  }
  for (const [key, row] of done) {
    const one = asked.get(key)!;
    if (one === 'twins') continue;
    const { place, item } = one;
    answers[place] = allowed(item, row, item.transferId === null ? undefined : debits.get(item.transferId));
  }
  return places.filter(({ place }) => answers[place] === undefined);
}

/** Answers what can be answered and gives back what has to be asked again. */
async function explain(db: Db, places: Place[], answers: Answers, now: Date): Promise<Place[]> {
  const explained = await db.rows<Explained>(
    explainStatement(
      places.map(({ item }) => item),
      dayOf(now),
    ),
  );
  const again: Place[] = [];
  const refused: (Place & RefusedUse)[] = [];
  for (const found of explained) {
    const { place, item } = places[found.place - 1]!;
    if (found.asOf !== item.asOf) answers[place] = new Outdated();
    else if (found.seenCardId !== null) answers[place] = answeredBefore(item, found);
    else {
      const judgement = item.early
        ? { reason: item.early, signals: signalsOf(item.early) }
        : judgeFound(item, found, now);
      const { reason } = judgement;
      const signals = judgement.signals.join(',');
      if (reason === null) again.push({ place, item: { ...item, signals: signals || item.signals } });
      else if (found.cardId === null) answers[place] = notAllowed(item, reason, [], null, false);
      else {
        answers[place] = notAllowed(item, reason, judgement.signals, cardOf(found), false);
        refused.push({ ...cardOf(found)!, place, item, reason, signals });
      }
    }
  }
  if (refused.length === 0) return again;
  const recorded = new Set(
    (await db.rows<{ terminal: number; number: bigint }>(recordRefusedStatement(refused, now))).map(keyOf),
  );
  // A twin of the same number was faster: what it was answered is the answer.
  return [...again, ...refused.filter(({ item }) => !recorded.has(keyOf(item)))];
}

/** The chip's count fell behind: domain/keys saw it before we looked. */
const signalsOf = (reason: Reason): Signal[] => (reason === 'clone-suspected' ? ['counter-mismatch'] : []);

function judgeFound(item: Item, found: Explained, now: Date) {
  return judge(
    {
      day: dayOf(now),
      side: item.financial ? 'financial' : 'social',
      generations: item.generations,
      regions: item.regions,
      cardIdentifier: item.cardIdentifier,
      ecard: item.ecard,
      consent: item.consent,
      trace: { at: now, counter: item.counter, longitude: item.longitude, latitude: item.latitude },
    },
    {
      card:
        found.cardId === null
          ? null
          : {
              ...cardOf(found)!,
              cardIdentifier: found.cardIdentifier,
              socialState: found.socialState!,
              financialState: found.financialState!,
              expiresOn: found.expiresOn,
            },
      ecardState: found.ecardState,
      consented: found.consented,
      codeUsed: found.codeUsed,
      highestCounter: found.highestCounter,
      last:
        found.lastAt === null
          ? null
          : { at: found.lastAt, counter: null, longitude: found.lastLongitude, latitude: found.lastLatitude },
    },
  );
}

function allowed(item: Item, row: Done, debit: Debited | undefined): UseAnswer {
  const { terminal, number } = item;
  const signals = (item.signals ? item.signals.split(',') : []) as Signal[];
  const card = { cardId: row.cardId, holderId: row.holderId, region: row.region, generation: row.generation };
  // What did not move is not paid: the ledger has the last word, and keeps the refused transfer.
  if (debit?.shortOf) return notAllowed(item, 'funds-short', signals, card, false);
  return {
    allowed: true,
    reason: null,
    terminal,
    number,
    repeated: false,
    card,
    signals,
    balanceFen: debit?.leftFen ?? null,
  };
}

function notAllowed(
  { terminal, number }: Item,
  reason: Reason,
  signals: readonly Signal[],
  card: UsedCard | null,
  repeated: boolean,
): UseAnswer {
  return { allowed: false, reason, terminal, number, repeated, card, signals, balanceFen: null };
}

/** The same number again: the recorded answer, if it is the same use. */
function answeredBefore(item: Item, found: Explained): UseAnswer | Error {
  const sameHolder = item.cardNumber === '' || found.holderId === found.seenHolderId;
  if (!sameHolder || found.seenService !== item.service || found.seenAmount !== item.amountFen)
    return refuse('number-reused');
  const signals = found.seenSignals as Signal[];
  const card = {
    cardId: found.seenCardId!,
    holderId: found.seenHolderId!,
    region: found.seenRegion!,
    generation: found.seenGeneration!,
  };
  if (found.seenOutcome !== 'allowed') return notAllowed(item, found.seenOutcome as Reason, signals, card, true);
  if (item.transferId !== null && (!found.paid || found.shortOf !== null))
    return notAllowed(item, 'funds-short', signals, card, true);
  const { terminal, number } = item;
  return { allowed: true, reason: null, terminal, number, repeated: true, card, signals, balanceFen: found.leftFen };
}

const cardOf = (found: Explained): UsedCard | null =>
  found.cardId === null
    ? null
    : { cardId: found.cardId, holderId: found.holderId!, region: found.region!, generation: found.generation! };
