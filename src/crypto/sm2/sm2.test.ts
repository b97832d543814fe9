// SM2 against the annexes of its standard, against the BigInt oracle, and against everything that must be refused.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import annex from '../../../test/vectors/gm/annex.json' with { type: 'json' };
import { concat, fromHex, toHex } from '../bytes.ts';
import { core } from '../core.ts';
import { CryptoError } from '../crypto-error.ts';
import { sequence, unsigned } from '../der.ts';
import {
  decodePoint,
  encodePoint,
  mod,
  N,
  oracleAdd,
  oracleMultiply,
  oracleSign,
  P,
  toBigInt,
  toBytes,
} from '../oracle.fixture.ts';
import { sm3 } from '../sm3.ts';
import { encryptWith } from './ciphertext.ts';
import type { Sm2PrivateKey } from './private-key.ts';
import { coordinates, identityDigest } from './public-key.ts';
import { sm2 } from './sm2.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const code = (wanted: CryptoError['code']) => expect.objectContaining({ code: wanted });
const refuses = (run: () => unknown, wanted: CryptoError['code']) => {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(CryptoError);
  expect(thrown).toEqual(code(wanted));
};

const pair = sm2.generateKeyPair();
const key = sm2.privateKey(pair.privateKey);
const message = text('社会保障卡 signed message');
const signature = sm2.sign(message, key);

/** Signs with a given nonce through the core, as the annex wants. */
function signWith(d: Uint8Array, e: Uint8Array, k: Uint8Array): Uint8Array | undefined {
  const c = core();
  expect(c.run.prepareSigner(c.put(0, d), c.at + 128)).toBe(1);
  return c.run.sign(c.put(192, e), c.put(224, k), c.at + 128, c.at + 256) ? c.get(256, 64) : undefined;
}

describe('annex vectors', () => {
  test('GEN-08 signature of GB/T 32918.5 annex A', () => {
    const v = annex.sm2Sign;
    const publicKey = fromHex(`04${v.x}${v.y}`);
    expect(sm2.privateKey(fromHex(v.d)).publicKey).toEqual(publicKey);
    const z = identityDigest(coordinates(publicKey), sm2.defaultId);
    expect(toHex(z)).toBe(v.z);
    const e = sm3(z, text(v.message));
    expect(toHex(e)).toBe(v.e);
    expect(toHex(signWith(fromHex(v.d), e, fromHex(v.k))!)).toBe(v.r + v.s);
    expect(sm2.verify(text(v.message), fromHex(v.r + v.s), publicKey)).toBe(true);
    expect(sm2.verify(text(v.message), fromHex(v.r + v.s), sm2.preparePublicKey(publicKey))).toBe(true);
  });

  test('encryption of GB/T 32918.5 annex C', () => {
    const v = annex.sm2Encrypt;
    const recipient = sm2.privateKey(fromHex(v.d));
    const expected = fromHex(`04${v.c1}${v.c3}${v.c2}`);
    const point = coordinates(recipient.publicKey);
    expect(encryptWith(fromHex(v.k), text(v.message), point)).toEqual(expected);
    expect(encryptWith(fromHex(v.k), text(v.message), point, sm2.preparePublicKey(point))).toEqual(expected);
    expect(sm2.decrypt(expected, recipient)).toEqual(text(v.message));
    expect(sm2.ciphertextFromDer(sm2.ciphertextToDer(expected))).toEqual(expected);
  });

  test('key exchange of GB/T 32918.5 annex B, with both confirmations', () => {
    const v = annex.sm2Exchange;
    const of = (secret: string) => {
      const privateKey = fromHex(secret);
      return { privateKey, publicKey: sm2.privateKey(privateKey).publicKey };
    };
    const [a, b, ra, rb] = [of(v.dA), of(v.dB), of(v.rA), of(v.rB)];
    const initiator = sm2.agree({
      role: 'initiator',
      key: a.privateKey,
      ephemeral: ra,
      peer: { publicKey: b.publicKey, ephemeral: rb.publicKey },
    });
    const responder = sm2.agree({
      role: 'responder',
      key: b.privateKey,
      ephemeral: rb,
      peer: { publicKey: a.publicKey, ephemeral: ra.publicKey },
    });
    expect(toHex(initiator.key)).toBe(v.key);
    expect(toHex(responder.key)).toBe(v.key);
    expect(toHex(responder.confirmation)).toBe(v.sB);
    expect(toHex(initiator.confirmation)).toBe(v.sA);
    initiator.confirm(responder.confirmation);
    responder.confirm(initiator.confirmation);
    refuses(() => initiator.confirm(initiator.confirmation), 'exchange-failed');
  });

  test('a real issuer certificate of the payment scheme verifies, and not with one bit changed', () => {
    const v = annex.bankCard;
    const [signed, signature] = [fromHex(v.signed), fromHex(v.signature)];
    expect(sm2.verify(signed, signature, fromHex(v.authority))).toBe(true);
    signed[20]! ^= 1;
    expect(sm2.verify(signed, signature, fromHex(v.authority))).toBe(false);
  });

  test('raw digests and ciphertext of the OpenSSL recipes', () => {
    const v = annex.sm2Raw;
    const body = Buffer.from(v.privateKeyPem.replace(/-----.*?-----|\n/g, ''), 'base64');
    const secret = sm2.privateKey(new Uint8Array(body.subarray(36, 68)));
    for (const [digest, signature] of [
      [v.digest, v.signature],
      [v.digest2, v.signature2],
    ] as const) {
      expect(
        sm2.hazardousVerifyDigest(fromHex(digest), sm2.signatureFromDer(fromHex(signature)), secret.publicKey),
      ).toBe(true);
    }
    expect(sm2.decrypt(sm2.ciphertextFromDer(fromHex(v.ciphertext)), secret)).toEqual(text(v.plaintext));
  });
});

