// A card at rest as text, and back: what a simulated world stores between two uses. A copy of it is a clone of the card.
import { fromHex } from '../crypto/index.ts';
import { toHex } from './bytes.ts';
import type { Card } from './card.ts';
import { assemble, powerUp } from './card.ts';
import type { CardApplication } from './card-application.ts';
import type { Cell, Memory } from './memory.ts';
import type { CardProduct } from './products.ts';

const isBytes = (value: unknown): value is { bytes: string } =>
  typeof value === 'object' && value !== null && 'bytes' in value && typeof value.bytes === 'string';

/** Everything that survives power-off, an unfinished log included, as JSON. It holds the card's keys: treat it as one. */
export function saveCard({ product, historical, memory }: Card): string {
  const content = { product, historical, memory: { ...memory, cells: [...memory.cells.values()] } };
  // Commands may have come in as Buffers, which turn themselves into something else before a replacer sees them: look at what stands there.
  return JSON.stringify(content, function (this: Record<string, unknown>, name: string, value: unknown) {
    const stored = this[name];
    return stored instanceof Uint8Array ? { bytes: toHex(stored) } : value;
  });
}

/** The card of a saved image, powered down and up again. Throws SyntaxError or RangeError on a damaged image. */
export function loadCard(
  image: string,
  applications: readonly CardApplication[],
  random: (length: number) => Uint8Array,
): Card {
  const { product, historical, memory } = JSON.parse(image, (_, value: unknown) =>
    isBytes(value) ? fromHex(value.bytes) : value,
  ) as { product: CardProduct; historical: Uint8Array; memory: Omit<Memory, 'cells'> & { cells: Cell[] } };
  const cells = new Map(memory.cells.map((cell) => [cell.id, cell]));
  const card = assemble(product, historical, { ...memory, cells }, applications, random);
  powerUp(card, 'contact');
  return card;
}

/** A second card with the same memory and chance of its own: a clone, as a thief would make it. */
export function cloneCard(card: Card, random: (length: number) => Uint8Array): Card {
  const { product, historical, memory, applications } = card;
  const cells = new Map([...memory.cells].map(([id, cell]) => [id, { ...cell, body: cell.body.slice() }]));
  const clone = assemble(
    product,
    historical,
    { ...memory, cells, log: [...memory.log] },
    [...applications.values()],
    random,
  );
  powerUp(clone, 'contact');
  return clone;
}
