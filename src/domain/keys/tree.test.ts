// The key tree and the software module: every card its own keys, every purpose apart, nothing opens under another master key.
import { createCipheriv, createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { systemRandom } from '../../base/random.ts';
import { Vault } from '../../base/vault.ts';
import { algorithm, socialSecurityPlan } from '../../chip/index.ts';
import { fromHex, sm2, toHex } from '../../crypto/index.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';
import { psamKeyNames } from './key-names.ts';
import { checkValueOf, SoftwareKeyModule } from './software-module.ts';
import { RegionTree, regionKeyOf } from './tree.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const secret = fromHex('0123456789ABCDEFFEDCBA9876543210');
const ciphers = [algorithm.des, algorithm.sm4];
const names = [socialSecurityPlan('3.00')].flatMap((plan) =>
  [plan, ...plan.directories].flatMap(({ code, keys }) => keys.map(({ ref }) => ({ directory: code, ref }))),
);
const keyOf = (tree: RegionTree, code: number, factor: Uint8Array, name = names[0]!) =>
  toHex(tree.card({ algorithm: code, factor }, name).secret);

describe('key tree', () => {
  test('SEC-10 different cards have different keys for every purpose and cipher', () => {
    const tree = new RegionTree(secret.slice());
    fc.assert(
      fc.property(
        bytes(8),
        bytes(8),
        fc.constantFrom(...names),
        fc.constantFrom(...ciphers),
        (one, two, name, code) => {
          fc.pre(toHex(one) !== toHex(two));
          expect(keyOf(tree, code, one, name)).not.toBe(keyOf(tree, code, two, name));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('100,000 cards numbered one after another: no key twice', () => {
    const tree = new RegionTree(secret.slice());
    const seen = new Set<string>();
    const factor = fromHex('9715990000000000');
    const view = new DataView(factor.buffer);
    for (let i = 0; i < 100_000; i += 1) {
      view.setUint32(4, i);
      seen.add(keyOf(tree, algorithm.sm4, factor));
    }
    expect(seen.size).toBe(100_000);
  });

  test('purposes, ciphers, regions, versions and blanks of institutions are all apart', () => {
    const factor = fromHex('9715990000000001');
    const seen = new Set<string>();
    let count = 0;
    for (const region of ['beijing 1', 'beijing 2', 'fuzhou 1']) {
      const tree = new RegionTree(regionKeyOf(secret, region));
      for (const code of ciphers) {
        for (const name of names) seen.add(keyOf(tree, code, factor, name));
        for (const id of ['a', 'b']) seen.add(toHex(tree.transport(code, id)));
        count += names.length + 2;
      }
    }
    expect(seen.size).toBe(count);
  });

  test('the steps are those of TREE-A, for ever: a changed step would lose every card', () => {
    const tree = new RegionTree(regionKeyOf(secret, 'beijing 1'));
    const factor = fromHex('9715990000000001');
    // The same steps by the ciphers of Node, which share nothing with ours.
    const spread = (key: Buffer, eight: Uint8Array) => {
      const sealer = createCipheriv('sm4-ecb', key, null).setAutoPadding(false);
      return sealer.update(Buffer.concat([eight, eight.map((byte) => byte ^ 0xff)]));
    };
    const step = (key: Buffer, label: string) =>
      spread(key, createHash('sm3').update(`TREE-A ${label}`).digest().subarray(0, 8));
    const region = step(Buffer.from(secret), 'region beijing 1');
    const purpose = step(step(region, 'application 3 SSSE'), 'purpose 3 SSSE 0');
    expect(keyOf(tree, algorithm.sm4, factor)).toBe(spread(purpose, factor).toString('hex'));
    expect(keyOf(tree, algorithm.des, factor)).toBe('7d39b1d58756450023f306c3db3a9f2a');
  });

  test('a wiped tree has forgotten what it gave', () => {
    const region = secret.slice();
    const tree = new RegionTree(region);
    const given = tree.card({ algorithm: algorithm.sm4, factor: fromHex('9715990000000001') }, names[0]!).secret;
    const purpose = tree.purpose(algorithm.sm4, names[0]!);
    tree.wipe();
    for (const one of [region, given, purpose]) expect(one.every((byte) => byte === 0)).toBe(true);
  });
});

describe('software key module', () => {
  const vaultOf = (fill: number) => new Vault([{ id: 1, secret: new Uint8Array(32).fill(fill) }], systemRandom);
  const module = new SoftwareKeyModule(vaultOf(7));
  const card = { algorithm: algorithm.sm4, factor: fromHex('9715990000000001') };
  const eight = fromHex('0102030405060708');

  test('components join to the key whose check value people know, in any order', () => {
    fc.assert(
      fc.property(bytes(16), bytes(16), bytes(16), (one, two, three) => {
        const whole = one.map((byte, i) => byte ^ two[i]! ^ three[i]!);
        const held = [one, two, three].map((part, i) => {
          const place = `p${i}`;
          return { wrapped: module.takeComponent(part, checkValueOf(part), place)!, place };
        });
        expect(module.joinComponents(held, 'k').checkValue).toBe(checkValueOf(whole));
        expect(module.joinComponents(held.reverse(), 'k').checkValue).toBe(checkValueOf(whole));
      }),
      { numRuns: 50 },
    );
  });

  test('a component with another check value is not taken', () => {
    expect(module.takeComponent(secret, '000000', 'p')).toBeUndefined();
  });

  test('a wrapped key opens under its master key and in its place only, and never when a bit was changed', () => {
    const taken = module.takeComponent(secret, checkValueOf(secret), 'p')!;
    const { wrapped } = module.joinComponents([{ wrapped: taken, place: 'p' }], 'k');
    const use = (m: SoftwareKeyModule, held: { wrapped: Uint8Array; place: string }) =>
      m.proof(held, card, names[0]!, eight, eight);
    expect(use(module, { wrapped, place: 'k' })).toHaveLength(16);
    const refused = { code: 'keys.key-does-not-open' };
    expect(() => use(new SoftwareKeyModule(vaultOf(8)), { wrapped, place: 'k' })).toThrow(
      expect.objectContaining(refused),
    );
    expect(() => use(module, { wrapped, place: 'other' })).toThrow(expect.objectContaining(refused));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: wrapped.length * 8 - 1 }), (bit) => {
        const changed = Uint8Array.from(wrapped);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => use(module, { wrapped: changed, place: 'k' })).toThrow(expect.objectContaining(refused));
      }),
      { numRuns: 100 },
    );
  });

  test('wrapped twice a key never looks alike, and its bytes are not in it', () => {
    const one = module.takeComponent(secret, checkValueOf(secret), 'p')!;
    expect(toHex(one)).not.toBe(toHex(module.takeComponent(secret, checkValueOf(secret), 'p')!));
    expect(Buffer.from(one).includes(Buffer.from(secret))).toBe(false);
  });
});

describe('envelope', () => {
  const pair = sm2.generateKeyPair();
  const content = new TextEncoder().encode('keys on their way');

  test('opens for its recipient only, and unchanged only', () => {
    const envelope = sealEnvelope(content, pair.publicKey);
    expect(openEnvelope(envelope, pair.privateKey)).toEqual(content);
    expect(() => openEnvelope(envelope, sm2.generateKeyPair().privateKey)).toThrow();
    for (const part of ['key', 'nonce', 'body'] as const) {
      const changed = fromHex(envelope[part]);
      changed[changed.length - 1]! ^= 1;
      expect(() => openEnvelope({ ...envelope, [part]: toHex(changed) }, pair.privateKey), part).toThrow();
    }
  });
});

test('no terminal module gets a key with which a card is rewritten, locked or its PIN reset', () => {
  const forbidden = [0x00, 0x10, 0x11, 0x12, 0x13];
  for (const level of ['internal only', 'basic', 'full'] as const) {
    const given = psamKeyNames(level);
    expect(given.filter(({ directory, ref }) => directory === 'SSSE' && forbidden.includes(ref))).toEqual([]);
    expect(new Set(given.map(({ algorithm: code }) => code)).size).toBe(2);
  }
  expect(psamKeyNames('basic')).toHaveLength(4);
});
