// How a terminal reaches a card, whatever stands between: the one interface of all readers.
import type { Face, Protocol } from '../chip/index.ts';

export interface Reader {
  readonly name: string;
  /** Powers the card that lies in the reader. Refuses `no-card` and whatever keeps the reader from answering. */
  connect(): Promise<CardConnection>;
}

/** A powered card. Whoever connects disconnects, also after an error. */
export interface CardConnection {
  readonly atr: Uint8Array;
  readonly face: Face;
  readonly protocol: Protocol;
  /** One command, one answer with its status word. Refuses `card-removed`. */
  transmit(apdu: Uint8Array): Promise<Uint8Array>;
  disconnect(): Promise<void>;
}
