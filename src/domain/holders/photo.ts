// Is this photo good for a card? Hard checks on form and date, honest heuristics on what it shows.
import jpeg from 'jpeg-js';
import { addMonths, type Day } from '../../base/day.ts';
import { type Finding, type FindingTexts, findingOf } from './finding.ts';
import { readJpegOutline } from './jpeg.ts';

/** What a region asks of a photo. `maxAgeMonths` null: the region's papers say nothing about the age. */
export type PhotoRules = {
  width: number;
  height: number;
  minBytes: number;
  maxBytes: number;
  maxAgeMonths: number | null;
  /** Least variance of the Laplacian over the middle of the picture; below it the photo counts as blurred. */
  minSharpness: number;
};

/** 358 x 441 on white; the bounds in bytes and the sharpness are this project's own choice and a region may set others. */
export const defaultPhotoRules: PhotoRules = {
  width: 358,
  height: 441,
  minBytes: 4 * 1024,
  maxBytes: 200 * 1024,
  maxAgeMonths: null,
  minSharpness: 30,
};

export type PhotoFault =
  | 'too-many-bytes'
  | 'too-few-bytes'
  | 'not-a-jpeg'
  | 'unsupported-jpeg'
  | 'wrong-size'
  | 'damaged'
  | 'too-old'
  | 'date-unknown'
  | 'date-in-future'
  | 'not-in-colour'
  | 'background-not-white'
  | 'blurred'
  | 'nobody-seen'
  | 'badly-placed'
  | 'head-covered';

/** `heuristic`: a guess from colours and edges that a clerk who looks at the photo may overrule. */
export type PhotoFinding = Finding<PhotoFault> & { heuristic: boolean };

export type PhotoCheck = { accepted: boolean; findings: PhotoFinding[] };

const retake = [
  '请在白色背景前重新拍摄正面免冠照片',
  'Take a new frontal photo, bare-headed, in front of a white wall',
] as const;
const reexport = ['请重新导出为普通 JPEG 照片再上传', 'Export it again as an ordinary JPEG and upload that'] as const;

const texts: FindingTexts<PhotoFault> = {
  'too-many-bytes': ['照片文件太大', 'The photo file is too large', ...reexport],
  'too-few-bytes': ['照片文件太小，画质不足', 'The photo file is too small to be of good quality', ...reexport],
  'not-a-jpeg': ['文件不是完整的 JPEG 照片', 'The file is not a whole JPEG photo', ...reexport],
  'unsupported-jpeg': ['不支持这种 JPEG 编码', 'This kind of JPEG is not supported', ...reexport],
  'wrong-size': [
    '照片尺寸不对，应为 358×441 像素',
    'The photo has the wrong size; it must be 358 by 441 pixels',
    '请按规定尺寸裁剪后再上传',
    'Crop it to the size and upload it again',
  ],
  damaged: ['照片数据已损坏，无法打开', 'The photo is damaged and cannot be opened', ...reexport],
  'too-old': ['照片拍摄时间太早', 'The photo was taken too long ago', '请使用近期照片', 'Use a recent photo'],
  'date-unknown': [
    '不知道照片的拍摄日期',
    'It is not known when the photo was taken',
    '请填写拍摄日期',
    'Say when it was taken',
  ],
  'date-in-future': [
    '照片拍摄日期在将来',
    'The photo was taken in the future',
    '请核对拍摄日期',
    'Check the day it was taken',
  ],
  'not-in-colour': ['照片不是彩色的', 'The photo is not in colour', '请使用彩色照片', 'Use a colour photo'],
  'background-not-white': ['照片背景不是白色', 'The background is not white', ...retake],
  blurred: ['照片不清晰', 'The photo is blurred', ...retake],
  'nobody-seen': ['照片中看不出人像', 'No person is seen in the photo', ...retake],
  'badly-placed': [
    '人像太大、太小或不居中',
    'The person is too large, too small or not in the middle',
    '请重新裁剪，头部居中，头顶留少许空白',
    'Crop again with the head in the middle and a little space above it',
  ],
  'head-covered': [
    '头顶颜色不像头发，可能戴了帽子',
    'The top of the head does not look like hair; maybe a hat',
    ...retake,
  ],
};

/** What only somebody who looks can say. */
const seen: FindingTexts<'not-this-person'> = {
  'not-this-person': ['照片不是本人', 'The photo is not of this person', ...retake],
};

