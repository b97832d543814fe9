// Mobile numbers of the mainland: the way to reach a holder.
import { type Finding, type FindingTexts, findingOf } from './finding.ts';

export type PhoneFault = 'empty' | 'wrong-length' | 'not-a-mobile-number' | 'looks-like-spreadsheet-number';

export type PhoneCheck = { ok: true; normalised: string } | ({ ok: false } & Finding<PhoneFault>);

const texts: FindingTexts<PhoneFault> = {
  empty: ['没有填写手机号', 'The mobile number is empty', '请填写本人手机号', "Fill in the person's mobile number"],
  'wrong-length': [
    '手机号应为 11 位',
    'A mobile number has 11 digits',
    '请核对手机号，不要填座机',
    'Check the number; no landline numbers',
  ],
  'not-a-mobile-number': [
    '这不是内地手机号',
    'This is not a mainland mobile number',
    '请填写 1 开头的 11 位手机号',
    'Give the 11-digit mobile number beginning with 1',
  ],
  'looks-like-spreadsheet-number': [
    '手机号被表格软件当成数字，已变成科学计数',
    'A spreadsheet turned the mobile number into scientific notation',
    '请先把这一列设为“文本”格式，再重新录入',
    'Set the column to "text" and type the number again',
  ],
};

const fail = (code: PhoneFault): PhoneCheck => ({ ok: false, ...findingOf(texts, code) });

/** Eleven digits, 13 to 19 in front; +86 or 0086, spaces, hyphens and full-width digits are put right. */
export function checkPhone(written: string): PhoneCheck {
  const compact = written
    .normalize('NFKC')
    .replace(/[\s\p{Cf}'()-]/gu, '')
    .toUpperCase();
  if (compact === '') return fail('empty');
  if (/^\d(\.\d+)?E\+?\d+$/.test(compact)) return fail('looks-like-spreadsheet-number');
  const digits = compact.replace(/^(\+|00)86(?=1)/, '');
  if (!/^\d+$/.test(digits)) return fail('not-a-mobile-number');
  if (digits.length !== 11) return fail('wrong-length');
  return /^1[3-9]/.test(digits) ? { ok: true, normalised: digits } : fail('not-a-mobile-number');
}
