// Driver for PGlite, the fallback where no native PostgreSQL binary exists: one session, in a worker thread.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Connection, Driver, Lane, Result } from './database.ts';

interface Question {
  what: 'execute' | 'executePrepared' | 'script' | 'snapshot' | 'close';
  text?: string;
  values?: readonly unknown[];
}

/** Compiled once a process: a worker that compiles its own spends two seconds of processor time on it, each time. */
let compiled: Promise<{ program: WebAssembly.Module; files: Blob }> | undefined;

async function compile() {
  const dist = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'));
  return {
    program: await WebAssembly.compile(readFileSync(join(dist, 'pglite.wasm'))),
    files: new Blob([readFileSync(join(dist, 'pglite.data'))]),
  };
}

/** Opens PGlite on a folder, or in memory when none is given (tests), optionally from a snapshot of another one. */
export async function openPglite(
  folder?: string,
  snapshot?: Uint8Array,
): Promise<Driver & { snapshot(): Promise<Uint8Array> }> {
  compiled ??= compile();
  const shared = await compiled;
  const unlock = folder ? lockFolder(folder) : () => undefined;
  const worker = new Worker(new URL('./pglite-worker.js', import.meta.url), {
    workerData: { folder: folder && join(folder, 'pglite'), snapshot, ...shared },
    execArgv: [],
  });
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  let asked = 0;
  worker.on('message', ({ id, answer, error }) => {
    const { resolve, reject } = waiting.get(id)!;
    waiting.delete(id);
    if (error) reject(Object.assign(new Error(error.message), error));
    else resolve(answer as never);
  });
  // A worker that has gone (out of memory, for one) answers nobody: who waits and whoever asks later must hear of it.
  let gone: Error | undefined;
  const end = (error: Error) => {
    gone ??= error;
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  worker.on('error', (error) => end(new Error(`the database worker failed: ${error}; start the program again`)));
  worker.on('exit', () => end(new Error('the database worker has ended; start the program again')));
  const ask = <T>(question: Question) =>
    new Promise<T>((resolve, reject) => {
      if (gone) {
        reject(gone);
        return;
      }
      asked += 1;
      waiting.set(asked, { resolve, reject });
      worker.postMessage({ id: asked, ...question });
    });

  const direct: Connection = {
    execute: (text, values) => ask<Result>({ what: 'execute', text, values }),
    script: (text) => ask<void>({ what: 'script', text }),
  };
  // There is one session, so whoever holds a transaction holds the database; others queue here.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  // There is only one session: a lane saves the parsing and planning, and shares everything else.
  const lane: Lane = {
    execute: (text, values) => inTurn(() => ask<Result>({ what: 'executePrepared', text, values })),
    script: (text) => inTurn(() => direct.script(text)),
    close: async () => undefined,
  };
  await direct.script('select 1');
  return {
    kind: 'pglite',
    description: 'PGlite (fallback without a native PostgreSQL: not safe against power loss)',
    execute: (text, values) => inTurn(() => direct.execute(text, values)),
    script: (text) => inTurn(() => direct.script(text)),
    reserve: (work) => inTurn(() => work(direct)),
    openLane: () => lane,
    snapshot: () => inTurn(() => ask<Uint8Array>({ what: 'snapshot' })),
    async close() {
      await inTurn(() => ask<void>({ what: 'close' }));
      await worker.terminate();
      unlock();
    },
  };
}

/** PGlite lets two processes open one folder and damage it; a lock file of our own refuses the second. */
function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, 'pglite.lock');
  if (existsSync(lock)) {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (pid !== process.pid && isAlive(pid)) {
      throw new Error(`the database in ${folder} is in use by process ${pid}; stop that process first`);
    }
    rmSync(lock, { force: true });
  }
  // 'wx' makes the file only if nobody was faster.
  writeFileSync(lock, String(process.pid), { flag: 'wx' });
  return () => rmSync(lock, { force: true });
}

/** Whether a process runs. One that has died but that nobody has collected yet does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^ Z/.test(stat.slice(stat.lastIndexOf(')') + 1));
  } catch {
    // No /proc on this system: what kill says is all there is.
    return true;
  }
}
