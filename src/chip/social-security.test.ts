// The social security application on cards of all three specifications: select, read, authenticate, write, lock.
import { describe, expect, test } from 'vitest';
import vectors from '../../test/vectors/chip.json' with { type: 'json' };
import { fromHex } from '../crypto/index.ts';
import { fromNumber, toHex } from './bytes.ts';
import {
  blankCard,
  fingerprint,
  makeTestCard,
  photo,
  productOf,
  prove,
  proveReader,
  resetBoth,
  say,
  secure,
  socialScript,
  sw,
  testKey,
} from './card.fixture.ts';
import type { Card } from './card.ts';
import { powerUp } from './card.ts';
import type { FileTemplate } from './file-template.ts';
import { encodeTemplate } from './file-template.ts';
import { products } from './products.ts';
import { executeScript } from './profiles/execute-script.ts';
import { parseRecords } from './profiles/plan.ts';
import { socialSecurityPlan } from './profiles/social-security.ts';
import { sealBlock } from './secure-block.ts';
import { algorithm, suiteOf } from './suites.ts';
import { transmit } from './transmit.ts';

const SSSE = '00A404000F7378312E73682EC9E7BBE1B1A3D5CF';
const FCI_300 = vectors.fci;
const specs = ['1.00', '2.00', '3.00'] as const;

describe('select', () => {
  test('the FCI of a 3.00 card is the 30 bytes seen on real cards, in T=0 behind 611E', () => {
    const card = makeTestCard('3.00');
    powerUp(card, 'contact');
    expect(say(card, SSSE)).toBe('611E');
    expect(say(card, '00C000001E')).toBe(`${FCI_300}9000`);
    expect(FCI_300).toHaveLength(60);
    expect(say(card, '00C000001E')).toBe('6985');
  });

  test('algorithm mark: absent on 1.00, 01 on 2.00, 03 on 3.00, 02 where a card says SSF33', () => {
    expect(say(makeTestCard('1.00'), SSSE)).not.toContain('9F0C');
    expect(say(makeTestCard('2.00'), SSSE)).toContain('9F0C03860101');
    expect(say(makeTestCard('3.00'), SSSE)).toContain('9F0C03860103');
    expect(say(makeTestCard('1.00', { algorithmMark: algorithm.ssf33 }), SSSE)).toContain('9F0C03860102');
  });

  test('master file by 3F00, DF by identifier and by AID, file by P1 00 and 02, both layouts of the environment', () => {
    for (const environment of ['master file', 'directory'] as const) {
      const card = makeTestCard('3.00', { environment });
      expect(sw(say(card, '00A40000023F00'))).toBe('9000');
      expect(say(card, SSSE)).toBe(`${FCI_300}9000`);
      expect(say(card, '00A4020002EF05')).toBe('9000');
      expect(say(card, '00B2030006')).toBe('0304332E30309000');
      for (let n = 1; n <= 7; n++) {
        expect(sw(say(card, `00A4000002DF0${n}`))).toBe('9000');
        expect(say(card, `00A4040006D1560000050${n - 1}`)).toBe(`6F088406D1560000050${n - 1}9000`);
        expect(say(card, '00A4000002EF05')).toBe('9000');
      }
      expect(say(card, '00A4020002EF99')).toBe('6A82');
      expect(say(card, '00A4040006D15600000599')).toBe('6A82');
      expect(say(card, '00A4050002EF05')).toBe('6A86');
      expect(say(card, '00A4000003EF0506')).toBe('6700');
    }
  });

  test('partial name and "next occurrence" walk through the directories of the RID', () => {
    const card = makeTestCard('3.00');
    const seen = [say(card, '00A4040005D156000005')];
    while (sw(seen.at(-1)!) === '9000') seen.push(say(card, '00A4040205D156000005'));
    expect(seen).toHaveLength(8);
    expect(seen.at(-1)).toBe('6A82');
    expect(new Set(seen).size).toBe(8);
  });
});

