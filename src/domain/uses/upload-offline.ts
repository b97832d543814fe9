// Action: a terminal hands in what it did without a line: in any order, again and again, each use judged and recorded once.
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { purposes } from '../../base/call.ts';
import { dayOf } from '../../base/day.ts';
import { Instant, Maybe, OneOf, type Static, shape, Text, Type } from '../../base/shape.ts';
import { codeKeys, readCardCode } from '../ecard/index.ts';
import { atTerminals } from './authorise.ts';
import { serviceCodes, type Way } from './catalogue.ts';
import { cloneSignals, type Trace } from './clone-signals.ts';
import { readTerms, requireOwn } from './gate.ts';
import { judgeOffline } from './judge-offline.ts';
import { factsOfHanded, type HandedFacts, insertHanded, type JudgedUse, recordedAmong } from './offline-store.ts';
import { type Reason, type Signal, signalCodes } from './reasons.ts';
import { refuse } from './refuse.ts';
import { ReasonShape, reasonWords, TerminalId, UseNumber } from './shapes.ts';
import { findTerminal } from './store.ts';
import type { Terms } from './terms.ts';

const OfflineUseShape = shape({
  number: UseNumber,
  at: Instant,
  service: OneOf(serviceCodes),
  purpose: OneOf(purposes),
  /** The version of the block list the terminal looked in; 0 when it had none. */
  listVersion: UseNumber,
  card: Type.Union([
    shape({ code: Text(200) }),
    shape({
      cardNumber: Type.String({ pattern: '^[0-9A-Z]{8}[0-9X]$' }),
      cardIdentifier: Type.String({ pattern: '^[0-9]{6}D156000005[0-9A-F]{16}$' }),
      way: OneOf(['contact', 'contactless']),
      /** The chip's own count at this use. */
      counter: Type.Optional(Type.Integer({ minimum: 0 })),
    }),
  ]),
});

export const uploadOffline = action({
  name: 'uses.upload-offline',
  title: { zh: '上传脱机用卡记录', en: 'Hand in uses made without a line' },
  by: atTerminals,
  bodyLimit: 1024 * 1024,
  input: shape({ terminal: TerminalId, uses: Type.Array(OfflineUseShape, { minItems: 1, maxItems: 500 }) }),
  output: shape({
    /** In the order they were handed in. */
    answers: Type.Array(
      shape({
        number: UseNumber,
        allowed: Type.Boolean(),
        reason: Maybe(ReasonShape),
        signals: Type.Array(OneOf(signalCodes)),
        /** The number belongs to another use that was recorded before; this one was not. */
        numberReused: Type.Boolean(),
      }),
    ),
  }),
  async run(call, { terminal: id, uses }) {
    const terminal = await findTerminal(call.db, id);
    if (!terminal) throw refuse('no-such-terminal');
    requireOwn(terminal, call.actor);
    const read = uses.map((use) => readUse(call, use));
    const facts = await factsOfHanded(call.db, id, read);
    const terms = new Map<string, Terms>();
    for (const service of new Set(uses.map(({ service }) => service)))
      terms.set(service, (await readTerms(call.db, id, service, call.today)).terms);
    const judged = read.flatMap((use, i) => {
      const found = facts[i]!;
      if (found.cardId === null) return [];
      const reason = use.unfit ?? judge(call, use, found, terms.get(use.service)!);
      const outcome = reason ?? 'allowed';
      const signals = signalsOf(use, found, terms.get(use.service)!, read);
      const { cardId, holderId, region, generation } = found;
      return [{ ...use, cardId, holderId: holderId!, region: region!, generation: generation!, outcome, signals }];
    });
    await record(call, id, judged);
    call.about(...new Set(judged.map(({ holderId }) => holderId)));
    call.note({ terminal: id, uses: uses.length });
    const recorded = new Map(
      (
        await recordedAmong(
          call.db,
          id,
          read.map(({ number }) => number),
        )
      ).map((row) => [row.number, row]),
    );
    return {
      answers: read.map((use, i) => {
        const row = recorded.get(use.number);
        const mine =
          row?.cardId === facts[i]!.cardId && row.service === use.service && row.at.getTime() === use.at.getTime();
        const reason: Reason | null = !row
          ? (use.unfit ?? 'card-unknown')
          : row.outcome === 'allowed'
            ? null
            : (row.outcome as Reason);
        return {
          number: use.number.toString(),
          allowed: Boolean(row) && mine && reason === null,
          reason: row && !mine ? null : reason && reasonWords(reason),
          signals: mine ? (row!.signals as Signal[]) : [],
          numberReused: Boolean(row) && !mine,
        };
      }),
    };
  },
});

