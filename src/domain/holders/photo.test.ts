// Photos, drawn for the test: good ones pass, each fault is named, floods never reach the decoder.
import fc from 'fast-check';
import jpegJs from 'jpeg-js';
import { describe, expect, test } from 'vitest';
import { type Day, parseDay } from '../../base/day.ts';
import { readJpegOutline, stripMetadata } from './jpeg.ts';
import { checkPhoto, defaultPhotoRules, type PhotoRules } from './photo.ts';
import { drawPortrait } from './portrait.fixture.ts';

const day = parseDay;

const good = drawPortrait();
const faultsOf = (bytes: Uint8Array, takenOn: Day | null = day('2025-01-10'), rules: Partial<PhotoRules> = {}) =>
  checkPhoto(bytes, { takenOn, today: day('2025-03-01'), rules: { ...defaultPhotoRules, ...rules } }).findings.map(
    ({ code }) => code,
  );

/** A segment with marker FF `marker` put right behind SOI. */
const withSegment = (bytes: Uint8Array, marker: number, body: Uint8Array) =>
  Uint8Array.from([
    0xff,
    0xd8,
    0xff,
    marker,
    (body.length + 2) >> 8,
    (body.length + 2) & 0xff,
    ...body,
    ...bytes.subarray(2),
  ]);

/** The same JPEG claiming other measures in its frame header. */
function claiming(width: number, height: number): Uint8Array {
  const bytes = Uint8Array.from(good);
  const frame = bytes.findIndex((b, i) => b === 0xff && bytes[i + 1] === 0xc0);
  bytes.set([height >> 8, height & 0xff, width >> 8, width & 0xff], frame + 5);
  return bytes;
}

