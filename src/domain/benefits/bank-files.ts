// The way to the banks by files: an envelope becomes one signed file in the bank's own profile.
import { systemActor } from '../../base/actor.ts';
import { type House, openCall } from '../../base/call.ts';
import { exportPaymentFile, type PaymentLine, type PaymentPurpose, profiles, signForBank } from '../banking/index.ts';
import { getInstitution } from '../institutions/index.ts';
import { readEndToEndId, wireIdOf } from './run.ts';
import type { PayEnvelope, PayLine, PaymentChannel } from './send-envelope.ts';
import { findPayingAccount } from './store.ts';

/** Carries files: a simulated bank, or a line to a real one. Throws when the bank cannot be reached. */
export interface FileCarrier {
  /** A bank knows an envelope that comes again by its id, and pays it once. */
  carry(file: {
    readonly region: string;
    readonly bankCode: string;
    readonly envelopeId: string;
    readonly name: string;
    readonly bytes: Uint8Array;
    /** SM2 over the bytes, 128 hex digits. */
    readonly signature: string;
  }): Promise<void>;
}

export const bankFiles = (house: House, carrier: FileCarrier): PaymentChannel => ({
  async send(envelope, pages) {
    const call = openCall(house, house.database, systemActor('bank-files'));
    const { region, bankCode, envelopeId, agencyId } = envelope;
    const paying = await findPayingAccount(house.database, agencyId, bankCode);
    if (!paying) throw new Error(`the agency has no paying account at ${bankCode}: set one, and the envelope goes out`);
    const { name } = await getInstitution(house.database, agencyId);
    const file = exportPaymentFile(profiles[paying.profile], {
      messageId: envelopeId,
      createdAt: call.now,
      executeOn: envelope.day,
      purpose: envelope.purpose as PaymentPurpose,
      payer: { name, accountNumber: paying.accountNumber, cnaps: paying.cnaps },
      lines: await collect(envelope, pages, paying.cnaps),
    });
    const signature = await signForBank(call, { region, bankCode }, file.bytes);
    await carrier.carry({ region, bankCode, envelopeId, name: file.name, bytes: file.bytes, signature });
    return file.digest;
  },
});

async function collect(envelope: PayEnvelope, pages: AsyncIterable<readonly PayLine[]>, cnaps: string) {
  const lines: PaymentLine[] = [];
  for await (const page of pages) {
    for (const { id, name, account, amountFen } of page) {
      const { runNumber, entitlement } = readEndToEndId(id)!;
      const payee = { name, accountNumber: account, cnaps };
      lines.push({ id: wireIdOf(runNumber, entitlement), payee, amountFen, memo: envelope.memo });
    }
  }
  // What was approved is what is sent, to the fen.
  const totalFen = lines.reduce((sum, { amountFen }) => sum + amountFen, 0n);
  if (lines.length !== envelope.lines || totalFen !== envelope.totalFen) {
    throw new Error(
      `envelope ${envelope.envelopeId} has ${lines.length} lines of ${totalFen} fen, not what was approved`,
    );
  }
  return lines;
}
