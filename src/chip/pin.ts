// A PIN on the card: its try counter, its initial value, and what "right" and "wrong" do to it. Social and financial PIN are
// different cells in different applications and share nothing but this code.
import { equalSecrets } from '../crypto/index.ts';
import type { Cell } from './memory.ts';
import { refuse, SW } from './status-word.ts';
import type { Turn } from './turn.ts';

// Body: tries left, tries allowed, flags, length, PIN (8), length of the initial PIN, initial PIN (8).
const LEFT = 0;
const ALLOWED = 1;
const FLAGS = 2;
const PIN = 3;
const INITIAL = 12;
const INITIAL_FLAG = 0x01;

/** Longest and shortest PIN in BCD bytes (4 to 12 digits). */
export const pinLength = { least: 2, most: 6 } as const;

const field = (body: Uint8Array, at: number): Uint8Array => body.slice(at + 1, at + 1 + body[at]!);

function lay(secret: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(9);
  bytes[0] = secret.length;
  bytes.set(secret, 1);
  return bytes;
}

/** Body of a fresh PIN cell: the given value is its initial PIN. */
export function pinBody(initial: Uint8Array, tries: number): Uint8Array {
  return Uint8Array.from([tries, tries, INITIAL_FLAG, ...lay(initial), ...lay(initial)]);
}

/** The secret itself; for PINs proved by cryptogram instead of by value. */
const pinSecret = (cell: Cell): Uint8Array => field(cell.body, PIN);

export const pinTriesLeft = (cell: Cell): number => cell.body[LEFT]!;

/** Whether the PIN still is the one the card was made with. */
export const pinIsInitial = (cell: Cell): boolean => (cell.body[FLAGS]! & INITIAL_FLAG) !== 0;

/** BCD digits, 4 to 12 of them, filled with F at the end only. */
export function isPin(bytes: Uint8Array): boolean {
  if (bytes.length < pinLength.least || bytes.length > pinLength.most) return false;
  const digits = [...bytes].flatMap((byte) => [byte >> 4, byte & 0x0f]);
  const end = digits.at(-1) === 0x0f ? digits.length - 1 : digits.length;
  return digits.slice(0, end).every((digit) => digit <= 9);
}

/**
 * Spends a try first and for good, so that cutting the power after a wrong guess wins nothing; gives it back when right.
 * `isRight` gets the stored PIN. Refuses 63Cx (x tries left) or 6983.
 */
export function tryPin(turn: Turn, cell: Cell, isRight: (secret: Uint8Array) => boolean): void {
  const left = pinTriesLeft(cell);
  if (left === 0) refuse(SW.authenticationBlocked);
  turn.session.granted.delete(cell.id);
  turn.write(cell, LEFT, Uint8Array.of(left - 1));
  turn.save();
  if (!isRight(pinSecret(cell))) refuse(SW.tries | (left - 1));
  turn.write(cell, LEFT, cell.body.slice(ALLOWED, ALLOWED + 1));
}

/** Compares with a PIN given in clear. */
export function verifyPinValue(turn: Turn, cell: Cell, given: Uint8Array): void {
  tryPin(turn, cell, (secret) => equalSecrets(secret, given));
}

/** Stores a new PIN and gives all tries back; it has to be verified anew. */
export function setPin(turn: Turn, cell: Cell, secret: Uint8Array): void {
  const initial = equalSecrets(secret, field(cell.body, INITIAL));
  const allowed = cell.body[ALLOWED]!;
  turn.session.granted.delete(cell.id);
  turn.write(cell, LEFT, Uint8Array.from([allowed, allowed, initial ? INITIAL_FLAG : 0, ...lay(secret)]));
}

/** Stores a PIN its holder chose; false (and only the tries come back) when it is the initial one, which may not come back. */
export function choosePin(turn: Turn, cell: Cell, secret: Uint8Array): boolean {
  if (equalSecrets(secret, field(cell.body, INITIAL))) return false;
  setPin(turn, cell, secret);
  return true;
}

/** Gives all tries back and keeps the PIN. */
export function unblockPin(turn: Turn, cell: Cell): void {
  turn.write(cell, LEFT, cell.body.slice(ALLOWED, ALLOWED + 1));
}

/** The PIN a command names in P2; 6A88 when there is none. */
export function pinOf(turn: Turn): Cell {
  return turn.reference('pin', turn.apdu.p2) ?? refuse(SW.referenceNotFound);
}
