// Errand: carries an approved envelope to its bank; the money leaves the fund when the bank has the file.
import { setImmediate } from 'node:timers/promises';
import { systemActor } from '../../base/actor.ts';
import { type House, openCall } from '../../base/call.ts';
import { type Day, dayOf } from '../../base/day.ts';
import { newUuid } from '../../base/ids.ts';
import type { Errand } from '../../base/jobs.ts';
import { writeJournal } from '../../base/journal.ts';
import type { Vault } from '../../base/vault.ts';
import { openBankCardNumbers } from '../cards/index.ts';
import { openNames } from '../holders/index.ts';
import { post, stands } from '../ledger/index.ts';
import { guardEnvelope } from './guard-envelope.ts';
import { programmeKinds } from './programme.ts';
import { endToEndId } from './run.ts';
import { type Envelope, lockEnvelope, markSent, type OutgoingLine, type Run } from './run-store.ts';
import { lockProgramme } from './store.ts';

export const sendEnvelopeName = 'benefits.send-envelope';

/** One payment as a bank is told of it. */
export interface PayLine {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly amountFen: bigint;
}

export interface PayEnvelope {
  readonly envelopeId: string;
  readonly bankCode: string;
  readonly region: string;
  readonly agencyId: string;
  readonly lines: number;
  readonly totalFen: bigint;
  readonly memo: string;
  /** ISO 20022 purpose code. */
  readonly purpose: string;
  readonly day: Day;
}

/** The way to the banks. It may be handed the same envelope twice, after a crash; the bank must take it once. */
export interface PaymentChannel {
  /** Gives the SM3 digest of the file the bank has taken. Throws when it could not be reached: the errand comes again. */
  send(envelope: PayEnvelope, pages: AsyncIterable<readonly PayLine[]>): Promise<Uint8Array>;
}

const pageSize = 2_000;

export const makeSendEnvelope = (channelOf: (house: House) => PaymentChannel): Errand<{ envelopeId: string }> => ({
  name: sendEnvelopeName,
  async errand(house, { envelopeId }) {
    const outgoing = await guardEnvelope(house, envelopeId);
    if (!outgoing) return;
    const { envelope, run, programme, lines } = outgoing;
    const digest = await channelOf(house).send(
      {
        envelopeId,
        bankCode: envelope.bankCode,
        region: programme.region,
        agencyId: programme.agencyId,
        lines: envelope.lines,
        totalFen: envelope.totalFen,
        memo: programme.memo,
        purpose: programmeKinds[programme.kind].purpose,
        day: dayOf(house.clock.now()),
      },
      payLines(house.vault, run, lines),
    );
    await settleSent(house, envelope, programme.id, digest);
  },
});

/** The lines in clear, a page at a time: the names of a whole bank never lie in memory together. */
async function* payLines(vault: Vault, run: Run, lines: readonly OutgoingLine[]): AsyncGenerator<PayLine[]> {
  for (let start = 0; start < lines.length; start += pageSize) {
    yield openLines(vault, run, lines.slice(start, start + pageSize));
    // A page takes some fifty milliseconds of computing; whoever else waits for this process comes in between.
    await setImmediate();
  }
}

function openLines(vault: Vault, run: Run, lines: readonly OutgoingLine[]): PayLine[] {
  const names = openNames(
    vault,
    lines.map(({ holderId, name }) => ({ id: holderId, sealed: name })),
  );
  const accounts = openBankCardNumbers(
    vault,
    lines.map(({ cardId, account }) => ({ id: cardId, sealed: account })),
  );
  return lines.map(({ entitlement, amountFen }, i) => ({
    id: endToEndId(run.number, entitlement),
    name: names[i]!,
    account: accounts[i]!,
    amountFen,
  }));
}

/** The bank has the file: what was set aside is on its way. A second time changes nothing. */
async function settleSent(house: House, envelope: Envelope, programmeId: string, digest: Uint8Array): Promise<void> {
  await house.database.transaction(async (db) => {
    await lockProgramme(db, programmeId);
    const now = await lockEnvelope(db, envelope.id);
    if (now?.state !== 'approved') return;
    const call = openCall(house, db, systemActor(sendEnvelopeName));
    const [answer] = await post(call, [
      {
        ...{ id: newUuid(call.now, house.random), kind: 'post', pendingId: envelope.transferId, day: call.today },
        amountFen: envelope.totalFen,
      },
    ]);
    if (!stands(answer!)) throw new Error(`the ledger refused to send an envelope: ${answer}`);
    await markSent(db, envelope.id, digest, call.now);
    call.note({
      envelopeId: envelope.id,
      runId: envelope.runId,
      bank: envelope.bankCode,
      fileDigest: Buffer.from(digest).toString('hex'),
    });
    await writeJournal(call, sendEnvelopeName);
  });
}