describe('records', () => {
  test.each(specs)('GEN-07 the %s card reports its specification version', (spec) => {
    const card = makeTestCard(spec);
    say(card, '00A4020002EF05');
    expect(say(card, '00B2030006')).toBe(`0304${toHex(new TextEncoder().encode(spec))}9000`);
    expect(productOf[spec].cardSpec).toBe(spec);
  });

  test('by tag, by number, current, with short identifier, Le 00 and wrong Le', () => {
    const card = makeTestCard('2.00');
    powerUp(card, 'contact', 'T=0');
    expect(say(card, '00A4020002EF06')).toBe('9000');
    expect(say(card, '00B2090020')).toMatch(/^091ED5C5D0A1C3F7(00)+9000$/);
    expect(say(card, '00B20204 20')).toMatch(/^091E/);
    expect(say(card, '00B2000020')).toMatch(/^091E/);
    expect(say(card, '00B2000420')).toMatch(/^091E/);
    expect(say(card, '00B2090000')).toBe('6C20');
    expect(say(card, '00B2090010')).toBe('6C20');
    expect(say(card, '00B2FF0000')).toBe('6A83');
    expect(say(card, '00B2090500')).toBe('6A86');
    expect(say(card, '00B20C2C00')).toBe('6A83');
    expect(say(card, '00B2032C06')).toBe('0304322E30309000');
  });

  test('gen-1 cards have no 4E, so later record numbers shift', () => {
    const first = makeTestCard('1.00');
    say(first, '00A4020002EF06');
    expect(say(first, '00B24E0016')).toBe('6A83');
    expect(say(first, '00B2030403')).toBe('0A01319000');
    const second = makeTestCard('2.00');
    say(second, '00A4020002EF06');
    expect(say(second, '00B2040403')).toBe('0A01319000');
  });

  test('nested records repeat their tag and are reached by "next" or by number', () => {
    const card = makeTestCard('3.00');
    say(card, '00A4000002DF01');
    expect(prove(card, 0x8a, testKey('DF01 8A'))).toBe('9000');
    expect(say(card, '00A4020002EF15')).toBe('9000');
    const first = say(card, '00B2400000');
    expect(first).toMatch(/^4034570300000058 ?03FFFFFF5928/);
    expect(say(card, '00B2400200')).toBe(first);
    expect(say(card, '00B2400200')).toBe(first);
    expect(say(card, '00B2400200')).toBe('6A83');
  });

  test.each(specs)(
    'every record of EF05 and EF06 has the length that readers ask for (%s, T=0: Le is exact)',
    (spec) => {
      const card = makeTestCard(spec, { openCardNumber: true });
      const lengths = {
        EF05: { '01': '12', '02': '03', '03': '06', '04': '0E', '05': '06', '06': '06', '07': '0B' },
        EF06: { '08': '14', '09': '20', '4E': '16', '0A': '03', '0B': '03', '0C': '05', '0D': '06' },
      };
      proveReader(card);
      for (const [file, tags] of Object.entries(lengths)) {
        say(card, `00A4020002${file}`);
        for (const [tag, le] of Object.entries(tags)) {
          const answer = say(card, `00B2${tag}00${le}`);
          if (tag === '4E' && spec === '1.00') expect(answer).toBe('6A83');
          else expect(answer).toMatch(new RegExp(`^${tag}.*9000$`));
          if (sw(answer) === '9000') expect(answer.length / 2 - 2).toBe(Number.parseInt(le, 16));
        }
      }
    },
  );

  test('the files of the DFs are those of the table: number, kind and room', () => {
    const { directories } = socialSecurityPlan('3.00');
    const files = directories.map(
      ({ code, files }) => `${code} ${files.filter(({ kind }) => kind !== 'register').length}`,
    );
    expect(files).toEqual(['DF01 12', 'DF02 6', 'DF03 8', 'DF04 4', 'DF05 1', 'DF06 1', 'DF07 3']);
    const log = (spec: '1.00' | '2.00') =>
      socialSecurityPlan(spec).directories[3]!.files.find(({ fid }) => fid === 0xef08);
    expect(log('1.00')).toMatchObject({ kind: 'cyclic', recordCount: 10, recordLength: 28 });
    expect(log('2.00')).toMatchObject({ kind: 'cyclic', recordCount: 30, recordLength: 28 });
    const fingerprintRoom = (spec: '1.00' | '2.00') =>
      socialSecurityPlan(spec).files.find(({ fid }) => fid === 0xef07)?.size;
    expect([fingerprintRoom('1.00'), fingerprintRoom('2.00')]).toEqual([0x300, 0x400]);
  });

  test('the table notation is read as written', () => {
    expect(parseRecords('42 41 an3, 43*2{5A an7, 5D cn4}')).toEqual([
      { tag: 0x42, form: 'an', length: 3 },
      { tag: 0x41, form: 'an', length: 3 },
      {
        ...{ tag: 0x43, repeat: 2 },
        inner: [
          { tag: 0x5a, form: 'an', length: 7 },
          { tag: 0x5d, form: 'cn', length: 4 },
        ],
      },
    ]);
    expect(socialSecurityPlan('3.00').directories[3]!.files[0]!.records).toHaveLength(16);
  });
});

