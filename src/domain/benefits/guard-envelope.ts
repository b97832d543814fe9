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
  holdOutgoing,
  lockEnvelope,
  markGuarded,
  type OutgoingLine,
  outgoingLines,
  type Run,
} from './run-store.ts';
import { lockProgramme } from './store.ts';
import { tellHeldName } from './tell-held.ts';

export interface Outgoing {
  readonly envelope: Envelope;
  readonly run: Run;
  readonly programme: Programme;
  /** What is to be paid, in the order of the file. */
  readonly lines: readonly OutgoingLine[];
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
    const lines = await outgoingLines(db, envelope, run.period);
    // Guarded before: the bank may have that file already, and gets the same again.
    if (envelope.guarded) return { envelope, run, programme, lines };
    const held = lines.filter(({ reason }) => reason !== null);
    const heldFen = held.reduce((sum, { amountFen }) => sum + amountFen, 0n);
    if (held.length > 0) await holdBack(house, db, { envelope, run, programme, lines: held });
    const left = { lines: envelope.lines - held.length, totalFen: envelope.totalFen - heldFen };
    await markGuarded(db, { ...envelope, ...left }, house.clock.now());
    if (left.lines === 0) return undefined;
    return { envelope: { ...envelope, ...left }, run, programme, lines: lines.filter(({ reason }) => reason === null) };
  });

async function holdBack(house: House, db: Db, { envelope, run, programme, lines: held }: Outgoing): Promise<void> {
  await holdOutgoing(db, run.id, held);
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
}
