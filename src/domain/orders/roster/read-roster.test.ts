// Roster files as they come from outside: every encoding and shape we take, every one we refuse, and noise.
import fc from 'fast-check';
import { zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { type RosterLimits, rosterLimits } from './limits.ts';
import { readRoster } from './read-roster.ts';
import { type SampleCell, workbookParts, writeWorkbook, zipParts } from './workbook.fixture.ts';

const header = ['姓名', '证件号码', '手机号'];
const li = ['李昊英', '110101197212283081', '13031689900'];
const wang = ['王伟', '110101200209110045', '18603621054'];
const csv = (rows: string[][], delimiter = ',', end = '\r\n') => rows.map((row) => row.join(delimiter)).join(end);
const utf8 = (text: string) => new TextEncoder().encode(text);
const limited = (limits: Partial<RosterLimits>) => ({ ...rosterLimits, ...limits });

/** The rows read, as name, number and phone; or the code of the refusal. */
function outcome(bytes: Uint8Array, fileName: string, limits?: RosterLimits) {
  const roster = readRoster(bytes, fileName, limits);
  return roster.ok ? roster.rows.map(({ name, documentNumber, phone }) => [name, documentNumber, phone]) : roster.code;
}

describe('CSV', () => {
  const text = csv([header, li, wang]);

  test.each<[string, Uint8Array]>([
    ['UTF-8', utf8(text)],
    ['UTF-8 with BOM', utf8(`\ufeff${text}`)],
    ['GB18030', iconv.encode(text, 'gb18030')],
    ['UTF-16 with BOM', iconv.encode(text, 'utf16le', { addBOM: true })],
    ['tabs', utf8(csv([header, li, wang], '\t'))],
    ['semicolons and line feeds', utf8(csv([header, li, wang], ';', '\n'))],
    ['quotes', utf8(`"姓名","证件号码","手机号"\r\n"${li.join('","')}"\r\n${wang.join(',')}`)],
  ])('%s is read', (_, bytes) => {
    expect(outcome(bytes, '名册.csv')).toEqual([li, wang]);
  });

  test('a rare character of GB18030 arrives whole', () => {
    const rare = ['王𬱟', ...li.slice(1)];
    expect(outcome(iconv.encode(csv([header, rare]), 'gb18030'), 'a.csv')).toEqual([rare]);
  });

  test('row numbers are those of the spreadsheet: titles, empty rows and short rows count', () => {
    const roster = readRoster(
      utf8(`某某公司职工名册\r\n\r\n${csv([header, li])}\r\n,,\r\n\r\n${wang.slice(0, 2).join(',')}`),
      'a.txt',
    );
    expect(roster).toMatchObject({
      ok: true,
      rows: [
        { row: 4, name: '李昊英' },
        { row: 7, name: '王伟', phone: '' },
      ],
    });
  });

  test.each<[string, Uint8Array, string, string]>([
    ['nothing', new Uint8Array(), 'a.csv', 'empty-file'],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1), 'a.csv', 'unreadable-text'],
    ['a control character', utf8(`${text}\x00`), 'a.csv', 'unreadable-text'],
    ['an open quote', utf8(`${text}\r\n"张三,1,2`), 'a.csv', 'broken-csv'],
    ['an old workbook', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1), 'a.xls', 'old-excel-or-locked'],
    ['a workbook with a password', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1), 'a.xlsx', 'old-excel-or-locked'],
    ['another kind of file', utf8(text), 'a.pdf', 'unsupported-kind'],
    ['text under the name of a workbook', utf8(text), 'a.xlsx', 'broken-xlsx'],
    ['no header', utf8(csv([li, wang])), 'a.csv', 'no-header'],
    ['a header and nobody', utf8(csv([header])), 'a.csv', 'no-rows'],
  ])('%s is refused', (_, bytes, fileName, code) => {
    expect(outcome(bytes, fileName)).toBe(code);
  });
});

describe('header', () => {
  test('the names clerks give columns are known, others are ignored and reported', () => {
    const titles = ['序号', '* 员工姓名', '身份证号（必填）', '联系电话:', '证件 类型', '所属区县', '工号', '备注'];
    const roster = readRoster(utf8(csv([titles, ['1', ...li, '居民身份证', '东城区', 'A1', '无']])), 'a.csv');
    expect(roster).toMatchObject({
      ok: true,
      rows: [{ name: '李昊英', documentKind: '居民身份证', district: '东城区', ownNumber: 'A1' }],
      ignoredColumns: ['序号', '备注'],
    });
  });

  test('missing columns are named', () => {
    expect(
      readRoster(
        utf8(
          csv([
            ['姓名', '工号'],
            ['张三', '1'],
          ]),
        ),
        'a.csv',
      ),
    ).toMatchObject({
      code: 'missing-columns',
      facts: { columns: '证件号码、手机号' },
    });
  });

  test('two columns of one meaning are refused', () => {
    expect(
      outcome(
        utf8(
          csv([
            [...header, '联系电话'],
            [...li, '1'],
          ]),
        ),
        'a.csv',
      ),
    ).toBe('column-twice');
  });
});

