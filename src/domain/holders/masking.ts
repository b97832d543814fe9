// How personal fields are shown when nobody gave a reason to see them whole. The server masks; pages never get more.

const compoundSurnames = new Set(
  '欧阳 司马 上官 诸葛 司徒 东方 皇甫 尉迟 公孙 慕容 长孙 宇文 令狐 夏侯 端木 百里 南宫 轩辕 闻人 澹台 独孤 呼延'.split(
    ' ',
  ),
);

/** 3 + * + 4; short numbers show less, so that never more than half of them is seen. */
export function maskDocumentNumber(number: string): string {
  return number.length >= 14
    ? keep(number, 3, 4)
    : keep(number, 1, Math.min(2, Math.max(0, Math.floor(number.length / 2) - 1)));
}

/** 3 + **** + 4 for a mobile number; anything else as a document number. */
export function maskPhone(phone: string): string {
  return /^\d{11}$/.test(phone) ? keep(phone, 3, 4) : maskDocumentNumber(phone);
}

/** The last four of an account; all of a shorter one is hidden. */
export function maskAccount(account: string): string {
  return keep(account, 0, account.length >= 8 ? 4 : 0);
}

/** The surname and one star: the length of the given name tells something too. */
export function maskName(name: string): string {
  const characters = [...name];
  if (characters.length === 0) return '';
  const surname = characters.length > 2 && compoundSurnames.has(characters.slice(0, 2).join('')) ? 2 : 1;
  return `${characters.slice(0, surname).join('')}*`;
}

/** The address down to the county; what does not read as an address is hidden whole. */
export function maskAddress(address: string): string {
  if (address === '') return '';
  const county = address.match(
    /^(?:.{2,8}?(?:省|自治区|特别行政区))?(?:.{2,10}?(?:自治州|地区|盟|市))?(?:.{1,10}?(?:自治县|自治旗|区|县|旗|市))?/u,
  )![0];
  return `${county}****`;
}

function keep(text: string, front: number, back: number): string {
  const characters = [...text];
  const hidden = Math.max(0, characters.length - front - back);
  return [...characters.slice(0, front), ...'*'.repeat(hidden), ...characters.slice(front + hidden)].join('');
}

/** Which mask the server puts on which field unless somebody with permission gave a reason. */
export const defaultMasks = {
  name: maskName,
  documentNumber: maskDocumentNumber,
  socialSecurityNumber: maskDocumentNumber,
  phone: maskPhone,
  bankCardNumber: maskAccount,
  account: maskAccount,
  address: maskAddress,
} as const;
