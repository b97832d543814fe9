// Data object lists (PDOL, CDOL, DDOL): which data a card wants from the terminal, as tags and lengths without values.

export type DolEntry = { readonly tag: number; readonly length: number };

/** Undefined when the list is malformed. */
export function parseDol(bytes: Uint8Array): DolEntry[] | undefined {
  const entries: DolEntry[] = [];
  let at = 0;
  while (at < bytes.length) {
    let tag = bytes[at++]!;
    if ((tag & 0x1f) === 0x1f) tag = (tag << 8) | (bytes[at++] ?? 0);
    const length = bytes[at++];
    if (length === undefined || length > 0x7f) return undefined;
    entries.push({ tag, length });
  }
  return entries;
}

/** The values a terminal sent for a list, by tag; undefined when there are more or fewer bytes than the list says. */
export function splitDol(list: readonly DolEntry[], content: Uint8Array): Map<number, Uint8Array> | undefined {
  if (content.length !== list.reduce((sum, { length }) => sum + length, 0)) return undefined;
  const values = new Map<number, Uint8Array>();
  let at = 0;
  for (const { tag, length } of list) {
    values.set(tag, content.slice(at, at + length));
    at += length;
  }
  return values;
}

/**
 * The bytes for a list, as a terminal lays them out: a missing value is zeros; one too long or too short loses or gains bytes on the
 * left, as EMV book 3 has it for numbers (texts are handed in at full length).
 */
export function layDol(list: readonly DolEntry[], values: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const content = new Uint8Array(list.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const { tag, length } of list) {
    const value = (values.get(tag) ?? new Uint8Array(0)).slice(-length);
    content.set(value, at + length - value.length);
    at += length;
  }
  return content;
}
