// Which card is this? ATR, environment, algorithm mark, card identifier and specification: free to read on every card.
import {
  algorithm,
  type CardSpec,
  decodeText,
  isCardIdentifier,
  parseTlv,
  SSSE_NAME,
  tlvValue,
} from '../../chip/index.ts';
import { type CardChannel, selectByName, selectFile } from '../card-channel.ts';
import { hex } from '../hex.ts';
import type { KeyedCard } from '../keys/issuer-keys.ts';
import { refuse } from '../refusals.ts';

export interface CardIdentity extends KeyedCard {
  /** 13 historical bytes of the ATR. */
  readonly historical: Uint8Array;
  /** 卡识别码, 32 hex digits. */
  readonly cardIdentifier: string;
  /** 规范版本 as on the card; readers decide by its first character. */
  readonly spec: CardSpec;
}

export async function recogniseCard(channel: CardChannel): Promise<CardIdentity> {
  const historical = historicalOf(channel.atr);
  if (historical?.length !== 13) throw refuse('not-social-card');
  const mark = await selectEnvironment(channel);
  await selectFile(channel, 0xef05);
  const cardIdentifier = hex(await readRecord(channel, 0x01, 16));
  if (!isCardIdentifier(cardIdentifier)) throw refuse('card-identifier-wrong');
  const spec = decodeText(await readRecord(channel, 0x03, 4));
  return { historical, factor: historical.slice(5), algorithm: mark, cardIdentifier, spec: specOf(spec) };
}

/** 2.01 and the like follow the first character. */
function specOf(text: string): CardSpec {
  const found = (['1.00', '2.00', '3.00'] as const).find((one) => one[0] === text[0]);
  if (!found) throw refuse('not-social-card');
  return found;
}

/** Selects the environment (some cards want the master file first) and gives the algorithm mark of its FCI. */
export async function selectEnvironment(channel: CardChannel): Promise<number> {
  let fci = await selectByName(channel, SSSE_NAME);
  if (!fci) {
    await channel.ask(0x00, 0xa4, 0x00, 0x00, Uint8Array.of(0x3f, 0x00), 0);
    fci = await selectByName(channel, SSSE_NAME);
  }
  if (!fci) throw refuse('not-social-card');
  const own = parseTlv(tlvValue(fci, 0xa5) ?? new Uint8Array(0)) ?? [];
  const mark = parseTlv(tlvValue(own, 0x9f0c) ?? new Uint8Array(0)) ?? [];
  return tlvValue(mark, 0x86)?.[0] ?? algorithm.des;
}

/** The value of a record of the current file by its tag; the length only saves a round trip. */
export async function readRecord(channel: CardChannel, tag: number, length: number): Promise<Uint8Array> {
  const name = `READ RECORD ${hex(Uint8Array.of(tag))}`;
  const record = await channel.need(name, [0x00, 0xb2, tag, 0x00], undefined, (length + 2) & 0xff);
  return recordValue(record, tag) ?? cut(name);
}

function cut(step: string): never {
  throw refuse('card-silent', { step });
}

/** The value of one tag-length-value record; undefined when it is cut off or another one. */
export function recordValue(record: Uint8Array, tag: number): Uint8Array | undefined {
  if (record[0] !== tag || record[1] === undefined || record.length < 2 + record[1]) return undefined;
  return record.slice(2, 2 + record[1]);
}

/** Historical bytes of any ATR (ISO 7816-3), with the PC/SC form of contactless cards; undefined when it is malformed. */
export function historicalOf(atr: Uint8Array): Uint8Array | undefined {
  if (atr.length < 2) return undefined;
  const count = atr[1]! & 0x0f;
  let at = 2;
  let follows = atr[1]! >> 4;
  while (follows !== 0) {
    const interfaceBytes = [1, 2, 4, 8].filter((bit) => (follows & bit) !== 0).length;
    const last = (follows & 8) !== 0 ? atr[at + interfaceBytes - 1] : 0;
    if (last === undefined) return undefined;
    follows = last >> 4;
    at += interfaceBytes;
  }
  return at + count <= atr.length ? atr.slice(at, at + count) : undefined;
}