describe('who may read', () => {
  const read = (card: Card, file: string, tag: string): string => {
    say(card, `00A4000002${file}`);
    return say(card, `00B2${tag}0000`);
  };

  test('1.00 and 2.00 give the holder to everybody, 3.00 only to a reader that has proved RKssse', () => {
    for (const spec of ['1.00', '2.00'] as const) {
      for (const tag of ['08', '09', '0A', '0B', '0D']) expect(sw(read(makeTestCard(spec), 'EF06', tag))).toBe('9000');
    }
    const card = makeTestCard('3.00');
    for (const tag of ['08', '09', '4E', '0A', '0B', '0C', '0D', '77']) expect(read(card, 'EF06', tag)).toBe('6982');
    expect(read(card, 'EF05', '07')).toBe('6982');
    expect(sw(read(card, 'EF05', '01'))).toBe('9000');
    expect(proveReader(card)).toBe('9000');
    for (const tag of ['08', '09', '4E', '0A', '0B', '0C', '0D']) expect(sw(read(card, 'EF06', tag))).toBe('9000');
    expect(read(card, 'EF05', '07')).toBe('07094230303030303031399000');
    expect(sw(read(makeTestCard('3.00', { openCardNumber: true }), 'EF05', '07'))).toBe('9000');
  });

  test('GEN-10 the fingerprint of a 3.00 card needs PIN and key together; the card works with the file empty', () => {
    const card = makeTestCard('3.00');
    const template = (): string => {
      say(card, '00A4000002EF07');
      return say(card, '00B0000010');
    };
    expect(template()).toBe('6982');
    expect(proveReader(card)).toBe('9000');
    expect(template()).toBe('6982');
    expect(say(card, '0020000003123456')).toBe('9000');
    expect(template()).toBe(`${toHex(fingerprint.subarray(0, 16))}9000`);
    resetBoth(card);
    expect(say(card, '0020000003123456')).toBe('9000');
    expect(template()).toBe('6982');
    // The face file was never written: zeros, and everything else still answers.
    expect(proveReader(card)).toBe('9000');
    say(card, '00A4000002EF09');
    expect(say(card, '00B0000008')).toBe('00000000000000009000');
    expect(sw(read(card, 'EF06', '09'))).toBe('9000');
  });

  test('the photo comes out piece by piece as it went in, and ends where the file ends', () => {
    const card = makeTestCard('3.00');
    say(card, '00A4020002EF08');
    expect(say(card, '00B0000000')).toBe('6982');
    proveReader(card);
    let read = '';
    for (let at = 0; at < photo.length; at += 0x80) read += say(card, `00B0${toHex(fromNumber(at, 2))}80`).slice(0, -4);
    expect(read).toBe(toHex(photo));
    expect(say(card, '00B0100001')).toBe('6B00');
    expect(sw(say(card, '00B00FFF01'))).toBe('9000');
    expect(transmit(card, fromHex('00B0000000'), 'contact')).toHaveLength(255);
  });

  test('DF04 offline settlement needs PIN and key, DF07 its key, the reserve files of DF01 nothing', () => {
    const card = makeTestCard('2.00');
    say(card, '00A4000002DF04');
    expect(read(card, 'EF06', '90')).toBe('6982');
    expect(say(card, '0020000003123456')).toBe('9000');
    expect(read(card, 'EF06', '90')).toBe('6982');
    expect(prove(card, 0x8a, testKey('DF04 8A'))).toBe('9000');
    expect(sw(read(card, 'EF06', '90'))).toBe('9000');
    // Leaving DF04 forgets its key, not the PIN of the environment.
    say(card, '00A4000002DF03');
    expect(sw(read(card, 'EF05', '61'))).toBe('9000');
    say(card, '00A4000002DF04');
    expect(read(card, 'EF06', '90')).toBe('6982');
    say(card, '00A4000002DF07');
    expect(read(card, 'EF06', 'F5')).toBe('6982');
    expect(prove(card, 0x8c, testKey('DF07 8C'))).toBe('9000');
    expect(sw(read(card, 'EF06', 'F5'))).toBe('9000');
    say(card, '00A4000002DF01');
    say(card, '00A4000002EF16');
    expect(sw(say(card, '00B0000080'))).toBe('9000');
  });
});

