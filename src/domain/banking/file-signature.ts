// The signature beside a payment file: made with our key for one bank, checked with that bank's key.
import type { Call } from '../../base/call.ts';
import { fromHex, sm2, toHex } from '../../crypto/index.ts';
import { refuse } from './refuse.ts';
import { ownKeyPlace } from './register-link.ts';
import { listLinks } from './store.ts';

interface Bank {
  readonly region: string;
  readonly bankCode: string;
}

async function linkOf(call: Call, { region, bankCode }: Bank) {
  const link = (await listLinks(call.db, region)).find((one) => one.bankCode === bankCode);
  if (!link) throw refuse('no-link');
  return link;
}

/** 128 hex digits. */
export async function signForBank(call: Call, bank: Bank, bytes: Uint8Array): Promise<string> {
  const link = await linkOf(call, bank);
  return toHex(sm2.sign(bytes, fromHex(call.vault.open(link.ownKey, ownKeyPlace(link.bankId)))));
}

/** Whether this bank signed these bytes; false for anything that is no signature. */
export async function signedByBank(call: Call, bank: Bank, bytes: Uint8Array, signature: string): Promise<boolean> {
  const link = await linkOf(call, bank);
  return /^[0-9a-f]{128}$/.test(signature) && sm2.verify(bytes, fromHex(signature), link.bankKey);
}
