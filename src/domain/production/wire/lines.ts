// What both files share: lines of fields parted by '|', a closing line with totals, one signature under everything.

/** A file that cannot be taken, and where. */
export type FileFault =
  | { readonly fault: 'file-unreadable'; readonly line: number; readonly problem: string }
  | { readonly fault: 'file-truncated' }
  | { readonly fault: 'wrong-total'; readonly total: string };

export const isFault = (read: object): read is FileFault => 'fault' in read;

/** One line. No field may hold what parts fields or lines: that is a broken assumption, never a line cut in two. */
export function lineOf(...fields: readonly (string | number | null)[]): string {
  const texts = fields.map((field) => (field === null ? '' : String(field)));
  for (const text of texts) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
    if (/[|\u0000-\u001f\u007f\u2028\u2029]/.test(text)) throw new Error('a field holds a separator');
  }
  return `${texts.join('|')}\n`;
}

/** Control total over card numbers: a line that is lost, doubled or changed changes it. */
export function controlTotal(cardNumbers: readonly string[]): string {
  let total = 0n;
  for (const number of cardNumbers) total += BigInt(Number.parseInt(number.slice(0, 8), 36) || 0);
  return String(total % 1_000_000_000_000n).padStart(12, '0');
}

export interface Parts {
  readonly header: readonly string[];
  readonly lines: readonly { readonly at: number; readonly fields: readonly string[] }[];
  readonly closing: readonly string[];
}

/** Takes a file apart: header H, lines of one kind, closing T, signature S; whatever else is refused. */
export function partsOf(text: string, kind: string): Parts | FileFault {
  const all = text.split('\n');
  if (all.pop() !== '' || all.length === 0) return { fault: 'file-truncated' };
  const rows = all.map((line) => line.split('|'));
  const [header, ...rest] = rows;
  if (header?.[0] !== 'H') return { fault: 'file-unreadable', line: 1, problem: 'H' };
  if (rest.pop()?.[0] !== 'S') return { fault: 'file-truncated' };
  const closing = rest.pop();
  if (closing?.[0] !== 'T') return { fault: 'file-truncated' };
  const lines = rest.map((fields, i) => ({ at: i + 2, fields }));
  const strange = lines.find(({ fields }) => fields[0] !== kind);
  if (strange) return { fault: 'file-unreadable', line: strange.at, problem: kind };
  return { header, lines, closing };
}
