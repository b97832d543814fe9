// The parts of a ZIP file, judged by its directory before anything is inflated and stopped by the inflater itself.
import { inflateRawSync } from 'node:zlib';
import type { RosterLimits } from './limits.ts';
import { type RefusedFile, refuseFile } from './refused-file.ts';

/** Answers the bytes of a part, null when there is no such part, or a refusal when it is damaged or lies about its size. */
export type ReadPart = (name: string) => Uint8Array | null | RefusedFile;

type Part = { at: number; packed: number; inflated: number; method: number };

const endSignature = 0x06054b50;
const directorySignature = 0x02014b50;
const localSignature = 0x04034b50;

/**
 * Opens a ZIP file. An own reader of fifty lines: popular ones trust the sizes a file states about itself, or keep on
 * inflating into nowhere once the stated size is full. Zip64, split and encrypted archives are refused: no roster is one.
 */
export function openZip(bytes: Uint8Array, limits: RosterLimits): { ok: true; read: ReadPart } | RefusedFile {
  const parts = readDirectory(bytes, limits);
  if (!(parts instanceof Map)) return parts;
  const all = [...parts.values()];
  const total = all.reduce((sum, part) => sum + part.inflated, 0);
  if (total > limits.maxInflatedBytes) return refuseFile('zip-bomb', { limit: limits.maxInflatedBytes });
  const swells = (part: Part) => part.inflated > 1024 * 1024 && part.inflated > part.packed * limits.maxRatio;
  if (all.some(swells)) return refuseFile('zip-bomb', { limit: limits.maxRatio });
  return {
    ok: true,
    read(name) {
      const part = parts.get(name);
      return part ? inflate(bytes, part) : null;
    },
  };
}

function readDirectory(bytes: Uint8Array, limits: RosterLimits): Map<string, Part> | RefusedFile {
  const broken = refuseFile('broken-xlsx');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === null) return broken;
  const count = view.getUint16(end + 10, true);
  if (count > limits.maxParts) return refuseFile('zip-bomb', { limit: limits.maxParts });
  const parts = new Map<string, Part>();
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== directorySignature) return broken;
    const nameLength = view.getUint16(at + 28, true);
    const nameEnd = at + 46 + nameLength;
    if (nameEnd > end) return broken;
    const isEncrypted = (view.getUint16(at + 8, true) & 1) === 1;
    const name = new TextDecoder().decode(bytes.subarray(at + 46, nameEnd)).replaceAll('\\', '/');
    // Two parts of one name: software disagrees on which counts, so neither does.
    if (isEncrypted || parts.has(name)) return broken;
    parts.set(name, {
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      inflated: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return parts;
}

/** Where the end-of-directory record lies: in the last 64 kB, before a comment that fills the file exactly. */
function findEnd(view: DataView): number | null {
  const size = view.byteLength;
  for (let at = size - 22; at >= Math.max(0, size - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) === endSignature && at + 22 + view.getUint16(at + 20, true) === size) return at;
  }
  return null;
}

function inflate(bytes: Uint8Array, part: Part): Uint8Array | RefusedFile {
  const broken = refuseFile('broken-xlsx');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (part.at + 30 > bytes.length || view.getUint32(part.at, true) !== localSignature) return broken;
  const from = part.at + 30 + view.getUint16(part.at + 26, true) + view.getUint16(part.at + 28, true);
  if (from + part.packed > bytes.length) return broken;
  const packed = bytes.subarray(from, from + part.packed);
  if (part.method === 0) return part.packed === part.inflated ? packed : broken;
  if (part.method !== 8) return broken;
  try {
    const inflated = inflateRawSync(packed, { maxOutputLength: Math.max(1, part.inflated) });
    return inflated.length === part.inflated ? inflated : broken;
  } catch (error) {
    const isLie = error instanceof RangeError; // more came out than the directory said
    return isLie ? refuseFile('zip-bomb', { limit: part.inflated }) : broken;
  }
}
