// The bridge between a web page and the reader beside it: a WebSocket on the loopback, for pages whose origin is known and whose
// user has typed the pairing code this program shows. Own JSON: {"id":1,"do":"read"} -> {"id":1,"ok":true,...}.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../base/log.ts';
import { Refusal } from '../base/refusal.ts';
import { OneOf, requireShape, type Static, shape, Text, Type } from '../base/shape.ts';
import { equalSecrets } from '../crypto/index.ts';
import type { ApduLog } from './apdu-log.ts';
import { type Dialect, dialectAnswer, dialects } from './bridge-dialects.ts';
import { CardChannel } from './card-channel.ts';
import { diagnose } from './diagnose.ts';
import type { Driver, Keypad } from './driver/driver.ts';
import { bytesOf, hex } from './hex.ts';
import { openPsam } from './keys/psam-keys.ts';
import type { CardConnection, Reader } from './reader.ts';
import { refuse } from './refusals.ts';
import { proofText, proveBySignature } from './scripts/prove-card.ts';
import { readHolder } from './scripts/read-holder.ts';
import { recogniseCard } from './scripts/recognise-card.ts';
import { chooseCertificatePin, signForHolder } from './scripts/sign-for-holder.ts';

/** Where pages look for it. */
export const BRIDGE_PORT = 12_399;

export interface BridgeParts {
  /** 0 = any free port. */
  readonly port: number;
  /** Origins of pages that may speak to it, such as `https://portal.example`. */
  readonly origins: readonly string[];
  readonly readers: () => Promise<readonly Reader[]>;
  readonly psam?: Reader;
  /** Also passes on bare commands, for the remote reader. A page with this right can do all the card lets it do. */
  readonly bareCommands: boolean;
  /** The national interface for pages that speak one of its dialects, at the paths `/function` and `/bizcode`. */
  readonly driver?: () => Driver;
  /** Where the holder types a PIN: here, never in the page. */
  readonly keypad?: Keypad;
  /**
   * Origins whose pages cannot carry a token. All others call `/function?token=...`. Whoever is listed here is trusted for being
   * that page alone.
   */
  readonly unpaired?: readonly string[];
  readonly random: (length: number) => Uint8Array;
  readonly now: () => Date;
  /** Shows the user a new pairing code. */
  readonly showCode: (code: string) => void;
  readonly log: Logger;
  readonly apduLog?: ApduLog;
}

export interface Bridge {
  readonly port: number;
  close(): Promise<void>;
}

/** Limits of the door. A code is good for one pairing, and a few wrong ones make it void. */
export const bridgeLimits = {
  messageBytes: 4096,
  connections: 8,
  codeMs: 120_000,
  wrongCodes: 5,
  unpairedMs: 60_000,
  tokens: 16,
  waiting: 8,
} as const;

const Hex = (most: number) => Type.String({ pattern: '^(?:[0-9A-Fa-f]{2})+$', maxLength: 2 * most });
const Request = shape({
  id: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  do: OneOf([
    ...(['pair', 'resume', 'readers', 'diagnose', 'read', 'prove', 'sign', 'choose-pin'] as const),
    ...(['connect', 'transmit', 'disconnect'] as const),
  ]),
  code: Type.Optional(Text(16)),
  token: Type.Optional(Text(64)),
  reader: Type.Optional(Text(200)),
  challenge: Type.Optional(Hex(64)),
  apdu: Type.Optional(Hex(261)),
});
type Request = Static<typeof Request>;

