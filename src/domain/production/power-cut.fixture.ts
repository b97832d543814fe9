// A house whose power fails after a given statement of a transaction, to see that nothing half done stays behind.
import type { House } from '../../base/call.ts';
import type { Database, Db } from '../../base/database/database.ts';

export class PowerCut extends Error {}

/** Runs `work` again and again, the power failing after the 1st, 2nd, 3rd … statement, until it comes through; says how often it failed. */
export async function cutAfterEveryStatement(
  house: House,
  work: (house: House) => Promise<unknown>,
  afterCut: (statement: number) => Promise<void>,
): Promise<number> {
  for (let cut = 1; ; cut += 1) {
    try {
      await work({ ...house, database: watched(house.database, (statements) => cutAt(statements, cut)) });
      return cut - 1;
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      await afterCut(cut);
    }
  }
}

function cutAt(statements: number, cut: number): void {
  if (statements === cut) throw new PowerCut();
}

/** How many statements a piece of work sends to the database in its transaction. */
export async function countStatements(house: House, work: (house: House) => Promise<unknown>): Promise<number> {
  let count = 0;
  const keep = (statements: number) => {
    count = Math.max(count, statements);
  };
  await work({ ...house, database: watched(house.database, keep) });
  return count;
}

function watched(database: Database, after: (statements: number) => void): Database {
  return {
    transaction: <T>(work: (tx: Db) => Promise<T>) =>
      database.transaction((tx) => {
        let statements = 0;
        const counted =
          <A, R>(run: (a: A) => Promise<R>) =>
          async (a: A) => {
            const answer = await run(a);
            statements += 1;
            after(statements);
            return answer;
          };
        return work({
          rows: counted((s: Parameters<Db['rows']>[0]) => tx.rows(s)),
          maybe: counted((s: Parameters<Db['maybe']>[0]) => tx.maybe(s)),
          one: counted((s: Parameters<Db['one']>[0]) => tx.one(s)),
          run: counted((s: Parameters<Db['run']>[0]) => tx.run(s)),
          script: counted((s: string) => tx.script(s)),
        } as unknown as Db);
      }),
  } as unknown as Database;
}
