// Numbers of identity documents: are they well formed, what do they say, and how did a spreadsheet damage them.
import { type Day, isDay } from '../../base/day.ts';
import { type Finding, type FindingTexts, findingOf } from './finding.ts';

export const documentKinds = {
  'resident-id': { zh: '居民身份证', en: 'resident identity card' },
  'hk-macao-residence': { zh: '港澳居民居住证', en: 'residence permit of Hong Kong and Macao residents' },
  'taiwan-residence': { zh: '台湾居民居住证', en: 'residence permit of Taiwan residents' },
  'hk-macao-travel': { zh: '港澳居民来往内地通行证', en: 'mainland travel permit of Hong Kong and Macao residents' },
  'taiwan-travel': { zh: '台湾居民来往大陆通行证', en: 'mainland travel permit of Taiwan residents' },
  'foreign-permanent-residence': { zh: '外国人永久居留身份证', en: "foreigner's permanent residence card" },
  passport: { zh: '护照', en: 'passport' },
} as const;

export type DocumentKind = keyof typeof documentKinds;

export type Sex = 'male' | 'female';

export type DocumentFault =
  | 'empty'
  | 'wrong-length'
  | 'wrong-characters'
  | 'looks-like-spreadsheet-number'
  | 'missing-leading-zero'
  | 'unknown-region'
  | 'impossible-birth-date'
  | 'wrong-check-digit';

export type DocumentCheck =
  | { ok: true; normalised: string; born?: Day; sex?: Sex }
  | ({ ok: false } & Finding<DocumentFault>);

const texts: FindingTexts<DocumentFault> = {
  empty: ['没有填写证件号码', 'The document number is empty', '请填写证件号码', 'Fill in the document number'],
  'wrong-length': [
    '证件号码位数不对',
    'The document number has the wrong length',
    '请对照证件原件逐位核对；旧版通行证末尾两位是换证次数，不要填写',
    'Compare with the document digit by digit; leave out the two issue-count digits of old travel permits',
  ],
  'wrong-characters': [
    '证件号码里有不该出现的字符，或证件类型选错',
    'The document number has characters that do not belong there, or the document kind is wrong',
    '请核对证件类型和号码，去掉空格以外的符号',
    'Check the document kind and the number and remove stray signs',
  ],
  'looks-like-spreadsheet-number': [
    '证件号码被表格软件当成数字，末尾几位已经丢失',
    'A spreadsheet turned the document number into a number; its last digits are lost',
    '请先把这一列设为“文本”格式，再按证件原件重新录入；只改格式找不回丢失的数字',
    'Set the column to "text" and type the number again from the document; changing the format alone does not bring the digits back',
  ],
  'missing-leading-zero': [
    '证件号码像是丢了一个 0',
    'The document number seems to have lost a zero',
    '请先把这一列设为“文本”格式，再补上丢失的 0',
    'Set the column to "text" and put the lost zero back',
  ],
  'unknown-region': [
    '证件号码开头的地区代码不存在',
    'The document number begins with a region that does not exist',
    '请对照证件原件核对前六位和证件类型',
    'Compare the first six digits and the document kind with the document',
  ],
  'impossible-birth-date': [
    '证件号码中的出生日期不存在或在将来',
    'The birth date in the document number does not exist or lies in the future',
    '请对照证件原件核对出生日期',
    'Compare the birth date with the document',
  ],
  'wrong-check-digit': [
    '证件号码校验位不对，号码里有写错的数字',
    'The check digit is wrong; a digit of the number is mistyped',
    '请对照证件原件逐位核对',
    'Compare with the document digit by digit',
  ],
};

const fail = (code: DocumentFault): DocumentCheck => ({ ok: false, ...findingOf(texts, code) });

// First two digits of GB/T 2260: the provinces.
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(' '),
);

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The check character of 17 digits: ISO 7064 MOD 11-2 as GB 11643 uses it. */
export function residentCheckCharacter(first17: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += Number(first17[i]) * weights[i]!;
  return '10X98765432'[sum % 11]!;
}

/** An old 15-digit resident number as 18 digits: the century 19 inserted, the check character added. */
export function residentIdFrom15(old: string): string {
  const first17 = `${old.slice(0, 6)}19${old.slice(6)}`;
  return first17 + residentCheckCharacter(first17);
}

/** The kind a bare number most likely is; what says nothing else is taken for a resident identity card. */
export function guessDocumentKind(number: string): DocumentKind {
  const n = normalise(number);
  if (/^8[12]0000\d{11}[\dX]$/.test(n)) return 'hk-macao-residence';
  if (/^830000\d{11}[\dX]$/.test(n)) return 'taiwan-residence';
  if (/^9\d{16}[\dX]$|^[A-Z]{3}\d{12}$/.test(n)) return 'foreign-permanent-residence';
  if (/^[HM]\d{8}$/.test(n)) return 'hk-macao-travel';
  return 'resident-id';
}

