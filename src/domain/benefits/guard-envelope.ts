// The guard at the last moment (BEN-02): what changed between draft and sending is held, once, before the first file goes out.
import { systemActor } from '../../base/actor.ts';
import { type House, openCall } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import { newUuid } from '../../base/ids.ts';
import { writeJournal } from '../../base/journal.ts';
import { post, stands } from '../ledger/index.ts';
import type { AccountTrouble } from './pay-account-store.ts';
import type { Programme } from './programme.ts';
import { accountTroubles } from './run.ts';
import {
  type Envelope,
  findEnvelope,
  findRun,
  holdTroubled,
  lockEnvelope,
  markGuarded,
  type Run,
} from './run-store.ts';
import { lockProgramme } from './store.ts';
import { tellHeldName } from './tell-held.ts';

export interface Outgoing {
  readonly envelope: Envelope;
  readonly run: Run;
  readonly programme: Programme;
}

/** An envelope that waits to be sent, with only lines that may be paid; undefined when there is nothing to send. */
export const guardEnvelope = (house: House, id: string): Promise<Outgoing | undefined> =>
  house.database.transaction(async (db) => {
    const seen = await findEnvelope(db, id);
    if (!seen) return undefined;
    const run = (await findRun(db, seen.runId))!;
    const programme = (await lockProgramme(db, run.programmeId))!;
    const envelope = await lockEnvelope(db, id);
    if (envelope?.state !== 'approved') return undefined;
    if (envelope.guarded) return { envelope, run, programme };
    const held = await holdLines(house, db, { envelope, run, programme });
    const left = { lines: envelope.lines - held.lines, totalFen: envelope.totalFen - held.totalFen };
    await markGuarded(db, { ...envelope, ...left }, house.clock.now());
    return left.lines === 0 ? undefined : { envelope: { ...envelope, ...left }, run, programme };
  });

async function holdLines(house: House, db: Db, { envelope, run, programme }: Outgoing) {
  const held = await holdTroubled(db, envelope, run.period);
  if (held.length === 0) return { lines: 0, totalFen: 0n };
  const call = openCall(house, db, systemActor(tellHeldName));
  if (held.length === envelope.lines) {
    // Nobody is left to be paid: what was set aside goes back to the fund.
    const id = newUuid(call.now, house.random);
    const [answer] = await post(call, [{ id, kind: 'void', pendingId: envelope.transferId, day: call.today }]);
    if (!stands(answer!)) throw new Error(`the ledger refused to give back what an envelope had set aside: ${answer}`);
  }
  call.note({
    ...{ runId: run.id, envelopeId: envelope.id, region: programme.region, period: run.period },
    heldForAccount: held
      .filter(({ reason }) => accountTroubles.includes(reason as AccountTrouble))
      .map(({ holderId }) => holderId),
  });
  await writeJournal(call, tellHeldName);
  return { lines: held.length, totalFen: held.reduce((sum, { amountFen }) => sum + amountFen, 0n) };
}
