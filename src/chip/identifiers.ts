// The numbers a card carries: ATR, 卡识别码, 卡号, and the text forms of record values (GBK, BCD).
import iconv from 'iconv-lite';
import { cardKeys, des, fromHex } from '../crypto/index.ts';
import { concat, sameBytes, toHex } from './bytes.ts';
import type { Suite } from './suites.ts';
import { algorithm } from './suites.ts';

/** RID 社会保障, part of every 卡识别码 and AID. */
export const RID = fromHex('D156000005');

/** Parts of the 13 historical bytes. */
export type ChipNumbers = {
  /** Registration number of the chip maker, 2 bytes (0081, 0085 ...). */
  readonly chipMaker: Uint8Array;
  /** Chip and operating system, 3 bytes. */
  readonly chip: Uint8Array;
  /** Registration number of the card maker, 2 bytes (8660, 8697 ...). */
  readonly cardMaker: Uint8Array;
  /** Serial number, 6 bytes: batch 2, number 4. */
  readonly serial: Uint8Array;
};

export function historicalBytes({ chipMaker, chip, cardMaker, serial }: ChipNumbers): Uint8Array {
  return concat(of(chipMaker, 2), of(chip, 3), of(cardMaker, 2), of(serial, 6));
}

function of(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new RangeError(`expected ${length} bytes, got ${bytes.length}`);
  return bytes;
}

/** Contact ATR, T=0: 3B 6D 00 00 and the historical bytes. */
export const contactAtr = (historical: Uint8Array): Uint8Array => concat([0x3b, 0x6d, 0, 0], of(historical, 13));

/** Contactless ATR as PC/SC part 3 builds it: 3B 8n 80 01, historical bytes, check byte. */
export function contactlessAtr(historical: Uint8Array): Uint8Array {
  const body = concat([0x80 | historical.length, 0x80, 0x01], historical);
  return concat([0x3b], body, [body.reduce((check, byte) => check ^ byte, 0)]);
}

/** Factor from which the keys of this card are made: the last 8 historical bytes. */
export const diversificationFactor = (historical: Uint8Array): Uint8Array => of(historical, 13).slice(5);

/** First 12 bytes of a 卡识别码: region (6 digits), RID, 4-byte serial. */
export function cardIdentifierHead(region: string, serial: Uint8Array): Uint8Array {
  if (!/^\d{6}$/.test(region)) throw new RangeError('a region has 6 digits');
  return concat(fromHex(region), RID, of(serial, 4));
}

/**
 * 卡识别码, 16 bytes: its head and a 4-byte MAC over it under the card's internal authentication key (IV 0, pad 80 00..).
 * DES: the retail MAC's left half is what public programs show; SM4: left 4 of the CBC-MAC (simulation profile).
 */
export function makeCardIdentifier(head: Uint8Array, suite: Suite, internalKey: Uint8Array): Uint8Array {
  of(head, 12);
  const mac = suite.code === algorithm.des ? des.retailMac(internalKey, head) : cardKeys.mac(internalKey, head);
  return concat(head, mac.subarray(0, 4));
}

/** Whether 32 hex characters have the form of a 卡识别码. */
export function isCardIdentifier(text: string): boolean {
  return /^[0-9]{6}D156000005[0-9A-F]{16}$/.test(text);
}

/** A blank or pre-personalised card: FFFFFFFF stands where the MAC will be. */
export const isUnissuedCardIdentifier = (text: string): boolean => isCardIdentifier(text) && text.endsWith('FFFFFFFF');

/** Whether the MAC of a 卡识别码 is right under the card's internal authentication key. */
export function checkCardIdentifier(identifier: Uint8Array, suite: Suite, internalKey: Uint8Array): boolean {
  if (identifier.length !== 16 || !isCardIdentifier(toHex(identifier))) return false;
  return sameBytes(makeCardIdentifier(identifier.subarray(0, 12), suite, internalKey), identifier);
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const weights = [3, 7, 9, 10, 5, 8, 4, 2];

/** Check character of an 8-character 卡号 body [0-9A-Z] (the rule of GB 11714). */
export function cardNumberCheck(body: string): string {
  if (!/^[0-9A-Z]{8}$/.test(body)) throw new RangeError('a card number body has 8 characters 0-9A-Z');
  const sum = weights.reduce((total, weight, i) => total + weight * alphabet.indexOf(body[i]!), 0);
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

export const makeCardNumber = (body: string): string => body + cardNumberCheck(body);

export function isCardNumber(text: string): boolean {
  return /^[0-9A-Z]{8}[0-9X]$/.test(text) && makeCardNumber(text.slice(0, 8)) === text;
}

/** Text as GBK, filled with 00 on the right. Throws RangeError when it is too long or has characters GBK lacks. */
export function encodeText(text: string, length: number): Uint8Array {
  const bytes = iconv.encode(text, 'gbk');
  if (iconv.decode(bytes, 'gbk') !== text) throw new RangeError('not every character exists in GBK');
  if (bytes.length > length) throw new RangeError(`longer than ${length} bytes`);
  const field = new Uint8Array(length);
  field.set(bytes);
  return field;
}

/** GBK text without the filling. */
export function decodeText(bytes: Uint8Array): string {
  const end = bytes.findLastIndex((byte) => byte !== 0 && byte !== 0xff) + 1;
  return iconv.decode(Buffer.from(bytes.subarray(0, end)), 'gbk').trimEnd();
}

/** Digits as BCD, left aligned, filled with F. */
export function encodeDigits(digits: string, length: number): Uint8Array {
  if (!/^\d*$/.test(digits) || digits.length > 2 * length) throw new RangeError(`not up to ${2 * length} digits`);
  return fromHex(digits.padEnd(2 * length, 'F'));
}

/** The digits of a BCD field. */
export const decodeDigits = (bytes: Uint8Array): string => toHex(bytes).replace(/F+$/, '');

/** A name split over tags 09 (30 bytes) and 4E (20 bytes), never through the middle of a character. */
export function splitName(name: string): { name: Uint8Array; extension: Uint8Array } {
  let head = '';
  for (const character of name) {
    if (iconv.encode(head + character, 'gbk').length > 30) break;
    head += character;
  }
  return { name: encodeText(head, 30), extension: encodeText(name.slice(head.length), 20) };
}

/** The name from both fields; gen-1 cards have no extension. */
export function joinName(name: Uint8Array, extension: Uint8Array = new Uint8Array(0)): string {
  return decodeText(name) + decodeText(extension);
}
