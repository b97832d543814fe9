// Numbers as the national interface carries them (30 characters at most), and ids that follow from others.
import { createHash } from 'node:crypto';
import type { Uuid } from '../../base/ids.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A UUID in 25 characters: base 36, upper case. psn_no, mdtrt_id and setl_id are made this way. */
export const wireNumber = (id: Uuid): string =>
  BigInt(`0x${id.replaceAll('-', '')}`)
    .toString(36)
    .toUpperCase()
    .padStart(25, '0');

const tenDigits = 36n ** 10n;

/** The UUID behind such a number; undefined for anything else. */
export function idOfWireNumber(number: string): Uuid | undefined {
  if (!/^[0-9A-Z]{25}$/i.test(number)) return undefined;
  // In three pieces that a double holds exactly.
  const piece = (from: number, to: number) => BigInt(Number.parseInt(number.slice(from, to), 36));
  const value = (piece(0, 5) * tenDigits + piece(5, 15)) * tenDigits + piece(15, 25);
  const hex = value.toString(16).padStart(32, '0');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return uuid.test(id) ? id : undefined;
}

/** The id that always follows from these words: accounts and transfers have it before they exist, so a retry names the same. */
export function idFrom(...words: readonly string[]): Uuid {
  const digest = createHash('sm3').update(words.join('\0')).digest().subarray(0, 16);
  // Version 8 of RFC 9562: made in a way of one's own.
  digest[6] = 0x80 | (digest[6]! & 0x0f);
  digest[8] = 0x80 | (digest[8]! & 0x3f);
  const hex = digest.toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