describe('refusals', () => {
  test('a signature is good for one message, one identity, one key', () => {
    expect(sm2.verify(message, signature, pair.publicKey)).toBe(true);
    expect(sm2.verify(concat(message, text('!')), signature, pair.publicKey)).toBe(false);
    expect(sm2.verify(message, signature, pair.publicKey, { id: text('ALICE123@YAHOO.COM') })).toBe(false);
    expect(sm2.verify(message, signature, pair.publicKey, { id: new Uint8Array(0) })).toBe(false);
    expect(sm2.verify(message, signature, sm2.generateKeyPair().publicKey)).toBe(false);
    const other = sm2.sign(message, key, { id: text('ALICE123@YAHOO.COM') });
    expect(sm2.verify(message, other, pair.publicKey, { id: text('ALICE123@YAHOO.COM') })).toBe(true);
    expect(sm2.verify(message, other, pair.publicKey)).toBe(false);
  });

  test('every single changed bit of a signature is refused, plain and prepared', () => {
    const prepared = sm2.preparePublicKey(pair.publicKey);
    for (let bit = 0; bit < 512; bit++) {
      const changed = signature.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(sm2.verify(message, changed, bit % 2 ? prepared : pair.publicKey)).toBe(false);
    }
  });

  test('malleable variants: n-s, s+n, r+n, swapped, zero, n, out of range, short, long', () => {
    const [r, s] = [toBigInt(signature.subarray(0, 32)), toBigInt(signature.subarray(32))];
    const prepared = sm2.preparePublicKey(pair.publicKey);
    const max = 2n ** 256n - 1n;
    for (const [a, b] of [
      [r, N - s],
      [N - r, s],
      [s, r],
      [0n, s],
      [r, 0n],
      [N, s],
      [r, N],
      [r, N - r],
      [max, s],
      [r, max],
      [0n, 0n],
      ...(r + N <= max ? [[r + N, s]] : []),
      ...(s + N <= max ? [[r, s + N]] : []),
    ] as [bigint, bigint][]) {
      const bad = concat(toBytes(a), toBytes(b));
      expect(sm2.verify(message, bad, pair.publicKey)).toBe(false);
      expect(sm2.verify(message, bad, prepared)).toBe(false);
    }
    for (const length of [0, 1, 63, 65, 128]) {
      expect(sm2.verify(message, new Uint8Array(length).fill(1), pair.publicKey)).toBe(false);
    }
  });

  test('the forgery that unhashed digests allow does not pass verify', () => {
    // Random s, t: R = sG + tP, r = t - s, "digest" r - x(R) has a valid signature by construction.
    const [s, t] = [0x1234567n, 0x89abcdefn];
    const point = oracleAdd(oracleMultiply(s), oracleMultiply(t, decodePoint(pair.publicKey)))!;
    const r = mod(t - s, N);
    const digest = toBytes(mod(r - point.x, N));
    const forged = concat(toBytes(r), toBytes(s));
    expect(sm2.hazardousVerifyDigest(digest, forged, pair.publicKey)).toBe(true);
    expect(sm2.verify(digest, forged, pair.publicKey)).toBe(false);
  });

  test('points off the curve, on the twist, at infinity, not below p, with a wrong prefix', () => {
    const off = pair.publicKey.slice();
    off[64]! ^= 1;
    const xTooBig = concat(Uint8Array.of(4), toBytes(P + 1n), pair.publicKey.subarray(33));
    const bad = [
      off,
      xTooBig,
      concat(Uint8Array.of(4), new Uint8Array(64)),
      concat(Uint8Array.of(6), pair.publicKey.subarray(1)),
      Uint8Array.of(0),
      new Uint8Array(0),
      pair.publicKey.subarray(0, 64),
      concat(pair.publicKey, Uint8Array.of(0)),
      concat(Uint8Array.of(2), toBytes(P)),
    ];
    const sealed = sm2.encrypt(message, pair.publicKey);
    for (const point of bad) {
      refuses(() => sm2.verify(message, signature, point), 'bad-point');
      refuses(() => sm2.encrypt(message, point), 'bad-point');
      refuses(() => sm2.preparePublicKey(point), 'bad-point');
      if (point.length === 65) {
        refuses(() => sm2.decrypt(concat(point, sealed.subarray(65)), key), 'decrypt-failed');
      }
    }
    // About every second x belongs to no point.
    const answers = Array.from({ length: 40 }, (_, i) => {
      try {
        return sm2.uncompress(concat(Uint8Array.of(2), toBytes(BigInt(i + 5)))).length;
      } catch {
        return 0;
      }
    });
    expect(answers).toContain(0);
    expect(answers).toContain(65);
  });

  test('private keys outside [1, n-2]', () => {
    for (const d of [0n, N - 1n, N, 2n ** 256n - 1n]) refuses(() => sm2.privateKey(toBytes(d)), 'bad-key');
    refuses(() => sm2.privateKey(new Uint8Array(31)), 'bad-length');
    for (const d of [1n, 2n, N - 2n]) {
      const edge = sm2.privateKey(toBytes(d));
      expect(edge.publicKey).toEqual(encodePoint(oracleMultiply(d)!));
      expect(sm2.verify(message, sm2.sign(message, edge), edge.publicKey)).toBe(true);
      expect(sm2.decrypt(sm2.encrypt(message, edge.publicKey), edge)).toEqual(message);
    }
  });

  test('a wiped key does nothing', () => {
    const gone = sm2.privateKey(pair.privateKey);
    gone.wipe();
    refuses(() => sm2.sign(message, gone), 'wiped-key');
    refuses(() => sm2.decrypt(sm2.encrypt(message, pair.publicKey), gone), 'wiped-key');
  });

  test('a ciphertext with any byte changed, cut or appended throws, also when the message is empty', () => {
    const sealed = sm2.encrypt(text('x'), pair.publicKey);
    for (let i = 0; i < sealed.length; i++) {
      const changed = sealed.slice();
      changed[i]! ^= 0x10;
      refuses(() => sm2.decrypt(changed, key), 'decrypt-failed');
      refuses(() => sm2.decrypt(sealed.subarray(0, i), key), 'decrypt-failed');
    }
    refuses(() => sm2.decrypt(concat(sealed, Uint8Array.of(0)), key), 'decrypt-failed');
    refuses(() => sm2.decrypt(sealed, sm2.generateKeyPair().privateKey), 'decrypt-failed');
    refuses(() => sm2.encrypt(new Uint8Array(0), pair.publicKey), 'bad-length');
  });

  test('DER of signatures and ciphertexts is read strictly', () => {
    const good = sm2.signatureToDer(signature);
    expect(sm2.signatureFromDer(good)).toEqual(signature);
    const [r, s] = [signature.subarray(0, 32), signature.subarray(32)];
    const bad = [
      concat(good, Uint8Array.of(0)),
      good.subarray(0, -1),
      concat(Uint8Array.of(0x30, 0x81, good[1]!), good.subarray(2)),
      sequence(unsigned(r), unsigned(s), unsigned(s)),
      sequence(unsigned(r)),
      sequence(concat(Uint8Array.of(2, 34, 0, 0), r), unsigned(s)),
      sequence(Uint8Array.of(2, 1, 0x80), unsigned(s)),
      sequence(unsigned(concat(Uint8Array.of(1), r)), unsigned(s)),
      sequence(Uint8Array.of(2, 0), unsigned(s)),
      new Uint8Array(0),
    ];
    for (const bytes of bad) refuses(() => sm2.signatureFromDer(bytes), 'bad-der');
    const sealed = sm2.ciphertextToDer(sm2.encrypt(message, pair.publicKey));
    refuses(() => sm2.ciphertextFromDer(concat(sealed, Uint8Array.of(0))), 'bad-der');
    refuses(() => sm2.ciphertextFromDer(sealed.subarray(1)), 'bad-der');
  });

  test('an enveloped key pair arrives whole, and not if either half is another', () => {
    const inner = sm2.generateKeyPair();
    const envelope = sm2.envelopeKeyPair(inner, pair.publicKey);
    expect(sm2.openEnvelope(envelope, key)).toEqual(inner);
    refuses(() => sm2.openEnvelope(envelope, sm2.generateKeyPair().privateKey), 'decrypt-failed');
    const other = { privateKey: inner.privateKey, publicKey: sm2.generateKeyPair().publicKey };
    refuses(() => sm2.openEnvelope(sm2.envelopeKeyPair(other, pair.publicKey), key), 'decrypt-failed');
    refuses(() => sm2.openEnvelope(concat(envelope, Uint8Array.of(0)), key), 'bad-der');
  });

  test('key exchange refuses points off the curve and gives strangers other keys', () => {
    const ephemeral = sm2.generateKeyPair();
    const peer = { publicKey: pair.publicKey, ephemeral: sm2.generateKeyPair().publicKey };
    const off = peer.ephemeral.slice();
    off[3]! ^= 1;
    refuses(() => sm2.agree({ role: 'initiator', key, ephemeral, peer: { ...peer, ephemeral: off } }), 'bad-point');
    const mine = sm2.agree({ role: 'initiator', key, ephemeral, peer });
    const wrongId = sm2.agree({ role: 'initiator', key, ephemeral, peer: { ...peer, id: text('other') } });
    expect(mine.key).not.toEqual(wrongId.key);
  });
});

