// The row-level report a clerk downloads: what is wrong in which row and what to do, as CSV that a spreadsheet opens.
import { maskDocumentNumber, maskName } from '../../holders/index.ts';
import type { RowError } from './check-rows.ts';

const header = ['行号', '列', '姓名', '证件号码', '代码', '问题', '处理办法', 'Problem', 'What to do'];

/** UTF-8 with BOM and CRLF, as spreadsheets expect; names and numbers masked; no cell can run as a formula. */
export function writeRosterReport(errors: readonly RowError[]): Uint8Array {
  const rows = errors.map((error) => [
    String(error.row),
    error.column,
    maskName(error.name),
    maskDocumentNumber(error.documentNumber),
    error.code,
    error.zh,
    error.remedy.zh,
    error.en,
    error.remedy.en,
  ]);
  const lines = [header, ...rows].map((cells) => cells.map(cellOf).join(','));
  return new TextEncoder().encode(`\ufeff${lines.join('\r\n')}\r\n`);
}

/**
 * A cell for CSV. Text that a spreadsheet would take for a formula gets a quote mark in front: = + - @ in half and full
 * width, and the tab and line breaks that can hide them.
 */
export function cellOf(text: string): string {
  const harmless = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
  return /[",\r\n\t']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
