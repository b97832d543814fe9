// Chips at rest: what was written survives, whatever kind of bytes the commands came in, and stands in nobody else's reach.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemRandom } from '../../base/random.ts';
import { saveCard, transmit } from '../../chip/index.ts';
import { makeSampleCard } from '../../terminal/index.ts';
import { FolderShelf } from './chip-shelf.ts';

const folder = mkdtempSync(join(tmpdir(), 'yikatong-shelf-'));
afterAll(() => rmSync(folder, { recursive: true }));
const random = (length: number) => systemRandom.bytes(length);

test('a chip comes back as it was laid down, also after commands that came as Buffers from a socket', async () => {
  const card = await makeSampleCard({ generation: 2, random });
  // PIN tries are written at every wrong PIN.
  transmit(card, Buffer.from('0020000003999999', 'hex'), 'contact');
  for (const cell of card.memory.cells.values()) cell.body = Buffer.from(cell.body);
  const before = saveCard(card);
  expect(before).not.toContain('"Buffer"');
  const shelf = new FolderShelf(join(folder, 'chips'));
  shelf.keep('B00000014', card);
  expect(saveCard(shelf.take('B00000014', random)!)).toBe(before);
  const file = join(folder, 'chips', 'B00000014.chip.gz');
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(statSync(file).size).toBeLessThan(20_000);
});

test('a number that is none finds nothing and touches no other file', () => {
  const shelf = new FolderShelf(folder);
  for (const number of ['B00000099', '../etc/pwd', '', 'b00000014']) expect(shelf.take(number, random)).toBeUndefined();
});
