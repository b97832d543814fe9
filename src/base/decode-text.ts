// Text files as people save them, whose encoding nobody names: UTF-8 with or without BOM, UTF-16 with BOM, GB18030.

/** Null when the bytes are no text in any of the encodings. UTF-8 is tried first: GB18030 reads nearly anything. */
export function decodeText(bytes: Uint8Array): string | null {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const candidates = isUtf16 ? [bytes[0] === 0xff ? 'utf-16le' : 'utf-16be'] : ['utf-8', 'gb18030'];
  for (const encoding of candidates) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells binary from text
      return /[\x00-\x08\x0e-\x1f]/.test(text) ? null : text;
    } catch {
      // not this encoding
    }
  }
  return null;
}
