// One face for the three databases: embedded PostgreSQL, PGlite, and a PostgreSQL server. Types agree on all of them.
import type { Sql } from '../sql.ts';

/** What a driver delivers for one statement. */
export interface Result {
  readonly rows: readonly unknown[];
  readonly count: number;
}

/** One connection as a driver offers it. */
export interface Connection {
  execute(text: string, values: readonly unknown[]): Promise<Result>;
  /** Several statements at once, without parameters. */
  script(text: string): Promise<void>;
}

/** Somewhere statements run: straight on the database, or inside one transaction. */
export class Db {
  readonly #connection: Connection;
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** All rows. int8 arrives as bigint, date as 'YYYY-MM-DD', timestamptz as Date, bytea as Uint8Array. */
  async rows<R>(statement: Sql): Promise<R[]> {
    return (await this.#connection.execute(statement.text, statement.values)).rows as R[];
  }

  /** The only row, or undefined. More than one is a broken assumption. */
  async maybe<R>(statement: Sql): Promise<R | undefined> {
    const rows = await this.rows<R>(statement);
    if (rows.length > 1) throw new Error(`at most one row expected, got ${rows.length}: ${statement.text}`);
    return rows[0];
  }

  /** The only row. */
  async one<R>(statement: Sql): Promise<R> {
    const row = await this.maybe<R>(statement);
    if (row === undefined) throw new Error(`one row expected, got none: ${statement.text}`);
    return row;
  }

  /** Runs a change and says how many rows it touched. */
  async run(statement: Sql): Promise<number> {
    return (await this.#connection.execute(statement.text, statement.values)).count;
  }

  async script(text: string): Promise<void> {
    await this.#connection.script(text);
  }
}

/** A connection of its own for one statement that runs thousands of times a second: planned once, never by sequential scan. */
export interface Lane extends Connection {
  close(): Promise<void>;
}

export type DatabaseKind = 'embedded' | 'pglite' | 'postgres';

/** How a driver hands out connections. */
export interface Driver extends Connection {
  readonly kind: DatabaseKind;
  /** One plain sentence about the database for the start page and the log. */
  readonly description: string;
  /** Runs work on one reserved connection. */
  reserve<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Opens a lane; it connects when first used, again after a break, and is closed with the driver. */
  openLane(): Lane;
  close(): Promise<void>;
}

const maxTries = 6;

/** Whether a statement was rolled back only because others were in the way. */
export const isRetryable = (error: unknown): boolean => ['40001', '40P01'].includes(sqlState(error) ?? '');

/** The database: statements on their own, or in transactions that are tried again after a deadlock. */
export class Database extends Db {
  readonly #driver: Driver;
  constructor(driver: Driver) {
    super(driver);
    this.#driver = driver;
  }

  get kind(): DatabaseKind {
    return this.#driver.kind;
  }
  get description(): string {
    return this.#driver.description;
  }

  /** Runs work in one transaction; on deadlock or serialization failure everything is rolled back and tried again. */
  async transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#driver.reserve(async (connection) => {
          await connection.script('begin');
          try {
            const answer = await work(new Db(connection));
            await connection.script('commit');
            return answer;
          } catch (error) {
            await connection.script('rollback').catch(() => undefined);
            throw error;
          }
        });
      } catch (error) {
        if (attempt >= maxTries || !isRetryable(error)) throw error;
        // A growing pause lets the other side of the deadlock finish first.
        await new Promise((resolve) => setTimeout(resolve, 5 * 2 ** attempt));
      }
    }
  }

  /** A lane of its own (decision 0004). */
  openLane(): Lane {
    return this.#driver.openLane();
  }

  close(): Promise<void> {
    return this.#driver.close();
  }
}

/** The five-letter SQLSTATE of a database error, if it is one. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** True when the database refused a second row under a unique key or index of that name. */
export function isDuplicate(error: unknown, constraint: string): boolean {
  return sqlState(error) === '23505' && (error as { constraint?: string }).constraint === constraint;
}
