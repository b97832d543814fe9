// Models of what a card remembers: challenges, records, binary files; and malformed templates, TLV, images.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../crypto/index.ts';
import { concat, fromNumber, toHex } from './bytes.ts';
import {
  blankCard,
  chance,
  makeTestCard,
  memoryText,
  productOf,
  prove,
  resetBoth,
  say,
  sw,
  testKey,
} from './card.fixture.ts';
import { powerUp } from './card.ts';
import { loadCard, saveCard } from './card-image.ts';
import type { FileTemplate } from './file-template.ts';
import { decodeTemplate, encodeTemplate } from './file-template.ts';
import { contactOnly, free, key, message, never, pin, pinAndKey, pinOrKey } from './rule.ts';
import { proofOf, sm4Suite } from './suites.ts';
import { parseTlv, tlv } from './tlv.ts';

test('model of the challenge memory: only the last two count, in order, once, and not across applications or resets', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant('challenge' as const) },
    { weight: 2, arbitrary: fc.constant('authenticate' as const) },
    { weight: 1, arbitrary: fc.constant('swapped' as const) },
    { weight: 1, arbitrary: fc.constant('reset' as const) },
    { weight: 1, arbitrary: fc.constant('read' as const) },
  );
  const secret = testKey('SSSE 0A');
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const card = makeTestCard('3.00', { withoutImages: true });
      let memory: Uint8Array[] = [];
      let granted = false;
      const authenticate = (source: Uint8Array, factor: Uint8Array): string =>
        sw(say(card, `0082000A10${toHex(proofOf(sm4Suite, secret, source, factor))}`));
      for (const one of steps) {
        if (one === 'challenge') memory = [...memory.slice(-1), fromHex(say(card, '0084000008').slice(0, 16))];
        else if (one === 'reset') {
          powerUp(card, 'contact', 'T=1');
          [memory, granted] = [[], false];
        } else if (one === 'read') {
          say(card, '00A4000002EF06');
          expect(sw(say(card, '00B2080014'))).toBe(granted ? '9000' : '6982');
        } else {
          const nothing = new Uint8Array(8);
          const [source, factor] = [memory[0] ?? nothing, memory.at(-1) ?? nothing];
          const right = one === 'authenticate' || memory.length === 1;
          const answer = right ? authenticate(source, factor) : authenticate(factor, source);
          expect(answer).toMatch(memory.length === 0 ? /^6984$/ : right ? /^9000$/ : /^63C/);
          granted = memory.length > 0 && right;
          memory = [];
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('model of a record file: what is appended and updated is what is read, by number and by tag, until the file is full', () => {
  const size = 80;
  const record = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.uint8Array({ maxLength: 20 }))
    .map(([tag, value]) => concat([tag, value.length], value));
  const step = fc.record({ at: fc.nat(6), record, append: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const card = blankCard(productOf['3.00']);
      prove(card, 0, testKey('transport'));
      powerUp(card, 'contact', 'T=1');
      prove(card, 0, testKey('transport'));
      create(card, { kind: 'records', fid: 0xef01, sfi: 1, size, read: free, update: free });
      let model: Uint8Array[] = [];
      const used = (records: Uint8Array[]): number => records.reduce((sum, { length }) => sum + 1 + length, 0);
      for (const { at, record, append } of steps) {
        const body = `${toHex(fromNumber(record.length, 1))}${toHex(record)}`;
        if (!append && at >= model.length) {
          expect(say(card, `00DC${toHex(fromNumber(at + 1, 1))}04${body}`)).toBe('6A83');
          continue;
        }
        const next = append ? [...model, record] : model.with(at, record);
        const answer = say(card, append ? `00E20000${body}` : `00DC${toHex(fromNumber(at + 1, 1))}04${body}`);
        expect(answer).toBe(used(next) <= size ? '9000' : '6A84');
        if (used(next) <= size) model = next;
      }
      for (const [i, one] of model.entries()) {
        expect(say(card, `00B2${toHex(fromNumber(i + 1, 1))}0400`)).toBe(`${toHex(one)}9000`);
        const first = model.find(([tag]) => tag === one[0])!;
        expect(say(card, `00B2${toHex(one.subarray(0, 1))}0000`)).toBe(`${toHex(first)}9000`);
      }
      expect(say(card, `00B2${toHex(fromNumber(model.length + 1, 1))}0400`)).toBe('6A83');
    }),
    { numRuns: 80 },
  );
});

