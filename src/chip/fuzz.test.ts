// A hundred thousand hostile commands for each generation and face (FUZZ_APDUS for more): no exception, no silence, no leak.
import { describe, expect, test } from 'vitest';
import { fromHex, sm4 } from '../crypto/index.ts';
import { concat, toHex } from './bytes.ts';
import {
  blankCard,
  fingerprint,
  freshCopy,
  holderValues,
  loadOnCard,
  makeTestCard,
  photo,
  productOf,
  prove,
  say,
  socialScript,
  testKey,
} from './card.fixture.ts';
import type { Card } from './card.ts';
import { pinKey } from './commands/certificate-pin.ts';
import { fuzz } from './fuzz.fixture.ts';
import { certificatePlan } from './profiles/certificate.ts';
import { transmit } from './transmit.ts';

const count = Number(process.env.FUZZ_APDUS ?? 100_000);
const limit = Math.max(60_000, count);

const corpus = [
  ...[
    '00A404000F7378312E73682EC9E7BBE1B1A3D5CF',
    '00A40000023F00',
    '00A4020002EF05',
    '00A4020002EF06',
    '00A4020002EF07',
  ],
  ...[
    '00A4020002EF08',
    '00A4000002DF01',
    '00A4000002DF04',
    '00A4040006D15600000501',
    '00A4040205D156000005',
    '00A4030000',
  ],
  ...['00B2010012', '00B2080014', '00B2000000', '00B2090000', '00B2023420', '00B207040B', '00B0000080', '00B0880010'],
  ...[
    '00B0870010',
    '00C000001E',
    '0084000008',
    '0084000010',
    '0084000004',
    '0020000003000000',
    '00200000',
    '80F2000000',
  ],
  ...['0088000010010203040506070811121314151617 18', `0082000A10${'5A'.repeat(16)}`, `0082000010${'5A'.repeat(16)}`],
  ...[
    '00DC0604060604204512 31',
    '00D6000004AABBCCDD',
    '00E2000003010155',
    '805E010007000000FF654321',
    '8424000004AABBCCDD',
  ],
  ...[
    '841E000004AABBCCDD',
    '8418000004AABBCCDD',
    '8416000004AABBCCDD',
    `845E000014${'33'.repeat(20)}`,
    '80E1000002DF01',
  ],
  ...[
    `84D4010A24${'44'.repeat(36)}`,
    `80D4010A20${'44'.repeat(32)}`,
    '80E0000010620E8201018302EF50800200108C020000',
    '80E00200',
  ],
  ...[
    `805001020E${'12'.repeat(14)}`,
    `805401000F0000${'12'.repeat(13)}`,
    '805E010007123456FF654321',
    '0020000003654321',
  ],
  ...['04DC0604060604204512 31', '04D6000008AABBCCDD11223344', 'FFCA000000', '00CADF3000'],
].map(fromHex);

const keys = ['00', '04', '0A', '0E', '10', '11', '12', '13'].map((ref) => testKey(`SSSE ${ref}`));
const inner = ['84', '86', '8A', '8B'].map((ref) => testKey(`DF01 ${ref}`));

describe.each([
  ['1.00', 'contact'],
  ['1.00', 'contactless'],
  ['2.00', 'contact'],
  ['2.00', 'contactless'],
  ['3.00', 'contact'],
  ['3.00', 'contactless'],
] as const)('a %s card, %s', (spec, face) => {
  test(`answers ${count} random and mutated commands and keeps its secrets`, { timeout: limit }, () => {
    // The holder is free to read before 3.00; keys, fingerprint and photo never are.
    const values = holderValues(spec);
    const holder = spec === '3.00' ? [values['SSSE/EF06/08']!, values['SSSE/EF06/09']!.subarray(0, 6)] : [];
    const secrets = concat(...keys, ...inner, fingerprint, photo, ...holder);
    const seed = Number(spec[0]) * 2 + (face === 'contact' ? 0 : 1);
    const report = fuzz({ card: () => makeTestCard(spec), face, count, seed, corpus, secrets });
    expect(report.findings).toEqual([]);
    // A card without an aerial says no to every command and to every malformed one.
    if (face === 'contactless' && spec !== '3.00')
      expect([...report.statusWords.keys()].sort()).toEqual([0x6700, 0x6a81]);
    else expect(report.statusWords.size).toBeGreaterThan(15);
  });
});

