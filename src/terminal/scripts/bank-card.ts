// A bank card as a payment terminal meets it: directory, application, processing options, records, and whether they are genuine.
import {
  BANK_AID,
  cardKey,
  issuerKey,
  layDol,
  PPSE_NAME,
  PSE_NAME,
  type PublicKey,
  parseDol,
  parseIssuerData,
  parseTlv,
  SW,
  tlv,
  tlvValue,
} from '../../chip/index.ts';
import { concat } from '../../crypto/index.ts';
import { type CardChannel, refused, selectByName } from '../card-channel.ts';
import { hex } from '../hex.ts';
import { refuse } from '../refusals.ts';
import { amountDigits } from './payment.ts';

export type Values = Map<number, Uint8Array>;

const none = new Uint8Array(0);
export const valueIn = (bytes: Uint8Array, ...path: number[]): Uint8Array =>
  path.reduce((inner, tag) => tlvValue(parseTlv(inner) ?? [], tag) ?? none, bytes);

/** First bytes of every application of this network. */
const NETWORK = BANK_AID.slice(0, 5);
const MOST_ENTRIES = 16;

/** Names of bank applications, the preferred first: from PSE through the contacts, from PPSE by air; else the usual one. */
async function listed(channel: CardChannel): Promise<Uint8Array[]> {
  const entries: Uint8Array[] = [];
  if (channel.face === 'contactless') {
    const fci = await selectByName(channel, PPSE_NAME);
    const list = valueIn(tlvValue(fci ?? [], 0xa5) ?? none, 0xbf0c);
    for (const { tag, value } of parseTlv(list) ?? []) if (tag === 0x61) entries.push(value);
  } else if (await selectByName(channel, PSE_NAME)) {
    for (let record = 1; record <= MOST_ENTRIES; record += 1) {
      const { sw, bytes } = await channel.ask(0x00, 0xb2, record, 0x0c, undefined, 0);
      if (sw !== SW.ok) break;
      for (const { tag, value } of parseTlv(valueIn(bytes, 0x70)) ?? []) if (tag === 0x61) entries.push(value);
    }
  }
  const names = entries
    .map((entry) => ({ aid: valueIn(entry, 0x4f), priority: (valueIn(entry, 0x87)[0] ?? 0) & 0x0f }))
    .filter(({ aid }) => hex(aid).startsWith(hex(NETWORK)))
    .sort((a, b) => (a.priority || 16) - (b.priority || 16));
  return names.length > 0 ? names.map(({ aid }) => aid) : [BANK_AID];
}

/** Selects the bank application; gives its PDOL. Refuses `no-bank-application`. */
export async function selectBank(channel: CardChannel): Promise<Uint8Array> {
  for (const name of await listed(channel)) {
    const { sw, bytes } = await channel.ask(0x00, 0xa4, 0x04, 0x00, name, 0);
    if (sw === SW.fileNotFound || sw === SW.blocked) continue;
    if (sw !== SW.ok) throw refused('SELECT', sw);
    return valueIn(bytes, 0x6f, 0xa5, 0x9f38);
  }
  throw refuse('no-bank-application');
}

/** GET PROCESSING OPTIONS with what the PDOL asks of `values`; the answer's objects (80 or 77). */
export async function processingOptions(channel: CardChannel, pdol: Uint8Array, values: Values): Promise<Values> {
  const list = parseDol(pdol) ?? [];
  const answer = await channel.ask(0x80, 0xa8, 0, 0, tlv(0x83, layDol(list, values)), 0);
  if (answer.sw === SW.blocked || answer.sw === SW.conditionsNotSatisfied) throw refuse('no-bank-application');
  if (answer.sw !== SW.ok) throw refused('GET PROCESSING OPTIONS', answer.sw);
  const [outer] = parseTlv(answer.bytes) ?? [];
  if (outer?.tag === 0x80 && outer.value.length >= 6 && outer.value.length % 4 === 2)
    return new Map([
      [0x82, outer.value.slice(0, 2)],
      [0x94, outer.value.slice(2)],
    ]);
  const inner = outer?.tag === 0x77 ? parseTlv(outer.value) : undefined;
  if (!inner) throw refuse('card-silent', { step: 'GET PROCESSING OPTIONS' });
  return new Map(inner.map(({ tag, value }) => [tag, value]));
}

