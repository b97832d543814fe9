// The vpcd protocol without pcscd: frames whole, split at every byte, several at once, malformed; insert, remove, loopback only.
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { SeededRandom } from '../base/random.ts';
import { hex } from './hex.ts';
import { blankSampleCard, makeSamplePsam } from './sample-card.ts';
import { chipInSlot, type SlotCard } from './slot-card.ts';
import { openSlot, serveCard } from './virtual-reader.ts';

const card = () => chipInSlot(blankSampleCard({ generation: 3, random: (n) => new SeededRandom(1).bytes(n) }));
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A stand-in for vpcd, and what it hears. */
async function vpcd(slotCard: SlotCard): Promise<{ socket: Socket; heard: () => string; ended: Promise<void> }> {
  const server = createServer((socket) => serveCard(socket, slotCard));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1');
  socket.setNoDelay(true);
  closing.push(() => {
    socket.destroy();
    server.close();
  });
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  return { socket, heard: () => hex(bytes), ended: new Promise((resolve) => socket.once('close', () => resolve())) };
}

const until = async (done: () => boolean) => {
  for (let i = 0; i < 200 && !done(); i += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(done()).toBe(true);
};
const frame = (body: string) => Buffer.from(`${(body.length / 2).toString(16).padStart(4, '0')}${body}`, 'hex');
const ATR = '00113B6D000000814E432386970000' + '0001E240';

test('power on, ATR and commands; only ATR and commands are answered', async () => {
  const { socket, heard } = await vpcd(card());
  socket.write(Buffer.concat([frame('01'), frame('04'), frame('02'), frame('04'), frame('00A4000C023F00')]));
  await until(() => heard() === `${ATR}${ATR}00029000`);
});

test('a command split at any byte is answered once and with its right length', async () => {
  const whole = frame('0084000008');
  for (let at = 1; at < whole.length; at += 1) {
    const { socket, heard } = await vpcd(card());
    socket.write(whole.subarray(0, at));
    await new Promise((resolve) => setTimeout(resolve, 15));
    // As soon as the length is known, and not before, the first byte of the answer's length is out.
    expect(heard()).toBe(at >= 2 ? '00' : '');
    socket.write(whole.subarray(at));
    await until(() => heard().length === 2 * 12);
    expect(heard().slice(0, 4)).toBe('000A');
    expect(heard().slice(-4)).toBe('9000');
  }
});

test('an answer of 256 bytes or more never leaves, an empty frame and a card without power end the connection', async () => {
  const long = await vpcd({ ...card(), transmit: () => new Uint8Array(256) });
  long.socket.write(frame('0084000008'));
  await until(() => long.heard() === '00026F00');
  const empty = await vpcd(card());
  empty.socket.write(Buffer.from('0000', 'hex'));
  await empty.ended;
  const dead = await vpcd({ ...card(), transmit: () => new Uint8Array(0) });
  dead.socket.write(frame('0084000008'));
  await dead.ended;
});

test('rubbish of every length gets a status word or the end, and the card still answers afterwards', async () => {
  const random = new SeededRandom(7);
  const { socket, heard } = await vpcd(card());
  for (let i = 0; i < 200; i += 1) socket.write(frame(hex(random.bytes(2 + random.below(400)))));
  socket.write(frame('04'));
  await until(() => heard().endsWith(ATR));
});

test('listen mode: loopback only, one reader at a time, the card stays in; connect mode says when nobody is there', async () => {
  const slot = await openSlot(makeSamplePsam(), { port: 35991, mode: 'listen' });
  closing.push(() => void slot.close());
  const dial = () =>
    new Promise<string>((resolve) => {
      const socket = connect(35991, '127.0.0.1');
      closing.push(() => socket.destroy());
      socket.once('data', (bytes) => resolve(hex(bytes)));
      socket.once('close', () => resolve('closed'));
      socket.write(frame('04'));
    });
  expect(await dial()).toMatch(/^00113B6D/);
  expect(await dial()).toBe('closed');
  await expect(slot.remove()).rejects.toThrow('hot insert');
  await expect(openSlot(card(), { port: 35991, mode: 'listen' })).rejects.toThrow('EADDRINUSE');
  await slot.close();
  await expect(openSlot(card(), { port: 35991, mode: 'connect' })).rejects.toThrow('ECONNREFUSED');
});

test('connect mode: a card is inserted, removed and replaced while the reader runs', async () => {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (bytes) => heard.push(hex(bytes)));
    socket.write(frame('04'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const { port } = server.address() as { port: number };
  let lost = 0;
  const slot = await openSlot(card(), { port, mode: 'connect', onLost: () => (lost += 1) });
  await until(() => heard.join() === ATR);
  await slot.remove();
  await until(() => sockets.size === 0);
  await slot.insert(makeSamplePsam());
  await until(() => heard[1]?.startsWith('00113B6D') === true && heard[1] !== ATR);
  expect(lost).toBe(0);
  for (const socket of sockets) socket.destroy();
  await until(() => lost === 1);
  await slot.close();
});
