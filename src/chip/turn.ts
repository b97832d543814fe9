// One command's view of the card: what was asked, what is selected and proved, and the writes it wants.
// Reads see the memory as it was before the command (or after the last `save`); writes happen all at once when it returns.
import { equalSecrets } from '../crypto/index.ts';
import type { Apdu } from './apdu.ts';
import { concat, toNumber } from './bytes.ts';
import type { Card, Session } from './card.ts';
import { lifeCycle, MASTER_FILE } from './card.ts';
import { keyUse } from './key-use.ts';
import type { Cell, CellKind, Write } from './memory.ts';
import { commit, roomOf, usedRoom } from './memory.ts';
import type { Face } from './products.ts';
import type { Rule } from './rule.ts';
import { refuse, SW } from './status-word.ts';
import type { Suite } from './suites.ts';
import { suiteOf } from './suites.ts';

/** Reading view of a key cell: usage, version, algorithm, tries left, tries allowed, key. */
export type KeyView = {
  cell: Cell;
  usage: number;
  algorithm: number;
  triesLeft: number;
  secret: Uint8Array;
  suite: Suite;
};

/** Place of the try counter in the body of a key and of a PIN. */
const KEY_TRIES = 3;

export class Turn {
  readonly card: Card;
  readonly face: Face;
  readonly session: Session;
  readonly apdu: Apdu;
  #writes: Write[] = [];
  #roomTaken = 0;
  #lastId = 0;

  constructor(card: Card, face: Face, apdu: Apdu) {
    this.card = card;
    this.face = face;
    this.session = card.sessions[face];
    this.apdu = apdu;
  }

  // --- what is where ---

  cell(id: number): Cell {
    return this.card.memory.cells.get(id) ?? refuse(SW.fileNotFound);
  }

  get directory(): Cell {
    return this.cell(this.session.directory);
  }

  /** The current file; 6986 when none is selected. */
  get file(): Cell {
    return this.session.file === 0 ? refuse(SW.noFileSelected) : this.cell(this.session.file);
  }

  /** The directory at whose head the current application stands. */
  get application(): Cell {
    return this.applicationOf(this.directory);
  }

  applicationOf(directory: Cell): Cell {
    let at = directory;
    while (at.program === 0) at = this.cell(at.parent);
    return at;
  }

  /** The cells of a directory, in the order of their creation. */
  childrenOf(directory: Cell): Cell[] {
    return [...this.card.memory.cells.values()].filter(({ parent }) => parent === directory.id);
  }

  find(directory: Cell, kinds: readonly CellKind[], fid: number): Cell | undefined {
    for (const cell of this.card.memory.cells.values()) {
      if (cell.parent === directory.id && cell.fid === fid && kinds.includes(cell.kind)) return cell;
    }
    return undefined;
  }

  /** A key or PIN by reference: bit 8 set = in the current directory only; else the nearest one up to the application's head. */
  reference(kind: 'key' | 'pin', ref: number): Cell | undefined {
    const top = this.application.id;
    for (let at = this.directory; ; at = this.cell(at.parent)) {
      const found = this.find(at, [kind], ref);
      if (found !== undefined || at.id === top || (ref & 0x80) !== 0) return found;
    }
  }

  /** A key ready for one use: right usage, not blocked, cipher known and accepted here. */
  key(ref: number, usage: number): KeyView {
    const cell = this.reference('key', ref) ?? refuse(SW.referenceNotFound);
    return this.keyOf(cell, usage);
  }

  /** The key of the current application that serves one use. */
  keyFor(usage: number): KeyView {
    const keys = this.childrenOf(this.application).filter(
      ({ kind, body }) => kind === 'key' && (body[0]! & usage) !== 0,
    );
    return this.keyOf(keys[0] ?? refuse(SW.referenceNotFound), usage);
  }

  keyOf(cell: Cell, usage: number): KeyView {
    const [allowed, , algorithm, triesLeft] = [cell.body[0]!, 0, cell.body[2]!, cell.body[KEY_TRIES]!];
    if ((allowed & usage) === 0) refuse(SW.conditionsNotSatisfied);
    if (triesLeft === 0) refuse(SW.authenticationBlocked);
    const suite = suiteOf(algorithm);
    if (suite === undefined || !this.accepts(this.cell(cell.parent), algorithm)) refuse(SW.keyUnsupported);
    return { cell, usage: allowed, algorithm, triesLeft, secret: cell.body.slice(5), suite: suite as Suite };
  }

  /** Whether keys of this algorithm may be used in a directory. */
  accepts(directory: Cell, algorithm: number): boolean {
    let at = directory;
    while (at.algorithms.length === 0) at = this.cell(at.parent);
    return at.algorithms.includes(algorithm);
  }

  // --- what is allowed ---

  /** The outermost directory around here that is still being created, if any. */
  get underCreation(): Cell | undefined {
    let found: Cell | undefined;
    for (let at: Cell | undefined = this.directory; at; at = this.card.memory.cells.get(at.parent)) {
      if (at.body[0] === lifeCycle.creation) found = at;
    }
    return found;
  }

  /** The loader has proved the master key and this directory is being created: access rules sleep. */
  get creating(): boolean {
    return this.session.loader && this.underCreation !== undefined;
  }

  /** Refuses with 6982 unless the rule is met (6985 when only the face is wrong). */
  demand(rule: Rule): void {
    if (this.creating || rule.need === 'free') return;
    if (rule.contactOnly && this.face !== 'contact') refuse(SW.conditionsNotSatisfied);
    if (!this.meets(rule)) refuse(SW.securityNotSatisfied);
  }

  /** The command's data once the rule is met; under a `message` rule the MAC is checked and taken off. */
  dataUnder(rule: Rule): Uint8Array {
    const secured = (this.apdu.cla & 0x04) !== 0;
    if (rule.need === 'message' && !this.creating) {
      if (!secured) refuse(SW.secureMessagingMissing);
      return this.openMessage(this.key(rule.key, keyUse.maintenance));
    }
    if (secured) refuse(SW.conditionsNotSatisfied);
    this.demand(rule);
    return this.apdu.data;
  }

  meets(rule: Rule): boolean {
    const granted = (kind: 'key' | 'pin', ref: number): boolean => {
      const cell = this.reference(kind, ref);
      return cell !== undefined && this.session.granted.has(cell.id);
    };
    if (rule.need === 'free') return true;
    if (rule.need === 'never' || rule.need === 'message') return false;
    if (rule.need === 'key') return granted('key', rule.key);
    if (rule.need === 'pin') return granted('pin', rule.pin);
    if (rule.need === 'pin and key') return granted('pin', rule.pin) && granted('key', rule.key);
    return granted('pin', rule.pin) || granted('key', rule.key);
  }

  // --- challenges and MACs ---

  /** Takes the remembered challenges away (a challenge serves once); 6984 when there is none. */
  takeChallenges(): Uint8Array[] {
    const taken = this.session.challenges;
    this.session.challenges = [];
    return taken.length === 0 ? refuse(SW.noChallenge) : taken;
  }

  /**
   * Checks the 4-byte MAC at the end of a secure message and returns what stands before it.
   * Initial value = last challenge; a wrong MAC costs the key one try (6988).
   */
  openMessage(key: KeyView): Uint8Array {
    const { header, data } = this.apdu;
    if (data.length < 4) refuse(SW.secureMessagingMissing);
    const challenge = this.takeChallenges().at(-1)!;
    const content = data.subarray(0, -4);
    const expected = key.suite.mac(key.secret, challenge, concat(header, content));
    if (!equalSecrets(expected, data.subarray(-4))) {
      this.spendTry(key);
      refuse(SW.secureMessagingWrong);
    }
    return content;
  }

  /** A wrong cryptogram or MAC: the key loses a try, at once and whatever follows. */
  spendTry({ cell, triesLeft }: KeyView): void {
    this.write(cell, KEY_TRIES, Uint8Array.of(triesLeft - 1));
    this.save();
  }

  /** A right cryptogram: the key has all its tries again. */
  restoreTries({ cell, triesLeft }: KeyView): void {
    const allowed = cell.body[KEY_TRIES + 1]!;
    if (triesLeft !== allowed) this.write(cell, KEY_TRIES, Uint8Array.of(allowed));
  }

  // --- writes ---

  write(cell: Cell, offset: number, bytes: Uint8Array): void {
    if (offset + bytes.length > cell.body.length) refuse(SW.noRoom);
    this.#writes.push({ op: 'write', id: cell.id, offset, bytes });
  }

  /** Adds a cell, or replaces the one with the same id; 6A84 when the chip has no room for it. */
  put(cell: Cell): void {
    const { memory } = this.card;
    const replaced = memory.cells.get(cell.id);
    this.#roomTaken += roomOf(cell) - (replaced ? roomOf(replaced) : 0);
    if (usedRoom(memory) + this.#roomTaken > memory.capacity) refuse(SW.noRoom);
    this.#writes.push({ op: 'put', cell });
  }

  drop(cell: Cell): void {
    this.#writes.push({ op: 'drop', id: cell.id });
  }

  /** An id no cell of this card has ever had. */
  nextId(): number {
    this.#lastId = Math.max(this.#lastId, this.card.memory.lastId) + 1;
    return this.#lastId;
  }

  /** Writes what has been asked for so far, now: for counters that must count even when the command then fails. */
  save(): void {
    const writes = this.#writes;
    this.#writes = [];
    this.#roomTaken = 0;
    if (writes.length > 0) commit(this.card.memory, writes, this.card.power);
  }

  /** Counts one more step of loading in the directory under creation, together with the step's own writes. */
  countLoadingStep(): void {
    const { underCreation } = this;
    if (underCreation === undefined || !this.session.loader) return;
    const steps = toNumber(underCreation.body.subarray(1, 3)) + 1;
    this.write(underCreation, 1, Uint8Array.of(steps >> 8, steps & 0xff));
  }

  /** Moves to a directory; leaving an application forgets everything proved in it, every move what a command left open. */
  enter(directory: Cell): void {
    const { session } = this;
    const path = new Set<number>();
    for (let at: Cell | undefined = directory; at; at = this.card.memory.cells.get(at.parent)) path.add(at.id);
    if (this.applicationOf(directory).id === this.application.id) {
      for (const id of session.granted)
        if (!path.has(this.card.memory.cells.get(id)?.parent ?? 0)) session.granted.delete(id);
    } else {
      session.granted.clear();
      session.challenges = [];
      if (directory.id !== MASTER_FILE && directory.body[0] !== lifeCycle.creation) session.loader = false;
    }
    session.directory = directory.id;
    session.own = undefined;
    session.file = 0;
    session.record = 0;
  }
}
