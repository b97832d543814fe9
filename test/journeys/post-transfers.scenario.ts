// The act that is interrupted: money comes in, is set aside, is moved in a chain, posted and voided, paid out as a set, and sealed.
import type { House } from '../../src/base/call.ts';
import type { Day } from '../../src/base/day.ts';
import { sql } from '../../src/base/sql.ts';
import { type Answer, post, postAll, sealTransfers, type Transfer } from '../../src/domain/ledger/index.ts';
import type { Scenario } from '../crash.ts';

export interface Given {
  readonly fund: string;
  readonly person: string;
  readonly other: string;
  /** Twelve ids made beforehand: whoever asks again asks under the same. */
  readonly ids: readonly string[];
}

const day = '2026-01-05' as Day;

/** Every answer, in order. Run again it must change nothing and answer that everything stands. */
export async function moveMoney(house: House, { fund, person, other, ids }: Given): Promise<Answer[]> {
  const now = house.clock.now();
  const move = (i: number, debitAccountId: string, creditAccountId: string, amountFen: bigint): Transfer => ({
    id: ids[i]!,
    debitAccountId,
    creditAccountId,
    amountFen,
    code: 'pay',
    day,
  });
  const send = (list: readonly Transfer[]) => house.database.transaction((db) => post({ db, now }, list));
  const answers = await send([move(0, fund, person, 1000n), move(1, person, other, 2000n)]);
  answers.push(
    ...(await send([
      { ...move(2, person, fund, 300n), kind: 'pending' } as Transfer,
      { ...move(3, person, fund, 400n), kind: 'pending' } as Transfer,
    ])),
  );
  answers.push(...(await send([{ ...move(4, person, other, 50n), linked: true }, move(5, other, fund, 20n)])));
  answers.push(
    ...(await send([
      { id: ids[6]!, kind: 'post', pendingId: ids[2]!, amountFen: 250n, day },
      { id: ids[7]!, kind: 'void', pendingId: ids[3]!, day },
    ])),
  );
  await house.database.transaction((db) =>
    postAll(
      { db, now },
      sql`select id as transfer_id, ${fund}::uuid as debit_account_id, account as credit_account_id, 10::int8 as amount, 'benefit' as code,
                 null::uuid as reference, ${day}::date as day
          from unnest(${[ids[8], ids[9]]}::uuid[], ${[person, other]}::uuid[]) as t(id, account)`,
    ),
  );
  await house.database.transaction((db) => sealTransfers(db, now));
  return answers;
}

export const run: Scenario = async (house, given: Given) => {
  await moveMoney(house, given);
};
