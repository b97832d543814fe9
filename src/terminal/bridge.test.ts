// The bridge as a page and as an attacker meets it: pairing, origins, replay, malformed and oversized messages; the remote reader.
import { request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { MovableClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { SeededRandom } from '../base/random.ts';
import { Refusal } from '../base/refusal.ts';
import { fromHex } from '../crypto/index.ts';
import { type Bridge, type BridgeParts, bridgeLimits, startBridge } from './bridge.ts';
import { CardChannel } from './card-channel.ts';
import { Driver } from './driver/driver.ts';
import { parseBasicLine } from './driver/fields.ts';
import { keyModuleOver } from './driver/key-module.ts';
import { testIssuerKeys } from './keys/test-keys.ts';
import { openRemoteReader } from './readers/remote.ts';
import { SimulatedReader } from './readers/simulated.ts';
import { refuse } from './refusals.ts';
import { makeSampleCard, makeSamplePsam } from './sample-card.ts';
import { readHolder } from './scripts/read-holder.ts';
import { chipInSlot } from './slot-card.ts';

const ORIGIN = 'https://portal.example';
const chance = (seed: number) => {
  const random = new SeededRandom(seed);
  return (length: number) => random.bytes(length);
};
const card = await makeSampleCard({ generation: 3, random: chance(3) });
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Stage {
  bridge: Bridge;
  codes: string[];
  clock: MovableClock;
  reader: SimulatedReader;
}

async function stage(changed: Partial<BridgeParts> = {}): Promise<Stage> {
  const codes: string[] = [];
  const clock = new MovableClock(new Date('2026-03-01T00:00:00Z'));
  const reader = new SimulatedReader(chipInSlot(card));
  const bridge = await startBridge({
    ...{ port: 0, origins: [ORIGIN], readers: async () => [reader], psam: new SimulatedReader(makeSamplePsam()) },
    ...{
      bareCommands: false,
      random: chance(11),
      now: () => clock.now(),
      showCode: (code: string) => codes.push(code),
      log: silentLog,
    },
    ...changed,
  });
  closing.push(() => bridge.close());
  return { bridge, codes, clock, reader };
}

interface Answer {
  id?: number;
  ok?: boolean;
  token?: string;
  readers?: string[];
  holder?: unknown;
  proof?: unknown;
}

/** A page: asks and waits. */
async function page(bridge: Bridge, origin = ORIGIN, host?: string) {
  const socket = new WebSocket(`ws://127.0.0.1:${bridge.port}`, { origin, ...(host ? { headers: { host } } : {}) });
  closing.push(() => socket.terminate());
  const answers: Answer[] = [];
  const waiting: ((answer: Answer) => void)[] = [];
  socket.on('message', (bytes) => {
    const answer = JSON.parse(String(bytes));
    const next = waiting.shift();
    if (next) next(answer);
    else answers.push(answer);
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const hear = () =>
    new Promise<Answer>((resolve) => (answers.length > 0 ? resolve(answers.shift()!) : waiting.push(resolve)));
  return {
    socket,
    hear,
    ended: new Promise<number>((resolve) => socket.once('close', resolve)),
    say: (message: unknown) => {
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
      return hear();
    },
  };
}

test('a paired page reads the holder and has the card prove itself; nothing before pairing', async () => {
  const { bridge, codes } = await stage();
  const { say } = await page(bridge);
  for (const what of ['readers', 'read', 'prove', 'connect', 'transmit']) {
    expect(await say({ id: 1, do: what })).toMatchObject({ id: 1, ok: false, code: 'terminal.bridge-refused' });
  }
  expect(codes[0]).toMatch(/^\d{8}$/);
  expect(await say({ id: 2, do: 'pair', code: codes[0] })).toMatchObject({
    id: 2,
    ok: true,
    token: expect.stringMatching(/^[0-9A-F]{64}$/),
  });
  expect((await say({ id: 3, do: 'readers' })).readers).toHaveLength(1);
  expect((await say({ id: 4, do: 'read' })).holder).toMatchObject({ name: '张小明', spec: '3.00' });
  const { proof } = await say({ id: 5, do: 'prove', challenge: '11'.repeat(32) });
  expect(proof).toMatchObject({
    kind: 'sm2',
    challenge: '11'.repeat(32),
    signature: expect.stringMatching(/^[0-9A-F]{128}$/),
  });
  expect(await say({ id: 6, do: 'prove', challenge: '11' })).toMatchObject({
    ok: false,
    code: 'terminal.bad-parameter',
  });
  expect(await say({ id: 7, do: 'read', reader: 'other' })).toMatchObject({ ok: false, code: 'terminal.no-reader' });
  expect(await say({ id: 8, do: 'connect' })).toMatchObject({ ok: false, code: 'terminal.bridge-refused' });
});

test('a code serves once, for its time, and a few wrong ones make it void; a token belongs to its origin', async () => {
  const { bridge, codes, clock } = await stage({ origins: [ORIGIN, 'https://other.example'] });
  const first = await page(bridge);
  const { token } = await first.say({ id: 1, do: 'pair', code: codes[0] });
  const second = await page(bridge);
  expect((await second.say({ id: 1, do: 'pair', code: codes[0] })).ok).toBe(false);
  expect((await second.say({ id: 2, do: 'resume', token: '0'.repeat(64) })).ok).toBe(false);
  expect((await second.say({ id: 3, do: 'resume', token })).ok).toBe(true);
  const other = await page(bridge, 'https://other.example');
  expect((await other.say({ id: 1, do: 'resume', token })).ok).toBe(false);
  // One wrong try was spent above.
  const good = codes.at(-1)!;
  for (let i = 1; i < bridgeLimits.wrongCodes; i += 1)
    expect((await other.say({ id: i, do: 'pair', code: '00000000' })).ok).toBe(false);
  expect((await other.say({ id: 9, do: 'pair', code: good })).ok).toBe(false);
  const late = codes.at(-1)!;
  clock.moveTo(new Date(clock.now().getTime() + bridgeLimits.codeMs + 1));
  expect((await other.say({ id: 10, do: 'pair', code: late })).ok).toBe(false);
  expect((await other.say({ id: 11, do: 'pair', code: codes.at(-1) })).ok).toBe(true);
});

test('foreign origins, foreign hosts, plain HTTP and too many connections stay outside', async () => {
  const { bridge } = await stage();
  for (const origin of ['https://evil.example', 'null', 'https://portal.example.evil.example', '']) {
    await expect(page(bridge, origin)).rejects.toThrow('403');
  }
  await expect(page(bridge, ORIGIN, 'portal.example')).rejects.toThrow('403');
  const status = await new Promise((resolve) =>
    request({ port: bridge.port, host: '127.0.0.1' }, (answer) => resolve(answer.statusCode)).end(),
  );
  expect(status).toBe(426);
  for (let i = 0; i < bridgeLimits.connections; i += 1) await page(bridge);
  await expect(page(bridge)).rejects.toThrow('403');
});

test('malformed, oversized, binary and doubled messages', async () => {
  const { bridge, codes } = await stage();
  const { say, socket, hear, ended } = await page(bridge);
  const deep = `${'['.repeat(1500)}${']'.repeat(1500)}`;
  for (const message of [
    '',
    '{',
    'null',
    '[]',
    deep,
    { id: 1 },
    { id: -1, do: 'read' },
    { id: 1, do: 'format' },
    { id: 1, do: 'read', more: 1 },
    { id: '1', do: 'read' },
    { id: 1, do: 'transmit', apdu: 'zz' },
  ]) {
    expect(await say(message)).toMatchObject({ ok: false, code: 'base.bad-input' });
  }
  socket.send(Buffer.from('{"id":1,"do":"readers"}'), { binary: true });
  expect(await hear()).toMatchObject({ ok: false });
  await say({ id: 1, do: 'pair', code: codes[0] });
  socket.send('{"id":2,"do":"read"}');
  socket.send('{"id":3,"do":"read"}');
  const both = [await hear(), await hear()];
  expect(both.find(({ id }) => id === 3)).toMatchObject({ ok: false, code: 'terminal.bridge-refused' });
  expect(both.find(({ id }) => id === 2)).toMatchObject({ ok: true });
  socket.send('x'.repeat(bridgeLimits.messageBytes + 1));
  expect(await ended).toBe(1009);
});

test('a remote reader gives the same reading over the Internet line as one beside the terminal, byte for byte', async () => {
  const { bridge, codes, reader } = await stage({ bareCommands: true });
  const remote = await openRemoteReader({
    url: `ws://127.0.0.1:${bridge.port}`,
    origin: ORIGIN,
    admission: { code: codes[0]! },
  });
  closing.push(() => remote.close());
  const keys = testIssuerKeys();
  const far = await CardChannel.open(remote);
  const reading = await readHolder(far, keys, chance(1));
  await far.close();
  expect(reading).toEqual(await readHolder(await CardChannel.open(reader), keys, chance(1)));
  const again = await openRemoteReader({
    url: `ws://127.0.0.1:${bridge.port}`,
    origin: ORIGIN,
    admission: { token: remote.token },
    reader: 'no such',
  });
  closing.push(() => again.close());
  await expect(again.connect()).rejects.toBeInstanceOf(Refusal);
  reader.remove();
  await expect(remote.connect()).rejects.toMatchObject({ code: 'terminal.no-card' });
  reader.insert(chipInSlot(card));
  const connection = await remote.connect();
  await expect(connection.transmit(fromHex('00'))).rejects.toMatchObject({ code: 'terminal.bridge-refused' });
  await bridge.close();
  await expect(connection.transmit(fromHex('0084000008'))).rejects.toMatchObject({ code: 'terminal.reader-lost' });
  await expect(
    openRemoteReader({ url: `ws://127.0.0.1:${bridge.port}`, origin: ORIGIN, admission: { code: '1' } }),
  ).rejects.toMatchObject({ code: 'terminal.reader-lost' });
});

/** A page of a known dialect. */
async function dialectPage(bridge: Bridge, path: string, origin = ORIGIN) {
  const socket = new WebSocket(`ws://127.0.0.1:${bridge.port}${path}`, { origin });
  closing.push(() => socket.terminate());
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const say = (message: unknown) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      socket.once('message', (bytes) => resolve(JSON.parse(String(bytes))));
      socket.once('close', (code) => reject(new Error(`closed ${code}`)));
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    });
  return { say };
}

async function dialectStage() {
  const typed: string[] = [];
  const place = await stage();
  await place.bridge.close();
  const driver = () =>
    new Driver({
      ...{ readers: { contact: place.reader }, psam: new SimulatedReader(makeSamplePsam()), random: chance(3) },
      keypad: {
        ask: async () => {
          const next = typed.shift();
          if (next === undefined) throw refuse('pin-cancelled');
          return next;
        },
      },
    });
  const open = await stage({ driver, unpaired: ['https://old.example'], origins: [ORIGIN, 'https://old.example'] });
  const { say } = await page(open.bridge);
  const { token } = await say({ id: 1, do: 'pair', code: open.codes[0] });
  return { ...open, token, typed };
}

test('DOC-01 the function dialect: named function in, success and pOutInfo out; numbers of the interface on failure', async () => {
  const { bridge, token, typed } = await dialectStage();
  const { say } = await dialectPage(bridge, `/function?token=${token}`);
  const read = await say({ function: 'iReadCardBas', iType: 1 });
  expect(read).toMatchObject({ functionName: 'iReadCardBas', success: '1' });
  expect(parseBasicLine(String(read.pOutInfo))).toMatchObject({ name: '张小明', spec: '3.00' });
  expect(await say({ function: 'iReadCardBas', iType: '9' })).toMatchObject({ success: '-1' });
  expect(await say({ function: 'iReadCardBas' })).toMatchObject({ success: '-1' });
  const step1 = await say({ function: 'iReadCardBas_HSM_Step1', iType: '1' });
  const pKey = await keyModuleOver(testIssuerKeys()).basicRead(String(step1.pOutInfo));
  expect(await say({ function: 'iReadCardBas_HSM_Step2', pKey })).toEqual({
    ...read,
    functionName: 'iReadCardBas_HSM_Step2',
  });
  expect(await say({ function: 'iVerifyPIN', iType: 1 })).toMatchObject({ success: '-31' });
  typed.push('123456');
  expect(await say({ function: 'iVerifyPIN', iType: 1 })).toMatchObject({ success: '1' });
});

test('DOC-01 the bizcode dialect; codes without a function behind them are -13', async () => {
  const { bridge } = await dialectStage();
  const { say } = await dialectPage(bridge, '/bizcode', 'https://old.example');
  const read = await say({ bizcode: '1002', body: { iType: 1 } });
  expect(read).toMatchObject({ bizcode: '1002', recode: '0', reinfo: '' });
  expect((read.body as { pOutInfo: string }).pOutInfo).toContain('|张小明|');
  const info = (read.body as { pOutInfo: string }).pOutInfo.split('|');
  const body = { iType: 1, iAuthType: 2, pCardInfo: `${info[3]}|${info[2]}|`, pFileAddr: 'SSSEEF06|09|$' };
  expect(await say({ bizcode: '1005', body })).toMatchObject({ recode: '0', body: { pOutInfo: 'SSSEEF06|张小明|$' } });
  expect(await say({ bizcode: '1053' })).toMatchObject({ recode: '-13' });
  expect(await say({ bizcode: '1002', body: { iType: 0 } })).toMatchObject({ recode: '-1', body: { pOutInfo: '' } });
});

test('a dialect without token, with a foreign one, malformed or oversized messages: refused or ended', async () => {
  const { bridge, token } = await dialectStage();
  for (const path of ['/function', '/function?token=00', `/bizcode?token=${'0'.repeat(64)}`])
    await expect(dialectPage(bridge, path)).rejects.toThrow('403');
  // A token belongs to the page that paired.
  await expect(dialectPage(bridge, '/function?token=1', 'https://evil.example')).rejects.toThrow('403');
  for (const message of [
    '',
    '{',
    'null',
    { function: 'iFormatCard' },
    { function: 'iReadCardBas', iType: 1, pin: '123456' },
    { function: '__proto__' },
  ]) {
    const { say } = await dialectPage(bridge, `/function?token=${token}`);
    await expect(say(message)).rejects.toThrow('closed 1008');
  }
  const { say } = await dialectPage(bridge, `/function?token=${token}`);
  await expect(say('x'.repeat(bridgeLimits.messageBytes + 1))).rejects.toThrow('closed 1009');
  const plain = await stage();
  await expect(dialectPage(plain.bridge, '/function')).rejects.toThrow('403');
  const status = await new Promise((resolve) => {
    const headers = { connection: 'upgrade', upgrade: 'websocket', origin: ORIGIN, host: `127.0.0.1:${bridge.port}` };
    const asked = request({ port: bridge.port, host: '127.0.0.1', path: '//', headers });
    asked.on('response', (answer) => resolve(answer.statusCode)).end();
  });
  expect(status).toBe(403);
});

test('a page may show what is wrong: which reader, which card, which interface, what to do', async () => {
  const { bridge, codes, reader } = await stage();
  const { say } = await page(bridge);
  expect(await say({ id: 1, do: 'diagnose' })).toMatchObject({ ok: false });
  await say({ id: 2, do: 'pair', code: codes[0] });
  const good = await say({ id: 3, do: 'diagnose' });
  expect(good).toMatchObject({ ok: true, healthy: true });
  expect(JSON.stringify(good)).not.toContain('张小明');
  reader.remove();
  const bad = await say({ id: 4, do: 'diagnose' });
  expect(bad).toMatchObject({
    ...{ ok: true, healthy: false },
    findings: expect.arrayContaining([
      expect.objectContaining({
        ok: false,
        found: expect.stringContaining('There is no card'),
        todo: expect.stringContaining('请插卡'),
      }),
    ]),
  });
});