describe('authentication', () => {
  test.each(specs)('internal: a terminal that knows the key finds the same 16 bytes (%s)', (spec) => {
    const card = makeTestCard(spec);
    const answer = say(card, '0088000010 0102030405060708 1112131415161718');
    expect(answer).toMatch(/^[0-9A-F]{16}01020304050607089000$/);
    expect(say(card, '0088000010 0102030405060708 1112131415161719').slice(0, 16)).not.toBe(answer.slice(0, 16));
  });

  test('GEN-08 a 3.00 card refuses a DES proof and a DES key: only SM4 counts', () => {
    const card = makeTestCard('3.00');
    expect(prove(card, 0x0a, testKey('SSSE 0A'), 'contact', algorithm.des)).toBe('63CE');
    expect(prove(card, 0x0a, testKey('SSSE 0A'))).toBe('9000');
    const blank = blankCard(productOf['3.00']);
    prove(blank, 0, testKey('transport'));
    const key = `0101F1${'11'.repeat(16)}`;
    expect(sw(say(blank, `80D401${'0A'}20${toHex(sealFor(blank, key))}`))).toBe('9403');
    const ssf33 = `0101F2${'11'.repeat(16)}`;
    expect(sw(say(blank, `80D401${'0A'}20${toHex(sealFor(blank, ssf33))}`))).toBe('9403');
  });

  test('a challenge serves once, the last two are remembered, one may serve as both', () => {
    const card = makeTestCard('3.00');
    expect(say(card, `0082000A10${'00'.repeat(16)}`)).toBe('6984');
    say(card, '0084000008');
    expect(prove(card, 0x0a, testKey('SSSE 0A'))).toBe('9000');
    expect(say(card, `0082000A10${'00'.repeat(16)}`)).toBe('6984');
    say(card, '0084000004');
    expect(say(card, `0082000A10${'00'.repeat(16)}`)).toBe('6984');
    for (const length of ['00', '07', '09', '20']) expect(say(card, `00840000${length}`)).toBe('6700');
  });

  test('a key is blocked after its tries, and a success gives them back', () => {
    const card = makeTestCard('3.00');
    expect(prove(card, 0x0a, testKey('wrong'))).toBe('63CE');
    expect(proveReader(card)).toBe('9000');
    for (let left = 14; left >= 0; left--)
      expect(prove(card, 0x0a, testKey('wrong'))).toBe(`63C${left.toString(16).toUpperCase()}`);
    expect(proveReader(card)).toBe('6983');
    expect(prove(card, 0x77, testKey('none'))).toBe('6A88');
    expect(prove(card, 0x0e, testKey('SSSE 0E'))).toBe('6985');
  });

  test('a wrong proof also takes away what had been proved before', () => {
    const card = makeTestCard('3.00');
    proveReader(card);
    prove(card, 0x0a, testKey('wrong'));
    say(card, '00A4020002EF06');
    expect(say(card, '00B2080014')).toBe('6982');
  });
});

