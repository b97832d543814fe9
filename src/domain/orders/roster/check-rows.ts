// Is each row of a roster a person we can place an order for? Good rows go on; bad ones say what to do about them.
import type { Day } from '../../../base/day.ts';
import {
  checkIdentityDocument,
  checkName,
  checkPhone,
  type DocumentCheck,
  type DocumentFault,
  type DocumentKind,
  documentKinds,
  type Finding,
  type FindingTexts,
  findingOf,
  guessDocumentKind,
  type NameFault,
  type PhoneFault,
  tidyName,
} from '../../holders/index.ts';
import { type RosterColumn, type RosterRow, titleOf } from './columns.ts';

export type RowFault =
  | NameFault
  | DocumentFault
  | PhoneFault
  | 'unknown-document-kind'
  | 'duplicate-in-file'
  | 'same-number-other-name'
  | 'not-insured'
  | 'name-differs'
  | 'wrong-district'
  | 'has-order';

/** One thing wrong with one row. `name` and `documentNumber` stand as written in the file: mask them before showing. */
export type RowError = { row: number; column: string; name: string; documentNumber: string } & Finding<RowFault>;

/** A person of the roster whose row is in order. */
export type GoodRow = {
  row: number;
  name: string;
  documentKind: DocumentKind;
  documentNumber: string;
  phone: string;
  district: string | null;
  ownNumber: string | null;
};

export type CheckedRows = { good: GoodRow[]; errors: RowError[] };

/** What the registers know about a person. `openOrder` is the number of an order under way. */
export type PersonFacts = {
  insured: boolean;
  registeredName: string | null;
  district: string | null;
  openOrder: string | null;
};

const texts: FindingTexts<Exclude<RowFault, NameFault | DocumentFault | PhoneFault>> = {
  'unknown-document-kind': [
    '证件类型无法识别',
    'The document kind is not known',
    `请填写：${Object.values(documentKinds)
      .map(({ zh }) => zh)
      .join('、')}`,
    `Use one of: ${Object.values(documentKinds)
      .map(({ en }) => en)
      .join(', ')}`,
  ],
  'duplicate-in-file': [
    '同一人在名册中重复出现，以第一次为准',
    'The person is in the roster already; the first row counts',
    '请删除重复的行',
    'Delete the repeated row',
  ],
  'same-number-other-name': [
    '同一证件号码对应了不同姓名',
    'The same document number stands with different names',
    '请对照证件原件，改正其中的姓名或号码',
    'Compare with the documents and correct the name or the number',
  ],
  'not-insured': [
    '此人没有在本地参保',
    'The person is not insured here',
    '请先办理参保，或把此人从名册中删除',
    'Have the person insured first, or take the row out',
  ],
  'name-differs': [
    '姓名与参保登记不一致',
    'The name differs from the insurance register',
    '请对照证件原件核对姓名和号码；已改名的先变更参保登记',
    'Compare name and number with the document; after a change of name correct the register first',
  ],
  'wrong-district': [
    '此人的参保区不在本次申领范围内',
    'The district of this person is not in this round',
    '请由参保区所属单位办理，或等该区开始后再申领',
    'Apply through a unit of that district, or wait until it opens',
  ],
  'has-order': [
    '此人已有办理中的申领单',
    'The person has an order under way',
    '请不要重复申领；需要更改的，先撤回原申领单',
    'Do not apply twice; to change something withdraw the first order',
  ],
};

/** The key by which a person is found in a file and in lookups. */
export const personKey = ({ documentKind, documentNumber }: Pick<GoodRow, 'documentKind' | 'documentNumber'>): string =>
  `${documentKind}:${documentNumber}`;

type Judged = { source: RosterRow; kind: DocumentKind | null; document: DocumentCheck | null; errors: RowError[] };

/**
 * Checks each row by itself and against the others of the file. One bad row never harms a good one; a row shows all its
 * errors at once.
 * @param today refuses birth dates in the future
 */
export function checkRows(rows: readonly RosterRow[], today: Day): CheckedRows {
  const judged = rows.map((row) => judge(row, today));
  refuseLuckyRounding(judged);
  refuseDuplicates(judged);
  return {
    good: judged.filter(({ errors }) => errors.length === 0).map(toGoodRow),
    errors: judged.flatMap(({ errors }) => errors),
  };
}

/**
 * Holds the good rows against what the registers know, looked up by the caller in one go. A person nobody knows counts as
 * not insured.
 * @param districts the districts open to this unit, or null when any will do
 */
export function checkAgainstFacts(
  { good, errors }: CheckedRows,
  facts: ReadonlyMap<string, PersonFacts>,
  districts: ReadonlySet<string> | null,
): CheckedRows {
  const found = good.map((row) => ({ row, fault: faultByFacts(row, facts.get(personKey(row)), districts) }));
  const refused = found.flatMap(({ row, fault }) => (fault ? [errorOf(row, ...fault)] : []));
  return {
    good: found.filter(({ fault }) => fault === null).map(({ row }) => row),
    errors: [...errors, ...refused].sort((a, b) => a.row - b.row),
  };
}

