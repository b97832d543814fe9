// PEM (RFC 7468): the text form of DER.
import { fromBase64, toBase64 } from '../bytes.ts';
import { CryptoError } from '../crypto-error.ts';

export type PemLabel =
  | 'CERTIFICATE'
  | 'CERTIFICATE REQUEST'
  | 'X509 CRL'
  | 'PUBLIC KEY'
  | 'PRIVATE KEY'
  | 'EC PRIVATE KEY'
  | 'SM2 PRIVATE KEY';

export function toPem(label: PemLabel, bytes: Uint8Array): string {
  const lines = toBase64(bytes).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** All blocks of one label in a text, which may hold others and comments between them. */
export function pemBlocks(text: string, label: PemLabel): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  const pattern = /^-----BEGIN ([A-Z0-9 ]+)-----\r?\n([\s\S]*?)^-----END ([A-Z0-9 ]+)-----[ \t]*\r?$/gm;
  for (const [, begin, body, end] of text.matchAll(pattern)) {
    if (begin !== end) throw new CryptoError('bad-pem', `${begin} ends as ${end}`);
    if (begin !== label) continue;
    const digits = body!.replace(/\s+/g, '');
    if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(digits)) throw new CryptoError('bad-pem', label);
    blocks.push(fromBase64(digits));
  }
  return blocks;
}

/** The one block of this label; throws 'bad-pem' if there is none or more than one. */
export function fromPem(text: string, label: PemLabel): Uint8Array {
  const [first, second] = pemBlocks(text, label);
  if (!first || second) throw new CryptoError('bad-pem', label);
  return first;
}
