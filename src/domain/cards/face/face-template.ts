// What stands on which side of a card: read from the `cardFace` codes of a policy pack. Pure data.

export const faceSides = ['front', 'back'] as const;
export type FaceSide = (typeof faceSides)[number];

/** Every piece a face can carry; those of `personal` say something about the holder. */
export const facePieces = [
  'emblem',
  'card-name',
  'beijing-card-mark',
  'unionpay-mark',
  'bank-mark',
  'transport-mark',
  'photo',
  'name',
  'social-security-number',
  'card-number',
  'issue-date',
  'bank-card-number',
  'seal',
  'chip',
  'contactless-sign',
] as const;
export type FacePiece = (typeof facePieces)[number];

export const watermarks = ['three-hills-two-towers'] as const;
export type Watermark = (typeof watermarks)[number];

export interface FaceTemplate {
  readonly front: readonly FacePiece[];
  readonly back: readonly FacePiece[];
  readonly watermark?: Watermark;
}

/** Where the published text names no side we follow the holder's data: seal, chip and sign stand with it. */
const national: FaceTemplate = {
  front: [
    ...(['emblem', 'card-name', 'photo', 'name', 'social-security-number', 'card-number', 'issue-date'] as const),
    ...(['seal', 'chip', 'contactless-sign'] as const),
  ],
  back: ['unionpay-mark', 'bank-mark', 'transport-mark', 'bank-card-number'],
};

const aliases: Readonly<Record<string, [FaceSide, FacePiece]>> = {
  'front-national-emblem': ['front', 'emblem'],
  'authority-seal-lower-left': ['back', 'seal'],
  'contact-chip': ['back', 'chip'],
  'contactless-sign': ['back', 'contactless-sign'],
};

/** The template a pack's codes describe. A code nobody can draw is a broken pack, not something to leave out silently. */
export function faceTemplate(codes: readonly string[]): FaceTemplate {
  const whole = codes.includes('national-layout');
  const sides: Record<FaceSide, FacePiece[]> = {
    front: whole ? [...national.front] : [],
    back: whole ? [...national.back] : [],
  };
  let watermark: Watermark | undefined;
  for (const code of codes) {
    if (code === 'national-layout') continue;
    const mark = watermarks.find((one) => code === `watermark-${one}`);
    if (mark) {
      watermark = mark;
      continue;
    }
    const [side, piece] = aliases[code] ?? split(code);
    if (!sides[side].includes(piece)) sides[side].push(piece);
  }
  return { ...sides, ...(watermark ? { watermark } : {}) };
}

function split(code: string): [FaceSide, FacePiece] {
  const side = faceSides.find((one) => code.startsWith(`${one}-`));
  const piece = side && facePieces.find((one) => code === `${side}-${one}`);
  if (!side || !piece) throw new Error(`card face: unknown code “${code}”`);
  return [side, piece];
}
