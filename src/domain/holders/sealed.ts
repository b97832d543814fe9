// Which fields of a holder are sealed, under which place, and by which blind index they are found (SEC-01).
import type { Vault } from '../../base/vault.ts';

export type SealedField = 'document_number' | 'assigned_number' | 'name' | 'phone' | 'address';

const placeOf = (field: SealedField, holderId: string) => `holders.holder.${field}:${holderId}`;

export const sealField = (vault: Vault, field: SealedField, holderId: string, value: string): Uint8Array =>
  vault.seal(value, placeOf(field, holderId));

/** The names of many holders, in their order: for payment files, of what `holders.sealed_view` publishes. */
export const openNames = (
  vault: Vault,
  rows: readonly { readonly id: string; readonly sealed: Uint8Array }[],
): string[] => vault.openMany(rows.map(({ id, sealed }) => ({ sealed, place: placeOf('name', id) })));

export function openField(vault: Vault, field: SealedField, holderId: string, sealed: Uint8Array): string;
export function openField(vault: Vault, field: SealedField, holderId: string, sealed: Uint8Array | null): string | null;
export function openField(vault: Vault, field: SealedField, holderId: string, sealed: Uint8Array | null) {
  return sealed && vault.open(sealed, placeOf(field, holderId));
}

/** Found by document. Two countries may give the same passport number, so a find is compared with what is known. */
export const documentIndex = (vault: Vault, kind: string, number: string): Uint8Array =>
  vault.index(number, `holders document ${kind}`);

export const socialSecurityIndex = (vault: Vault, number: string): Uint8Array =>
  vault.index(number, 'holders social security number');

/** A text that hex and Map keys can carry. */
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
