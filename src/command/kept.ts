// Answers kept under a word between calls of the command line, so that a later call can name a part of one: `%mine.orders.0.order.orderId`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WrongUsage } from './command.ts';

const keptFile = (home: string) => join(home, 'kept.json');

export function readKept(home: string): Record<string, unknown> {
  const file = keptFile(home);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

export function fromKept(kept: Record<string, unknown>, path: string): unknown {
  const value = path
    .split('.')
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], kept);
  if (value === undefined) throw new WrongUsage(`%${path}: 没有保存过这样的答复 · nothing like that was kept (--keep)`);
  return value;
}

export function keepAnswer(home: string, word: string, answer: unknown): void {
  writeFileSync(keptFile(home), JSON.stringify({ ...readKept(home), [word]: answer }), { mode: 0o600 });
}
