// The transport purse (交通电子钱包) as a terminal meets it: selecting it, its number and files, its balance and its log.
import { type FieldsOf, parseTlv, SW, TRANSIT_AID, tlvValue, transitLayout, unpackFields } from '../../chip/index.ts';
import { type CardAnswer, type CardChannel, refused } from '../card-channel.ts';
import { hex } from '../hex.ts';
import type { PurseId } from '../keys/purse-keys.ts';
import { refuse } from '../refusals.ts';

export interface Purse extends PurseId {
  /** 19 digits. */
  readonly number: string;
  readonly issue: FieldsOf<typeof transitLayout.issue>;
}

/** P2 of the commands that name the purse. */
export const PURSE = 0x02;

/** Key index of load and purchase keys; terminals of today use the first. */
export const KEY_INDEX = 0x01;

/** Selects the purse. Refuses `no-purse`, and `purse-blocked` when its issuer has closed it. */
export async function selectPurse(channel: CardChannel): Promise<Purse> {
  const { sw, bytes } = await channel.ask(0x00, 0xa4, 0x04, 0x00, TRANSIT_AID, 0);
  if (sw === SW.fileNotFound) throw refuse('no-purse');
  if (sw === SW.blocked) throw refuse('purse-blocked');
  if (sw !== SW.ok) throw refused('SELECT', sw);
  const fci = parseTlv(tlvValue(parseTlv(bytes) ?? [], 0x6f) ?? new Uint8Array(0)) ?? [];
  const file = tlvValue(parseTlv(tlvValue(fci, 0xa5) ?? new Uint8Array(0)) ?? [], 0x9f0c);
  if (file?.length !== 30) throw refuse('card-silent', { step: 'SELECT' });
  const issue = unpackFields(transitLayout.issue, file);
  return { number: hex(file.slice(10, 20)).slice(1), issue, issuer: file.slice(0, 8), serial: file.slice(12, 20) };
}

export async function readBalance(channel: CardChannel): Promise<bigint> {
  const bytes = await channel.need('GET BALANCE', [0x80, 0x5c, 0x00, PURSE], undefined, 4);
  return fenOf(exactly(bytes, 4, 'GET BALANCE'));
}

export interface PurseLogLine {
  readonly sequence: number;
  readonly amountFen: bigint;
  /** 02 load, 06 purchase, 09 compound purchase. */
  readonly type: string;
  readonly terminal: string;
  /** YYYYMMDDhhmmss */
  readonly time: string;
}

export const LOG_RECORDS = 10;

/** File 18, newest first. The purse must be selected. */
export async function readPurseLog(channel: CardChannel): Promise<PurseLogLine[]> {
  const lines: PurseLogLine[] = [];
  for (let number = 1; number <= LOG_RECORDS; number += 1) {
    const { sw, bytes } = await channel.ask(0x00, 0xb2, number, 0xc4, undefined, 23);
    if (sw === SW.recordNotFound) break;
    if (sw !== SW.ok) throw refused(`READ RECORD 18/${number}`, sw);
    const { sequence, amount, type, terminal, time } = unpackFields(transitLayout.log, exactly(bytes, 23, 'log'));
    lines.push({
      sequence: Number.parseInt(sequence, 16),
      amountFen: BigInt(`0x${amount}`),
      ...{ type, terminal, time },
    });
  }
  return lines;
}

/** An answer of a known length, or a card that does not answer properly. */
export function exactly(bytes: Uint8Array, length: number, step: string): Uint8Array {
  if (bytes.length !== length) throw refuse('card-silent', { step });
  return bytes;
}

/** GET TRANSACTION PROVE: MAC and TAC of the last transaction of its kind; undefined when it was another one. */
export async function proveTransaction(
  channel: CardChannel,
  type: number,
  sequence: number,
): Promise<{ readonly mac: Uint8Array; readonly tac: Uint8Array } | undefined> {
  const asked = Uint8Array.of(sequence >> 8, sequence & 0xff);
  const answer: CardAnswer = await channel.ask(0x80, 0x5a, 0x00, type, asked, 8);
  if (answer.sw === SW.proofUnavailable) return undefined;
  if (answer.sw !== SW.ok) throw refused('GET TRANSACTION PROVE', answer.sw);
  const bytes = exactly(answer.bytes, 8, 'GET TRANSACTION PROVE');
  return { mac: bytes.slice(0, 4), tac: bytes.slice(4) };
}

export const fenOf = (bytes: Uint8Array): bigint => BigInt(`0x${hex(bytes)}`);

/** An amount in four bytes; refuses `bad-parameter` outside 0 to 42,949,672.95 yuan. */
export function amountBytes(amountFen: bigint): Uint8Array {
  if (amountFen < 0n || amountFen > 0xffffffffn) throw refuse('bad-parameter', { what: 'amountFen' });
  const amount = Number(amountFen);
  return Uint8Array.of(amount >>> 24, amount >>> 16, amount >>> 8, amount);
}

/** YYYYMMDDhhmmss as the card takes it. */
export function timeBytes(time: string): Uint8Array {
  if (!/^\d{14}$/.test(time)) throw refuse('bad-parameter', { what: 'time: YYYYMMDDhhmmss' });
  return Uint8Array.from(time.match(/../g)!, (pair) => Number.parseInt(pair, 16));
}
