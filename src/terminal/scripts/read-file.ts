// Reads items of one file that is open and whose rule has been met.

import { ANSWER_LIMIT, parseTlv, SW, tlvValue } from '../../chip/index.ts';
import { concat } from '../../crypto/index.ts';
import { type CardChannel, refused } from '../card-channel.ts';
import { hex } from '../hex.ts';
import { refuse } from '../refusals.ts';
import { type CardFile, recordOf, valueText } from './card-files.ts';
import { recordValue } from './recognise-card.ts';

/** A tag (with the occurrence of a repeated record), or the number of a cyclic record. */
export interface FileItem {
  readonly tag?: number;
  readonly occurrence?: number;
}

/** Between the inner values of a nested record, because `|` and `$` already part items and files (profile DRIVER-A). */
export const INNER_BAR = '^';

export async function readItem(
  channel: CardChannel,
  file: CardFile,
  { tag, occurrence = 1 }: FileItem,
): Promise<string> {
  if (file.plan.kind === 'transparent') return hex(await readTransparent(channel, file.plan.size!));
  if (file.plan.kind === 'cyclic') {
    return hex(await channel.need('READ RECORD', [0x00, 0xb2, occurrence, 0x04], undefined, file.plan.recordLength!));
  }
  const { number, record } = recordOf(file, tag ?? 0, occurrence);
  const whole = await channel.need(`READ RECORD ${hex(Uint8Array.of(tag!))}`, [0x00, 0xb2, number, 0x04], undefined, 0);
  const value = recordValue(whole, tag!);
  if (!value) throw refuse('card-silent', { step: `READ RECORD ${number}` });
  if (!('inner' in record)) return valueText(record, value);
  const inside = parseTlv(value) ?? [];
  return record.inner
    .map((field) => valueText(field, tlvValue(inside, field.tag) ?? new Uint8Array(0)))
    .join(INNER_BAR);
}

async function readTransparent(channel: CardChannel, size: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < size; ) {
    const wanted = Math.min(ANSWER_LIMIT, size - at);
    const { sw, bytes } = await channel.ask(0x00, 0xb0, at >> 8, at & 0xff, undefined, wanted);
    if (sw !== SW.ok) throw refused('READ BINARY', sw);
    if (bytes.length === 0) throw refuse('card-silent', { step: 'READ BINARY' });
    pieces.push(bytes);
    at += bytes.length;
  }
  return concat(...pieces);
}

/** Records of a cyclic file, newest first, until there are no more. */
export async function readCyclic(channel: CardChannel, file: CardFile): Promise<Uint8Array[]> {
  const records: Uint8Array[] = [];
  for (let number = 1; number <= file.plan.recordCount!; number += 1) {
    const { sw, bytes } = await channel.ask(0x00, 0xb2, number, 0x04, undefined, file.plan.recordLength!);
    if (sw === SW.recordNotFound) break;
    if (sw !== SW.ok) throw refused('READ RECORD', sw);
    records.push(bytes);
  }
  return records;
}
