// SM3, SM4 and the card keys: published vectors, Wycheproof, Node's OpenSSL as peer, the oracle, and refusals.
import { createCipheriv, createHash, createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import annex from '../../test/vectors/gm/annex.json' with { type: 'json' };
import hmacVectors from '../../test/vectors/gm/wycheproof-hmac-sm3.json' with { type: 'json' };
import ccmVectors from '../../test/vectors/gm/wycheproof-sm4-ccm.json' with { type: 'json' };
import gcmVectors from '../../test/vectors/gm/wycheproof-sm4-gcm.json' with { type: 'json' };
import { core } from './core.ts';
import {
  CryptoError,
  cardKeys,
  concat,
  des,
  equalSecrets,
  fillRandom,
  fromBase64,
  fromHex,
  HmacSm3Key,
  hkdfSm3,
  hmacSm3,
  kdf,
  pad80,
  padPkcs7,
  sm3,
  sm4,
  toBase64,
  toHex,
  unpad80,
  unpadPkcs7,
  xor,
} from './index.ts';
import { oracleHmacSm3, oracleSm3, oracleSm4Block } from './oracle.fixture.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const random = (length: number): Uint8Array => fillRandom(new Uint8Array(length));
const refuses = (run: () => unknown, code: CryptoError['code']) => {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(CryptoError);
  expect(thrown).toEqual(expect.objectContaining({ code }));
};
/** Lengths around blocks, around the groups of 8 and of 64 blocks, and around the chunk of the core. */
const lengths = [
  0, 1, 15, 16, 17, 55, 56, 63, 64, 65, 119, 120, 128, 129, 1000, 1023, 1024, 1025, 1040, 1151, 2049, 2200, 65535,
  65536, 65537, 131072, 200001,
];

describe('SM3', () => {
  test('GEN-08 the examples of the standard', () => {
    for (const [message, digest] of annex.sm3) expect(toHex(sm3(fromHex(message!)))).toBe(digest);
  });

  test('every length agrees with Node, in one part and in several', () => {
    for (const length of lengths) {
      const message = random(length);
      const wanted = createHash('sm3').update(message).digest('hex');
      expect(toHex(sm3(message))).toBe(wanted);
      const cut = Math.floor(length / 3);
      expect(toHex(sm3(message.subarray(0, cut), message.subarray(cut, 2 * cut), message.subarray(2 * cut)))).toBe(
        wanted,
      );
    }
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (parts) => {
        expect(toHex(sm3(...parts))).toBe(toHex(oracleSm3(concat(...parts))));
      }),
    );
  });

  test('HMAC: Wycheproof', () => {
    for (const [id, key, message, tag, bits, result] of hmacVectors.tests as [
      number,
      string,
      string,
      string,
      number,
      string,
    ][]) {
      const mac = hmacSm3(fromHex(key), fromHex(message)).subarray(0, bits / 8);
      expect(equalSecrets(mac, fromHex(tag)), `case ${id}`).toBe(result === 'valid');
    }
    expect(hmacVectors.tests).toHaveLength(174);
  });

  test('HMAC and HKDF agree with Node for keys and messages of every length', () => {
    for (const length of lengths) {
      const [key, message] = [random(length % 150), random(length)];
      const wanted = createHmac('sm3', key).update(message).digest('hex');
      expect(toHex(hmacSm3(key, message))).toBe(wanted);
      const prepared = new HmacSm3Key(key);
      expect(toHex(prepared.mac(message.subarray(0, 7), message.subarray(7)))).toBe(wanted);
      if (length < 1000) expect(toHex(oracleHmacSm3(key, message))).toBe(wanted);
    }
    for (const length of [1, 31, 32, 33, 100, 8160]) {
      const [key, salt, context] = [random(20), random(length % 40), random(9)];
      const wanted = new Uint8Array(hkdfSync('sm3', key, salt, context, length));
      expect(hkdfSm3(key, salt, context, length)).toEqual(wanted);
    }
    refuses(() => hkdfSm3(random(16), random(1), random(1), 8161), 'bad-length');
    refuses(() => kdf(random(16), -1), 'bad-length');
    expect(kdf(random(16), 0)).toHaveLength(0);
  });
});