export async function startBridge(parts: BridgeParts): Promise<Bridge> {
  const pairing = new Pairing(parts);
  const http = createServer((_, response) => {
    response.writeHead(426, { 'content-type': 'text/plain', connection: 'close' }).end('WebSocket only');
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: bridgeLimits.messageBytes });
  http.on('upgrade', (request, socket, head) => {
    const fault = faultOf(request, parts, (http.address() as AddressInfo).port, sockets.clients.size);
    if (fault) {
      parts.log.warn({ fault, origin: request.headers.origin?.slice(0, 200) }, 'bridge refused a connection');
      socket.end(`HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const dialect = dialectOf(request, parts, pairing);
    if (dialect === 'refused') {
      socket.end(`HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      if (dialect) serveDialect(client, dialect, parts);
      else new Visitor(client, request.headers.origin!, parts, pairing);
    });
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) =>
      reject(refuse('bridge-refused', { reason: `127.0.0.1:${parts.port} ${error.code}` })),
    );
    http.listen(parts.port, '127.0.0.1', resolve);
  });
  pairing.renew();
  return {
    port: (http.address() as AddressInfo).port,
    async close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function faultOf(
  { headers }: IncomingMessage,
  { origins }: BridgeParts,
  port: number,
  open: number,
): string | undefined {
  // A foreign name that resolves to 127.0.0.1 (DNS rebinding) shows in Host, a foreign page in Origin.
  if (headers.host !== `127.0.0.1:${port}` && headers.host !== `localhost:${port}`) return 'host';
  if (!headers.origin || !origins.includes(headers.origin)) return 'origin';
  return open >= bridgeLimits.connections ? 'too many connections' : undefined;
}

const HERE = 'http://127.0.0.1';

/** Which dialect a page asks for; it must have paired before (or be one of those that cannot). */
function dialectOf(
  { url, headers }: IncomingMessage,
  parts: BridgeParts,
  pairing: Pairing,
): Dialect | 'refused' | undefined {
  // `//` is no address, and an exception here would end the whole bridge.
  if (!URL.canParse(url ?? '/', HERE)) return 'refused';
  const { pathname, searchParams } = new URL(url ?? '/', HERE);
  const dialect = dialects.find((one) => pathname === `/${one}`);
  if (!dialect) return undefined;
  const origin = headers.origin!;
  const known = pairing.knows(searchParams.get('token') ?? '', origin) || parts.unpaired?.includes(origin);
  return parts.driver && known ? dialect : 'refused';
}

/** Messages one after the other, in the order they came; too many waiting end the connection. */
function serveDialect(socket: WebSocket, dialect: Dialect, { driver: open, log }: BridgeParts): void {
  const driver = open!();
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();
  const answer = async (text: string): Promise<void> => {
    try {
      const said = await dialectAnswer(dialect, parseJson(text), driver);
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(said));
    } catch (error) {
      if (!(error instanceof Refusal)) log.error({ error: String(error) }, 'bridge failed');
      socket.close(error instanceof Refusal ? 1008 : 1011);
    }
    waiting -= 1;
  };
  socket.on('message', (bytes, binary) => {
    waiting += 1;
    if (waiting > bridgeLimits.waiting) return socket.close(1008, 'too many');
    last = last.then(() => answer(binary ? '' : String(bytes)));
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    last = last.then(() => driver.close());
  });
}

/** The code on the screen and the tokens it was traded for. */
class Pairing {
  readonly #parts: BridgeParts;
  readonly #tokens = new Map<string, string>();
  #code = '';
  #until = 0;
  #wrong = 0;

  constructor(parts: BridgeParts) {
    this.#parts = parts;
  }

  renew(): void {
    const number = this.#parts.random(4).reduce((sum, byte) => sum * 256 + byte, 0) % 100_000_000;
    this.#code = String(number).padStart(8, '0');
    this.#until = this.#parts.now().getTime() + bridgeLimits.codeMs;
    this.#wrong = 0;
    this.#parts.showCode(this.#code);
  }

