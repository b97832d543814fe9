// A chip card: its memory, one session for each face, and the parts handed in (random, power). No clock, no database.
import type { CardApplication } from './card-application.ts';
import { applicationCode } from './card-application.ts';
import { keyUse } from './key-use.ts';
import type { Cell, Memory, Power } from './memory.ts';
import { powerCut, recover } from './memory.ts';
import type { CardProduct, Face } from './products.ts';
import { never } from './rule.ts';

export type Protocol = 'T=0' | 'T=1';

/** What one face forgets at reset. */
export type Session = {
  protocol: Protocol;
  /** Current directory and current file (0 = none) by cell id. */
  directory: number;
  file: number;
  /** Number of the current record, 0 = none. */
  record: number;
  /** Ids of the keys proved and PINs verified. */
  readonly granted: Set<number>;
  /** The master key of the MF has been proved: cells may be created and filled. */
  loader: boolean;
  /** The last challenges, at most two, oldest first. */
  challenges: Uint8Array[];
  /** Rest of an answer that GET RESPONSE fetches. */
  pending: Uint8Array;
  /** What a command left open for the next one (purse transaction, unwrapped key ...); any selection of a directory ends it. */
  own: unknown;
};

export type Card = {
  readonly product: CardProduct;
  /** 13 historical bytes of the ATR. */
  readonly historical: Uint8Array;
  readonly memory: Memory;
  readonly sessions: Record<Face, Session>;
  readonly applications: ReadonlyMap<number, CardApplication>;
  readonly random: (length: number) => Uint8Array;
  readonly power: Power;
};

/** Identifier of the master file's cell and of its master key's cell. */
export const MASTER_FILE = 1;
export const MASTER_KEY = 2;

/** States of a directory; the last two are for ever, `cardBlocked` is the master file's only. */
export const lifeCycle = { creation: 0x01, blocked: 0x04, active: 0x05, terminated: 0x0c, cardBlocked: 0x0f } as const;

/** A cell with every field the caller does not care about left empty. */
export function makeCell(fields: Pick<Cell, 'id' | 'parent' | 'kind' | 'fid' | 'body'> & Partial<Cell>): Cell {
  const empty = new Uint8Array(0);
  return {
    ...{ sfi: 0, name: empty, fci: empty, program: 0, algorithms: empty },
    ...{ read: never, update: never, guards: [], recordLength: 0 },
    ...fields,
  };
}

/** Body of a directory: life cycle state, steps of loading done so far. */
export const directoryBody = (state: number): Uint8Array => Uint8Array.of(state, 0, 0);

export type BlankCard = {
  readonly product: CardProduct;
  readonly historical: Uint8Array;
  /** Key of the card maker under which the chip is personalised, 16 bytes; its cipher is the product's. */
  readonly transportKey: Uint8Array;
  readonly applications: readonly CardApplication[];
  readonly random: (length: number) => Uint8Array;
};

/** A chip as it leaves the maker: an empty master file in creation state under a transport key. */
export function createBlankCard({ product, historical, transportKey, applications, random }: BlankCard): Card {
  const master = makeCell({
    ...{ id: MASTER_FILE, parent: 0, kind: 'directory', fid: 0x3f00, program: applicationCode.plainFiles },
    algorithms: Uint8Array.of(product.algorithm),
    body: directoryBody(lifeCycle.creation),
  });
  const key = makeCell({
    ...{ id: MASTER_KEY, parent: MASTER_FILE, kind: 'key', fid: 0 },
    body: Uint8Array.from([keyUse.external, 1, product.algorithm, 15, 15, ...transportKey]),
  });
  const memory: Memory = { capacity: product.capacity, cells: new Map(), lastId: MASTER_KEY, log: [], sealed: false };
  for (const cell of [master, key]) memory.cells.set(cell.id, cell);
  return assemble(product, historical, memory, applications, random);
}

/** A card of a memory and the parts handed in; its ROM holds those of the applications that the product can. */
export function assemble(
  product: CardProduct,
  historical: Uint8Array,
  memory: Memory,
  applications: readonly CardApplication[],
  random: (length: number) => Uint8Array,
): Card {
  const rom = applications.filter(({ code }) => product.programs?.includes(code) ?? true);
  return {
    ...{ product, historical, memory, random },
    sessions: { contact: freshSession('T=0'), contactless: freshSession('T=1') },
    applications: new Map(rom.map((one) => [one.code, one])),
    power: { writesLeft: Number.POSITIVE_INFINITY, on: true },
  };
}

export function freshSession(protocol: Protocol): Session {
  return {
    ...{ protocol, directory: MASTER_FILE, file: 0, record: 0, granted: new Set(), loader: false },
    ...{ challenges: [], pending: new Uint8Array(0), own: undefined },
  };
}

/** Reset of one face: finishes or forgets what a power cut left in the log, then starts a new session. False: power failed again. */
export function powerUp(card: Card, face: Face, protocol: Protocol = face === 'contact' ? 'T=0' : 'T=1'): boolean {
  const other = face === 'contact' ? 'contactless' : 'contact';
  // One chip, one supply: after a power cut neither face remembers anything.
  if (!card.power.on) card.sessions[other] = freshSession(card.sessions[other].protocol);
  card.power.on = true;
  try {
    recover(card.memory, card.power);
  } catch (reason) {
    if (reason === powerCut) return false;
    throw reason;
  }
  card.sessions[face] = freshSession(protocol);
  return true;
}