const key = fromHex(annex.sm4.key);
const prepared = sm4.prepareKey(key);
const tableFree = sm4.prepareKey(key, { tableFree: true });

describe('SM4', () => {
  test('GEN-08 one block, and a million times', () => {
    const v = annex.sm4;
    for (const k of [key, prepared, tableFree]) {
      expect(toHex(sm4.encryptEcb(k, key))).toBe(v.block);
      expect(sm4.decryptEcb(k, fromHex(v.block))).toEqual(key);
    }
    // CBC over zeros is the block cipher again and again.
    expect(toHex(sm4.cbcMac(prepared, new Uint8Array(16_000_000), key))).toBe(v.million);
  });

  test('CBC, CTR, GCM and CCM vectors of RFC 8998 and the IETF draft', () => {
    const v = annex.sm4;
    const [long, aad] = [fromHex(v.long), fromHex(v.aad)];
    expect(toHex(sm4.encryptCbc(key, fromHex(v.cbc.iv), fromHex(v.cbc.plaintext)))).toBe(v.cbc.ciphertext);
    expect(toHex(sm4.ctr(key, fromHex(v.ctr.iv), long))).toBe(v.ctr.ciphertext);
    for (const [nonce, ciphertext, tag] of v.gcm) {
      const sealed = sm4.encryptGcm(key, fromHex(nonce!), long, { aad });
      expect(toHex(sealed)).toBe(`${ciphertext}${tag}`);
      expect(sm4.decryptGcm(prepared, fromHex(nonce!), sealed, { aad })).toEqual(long);
    }
    const [nonce, ciphertext, tag] = v.ccm as [string, string, string];
    const sealed = sm4.encryptCcm(tableFree, fromHex(nonce), long, { aad });
    expect(toHex(sealed)).toBe(ciphertext + tag);
    expect(sm4.decryptCcm(key, fromHex(nonce), sealed, { aad })).toEqual(long);
  });

  type Case = [number, string, string, string, string, string, string, number, string];
  test('GCM: Wycheproof', () => {
    for (const [id, key, iv, aad, message, ciphertext, tag, bits, result] of gcmVectors.tests as Case[]) {
      const options = { aad: fromHex(aad), tagLength: bits / 8 };
      const sealed = fromHex(ciphertext + tag);
      if (result === 'valid') {
        expect(toHex(sm4.encryptGcm(fromHex(key), fromHex(iv), fromHex(message), options)), `case ${id}`).toBe(
          toHex(sealed),
        );
        expect(toHex(sm4.decryptGcm(fromHex(key), fromHex(iv), sealed, options)), `case ${id}`).toBe(message);
      } else {
        expect(() => sm4.decryptGcm(fromHex(key), fromHex(iv), sealed, options), `case ${id}`).toThrow(CryptoError);
      }
    }
    expect(gcmVectors.tests).toHaveLength(104);
  });

  test('CCM: Wycheproof', () => {
    for (const [id, key, iv, aad, message, ciphertext, tag, bits, result] of ccmVectors.tests as Case[]) {
      const options = { aad: fromHex(aad), tagLength: bits / 8 };
      const sealed = fromHex(ciphertext + tag);
      const open = () => sm4.decryptCcm(fromHex(key), fromHex(iv), sealed, options);
      if (result === 'valid') {
        expect(toHex(sm4.encryptCcm(fromHex(key), fromHex(iv), fromHex(message), options)), `case ${id}`).toBe(
          toHex(sealed),
        );
        expect(toHex(open()), `case ${id}`).toBe(message);
      } else {
        expect(open, `case ${id}`).toThrow(CryptoError);
      }
    }
    expect(ccmVectors.tests).toHaveLength(184);
  });

  test('ECB, CBC, CTR and CBC-MAC agree with Node at every length, for bytes, prepared and table-free keys', () => {
    for (const length of lengths) {
      const whole = length - (length % 16);
      const [k, iv, data] = [random(16), random(16), random(length)];
      // A counter about to overflow through all its bytes.
      const counter = length % 3 ? iv : new Uint8Array(16).fill(255);
      const blocks = data.subarray(0, whole);
      const node = (name: string, input: Uint8Array, start: Uint8Array | null) =>
        toHex(createCipheriv(name, k, start).setAutoPadding(false).update(input));
      for (const form of [k, sm4.prepareKey(k), sm4.prepareKey(k, { tableFree: true })]) {
        const ecb = sm4.encryptEcb(form, blocks);
        expect(toHex(ecb)).toBe(node('sm4-ecb', blocks, null));
        expect(equalSecrets(sm4.decryptEcb(form, ecb), blocks)).toBe(true);
        const cbc = sm4.encryptCbc(form, iv, blocks);
        expect(toHex(cbc)).toBe(node('sm4-cbc', blocks, iv));
        expect(equalSecrets(sm4.decryptCbc(form, iv, cbc), blocks)).toBe(true);
        expect(toHex(sm4.cbcMac(form, blocks, iv))).toBe(toHex(whole ? cbc.subarray(-16) : iv));
        expect(toHex(sm4.ctr(form, counter, data))).toBe(node('sm4-ctr', data, counter));
      }
    }
  });

  test('the counter comes round to zero at any block of a group, in 32 bits, 64 bits and 128 bits', () => {
    const k = sm4.prepareKey(random(16));
    const zeros = new Uint8Array(2000);
    const single = (counter: bigint): Uint8Array => sm4.encryptEcb(k, fromHex(counter.toString(16).padStart(32, '0')));
    for (const bits of [32n, 64n, 128n]) {
      for (const before of [1n, 2n, 7n, 8n, 9n, 30n, 63n, 64n, 65n, 100n]) {
        const high = bits === 128n ? 0n : 0x0123456789abcdefn << 64n;
        const start = high | ((1n << bits) - before);
        for (const narrow of [false, true]) {
          const stream = k.ctr(fromHex(start.toString(16).padStart(32, '0')), zeros, narrow);
          for (let i = 0n; i < 125n; i++) {
            const low = (start + i) & 0xffffffffn;
            const counter = narrow ? (start & ~0xffffffffn) | low : (start + i) & ((1n << 128n) - 1n);
            const block = stream.subarray(Number(i) * 16, Number(i) * 16 + 16);
            if (!equalSecrets(block, single(counter))) throw new Error(`${bits} bits, ${before} before, block ${i}`);
          }
        }
      }
    }
  });

  test('no table is read by CTR, GCM, CCM, macMany, key derivation, decryption in bulk, or under a table-free key', () => {
    const c = core();
    const [iv, nonce, long, factor] = [random(16), random(12), random(1280), random(8)];
    const answers = (): Record<string, string> => ({
      ctr: toHex(sm4.ctr(key, iv, long)),
      'short ctr': toHex(sm4.ctr(key, iv, iv)),
      gcm: toHex(sm4.encryptGcm(key, nonce, long, { aad: iv })),
      ccm: toHex(sm4.encryptCcm(key, nonce, long, { aad: iv })),
      macMany: toHex(sm4.macMany([{ key, message: long }])[0]!),
      diversify: toHex(cardKeys.diversify(key, factor)),
      session: toHex(cardKeys.bankSessionKey(key, factor.subarray(0, 2))),
      'check value': toHex(cardKeys.checkValue(key)),
      'ecb in bulk': toHex(sm4.encryptEcb(prepared, long)),
      'ecb of 11 blocks': toHex(sm4.encryptEcb(key, long.subarray(0, 176))),
      'cbc decryption of 9 blocks': toHex(sm4.decryptCbc(key, iv, long.subarray(0, 144))),
      'cbc decryption in bulk': toHex(sm4.decryptCbc(prepared, iv, long)),
      'table-free ecb': toHex(sm4.encryptEcb(tableFree, iv)),
      'table-free cbc': toHex(sm4.encryptCbc(tableFree, iv, long)),
      'table-free mac': toHex(sm4.cbcMac(tableFree, long)),
      'table-free cmac': toHex(sm4.cmac(tableFree, long)),
    });
    const [wanted, chained] = [answers(), toHex(sm4.encryptCbc(key, iv, long))];
    // The four tables of the cipher begin with what L makes of S(0), the ones of the key schedule with what its map makes of it.
    const turn = (x: number, n: number): number => (x << n) | (x >>> (32 - n));
    const first = 0xd6000000;
    const starts = [
      first ^ turn(first, 2) ^ turn(first, 10) ^ turn(first, 18) ^ turn(first, 24),
      first ^ turn(first, 13) ^ turn(first, 23),
    ].map((word) => c.words.indexOf(word | 0));
    const kept = starts.map((start) => c.words.slice(start, start + 1024));
    try {
      for (const start of starts) c.words.fill(0x5a5a5a5a, start, start + 1024);
      expect(toHex(sm4.encryptCbc(key, iv, long))).not.toBe(chained);
      expect(answers()).toEqual(wanted);
    } finally {
      for (const [i, start] of starts.entries()) c.words.set(kept[i]!, start);
    }
    expect(toHex(sm4.encryptCbc(key, iv, long))).toBe(chained);
  });

  test('tables and lanes give the same bytes as the oracle for every key', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        (k, block) => {
          const wanted = oracleSm4Block(k, block);
          const eight = concat(...Array.from({ length: 9 }, () => block));
          expect(sm4.encryptEcb(k, block)).toEqual(wanted);
          const bulk = sm4.encryptEcb(
            k,
            concat(...Array.from({ length: 64 }, (_, i) => (i === k[0]! % 64 ? block : k))),
          );
          expect(bulk.subarray((k[0]! % 64) * 16).subarray(0, 16)).toEqual(wanted);
          expect(sm4.encryptEcb(k, eight).subarray(64, 80)).toEqual(wanted);
          expect(sm4.encryptEcb(sm4.prepareKey(k, { tableFree: true }), block)).toEqual(wanted);
          expect(sm4.decryptEcb(k, wanted)).toEqual(block);
          expect(oracleSm4Block(k, wanted, true)).toEqual(block);
          expect(sm4.macMany([{ key: k, message: block }])).toEqual([wanted]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('GCM and CCM open what they sealed, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 70 }), fc.nat(), (message, aad, at) => {
        const nonce = random(12);
        for (const [seal, open] of [
          [sm4.encryptGcm, sm4.decryptGcm],
          [sm4.encryptCcm, sm4.decryptCcm],
        ] as const) {
          const sealed = seal(key, nonce, message, { aad });
          expect(open(key, nonce, sealed, { aad })).toEqual(message);
          const changed = sealed.slice();
          changed[at % changed.length]! ^= 1 << (at % 8);
          refuses(() => open(key, nonce, changed, { aad }), 'decrypt-failed');
          refuses(() => open(key, nonce, sealed, { aad: concat(aad, Uint8Array.of(0)) }), 'decrypt-failed');
          refuses(() => open(key, nonce, sealed.subarray(0, -1), { aad }), 'decrypt-failed');
          refuses(() => open(random(16), nonce, sealed, { aad }), 'decrypt-failed');
        }
      }),
      { numRuns: 60 },
    );
    for (const seal of [sm4.encryptGcm, sm4.encryptCcm]) {
      refuses(() => seal(key, new Uint8Array(0), message16), 'bad-length');
      refuses(() => seal(key, random(12), message16, { tagLength: 3 }), 'bad-length');
      refuses(() => seal(key, random(12), message16, { tagLength: 17 }), 'bad-length');
    }
    refuses(() => sm4.encryptCcm(key, random(14), message16), 'bad-length');
    refuses(() => sm4.encryptCcm(key, random(13), new Uint8Array(65536)), 'bad-length');
    const [big, nonce] = [random(70_000), random(12)];
    for (const [seal, open] of [
      [sm4.encryptGcm, sm4.decryptGcm],
      [sm4.encryptCcm, sm4.decryptCcm],
    ] as const) {
      expect(equalSecrets(open(key, nonce, seal(key, nonce, big, { aad: big }), { aad: big }), big)).toBe(true);
    }
  });

  const message16 = random(16);

  test('macMany: many cards at once give what each alone gives', () => {
    for (const count of [0, 1, 7, 8, 9, 30]) {
      const items = Array.from({ length: count }, (_, i) => ({
        key: random(16),
        message: random(16 * (1 + ((i * 7) % 5))),
      }));
      expect(sm4.macMany(items)).toEqual(items.map(({ key, message }) => sm4.cbcMac(key, message)));
    }
    refuses(() => sm4.macMany([{ key: random(15), message: message16 }]), 'bad-length');
    refuses(() => sm4.macMany([{ key, message: new Uint8Array(0) }]), 'bad-length');
  });

  test('wrong lengths and wiped keys are refused', () => {
    for (const length of [0, 8, 15, 17, 32]) refuses(() => sm4.encryptEcb(random(length), message16), 'bad-length');
    for (const length of [1, 15, 17]) {
      refuses(() => sm4.encryptEcb(key, random(length)), 'bad-length');
      refuses(() => sm4.encryptCbc(key, message16, random(length)), 'bad-length');
      refuses(() => sm4.cbcMac(key, random(length)), 'bad-length');
      refuses(() => sm4.encryptCbc(key, random(length), message16), 'bad-length');
      refuses(() => sm4.ctr(key, random(length), message16), 'bad-length');
    }
    const gone = sm4.prepareKey(key);
    gone.wipe();
    refuses(() => sm4.encryptEcb(gone, message16), 'wiped-key');
    expect(sm4.encryptEcb(key, message16)).toEqual(sm4.encryptEcb(prepared, message16));
  });

  test('a hardware key that offers the primitives runs every mode', () => {
    const log: string[] = [];
    const noted = <A extends unknown[]>(name: string, run: (...args: A) => Uint8Array) => {
      return (...args: A): Uint8Array => {
        log.push(name);
        return run(...args);
      };
    };
    const hardware = {
      ecb: noted('ecb', prepared.ecb.bind(prepared)),
      cbc: noted('cbc', prepared.cbc.bind(prepared)),
      cbcMac: noted('cbcMac', prepared.cbcMac.bind(prepared)),
      ctr: noted('ctr', prepared.ctr.bind(prepared)),
      wipe: () => undefined,
    };
    expect(sm4.cmac(hardware, message16)).toEqual(sm4.cmac(key, message16));
    expect(sm4.encryptGcm(hardware, message16, message16)).toEqual(sm4.encryptGcm(key, message16, message16));
    expect(cardKeys.diversify(hardware, random(8).fill(3))).toEqual(cardKeys.diversify(key, random(8).fill(3)));
    expect(new Set(log)).toEqual(new Set(['ecb', 'cbcMac', 'ctr']));
  });
});

