import type { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { openPglite } from './pglite.ts';

test('a PGlite worker that ends refuses the statement in hand and every later one, and keeps nobody waiting', async () => {
  const started = new Promise<Worker>((resolve) => process.once('worker', resolve));
  const driver = await openPglite();
  const worker = await started;
  const inHand = driver.execute('select count(*) from generate_series(1, 2000000000)', []);
  const queued = driver.execute('select 1', []);
  await worker.terminate();
  const ended = 'the database worker has ended; start the program again';
  await expect(inHand).rejects.toThrow(ended);
  await expect(queued).rejects.toThrow(ended);
  await expect(driver.execute('select 1', [])).rejects.toThrow(ended);
}, 60_000);
