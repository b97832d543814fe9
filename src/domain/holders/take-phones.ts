// Telephone numbers that somebody else names for people, an employer in a roster: taken only where nobody has named any.
import type { Call } from '../../base/call.ts';
import { sealField } from './sealed.ts';
import { lockRows, saveHolders } from './store.ts';

/** Numbers by holder, checked and normalised. What the person or the register has said stays, an empty field included. */
export async function takePhones(call: Call, phones: ReadonlyMap<string, string>): Promise<void> {
  const rows = await lockRows(call.db, [...phones.keys()]);
  const missing = rows.filter(({ phone, contactIsOwn, deceasedOn }) => !phone && !contactIsOwn && !deceasedOn);
  if (missing.length === 0) return;
  await saveHolders(
    call.db,
    missing.map((row) => ({ ...row, phone: sealField(call.vault, 'phone', row.id, phones.get(row.id)!) })),
    call.now,
  );
}
