// Names as people bear them and as the chip can carry them: 30 bytes of GBK and 20 more in the extension.
import iconv from 'iconv-lite';
import { type Finding, type FindingTexts, findingOf } from './finding.ts';

/** Bytes of the chip's name (EF06 tag 09) and of its extension (tag 4E). */
export const chipNameBytes = { name: 30, extension: 20 };

export type NameFault = 'empty' | 'not-a-name' | 'outside-gbk' | 'too-long-for-chip';

/** `name` is always the whole name. `outsideGbk` lists the characters the chip cannot carry, in order, each once. */
export type NameCheck =
  | { ok: true; name: string }
  | ({ ok: false; name: string; outsideGbk: string[] } & Finding<NameFault>);

const texts: FindingTexts<NameFault> = {
  empty: ['没有填写姓名', 'The name is empty', '请填写姓名', 'Fill in the name'],
  'not-a-name': [
    '姓名里有不该出现的字符',
    'The name has characters that do not belong in a name',
    '请按证件原件填写姓名，只用文字、空格、“·”、“-”和“.”',
    'Write the name as on the document with letters, spaces, "·", "-" and "." only',
  ],
  'outside-gbk': [
    '姓名中有芯片编码（GBK）以外的生僻字；系统保留原字，但芯片写不进去',
    'The name has rare characters outside the chip code (GBK); they are kept here but cannot be written to the chip',
    '请转人工核定芯片上的写法，不要自行改用同音字',
    'Have an officer settle how the chip writes it; do not replace the character yourself',
  ],
  'too-long-for-chip': [
    '姓名超过芯片能写入的长度（30 + 20 字节）',
    'The name is longer than the chip can carry (30 + 20 bytes)',
    '请转人工核定芯片上的写法',
    'Have an officer settle how the chip writes it',
  ],
};

/**
 * Is this a name, and can the chip carry it? Spaces at the ends go, inner runs become one, the many middle dots become
 * the one of the household register (U+00B7, which GBK has).
 */
export function checkName(written: string): NameCheck {
  const name = tidyName(written);
  const outsideGbk = [...new Set(name)].filter((character) => !isInGbk(character));
  const fail = (code: NameFault): NameCheck => ({ ok: false, name, outsideGbk, ...findingOf(texts, code) });
  if (name === '') return fail('empty');
  // \p{Co}: some registers hold rare characters in the private use area. They are letters to their bearers.
  if (!/^[\p{L}\p{M}\p{Co}〇·.\-'’ ]+$/u.test(name) || !/[\p{L}\p{Co}〇]/u.test(name)) return fail('not-a-name');
  if (outsideGbk.length > 0) return fail('outside-gbk');
  return splitNameForChip(name) ? { ok: true, name } : fail('too-long-for-chip');
}

/**
 * The two chip fields of a name, cut between whole characters (a two-byte character never straddles byte 30).
 * Null when the name does not fit or has a character outside GBK.
 */
export function splitNameForChip(name: string): { name: string; extension: string } | null {
  const parts = { name: '', extension: '' };
  const left = { ...chipNameBytes };
  let part: keyof typeof parts = 'name';
  for (const character of name) {
    if (!isInGbk(character)) return null;
    const bytes = character.codePointAt(0)! < 0x80 ? 1 : 2;
    // Once the extension has begun nothing goes back to the first field, or the order would change.
    if (part === 'name' && bytes > left.name) part = 'extension';
    if (bytes > left[part]) return null;
    left[part] -= bytes;
    parts[part] += character;
  }
  return parts;
}

/** Spaces and middle dots in one form, so that one person's name compares equal wherever it was typed. */
export function tidyName(written: string): string {
  return written
    .normalize('NFC')
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/[•‧∙⋅・･．]/g, '·')
    .replace(/\s+/g, ' ')
    .trim();
}

// A feed of thousands of names asks for the same few characters again and again; there are at most as many as GBK looks up.
const inGbk = new Map<string, boolean>();

function isInGbk(character: string): boolean {
  let known = inGbk.get(character);
  if (known === undefined) {
    known = iconv.decode(iconv.encode(character, 'gbk'), 'gbk') === character;
    // Noise from outside must not grow the memory without end.
    if (inGbk.size < 30_000) inGbk.set(character, known);
  }
  return known;
}
