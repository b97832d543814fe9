// The outside of a JPEG, read without decoding: its measures and its segments. Guards the decoder and strips metadata.

/** What the headers say. `scans` above the usual ten or so is an attack on the decoder's time. */
export type JpegOutline = { width: number; height: number; components: number; precision: number; scans: number };

type Segment = { marker: number; start: number; end: number };

/** The outline of a baseline or progressive JPEG, or null when this is none that a photo may be. */
export function readJpegOutline(bytes: Uint8Array): JpegOutline | null {
  const segments = readSegments(bytes);
  if (!segments) return null;
  const frames = segments.filter(
    ({ marker }) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker),
  );
  const frame = frames[0];
  // C0 baseline, C1 extended, C2 progressive; the others are lossless, hierarchical or arithmetic.
  if (!frame || frames.length > 1 || frame.marker > 0xc2 || frame.end - frame.start < 10) return null;
  const at = frame.start + 4;
  return {
    precision: bytes[at]!,
    height: (bytes[at + 1]! << 8) | bytes[at + 2]!,
    width: (bytes[at + 3]! << 8) | bytes[at + 4]!,
    components: bytes[at + 5]!,
    scans: segments.filter(({ marker }) => marker === 0xda).length,
  };
}

/**
 * The same picture without metadata: EXIF with place and device, XMP, thumbnails, comments, colour profiles and whatever
 * hangs behind the end. Pixels are untouched. Null when this is no whole JPEG.
 */
export function stripMetadata(jpeg: Uint8Array): Uint8Array | null {
  const segments = readSegments(jpeg);
  if (!segments) return null;
  // APP0 (JFIF) and APP14 (Adobe) say how to read the colours, so they stay.
  const isMetadata = (marker: number) => marker === 0xfe || (marker > 0xe0 && marker <= 0xef && marker !== 0xee);
  const kept = segments.filter(({ marker }) => !isMetadata(marker));
  return Uint8Array.from(Buffer.concat(kept.map(({ start, end }) => jpeg.subarray(start, end))));
}

/** All segments from SOI to EOI, each scan with its data; null at the first thing that is not as the standard says. */
function readSegments(bytes: Uint8Array): Segment[] | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  const segments: Segment[] = [{ marker: 0xd8, start: 0, end: 2 }];
  let at = 2;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    if (bytes[at + 1] === 0xff) {
      at += 1; // fill byte
      continue;
    }
    const marker = bytes[at + 1]!;
    if (marker === 0xd9) return [...segments, { marker, start: at, end: at + 2 }];
    if (at + 4 > bytes.length) return null;
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    let end = at + 2 + length;
    if (length < 2 || end > bytes.length) return null;
    if (marker === 0xda) end = endOfScan(bytes, end);
    segments.push({ marker, start: at, end });
    at = end;
  }
  return null;
}

/** Where the coded data of a scan ends: at the first marker that is neither a stuffed FF nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next !== undefined && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}
