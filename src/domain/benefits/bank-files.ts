// The way to the banks by files: an envelope becomes one signed file in the bank's own profile.
import { systemActor } from '../../base/actor.ts';
import { type House, openCall } from '../../base/call.ts';
import { PaymentFileWriter, type PaymentPurpose, profiles, signForBank } from '../banking/index.ts';
import { getInstitution } from '../institutions/index.ts';
import { readEndToEndId, wireIdOf } from './run.ts';
import type { PaymentChannel } from './send-envelope.ts';
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
    const writer = new PaymentFileWriter(profiles[paying.profile], {
      messageId: envelopeId,
      createdAt: call.now,
      executeOn: envelope.day,
      purpose: envelope.purpose as PaymentPurpose,
      payer: { name, accountNumber: paying.accountNumber, cnaps: paying.cnaps },
      count: envelope.lines,
      totalFen: envelope.totalFen,
    });
    const { memo } = envelope;
    for await (const page of pages)
      writer.add(
        page.map(({ id, name: payee, account, amountFen }) => {
          const { runNumber, entitlement } = readEndToEndId(id)!;
          const to = { name: payee, accountNumber: account, cnaps: paying.cnaps };
          return { id: wireIdOf(runNumber, entitlement), payee: to, amountFen, memo };
        }),
      );
    const file = writer.end();
    const signature = await signForBank(call, { region, bankCode }, file.bytes);
    await carrier.carry({ region, bankCode, envelopeId, name: file.name, bytes: file.bytes, signature });
    return file.digest;
  },
});
