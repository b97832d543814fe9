// Writes items of one file that is open and whose update rule has been met.
import { tlv } from '../../chip/index.ts';
import { concat } from '../../crypto/index.ts';
import type { CardChannel } from '../card-channel.ts';
import { bytesOf } from '../hex.ts';
import { refuse } from '../refusals.ts';
import { type CardFile, recordOf, valueBytes } from './card-files.ts';
import { type FileItem, INNER_BAR } from './read-file.ts';

/** As long as public terminals write in one command. */
const PIECE = 0xf0;

/** The commands that write a value; refuses a wrong value before any of them is sent. */
export function writeCommands(file: CardFile, item: FileItem, text: string): Uint8Array[] {
  const { plan } = file;
  if (plan.kind === 'transparent') {
    const bytes = bytesOf(text, file.plan.label);
    if (bytes.length > plan.size!) throw refuse('bad-parameter', { what: plan.label });
    return Array.from({ length: Math.ceil(bytes.length / PIECE) }, (_, i) =>
      command(0xd6, (i * PIECE) >> 8, (i * PIECE) & 0xff, bytes.subarray(i * PIECE, (i + 1) * PIECE)),
    );
  }
  if (plan.kind === 'cyclic') return [command(0xdc, 0, 0x03, bytesOf(text, plan.label, plan.recordLength))];
  const { number, record } = recordOf(file, item.tag ?? 0, item.occurrence);
  if (!('inner' in record)) return [command(0xdc, number, 0x04, tlv(record.tag, valueBytes(record, text)))];
  const values = text.split(INNER_BAR);
  if (values.length !== record.inner.length) throw refuse('bad-parameter', { what: plan.label });
  const inner = record.inner.map((field, i) => tlv(field.tag, valueBytes(field, values[i]!)));
  return [command(0xdc, number, 0x04, tlv(record.tag, ...inner))];
}

export async function sendWrites(channel: CardChannel, commands: readonly Uint8Array[]): Promise<void> {
  for (const [cla, ins, p1, p2, , ...bytes] of commands) {
    await channel.need(
      ins === 0xd6 ? 'UPDATE BINARY' : 'UPDATE RECORD',
      [cla!, ins!, p1!, p2!],
      Uint8Array.from(bytes),
    );
  }
}

const command = (ins: number, p1: number, p2: number, bytes: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(0x00, ins, p1, p2, bytes.length), bytes);
