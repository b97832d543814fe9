// Our cards through the real PC/SC stack, read by programs we did not write and by our own terminal.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SeededRandom } from '../../src/base/random.ts';
import { bankLists, type Card, checkCryptogram, cloneCard, parseDol, splitDol } from '../../src/chip/index.ts';
import { compoundCard, loadCard } from '../../src/chip/pay/vector-card.fixture.ts';
import {
  type ApduLog,
  CardChannel,
  chipInSlot,
  Driver,
  diagnose,
  enrolCertificate,
  loadPurse,
  makeSampleCard,
  makeSamplePsam,
  openPcsc,
  openPsam,
  openPurchaseModule,
  type Pcsc,
  type Psam,
  payByContact,
  proveBySignature,
  type Reader,
  readHolder,
  recogniseCard,
  SAMPLE_PIN,
  SimulatedReader,
  type SlotCard,
  samplePan,
  selectEnvironment,
  selectPurse,
  tap,
  testAuthority,
  testBank,
  testBankKeys,
  testPaymentAuthorities,
  testPurseHost,
  verifyPin,
} from '../../src/terminal/index.ts';
import vectors from '../vectors/chip.json' with { type: 'json' };
import purseVectors from '../vectors/purse.json' with { type: 'json' };
import { cardpeek, type TreeNode } from './cardpeek.ts';
import { missing, openStage, run, type Stage, slotNames } from './stage.ts';

// Starting the command line takes seconds on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const why = missing();
if (why) console.log(`not run: the PC/SC part — ${why}.`);

const chance = (seed: number) => {
  const random = new SeededRandom(seed);
  return (length: number) => random.bytes(length);
};
const ATR = '3B 6D 00 00 00 81 4E 43 23 86 97 00 00 00 01 E2 40';
const SSSE = '00A404000F7378312E73682EC9E7BBE1B1A3D5CF';
const spaced = (hex: string) => hex.match(/../g)!.join(' ');
/** Hex pairs of a print-out, without line ends. */
const flat = (text: string) => text.replace(/\s+/g, ' ');

/** The authority's certificate for a key; the same again for the same key, so that two cards can be compared. */
const certificates = new Map<string, Uint8Array>();
async function certify(publicKey: Uint8Array): Promise<Uint8Array> {
  const name = Buffer.from(publicKey).toString('hex');
  const known = certificates.get(name);
  const subject = [['serialNumber', cardIdentifier]] as const;
  const validity = { notBefore: new Date('2025-01-01'), notAfter: new Date('2035-01-01') };
  const issue = () =>
    testAuthority().issue({ profile: 'card-signing', subject, publicKey: Uint8Array.of(4, ...publicKey), ...validity });
  const certificate = known ?? issue().certificate;
  certificates.set(name, certificate);
  return certificate;
}

const TIME = '20261101120000';
const PAN = samplePan('0001E240');

/** Load, in and out of the metro, a payment from the account, one from the cash. RSA: its signatures are the same every time. */
async function takeMoney(channel: CardChannel, module: Reader, psam: Psam, note: ApduLog): Promise<void> {
  // The module is held by the reading before: one conversation at a time.
  await psam.close();
  const gate = await openPurchaseModule(module, note);
  const order = { amountFen: 5000n, terminal: '110100000001', time: TIME };
  expect(await loadPurse(channel, await selectPurse(channel), testPurseHost(), order)).toMatchObject({
    outcome: 'loaded',
  });
  for (const amountFen of [0n, 300n]) {
    const fare = () => ({ amountFen, records: [] });
    const result = await tap(channel, { module: gate, isBlocked: () => false, fare, time: TIME });
    expect(result).toMatchObject({ outcome: 'paid' });
  }
  await gate.close();
  const terminal = {
    ...{ authorities: testPaymentAuthorities(), random: chance(8), national: false, floorFen: 100_000n, shop: 'SHOP' },
    bank: testBank(new Map([[PAN, 1_000_000n]])),
  };
  const fill = { amountFen: 20_000n, time: TIME, kind: 'cash-load' } as const;
  expect(await payByContact(channel, fill, terminal)).toMatchObject({ outcome: 'approved', scripts: ['9000'] });
  const spend = { amountFen: 12_345n, time: TIME, cash: true };
  expect(await payByContact(channel, spend, terminal)).toMatchObject({ outcome: 'approved', way: 'offline' });
}

