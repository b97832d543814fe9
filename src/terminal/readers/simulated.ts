// A reader without hardware: the card is a program in the same process.
import type { CardConnection, Reader } from '../reader.ts';
import { refuse } from '../refusals.ts';
import type { SlotCard } from '../slot-card.ts';

export class SimulatedReader implements Reader {
  readonly name: string;
  #card: SlotCard | undefined;

  constructor(card?: SlotCard, name = '模拟读卡器 simulated') {
    this.name = name;
    this.#card = card;
  }

  insert(card: SlotCard): void {
    this.#card = card;
  }

  remove(): void {
    this.#card = undefined;
  }

  async connect(): Promise<CardConnection> {
    const card = this.#card;
    if (!card) throw refuse('no-card', { reader: this.name });
    card.powerUp();
    let open = true;
    return {
      atr: card.atr,
      face: card.face,
      protocol: card.protocol,
      transmit: async (apdu) => {
        const answer = open && this.#card === card ? card.transmit(apdu) : undefined;
        if (!answer?.length) throw refuse('card-removed');
        return answer;
      },
      disconnect: async () => {
        open = false;
      },
    };
  }
}