/** A code that is kept with a photo, in words: why it is no good and how to take a better one. */
export function photoFinding(code: string): Finding | undefined {
  const all = { ...texts, ...seen };
  return Object.hasOwn(all, code) ? findingOf(all, code as keyof typeof all) : undefined;
}

const heuristics = new Set<PhotoFault>(['blurred', 'nobody-seen', 'badly-placed', 'head-covered']);

// A progressive JPEG of 200 kB can hold thousands of empty scans, each a pass over the picture.
const maxScans = 20;

/**
 * Checks a photo for a card (APP-06). Size in bytes and pixels is read from the headers before anything is decoded, so
 * that a pixel flood never reaches the decoder. A dark hat cannot be told from dark hair without a model; only a cover in
 * a colour hair does not have is found.
 * @param takenOn the day it was taken, null when not known
 */
export function checkPhoto(
  bytes: Uint8Array,
  { takenOn, today, rules = defaultPhotoRules }: { takenOn: Day | null; today: Day; rules?: PhotoRules },
): PhotoCheck {
  const faults = [...checkDate(takenOn, today, rules), ...checkForm(bytes, rules)];
  if (!faults.some((fault) => formFaults.has(fault))) faults.push(...checkPicture(bytes, rules));
  const findings = faults.map((fault) => ({ ...findingOf(texts, fault), heuristic: heuristics.has(fault) }));
  return { accepted: findings.length === 0, findings };
}

const formFaults = new Set<PhotoFault>([
  'too-many-bytes',
  'too-few-bytes',
  'not-a-jpeg',
  'unsupported-jpeg',
  'wrong-size',
]);

function checkDate(takenOn: Day | null, today: Day, { maxAgeMonths }: PhotoRules): PhotoFault[] {
  if (takenOn === null) return maxAgeMonths === null ? [] : ['date-unknown'];
  if (takenOn > today) return ['date-in-future'];
  return maxAgeMonths !== null && addMonths(takenOn, maxAgeMonths) < today ? ['too-old'] : [];
}

function checkForm(bytes: Uint8Array, rules: PhotoRules): PhotoFault[] {
  if (bytes.length > rules.maxBytes) return ['too-many-bytes'];
  const outline = readJpegOutline(bytes);
  if (!outline) return ['not-a-jpeg'];
  if (outline.precision !== 8 || ![1, 3].includes(outline.components) || outline.scans > maxScans)
    return ['unsupported-jpeg'];
  if (outline.width !== rules.width || outline.height !== rules.height) return ['wrong-size'];
  return bytes.length < rules.minBytes ? ['too-few-bytes'] : [];
}

function checkPicture(bytes: Uint8Array, rules: PhotoRules): PhotoFault[] {
  const picture = decode(bytes);
  if (!picture) return ['damaged'];
  const faults: PhotoFault[] = [];
  // Skin and hair are told by colour: a grey picture is sent back before it is judged by them.
  if (isGrey(picture)) faults.push('not-in-colour');
  if (!hasWhiteBackground(picture)) faults.push('background-not-white');
  if (faults.length > 0) return faults;
  const head = findHead(picture);
  if (head === 'nobody') return ['nobody-seen'];
  if (sharpness(picture) < rules.minSharpness) faults.push('blurred');
  if (head === 'misplaced') return [...faults, 'badly-placed'];
  if (isCovered(picture, head)) faults.push('head-covered');
  return faults;
}

type Picture = { width: number; height: number; rgba: Uint8Array };
type Box = { left: number; right: number; top: number; bottom: number };

function decode(bytes: Uint8Array): Picture | null {
  try {
    const {
      width,
      height,
      data: rgba,
    } = jpeg.decode(bytes, {
      useTArray: true,
      tolerantDecoding: false,
      maxResolutionInMP: 1,
      maxMemoryUsageInMB: 64,
    });
    return { width, height, rgba };
  } catch {
    return null; // the decoder throws plain errors on damaged data
  }
}

/** The share of pixels in a box for which `is` holds; every second pixel of every second line is enough. */
function share({ width, rgba }: Picture, box: Box, is: (r: number, g: number, b: number) => boolean): number {
  let hits = 0;
  let all = 0;
  for (let y = Math.max(0, Math.floor(box.top)); y < box.bottom; y += 2) {
    for (let x = Math.max(0, Math.floor(box.left)); x < box.right; x += 2) {
      const at = (y * width + x) * 4;
      if (is(rgba[at]!, rgba[at + 1]!, rgba[at + 2]!)) hits++;
      all++;
    }
  }
  return all === 0 ? 0 : hits / all;
}

