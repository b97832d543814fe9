// Offline data authentication (脱机数据认证) in both families: what certificates and signatures of a bank card look like, and how a
// terminal checks them. RSA/SHA-1 with message recovery (EMV book 2), SM2/SM3 with plain messages (JR/T 0025.17).
import { CryptoError, equalSecrets, fromHex, sm2, sm3 } from '../../crypto/index.ts';
import { concat, sameBytes, toHex } from '../bytes.ts';
import type { RsaPublicKey } from './rsa.ts';
import { rsaPrivate, rsaPublic, unpackRsaKey } from './rsa.ts';

export type PublicKey =
  | { readonly family: 'rsa'; readonly key: RsaPublicKey }
  /** X‖Y, 64 bytes. */
  | { readonly family: 'sm'; readonly point: Uint8Array };

/** First byte of what is signed: the kind of message. */
export const messageKind = {
  rsa: { issuer: 0x02, application: 0x03, card: 0x04, dynamic: 0x05, fast: 0x95 },
  sm: { issuer: 0x12, application: 0x13, card: 0x14, dynamic: 0x15 },
} as const;

/** Bytes of a recovered block that are not content: 6A, hash (20), BC. */
const RSA_FRAME = 22;

function sha1(message: Uint8Array): Uint8Array {
  // Asked for at run time, like 3DES: an import of node:crypto would keep the chip out of the browser.
  const crypto = globalThis.process?.getBuiltinModule?.('node:crypto');
  if (!crypto) throw new CryptoError('unknown-algorithm', 'SHA-1 needs Node.js');
  return Uint8Array.from(crypto.createHash('sha1').update(message).digest());
}

/** 6A ‖ content ‖ SHA-1(content ‖ what stands outside) ‖ BC: the block a private key is applied to. */
export const rsaBlock = (content: Uint8Array, outside: Uint8Array): Uint8Array =>
  concat([0x6a], content, sha1(concat(content, outside)), [0xbc]);

/** The content of a signature or certificate; undefined when it is not under this key or not over `outside`. */
function recover(key: RsaPublicKey, signature: Uint8Array, outside: (content: Uint8Array) => Uint8Array) {
  let block: Uint8Array;
  try {
    block = rsaPublic(key, signature);
  } catch (reason) {
    if (reason instanceof CryptoError) return undefined;
    throw reason;
  }
  const content = block.slice(1, -21);
  const hash = sha1(concat(content, outside(content)));
  const fine = block[0] === 0x6a && block.at(-1) === 0xbc && equalSecrets(hash, block.subarray(-21, -1));
  return fine ? content : undefined;
}

/** Splits an SM2 message from its signature (last 64 bytes of the tag) and checks it; undefined when wrong. */
function openSm(point: Uint8Array, value: Uint8Array, kind: number, outside: Uint8Array): Uint8Array | undefined {
  const message = value.slice(0, -64);
  if (value.length < 66 || message[0] !== kind) return undefined;
  try {
    return sm2.verify(concat(message, outside), value.subarray(-64), point) ? message : undefined;
  } catch (reason) {
    if (reason instanceof CryptoError) return undefined;
    throw reason;
  }
}

/** Tags that carry a key: certificate, rest of the modulus, exponent. */
const tags = { issuer: [0x90, 0x92, 0x9f32], card: [0x9f46, 0x9f48, 0x9f47] } as const;

type Step = {
  readonly by: PublicKey;
  readonly level: 'issuer' | 'card';
  /** Records of the card as a map, and what the certificate covers outside itself. */
  readonly values: ReadonlyMap<number, Uint8Array>;
  readonly covered: Uint8Array;
};

const none = new Uint8Array(0);

/** Opens one certificate: the owner's identifier and key. Layouts: facts A.1.6 and A.1.7. */
function openCertificate({ by, level, values, covered }: Step): { owner: Uint8Array; key: PublicKey } | undefined {
  const [certificate, rest, exponent] = tags[level].map((tag) => values.get(tag) ?? none) as Three;
  const idLength = level === 'issuer' ? 4 : 10;
  if (by.family === 'sm') {
    const message = openSm(by.point, certificate, messageKind.sm[level], covered);
    if (message === undefined || message.length !== 10 + idLength + 64) return undefined;
    // Signature SM2/SM3, no encryption, the recommended curve, 64-byte point.
    if (!sameBytes(message.subarray(6 + idLength, 10 + idLength), fromHex('04001140'))) return undefined;
    return { owner: message.slice(1, 1 + idLength), key: { family: 'sm', point: message.slice(-64) } };
  }
  const content = recover(by.key, certificate, () => concat(rest, exponent, covered));
  if (content === undefined || content[0] !== messageKind.rsa[level]) return undefined;
  const at = 6 + idLength;
  if (content[at] !== 1 || content[at + 1] !== 1 || content[at + 3] !== exponent.length) return undefined;
  const modulus = concat(content.subarray(at + 4), rest).slice(0, content[at + 2]);
  if (modulus.length !== content[at + 2]) return undefined;
  return { owner: content.slice(1, 1 + idLength), key: { family: 'rsa', key: { modulus, exponent } } };
}

type Three = [Uint8Array, Uint8Array, Uint8Array];

const digits = (bytes: Uint8Array): string => toHex(bytes).replace(/F+$/, '');

/** The issuer's key; undefined unless its certificate is the authority's and names the start of the card number (tag 5A). */
export function issuerKey(authority: PublicKey, values: ReadonlyMap<number, Uint8Array>): PublicKey | undefined {
  const opened = openCertificate({ by: authority, level: 'issuer', values, covered: none });
  const pan = digits(values.get(0x5a) ?? none);
  return opened !== undefined && pan.length > 0 && pan.startsWith(digits(opened.owner)) ? opened.key : undefined;
}

/** The card's key. `covered` = static records under authentication ‖ AIP. */
export function cardKey(
  issuer: PublicKey,
  values: ReadonlyMap<number, Uint8Array>,
  covered: Uint8Array,
): PublicKey | undefined {
  const opened = openCertificate({ by: issuer, level: 'card', values, covered });
  const pan = digits(values.get(0x5a) ?? none);
  return opened !== undefined && pan.length > 0 && digits(opened.owner) === pan ? opened.key : undefined;
}

/** SDA: whether tag 93 signs the static records and the AIP. */
export function verifyStatic(issuer: PublicKey, signed: Uint8Array, covered: Uint8Array): boolean {
  if (issuer.family === 'sm') return openSm(issuer.point, signed, messageKind.sm.application, covered) !== undefined;
  const content = recover(issuer.key, signed, () => covered);
  return content?.[0] === messageKind.rsa.application;
}

/** DDA, fDDA, CDA: the card's dynamic data under tag 9F4B; undefined when the signature is not over this terminal data. */
export function verifyDynamic(
  card: PublicKey,
  signed: Uint8Array,
  terminalData: Uint8Array,
  fast = false,
): Uint8Array | undefined {
  if (card.family === 'sm') {
    const message = openSm(card.point, signed, messageKind.sm.dynamic, terminalData);
    return message !== undefined && message.length === 2 + message[1]! ? message.slice(2) : undefined;
  }
  const content = recover(card.key, signed, () => terminalData);
  if (content?.[0] !== (fast ? messageKind.rsa.fast : messageKind.rsa.dynamic) || content[1] !== 1) return undefined;
  const dynamic = content.slice(3, 3 + content[2]!);
  return dynamic.length === content[2] ? dynamic : undefined;
}

/** The card's signature under tag 9F4B. `key`: 32 bytes (SM2), or the five RSA parts. */
export function signDynamic(
  family: PublicKey['family'],
  key: Uint8Array,
  dynamic: Uint8Array,
  terminalData: Uint8Array,
  fast = false,
): Uint8Array {
  if (family === 'sm') {
    const message = concat([messageKind.sm.dynamic, dynamic.length], dynamic);
    return concat(message, sm2.sign(concat(message, terminalData), key));
  }
  const rsa = unpackRsaKey(key);
  const content = new Uint8Array(2 * rsa.p.length - RSA_FRAME).fill(0xbb);
  content.set(concat([fast ? messageKind.rsa.fast : messageKind.rsa.dynamic, 1, dynamic.length], dynamic));
  return rsaPrivate(rsa, rsaBlock(content, terminalData));
}

/** Hash over the data of a whole transaction inside a CDA signature. */
export const transactionHash = (family: PublicKey['family'], message: Uint8Array): Uint8Array =>
  family === 'sm' ? sm3(message) : sha1(message);