describe('writing', () => {
  test('after the update key has been proved, in contact only; a longer record needs room', () => {
    const card = makeTestCard('3.00');
    say(card, '00A4020002EF05');
    expect(say(card, '00DC060406060420451231')).toBe('6982');
    expect(prove(card, 0x04, testKey('SSSE 04'))).toBe('9000');
    expect(say(card, '00DC060406060420451231')).toBe('9000');
    expect(say(card, '00B2060006')).toBe('0604204512319000');
    expect(say(card, '00DC09040606042045 1231')).toBe('6A83');
    expect(say(card, '00DC060407060520451231AA')).toBe('6A84');
    expect(prove(card, 0x04, testKey('SSSE 04'), 'contactless')).toBe('9000');
    say(card, '00A4020002EF05', 'contactless');
    expect(say(card, '00DC060406060420991231', 'contactless')).toBe('6985');
  });

  test('GEN-05 written through the contacts, read over the air', () => {
    const card = makeTestCard('3.00');
    prove(card, 0x04, testKey('SSSE 04'));
    say(card, '00A4020002EF05');
    say(card, '00DC060406060420451231');
    say(card, '00A4020002EF05', 'contactless');
    expect(say(card, '00B2060006', 'contactless')).toBe('0604204512319000');
  });

  test('one byte behind the end of a transparent file is refused, the last one is not', () => {
    const card = makeTestCard('3.00');
    prove(card, 0x04, testKey('SSSE 04'));
    say(card, '00A4020002EF08');
    expect(say(card, '00D60FFF01AA')).toBe('9000');
    expect(say(card, '00D60FFF02AABB')).toBe('6A84');
    expect(say(card, '00D6100001AA')).toBe('6B00');
    expect(say(card, '00D60000')).toBe('6700');
  });
});

describe('blocking', () => {
  test.each(specs)('application block and unblock by secure message (%s)', (spec) => {
    const card = makeTestCard(spec);
    expect(say(card, '841E000004AABBCCDD')).toBe('6984');
    expect(say(card, secure(card, '841E0000', testKey('wrong')))).toBe('6988');
    expect(say(card, secure(card, '841E0000', testKey('SSSE 12')))).toBe('9000');
    expect(say(card, '00A4020002EF05')).toBe('9000');
    expect(say(card, '00B2010012')).toBe('6A81');
    expect(sw(say(card, SSSE))).toBe('6A81');
    expect(say(card, secure(card, '84180000', testKey('SSSE 13')))).toBe('9000');
    expect(sw(say(card, SSSE))).toBe('9000');
    expect(say(card, secure(card, '84180000', testKey('SSSE 13')))).toBe('6985');
    expect(say(card, secure(card, '841E0001', testKey('SSSE 12')))).toBe('9000');
    expect(sw(say(card, SSSE))).toBe('9303');
    expect(say(card, secure(card, '84180000', testKey('SSSE 13')))).toBe('9303');
  });

  test('card block is for ever, on every face and after every reset', () => {
    const card = makeTestCard('3.00');
    expect(say(card, secure(card, '84160000', testKey('SSSE 11')))).toBe('9000');
    resetBoth(card);
    for (const face of ['contact', 'contactless'] as const) {
      expect(say(card, SSSE, face)).toBe('6A81');
      expect(say(card, '0084000008', face)).toBe('6A81');
    }
  });
});

