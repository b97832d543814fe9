// Base45 (RFC 9285): bytes as the 45 characters that a QR code packs tightest after digits.

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const digitOf = new Map([...alphabet].map((character, value) => [character, value]));

export function toBase45(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    const pair = i + 1 < bytes.length;
    let rest = pair ? bytes[i]! * 256 + bytes[i + 1]! : bytes[i]!;
    for (let j = 0; j < (pair ? 3 : 2); j += 1) {
      text += alphabet[rest % 45];
      rest = Math.floor(rest / 45);
    }
  }
  return text;
}

/** The bytes, or undefined for anything that no bytes are written as. */
export function fromBase45(text: string): Uint8Array | undefined {
  if (text.length % 3 === 1) return undefined;
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 3) {
    const group = [...text.slice(i, i + 3)].map((character) => digitOf.get(character) ?? Number.NaN);
    const value = group.reduceRight((sum, digit) => sum * 45 + digit, 0);
    const most = group.length === 3 ? 0xffff : 0xff;
    if (!(value <= most)) return undefined;
    if (group.length === 3) bytes.push(value >> 8);
    bytes.push(value & 0xff);
  }
  return Uint8Array.from(bytes);
}
