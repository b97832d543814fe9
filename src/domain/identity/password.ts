// Passwords: what is taken as one, and how it is kept (scrypt with its own salt). There are no default passwords.
import { scrypt, timingSafeEqual } from 'node:crypto';
import type { Random } from '../../base/random.ts';

export type PasswordFault = 'too-short' | 'too-long' | 'one-kind-only' | 'too-regular' | 'holds-your-number';

const saltLength = 16;
const keyLength = 32;
const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };

/** Why a text cannot be a password of this person; undefined when it can. @param numbers what others know of the person */
export function passwordFault(password: string, numbers: readonly string[] = []): PasswordFault | undefined {
  if ([...password].length < 8) return 'too-short';
  // scrypt takes any length; the limit keeps the door from being given megabytes.
  if (password.length > 200) return 'too-long';
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{Ll}\p{Lu}\p{N}]/u].filter((kind) => kind.test(password));
  if (kinds.length < 2) return 'one-kind-only';
  const characters = [...password.toLowerCase()];
  const steps = characters
    .slice(1)
    .filter((one, i) => Math.abs(one.codePointAt(0)! - characters[i]!.codePointAt(0)!) <= 1);
  if (steps.length > characters.length / 2 || new Set(characters).size < 5) return 'too-regular';
  const parts = numbers.flatMap((number) => (number.length >= 6 ? [number.slice(-6), number.slice(0, 6)] : []));
  if (parts.some((part) => password.includes(part))) return 'holds-your-number';
  return undefined;
}

export async function hashPassword(password: string, random: Random): Promise<Uint8Array> {
  const salt = random.bytes(saltLength);
  return Buffer.concat([salt, await derive(password, salt)]);
}

// Compared when there is no account, so that a stranger's number takes as long as one's own.
const nobody = new Uint8Array(saltLength + keyLength);

export async function isPassword(password: string, kept: Uint8Array | undefined): Promise<boolean> {
  const stored = kept ?? nobody;
  const hash = await derive(password, stored.subarray(0, saltLength));
  return timingSafeEqual(hash, stored.subarray(saltLength)) && kept !== undefined;
}

const derive = (password: string, salt: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(password.normalize('NFKC').slice(0, 400), salt, keyLength, cost, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );
