// A certification authority for test cards, in RSA and in SM2: makes issuer certificates, and the issuer makes those of its cards.
// Own keys, own index: no payment scheme's.
import { fromHex, sm2 } from '../../crypto/index.ts';
import { concat } from '../bytes.ts';
import type { PublicKey } from './offline-data.ts';
import { messageKind, rsaBlock } from './offline-data.ts';
import type { RsaKeyPair } from './rsa.ts';
import { generateRsaKeyPair, packRsaKey, rsaPrivate } from './rsa.ts';

type Signer =
  | { readonly family: 'rsa'; readonly pair: RsaKeyPair }
  | { readonly family: 'sm'; readonly secret: Uint8Array };

export type Authority = { readonly index: number; readonly signer: Signer };

/** An issuer with the records its cards carry: 8F, 90, 92, 9F32. */
export type CertifiedIssuer = { readonly signer: Signer; readonly records: ReadonlyMap<number, Uint8Array> };

/** A card key: its records (9F46, 9F47, 9F48, 93), and the private key as the card keeps it. */
export type CertifiedCard = {
  readonly family: 'rsa' | 'sm';
  readonly records: ReadonlyMap<number, Uint8Array>;
  readonly privateKey: Uint8Array;
};

/** Bytes of the moduli. Small enough that every answer of the card fits 253 bytes. */
const modulusLength = { authority: 144, issuer: 128, card: 112 } as const;

type Chance = (length: number) => Uint8Array;

function makeSigner(family: 'rsa' | 'sm', level: keyof typeof modulusLength, random: Chance): Signer {
  if (family === 'rsa') return { family, pair: generateRsaKeyPair(modulusLength[level], random) };
  const secret = random(32);
  // Keeps it below the order of the curve; test keys may lose a bit.
  secret[0]! &= 0x7f;
  return { family, secret };
}

export function publicKeyOf(signer: Signer): PublicKey {
  if (signer.family === 'rsa') return { family: 'rsa', key: signer.pair.publicKey };
  return { family: 'sm', point: sm2.privateKey(signer.secret).publicKey.slice(1) };
}

export const makeAuthority = (family: 'rsa' | 'sm', index: number, random: Chance): Authority => ({
  index,
  signer: makeSigner(family, 'authority', random),
});

/** Certificate of `owner` (id, expiry MMYY, serial 3) by `by`: the certificate, and what of an RSA modulus did not fit into it. */
function certify(by: Signer, level: 'issuer' | 'card', head: Uint8Array, owner: Signer, covered: Uint8Array) {
  const key = publicKeyOf(owner);
  if (by.family === 'sm' && key.family === 'sm') {
    const message = concat([messageKind.sm[level]], head, fromHex('04001140'), key.point);
    return {
      certificate: concat(message, sm2.sign(concat(message, covered), by.secret)),
      rest: undefined,
      exponent: undefined,
    };
  }
  if (by.family === 'sm' || key.family === 'sm') throw new RangeError('one family a chain');
  const { modulus, exponent } = key.key;
  const start = concat([messageKind.rsa[level]], head, [1, 1, modulus.length, exponent.length]);
  const room = by.pair.publicKey.modulus.length - 22 - start.length;
  const content = concat(
    start,
    modulus.subarray(0, room),
    new Uint8Array(Math.max(0, room - modulus.length)).fill(0xbb),
  );
  const rest = modulus.slice(room);
  const certificate = rsaPrivate(by.pair.privateKey, rsaBlock(content, concat(rest, exponent, covered)));
  return { certificate, rest, exponent };
}

const none = new Uint8Array(0);

/** `prefix`: the first digits of its card numbers (3 to 8); `expiry`: MMYY. */
export function certifyIssuer(authority: Authority, prefix: string, expiry: string, random: Chance): CertifiedIssuer {
  const signer = makeSigner(authority.signer.family, 'issuer', random);
  const head = concat(fromHex(prefix.padEnd(8, 'F')), fromHex(expiry), random(3));
  const { certificate, rest, exponent } = certify(authority.signer, 'issuer', head, signer, none);
  const records = new Map([
    [0x8f, Uint8Array.of(authority.index)],
    [0x90, certificate],
  ]);
  if (exponent) records.set(0x9f32, exponent);
  if (rest?.length) records.set(0x92, rest);
  return { signer, records };
}

/** `covered`: static records under authentication ‖ AIP. */
export function certifyCard(
  issuer: CertifiedIssuer,
  pan: string,
  expiry: string,
  covered: Uint8Array,
  random: Chance,
): CertifiedCard {
  const { signer: by } = issuer;
  const signer = makeSigner(by.family, 'card', random);
  const head = concat(fromHex(pan.padEnd(20, 'F')), fromHex(expiry), random(3));
  const { certificate, rest, exponent } = certify(by, 'card', head, signer, covered);
  const records = new Map([...issuer.records, [0x9f46, certificate], [0x93, signStatic(by, covered)]]);
  if (exponent) records.set(0x9f47, exponent);
  if (rest?.length) records.set(0x9f48, rest);
  const privateKey = signer.family === 'sm' ? signer.secret : packRsaKey(signer.pair.privateKey);
  return { family: by.family, records, privateKey };
}

/** Tag 93; the data authentication code between is the issuer's own. */
function signStatic(by: Signer, covered: Uint8Array): Uint8Array {
  const code = [0xda, 0xc0];
  if (by.family === 'sm') {
    const message = concat([messageKind.sm.application], code);
    return concat(message, sm2.sign(concat(message, covered), by.secret));
  }
  const content = new Uint8Array(by.pair.publicKey.modulus.length - 22).fill(0xbb);
  content.set(concat([messageKind.rsa.application, 1], code));
  return rsaPrivate(by.pair.privateKey, rsaBlock(content, covered));
}
