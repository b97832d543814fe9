// Draws one side of a card as SVG, by the template of its region; numbers, name and photo are masked unless somebody said otherwise.
import { maskAccount, maskDocumentNumber, maskName } from '../../holders/index.ts';
import * as art from './face-art.ts';
import { type FacePiece, type FaceSide, type FaceTemplate, faceTemplate } from './face-template.ts';

export interface FaceFields {
  readonly name: string;
  readonly socialSecurityNumber: string;
  readonly cardNumber: string;
  /** YYYY-MM-DD */
  readonly issuedOn: string;
  readonly bankCardNumber?: string;
  /** 北京市人力资源和社会保障局 */
  readonly authority: string;
  readonly bank?: string;
  /** JPEG or PNG as a `data:` address; drawn only when nothing is masked. */
  readonly photo?: string;
}

export interface FaceWish {
  /** The `cardFace` value of the region's policy pack. */
  readonly codes: readonly string[];
  readonly side: FaceSide;
  /** False only after a purpose was given and written down. */
  readonly masked: boolean;
  /** Keeps gradients and paths of several faces on one page apart; letters, digits and dashes. */
  readonly id?: string;
}

/** An SVG text of 856 x 540 units (the size of the card in tenths of a millimetre). */
export function drawCardFace(fields: FaceFields, { codes, side, masked, id = 'face' }: FaceWish): string {
  if (!/^[A-Za-z][\w-]{0,40}$/.test(id)) throw new Error('card face: bad id');
  const template = faceTemplate(codes);
  const shown = masked ? maskFields(fields) : fields;
  const holds = (piece: FacePiece) => template[side].includes(piece);
  const place = arrangement(holds);
  const drawn = template[side].map((piece) => pieces[piece](escaped(shown), place, `${id}-${side}`));
  const mark =
    side === 'front' && template.watermark
      ? `<g clip-path="url(#${id}-${side}-edge)">${art.watermark(template.watermark)}</g>`
      : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 856 540" role="img" aria-label="${label(template, side)}" font-family="'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif">${art.background(`${id}-${side}`)}${mark}${drawn.join('')}${art.specimen}</svg>`;
}

/** Name, numbers and photo as anybody may see them. */
function maskFields({ photo: _, ...fields }: FaceFields): FaceFields {
  return {
    ...fields,
    name: maskName(fields.name),
    socialSecurityNumber: maskDocumentNumber(fields.socialSecurityNumber),
    cardNumber: maskDocumentNumber(fields.cardNumber),
    ...(fields.bankCardNumber === undefined ? {} : { bankCardNumber: maskAccount(fields.bankCardNumber) }),
  };
}

interface Place {
  /** The lines of text begin here, and where each stands. */
  readonly left: number;
  readonly line: (piece: FacePiece) => number;
  /** A side that carries the holder is crowded: its marks are at the top. */
  readonly crowded: boolean;
}

const lines: readonly FacePiece[] = ['name', 'social-security-number', 'card-number', 'issue-date', 'bank-card-number'];

function arrangement(holds: (piece: FacePiece) => boolean): Place {
  const held = lines.filter(holds);
  const crowded = holds('photo');
  return {
    left: crowded ? 196 : 56,
    crowded,
    line: (piece) => (crowded ? 286 + held.indexOf(piece) * 44 : 452),
  };
}

type Draw = (fields: FaceFields, place: Place, id: string) => string;

const line =
  (piece: FacePiece, name: string, value: (fields: FaceFields) => string | undefined): Draw =>
  (fields, { left, line: at }) => {
    const text = value(fields);
    if (text === undefined) return '';
    return `<g data-piece="${piece}" fill="#12263f"><text x="${left}" y="${at(piece)}" font-size="23" opacity=".75">${name}</text><text x="${left + 150}" y="${at(piece)}" font-size="27" font-weight="600" letter-spacing="1">${text}</text></g>`;
  };

const pieces: Readonly<Record<FacePiece, Draw>> = {
  emblem: () => art.emblem(92, 84),
  'card-name': () =>
    `<g data-piece="card-name" fill="#0b3d91"><text x="164" y="84" font-size="44" font-weight="700" letter-spacing="7">社会保障卡</text><text x="165" y="120" font-size="18" letter-spacing="2.6" opacity=".8">SOCIAL SECURITY CARD</text></g>`,
  'beijing-card-mark': () =>
    `<g data-piece="beijing-card-mark"><text x="44" y="66" font-size="36" font-weight="700" fill="#0b3d91" letter-spacing="4">北京民生一卡通</text></g>`,
  'unionpay-mark': (_, { crowded }) =>
    art.textMark('unionpay-mark', 816, crowded ? 34 : 430, '银联 UnionPay', '#00676b'),
  'bank-mark': ({ bank = '合作银行' }, { crowded }) =>
    art.textMark('bank-mark', 816, crowded ? 88 : 44, bank, '#1857b6'),
  'transport-mark': () => art.textMark('transport-mark', 816, 372, '交通联合', '#0f8a5f'),
  photo: ({ photo }) => (photo === undefined ? art.silhouette : art.photo)(664, 214, 156, 196, photo ?? ''),
  name: line('name', '姓名', ({ name }) => name),
  'social-security-number': line(
    'social-security-number',
    '社会保障号码',
    ({ socialSecurityNumber }) => socialSecurityNumber,
  ),
  'card-number': line('card-number', '卡号', ({ cardNumber }) => cardNumber),
  'issue-date': line('issue-date', '发卡日期', ({ issuedOn }) => {
    const [year, month, day] = issuedOn.split('-').map(Number);
    return `${year}年${month}月${day}日`;
  }),
  'bank-card-number': line('bank-card-number', '银行卡号', ({ bankCardNumber }) =>
    bankCardNumber?.replace(/(.{4})(?=.)/g, '$1 '),
  ),
  seal: ({ authority }, _, id) => art.seal(108, 440, authority, id),
  chip: () => art.chip(56, 168),
  'contactless-sign': () => art.contactlessSign(206, 184),
};

function label({ front, back }: FaceTemplate, side: FaceSide): string {
  const own = (side === 'front' ? front : back).includes('beijing-card-mark') ? '北京民生一卡通 ' : '社会保障卡';
  return `${own.trim()}${side === 'front' ? '正面 front' : '背面 back'}`;
}

/** Everything that comes from outside, before it enters a text of markup. A photo is a picture in the text, never an address. */
function escaped(fields: FaceFields): FaceFields {
  if (fields.photo !== undefined && !/^data:image\/(?:jpeg|png);base64,[A-Za-z0-9+/=]+$/.test(fields.photo))
    throw new Error('card face: the photo is not a picture');
  return Object.fromEntries(
    Object.entries(fields).map(([key, text]) => [
      key,
      text.replace(/[&<>"']/g, (c: string) => `&#${c.charCodeAt(0)};`),
    ]),
  ) as unknown as FaceFields;
}
