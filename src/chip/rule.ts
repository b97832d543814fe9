// Who may read or update a file: access rules as data, and their three-byte form on the card.

export type Need = 'free' | 'never' | 'key' | 'pin' | 'pin and key' | 'pin or key' | 'message';

export type Rule = {
  readonly need: Need;
  /** Reference of the key that must have been proved; bit 8 set: a key of the current directory. */
  readonly key: number;
  /** Reference of the PIN that must have been verified. */
  readonly pin: number;
  /** Refused over the air, whatever has been proved. */
  readonly contactOnly: boolean;
};

const needs: readonly Need[] = ['free', 'never', 'key', 'pin', 'pin and key', 'pin or key', 'message'];

const rule = (need: Need, key = 0, pin = 0): Rule => ({ need, key, pin, contactOnly: false });

export const free = rule('free');
export const never = rule('never');
export const key = (ref: number): Rule => rule('key', ref);
export const pin = (ref = 0): Rule => rule('pin', 0, ref);
export const pinAndKey = (keyRef: number, pinRef = 0): Rule => rule('pin and key', keyRef, pinRef);
export const pinOrKey = (keyRef: number, pinRef = 0): Rule => rule('pin or key', keyRef, pinRef);
/** Only by a secure message: class 04, MAC under this maintenance key at the end. */
export const message = (keyRef: number): Rule => rule('message', keyRef);
export const contactOnly = (inner: Rule): Rule => ({ ...inner, contactOnly: true });

export function encodeRule({ need, key, pin, contactOnly }: Rule): Uint8Array {
  return Uint8Array.of(needs.indexOf(need) | (contactOnly ? 0x80 : 0), key, pin);
}

/** Undefined when the three bytes are no rule. */
export function decodeRule(bytes: Uint8Array): Rule | undefined {
  const need = needs[bytes[0]! & 0x7f];
  if (bytes.length !== 3 || need === undefined) return undefined;
  return { need, key: bytes[1]!, pin: bytes[2]!, contactOnly: (bytes[0]! & 0x80) !== 0 };
}
