// The dynamic code of the e-card (ECD-02): short-lived, signed with SM2, so that a terminal without a line can check it too.

import type { Random } from '../../base/random.ts';
import type { Vault } from '../../base/vault.ts';
import { sm2 } from '../../crypto/index.ts';
import { isCardNumber } from '../cards/index.ts';
import { fromBase45, toBase45 } from './base45.ts';

/** A phone shows a fresh code every minute; a code is taken a minute longer, for slow hands and clocks. */
export const codeLife = { showSeconds: 60, acceptSeconds: 120, aheadSeconds: 30 } as const;

const prefix = 'YKT:';
// format 1 | key 1 | card number (9, ASCII) | seconds since 2020 (4) | chance (8) | signature r‖s (64): 87 bytes.
const format = 1;
const keyId = 1;
const bodyLength = 23;
const epoch = Date.UTC(2020, 0, 1);
const signerId = new TextEncoder().encode('yikatong e-card code');

export interface CardCode {
  readonly cardNumber: string;
  readonly issuedAt: Date;
  /** The code's own number: it is good for one use. */
  readonly codeId: bigint;
}

const signers = new WeakMap<Vault, ReturnType<typeof sm2.privateKey>>();

function signerOf(vault: Vault) {
  let signer = signers.get(vault);
  if (!signer) {
    signer = makeSigner(vault);
    signers.set(vault, signer);
  }
  return signer;
}

function makeSigner(vault: Vault) {
  for (let i = 0; ; i += 1) {
    try {
      return sm2.privateKey(vault.keyFor(`e-card codes ${i}`));
    } catch (error) {
      // One key in four thousand million lies outside the range of private keys.
      if (i === 8) throw error;
    }
  }
}

/** Keys by which terminals check codes: 04‖X‖Y. */
export const codeKeys = (vault: Vault): { keyId: number; publicKey: Uint8Array }[] => [
  { keyId, publicKey: signerOf(vault).publicKey },
];

export function makeCardCode(cardNumber: string, now: Date, vault: Vault, random: Random): string {
  const body = new Uint8Array(bodyLength);
  const view = new DataView(body.buffer);
  body.set([format, keyId]);
  body.set(new TextEncoder().encode(cardNumber), 2);
  view.setUint32(11, Math.floor((now.getTime() - epoch) / 1000));
  body.set(random.bytes(8), 15);
  const signature = sm2.sign(body, signerOf(vault), { id: signerId });
  return prefix + toBase45(Uint8Array.from([...body, ...signature]));
}

const prepared = new Map<string, ReturnType<typeof sm2.preparePublicKey>>();

function prepare(publicKey: Uint8Array) {
  const name = Buffer.from(publicKey).toString('hex');
  let key = prepared.get(name);
  if (!key) {
    if (prepared.size > 100) prepared.clear();
    key = sm2.preparePublicKey(publicKey);
    prepared.set(name, key);
  }
  return key;
}

/** Reads a code with public keys alone, as a terminal without a line does. `now` is the moment it is shown. */
export function readCardCode(
  text: string,
  now: Date,
  keys: readonly { keyId: number; publicKey: Uint8Array }[],
): CardCode | 'code-invalid' | 'code-expired' {
  if (!text.startsWith(prefix) || text.length > 200) return 'code-invalid';
  const bytes = fromBase45(text.slice(prefix.length));
  if (bytes?.length !== bodyLength + 64 || bytes[0] !== format) return 'code-invalid';
  const key = keys.find((one) => one.keyId === bytes[1]);
  const body = bytes.subarray(0, bodyLength);
  if (!key || !sm2.verify(body, bytes.subarray(bodyLength), prepare(key.publicKey), { id: signerId }))
    return 'code-invalid';
  const cardNumber = new TextDecoder('latin1').decode(body.subarray(2, 11));
  if (!isCardNumber(cardNumber)) return 'code-invalid';
  const view = new DataView(body.buffer, body.byteOffset);
  const issuedAt = new Date(epoch + view.getUint32(11) * 1000);
  const age = (now.getTime() - issuedAt.getTime()) / 1000;
  if (age > codeLife.acceptSeconds || age < -codeLife.aheadSeconds) return 'code-expired';
  return { cardNumber, issuedAt, codeId: view.getBigInt64(15) };
}
