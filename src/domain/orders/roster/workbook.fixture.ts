// Small XLSX workbooks for tests and samples: text, numbers and formulas as real spreadsheets write them.
import { strToU8, type Zippable, zipSync } from 'fflate';

/** A cell: text, a number, or a formula with the value it last showed. */
export type SampleCell = string | number | { formula: string; shown?: string };

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Column 1 is A, 27 is AA. */
export function columnLetters(column: number): string {
  const rest = Math.floor((column - 1) / 26);
  return (rest > 0 ? columnLetters(rest) : '') + String.fromCharCode(65 + ((column - 1) % 26));
}

/** The parts of a workbook with one sheet; `undefined` cells are left out as spreadsheets do. */
export function workbookParts(rows: readonly (readonly (SampleCell | undefined)[])[]): Record<string, string> {
  const texts: string[] = [];
  const indexOf = new Map<string, number>();
  const shared = (text: string) => {
    if (!indexOf.has(text)) indexOf.set(text, texts.push(text) - 1);
    return indexOf.get(text)!;
  };
  const cellXml = (cell: SampleCell | undefined, at: string) => {
    if (cell === undefined) return '';
    if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
    if (typeof cell === 'string') return `<c r="${at}" t="s"><v>${shared(cell)}</v></c>`;
    const shown = cell.shown === undefined ? '' : `<v>${escapeXml(cell.shown)}</v>`;
    return `<c r="${at}" t="str"><f>${escapeXml(cell.formula)}</f>${shown}</c>`;
  };
  const rowXml = (cells: readonly (SampleCell | undefined)[], index: number) =>
    `<row r="${index + 1}">${cells.map((cell, at) => cellXml(cell, `${columnLetters(at + 1)}${index + 1}`)).join('')}</row>`;
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const packaged = 'http://schemas.openxmlformats.org/package/2006';
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const sheet = `${head}<worksheet xmlns="${main}"><sheetData>${rows.map(rowXml).join('')}</sheetData></worksheet>`;
  return {
    '[Content_Types].xml': `${head}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${type}.sharedStrings+xml"/></Types>`,
    '_rels/.rels': `${head}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="名册" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/sharedStrings.xml': `${head}<sst xmlns="${main}">${texts.map((text) => `<si><t xml:space="preserve">${escapeXml(text)}</t></si>`).join('')}</sst>`,
    'xl/worksheets/sheet1.xml': sheet,
  };
}

/** The parts as one file, the same bytes every time. */
export function zipParts(parts: Record<string, string>): Uint8Array {
  const files: Zippable = {};
  for (const [name, text] of Object.entries(parts)) files[name] = strToU8(text);
  return zipSync(files, { mtime: new Date(2025, 0, 1), level: 6 });
}

export const writeWorkbook = (rows: readonly (readonly (SampleCell | undefined)[])[]): Uint8Array =>
  zipParts(workbookParts(rows));