let cardIdentifier = '';
let original: Card;
let stage: Stage;
let pcsc: Pcsc;

describe.each(['listen', 'connect'] as const)('vpcd, %s mode', (mode) => {
  beforeAll(async () => {
    if (why) return;
    original ??= await makeSampleCard({ generation: 3, money: 'des', random: chance(3) });
    stage = await openStage(chipInSlot(cloneCard(original, chance(50))), makeSamplePsam(), mode);
    pcsc = await openPcsc();
  });
  afterAll(async () => {
    if (why) return;
    pcsc.close();
    await stage.close();
  });

  test('opensc-tool reads the ATR and our answers', async (ctx) => {
    if (why) return ctx.skip(why);
    expect(await run('opensc-tool', ['--list-readers'])).toContain(slotNames[0]);
    expect((await run('opensc-tool', ['-r', slotNames[0], '--atr'])).trim().toUpperCase()).toBe(
      ATR.replaceAll(' ', ':'),
    );
    const text = flat(
      await run('opensc-tool', [
        '-r',
        slotNames[0],
        '-s',
        SSSE,
        '-s',
        '00A4000002EF05',
        '-s',
        '00B2030006',
        '-s',
        '00B2080014',
      ]),
    );
    expect(text).toContain('Received (SW1=0x90, SW2=0x00): 03 04 33 2E 30 30');
    expect(text).toContain('Received (SW1=0x6A, SW2=0x83)');
  });

  test('scriptor: SELECT SSSE gives the 30 bytes, EF05 the card, EF06 nothing without a key', async (ctx) => {
    if (why) return ctx.skip(why);
    const script = [
      'reset',
      SSSE,
      '00C000001E',
      '00A4000002EF05',
      '00B2010012',
      '00B2030006',
      '00A4000002EF06',
      '00B2080014',
      'FFFF',
    ];
    const text = flat(await run('scriptor', ['-r', slotNames[0]], `${script.join('\n')}\n`));
    expect(text).toContain(`< OK: ${ATR}`);
    expect(text).toContain('< 61 1E :');
    expect(text).toContain(`< ${spaced(vectors.fci)} 90 00 : Normal processing.`);
    expect(text).toMatch(/< 01 10 11 01 00 D1 56 00 00 05 00 01 E2 40 (?:[0-9A-F]{2} ){4}90 00 :/);
    expect(text).toContain('< 03 04 33 2E 30 30 90 00 : Normal processing.');
    expect(text).toContain('< 69 82 :');
  });

  test('pcsc_scan sees both slots with their ATR', async (ctx) => {
    if (why) return ctx.skip(why);
    const text = flat(await run('timeout', ['2', 'pcsc_scan', '-n']));
    expect(text).toContain(slotNames[0]);
    expect(text).toContain(slotNames[1]);
    expect(text).toContain(`Card state: Card inserted, ATR: ${ATR}`);
    expect(text).toContain('ATR: 3B 6D 00 00 00 81 54 4B 01 86 60 00 01 00 00 00 01');
  });

  test('the same conversation in process and over PC/SC: APDU logs byte for byte, card and PSAM', async (ctx) => {
    if (why) return ctx.skip(why);
    const converse = async (card: Reader, module: Reader) => {
      const log: string[] = [];
      const note = (apdu: Uint8Array, answer: Uint8Array) => {
        log.push(`${Buffer.from(apdu).toString('hex')} ${Buffer.from(answer).toString('hex')}`);
      };
      const psam = await openPsam(module, note);
      const channel = await CardChannel.open(card, note);
      log.push(`${Buffer.from(channel.atr).toString('hex')} ${channel.face} ${channel.protocol}`);
      const reading = await readHolder(channel, psam, chance(60));
      cardIdentifier = reading.cardIdentifier;
      await selectEnvironment(channel);
      await verifyPin(channel, SAMPLE_PIN);
      await enrolCertificate(channel, SAMPLE_PIN, certify);
      await takeMoney(channel, module, psam, note);
      await channel.close();
      await psam.close();
      return { log, reading };
    };
    // A card whose chance starts where the other one's starts.
    const twin = chipInSlot(cloneCard(original, chance(50)));
    const here = await converse(new SimulatedReader(twin), new SimulatedReader(makeSamplePsam()));
    const there = await converse(await pcsc.reader(slotNames[0]), await pcsc.reader(slotNames[1]));
    expect(there.log).toEqual(here.log);
    expect(here.log.length).toBeGreaterThan(110);
    expect(there.reading).toMatchObject({ name: '张小明', spec: '3.00' });
  });

  test('the driver gives its eleven fields through PC/SC, and diagnose is content', async (ctx) => {
    if (why) return ctx.skip(why);
    const [contact, psam] = [await pcsc.reader(slotNames[0]), await pcsc.reader(slotNames[1])];
    const driver = new Driver({
      readers: { contact },
      psam,
      keypad: { ask: async () => SAMPLE_PIN },
      random: chance(1),
    });
    const { code, out } = await driver.iReadCardBas(3);
    expect([code, out.split('|').length, out.split('|')[4]]).toEqual([0, 12, '张小明']);
    const findings = await diagnose(contact, { psam, random: chance(1) });
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(findings.map(({ found }) => found).join()).toContain('规范 3.00，SM4，发卡地区 110100');
  });

  test('the cure for the slow virtual reader works: more than the 20 commands a second it has without', async (ctx) => {
    if (why) return ctx.skip(why);
    const channel = await CardChannel.open(await pcsc.reader(slotNames[0]));
    const start = performance.now();
    for (let i = 0; i < 300; i += 1) await channel.ask(0x00, 0x84, 0, 0, undefined, 8);
    const perSecond = 300_000 / (performance.now() - start);
    await channel.close();
    // Without it 20 a second are reached, whatever the machine.
    expect(perSecond).toBeGreaterThan(100);
  });

  test('cardpeek without a screen shows the bank card: number, profile, counter, log; by air the cryptogram its bank accepts', async (ctx) => {
    if (why) return ctx.skip(why);
    // A listening slot keeps its card: there cardpeek sees what lies in it, here also the other face.
    const value = (tree: TreeNode[], id: string) => tree.find((one) => one.id === id && one.value !== '')?.value;
    if (mode === 'listen') {
      const tree = await cardpeek(slotNames[0]);
      expect([value(tree, '5A'), value(tree, '82')]).toEqual([`${PAN}F`, '7D00']);
      return;
    }
    const card = cloneCard(original, chance(51));
    const paying = new SimulatedReader(chipInSlot(card));
    const channel = await CardChannel.open(paying);
    await takeMoney(
      channel,
      new SimulatedReader(makeSamplePsam()),
      await openPsam(new SimulatedReader(makeSamplePsam())),
      () => {},
    );
    await channel.close();
    await swap(chipInSlot(card));
    const tree = await cardpeek(slotNames[0]);
    expect([value(tree, '5A'), value(tree, '82')]).toEqual([`${PAN}F`, '7D00']);
    // The third transaction: one loaded the cash, one spent it, this is cardpeek's own.
    expect(value(tree, '9F36')).toBe('0003');
    expect(value(tree, '9F4D')).toBe('0B0A');
    const log = tree.findIndex(({ label }) => label === 'log file');
    const lines = tree.slice(log).map((one) => one.value);
    expect(lines, lines.join()).toEqual(expect.arrayContaining(['261101', '120000', '000000012345', '0002']));

    const said: Uint8Array[] = [];
    const slot = chipInSlot(card, 'contactless');
    const transmit = (apdu: Uint8Array) => {
      if (apdu[0] === 0x80 && apdu[1] === 0xa8) said.push(apdu.slice(7, 5 + apdu[4]!));
      return slot.transmit(apdu);
    };
    await swap({ ...slot, transmit });
    const air = await cardpeek(slotNames[0]);
    const bytes = (id: string) => Buffer.from(value(air, id)!, 'hex');
    expect([value(air, '57')?.split('D')[0], value(air, '9F36')]).toEqual([PAN, '0004']);
    const request = {
      values: splitDol(parseDol(bankLists.pdol)!, said.at(-1)!)!,
      ...{ aip: bytes('82'), atc: bytes('9F36'), cryptogram: bytes('9F26'), issuerData: bytes('9F10') },
    };
    expect(checkCryptogram(testBankKeys(PAN, '01'), request)).toBe(true);
    request.cryptogram[0]! ^= 1;
    expect(checkCryptogram(testBankKeys(PAN, '01'), request)).toBe(false);
    await swap(chipInSlot(cloneCard(original, chance(52))));
  });

  test('scriptor: the published load and compound purchase with their precomputed MACs, byte for byte', async (ctx) => {
    if (why) return ctx.skip(why);
    // A listening slot keeps its card.
    if (mode === 'listen') return;
    const purse = '00A4040008A000000632010105';
    for (const [card, before, exchange] of [
      [loadCard(), ['0020000003123456'], purseVectors.load.exchange],
      [compoundCard(), [], purseVectors.compound.exchange],
    ] as const) {
      await swap(chipInSlot(card));
      const commands = exchange.map(([command]) => command!);
      const script = [purse, ...before, ...commands.flatMap((one, i) => [one, ...fetch(one, exchange[i]![1]!)])];
      const text = flat(await run('scriptor', ['-r', slotNames[0]], `${script.join('\n')}\n`));
      for (const [, answer] of exchange) expect(text).toContain(`< ${spaced(answer!)} :`);
    }
    await swap(chipInSlot(cloneCard(original, chance(52))));
  });

  /** GET RESPONSE after a command with data. */
  const fetch = (command: string, answer: string): string[] =>
    command.length > 10 ? [`00C00000${((answer.length - 4) / 2).toString(16).padStart(2, '0')}`] : [];

  /** Lays another card in and waits until the service has seen it. */
  async function swap(card: SlotCard): Promise<void> {
    await stage.card.remove();
    await new Promise((done) => setTimeout(done, 1000));
    await stage.card.insert(card);
    const atr = Buffer.from(card.atr).toString('hex').match(/../g)!.join(':');
    for (let i = 0; i < 50; i += 1) {
      if ((await run('opensc-tool', ['-r', slotNames[0], '--atr'])).includes(atr)) return;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error('the card is not seen');
  }

  test('a missing reader is named with those that are there', async (ctx) => {
    if (why) return ctx.skip(why);
    await expect(pcsc.reader('no such reader')).rejects.toMatchObject({
      code: 'terminal.no-reader',
      facts: { present: [...slotNames] },
    });
  });

  test('the command line does the same over PC/SC', async (ctx) => {
    if (why) return ctx.skip(why);
    const yikatong = (...args: string[]) => run(process.execPath, [resolve('bin/yikatong.js'), ...args]);
    const over = ['--reader', `pcsc:${slotNames[0]}`, '--psam', `pcsc:${slotNames[1]}`];
    const read = Buffer.from(await yikatong('terminal', 'read', '--reveal', ...over), 'latin1').toString();
    expect(JSON.parse(read)).toMatchObject({ name: '张小明', cardNumber: 'B00000019' });
    expect(await yikatong('terminal', 'readers', '--reader', 'pcsc')).toBe(`${slotNames.join('\n')}\n`);
    const proof = Buffer.from(await yikatong('terminal', 'prove', ...over), 'latin1').toString();
    expect(JSON.parse(proof)).toMatchObject({ genuine: '是 yes', kind: 'sm2' });
  });

  test('hot remove and insert: pcsc_scan and our reader notice', async (ctx) => {
    if (why) return ctx.skip(why);
    if (mode === 'listen') {
      await expect(stage.card.remove()).rejects.toThrow('hot insert');
      return;
    }
    const reader = await pcsc.reader(slotNames[0]);
    const open = await CardChannel.open(reader);
    await stage.card.remove();
    await expect(open.ask(0x00, 0x84, 0, 0, undefined, 8)).rejects.toMatchObject({
      code: expect.stringMatching(/^terminal\.(card-removed|reader-lost|no-card)$/),
    });
    await open.close();
    const scan = spawn('timeout', ['4', 'pcsc_scan', '-n']);
    let text = '';
    scan.stdout.on('data', (chunk) => {
      text += chunk;
    });
    await new Promise((done) => setTimeout(done, 1200));
    await expect(reader.connect()).rejects.toMatchObject({ code: 'terminal.no-card' });
    await stage.card.insert();
    await new Promise((done) => scan.once('close', done));
    expect(flat(text)).toMatch(
      /Reader 0: .{40,60} Card state: Card removed,.*Reader 0: .{40,60} Card state: Card inserted,/,
    );
    const again = await CardChannel.open(reader);
    const proof = await proveBySignature(again, await recogniseCard(again), chance(1)(32));
    expect(proof.kind).toBe('sm2');
    await again.close();
  });
});
