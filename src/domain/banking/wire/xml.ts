// Reads XML as text and nothing else: a number stays the characters it was, so 0012 keeps its zeros and 1.10 its fen.
import sax from 'sax';
import { Unreadable } from './payment.ts';

/** Leaves below an element, by path: 'PmtId/EndToEndId'; an attribute stands behind an at sign. */
export type Leaves = ReadonlyMap<string, string>;

export interface XmlRecord {
  readonly name: string;
  readonly leaves: Leaves;
}

const mostDepth = 40;

/**
 * Reads a document: every element named in `records` becomes one record with its leaves, all other leaves go to `head` under
 * their path. Entities of a document's own and its DOCTYPE are refused: no bank needs them, attackers do.
 */
export function readXml(
  bytes: Uint8Array,
  namespace: string,
  records: readonly string[],
): { head: Leaves; records: XmlRecord[] } {
  let source: string;
  try {
    source = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable({ fault: 'wrong-encoding' });
  }
  const parser = sax.parser(true, {});
  const head = new Map<string, string>();
  const found: XmlRecord[] = [];
  const path: string[] = [];
  let root: number | undefined;
  let leaves = new Map<string, string>();
  let text = '';
  const wrong = (problem: string): never => {
    throw new Unreadable({ fault: 'unreadable', at: parser.line + 1, problem });
  };
  const at = () => path.slice(root === undefined ? 1 : root + 1).join('/');
  parser.ondoctype = () => wrong('doctype');
  parser.onerror = () => wrong('xml');
  parser.onopentag = ({ name, attributes }) => {
    if (path.length === 0 && (name !== 'Document' || attributes.xmlns !== namespace)) wrong('kind');
    path.push(name);
    if (path.length > mostDepth) wrong('depth');
    if (records.includes(name) && root === undefined) {
      root = path.length - 1;
      leaves = new Map();
    }
    text = '';
    for (const [key, value] of Object.entries(attributes))
      if (key !== 'xmlns') (root === undefined ? head : leaves).set(`${at()}@${key}`, String(value));
  };
  const take = (more: string) => {
    text += more;
  };
  parser.ontext = take;
  parser.oncdata = take;
  parser.onclosetag = (name) => {
    if (text.trim() !== '') (root === undefined ? head : leaves).set(at(), text.trim());
    text = '';
    if (root === path.length - 1) {
      found.push({ name, leaves });
      root = undefined;
    }
    path.pop();
  };
  parser.write(source).close();
  return { head, records: found };
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
export const escapeXml = (value: string): string => value.replace(/[&<>"']/g, (mark) => escapes[mark]!);
