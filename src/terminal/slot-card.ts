// What lies in a slot without any plastic: a simulated chip or terminal module, powered and spoken to.
import {
  type Card,
  contactAtr,
  contactlessAtr,
  type Face,
  type Protocol,
  powerUp,
  SW,
  transmit,
} from '../chip/index.ts';
import { concat } from '../crypto/index.ts';

export interface SlotCard {
  readonly face: Face;
  readonly protocol: Protocol;
  readonly atr: Uint8Array;
  /** Reset: all that was selected and proved is forgotten. */
  powerUp(): void;
  /** An empty answer means that the card has lost its power. */
  transmit(apdu: Uint8Array): Uint8Array;
}

/** A chip on one of its faces: T=0 through the contacts, T=1 over the air. */
export function chipInSlot(card: Card, face: Face = 'contact'): SlotCard {
  const contact = face === 'contact';
  return {
    face,
    protocol: contact ? 'T=0' : 'T=1',
    atr: contact ? contactAtr(card.historical) : contactlessAtr(card.historical),
    powerUp: () => void powerUp(card, face),
    transmit: (apdu) => (!contact && asksForUid(apdu) ? uidOf(card) : transmit(card, apdu, face)),
  };
}

/** PC/SC part 3: the reader, not the card, answers FF CA 00 00 with the number met in anticollision. */
const asksForUid = (apdu: Uint8Array): boolean =>
  apdu.length === 5 && apdu[0] === 0xff && apdu[1] === 0xca && apdu[2] === 0 && apdu[3] === 0;

const uidOf = (card: Card): Uint8Array => concat(card.historical.slice(-4), Uint8Array.of(SW.ok >> 8, SW.ok & 0xff));
