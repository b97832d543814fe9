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
      await work({ ...house, database: failing(house.database, cut) });
      return cut - 1;
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      await afterCut(cut);
    }
  }
}

function failing(database: Database, cut: number): Database {
  return {
    transaction: <T>(work: (tx: Db) => Promise<T>) =>
      database.transaction((tx) => {
        let statements = 0;
        const counted =
          <A, R>(run: (a: A) => Promise<R>) =>
          async (a: A) => {
            const answer = await run(a);
            statements += 1;
            if (statements === cut) throw new PowerCut();
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