const chroma = (r: number, g: number, b: number) => Math.max(r, g, b) - Math.min(r, g, b);
const isWhite = (r: number, g: number, b: number) => Math.min(r, g, b) >= 215 && chroma(r, g, b) <= 25;

/** Skin of all shades lies in one patch of Cb and Cr (ITU-R BT.601); brightness plays no part. */
function isSkin(r: number, g: number, b: number): boolean {
  const cb = 128 - 0.169 * r - 0.331 * g + 0.5 * b;
  const cr = 128 + 0.5 * r - 0.419 * g - 0.081 * b;
  return cb >= 77 && cb <= 127 && cr >= 133 && cr <= 173;
}

/** Black, brown, grey and white hair, and a bald head: dark, without much colour, or like skin. */
const isHairOrSkin = (r: number, g: number, b: number) =>
  Math.max(r, g, b) < 70 || chroma(r, g, b) <= 30 || isSkin(r, g, b);

function isGrey(picture: Picture): boolean {
  return share(picture, whole(picture), (r, g, b) => chroma(r, g, b) > 12) < 0.01;
}

const whole = ({ width, height }: Picture): Box => ({ left: 0, right: width, top: 0, bottom: height });

/** The strip above the head and the two beside it; below, shoulders may reach the edge. */
function hasWhiteBackground(picture: Picture): boolean {
  const { width, height } = picture;
  const edge = Math.round(width * 0.04);
  const strips: Box[] = [
    { left: 0, right: width, top: 0, bottom: edge },
    { left: 0, right: edge, top: 0, bottom: height * 0.55 },
    { left: width - edge, right: width, top: 0, bottom: height * 0.55 },
  ];
  return strips.every((strip) => share(picture, strip, isWhite) >= 0.95);
}

/** The head as the silhouette against the white: its top, and its sides at the height of the face. */
function findHead(picture: Picture): Box | 'nobody' | 'misplaced' {
  const { width, height } = picture;
  const middle: Box = { left: width * 0.25, right: width * 0.75, top: height * 0.15, bottom: height * 0.7 };
  if (share(picture, middle, isSkin) < 0.12) return 'nobody';
  const isBody = (r: number, g: number, b: number) => !isWhite(r, g, b);
  let top = 0;
  while (top < height && share(picture, { left: 0, right: width, top, bottom: top + 1 }, isBody) < 0.04) top++;
  const row: Box = { left: 0, right: 0, top: height * 0.4, bottom: height * 0.44 };
  const columns = Array.from(
    { length: width },
    (_, x) => share(picture, { ...row, left: x, right: x + 1 }, isBody) > 0.5,
  );
  const left = columns.indexOf(true);
  const right = columns.lastIndexOf(true) + 1;
  const centre = (left + right) / 2 / width;
  const isRightSize = right - left >= width * 0.4 && right - left <= width * 0.8;
  const isPlaced = top >= height * 0.015 && top <= height * 0.25 && centre > 0.4 && centre < 0.6;
  return isRightSize && isPlaced ? { left, right, top, bottom: height * 0.7 } : 'misplaced';
}

/** Is the top of the silhouette in a colour that neither hair nor skin has? */
function isCovered(picture: Picture, head: Box): boolean {
  const third = (head.right - head.left) / 3;
  const crown: Box = {
    left: head.left + third,
    right: head.right - third,
    top: head.top + 4,
    bottom: head.top + picture.height * 0.08,
  };
  return share(picture, crown, isHairOrSkin) < 0.6;
}

/** Variance of the Laplacian of the brightness over the middle of the picture. */
function sharpness({ width, height, rgba }: Picture): number {
  const light = (x: number, y: number) => {
    const at = (y * width + x) * 4;
    return 0.299 * rgba[at]! + 0.587 * rgba[at + 1]! + 0.114 * rgba[at + 2]!;
  };
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let y = Math.round(height * 0.15); y < height * 0.7; y++) {
    for (let x = Math.round(width * 0.25); x < width * 0.75; x++) {
      const value = light(x - 1, y) + light(x + 1, y) + light(x, y - 1) + light(x, y + 1) - 4 * light(x, y);
      sum += value;
      squares += value * value;
      count++;
    }
  }
  return squares / count - (sum / count) ** 2;
}
