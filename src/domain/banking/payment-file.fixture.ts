// A whole order as one file, for tests that play both ends of the line.
import { type PaymentFile, PaymentFileWriter, type Profile } from './profile.ts';
import { type PaymentOrder, totalOf } from './wire/payment.ts';

export function exportPaymentFile(profile: Profile, { lines, ...head }: PaymentOrder): PaymentFile {
  const writer = new PaymentFileWriter(profile, { ...head, count: lines.length, totalFen: totalOf(lines) });
  writer.add(lines);
  return writer.end();
}
