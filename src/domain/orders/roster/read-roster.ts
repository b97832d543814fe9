// A roster file from outside, as rows of text: CSV in UTF-8 or GB18030, or XLSX. Bad files are answered, never thrown.
import { type PickedRows, pickColumns } from './columns.ts';
import { type RosterLimits, rosterLimits } from './limits.ts';
import { readCsv } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';
import { type RefusedFile, refuseFile } from './refused-file.ts';

/**
 * Reads a roster. The ending of the name must be one we take; which reader runs is decided by the content, because
 * workbooks saved under a .csv name are common.
 */
export function readRoster(
  bytes: Uint8Array,
  fileName: string,
  limits: RosterLimits = rosterLimits,
): PickedRows | RefusedFile {
  if (bytes.length === 0) return refuseFile('empty-file');
  if (bytes.length > limits.maxBytes) return refuseFile('too-many-bytes', { limit: limits.maxBytes });
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return refuseFile('old-excel-or-locked');
  if (!/\.(xlsx|csv|txt)$/i.test(fileName)) return refuseFile('unsupported-kind');
  const isZip = startsWith(bytes, [0x50, 0x4b]);
  if (!isZip && /\.xlsx$/i.test(fileName)) return refuseFile('broken-xlsx');
  const grid = isZip ? readXlsx(bytes, limits) : readCsv(bytes, limits);
  return grid.ok ? pickColumns(grid, limits) : grid;
}

const startsWith = (bytes: Uint8Array, magic: number[]) => magic.every((byte, at) => bytes[at] === byte);
