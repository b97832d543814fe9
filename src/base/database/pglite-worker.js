// The PGlite worker: one database, statements one after the other, away from the thread that serves people.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite, types } from '@electric-sql/pglite';

const asBigInt = (text) => BigInt(text);
const asBigInts = (text) =>
  text === '{}'
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((n) => (n === 'NULL' ? null : BigInt(n)));
const int8Array = 1016;
const options = {
  parsers: {
    [types.INT8]: asBigInt,
    [int8Array]: asBigInts,
    [types.DATE]: (text) => text,
    [types.TIMESTAMPTZ]: (text) => new Date(text),
  },
};

const ready = PGlite.create({
  ...(workerData.folder ? { dataDir: workerData.folder } : {}),
  ...(workerData.snapshot ? { loadDataDir: new Blob([workerData.snapshot]) } : {}),
  relaxedDurability: false,
}).then(async (db) => {
  await db.exec("set timezone = 'UTC'; set jit = off");
  return db;
});

const does = {
  async execute(db, { text, values }) {
    const { rows, affectedRows } = await db.query(text, values, options);
    return { rows, count: affectedRows || rows.length };
  },
  async script(db, { text }) {
    await db.exec(text);
  },
  async snapshot(db) {
    return new Uint8Array(await (await db.dumpDataDir('none')).arrayBuffer());
  },
  async close(db) {
    await db.close();
  },
};

parentPort.on('message', async (message) => {
  try {
    const answer = await does[message.what](await ready, message);
    parentPort.postMessage({ id: message.id, answer });
  } catch (error) {
    const { code, constraint, detail, table } = error;
    parentPort.postMessage({ id: message.id, error: { message: error.message, code, constraint, detail, table } });
  }
});
