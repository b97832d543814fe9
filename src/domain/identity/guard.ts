// Against guessing: five failures lock a name for a quarter of an hour, whether or not the name is anybody's.
import type { Call } from '../../base/call.ts';
import { sql } from '../../base/sql.ts';

export const maxFailures = 5;
export const lockMinutes = 15;

/** Until when a name is locked. Holds its row, so that many guesses at once queue up and count one by one. */
export async function lockedUntil(call: Call, key: Uint8Array): Promise<Date | undefined> {
  await call.db.run(sql`
    insert into identity.guard (key, failures, changed_at) values (${key}, 0, ${call.now}) on conflict do nothing`);
  const row = await call.db.one<{ lockedUntil: Date | null }>(
    sql`select locked_until as "lockedUntil" from identity.guard where key = ${key} for update`,
  );
  return row.lockedUntil && row.lockedUntil > call.now ? row.lockedUntil : undefined;
}

/** Counts a failure; the fifth locks. Gives how many tries are left. */
export async function countFailure(call: Call, key: Uint8Array): Promise<number> {
  const until = new Date(call.now.getTime() + lockMinutes * 60_000);
  const quarterAgo = new Date(call.now.getTime() - lockMinutes * 60_000);
  // A failure of yesterday is forgotten, and so is a lock that has run out.
  const { failures } = await call.db.one<{ failures: number }>(sql`
    update identity.guard set
      failures = case when changed_at < ${quarterAgo} or locked_until is not null then 1 else failures + 1 end,
      locked_until = case when changed_at >= ${quarterAgo} and locked_until is null and failures + 1 >= ${maxFailures} then ${until}::timestamptz end,
      changed_at = ${call.now}
    where key = ${key} returning failures`);
  return maxFailures - failures;
}

export const clearFailures = (call: Call, key: Uint8Array) =>
  call.db.run(sql`
    update identity.guard set failures = 0, locked_until = null, changed_at = ${call.now} where key = ${key}`);
