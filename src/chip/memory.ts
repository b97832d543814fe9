// What survives power-off: cells (directories, files, keys, PINs, registers), the room they take, and the write-ahead log
// that makes the writes of one command all happen or none, wherever the power fails.
import type { Rule } from './rule.ts';

export type CellKind = 'directory' | 'transparent' | 'records' | 'cyclic' | 'register' | 'key' | 'pin';

/** One object of card memory. Only `body` changes after creation. */
export type Cell = {
  readonly id: number;
  readonly parent: number;
  readonly kind: CellKind;
  /** File identifier; for keys, PINs and registers their reference in the directory. */
  readonly fid: number;
  /** Short file identifier, 0 = none. */
  readonly sfi: number;
  /** DF name or AID of a directory, else empty. */
  readonly name: Uint8Array;
  /** Proprietary part of the FCI (content of tag A5) of a directory, else empty. */
  readonly fci: Uint8Array;
  /** Which application answers in this directory; 0 = the same as in the parent. */
  readonly program: number;
  /** Key algorithms this directory accepts; empty = the same as the parent. */
  readonly algorithms: Uint8Array;
  readonly read: Rule;
  readonly update: Rule;
  /** Records with a read rule of their own. */
  readonly guards: readonly { readonly tag: number; readonly read: Rule }[];
  /** Length of each record of a cyclic file, else 0. */
  readonly recordLength: number;
  body: Uint8Array;
};

export type Write =
  | { readonly op: 'write'; readonly id: number; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly op: 'put'; readonly cell: Cell }
  | { readonly op: 'drop'; readonly id: number };

export type Memory = {
  /** Bytes of the chip product. */
  readonly capacity: number;
  readonly cells: Map<number, Cell>;
  /** Highest cell id ever given: an id is never used twice, so a session can never mean another cell than it did. */
  lastId: number;
  log: Write[];
  /** True from the moment the log is complete until it has been carried out. */
  sealed: boolean;
};

/** How many physical writes the power still lasts; Infinity in ordinary life. Tests count it down. */
export type Power = { writesLeft: number; on: boolean };

/** Thrown through a command when the power fails; `transmit` turns it into silence. */
export const powerCut = Symbol('power cut');

/** Bytes a cell occupies: 16 for its header, then name, FCI and body. */
export function roomOf(cell: Cell): number {
  return 16 + cell.name.length + cell.fci.length + 4 * cell.guards.length + cell.body.length;
}

export function usedRoom(memory: Memory): number {
  let used = 0;
  for (const cell of memory.cells.values()) used += roomOf(cell);
  return used;
}

/** Writes the log, seals it, carries it out, clears it: every physical write may be the last one. */
export function commit(memory: Memory, writes: readonly Write[], power: Power): void {
  for (const write of writes) {
    beat(power);
    memory.log.push(write);
  }
  beat(power);
  memory.sealed = true;
  carryOut(memory, power);
}

/** What the chip does at power-up: finish a sealed log, forget an unsealed one. */
export function recover(memory: Memory, power: Power): void {
  if (memory.sealed) carryOut(memory, power);
  else memory.log = [];
}

function carryOut(memory: Memory, power: Power): void {
  for (const write of memory.log) {
    beat(power);
    if (write.op === 'put') {
      memory.cells.set(write.cell.id, { ...write.cell, body: write.cell.body.slice() });
      memory.lastId = Math.max(memory.lastId, write.cell.id);
    } else if (write.op === 'drop') memory.cells.delete(write.id);
    else program(memory.cells.get(write.id)!.body, write.offset, write.bytes, power);
  }
  beat(power);
  memory.sealed = false;
  beat(power);
  memory.log = [];
}

/** A long write may also be torn in the middle. */
function program(body: Uint8Array, offset: number, bytes: Uint8Array, power: Power): void {
  const half = bytes.length >> 1;
  body.set(bytes.subarray(0, half), offset);
  beat(power);
  body.set(bytes.subarray(half), offset + half);
}

function beat(power: Power): void {
  if (power.writesLeft <= 0) {
    power.on = false;
    throw powerCut;
  }
  power.writesLeft -= 1;
}