/**
 * Is this number well formed for this kind of document? Full-width digits, spaces, hyphens and a lower-case x are put
 * right; nothing else is guessed. `born` and `sex` are given only where the layout is public.
 * Source: GB 11643; permit layouts as published by the issuing bodies.
 * @param today refuses birth dates in the future
 */
export function checkIdentityDocument(kind: DocumentKind, number: string, today?: Day): DocumentCheck {
  const n = normalise(number);
  if (n === '') return fail('empty');
  if (/^\d(\.\d+)?E\+?\d+$/.test(n)) return fail('looks-like-spreadsheet-number');
  switch (kind) {
    case 'resident-id':
      return checkResident(n, today);
    case 'hk-macao-residence':
      return /^\d{6}/.test(n) && !/^8[12]0000/.test(n) ? fail('unknown-region') : checkEighteen(n, today, true);
    case 'taiwan-residence':
      return /^\d{6}/.test(n) && !n.startsWith('830000') ? fail('unknown-region') : checkEighteen(n, today, true);
    case 'foreign-permanent-residence':
      return checkForeigner(n, today);
    case 'hk-macao-travel':
      return checkShape(n, 9, /^[HM]\d{8}$/);
    case 'taiwan-travel':
      return /^\d{7}$/.test(n) ? fail('missing-leading-zero') : checkShape(n, 8, /^\d{8}$/);
    case 'passport':
      if (n.length < 5 || n.length > 15) return fail('wrong-length');
      return /^(?=.*\d)[A-Z\d]+$/.test(n) ? { ok: true, normalised: n } : fail('wrong-characters');
  }
}

/** NFKC turns full-width digits and letters into plain ones; spaces, invisible marks and hyphens go. */
function normalise(number: string): string {
  return number
    .normalize('NFKC')
    .replace(/[\s\p{Cf}'‘’`-]/gu, '')
    .toUpperCase();
}

function checkShape(n: string, length: number, shape: RegExp): DocumentCheck {
  if (n.length !== length) return fail('wrong-length');
  return shape.test(n) ? { ok: true, normalised: n } : fail('wrong-characters');
}

function checkResident(n: string, today: Day | undefined): DocumentCheck {
  if (/^\d{15}$/.test(n)) return checkResident(residentIdFrom15(n), today);
  if (/^\d{16}[\dX]$/.test(n) && lostZero(n, today)) return fail('missing-leading-zero');
  if (/^\d{2}/.test(n) && n.length === 18 && !provinces.has(n.slice(0, 2))) return fail('unknown-region');
  if (/^8[12]0000/.test(n)) return fail('unknown-region'); // a residence permit, not a resident identity card
  return checkEighteen(n, today, true);
}

function checkForeigner(n: string, today: Day | undefined): DocumentCheck {
  // The old card's check character has no public rule, so only its shape is judged.
  if (/^[A-Z]/.test(n)) return checkShape(n, 15, /^[A-Z]{3}\d{12}$/);
  if (n.length === 18 && /^\d{3}/.test(n) && !(n[0] === '9' && provinces.has(n.slice(1, 3)))) {
    return fail('unknown-region');
  }
  // Which digit tells the sex on the new card is not published with the layout; it is not guessed.
  return checkEighteen(n, today, false);
}

/** Six digits of origin, eight of birth, three of sequence, one check character. */
function checkEighteen(n: string, today: Day | undefined, tellsSex: boolean): DocumentCheck {
  if (n.length !== 18) return fail(/^[\dX]*$/.test(n) ? 'wrong-length' : 'wrong-characters');
  if (!/^\d{17}[\dX]$/.test(n)) return fail('wrong-characters');
  const born = birthIn(n, today);
  const checkIsRight = residentCheckCharacter(n) === n[17];
  // A spreadsheet keeps 15 significant digits and writes zeros for the rest; where the check still fits by luck (1 in 11)
  // only the other rows of the file can tell (orders/roster/check-rows.ts).
  if (n.endsWith('000') && !(born && checkIsRight)) return fail('looks-like-spreadsheet-number');
  if (!born) return fail('impossible-birth-date');
  if (!checkIsRight) return fail('wrong-check-digit');
  const sex: Sex = Number(n[16]) % 2 === 1 ? 'male' : 'female';
  return tellsSex ? { ok: true, normalised: n, born, sex } : { ok: true, normalised: n, born };
}

function birthIn(n: string, today: Day | undefined): Day | null {
  const born = `${n.slice(6, 10)}-${n.slice(10, 12)}-${n.slice(12, 14)}`;
  if (!isDay(born) || born < '1880-01-01' || (today !== undefined && born > today)) return null;
  return born;
}

/** Would one zero in front of month, day or sequence make 17 characters a right number? */
function lostZero(n: string, today: Day | undefined): boolean {
  return [10, 12, 14].some((at) => checkEighteen(`${n.slice(0, at)}0${n.slice(at)}`, today, false).ok);
}
