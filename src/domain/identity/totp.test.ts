import { describe, expect, test } from 'vitest';
import { passwordFault } from './password.ts';
import { base32, stepOf, stepOfCode, totpCode } from './totp.ts';

const secret = Buffer.from('12345678901234567890');

describe('codes of an authenticator', () => {
  // RFC 6238, appendix B, eight digits.
  test.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('published vector at second %i', (second, code) => {
    expect(totpCode(secret, Math.floor(second / 30), 8)).toBe(code);
  });

  test('a code counts in its own step and its neighbours, once, and never before one that was used', () => {
    const now = new Date(1_234_567_890_000);
    const step = stepOf(now);
    for (const near of [-1, 0, 1])
      expect(stepOfCode(secret, totpCode(secret, step + near), now, null)).toBe(step + near);
    for (const far of [-2, 2]) expect(stepOfCode(secret, totpCode(secret, step + far), now, null)).toBeUndefined();
    expect(stepOfCode(secret, totpCode(secret, step), now, step)).toBeUndefined();
    expect(stepOfCode(secret, totpCode(secret, step - 1), now, step)).toBeUndefined();
    expect(stepOfCode(secret, '', now, null)).toBeUndefined();
    expect(stepOfCode(secret, '１２３４５６', now, null)).toBeUndefined();
  });

  test('base32 as RFC 4648 gives it', () => {
    expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
    expect(base32(Buffer.from('f'))).toBe('MY');
  });
});

describe('passwords', () => {
  test.each([
    ['Ab3-xyz', 'too-short'],
    ['abcdefghij', 'one-kind-only'],
    ['Abcdefgh1234', 'too-regular'],
    ['aaaaaaaa11', 'too-regular'],
    ['blue-123456-x', 'holds-your-number'],
    [`Qz7!${'k9'.repeat(200)}`, 'too-long'],
    ['gentle rain 7', undefined],
    ['春风又绿江南岸2025', undefined],
  ])('%s: %s', (password, fault) => {
    expect(passwordFault(password, ['110101199001123456'])).toBe(fault);
  });
});