test('model of a cyclic file: record 1 is the newest, the oldest falls out', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.uint8Array({ minLength: 5, maxLength: 5 }), { maxLength: 20 }),
      (count, added) => {
        const card = blankCard(productOf['3.00']);
        powerUp(card, 'contact', 'T=1');
        prove(card, 0, testKey('transport'));
        create(card, {
          kind: 'cyclic',
          fid: 0xef02,
          sfi: 2,
          recordLength: 5,
          recordCount: count,
          read: free,
          update: free,
        });
        for (const one of added) expect(say(card, `00DC000305${toHex(one)}`)).toBe('9000');
        expect(say(card, '00DC00030411223344')).toBe('6700');
        const newest = added.toReversed().slice(0, count);
        for (const [i, one] of newest.entries())
          expect(say(card, `00B2${toHex(fromNumber(i + 1, 1))}1400`)).toBe(`${toHex(one)}9000`);
        expect(say(card, `00B2${toHex(fromNumber(newest.length + 1, 1))}1400`)).toBe('6A83');
      },
    ),
  );
});

test('model of a transparent file: pieces in any order and overlap', () => {
  const piece = fc.record({ at: fc.nat(70), bytes: fc.uint8Array({ minLength: 1, maxLength: 30 }) });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const card = blankCard(productOf['3.00']);
      powerUp(card, 'contact', 'T=1');
      prove(card, 0, testKey('transport'));
      create(card, { kind: 'transparent', fid: 0xef03, sfi: 3, size: 64, read: free, update: free });
      const model = new Uint8Array(64);
      for (const { at, bytes } of pieces) {
        const answer = say(card, `00D6${toHex(fromNumber(at, 2))}${toHex(fromNumber(bytes.length, 1))}${toHex(bytes)}`);
        expect(answer).toBe(at >= 64 ? '6B00' : at + bytes.length > 64 ? '6A84' : '9000');
        if (answer === '9000') model.set(bytes, at);
      }
      expect(say(card, '00B0000040')).toBe(`${toHex(model)}9000`);
    }),
  );
});

describe('T=0', () => {
  test('answers to commands with data wait behind 61xx; any other command forgets them', () => {
    const card = makeTestCard('3.00');
    powerUp(card, 'contact', 'T=0');
    const internal = '00880000100102030405060708111213141516171 8';
    expect(say(card, internal)).toBe('6110');
    expect(say(card, '00C0000011')).toBe('6C10');
    expect(say(card, '00C0000008')).toMatch(/^[0-9A-F]{16}6108$/);
    expect(say(card, '00C0000008')).toBe('01020304050607089000');
    expect(say(card, '00C0000008')).toBe('6985');
    say(card, internal);
    say(card, '00A4020002EF05');
    expect(say(card, '00C0000010')).toBe('6985');
    say(card, internal);
    expect(say(card, '00C0010010')).toBe('6A86');
  });

  test('6Cxx has done nothing: the command that follows does it', () => {
    const card = makeTestCard('3.00');
    powerUp(card, 'contact', 'T=0');
    const before = memoryText(card);
    say(card, '00A4020002EF05');
    expect(say(card, '00B2010000')).toBe('6C12');
    expect(memoryText(card)).toBe(before);
    expect(sw(say(card, '00B2010012'))).toBe('9000');
  });
});

describe('malformed commands', () => {
  test.each([
    ['', '6700'],
    ['00A404', '6700'],
    ['00A404000F73', '6700'],
    ['00A4040000000F', '6700'],
    [`00A40400${'00'.repeat(300)}`, '6700'],
    ['FFCA000000', '6E00'],
    ['01A40000023F00', '6881'],
    ['10A40000023F00', '6884'],
    ['80A40000023F00', '6E00'],
    ['00FF0000', '6D00'],
    ['A0A40000023F00', '6E00'],
  ])('%s is answered %s', (apdu, wanted) => {
    expect(say(makeTestCard('3.00'), apdu)).toBe(wanted);
  });
});

