// Tests of the message code.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkMessageCode, makeMessageCode, messageCodeLength, readMessageCode } from './message-code.ts';

const key = new Uint8Array(32).fill(7);
const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

describe('message code', () => {
  test('SEC-05 the code of a real message is genuine, of any other message it is not', () => {
    const code = makeMessageCode(key, 'message-1');
    expect(code).toMatch(/^[2-9A-HJKMNP-Z]{8}$/);
    expect(checkMessageCode(key, 'message-1', code)).toBe('genuine');
    expect(checkMessageCode(key, 'message-2', code)).toBe('not-this-message');
    expect(checkMessageCode(randomBytes(32), 'message-1', code)).toBe('not-this-message');
  });

  test('the code is the same for ever: one pinned value', () => {
    expect(makeMessageCode(key, 'message-1')).toBe('FY73UXU4');
  });

  test('SEC-05 a fake code is refused: every wrong letter and every swap of neighbours is seen as mistyped', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const code = makeMessageCode(key, id);
        for (let i = 0; i < messageCodeLength; i++) {
          for (const letter of letters) {
            if (letter === code[i]) continue;
            expect(readMessageCode(code.slice(0, i) + letter + code.slice(i + 1))).toBeUndefined();
          }
          const swapped = code.slice(0, i) + (code[i + 1] ?? '') + code[i] + code.slice(i + 2);
          if (i + 1 < messageCodeLength && code[i] !== code[i + 1]) expect(readMessageCode(swapped)).toBeUndefined();
        }
      }),
      { numRuns: 50 },
    );
  });

  test('codes are read as people type them', () => {
    const code = makeMessageCode(key, 'message-1');
    const wide = [...code].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('');
    for (const typed of [code.toLowerCase(), ` ${code.slice(0, 4)}-${code.slice(4)} `, wide]) {
      expect(checkMessageCode(key, 'message-1', typed)).toBe('genuine');
    }
  });

  test('bad input at the door: never throws on what a citizen types', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (typed) => {
        expect(['genuine', 'not-this-message', 'mistyped']).toContain(checkMessageCode(key, 'm', typed));
      }),
    );
    expect(checkMessageCode(key, 'm', '2'.repeat(1_000_000))).toBe('mistyped');
    expect(() => makeMessageCode(new Uint8Array(8), 'm')).toThrow('16');
    expect(() => makeMessageCode(key, '')).toThrow();
  });
});