  /** A token for this origin; the code is spent, and a fresh one shown. */
  trade(code: string, origin: string): string {
    if (this.#parts.now().getTime() > this.#until) {
      this.renew();
      throw refuse('bridge-refused', { reason: '配对码已过期 the code has expired' });
    }
    if (!same(code, this.#code)) {
      this.#wrong += 1;
      if (this.#wrong >= bridgeLimits.wrongCodes) this.renew();
      throw refuse('bridge-refused', { reason: '配对码不对 wrong code' });
    }
    this.renew();
    const token = hex(this.#parts.random(32));
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size >= bridgeLimits.tokens) this.#tokens.delete(oldest!);
    this.#tokens.set(token, origin);
    return token;
  }

  knows(token: string, origin: string): boolean {
    return this.#tokens.get(token) === origin;
  }
}

const same = (a: string, b: string): boolean => {
  const [left, right] = [new TextEncoder().encode(a), new TextEncoder().encode(b)];
  return left.length === right.length && equalSecrets(left, right);
};

/** One open socket. It speaks about nothing but pairing until it is paired, and does one thing at a time. */
class Visitor {
  readonly #socket: WebSocket;
  readonly #origin: string;
  readonly #parts: BridgeParts;
  readonly #pairing: Pairing;
  readonly #unpaired: NodeJS.Timeout;
  #paired = false;
  #busy = false;
  #card: CardConnection | undefined;

  constructor(socket: WebSocket, origin: string, parts: BridgeParts, pairing: Pairing) {
    this.#socket = socket;
    this.#origin = origin;
    this.#parts = parts;
    this.#pairing = pairing;
    this.#unpaired = setTimeout(() => socket.close(1008, 'not paired'), bridgeLimits.unpairedMs);
    socket.on('message', (bytes, binary) => void this.#hear(binary ? '' : String(bytes)));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearTimeout(this.#unpaired);
      void this.#disconnect();
    });
  }

  async #hear(text: string): Promise<void> {
    let id: number | null = null;
    try {
      const request = requireShape(Request, parseJson(text));
      id = request.id;
      if (this.#busy) throw refuse('bridge-refused', { reason: '上一请求未完成 the last request is not finished' });
      this.#busy = true;
      try {
        this.#say({ id, ok: true, ...(await this.#do(request)) });
      } finally {
        this.#busy = false;
      }
    } catch (error) {
      if (!(error instanceof Refusal)) {
        this.#parts.log.error({ error: String(error) }, 'bridge failed');
        this.#socket.close(1011);
        return;
      }
      const { code, title, detail, en } = error.problem();
      this.#say({ id, ok: false, code, title, detail, en });
    }
  }

  #say(message: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  async #do(request: Request): Promise<object> {
    const { random, bareCommands } = this.#parts;
    if (request.do === 'pair') {
      const token = this.#pairing.trade(request.code ?? '', this.#origin);
      this.#admit();
      return { token };
    }
    if (request.do === 'resume') {
      if (!this.#pairing.knows(request.token ?? '', this.#origin)) {
        throw refuse('bridge-refused', { reason: '配对已失效 not paired' });
      }
      this.#admit();
      return {};
    }
    if (!this.#paired) throw refuse('bridge-refused', { reason: '尚未配对 not paired' });
    if (request.do === 'readers') return { readers: (await this.#parts.readers()).map(({ name }) => name) };
    if (request.do === 'diagnose') {
      await this.#disconnect();
      const { psam, apduLog } = this.#parts;
      const more = { ...(psam ? { psam } : {}), ...(apduLog ? { log: apduLog } : {}) };
      const findings = await diagnose(await this.#reader(request), { random, ...more });
      return { healthy: findings.every(({ ok }) => ok), findings };
    }
    if (request.do === 'read') {
      if (!this.#parts.psam) throw refuse('no-psam');
      const psam = await openPsam(this.#parts.psam, this.#parts.apduLog);
      try {
        return await this.#withCard(request, async (channel) => ({ holder: await readHolder(channel, psam, random) }));
      } finally {
        await psam.close();
      }
    }
    if (request.do === 'prove') {
      const challenge = challengeOf(request);
      return this.#withCard(request, async (channel) => ({
        proof: proofText(await proveBySignature(channel, await recogniseCard(channel), challenge)),
      }));
    }
    if (request.do === 'sign' || request.do === 'choose-pin') {
      const { keypad } = this.#parts;
      if (!keypad) throw refuse('bridge-refused', { reason: '没有密码键盘 no keypad' });
      if (request.do === 'choose-pin') return this.#withCard(request, (channel) => choosePin(channel, keypad));
      const challenge = challengeOf(request);
      return this.#withCard(request, async (channel) => {
        const { proof, holderSignature } = await signForHolder(channel, challenge, () => keypad.ask('pin'));
        return { proof: proofText(proof), holderSignature: hex(holderSignature) };
      });
    }
    if (!bareCommands) throw refuse('bridge-refused', { reason: '未开放底层指令 bare commands are off' });
    if (request.do === 'disconnect') {
      await this.#disconnect();
      return {};
    }
    if (request.do === 'connect') {
      await this.#disconnect();
      const card = await (await this.#reader(request)).connect();
      this.#card = card;
      // The page may have gone while the card was being powered.
      if (this.#socket.readyState !== WebSocket.OPEN) await this.#disconnect();
      return { atr: hex(card.atr), face: card.face, protocol: card.protocol };
    }
    if (!this.#card) throw refuse('no-card', { reader: request.reader ?? '' });
    const apdu = bytesOf(request.apdu ?? '', 'apdu');
    if (apdu.length < 4) throw refuse('bad-parameter', { what: 'apdu' });
    const answer = await this.#card.transmit(apdu);
    this.#parts.apduLog?.(apdu, answer);
    return { answer: hex(answer) };
  }

  #admit(): void {
    this.#paired = true;
    clearTimeout(this.#unpaired);
  }

  async #reader({ reader }: Request): Promise<Reader> {
    const all = await this.#parts.readers();
    const found = reader === undefined ? all[0] : all.find(({ name }) => name === reader);
    if (!found) throw refuse('no-reader', { reader: reader ?? '', present: all.map(({ name }) => name) });
    return found;
  }

  async #withCard(request: Request, work: (channel: CardChannel) => Promise<object>): Promise<object> {
    await this.#disconnect();
    const channel = await CardChannel.open(await this.#reader(request), this.#parts.apduLog);
    try {
      return await work(channel);
    } finally {
      await channel.close();
    }
  }

  async #disconnect(): Promise<void> {
    const card = this.#card;
    this.#card = undefined;
    await card?.disconnect();
  }
}

/** The number comes from the platform that will judge the proof. */
function challengeOf(request: Request): Uint8Array {
  const challenge = bytesOf(request.challenge ?? '', 'challenge');
  if (challenge.length < 16) throw refuse('bad-parameter', { what: 'challenge' });
  return challenge;
}

async function choosePin(channel: CardChannel, keypad: Keypad): Promise<object> {
  const old = await keypad.ask('pin');
  const chosen = await keypad.ask('new-pin');
  if ((await keypad.ask('new-pin-again')) !== chosen) throw refuse('pin-differs');
  await chooseCertificatePin(channel, old, chosen);
  return {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