test('the certificate application, PIN verified and keys made, keeps its private key', { timeout: limit }, () => {
  const first = makeTestCard('3.00');
  loadOnCard(first, certificatePlan);
  const adf = '00A404000C53532E434552542E41444631';
  const verify = (card: Card): void => {
    const challenge = fromHex(say(card, '0084000010').slice(0, 32));
    say(card, `0020018110${toHex(sm4.encryptEcb(pinKey(fromHex('123456')), challenge))}`);
  };
  say(first, adf);
  verify(first);
  expect(say(first, '8040000008C0020012C2020013')).toBe('9000');
  const secret = [...first.memory.cells.values()]
    .find(({ kind, fid }) => kind === 'register' && fid === 0x13)!
    .body.slice();
  const make = () => {
    const card = freshCopy(first, 'certificate');
    say(card, adf);
    verify(card);
    return card;
  };
  const commands = [
    ...[
      adf,
      '00A40000020012',
      '00A40000020013',
      '00B0000042',
      '80C9820008C0020012C2020013',
      '80C9820008C0020013C2020013',
    ],
    ...[
      '80C4010305C10312345600',
      `002A9E9A20${'11'.repeat(32)}`,
      `002A8086${'60'}${'04'.repeat(96)}`,
      '0084000010',
      '80240181',
    ],
    ...[
      `804E000119C2020013C1820010${'33'.repeat(16)}`,
      `80C2C00126C2020015CB20${'44'.repeat(32)}`,
      `0088000010${'22'.repeat(16)}`,
    ],
    ...[`80C2400046C0020014CA40${'55'.repeat(64)}`, `845E018114${'66'.repeat(20)}`, `0020018110${'77'.repeat(16)}`],
  ].map(fromHex);
  const keysAtRest = concat(secret, testKey('CERT 00'), testKey('PKI 00'), pinKey(fromHex('654321')));
  for (const face of ['contact', 'contactless'] as const) {
    const task = { card: make, face, count: count / 5, renew: 1000, seed: 11, corpus: [...commands, ...corpus] };
    expect(fuzz({ ...task, secrets: keysAtRest }).findings).toEqual([]);
  }
});

test('the fuzzer does notice a leak: on a card whose reader key has been proved it finds the photo', () => {
  const open = () => {
    const card = makeTestCard('3.00');
    prove(card, 0x0a, testKey('SSSE 0A'));
    return card;
  };
  const report = fuzz({ card: open, face: 'contact', count: 20_000, renew: 20, seed: 3, corpus, secrets: photo });
  expect(report.findings.join()).toContain('leak');
});

test(`a card under personalisation answers ${count} commands and never holds more than its chip`, {
  timeout: limit,
}, () => {
  const product = productOf['3.00'];
  const steps = socialScript(blankCard(product), '3.00', { withoutImages: true }).map(({ apdu }) => apdu);
  const half = steps.slice(0, 120);
  const make = () => {
    const card = blankCard({ ...product, capacity: 6000 });
    prove(card, 0, testKey('transport'));
    for (const apdu of half.slice(0, 40)) transmit(card, apdu, 'contact');
    return card;
  };
  const report = fuzz({
    card: make,
    face: 'contact',
    count,
    seed: 9,
    corpus: [...steps, ...corpus],
    secrets: testKey('transport'),
  });
  expect(report.findings.map((text) => text.slice(0, 300))).toEqual([]);
  expect([...report.statusWords.keys()].map((sw) => toHex(Uint8Array.of(sw >> 8, sw & 255)))).toContain('6A84');
});
