// Job: names the people whose lines were held, a page at a time, in lines of the journal; the message centre tells them (BEN-02).
import { type Job, later } from '../../base/jobs.ts';
import { getProgramme } from './get-programme.ts';
import { accountTroubles } from './run.ts';
import { findRun, heldLines } from './run-store.ts';

export const tellHeldName = 'benefits.tell-held';
const pageSize = 2_000;

export const tellHeld: Job<{ runId: string; after: string }> = {
  name: tellHeldName,
  async run(call, { runId, after }) {
    const run = (await findRun(call.db, runId))!;
    const held = await heldLines(call.db, runId, BigInt(after), pageSize);
    if (held.length === 0) return;
    const { region } = await getProgramme(call, run.programmeId);
    const of = (...reasons: string[]) =>
      held.filter(({ reason }) => reasons.includes(reason)).map(({ holderId }) => holderId);
    call.note({
      runId,
      region,
      period: run.period,
      heldForAccount: of(...accountTroubles),
      heldForCertification: of('certification'),
    });
    const last = held.at(-1)!.entitlement;
    await later(call, tellHeld, { runId, after: last.toString() }, { key: `${runId} ${last}` });
  },
};
