// The file a card maker sends back: what became of each card, with counts, control total and the maker's signature.
import { controlTotal, type FileFault, isFault, lineOf, partsOf } from './lines.ts';

export const results = ['made', 'failed', 'scrapped'] as const;

/** Why a card was not made. */
export const makingFaults = {
  account: { zh: '银行未开户', en: 'no account was opened' },
  photo: { zh: '照片不可用', en: 'the photo cannot be used' },
  name: { zh: '姓名无法写入芯片', en: 'the chip cannot carry the name' },
  chip: { zh: '芯片故障', en: 'faulty chip' },
  print: { zh: '卡面打印不良', en: 'bad print' },
  damage: { zh: '卡片损坏', en: 'damaged card' },
} as const;
export type MakingFault = keyof typeof makingFaults;

export interface ReturnHeader {
  readonly number: string;
  readonly region: string;
  readonly bankCode: string;
  readonly makerCode: string;
  /** 1 for the first return file of a batch, then 2 and so on for cards that were still out. */
  readonly part: number;
}

/** One card as it was written; the values are checked line by line later, so one bad card spoils no others. */
export interface ReturnLine {
  readonly at: number;
  readonly cardNumber: string;
  readonly result: string;
  readonly cardIdentifier: string;
  readonly bankCardNumber: string;
  readonly atr: string;
  readonly fault: string;
}

export const countsOf = (lines: readonly Pick<ReturnLine, 'result'>[]) =>
  results.map((result) => lines.filter((line) => line.result === result).length);

/** The file without its signature: the maker's side, for tests and simulated makers. */
export function writeReturnFile(header: ReturnHeader, lines: readonly Omit<ReturnLine, 'at'>[]): string {
  return [
    lineOf('H', 'YKT-RETURN', 1, header.number, header.region, header.bankCode, header.makerCode, header.part),
    ...lines.map((l) => lineOf('R', l.cardNumber, l.result, l.cardIdentifier, l.bankCardNumber, l.atr, l.fault)),
    lineOf('T', lines.length, ...countsOf(lines), controlTotal(lines.map(({ cardNumber }) => cardNumber))),
  ].join('');
}

/** Reads a return file; totals that do not agree with the lines are a fault of the whole file. */
export function readReturnFile(signed: string): { header: ReturnHeader; lines: ReturnLine[] } | FileFault {
  const parts = partsOf(signed, 'R');
  if (isFault(parts)) return parts;
  const [, format, version, number, region, bankCode, makerCode, part, ...more] = parts.header;
  if (format !== 'YKT-RETURN' || version !== '1' || more.length > 0 || !/^[1-9]\d{0,3}$/.test(part ?? '')) {
    return { fault: 'file-unreadable', line: 1, problem: 'YKT-RETURN 1' };
  }
  const lines: ReturnLine[] = [];
  for (const { at, fields } of parts.lines) {
    if (fields.length !== 7) return { fault: 'file-unreadable', line: at, problem: 'R' };
    const [, cardNumber, result, cardIdentifier, bankCardNumber, atr, fault] = fields as [string, ...string[]];
    lines.push({
      at,
      cardNumber: cardNumber!,
      result: result!,
      cardIdentifier: cardIdentifier!,
      bankCardNumber: bankCardNumber!,
      atr: atr!,
      fault: fault!,
    });
  }
  const expected = [lines.length, ...countsOf(lines)].map(String);
  const [, ...given] = parts.closing;
  for (const [i, total] of ['count', ...results].entries()) {
    if (given[i] !== expected[i]) return { fault: 'wrong-total', total };
  }
  if (given[4] !== controlTotal(lines.map(({ cardNumber }) => cardNumber)) || given.length !== 5) {
    return { fault: 'wrong-total', total: 'control' };
  }
  return {
    header: { number: number!, region: region!, bankCode: bankCode!, makerCode: makerCode!, part: Number(part) },
    lines,
  };
}