function faultByFacts(
  { name }: GoodRow,
  known: PersonFacts | undefined,
  districts: ReadonlySet<string> | null,
): [RosterColumn, Finding<RowFault>] | null {
  if (!known?.insured) return ['documentNumber', findingOf(texts, 'not-insured')];
  if (known.registeredName !== null && tidyName(known.registeredName) !== name) {
    return ['name', findingOf(texts, 'name-differs')];
  }
  if (districts && !(known.district !== null && districts.has(known.district))) {
    return ['district', findingOf(texts, 'wrong-district')];
  }
  return known.openOrder === null ? null : ['documentNumber', findingOf(texts, 'has-order')];
}

function judge(source: RosterRow, today: Day): Judged {
  const errors: RowError[] = [];
  const take = (column: RosterColumn, check: { ok: true } | ({ ok: false } & Finding<RowFault>)) => {
    if (!check.ok) errors.push(errorOf(source, column, check));
  };
  const kind = kindOf(source);
  const document = kind && checkIdentityDocument(kind, source.documentNumber, today);
  take('name', checkName(source.name));
  if (document) take('documentNumber', document);
  else errors.push(errorOf(source, 'documentKind', findingOf(texts, 'unknown-document-kind')));
  take('phone', checkPhone(source.phone));
  return { source, kind, document, errors };
}

const kindByTitle = new Map<string, DocumentKind>(
  (Object.keys(documentKinds) as DocumentKind[]).map((kind) => [documentKinds[kind].zh, kind]),
);
const otherKindTitles: [string, DocumentKind][] = [
  ['身份证', 'resident-id'],
  ['二代身份证', 'resident-id'],
  ['港澳居住证', 'hk-macao-residence'],
  ['台湾居住证', 'taiwan-residence'],
  ['港澳通行证', 'hk-macao-travel'],
  ['回乡证', 'hk-macao-travel'],
  ['港澳居民通行证', 'hk-macao-travel'],
  ['台胞证', 'taiwan-travel'],
  ['台湾居民通行证', 'taiwan-travel'],
  ['外国人永久居留证', 'foreign-permanent-residence'],
  ['外国护照', 'passport'],
];
for (const [title, kind] of otherKindTitles) kindByTitle.set(title, kind);

/** The kind the row names, or the one its number looks like; null for words we do not know. */
function kindOf({ documentKind, documentNumber }: RosterRow): DocumentKind | null {
  if (documentKind === '') return guessDocumentKind(documentNumber);
  return kindByTitle.get(documentKind.normalize('NFKC').replace(/\s|\(.*\)/g, '')) ?? null;
}

/**
 * A column formatted as numbers rounds every 18-digit number to ...000, and one in eleven keeps a right check digit by luck
 * and is somebody else's. Where the file holds one such number with a wrong check digit, none that ends so is believed.
 */
function refuseLuckyRounding(judged: Judged[]): void {
  const isRounded = ({ source, document }: Judged) =>
    document?.ok === false &&
    document.code === 'looks-like-spreadsheet-number' &&
    source.documentNumber.endsWith('000');
  const example = judged.find(isRounded)?.document;
  if (!example || example.ok) return;
  for (const row of judged) {
    if (row.document?.ok && /^\d{15}000$/.test(row.document.normalised)) {
      row.errors.push(errorOf(row.source, 'documentNumber', example));
    }
  }
}

function refuseDuplicates(judged: Judged[]): void {
  const byPerson = new Map<string, Judged[]>();
  for (const row of judged) {
    if (!row.kind || !row.document?.ok) continue;
    const key = personKey({ documentKind: row.kind, documentNumber: row.document.normalised });
    const same = byPerson.get(key);
    if (same) same.push(row);
    else byPerson.set(key, [row]);
  }
  for (const same of byPerson.values()) {
    if (same.length === 1) continue;
    const oneName = new Set(same.map(({ source }) => tidyName(source.name))).size === 1;
    const finding = findingOf(texts, oneName ? 'duplicate-in-file' : 'same-number-other-name');
    for (const row of oneName ? same.slice(1) : same) row.errors.push(errorOf(row.source, 'documentNumber', finding));
  }
}

function errorOf(
  { row, name, documentNumber }: Pick<RosterRow, 'row' | 'name' | 'documentNumber'>,
  column: RosterColumn,
  { code, zh, en, remedy }: Finding<RowFault>,
): RowError {
  return { row, column: titleOf(column), name, documentNumber, code, zh, en, remedy };
}

function toGoodRow({ source, kind, document }: Judged): GoodRow {
  const phone = checkPhone(source.phone);
  if (!kind || !document?.ok || !phone.ok) throw new Error('a row without errors has a document and a phone');
  return {
    row: source.row,
    name: tidyName(source.name),
    documentKind: kind,
    documentNumber: document.normalised,
    phone: phone.normalised,
    district: source.district || null,
    ownNumber: source.ownNumber || null,
  };
}
