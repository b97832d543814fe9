// A reader at the far end of a bridge: the same conversation, carried over a WebSocket.
import { WebSocket } from 'ws';
import type { Face, Protocol } from '../../chip/index.ts';
import { bytesOf, hex } from '../hex.ts';
import type { CardConnection, Reader } from '../reader.ts';
import { refuse } from '../refusals.ts';

export interface RemotePlace {
  /** ws://127.0.0.1:port */
  readonly url: string;
  /** An origin the bridge knows. */
  readonly origin: string;
  /** What the bridge shows, or the token an earlier pairing gave. */
  readonly admission: { readonly code: string } | { readonly token: string };
  /** Name of the reader there; absent = its first. */
  readonly reader?: string;
}

export interface RemoteReader extends Reader {
  /** To be kept for the next time instead of a code. */
  readonly token: string;
  close(): void;
}

type Answer = Record<string, unknown>;

/** Longest wait for one answer of a card. */
const PATIENCE_MS = 30_000;

export async function openRemoteReader({ url, origin, admission, reader }: RemotePlace): Promise<RemoteReader> {
  const line = new Line(new WebSocket(url, { origin, maxPayload: 65_536 }), url);
  const admitted = await line.ask('code' in admission ? { do: 'pair', ...admission } : { do: 'resume', ...admission });
  const where = reader === undefined ? {} : { reader };
  return {
    name: `${url}${reader === undefined ? '' : ` ${reader}`}`,
    token: 'token' in admission ? admission.token : text(admitted, 'token'),
    close: () => line.close(),
    async connect(): Promise<CardConnection> {
      const card = await line.ask({ do: 'connect', ...where });
      return {
        atr: bytesOf(text(card, 'atr'), 'atr'),
        face: text(card, 'face') as Face,
        protocol: text(card, 'protocol') as Protocol,
        transmit: async (apdu) =>
          bytesOf(text(await line.ask({ do: 'transmit', apdu: hex(apdu) }), 'answer'), 'answer'),
        disconnect: async () => {
          await line.ask({ do: 'disconnect' }).catch(() => undefined);
        },
      };
    },
  };
}

/** Asks one question after the other and waits for each answer. */
class Line {
  readonly #socket: WebSocket;
  readonly #url: string;
  readonly #ready: Promise<void>;
  readonly #waiting = new Map<number, (answer: Answer | undefined) => void>();
  #next = 1;

  constructor(socket: WebSocket, url: string) {
    this.#socket = socket;
    this.#url = url;
    this.#ready = new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', (error) => reject(refuse('reader-lost', { reader: url, reason: error.message })));
    });
    socket.on('message', (bytes) => this.#hear(String(bytes)));
    socket.on('close', () => {
      for (const answer of this.#waiting.values()) answer(undefined);
    });
  }

  async ask(request: object): Promise<Answer> {
    await this.#ready;
    const id = this.#next++;
    const answer = await new Promise<Answer | undefined>((resolve) => {
      if (this.#socket.readyState !== WebSocket.OPEN) return resolve(undefined);
      const timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
      this.#waiting.set(id, (found) => {
        clearTimeout(timer);
        resolve(found);
      });
      this.#socket.send(JSON.stringify({ id, ...request }));
    });
    this.#waiting.delete(id);
    if (!answer) throw refuse('reader-lost', { reader: this.#url, reason: 'closed' });
    if (answer.ok !== true) throw refusalOf(answer);
    return answer;
  }

  close(): void {
    this.#socket.close();
  }

  #hear(message: string): void {
    try {
      const answer = JSON.parse(message) as Answer;
      this.#waiting.get(Number(answer.id))?.(answer);
    } catch {
      this.#socket.terminate();
    }
  }
}

/** The two refusals a conversation reacts to keep their code; all others are told in the bridge's words. */
function refusalOf({ code, title }: Answer) {
  if (code === 'terminal.no-card') return refuse('no-card', { reader: 'remote' });
  if (code === 'terminal.card-removed') return refuse('card-removed');
  return refuse('bridge-refused', { reason: String(title ?? code) });
}

function text(answer: Answer, name: string): string {
  const value = answer[name];
  if (typeof value !== 'string') throw refuse('bridge-refused', { reason: `“${name}”` });
  return value;
}
