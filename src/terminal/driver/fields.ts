// The line that every caller of iReadCardBas parses: 11 fields, each with a bar behind it; and the dialects that are met.
import type { TerminalNumbers } from '../keys/psam-keys.ts';
import { refuse } from '../refusals.ts';
import type { HolderReading } from '../scripts/read-holder.ts';

const names = [
  'region',
  'socialSecurityNumber',
  'cardNumber',
  'cardIdentifier',
  'name',
  'reset',
  'spec',
  'issuedOn',
  'validUntil',
  'terminalNumber',
  'deviceNumber',
] as const;
const medical = ['psamNumber', 'medicalCardNumber', 'encryptionFactor', 'version'] as const;
/** Colon form: EF05 and EF06 in the order of their tags. */
const colon = [
  ...(['cardIdentifier', 'category', 'spec', 'institution', 'issuedOn', 'validUntil', 'cardNumber'] as const),
  ...(['socialSecurityNumber', 'name', 'nameExtension', 'sex', 'ethnicity', 'birthplace', 'birthDate'] as const),
];

export type BasicFields = Readonly<
  Partial<Record<(typeof names)[number] | (typeof medical)[number] | (typeof colon)[number], string>>
>;

export function basicLine(reading: HolderReading, terminal: TerminalNumbers): string {
  const all = { ...reading, ...terminal };
  return names.map((name) => `${all[name]}|`).join('');
}

/** Longer than any dialect; a line from outside is not trusted. */
const LONGEST = 1024;

/** Reads 9 to 11 or 15 fields, with or without last bar or status prefix, or the colon form. Refuses `bad-parameter`. */
export function parseBasicLine(line: string): BasicFields {
  if (line.length > LONGEST) throw refuse('bad-parameter', { what: 'pOutInfo' });
  if (!line.includes('|')) return named(colon, line.split(':'), 14);
  const fields = line.replace(/\|$/, '').split('|');
  // A region has six digits, a status one.
  if (/^[01]$/.test(fields[0]!)) fields.shift();
  if (fields.length > names.length + medical.length) throw refuse('bad-parameter', { what: 'pOutInfo' });
  return named([...names, ...medical], fields, 9);
}

function named<T extends string>(
  order: readonly T[],
  fields: readonly string[],
  least: number,
): Partial<Record<T, string>> {
  if (fields.length < least || fields.length > order.length) throw refuse('bad-parameter', { what: 'pOutInfo' });
  return Object.fromEntries(fields.map((text, i) => [order[i], text.trim()])) as Partial<Record<T, string>>;
}