describe('many keys', () => {
  test('verifyMany answers one by one, prepares keys that come often, and takes bad keys as false', () => {
    const items = Array.from({ length: 30 }, (_, i) => {
      const text = Uint8Array.of(i);
      return { message: text, signature: sm2.sign(text, key), publicKey: pair.publicKey };
    });
    items[7] = { ...items[7]!, signature: items[8]!.signature };
    items[9] = { ...items[9]!, publicKey: new Uint8Array(65) };
    expect(sm2.verifyMany(items)).toEqual(items.map((_, i) => i !== 7 && i !== 9));
  });

  test('40 prepared keys share 32 combs and all go on verifying', () => {
    const all = Array.from({ length: 40 }, () => {
      const { privateKey, publicKey } = sm2.generateKeyPair();
      return { prepared: sm2.preparePublicKey(publicKey), signature: sm2.sign(message, privateKey) };
    });
    for (let round = 0; round < 25; round++) {
      for (const { prepared, signature } of round === 24 ? all : all.slice(0, 3)) {
        expect(sm2.verify(message, signature, prepared)).toBe(true);
      }
    }
    expect(sm2.verify(message, all[0]!.signature, all[1]!.prepared)).toBe(false);
    expect(sm2.preparePublicKey(all[39]!.prepared.publicKey)).toBe(all[39]!.prepared);
  });

  test('sign, verify, encrypt and decrypt fit together for any message and identity', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 40 }), (content, id) => {
        const made = sm2.sign(content, key, { id });
        expect(sm2.verify(content, made, sm2.compress(pair.publicKey), { id })).toBe(true);
        expect(sm2.verify(content, made, pair.publicKey.subarray(1), { id })).toBe(true);
        if (content.length > 0) {
          expect(sm2.decrypt(sm2.encrypt(content, sm2.preparePublicKey(pair.publicKey)), key)).toEqual(content);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('a hardware key that offers the operations signs, opens and agrees wherever a key goes', () => {
  const inner = sm2.privateKey(pair.privateKey);
  const log: string[] = [];
  const hardware: Sm2PrivateKey = {
    publicKey: inner.publicKey,
    signDigest(digest) {
      log.push('sign');
      return inner.signDigest(digest);
    },
    decrypt(ciphertext) {
      log.push('decrypt');
      return inner.decrypt(ciphertext);
    },
    agree(ephemeral, peer, peerEphemeral) {
      log.push('agree');
      return inner.agree(ephemeral, peer, peerEphemeral);
    },
    wipe() {},
  };
  expect(sm2.verify(message, sm2.sign(message, hardware), pair.publicKey)).toBe(true);
  expect(sm2.decrypt(sm2.encrypt(message, pair.publicKey), hardware)).toEqual(message);
  const [mine, theirs, peer] = [sm2.generateKeyPair(), sm2.generateKeyPair(), sm2.generateKeyPair()];
  const a = sm2.agree({
    role: 'initiator',
    key: hardware,
    ephemeral: mine,
    peer: { publicKey: peer.publicKey, ephemeral: theirs.publicKey },
  });
  const b = sm2.agree({
    role: 'responder',
    key: peer.privateKey,
    ephemeral: theirs,
    peer: { publicKey: pair.publicKey, ephemeral: mine.publicKey },
  });
  expect(a.key).toEqual(b.key);
  expect(log).toEqual(['sign', 'decrypt', 'agree']);
});

// slice() of a Buffer, which is a Uint8Array, is no copy: the key of whoever hands one over was wiped after its first use.
test('a key handed over as a Buffer is left as it was', () => {
  const secret = Buffer.from(pair.privateKey);
  for (let time = 0; time < 2; time += 1)
    expect(sm2.verify(message, sm2.sign(message, secret), pair.publicKey)).toBe(true);
  expect(new Uint8Array(secret)).toEqual(pair.privateKey);
});

test('oracleSign and the core agree where the standard draws again', () => {
  // r + k = n and r = 0 are made to happen by choosing e.
  const k = 0xabcdefn;
  const x = oracleMultiply(k)!.x;
  const d = toBigInt(pair.privateKey);
  for (const e of [mod(-x, N), mod(N - k - x, N)]) {
    expect(oracleSign(e, d, k)).toBeUndefined();
    expect(signWith(pair.privateKey, toBytes(e), toBytes(k))).toBeUndefined();
  }
});
