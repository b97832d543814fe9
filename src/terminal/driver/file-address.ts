// pFileAddr and what is written in its shape: `SSSEEF05|06|07|$DF01EF06|23|$`, nested `40:02`, cyclic `DF04EF08:01$`.
import { refuse } from '../refusals.ts';
import type { FileAddress } from '../scripts/card-files.ts';
import type { FileItem } from '../scripts/read-file.ts';

export interface FileRequest extends FileAddress {
  /** As the caller wrote it: SSSEEF06, MFEF06, 3F00EF06, DF01EF06. */
  readonly prefix: string;
  readonly items: readonly FileItem[];
}

const LONGEST = 4096;
const MOST_ITEMS = 64;

export function parseFileAddress(text: string): FileRequest[] {
  const files = text.length <= LONGEST ? text.replace(/\$$/, '').split('$') : [];
  if (text === '' || files.length === 0) throw refuse('bad-parameter', { what: 'pFileAddr' });
  return files.map(parseFile);
}

function parseFile(text: string): FileRequest {
  const [head, ...tags] = text.replace(/\|$/, '').split('|');
  const [, prefix, directory, ef, record] =
    /^((SSSE|MF|3F00|DF0[1-7])EF([0-9A-F]{2}))(?::([0-9A-F]{2}))?$/i.exec(head!) ?? [];
  if (!prefix || tags.length > MOST_ITEMS || (record && tags.length > 0))
    throw refuse('bad-parameter', { what: 'pFileAddr' });
  const name = directory!.toUpperCase();
  return {
    prefix: prefix.toUpperCase(),
    directory: name.startsWith('DF') ? name : 'SSSE',
    fid: 0xef00 | Number.parseInt(ef!, 16),
    items: tags.length > 0 ? tags.map(parseItem) : [{ occurrence: record ? Number.parseInt(record, 16) : 1 }],
  };
}

function parseItem(text: string): FileItem {
  const [, tag, occurrence] = /^([0-9A-F]{2})(?::([0-9A-F]{2}))?$/i.exec(text) ?? [];
  if (!tag) throw refuse('bad-parameter', { what: 'pFileAddr' });
  return { tag: Number.parseInt(tag, 16), occurrence: occurrence ? Number.parseInt(occurrence, 16) : 1 };
}

/** Values in the shape of their address. A bar inside a value would move all that follow: it becomes a blank. */
export const valuesLine = ({ prefix }: FileRequest, values: readonly string[]): string =>
  `${[prefix, ...values].map((value) => `${value.replace(/[|$]/g, ' ')}|`).join('')}$`;

/** pWriteData: one value an item, with or without the file's prefix. */
export function parseWriteData({ prefix, items }: FileRequest, text: string): string[] {
  if (text.length > 3 * LONGEST) throw refuse('bad-parameter', { what: 'pWriteData' });
  const values = text.replace(/\$$/, '').replace(/\|$/, '').split('|');
  if (values[0]?.toUpperCase() === prefix) values.shift();
  if (values.length !== items.length || values.some((value) => value.includes('$')))
    throw refuse('bad-parameter', { what: 'pWriteData' });
  return values;
}
