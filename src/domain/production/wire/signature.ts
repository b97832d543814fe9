// The signature under a file: SM2 over every byte before its own line.
import { fromHex, sm2, toHex } from '../../../crypto/index.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The text with its signature line 'S|128 hex digits'. */
export function signFile(text: string, privateKey: Uint8Array): string {
  return `${text}S|${toHex(sm2.sign(bytesOf(text), privateKey))}\n`;
}

/** Whether the last line signs all before it with the key that belongs to this public key (65 bytes). */
export function verifyFile(signed: string, publicKey: Uint8Array): boolean {
  const [, text, signature] = /^([\s\S]*\n)S\|([0-9a-f]{128})\n$/.exec(signed) ?? [];
  if (text === undefined || signature === undefined) return false;
  return sm2.verify(bytesOf(text), fromHex(signature), publicKey);
}

/** Whether these bytes are a public key that can verify anything. */
export function isPublicKey(bytes: Uint8Array): boolean {
  try {
    sm2.preparePublicKey(bytes);
    return bytes.length === 65 && bytes[0] === 4;
  } catch {
    return false;
  }
}

/** The public key of a private one. */
export const publicKeyOf = (privateKey: Uint8Array): Uint8Array => sm2.privateKey(privateKey).publicKey;