describe('card keys', () => {
  const v = annex.card;

  test('GEN-08 SM4 MAC example, SM3 PIN key, bank profile', () => {
    expect(toHex(sm4.cbcMac(fromHex(v.sm4Mac.key), fromHex(v.sm4Mac.block), fromHex(v.sm4Mac.iv)))).toBe(v.sm4Mac.mac);
    const pinKey = sm3(fromHex(v.pinKey.pin)).subarray(0, 16);
    expect(toHex(pinKey)).toBe(v.pinKey.key);
    expect(toHex(sm4.encryptEcb(pinKey, fromHex(v.pinKey.challenge)))).toBe(v.pinKey.answer);
    const [master, factor, counter] = [fromHex(v.bank.master), fromHex(v.bank.factor), fromHex(v.bank.counter)];
    const sm4Key = cardKeys.diversify(master, factor);
    expect(toHex(sm4Key)).toBe(v.bank.sm4Key);
    const session = cardKeys.bankSessionKey(sm4Key, counter);
    expect(toHex(session)).toBe(v.bank.sm4Session);
    expect(toHex(cardKeys.mac(session, fromHex(v.bank.message), { length: 8 }))).toBe(v.bank.sm4Cryptogram);
    const desKey = des.oddParity(des.diversify(master, factor));
    expect(toHex(desKey)).toBe(v.bank.desKey);
    expect(toHex(des.bankSessionKey(desKey, counter))).toBe(v.bank.desSession);
    expect(toHex(des.retailMac(desKey, fromHex(v.bank.message)))).toBe(v.bank.desCryptogram);
  });

  test('3DES of the purse: session keys, MAC1, TAC key, secure messaging', () => {
    const { purse } = v;
    const session = des.purseSessionKey(fromHex(purse.loadKey), fromHex(purse.loadFactor));
    expect(toHex(session)).toBe(purse.loadSession);
    const [message, mac] = purse.loadMac1 as [string, string];
    expect(toHex(des.singleMac(session, fromHex(message)).subarray(0, 4))).toBe(mac);
    expect(toHex(des.purseSessionKey(fromHex(purse.debitKey), fromHex(purse.debitFactor)))).toBe(purse.debitSession);
    const [tacKey, halves] = purse.tacKey as [string, string];
    expect(toHex(des.tacKey(fromHex(tacKey)))).toBe(halves);
    const { block } = purse;
    expect(toHex(des.retailMac(fromHex(block.key), fromHex(block.message), fromHex(block.iv)).subarray(0, 4))).toBe(
      block.mac,
    );
  });

  test('3DES goes back and forth and refuses wrong lengths', () => {
    for (const length of [8, 16, 24]) {
      const [key, data, iv] = [random(length), random(64), random(8)];
      expect(des.decryptEcb(key, des.encryptEcb(key, data))).toEqual(data);
      expect(des.decryptCbc(key, iv, des.encryptCbc(key, iv, data))).toEqual(data);
    }
    // The single DES example every book has.
    expect(toHex(des.encryptEcb(fromHex('133457799bbcdff1'), fromHex('0123456789abcdef')))).toBe('85e813540f0ab405');
    refuses(() => des.encryptEcb(random(7), random(8)), 'bad-length');
    refuses(() => des.encryptEcb(random(16), random(9)), 'bad-length');
    refuses(() => des.encryptCbc(random(16), random(7), random(8)), 'bad-length');
    refuses(() => des.singleMac(random(16), random(8)), 'bad-length');
    refuses(() => des.diversify(random(16), random(7)), 'bad-length');
    refuses(() => des.tacKey(random(8)), 'bad-length');
    expect(des.checkValue(random(16))).toHaveLength(3);
  });

  test('folded MAC is the exclusive or of the four words, and lengths are checked', () => {
    const [iv, message] = [random(16), random(37)];
    const full = sm4.cbcMac(key, pad80(message), iv);
    const folded = [0, 4, 8, 12].map((at) => full.subarray(at, at + 4)).reduce((a, b) => xor(a, b));
    expect(cardKeys.foldedMac(key, iv, message)).toEqual(folded);
    expect(cardKeys.mac(key, message, { iv })).toEqual(full.slice(0, 4));
    expect(cardKeys.checkValue(key)).toHaveLength(3);
    refuses(() => cardKeys.mac(key, message, { length: 3 }), 'bad-length');
    refuses(() => cardKeys.diversify(key, random(16)), 'bad-length');
    refuses(() => cardKeys.bankSessionKey(key, random(3)), 'bad-length');
  });
});

