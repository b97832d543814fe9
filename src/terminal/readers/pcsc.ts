// Readers of this machine through PC/SC. The binding is an optional dependency: without it every other reader still works.
import type { Card, Client, Err, Reader as PcscReader } from 'pcsc-mini';
import type { Face, Protocol } from '../../chip/index.ts';
import type { CardConnection, Reader } from '../reader.ts';
import { refuse } from '../refusals.ts';

type Binding = typeof import('pcsc-mini');

export interface Pcsc {
  /** Names of the readers that are there now. */
  names(): string[];
  /** The reader with this name, or the first whose name contains it; without a name the first one. Waits for it a moment. */
  reader(name?: string): Promise<Reader>;
  close(): void;
}

/** Readers announce themselves one by one; on a running service that takes milliseconds. */
const SETTLE_MS = 300;
const WAIT_MS = 3000;

/** Connects to the PC/SC service; refuses `no-binding` or `no-pcsc`. */
export async function openPcsc(): Promise<Pcsc> {
  const binding = await loadBinding();
  const found = new Map<string, PcscReader>();
  let failure: Err | undefined;
  const client: Client = new binding.Client();
  client.on('error', (error) => {
    failure = error;
  });
  client.on('reader', (reader) => {
    found.set(reader.name(), reader);
    reader.on('disconnect', () => found.delete(reader.name()));
  });
  try {
    client.start();
  } catch (error) {
    throw refuse('no-pcsc', { reason: codeOf(error) });
  }
  await pause(SETTLE_MS);
  if (failure && found.size === 0) {
    client.stop();
    throw refuse('no-pcsc', { reason: codeOf(failure) });
  }
  const names = () => [...found.keys()].sort();
  return {
    names,
    async reader(name = '') {
      for (let waited = 0; waited <= WAIT_MS; waited += 100) {
        const key = names().find((one) => one === name) ?? names().find((one) => one.includes(name));
        if (key !== undefined) return openReader(binding, found.get(key)!);
        await pause(100);
      }
      throw refuse('no-reader', { reader: name, present: names().length > 0 ? names() : '无 none' });
    },
    close: () => client.stop(),
  };
}

async function loadBinding(): Promise<Binding> {
  try {
    return await import('pcsc-mini');
  } catch {
    throw refuse('no-binding');
  }
}

function openReader({ CardDisposition, CardMode, Protocol: Wire }: Binding, reader: PcscReader): Reader {
  const name = reader.name();
  const fail = (error: unknown) => failureOf(name, error);
  return {
    name,
    async connect(): Promise<CardConnection> {
      let card: Card;
      try {
        // Alone with the card: nobody else may speak to it while a PIN is verified, and it starts from a reset.
        card = await reader.connect(CardMode.EXCLUSIVE, Wire.ANY);
        await card.reconnect(CardMode.EXCLUSIVE, CardDisposition.RESET);
      } catch (error) {
        throw fail(error);
      }
      const { atr, protocol } = await card.state().catch((error) => {
        throw fail(error);
      });
      const wire: Protocol = protocol === Wire.T0 ? 'T=0' : 'T=1';
      return {
        ...{ atr, face: faceOf(atr), protocol: wire },
        transmit: async (apdu) => {
          try {
            // The binding may hand out one buffer again and again.
            return Uint8Array.from(await card.transmit(apdu));
          } catch (error) {
            throw fail(error);
          }
        },
        disconnect: async () => {
          // What was proved and verified must not stay for the next program.
          await card.disconnect(CardDisposition.RESET).catch(() => undefined);
        },
      };
    },
  };
}

/** PC/SC part 3 gives contactless cards an ATR that begins 3B 8n 80 01. */
const faceOf = (atr: Uint8Array): Face =>
  atr[0] === 0x3b && (atr[1]! & 0xf0) === 0x80 && atr[2] === 0x80 && atr[3] === 0x01 ? 'contactless' : 'contact';

const codeOf = (error: unknown): string => String((error as Partial<Err>)?.code ?? error);

function failureOf(reader: string, error: unknown) {
  const code = codeOf(error);
  if (/NoSmartCard/i.test(code)) return refuse('no-card', { reader });
  if (/RemovedCard|ResetCard|UnpoweredCard/i.test(code)) return refuse('card-removed');
  if (/UnresponsiveCard|UnsupportedCard|ProtoMismatch/i.test(code))
    return refuse('card-silent', { step: `ATR (${code})` });
  return refuse('reader-lost', { reader, reason: code });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
