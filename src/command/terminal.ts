// `yikatong terminal`: what a terminal does with a card, the same on a simulated and on a PC/SC reader.
import { writeFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { realClock } from '../base/clock.ts';
import type { Config } from '../base/config.ts';
import { maskPersonal, openLog } from '../base/log.ts';
import { systemRandom } from '../base/random.ts';
import { type Card, saveCard } from '../chip/index.ts';
import {
  type ApduLog,
  apduLog,
  BRIDGE_PORT,
  type CardChannel,
  CardChannel as Channel,
  changePin,
  chipInSlot,
  conformanceText,
  Driver,
  diagnose,
  fileOf,
  type HolderReading,
  type IssuerKeys,
  judgeSecret,
  judgeSignature,
  type Keypad,
  makeSamplePsam,
  meetRule,
  openFile,
  openPcsc,
  openPsam,
  openPurchaseModule,
  type Pcsc,
  type Psam,
  parseFileAddress,
  parseWriteData,
  proofText,
  proveBySecret,
  proveBySignature,
  type Reader,
  readHolder,
  readItem,
  readRuleOf,
  recogniseCard,
  resetPin,
  runConformance,
  SAMPLE_PIN,
  SimulatedReader,
  sendWrites,
  startBridge,
  testAuthority,
  testIssuerKeys,
  valuesLine,
  verifyPin,
  writeCommands,
} from '../terminal/index.ts';
import { faceOf, portOf, takeCard } from './card.ts';
import { type Command, WrongUsage } from './command.ts';
import { keepMadeCard, openCounterModule, proveOnline, takeMadeCard } from './presses.ts';
import { isMoneyWish, type MoneyWish, moneyOf } from './terminal-money.ts';

export const terminalCommand: Command = {
  usage:
    'terminal readers | read [--reveal] | prove | file <address> | write <address> <values> | pin verify|change|unblock|reload | diagnose [--json] | conformance [--json] [--test-keys] [--ask-pin]\n' +
    '       yikatong terminal purse | load <yuan> | ride [--fare <yuan>] | buy <yuan> | pay <yuan> [--cash] [--ask-pin] | pay-load <yuan>\n' +
    '       yikatong terminal bridge --origin <origin> [--port 12399] [--bare-commands] [--unpaired <origin>]\n' +
    '       each with [--reader simulated|pcsc[:<name>]] [--psam pcsc:<name>] [--log] and, simulated, [--generation] [--holder] [--face] [--image <file> | --card <number>]',
  about: {
    zh: '像终端一样读卡、验卡、验密、写卡、充值、乘车、支付、诊断',
    en: 'read, prove, verify, write, load, ride and pay as a terminal does',
  },
  async run(args, config) {
    const { values, positionals } = parse(args);
    const [what, ...rest] = positionals;
    const bench = await openBench(values, config);
    try {
      if (what === 'readers') return say((await bench.names()).join('\n') || '没有读卡器 no readers');
      if (what === 'read')
        return say(holderText(await bench.with((channel, keys) => readHolder(channel, keys, random)), values.reveal));
      if (what === 'prove') {
        const made = values.card ? (channel: CardChannel) => proveOnline(config, channel) : prove;
        return say(JSON.stringify(await bench.with(made), null, 2));
      }
      if (what === 'file') return say(await bench.with((channel, keys) => readFiles(channel, keys, rest[0] ?? '')));
      if (what === 'write')
        return say(await bench.with((channel, keys) => write(channel, keys, rest[0] ?? '', rest[1] ?? '')));
      if (what === 'pin') return say(await bench.with((channel, keys) => pin(channel, keys, rest[0])));
      if (what === 'diagnose') return showFindings(await bench.diagnose(), values.json);
      if (what === 'conformance') return conformance(await bench.candidate(), values);
      if (isMoneyWish(what)) return say(await bench.with((channel) => money(channel, bench, what, rest[0], values)));
      if (what === 'bridge') return await bridge(bench, values);
      throw new WrongUsage(`terminal ${what ?? ''}`);
    } finally {
      await bench.close();
    }
  },
};

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const options = {
  reader: text,
  psam: text,
  log: flag,
  reveal: flag,
  generation: text,
  holder: text,
  face: text,
  image: text,
  card: text,
  origin: { type: 'string', multiple: true },
  unpaired: { type: 'string', multiple: true },
  port: text,
  'bare-commands': flag,
  json: flag,
  fare: text,
  cash: flag,
  'ask-pin': flag,
  'test-keys': flag,
} as const;

function parse(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}
type Values = ReturnType<typeof parse>['values'];

const random = (length: number) => systemRandom.bytes(length);

function say(line: string): number {
  console.log(line);
  return 0;
}

/** The readers of this call, and the keys: a PSAM where one lies, else the published test keys. */
interface Bench {
  names(): Promise<string[]>;
  readers(): Promise<Reader[]>;
  psam: Reader | undefined;
  log: ApduLog | undefined;
  with<T>(work: (channel: CardChannel, keys: IssuerKeys) => Promise<T>): Promise<T>;
  diagnose(): ReturnType<typeof diagnose>;
  /** The card for the conformance kit; a simulated one with its keys and PIN. */
  candidate(): Promise<Parameters<typeof runConformance>[0]>;
  close(): Promise<void>;
}

async function openBench(values: Values, config: Config): Promise<Bench> {
  const [kind, name = ''] = splitReader(values.reader ?? 'simulated');
  const log = values.log ? apduLog((line) => console.error(line)) : undefined;
  let pcsc: Pcsc | undefined;
  const needPcsc = async () => {
    pcsc ??= await openPcsc();
    return pcsc;
  };
  let card: Card | undefined;
  let reader: (() => Promise<Reader>) | undefined;
  let psam: Reader | undefined;
  if (kind === 'simulated') {
    card = values.card ? takeMadeCard(config, values.card) : await takeCard(values);
    const simulated = new SimulatedReader(chipInSlot(card, faceOf(values.face)));
    reader = async () => simulated;
    psam = new SimulatedReader((values.card && openCounterModule(config)) || makeSamplePsam(), 'PSAM');
  } else reader = async () => (await needPcsc()).reader(name);
  if (values.psam) psam = await (await needPcsc()).reader(splitReader(values.psam)[1]);
  const take = reader;
  return {
    ...{ psam, log },
    names: async () => (kind === 'simulated' ? [(await take()).name] : (await needPcsc()).names()),
    readers: async () => {
      if (kind === 'simulated' || name) return [await take()];
      const all = await needPcsc();
      return Promise.all(all.names().map((one) => all.reader(one)));
    },
    async with(work) {
      const module: Psam | undefined = psam && (await openPsam(psam, log));
      const channel = await Channel.open(await take(), log);
      try {
        return await work(channel, module ? withBureau(module) : testIssuerKeys());
      } finally {
        await channel.close();
        await module?.close();
      }
    },
    diagnose: async () =>
      diagnose(await take(), { random, keys: testIssuerKeys(), ...(psam ? { psam } : {}), ...(log ? { log } : {}) }),
    async candidate() {
      const pin = values['ask-pin'] ? await askHidden('密码 PIN: ') : kind === 'simulated' ? SAMPLE_PIN : undefined;
      const known = kind === 'simulated' || values['test-keys'];
      const more = { ...(psam ? { psam } : {}), ...(known ? { keys: testIssuerKeys() } : {}) };
      return { reader: await take(), random, ...more, ...(pin === undefined ? {} : { pin }) };
    },
    async close() {
      pcsc?.close();
      if (card && values.card) keepMadeCard(config, values.card, card);
      if (card && values.image) writeFileSync(values.image, saveCard(card), { mode: 0o600 });
    },
  };
}

function splitReader(text: string): [kind: string, name: string] {
  const [kind, ...name] = text.split(':');
  if (kind !== 'simulated' && kind !== 'pcsc') throw new WrongUsage('--reader simulated | pcsc[:name]');
  return [kind, name.join(':')];
}

/** No PSAM resets a PIN: that message comes from the (test) key module of the bureau. */
function withBureau(psam: Psam): IssuerKeys {
  const bureau = testIssuerKeys();
  return {
    proof: (...asked) => psam.proof(...asked),
    debit: (...asked) => psam.debit(...asked),
    message: (...asked) => bureau.message(...asked),
  };
}

/** Who the holder is stays covered unless asked for. */
function holderText(holder: HolderReading, reveal = false): string {
  const covered = {
    ...holder,
    name: `${[...holder.name][0] ?? ''}**`,
    socialSecurityNumber: maskPersonal(holder.socialSecurityNumber),
    cardNumber: `${holder.cardNumber.slice(0, 2)}*****${holder.cardNumber.slice(-2)}`,
    birthDate: `${holder.birthDate.slice(0, 4)}****`,
  };
  return JSON.stringify(reveal ? holder : covered, null, 2);
}

/** By SM2 where the card has a certificate, else by its internal key; judged at once. */
async function prove(channel: CardChannel, keys: IssuerKeys): Promise<Record<string, string>> {
  const card = await recogniseCard(channel);
  const proof =
    card.spec === '3.00'
      ? await proveBySignature(channel, card, random(32))
      : await proveBySecret(channel, card, { source: random(8), factor: random(8) });
  if (proof.kind === 'sm2') judgeSignature(proof, { anchors: [testAuthority().certificate], at: realClock.now() });
  else await judgeSecret(proof, keys);
  return { genuine: '是 yes', ...proofText(proof) };
}

async function readFiles(channel: CardChannel, keys: IssuerKeys, address: string): Promise<string> {
  const card = await recogniseCard(channel);
  const lines: string[] = [];
  for (const request of parseFileAddress(address)) {
    const file = fileOf(card.spec, request);
    const rule = readRuleOf(
      file,
      request.items.flatMap(({ tag }) => (tag === undefined ? [] : [tag])),
    );
    const holder = rule.need === 'pin' || rule.need === 'pin and key' ? { pin: await askHidden('密码 PIN: ') } : {};
    await openFile(channel, file);
    await meetRule(channel, card, file.directory, rule, { keys, ...holder });
    const values: string[] = [];
    for (const item of request.items) values.push(await readItem(channel, file, item));
    lines.push(valuesLine(request, values));
  }
  return lines.join('\n');
}

async function write(channel: CardChannel, keys: IssuerKeys, address: string, given: string): Promise<string> {
  const [request] = parseFileAddress(address);
  const card = await recogniseCard(channel);
  const file = fileOf(card.spec, request!);
  const values = parseWriteData(request!, given);
  const commands = request!.items.flatMap((item, i) => writeCommands(file, item, values[i]!));
  await openFile(channel, file);
  if (file.plan.update) await meetRule(channel, card, file.directory, file.plan.update, { keys });
  await sendWrites(channel, commands);
  return '已写入 written';
}

async function pin(channel: CardChannel, keys: IssuerKeys, what = ''): Promise<string> {
  const card = await recogniseCard(channel);
  if (what === 'verify') await verifyPin(channel, await askHidden('密码 PIN: '));
  else if (what === 'change')
    await changePin(channel, await askHidden('原密码 old PIN: '), await askHidden('新密码 new PIN: '));
  else if (what === 'unblock') await resetPin(channel, card, keys, 'unblock');
  else if (what === 'reload') await resetPin(channel, card, keys, 'reload', await askHidden('新密码 new PIN: '));
  else throw new WrongUsage('terminal pin verify | change | unblock | reload');
  return '完成 done';
}

let keyboard: Interface | undefined;
let lines: AsyncIterator<string> | undefined;

/** A program that once asked for a PIN would otherwise wait for the next line for ever. */
function leaveKeyboard(): void {
  keyboard?.close();
  process.stdin.unref?.();
}

/** A PIN belongs neither into the list of processes nor on the screen: it is typed, or comes through a pipe line by line. */
async function askHidden(prompt: string): Promise<string> {
  process.stderr.write(prompt);
  const silent = new Writable({ write: (_, __, done) => done() });
  keyboard ??= createInterface({ input: process.stdin, output: silent, terminal: process.stdin.isTTY === true });
  lines ??= keyboard[Symbol.asyncIterator]();
  const { value } = await lines.next();
  process.stderr.write('\n');
  return String(value ?? '').trim();
}

/** The hosts behind it are those of the sample cards: purse and bank under the published test keys. */
async function money(
  channel: CardChannel,
  bench: Bench,
  what: MoneyWish,
  amount: string | undefined,
  values: Values,
): Promise<string> {
  const module = async () => {
    if (!bench.psam) throw new WrongUsage('--psam pcsc:<name>');
    return openPurchaseModule(bench.psam, bench.log);
  };
  const pin = values['ask-pin'] ? { pin: await askHidden('金融密码 financial PIN: ') } : {};
  const wish = { what, amount, fare: values.fare, cash: values.cash ?? false, now: realClock.now(), random, ...pin };
  return JSON.stringify(await moneyOf(channel, module, wish), null, 2);
}

/** Exit code 1 when a case fails; a case that cannot be tested here is no failure. */
async function conformance(candidate: Parameters<typeof runConformance>[0], { json }: Values): Promise<number> {
  const report = await runConformance(candidate);
  say(json ? JSON.stringify(report, null, 2) : conformanceText(report));
  return report.failed > 0 ? 1 : 0;
}

function showFindings(findings: Awaited<ReturnType<typeof diagnose>>, json = false): number {
  if (json) return say(JSON.stringify({ ok: findings.every(({ ok }) => ok), findings }, null, 2));
  for (const { what, ok, found, todo } of findings) {
    console.log(`${ok ? '✓' : '✗'} ${what}: ${found}`);
    if (todo) console.log(`    → ${todo}`);
  }
  return findings.every(({ ok }) => ok) ? 0 : 1;
}

/** The national interface over the readers of this call; the holder types the PIN here, not in the page. */
async function driverOf({ readers, psam, log }: Bench): Promise<() => Driver> {
  const [contact] = await readers();
  const parts = { keypad, random, ...(psam ? { psam } : {}), ...(log ? { log } : {}) };
  return () => new Driver({ readers: contact ? { contact } : {}, ...parts });
}

/** The keyboard of whoever sits before this program. */
const keypad: Keypad = { ask: (what) => askHidden(`${keypadWords[what]}: `) };
const keypadWords = { pin: '密码 PIN', 'new-pin': '新密码 new PIN', 'new-pin-again': '再输一次 once more' };

async function bridge(bench: Bench, values: Values): Promise<number> {
  if (!values.origin?.length) throw new WrongUsage('--origin https://...: 允许的网页来源 the page that may use it');
  const open = await startBridge({
    ...{ port: portOf(values.port, BRIDGE_PORT), origins: values.origin, readers: bench.readers, random },
    ...(bench.psam ? { psam: bench.psam } : {}),
    ...(bench.log ? { apduLog: bench.log } : {}),
    ...{ bareCommands: values['bare-commands'] ?? false, keypad },
    ...{ driver: await driverOf(bench), unpaired: values.unpaired ?? [] },
    now: () => realClock.now(),
    showCode: (code) => console.log(`配对码 pairing code: ${code}`),
    log: openLog('warn'),
  });
  console.log(`ws://127.0.0.1:${open.port} ← ${values.origin.join(', ')}`);
  await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  await open.close();
  leaveKeyboard();
  return 0;
}
