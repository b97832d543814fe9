// The first visible sheet of an XLSX workbook as text cells. Formulas are never computed, external parts never followed.
import sax from 'sax';
import { collectGrid, type Grid } from './grid.ts';
import type { RosterLimits } from './limits.ts';
import { openZip, type ReadPart } from './read-zip.ts';
import { type RefusedFile, refuseFile } from './refused-file.ts';

/** The rows of the first sheet that is not hidden. */
export function readXlsx(bytes: Uint8Array, limits: RosterLimits): Grid | RefusedFile {
  const zip = openZip(bytes, limits);
  if (!zip.ok) return zip;
  try {
    const sheet = findSheet(zip.read);
    const texts = readSharedTexts(zip.read, limits);
    return { ok: true, rows: readRows(zip.read, sheet, texts, limits) };
  } catch (error) {
    if (error instanceof Stop) return error.refused;
    throw error;
  }
}

/** Leaves the parser from inside its callbacks; never leaves this file. */
class Stop extends Error {
  readonly refused: RefusedFile;
  constructor(refused: RefusedFile) {
    super(refused.code);
    this.refused = refused;
  }
}

type Handlers = {
  open(tag: string, attributes: Record<string, string>): void;
  close?(tag: string): void;
  text?(text: string): void;
};

const maxDepth = 64;
const maxAttributes = 100;

/** Runs one part through the parser; false when there is no such part. Prefixes of tags and attributes are cut off. */
function parsePart(read: ReadPart, name: string, { open, close, text }: Handlers): boolean {
  const part = read(name);
  if (part === null) return false;
  if (!(part instanceof Uint8Array)) throw new Stop(part);
  const parser = sax.parser(true);
  const bare = (tag: string) => tag.slice(tag.indexOf(':') + 1);
  const broken = () => new Stop(refuseFile('broken-xlsx', { part: name }));
  parser.onerror = () => {
    throw broken();
  };
  // Workbooks have no document type; one that does is after entities.
  parser.ondoctype = () => {
    throw broken();
  };
  // The parser keeps every open tag and every attribute of the current one: both are bounded.
  let attributeCount = 0;
  let depth = 0;
  parser.onattribute = () => {
    if (++attributeCount > maxAttributes) throw broken();
  };
  parser.onopentag = (tag) => {
    attributeCount = 0;
    if (++depth > maxDepth) throw broken();
    open(bare(tag.name), tag.attributes as Record<string, string>);
  };
  parser.onclosetag = (tag) => {
    depth--;
    close?.(bare(tag));
  };
  if (text) {
    parser.ontext = text;
    parser.oncdata = text;
  }
  const decoder = new TextDecoder('utf-8');
  const chunk = 256 * 1024;
  for (let at = 0; at < part.length; at += chunk) {
    parser.write(decoder.decode(part.subarray(at, at + chunk), { stream: true }));
  }
  parser.write(decoder.decode()).close();
  return true;
}

/** The part that holds the first visible sheet. */
function findSheet(read: ReadPart): string {
  const sheets: string[] = [];
  const hasBook = parsePart(read, 'xl/workbook.xml', {
    open(tag, attributes) {
      if (tag !== 'sheet' || (attributes.state ?? 'visible') !== 'visible') return;
      const id = Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1];
      if (id) sheets.push(id);
    },
  });
  const targets = new Map<string, string>();
  parsePart(read, 'xl/_rels/workbook.xml.rels', {
    open(tag, { Id, Target, TargetMode }) {
      if (tag === 'Relationship' && Id && Target && TargetMode !== 'External') targets.set(Id, Target);
    },
  });
  const target = targets.get(sheets[0] ?? '');
  if (!hasBook || !target) throw new Stop(refuseFile('broken-xlsx', { part: 'xl/workbook.xml' }));
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

/** Texts that cells refer to by number; runs of rich text are joined, phonetic readings left out. */
function readSharedTexts(read: ReadPart, limits: RosterLimits): string[] {
  const texts: string[] = [];
  let current = '';
  let inText = false;
  let inPhonetic = false;
  parsePart(read, 'xl/sharedStrings.xml', {
    open(tag) {
      if (tag === 'si') current = '';
      if (tag === 'rPh') inPhonetic = true;
      if (tag === 't') inText = !inPhonetic;
    },
    close(tag) {
      if (tag === 'si') texts.push(current);
      if (tag === 'rPh') inPhonetic = false;
      if (tag === 't') inText = false;
    },
    text(text) {
      if (inText && current.length <= limits.maxCellLength) current += text;
    },
  });
  return texts;
}

function readRows(read: ReadPart, sheet: string, shared: string[], limits: RosterLimits) {
  const grid = collectGrid(limits);
  let row = 0;
  let column = 0;
  let cells: string[] = [];
  let kind = 'n';
  let value = '';
  let formula = '';
  let taking: 'value' | 'formula' | null = null;
  const isSheet = parsePart(read, sheet, {
    open(tag, attributes) {
      if (tag === 'row') {
        row = Number(attributes.r) || row + 1;
        cells = [];
        column = 0;
      } else if (tag === 'c') {
        column = columnOf(attributes.r) ?? column + 1;
        if (column > limits.maxColumns) column = limits.maxColumns + 1; // "XFD1" must not make an array of 16384
        kind = attributes.t ?? 'n';
        value = '';
        formula = '';
      } else if (tag === 'v' || tag === 't') taking = 'value';
      else if (tag === 'f') taking = 'formula';
      else if (tag === 'rPh') taking = null;
    },
    close(tag) {
      if (tag === 'v' || tag === 't' || tag === 'f') taking = null;
      if (tag === 'c') {
        while (cells.length < column - 1) cells.push('');
        cells[column - 1] = cellText(kind, value, formula, shared);
      }
      if (tag === 'row') {
        const refused = grid.add(row, cells);
        if (refused) throw new Stop(refused);
      }
    },
    text(text) {
      // One character above the limit is enough for the grid to refuse the cell.
      if (taking === 'value' && value.length <= limits.maxCellLength) value += text;
      if (taking === 'formula' && formula.length <= limits.maxCellLength) formula += text;
    },
  });
  if (!isSheet) throw new Stop(refuseFile('broken-xlsx', { part: sheet }));
  return grid.rows;
}

/** A cell as text. Of a formula the value last shown counts; without one the formula itself stands there as text. */
function cellText(kind: string, value: string, formula: string, shared: string[]): string {
  if (value === '') return formula === '' ? '' : `=${formula}`;
  if (kind === 's') return shared[Number(value)] ?? '';
  return kind === 'n' ? numberText(value) : value;
}

/**
 * A number as its digits. From sixteen digits on a spreadsheet has lost the last ones, so such a number stays in
 * scientific notation and the check of the document number can say what happened.
 */
function numberText(value: string): string {
  const number = Number(value);
  if (!Number.isInteger(number)) return value;
  return Math.abs(number) < 1e15 ? String(number) : number.toExponential().toUpperCase();
}

/** "AB12" is column 28; null without a reference. */
function columnOf(reference: string | undefined): number | null {
  const letters = reference?.match(/^[A-Z]{1,3}(?=\d)/)?.[0];
  return letters ? [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) : null;
}