describe('bytes', () => {
  test('hex and base64 come back as they went in; bad text is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual(bytes);
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
        expect(unpad80(pad80(bytes))).toEqual(bytes);
        expect(unpadPkcs7(padPkcs7(bytes, 8), 8)).toEqual(bytes);
        expect(pad80(bytes, 8).length % 8).toBe(0);
      }),
    );
    expect(fromHex('00 FF\n0a')).toEqual(Uint8Array.of(0, 255, 10));
    for (const bad of ['0', 'zz', '0x01']) refuses(() => fromHex(bad), 'bad-length');
    for (const bad of [new Uint8Array(16), Uint8Array.of(1, 2, 3), new Uint8Array(0)])
      refuses(() => unpad80(bad), 'bad-padding');
    for (const bad of [text('0123456789abcdef'), new Uint8Array(16), new Uint8Array(16).fill(17), new Uint8Array(0)]) {
      refuses(() => unpadPkcs7(bad), 'bad-padding');
    }
    refuses(() => unpadPkcs7(Uint8Array.of(...new Uint8Array(14), 1, 2)), 'bad-padding');
  });

  test('randomness fills arrays of every size and differs', () => {
    for (const length of [1, 32, 4096, 4097, 200_000]) {
      expect(toHex(random(length)).slice(0, 64)).not.toBe(length > 16 ? toHex(random(length)).slice(0, 64) : '');
    }
    expect(equalSecrets(random(32), random(32))).toBe(false);
    expect(equalSecrets(text('a'), text('ab'))).toBe(false);
  });
});
