// Jobs: work that runs later, again and again until it is done. A job's change and its completion are one transaction.
import { setTimeout } from 'node:timers/promises';
import { systemActor } from './actor.ts';
import { type Call, type House, openCall } from './call.ts';
import type { Db } from './database/database.ts';
import { newUuid } from './ids.ts';
import { writeJournal } from './journal.ts';
import { toJson } from './json.ts';
import { countJob } from './metrics.ts';
import { sql } from './sql.ts';

/** `again` names the instant of the next run; nothing means done for good. */
// biome-ignore lint/suspicious/noConfusingVoidType: a job that is done returns nothing
export type JobOutcome = { again: Date } | void;

/** Work inside the database: runs in one transaction with its own completion, so it happens exactly once. */
export interface Job<P = unknown> {
  readonly name: string;
  run(call: Call, payload: P): Promise<JobOutcome>;
}

/** Work that speaks to the outside between transactions; may run twice, so the outside must recognise a repeat. */
export interface Errand<P = unknown> {
  readonly name: string;
  errand(house: House, payload: P): Promise<JobOutcome>;
}

export type AnyJob = Job<never> | Errand<never>;

/** Asks for a job. With a key, a second wish for the same key while the first waits changes nothing. */
export async function later<P>(
  call: Pick<Call, 'db' | 'now' | 'newId'>,
  job: { readonly name: string; run?(call: Call, payload: P): unknown; errand?(house: House, payload: P): unknown },
  payload: P,
  options: { due?: Date; key?: string } = {},
): Promise<void> {
  await call.db.run(sql`
    insert into base.job (id, name, key, payload, due, made_at)
    values (${call.newId()}, ${job.name}, ${options.key}, ${toJson(payload)}::jsonb, ${options.due ?? call.now}, ${call.now})
    on conflict do nothing`);
}

const maxAttempts = 12;

interface Taken {
  id: string;
  name: string;
  payload: never;
  attempts: number;
}

const takeDue = (db: Db, now: Date, names: readonly string[]) =>
  db.maybe<Taken>(sql`
    select id, name, payload, attempts from base.job
    where state = 'waiting' and due <= ${now} and name = any(${names}::text[])
    order by due limit 1 for update skip locked`);

const settle = (db: Db, id: string, outcome: JobOutcome, now: Date) =>
  outcome
    ? db.run(sql`update base.job set due = ${outcome.again}, attempts = 0, last_error = null where id = ${id}`)
    : db.run(sql`update base.job set state = 'done', due = ${now}, last_error = null where id = ${id}`);

/** Runs one due job; false when none is due. A job that throws waits longer each time, and stops after twelve tries. */
export async function runNextJob(house: House, jobs: readonly AnyJob[]): Promise<boolean> {
  const { database, log } = house;
  const now = house.clock.now();
  const byName = new Map(jobs.map((job) => [job.name, job]));
  let taken: Taken | undefined;
  try {
    const errand = await database.transaction(async (db) => {
      taken = await takeDue(db, now, [...byName.keys()]);
      if (!taken) return undefined;
      const job = byName.get(taken.name)!;
      if ('errand' in job) {
        // Out of sight for others while we are outside; comes back by itself if this process dies.
        await db.run(
          sql`update base.job set due = ${new Date(now.getTime() + 5 * 60_000)}, attempts = attempts + 1 where id = ${taken.id}`,
        );
        return job;
      }
      const call = openCall(house, db, systemActor(job.name));
      const outcome = await job.run(call, taken.payload);
      if (call.holders.size > 0 || Object.keys(call.facts).length > 0) await writeJournal(call, job.name);
      await settle(db, taken.id, outcome, now);
      countJob(taken.name, outcome ? 'again' : 'done');
      return undefined;
    });
    if (!taken) return false;
    if (errand) {
      const outcome = await errand.errand(house, taken.payload);
      await settle(database, taken.id, outcome, now);
      countJob(taken.name, outcome ? 'again' : 'done');
    }
    return true;
  } catch (error) {
    if (!taken) throw error;
    const stop = taken.attempts + 1 >= maxAttempts;
    log.error(
      { job: taken.name, id: taken.id, attempt: taken.attempts + 1, err: String(error) },
      stop ? 'job stopped' : 'job failed',
    );
    countJob(taken.name, stop ? 'stopped' : 'failed');
    const wait = Math.min(2 ** taken.attempts, 720) * 5_000;
    await database.run(sql`
      update base.job set attempts = ${taken.attempts + 1}, last_error = ${String(error).slice(0, 500)}, due = ${new Date(now.getTime() + wait)},
        state = ${stop ? 'stopped' : 'waiting'} where id = ${taken.id}`);
    return true;
  }
}

/** Runs everything that is due now. A simulation calls it at every tick. */
export async function runDueJobs(house: House, jobs: readonly AnyJob[]): Promise<number> {
  let count = 0;
  while (await runNextJob(house, jobs)) count += 1;
  return count;
}

/** Makes sure the jobs that run for ever are there. */
export async function ensureJobs(house: House, names: readonly string[]): Promise<void> {
  const now = house.clock.now();
  for (const name of names) {
    const call = { db: house.database, now, newId: () => newUuid(now, house.random) };
    await later(call, { name }, {}, { key: 'for ever' });
  }
}

/** Jobs in hand at once: while one waits for an outside that is slow to answer, the others go on. */
const workers = 2;

/** Works on due jobs until stopped; the returned function waits for the jobs in hand. */
export function startJobs(house: House, jobs: readonly AnyJob[], pauseMs = 500): () => Promise<void> {
  const stop = new AbortController();
  const work = async () => {
    while (!stop.signal.aborted) {
      const worked = await runNextJob(house, jobs).catch((error) => {
        house.log.error({ err: String(error) }, 'jobs cannot reach the database');
        return false;
      });
      if (!worked) await setTimeout(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const loops = Array.from({ length: workers }, work);
  return async () => {
    stop.abort();
    await Promise.all(loops);
  };
}
