import { chmodSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MovableClock, ShiftedClock } from './clock.ts';
import { readConfig, readMasterKeys } from './config.ts';
import { newUuid } from './ids.ts';
import { canonicalJson } from './json.ts';
import { maskPersonal, openLog } from './log.ts';
import { parseFen, yuan } from './money.ts';
import { SeededRandom, systemRandom } from './random.ts';
import { Refusal, refusals } from './refusal.ts';
import { sql } from './sql.ts';

describe('sql', () => {
  test('values never become text', () => {
    const { text, values } = sql`select ${"'; drop table x; --"} where a = ${1} and ${sql`b = ${2}`}`;
    expect(text).toBe('select $1 where a = $2 and b = $3');
    expect(values).toEqual(["'; drop table x; --", 1, 2]);
  });
});

describe('clocks', () => {
  test('one that stands refuses to go back; one that runs may have passed the instant by itself, and stays', () => {
    const still = new MovableClock(new Date(1000));
    expect(() => still.moveTo(new Date(999))).toThrow('backwards');
    const running = new ShiftedClock(0);
    running.moveTo(new Date(Date.now() + 3_600_000));
    const before = running.now().getTime();
    running.moveTo(new Date(before - 60_000));
    expect(running.now().getTime()).toBeGreaterThanOrEqual(before);
  });
});

describe('ids', () => {
  test('version 7: sortable by time, replayable from one seed', () => {
    const a = newUuid(new Date(1000), new SeededRandom(5));
    expect(a).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(newUuid(new Date(1000), new SeededRandom(5))).toBe(a);
    expect(newUuid(new Date(1001), systemRandom) > a).toBe(true);
  });
});

describe('log', () => {
  test('SEC-01 personal data that slips into a log line is masked on the way out', () => {
    const out: string[] = [];
    openLog('info', (line) => out.push(line)).info(
      { who: '110101199003070029' },
      'phone 13812345678, card 6217000010001234567',
    );
    expect(out[0]).not.toMatch(/19900307|13812345678|6217000010001234567/);
    expect(out[0]).toContain('110***********0029');
  });
  test('ordinary numbers stay', () => {
    expect(maskPersonal('took 1234567 ms at 2025-03-03T02:00:00Z')).toBe('took 1234567 ms at 2025-03-03T02:00:00Z');
  });
});

describe('money', () => {
  test('fen and yuan', () => {
    expect(yuan(parseFen('2000'))).toBe('20.00');
    expect(yuan(-5n)).toBe('-0.05');
    for (const bad of ['', '1.5', 'abc', '1e5', '9'.repeat(19)]) expect(() => parseFen(bad)).toThrow();
  });
  test('every amount survives the way through text', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), (fen) => parseFen(fen.toString()) === fen),
    );
  });
});

describe('json', () => {
  test('one value has one text, whatever the order of its keys', () => {
    expect(canonicalJson({ b: 1n, a: [undefined, { d: 1, c: 2 }] })).toBe(
      canonicalJson({ a: [null, { c: 2, d: 1 }], b: 1n }),
    );
  });
});

describe('refusal', () => {
  test('says cause and remedy in both languages with the facts filled in', () => {
    const refuse = refusals('plain', {
      'too-many': {
        status: 422,
        zh: '最多{max}家',
        en: 'At most {max}',
        remedy: { zh: '去掉{over}', en: 'Drop {over}' },
      },
    });
    expect(refuse('too-many', { max: 3, over: ['甲', '乙'] }).problem()).toMatchObject({
      status: 422,
      code: 'plain.too-many',
      title: '最多3家',
      detail: '去掉甲、乙',
      en: { title: 'At most 3' },
    });
    expect(() => new Refusal('plain.never-declared')).toThrow();
  });
});

describe('config', () => {
  test('bad settings are named, not ignored', () => {
    expect(() => readConfig({ PORT: 'abc' })).toThrow(/PORT/);
    expect(() => readConfig({ YIKATONG_EMBEDDED: 'mysql' })).toThrow(/YIKATONG_EMBEDDED/);
    expect(readConfig({}).port).toBe(8430);
  });

  test('the master key file is made once, kept from others, and checked line by line', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'yikatong-key-')), 'master-key');
    const [first] = readMasterKeys(file, systemRandom);
    expect(readMasterKeys(file, systemRandom)).toEqual([first]);
    expect(statSync(file).mode & 0o077).toBe(0);
    chmodSync(file, 0o644);
    expect(() => readMasterKeys(file, systemRandom)).toThrow(/chmod 600/);
    writeFileSync(file, '1:short\n');
    chmodSync(file, 0o600);
    expect(() => readMasterKeys(file, systemRandom)).toThrow(/line 1/);
  });
});
