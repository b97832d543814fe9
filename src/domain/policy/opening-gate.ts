// The gate before people may apply: everything ready, and the public told (GOV-02, GOV-04).
import type { Call } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import { mayOpenBatch } from './may-open-batch.ts';
import type { PackFile } from './pack.ts';
import { refuse } from './refuse.ts';
import { listNotices, readinessOf } from './store.ts';

export interface Opening {
  readonly code: string;
  readonly name: PackFile['name'];
  readonly opens: Day;
}

/** Refuses unless every opening may happen. */
export async function requireGateOpen(call: Call, region: string, openings: readonly Opening[]): Promise<void> {
  if (openings.length === 0) return;
  const readiness = await readinessOf(call.db, region);
  const notices = new Map((await listNotices(call.db, region)).map((one) => [one.batch, one.publishedOn]));
  for (const { code, name, opens } of openings) {
    const gate = mayOpenBatch({ readiness, opens, noticePublished: notices.get(code) });
    if (gate.value === true) continue;
    throw refuse('gate-closed', {
      batch: code,
      what: name.zh,
      reasons: gate.reasons.map((one) => one.zh),
      reasonsEn: gate.reasons.map((one) => one.en),
    });
  }
}

/**
 * What a new version opens by itself, on a day it names and the version before did not: such a day passes no other gate. A
 * region that starts without batches starts with its first phase.
 */
export function openingsOf(file: PackFile, before: PackFile | undefined, from: Day): Opening[] {
  const effective = (day: string) => (day > from ? day : from) as Day;
  const fresh = file.batches.filter(
    (batch) =>
      batch.opens.length === 10 &&
      (batch.until === undefined || batch.until >= from) &&
      !before?.batches.some((old) => old.code === batch.code && old.opens === batch.opens),
  );
  const starting = !before && file.batches.length === 0 ? file.phases.slice(0, 1) : [];
  return [
    ...fresh.map(({ code, name, opens }) => ({ code, name, opens: effective(opens) })),
    ...starting
      .filter((phase) => phase.from !== 'unknown')
      .map(({ code, name, from: start }) => ({ code, name, opens: effective(start) })),
  ];
}