const ruleArbitrary = fc.constantFrom(
  free,
  never,
  key(0x84),
  pin(1),
  pinAndKey(0x0a),
  pinOrKey(0x8a),
  message(0x10),
  contactOnly(key(4)),
);

test('file templates survive the way to the card, and nonsense is no template', () => {
  const template = fc.record({
    kind: fc.constantFrom('transparent' as const, 'records' as const, 'register' as const),
    ...{ fid: fc.nat(0xffff), sfi: fc.integer({ min: 1, max: 30 }), size: fc.integer({ min: 1, max: 0xffff }) },
    ...{ read: ruleArbitrary, update: ruleArbitrary },
    guards: fc.array(fc.record({ tag: fc.nat(255), read: ruleArbitrary }), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(template, (one) => {
      const { body, ...decoded } = decodeTemplate(encodeTemplate(one))!;
      expect(decoded).toMatchObject({
        kind: one.kind,
        fid: one.fid,
        sfi: one.sfi,
        read: one.read,
        update: one.update,
        guards: one.guards,
      });
      expect(body).toHaveLength(one.size);
    }),
  );
  for (const bad of [
    '',
    '62',
    '6200',
    '6203820101',
    '620B820101830101800200 10',
    '62088201FF83020001',
    '620E8201018302000180020010 8C0109',
  ]) {
    expect(decodeTemplate(fromHex(bad))).toBeUndefined();
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const decoded = decodeTemplate(bytes);
      if (decoded !== undefined) expect(decoded.body.length).toBeGreaterThan(0);
    }),
  );
});

test('TLV: what is built is parsed, what is cut off is refused', () => {
  const object = fc.tuple(fc.constantFrom(0x84, 0xa5, 0x9f0c, 0x5f2d), fc.uint8Array({ maxLength: 400 }));
  fc.assert(
    fc.property(fc.array(object, { minLength: 1, maxLength: 4 }), (objects) => {
      const bytes = concat(...objects.map(([tag, value]) => tlv(tag, value)));
      expect(parseTlv(bytes)).toEqual(objects.map(([tag, value]) => ({ tag, value })));
      expect(parseTlv(bytes.subarray(0, -1))?.length ?? 0).toBeLessThan(objects.length);
    }),
  );
});

describe('card images', () => {
  test('a card comes back as it was, a sealed log is carried out, an open one forgotten', () => {
    const card = makeTestCard('3.00', { withoutImages: true });
    const applications = [...card.applications.values()];
    expect(memoryText(loadCard(saveCard(card), applications, chance('x')))).toBe(memoryText(card));
    const old = memoryText(card);
    const seen = new Set<string>();
    const image = saveCard(card);
    for (let writes = 0; writes < 12; writes++) {
      const one = loadCard(image, applications, chance('x'));
      resetBoth(one);
      prove(one, 0x04, testKey('SSSE 04'));
      say(one, '00A4020002EF06');
      one.power.writesLeft = writes;
      say(one, `00DC020420091E${'B2'.repeat(30)}`);
      seen.add(memoryText(loadCard(saveCard(one), applications, chance('x'))));
    }
    expect(seen.size).toBe(2);
    expect(seen).toContain(old);
  });

  test('damaged images are refused', () => {
    const { applications } = makeTestCard('3.00');
    for (const bad of ['', '{}', 'null', '{"product":{}}']) {
      expect(() => loadCard(bad, [...applications.values()], chance('x'))).toThrow();
    }
  });
});

function create(card: Parameters<typeof say>[0], template: FileTemplate): void {
  const bytes = encodeTemplate(template);
  expect(say(card, `80E00000${toHex(fromNumber(bytes.length, 1))}${toHex(bytes)}`)).toBe('9000');
}