const MOST_RECORDS = 64;

/** Reads all records an AFL names; puts their objects into `values` and gives what the certificates cover (with the AIP behind). */
export async function readRecords(channel: CardChannel, options: Values, values: Values): Promise<Uint8Array> {
  const afl = options.get(0x94) ?? none;
  let covered = none as Uint8Array;
  let count = 0;
  for (let at = 0; at + 4 <= afl.length; at += 4) {
    const [sfi, first, last, authenticated] = afl.slice(at, at + 4);
    for (let record = first!; record <= last!; record += 1) {
      count += 1;
      if (count > MOST_RECORDS) throw refuse('card-silent', { step: 'AFL' });
      const name = `READ RECORD ${sfi! >> 3}/${record}`;
      const inner = valueIn(await channel.need(name, [0x00, 0xb2, record, sfi! | 4], undefined, 0), 0x70);
      const objects = parseTlv(inner);
      if (!objects) throw refuse('card-silent', { step: name });
      for (const { tag, value } of objects) values.set(tag, value);
      if (record - first! < authenticated!) covered = concat(covered, inner);
    }
  }
  return concat(covered, options.get(0x82) ?? none);
}

/** The card's key by its certificates; undefined when the chain does not lead to an authority the terminal knows. */
export function keyOfCard(
  authorities: ReadonlyMap<number, PublicKey>,
  values: Values,
  covered: Uint8Array,
): PublicKey | undefined {
  const authority = authorities.get(values.get(0x8f)?.[0] ?? -1);
  const issuer = authority && issuerKey(authority, values);
  return issuer && cardKey(issuer, values, covered);
}

/** Card number and its sequence, from 5A or from the track. */
export function panOf(values: Values): { readonly pan: string; readonly sequence: string } {
  const track = hex(values.get(0x57) ?? none).split('D')[0]!;
  const pan = hex(values.get(0x5a) ?? none).replace(/F+$/, '') || track;
  if (!/^\d{8,19}$/.test(pan)) throw refuse('card-silent', { step: '5A' });
  return { pan, sequence: hex(values.get(0x5f34) ?? Uint8Array.of(0)) };
}

/** Electronic cash left, as 9F10 certifies it; undefined on a card without. */
export function cashIn(issuerData: Uint8Array): bigint | undefined {
  const balance = parseIssuerData(issuerData)?.balance;
  return balance && amountDigits(balance);
}

/** A tag of GET DATA; undefined when the card has none such. */
export async function getData(channel: CardChannel, tag: number): Promise<Uint8Array | undefined> {
  const { sw, bytes } = await channel.ask(0x80, 0xca, tag >> 8, tag & 0xff, undefined, 0);
  return sw === SW.ok ? valueIn(bytes, tag) : undefined;
}

/** The log line of a transaction, by its counter: whether the card has booked it. */
export async function bookedWith(channel: CardChannel, atc: Uint8Array): Promise<Uint8Array | undefined> {
  for (let record = 1; record <= 10; record += 1) {
    const { sw, bytes } = await channel.ask(0x00, 0xb2, record, 0x5c, undefined, 0);
    if (sw !== SW.ok) return undefined;
    // Profile BANK-A lays the counter last.
    if (hex(bytes.slice(-2)) === hex(atc)) return bytes;
  }
  return undefined;
}

/** The bank card number without paying: SELECT, processing options with empty terminal data, the records up to tag 5A. */
export async function readBankNumber(channel: CardChannel): Promise<string> {
  const values: Values = new Map([[0x9f66, Uint8Array.of(0x40, 0, 0, 0)]]);
  const options = await processingOptions(channel, await selectBank(channel), values);
  await readRecords(channel, options, values);
  return panOf(values).pan;
}
