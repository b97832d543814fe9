import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testVault } from '../../../test/vault.ts';
import { SeededRandom } from '../../base/random.ts';
import { cardNumberOf } from '../cards/index.ts';
import { fromBase45, toBase45 } from './base45.ts';
import { codeKeys, makeCardCode, readCardCode } from './card-code.ts';
import { makeCardToken, readCardToken } from './card-token.ts';

const vault = testVault();
const random = new SeededRandom(3);
const now = new Date('2025-06-02T03:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const number = cardNumberOf('A', 77);

test('base45 gives the published examples of RFC 9285 and turns every byte string around', () => {
  const text = (word: string) => new TextEncoder().encode(word);
  expect(toBase45(text('AB'))).toBe('BB8');
  expect(toBase45(text('Hello!!'))).toBe('%69 VD92EX0');
  expect(toBase45(text('base-45'))).toBe('UJCLQE7W581');
  expect(Buffer.from(fromBase45('QED8WEX0')!).toString()).toBe('ietf!');
  for (const bad of ['A', 'GGW', ':::', 'a00', '::', 'BB8A']) expect(fromBase45(bad)).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect([...fromBase45(toBase45(bytes))!]).toEqual([...bytes]);
    }),
  );
});

test('ECD-02 a code is at most 128 bytes, checked with the public key alone, and ends by itself', () => {
  const code = makeCardCode(number, now, vault, random);
  expect(fromBase45(code.slice(4))!.length).toBeLessThanOrEqual(128);
  expect(code).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
  const keys = codeKeys(vault);
  const read = (at: Date, text = code) => readCardCode(text, at, keys);
  expect(read(later(5))).toMatchObject({ cardNumber: number });
  expect(read(later(120))).toMatchObject({ cardNumber: number });
  expect(read(later(121))).toBe('code-expired');
  expect(read(later(-31))).toBe('code-expired');
  expect(readCardCode(code, now, [])).toBe('code-invalid');
  // Every code has its own number, so that one is burned without the others.
  const other = makeCardCode(number, now, vault, random);
  expect((read(now, other) as { codeId: bigint }).codeId).not.toBe((read(now) as { codeId: bigint }).codeId);
});

test('ECD-02 a changed, cut or foreign code is invalid, whatever was changed', () => {
  const code = makeCardCode(number, now, vault, random);
  const bytes = fromBase45(code.slice(4))!;
  const keys = codeKeys(vault);
  for (let i = 0; i < bytes.length; i += 1) {
    const changed = Uint8Array.from(bytes);
    changed[i]! ^= 1;
    expect(readCardCode(`YKT:${toBase45(changed)}`, now, keys), `byte ${i}`).toBe('code-invalid');
  }
  fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => readCardCode(text, now, keys) === 'code-invalid'));
  for (const text of ['', 'YKT:', code.slice(1), code.slice(0, -1), `${code}0`, code.toLowerCase(), code.repeat(9)])
    expect(readCardCode(text, now, keys)).toBe('code-invalid');
});

test('the token of hospital software fits its field, is good at one institution for half an hour, and cannot be made up', () => {
  const token = makeCardToken(number, 'hospital-1', now, vault);
  expect(token).toHaveLength(40);
  const read = (at = now, text = token, where = 'hospital-1') => readCardToken(text, where, at, vault);
  expect(read()).toEqual({ cardNumber: number });
  expect(read(later(1800))).toEqual({ cardNumber: number });
  expect(read(later(1802))).toBe('code-expired');
  expect(read(now, token, 'hospital-2')).toBe('code-invalid');
  for (let i = 0; i < 30; i += 1) {
    const bytes = Buffer.from(token, 'base64url');
    bytes[i]! ^= 0x40;
    expect(read(now, bytes.toString('base64url'))).toBe('code-invalid');
  }
  for (const bad of ['', 'x', token.slice(1), `${token}A`, token.replace(/.$/, '=')])
    expect(read(now, bad)).toBe('code-invalid');
});