describe('XLSX', () => {
  test('text and number cells are read, left-out cells are empty', () => {
    const rows: (SampleCell | undefined)[][] = [
      header,
      ['李昊英', li[1]!, 13031689900],
      [],
      ['王伟', undefined, wang[2]!],
    ];
    const roster = readRoster(writeWorkbook(rows), '名册.XLSX');
    expect(roster).toMatchObject({
      ok: true,
      rows: [
        { row: 2, name: '李昊英', documentNumber: li[1], phone: '13031689900' },
        { row: 4, name: '王伟', documentNumber: '', phone: wang[2] },
      ],
    });
  });

  test('a workbook under a .csv name is read by what it is', () => {
    expect(outcome(writeWorkbook([header, li]), 'a.csv')).toEqual([li]);
  });

  test('a number that lost its digits stays in scientific notation, so that the row check can name it', () => {
    expect(outcome(writeWorkbook([header, ['李昊英', Number('110101197212283081'), 1]]), 'a.xlsx')).toEqual([
      ['李昊英', '1.1010119721228309E+17', '1'],
    ]);
  });

  test('formulas are never computed: the value last shown counts, else the formula stands as text', () => {
    const rows = [header, [{ formula: 'A1&"x"', shown: '李昊英' }, { formula: 'HYPERLINK("x")' }, '1']];
    expect(outcome(writeWorkbook(rows), 'a.xlsx')).toEqual([['李昊英', '=HYPERLINK("x")', '1']]);
  });

  test('rich text is joined, phonetic readings are not, hidden sheets are passed over, prefixes do not matter', () => {
    const parts = workbookParts([header, ['SLOT', li[1], li[2]]]);
    parts['xl/sharedStrings.xml'] = parts['xl/sharedStrings.xml']!.replace(
      '<t xml:space="preserve">SLOT</t>',
      '<r><t>李</t></r><r><t>昊英</t></r><rPh sb="0" eb="1"><t>リ</t></rPh>',
    );
    parts['xl/workbook.xml'] = parts['xl/workbook.xml']!.replace(
      '<sheets>',
      '<sheets><sheet name="藏" state="hidden" r:id="rId9"/>',
    );
    parts['xl/worksheets/sheet1.xml'] = parts['xl/worksheets/sheet1.xml']!.replace(
      /<(\/?)(row|c|v|sheetData)\b/g,
      '<$1x:$2',
    );
    expect(outcome(zipParts(parts), 'a.xlsx')).toEqual([li]);
  });

  test('inline texts are read', () => {
    const parts = workbookParts([header, ['X', li[1], li[2]]]);
    parts['xl/worksheets/sheet1.xml'] = parts['xl/worksheets/sheet1.xml']!.replace(
      /<c r="A2" t="s"><v>\d+<\/v><\/c>/,
      '<c r="A2" t="inlineStr"><is><t>李昊英</t></is></c>',
    );
    expect(outcome(zipParts(parts), 'a.xlsx')).toEqual([li]);
  });

  test.each<[string, (parts: Record<string, string>) => void]>([
    [
      'external entities',
      (p) => {
        p['xl/sharedStrings.xml'] =
          `<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hosts">]><sst><si><t>&e;</t></si></sst>`;
      },
    ],
    [
      'entity floods',
      (p) => {
        p['xl/worksheets/sheet1.xml'] = `<!DOCTYPE a [<!ENTITY e "ha">]><worksheet>&e;</worksheet>`;
      },
    ],
    [
      'unknown entities',
      (p) => {
        p['xl/sharedStrings.xml'] = '<sst><si><t>&e;</t></si></sst>';
      },
    ],
    [
      'open tags',
      (p) => {
        p['xl/worksheets/sheet1.xml'] = '<worksheet><sheetData>';
      },
    ],
    [
      'deep nesting',
      (p) => {
        p['xl/worksheets/sheet1.xml'] = '<a>'.repeat(100_000);
      },
    ],
    [
      'attribute floods',
      (p) => {
        p['xl/worksheets/sheet1.xml'] = `<a ${Array.from({ length: 5000 }, (_, i) => `b${i}=""`).join(' ')}/>`;
      },
    ],
    [
      'no workbook',
      (p) => {
        delete p['xl/workbook.xml'];
      },
    ],
    [
      'no sheet',
      (p) => {
        delete p['xl/worksheets/sheet1.xml'];
      },
    ],
    [
      'a sheet elsewhere',
      (p) => {
        p['xl/_rels/workbook.xml.rels'] =
          '<Relationships><Relationship Id="rId1" TargetMode="External" Target="http://example.invalid/x"/></Relationships>';
      },
    ],
  ])('%s are refused', (_, damage) => {
    const parts = workbookParts([header, li]);
    damage(parts);
    expect(outcome(zipParts(parts), 'a.xlsx')).toBe('broken-xlsx');
  });
});

