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
  pgliteWasmModule: workerData.program,
  fsBundle: workerData.files,
  relaxedDurability: false,
}).then(async (db) => {
  await db.exec("set timezone = 'UTC'; set jit = off");
  return db;
});

// `query` parses and describes a statement every time; a prepared one that is executed as text does neither.
const prepared = new Map();

async function prepare(db, text) {
  let name = prepared.get(text);
  if (!name) {
    name = `lane_${prepared.size}`;
    await db.exec(`set plan_cache_mode = force_generic_plan; prepare ${name} as ${text}; reset plan_cache_mode`);
    prepared.set(text, name);
  }
  return name;
}

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

function literal(value) {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return quoted(`{${value.map(element).join(',')}}`);
  if (value instanceof Date) return quoted(value.toISOString());
  if (value instanceof Uint8Array) return quoted(`\\x${Buffer.from(value).toString('hex')}`);
  return quoted(String(value));
}

function element(value) {
  if (value === null || value === undefined) return 'NULL';
  if (value instanceof Date) return `"${value.toISOString()}"`;
  if (typeof value !== 'string') return String(value);
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

const does = {
  async execute(db, { text, values }) {
    const { rows, affectedRows } = await db.query(text, values, options);
    return { rows, count: affectedRows || rows.length };
  },
  async executePrepared(db, { text, values }) {
    const name = await prepare(db, text);
    const [result] = await db.exec(`execute ${name}(${values.map(literal).join(',')})`, options);
    return { rows: result.rows, count: result.affectedRows || result.rows.length };
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