describe('photo', () => {
  test('a frontal, bare-headed, recent photo on white is accepted, whatever the shade of skin and hair', () => {
    expect(checkPhoto(good, { takenOn: day('2025-01-10'), today: day('2025-03-01') })).toEqual({
      accepted: true,
      findings: [],
    });
    expect(faultsOf(drawPortrait({ skin: [120, 78, 55], crown: [15, 12, 12] }))).toEqual([]);
    expect(faultsOf(drawPortrait({ skin: [245, 205, 180], crown: [190, 188, 185] }))).toEqual([]);
    expect(faultsOf(drawPortrait({ crown: [224, 172, 140] }))).toEqual([]);
    expect(faultsOf(drawPortrait({ background: [240, 242, 240] }))).toEqual([]);
  });

  test('APP-06 a photo with a coloured hat, a coloured background or an old date is refused with the reason', () => {
    expect(faultsOf(drawPortrait({ crown: [200, 30, 160] }))).toEqual(['head-covered']);
    expect(faultsOf(drawPortrait({ crown: [20, 90, 200] }))).toEqual(['head-covered']);
    expect(faultsOf(drawPortrait({ background: [70, 130, 220] }))).toEqual(['background-not-white']);
    expect(faultsOf(drawPortrait({ background: [200, 200, 200] }))).toEqual(['background-not-white']);
    expect(faultsOf(good, day('2024-08-31'), { maxAgeMonths: 6 })).toEqual(['too-old']);
    const [finding] = checkPhoto(drawPortrait({ crown: [200, 30, 160] }), {
      takenOn: null,
      today: day('2025-03-01'),
    }).findings;
    expect(finding).toMatchObject({ heuristic: true, remedy: { zh: expect.stringContaining('免冠') } });
  });

  test('the age of the photo follows the rule of the region', () => {
    expect(faultsOf(good, day('2024-09-01'), { maxAgeMonths: 6 })).toEqual([]);
    expect(faultsOf(good, null, { maxAgeMonths: 6 })).toEqual(['date-unknown']);
    expect(faultsOf(good, null)).toEqual([]);
    expect(faultsOf(good, day('1999-01-01'))).toEqual([]);
    expect(faultsOf(good, day('2025-03-02'))).toEqual(['date-in-future']);
  });

  test('size in pixels and bytes, both sides of each limit', () => {
    expect(faultsOf(drawPortrait({ width: 357 }))).toEqual(['wrong-size']);
    expect(faultsOf(drawPortrait({ height: 442 }))).toEqual(['wrong-size']);
    expect(faultsOf(good, null, { maxBytes: good.length })).toEqual([]);
    expect(faultsOf(good, null, { maxBytes: good.length - 1 })).toEqual(['too-many-bytes']);
    expect(faultsOf(good, null, { minBytes: good.length })).toEqual([]);
    expect(faultsOf(good, null, { minBytes: good.length + 1 })).toEqual(['too-few-bytes']);
  });

  test('a pixel flood and a scan flood are refused by their headers', () => {
    expect(readJpegOutline(claiming(65_500, 65_500))).toMatchObject({ width: 65_500, height: 65_500 });
    expect(faultsOf(claiming(65_500, 65_500))).toEqual(['wrong-size']);
    const scan = [0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3f, 0x00];
    const flood = Uint8Array.from([
      ...good.subarray(0, -2),
      ...Array.from({ length: 30 }, () => scan).flat(),
      0xff,
      0xd9,
    ]);
    expect(faultsOf(flood)).toEqual(['unsupported-jpeg']);
  });

  test('blurred, empty, grey and misplaced pictures are told apart', () => {
    expect(faultsOf(drawPortrait({ blur: 6 }))).toEqual(['blurred']);
    expect(faultsOf(drawPortrait({ skin: [255, 255, 255], crown: [255, 255, 255] }), null, { minBytes: 0 })).toEqual([
      'nobody-seen',
    ]);
    expect(faultsOf(drawPortrait({ skin: [150, 150, 150], crown: [30, 30, 30], coat: [60, 60, 60] }))).toEqual([
      'not-in-colour',
    ]);
    expect(faultsOf(drawPortrait({ shift: 60 }))).toEqual(['badly-placed']);
    expect(faultsOf(drawPortrait({ scale: 0.6 }))).toEqual(['badly-placed']);
    expect(faultsOf(drawPortrait({ scale: 0.3 }), null, { minSharpness: 0 })).toEqual(['nobody-seen']);
  });

  test('anything else than a whole JPEG is refused and never throws', () => {
    expect(faultsOf(new Uint8Array())).toEqual(['not-a-jpeg']);
    expect(faultsOf(Uint8Array.of(0x89, 0x50, 0x4e, 0x47))).toEqual(['not-a-jpeg']);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        expect(faultsOf(noise, null, { minBytes: 0 })).not.toEqual([]);
      }),
    );
    fc.assert(
      fc.property(fc.nat(good.length - 1), (cut) => {
        expect(faultsOf(good.subarray(0, cut), null, { minBytes: 0 })).toEqual(['not-a-jpeg']);
      }),
      { numRuns: 50 },
    );
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const broken = Uint8Array.from(good);
        broken[at] = byte;
        expect(Array.isArray(faultsOf(broken))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

describe('metadata', () => {
  const secret = new TextEncoder().encode('Exif\0\0GPS 39.9N 116.4E');
  const holds = (bytes: Uint8Array) => Buffer.from(bytes).includes('GPS 39.9N');

  test('EXIF, comments and what hangs behind the end go; the pixels stay', () => {
    for (const marker of [0xe1, 0xe2, 0xed, 0xfe]) {
      const dirty = Uint8Array.from([...withSegment(good, marker, secret), ...secret]);
      expect(holds(dirty)).toBe(true);
      const clean = stripMetadata(dirty)!;
      expect(holds(clean)).toBe(false);
      expect(jpegJs.decode(clean).data.equals(jpegJs.decode(good).data)).toBe(true);
      expect(stripMetadata(clean)).toEqual(clean);
    }
  });

  test('no JPEG, no answer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (noise) => {
        const clean = stripMetadata(noise);
        if (clean) expect(clean.length).toBeLessThanOrEqual(noise.length);
      }),
    );
    expect(stripMetadata(good.subarray(0, 400))).toBeNull();
  });
});