describe('limits, both sides', () => {
  const people = (count: number) => [header, ...Array.from({ length: count }, () => li)];

  test('bytes', () => {
    const bytes = utf8(csv([header, li]));
    expect(outcome(bytes, 'a.csv', limited({ maxBytes: bytes.length }))).toEqual([li]);
    expect(outcome(bytes, 'a.csv', limited({ maxBytes: bytes.length - 1 }))).toBe('too-many-bytes');
  });

  test('rows, as CSV and as XLSX', () => {
    for (const [make, name] of [
      [(rows: string[][]) => utf8(csv(rows)), 'a.csv'],
      [writeWorkbook, 'a.xlsx'],
    ] as const) {
      expect(outcome(make(people(15)), name, limited({ maxRows: 15 }))).toHaveLength(15);
      expect(outcome(make(people(16)), name, limited({ maxRows: 15 }))).toBe('too-many-rows');
      expect(outcome(make(people(60)), name, limited({ maxRows: 15 }))).toBe('too-many-rows');
    }
  });

  test('columns and cells', () => {
    const wide = (columns: number) => writeWorkbook([[...header, ...Array(columns - 3).fill('x')], li]);
    expect(outcome(wide(20), 'a.xlsx', limited({ maxColumns: 20 }))).toEqual([li]);
    expect(outcome(wide(21), 'a.xlsx', limited({ maxColumns: 20 }))).toBe('too-many-columns');
    const long = (length: number) => [header, ['长'.repeat(length), li[1]!, li[2]!]];
    for (const bytes of [writeWorkbook(long(40)), utf8(csv(long(40)))]) {
      expect(outcome(bytes, 'a.csv', limited({ maxCellLength: 40 }))).toHaveLength(1);
      expect(outcome(bytes, 'a.csv', limited({ maxCellLength: 39 }))).toBe('cell-too-long');
    }
  });

  test('a cell far to the right or a row far down costs nothing', () => {
    const parts = workbookParts([header, li]);
    parts['xl/worksheets/sheet1.xml'] = parts['xl/worksheets/sheet1.xml']!.replace('r="C2"', 'r="XFD2"').replace(
      '<row r="2">',
      '<row r="1048576">',
    );
    expect(outcome(zipParts(parts), 'a.xlsx')).toBe('too-many-columns');
  });

  test('a million empty lines are read past, rows of nothing but commas end at twice the limit', () => {
    const roster = readRoster(utf8(`${csv([header, li])}${'\n'.repeat(1_000_000)}${csv([wang])}`), 'a.csv');
    expect(roster).toMatchObject({ ok: true, rows: [{ row: 2 }, { row: 1_000_002 }] });
    const blanks = (count: number) => utf8(csv([header, li]) + '\n,'.repeat(count));
    const most = 2 * (15 + 10) - 2;
    expect(outcome(blanks(most), 'a.csv', limited({ maxRows: 15 }))).toEqual([li]);
    expect(outcome(blanks(most + 1), 'a.csv', limited({ maxRows: 15 }))).toBe('too-many-rows');
  });
});