type Input = Static<typeof OfflineUseShape>;

/** What the terminal sent, as a card that came in some way; `unfit` when it cannot have been a card at all. */
function readUse(call: Call, { card, service, purpose, ...use }: Input) {
  const at = new Date(use.at);
  const base = {
    ...{ number: BigInt(use.number), at, service, purpose, listVersion: BigInt(use.listVersion) },
    ...{ counter: null as bigint | null, codeId: null as bigint | null, cardIdentifier: null as string | null },
    ...{ cardNumber: '', way: 'qr' as Way, unfit: null as Reason | null },
  };
  if ('code' in card) {
    // As it was at that moment: the code had to be fresh then, not now.
    const code = readCardCode(card.code, at, codeKeys(call.vault));
    return typeof code === 'string'
      ? { ...base, unfit: code }
      : { ...base, cardNumber: code.cardNumber, codeId: code.codeId };
  }
  const { cardNumber, cardIdentifier, way, counter } = card;
  return {
    ...base,
    cardNumber,
    cardIdentifier,
    way: way as Way,
    counter: counter === undefined ? null : BigInt(counter),
  };
}

type Read = ReturnType<typeof readUse>;

function judge(call: Call, use: Read, found: HandedFacts, terms: Terms): Reason | null {
  if (use.cardIdentifier !== null && use.cardIdentifier !== found.cardIdentifier) return 'wrong-chip';
  return judgeOffline(
    { ...use, generation: found.generation! },
    {
      now: call.now,
      terms: terms.offline,
      closed: terms.closed,
      generations: terms.generations[use.way],
      region: { accepted: terms.regionsOn(dayOf(use.at)), ofCard: found.region! },
      supersededAt: found.supersededAt,
      onList: found.onList,
    },
  );
}

/** Against the neighbours in time that are known already, and against the card's other uses in the same upload. */
function signalsOf(use: Read, found: HandedFacts, { terminal }: Terms, all: readonly Read[]): Signal[] {
  const { longitude, latitude } = terminal;
  const trace: Trace = { at: use.at, counter: use.counter, longitude, latitude };
  const others: Trace[] = all
    .filter((other) => other !== use && other.number !== use.number && other.cardNumber === use.cardNumber)
    .map(({ at, counter }) => ({ at, counter, longitude, latitude }));
  if (found.beforeAt)
    others.push({
      at: found.beforeAt,
      counter: found.beforeCounter,
      longitude: found.beforeLongitude,
      latitude: found.beforeLatitude,
    });
  if (found.afterAt)
    others.push({
      at: found.afterAt,
      counter: found.afterCounter,
      longitude: found.afterLongitude,
      latitude: found.afterLatitude,
    });
  const signals = new Set(others.flatMap((other) => cloneSignals(trace, other)));
  if (found.sameCounter) signals.add('counter-mismatch');
  return [...signals].sort();
}

async function record(call: Call, terminal: number, judged: readonly JudgedUse[]): Promise<void> {
  if (judged.length === 0) return;
  // The first of two with one number counts, as it does across uploads.
  const byNumber = new Map(judged.toReversed().map((use) => [use.number, use]));
  const uses = [...byNumber.values()];
  if ((await insertHanded(call.db, terminal, uses, call.actor.id, call.now)) === uses.length) return;
  const there = new Set((await recordedAmong(call.db, terminal, [...byNumber.keys()])).map(({ number }) => number));
  // What is still missing was kept out by the index of codes: the code had been used elsewhere.
  const burned = uses.filter(({ number }) => !there.has(number)).map((use) => ({ ...use, outcome: 'code-used' }));
  if (burned.length > 0) await insertHanded(call.db, terminal, burned, call.actor.id, call.now);
}
