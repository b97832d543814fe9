// Delimited text as clerks save it: UTF-8 with or without BOM, UTF-16 with BOM, GB18030; comma, semicolon or tab.
import { CsvError, parse } from 'csv-parse/sync';
import { decodeText } from '../../../base/decode-text.ts';
import { collectGrid, type Grid, rowsAboveData, tooManyRows } from './grid.ts';
import type { RosterLimits } from './limits.ts';
import { type RefusedFile, refuseFile } from './refused-file.ts';

/** The rows of a delimited text. Row numbers count records as a spreadsheet shows them, empty ones included. */
export function readCsv(bytes: Uint8Array, limits: RosterLimits): Grid | RefusedFile {
  const text = decodeText(bytes);
  if (text === null) return refuseFile('unreadable-text');
  const grid = collectGrid(limits);
  // Rows of nothing but delimiters count here: the parser needs long for rows shorter than the header.
  const maxRecords = 2 * (limits.maxRows + rowsAboveData);
  let records = 0;
  let refused: RefusedFile | null = null;
  try {
    parse(text, {
      delimiter: delimiterOf(text),
      // Named, because what is found at the first line need not hold for the rest of a file pasted together.
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      // An open quote swallows the rest of the file; this ends it early and names a row.
      max_record_size: limits.maxColumns * limits.maxCellLength,
      // Records are taken one by one and not kept, and the first refusal ends the work.
      on_record: (cells: string[], { empty_lines }) => {
        records++;
        refused = records > maxRecords ? tooManyRows(limits) : grid.add(records + empty_lines, cells);
        if (refused) throw new Error('stop');
        return null;
      },
    });
  } catch (error) {
    if (refused) return refused;
    if (!(error instanceof CsvError)) throw error;
    return refuseFile('broken-csv', { row: records + 1 });
  }
  return { ok: true, rows: grid.rows };
}

/** The one of the three that the first lines have most of. */
function delimiterOf(text: string): string {
  const head = text.slice(0, 2000);
  const count = (delimiter: string) => head.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}