test('GEN-02 a first-generation card answers nothing over the air, takes no payment application, and its medical files read', () => {
  const card = makeTestCard('1.00');
  expect(say(card, SSSE, 'contactless')).toBe('6A81');
  expect(prove(card, 0, testKey('SSSE 00'))).toBe('9000');
  for (const program of [4, 5]) expect(say(card, createApdu({ kind: 'directory', fid: 0xdf20, program }))).toBe('6A81');
  say(card, '00A4000002DF04');
  say(card, '0020000003123456');
  say(card, '00A4020002EF05');
  expect(sw(say(card, '00B2810000'))).toBe('9000');
});

test('K21 reading over the air is new with the third generation: a second-generation card answers nothing there', () => {
  const card = makeTestCard('2.00');
  expect(say(card, SSSE, 'contactless')).toBe('6A81');
  expect(sw(say(card, SSSE))).toBe('9000');
  for (const face of ['contact', 'contactless'] as const) {
    const third = makeTestCard('3.00');
    expect(say(third, SSSE, face)).toBe(`${FCI_300}9000`);
    say(third, '00A4020002EF05', face);
    expect(say(third, '00B2030006', face)).toBe('0304332E30309000');
  }
});

test.each(['G1-8K', 'G1-16K', 'G2-32K', 'G3-48K', 'G3-80K'] as const)(
  'GEN-06 a %s chip is filled to its last byte and refuses the next',
  (code) => {
    const product = products[code];
    const card = blankCard(product);
    prove(card, 0, testKey('transport'));
    const left = (): number => Number.parseInt(say(card, '80F200000C').slice(8, 16), 16);
    const create = (fid: number, size: number): string => say(card, createApdu({ kind: 'transparent', fid, size }));
    expect(left()).toBe(product.capacity - (16 + 3) - (16 + 21));
    let fid = 1;
    while (left() > 0x1000 + 16) expect(create(fid++, 0x1000)).toBe('9000');
    const rest = left() - 16;
    expect(create(fid, rest + 1)).toBe('6A84');
    expect(create(fid, rest)).toBe('9000');
    expect(left()).toBe(0);
    expect(create(fid + 1, 1)).toBe('6A84');
  },
);

test('the 1.00 profile with photo does not fit 8K, without images it does', () => {
  const build = (withoutImages: boolean): string | undefined => {
    const card = blankCard({ ...productOf['1.00'], capacity: 8192 });
    return executeScript(card, socialScript(card, '1.00', { withoutImages }), {
      suite: suiteOf(algorithm.des)!,
      key: testKey('transport'),
    })?.sw?.toString(16);
  };
  expect(build(false)).toBe('6a84');
  expect(build(true)).toBeUndefined();
});

test('after ACTIVATE nobody creates files, loads keys in clear class, or passes the access rules', () => {
  const card = makeTestCard('3.00');
  expect(prove(card, 0, testKey('transport'))).toBe('63CE');
  expect(prove(card, 0, testKey('SSSE 00'))).toBe('9000');
  expect(say(card, createApdu({ kind: 'transparent', fid: 0x11, size: 16 }))).toBe('6985');
  expect(say(card, `80D4010A20${'00'.repeat(32)}`)).toBe('6985');
  say(card, '00A4020002EF06');
  expect(say(card, '00B2080014')).toBe('6982');
  expect(say(card, '80E00200')).toBe('6985');
});

function sealFor(card: Card, content: string): Uint8Array {
  return sealBlock(suiteOf(card.product.algorithm)!, testKey('transport'), fromHex(content));
}

function createApdu(template: FileTemplate): string {
  const content = encodeTemplate(template);
  return `80E00000${toHex(Uint8Array.of(content.length))}${toHex(content)}`;
}