describe('ZIP', () => {
  const workbook = writeWorkbook([header, li]);
  const directoryAt = (bytes: Uint8Array) => new DataView(bytes.buffer).getUint32(bytes.length - 22 + 16, true);
  /** The file with the stated inflated size of its first part changed. */
  function stating(bytes: Uint8Array, size: number): Uint8Array {
    const changed = Uint8Array.from(bytes);
    new DataView(changed.buffer).setUint32(directoryAt(changed) + 24, size, true);
    return changed;
  }
  const bombPart = (size: number) =>
    zipSync({ 'xl/workbook.xml': new Uint8Array(size) }, { mtime: new Date(2025, 0, 1) });

  test('a bomb is refused by its directory, in total and in proportion', () => {
    expect(outcome(bombPart(70 * 1024 * 1024), 'a.xlsx')).toBe('zip-bomb');
    expect(outcome(bombPart(2 * 1024 * 1024), 'a.xlsx')).toBe('zip-bomb');
    expect(outcome(bombPart(2 * 1024 * 1024), 'a.xlsx', limited({ maxRatio: 2000 }))).toBe('broken-xlsx');
    expect(outcome(bombPart(1024 * 1024), 'a.xlsx')).toBe('broken-xlsx'); // small enough to open, but no workbook
  });

  test('a bomb that lies about its size is stopped while it inflates', () => {
    expect(outcome(stating(bombPart(5 * 1024 * 1024), 1000), 'a.xlsx')).toBe('zip-bomb');
    expect(outcome(stating(bombPart(1000), 2000), 'a.xlsx')).toBe('broken-xlsx');
    expect(outcome(stating(bombPart(1000), 0), 'a.xlsx')).toBe('zip-bomb');
  });

  test('the total and the number of parts, both sides', () => {
    const parts = workbookParts([header, li]);
    const total = Object.values(parts).reduce((sum, text) => sum + utf8(text).length, 0);
    const count = Object.keys(parts).length;
    expect(outcome(workbook, 'a.xlsx', limited({ maxInflatedBytes: total, maxParts: count }))).toEqual([li]);
    expect(outcome(workbook, 'a.xlsx', limited({ maxInflatedBytes: total - 1 }))).toBe('zip-bomb');
    expect(outcome(workbook, 'a.xlsx', limited({ maxParts: count - 1 }))).toBe('zip-bomb');
  });

  test('encrypted parts and two parts of one name are refused', () => {
    const locked = Uint8Array.from(workbook);
    locked[directoryAt(locked) + 8]! |= 1;
    expect(outcome(locked, 'a.xlsx')).toBe('broken-xlsx');
    const twice = Buffer.from(zipParts({ 'xl/a.xml': '1', 'xl/b.xml': '2' }));
    for (let at = twice.indexOf('xl/b.xml'); at !== -1; at = twice.indexOf('xl/b.xml')) twice.write('xl/a.xml', at);
    expect(outcome(new Uint8Array(twice), 'a.xlsx')).toBe('broken-xlsx');
  });

  test('cut off anywhere, it is refused', () => {
    for (let cut = 2; cut < workbook.length; cut += 7)
      expect(outcome(workbook.subarray(0, cut), 'a.xlsx')).toBe('broken-xlsx');
  });

  test('with any bytes changed, the answer is a roster or a refusal', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(workbook.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (changes) => {
          const broken = Uint8Array.from(workbook);
          for (const [at, byte] of changes) broken[at] = byte;
          expect(typeof readRoster(broken, 'a.xlsx').ok).toBe('boolean');
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('noise', () => {
  test('random bytes are answered, never thrown', () => {
    const anyName = fc.constantFrom('a.csv', 'a.txt', 'a.xlsx', 'a.xls', '');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), anyName, fc.boolean(), (noise, name, asZip) => {
        const roster = readRoster(asZip ? Uint8Array.from([0x50, 0x4b, 3, 4, ...noise]) : noise, name);
        expect(roster.ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('random XML in a sheet is answered, never thrown', () => {
    const piece = fc.constantFrom(
      '<row>',
      '</row>',
      '<c t="s">',
      '<c r="B9">',
      '</c>',
      '<v>',
      '</v>',
      '1',
      '&lt;',
      '&#0;',
      '<f>',
      '</f>',
      '<is><t>',
      '</t></is>',
      '<![CDATA[x]]>',
      '<!--',
      '\u0000',
      '<',
      '"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const parts = {
          ...workbookParts([header, li]),
          'xl/worksheets/sheet1.xml': `<worksheet>${pieces.join('')}</worksheet>`,
        };
        expect(typeof readRoster(zipParts(parts), 'a.xlsx').ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });

  test('what a spreadsheet can hold comes back from both readers alike', () => {
    const cell = fc.string({ unit: fc.constantFrom(...'张三李四 ABC123,"\n;\'=+-@<>&\t'), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 }), (rows) => {
        const quoted = [header, ...rows]
          .map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(','))
          .join('\n');
        const expected = rows
          .map((row) => row.map((text) => text.trim()))
          .filter((row) => row.some((text) => text !== ''));
        for (const bytes of [utf8(quoted), writeWorkbook([header, ...rows])]) {
          expect(outcome(bytes, 'a.csv')).toEqual(expected.length === 0 ? 'no-rows' : expected);
        }
      }),
    );
  });
});
