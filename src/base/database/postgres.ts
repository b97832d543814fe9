// Driver for a PostgreSQL server (15 and newer), also used for the embedded one.
import pg from 'pg';
import { arrayLiteral } from './array-literal.ts';
import type { Connection, DatabaseKind, Driver, Lane, Result } from './database.ts';

const { builtins } = pg.types;

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, BigInt],
  [builtins.DATE, (text) => text],
  [1182, (text) => pg.types.getTypeParser(1009 as never)(text)], // date[]: the same as text[]
  [
    1016,
    (text) => (pg.types.getTypeParser(1009 as never)(text) as string[]).map((n) => (n === null ? null : BigInt(n))),
  ],
]);

const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    format !== 'binary' && parsers.has(oid) ? parsers.get(oid) : pg.types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig;

// Named statements save parsing and planning; texts are few because values never become part of them.
const names = new Map<string, string>();
const maxNames = 2000;

/**
 * A statement over many rows is planned anew each time: a plan made while a table was small must not serve thousands when it
 * has grown (seen 5 times slower), and beside thousands of rows planning costs nothing.
 */
const isLarge = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 32 : typeof value === 'string' && value.length > 8192;

function nameOf(text: string): string | undefined {
  let name = names.get(text);
  if (!name && names.size < maxNames) {
    name = `y${names.size}`;
    names.set(text, name);
  }
  return name;
}

type Plans = 'anew when large' | 'once';

function connectionOn(client: Pick<pg.ClientBase, 'query'>, plans: Plans = 'anew when large'): Connection {
  return {
    async execute(text, values): Promise<Result> {
      const name = plans === 'once' || !values.some(isLarge) ? nameOf(text) : undefined;
      const result = await client.query({ text, values: values.map(arrayLiteral), ...(name ? { name } : {}) });
      return { rows: result.rows, count: result.rowCount ?? 0 };
    },
    async script(text) {
      await client.query(text);
    },
  };
}

export interface PostgresOptions {
  readonly kind?: DatabaseKind;
  readonly description?: string;
  readonly connections?: number;
  /** Called when the pool has been closed: the embedded server stops then. */
  readonly afterClose?: () => Promise<void>;
}

export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Driver> {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 10,
    types,
    options: '-c timezone=UTC -c jit=off',
    application_name: 'yikatong',
  });
  // An idle connection that breaks is replaced at its next use; it must not bring the process down.
  pool.on('error', () => undefined);
  await pool.query('select 1');
  let closed = false;
  const lanes = new Set<Lane>();
  return {
    kind: options.kind ?? 'postgres',
    description: options.description ?? 'PostgreSQL server',
    ...connectionOn(pool as unknown as pg.ClientBase),
    async reserve(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      const onError = (error: Error) => {
        broken = error;
      };
      client.on('error', onError);
      try {
        return await work(connectionOn(client));
      } finally {
        client.off('error', onError);
        client.release(broken ?? false);
      }
    },
    openLane() {
      const lane = laneTo(url);
      lanes.add(lane);
      return lane;
    },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.all([...lanes].map((lane) => lane.close()));
      await pool.end();
      await options.afterClose?.();
    },
  };
}

// The lane's statement is planned once for any number of rows; sequential scans are ruled out so that this plan stays
// right while the tables grow. A statement that hangs would hold up everybody behind it.
const laneSettings =
  '-c timezone=UTC -c jit=off -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c statement_timeout=10000';

function laneTo(url: string): Lane {
  let connecting: Promise<pg.Client> | undefined;
  let closed = false;
  const connect = async () => {
    const client = new pg.Client({
      connectionString: url,
      types,
      options: laneSettings,
      application_name: 'yikatong lane',
      connectionTimeoutMillis: 5000,
    });
    // A broken connection is replaced at the next statement.
    const forget = () => {
      connecting = undefined;
    };
    client.on('error', forget);
    client.on('end', forget);
    await client.connect();
    return client;
  };
  const connected = () => {
    if (closed) throw new Error('this lane is closed');
    connecting ??= connect().catch((error) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  };
  return {
    execute: async (text, values) => connectionOn(await connected(), 'once').execute(text, values),
    script: async (text) => connectionOn(await connected()).script(text),
    async close() {
      closed = true;
      await (await connecting?.catch(() => undefined))?.end();
    },
  };
}
