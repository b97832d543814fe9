// The file a card maker gets: our own format (no national layout is published), field by field in README.md.
import { controlTotal, type FileFault, isFault, lineOf, partsOf } from './lines.ts';

export interface ProductionHeader {
  readonly number: string;
  readonly region: string;
  readonly bankCode: string;
  readonly makerCode: string;
}

/** What the maker needs for one card; personal data, nowhere else in clear. */
export interface CardLine {
  readonly line: number;
  readonly cardNumber: string;
  readonly cardIdentifier: string;
  readonly generation: number;
  readonly attempt: number;
  readonly bankCode: string;
  /** The whole name, as printed. */
  readonly name: string;
  /** Its two fields on the chip; both empty where GBK cannot carry it and an officer has to settle it. */
  readonly chipName: string;
  readonly chipNameExtension: string;
  readonly socialSecurityNumber: string;
  readonly sex: 'male' | 'female';
  readonly born: string;
  /** SM3 of the photo, hex; empty where none is needed. */
  readonly photoDigest: string;
  /** Of the account that the bank opened before the making; empty where the number comes back with the card. */
  readonly bankCardNumber: string;
}

const sexes = { male: '1', female: '2' } as const;

/** The file without its signature. */
export function writeProductionFile(header: ProductionHeader, cards: readonly CardLine[]): string {
  const total = controlTotal(cards.map(({ cardNumber }) => cardNumber));
  return [
    lineOf('H', 'YKT-PRODUCTION', 1, header.number, header.region, header.bankCode, header.makerCode, cards.length),
    ...cards.map((card) =>
      lineOf(
        'C',
        card.line,
        card.cardNumber,
        card.cardIdentifier,
        card.generation,
        card.attempt,
        card.bankCode,
        card.name,
        card.chipName,
        card.chipNameExtension,
        card.socialSecurityNumber,
        sexes[card.sex],
        card.born,
        card.photoDigest,
        card.bankCardNumber,
      ),
    ),
    lineOf('T', cards.length, total),
  ].join('');
}

/** Reads a file whose signature the reader has verified. */
export function readProductionFile(signed: string): { header: ProductionHeader; cards: CardLine[] } | FileFault {
  const parts = partsOf(signed, 'C');
  if (isFault(parts)) return parts;
  const [, format, version, number, region, bankCode, makerCode, count] = parts.header;
  if (format !== 'YKT-PRODUCTION' || version !== '1' || parts.header.length !== 8) {
    return { fault: 'file-unreadable', line: 1, problem: 'YKT-PRODUCTION 1' };
  }
  const cards: CardLine[] = [];
  for (const { at, fields } of parts.lines) {
    const sex = fields[11] === sexes.male ? 'male' : fields[11] === sexes.female ? 'female' : undefined;
    if (fields.length !== 15 || !sex) return { fault: 'file-unreadable', line: at, problem: 'C' };
    cards.push({
      line: Number(fields[1]),
      cardNumber: fields[2]!,
      cardIdentifier: fields[3]!,
      generation: Number(fields[4]),
      attempt: Number(fields[5]),
      bankCode: fields[6]!,
      name: fields[7]!,
      chipName: fields[8]!,
      chipNameExtension: fields[9]!,
      socialSecurityNumber: fields[10]!,
      sex,
      born: fields[12]!,
      photoDigest: fields[13]!,
      bankCardNumber: fields[14]!,
    });
  }
  const [, closingCount, total] = parts.closing;
  if (count !== String(cards.length) || closingCount !== count) return { fault: 'wrong-total', total: 'count' };
  if (total !== controlTotal(cards.map(({ cardNumber }) => cardNumber)))
    return { fault: 'wrong-total', total: 'control' };
  return { header: { number: number!, region: region!, bankCode: bankCode!, makerCode: makerCode! }, cards };
}
