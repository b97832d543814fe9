// The virtual reader: puts a simulated card into vpcd, so that every PC/SC program on this machine sees it. Loopback only.
// Frames: 2-byte length and body; a body of one byte is power off, on, reset or "give ATR", a longer one is a command.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { SW } from '../chip/index.ts';
import { refuse } from './refusals.ts';
import type { SlotCard } from './slot-card.ts';

const CONTROL = { off: 0x00, on: 0x01, reset: 0x02, atr: 0x04 } as const;

/** Port of the first slot in Debian's vpcd; the second slot is the next one. */
export const VPCD_PORT = 0x8c7b;

/** A longer answer would not match the length byte that is sent ahead, and a wrong length hangs the slot until pcscd restarts. */
const LONGEST_ANSWER = 255;

export interface VirtualSlot {
  /** Lays a card in the slot: the one before, if none is given. */
  insert(card?: SlotCard): Promise<void>;
  remove(): Promise<void>;
  /** Removes the card and lets the slot go. */
  close(): Promise<void>;
}

export interface SlotPlace {
  readonly port: number;
  /**
   * `connect`: vpcd waits for cards, as Debian ships it; hot insert and remove. vpcd itself listens on every interface.
   * `listen`: vpcd comes to us, nothing is open to the network; `readerConf` says so to pcscd, and the card stays in.
   */
  readonly mode: 'connect' | 'listen';
  /** Told when the other side goes away by itself. */
  readonly onLost?: () => void;
}

export function openSlot(card: SlotCard, place: SlotPlace): Promise<VirtualSlot> {
  return place.mode === 'connect' ? connectingSlot(card, place) : listeningSlot(card, place);
}

/** What pcscd must be told of a pair of slots; in `listen` mode both ports must listen before pcscd starts. */
export const readerConf = ({ port, mode }: Pick<SlotPlace, 'port' | 'mode'>): string =>
  [
    'FRIENDLYNAME "Yikatong Virtual Reader"',
    `DEVICENAME ${mode === 'listen' ? 'localhost' : '/dev/null'}:${port}`,
    'LIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so',
    `CHANNELID ${port}`,
    '',
  ].join('\n');

async function connectingSlot(first: SlotCard, { port, onLost }: SlotPlace): Promise<VirtualSlot> {
  let card = first;
  let socket: Socket | undefined;
  const remove = async () => {
    const old = socket;
    socket = undefined;
    if (old) await closed(old);
  };
  const slot: VirtualSlot = {
    insert: async (other = card) => {
      await remove();
      card = other;
      const fresh = await dial(port);
      socket = fresh;
      serveCard(fresh, card);
      fresh.on('close', () => {
        if (socket === fresh) onLost?.();
      });
    },
    remove,
    close: remove,
  };
  await slot.insert();
  return slot;
}

function dial(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      reject(refuse('reader-lost', { reader: `vpcd 127.0.0.1:${port}`, reason: error.code ?? error.message })),
    );
  });
}

async function listeningSlot(card: SlotCard, { port, onLost }: SlotPlace): Promise<VirtualSlot> {
  let current: Socket | undefined;
  const server: Server = createServer((socket) => {
    // One reader, one card: a second caller finds nothing.
    if (current) return void socket.destroy();
    current = socket;
    serveCard(socket, card);
    socket.on('close', () => {
      current = undefined;
      onLost?.();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(refuse('reader-lost', { reader: `127.0.0.1:${port}`, reason: error.code ?? error.message })),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  // vpcd brings the whole pcscd down when the place it calls stops answering: a card that listens stays until the end.
  const fixed = async () => {
    throw refuse('bad-parameter', { what: '--listen: 不能热插拔 no hot insert or remove' });
  };
  return {
    insert: fixed,
    remove: fixed,
    close: async () => {
      if (current) await closed(current);
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve();
    socket.once('close', () => resolve());
    socket.destroy();
  });
}

/** Speaks vpcd's protocol on an open socket until it ends. */
export function serveCard(socket: Socket, card: SlotCard): void {
  let waiting: Buffer = Buffer.alloc(0);
  let sentAhead = false;
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= 2) {
      const length = waiting.readUInt16BE(0);
      if (waiting.length < 2 + length) {
        // vpcd sends length and body apart and Nagle holds the body back until something is acknowledged. The first byte of our
        // answer's length is always 0: sent at once it carries the acknowledgement, and 20 commands a second become thousands.
        if (length > 1 && !sentAhead) {
          socket.write(Uint8Array.of(0));
          sentAhead = true;
        }
        return;
      }
      const body = waiting.subarray(2, 2 + length);
      waiting = waiting.subarray(2 + length);
      if (length === 0) return void socket.destroy();
      const answer = length === 1 ? control(card, body[0]!) : run(card, Uint8Array.from(body));
      if (answer === 'lost') return void socket.destroy();
      if (answer) socket.write(framed(answer, sentAhead));
      sentAhead = false;
    }
  });
}

function control(card: SlotCard, code: number): Uint8Array | undefined {
  if (code === CONTROL.atr) return card.atr;
  if (code === CONTROL.on || code === CONTROL.reset) card.powerUp();
  return undefined;
}

function run(card: SlotCard, apdu: Uint8Array): Uint8Array | 'lost' {
  const answer = card.transmit(apdu);
  if (answer.length === 0) return 'lost';
  return answer.length <= LONGEST_ANSWER ? answer : Uint8Array.of(SW.internal >> 8, SW.internal & 0xff);
}

const framed = (answer: Uint8Array, sentAhead: boolean): Uint8Array =>
  Uint8Array.from(sentAhead ? [answer.length, ...answer] : [0, answer.length, ...answer]);
