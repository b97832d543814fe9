// Which keys of a card mean what to this module: by the directory they stand in and their reference there (profile KEYS-A).
import { algorithm, type DirectoryPlan, debitRef, socialKeyRef, socialSecurityPlan } from '../../chip/index.ts';
import type { KeyName } from '../../terminal/index.ts';
import type { PurposeName } from './key-module.ts';

export const internalKey: KeyName = { directory: 'SSSE', ref: socialKeyRef.internal };
export const readKey: KeyName = { directory: 'SSSE', ref: socialKeyRef.read };
export const masterKey: KeyName = { directory: 'SSSE', ref: socialKeyRef.master };

export const psamLevels = ['internal only', 'basic', 'full'] as const;
export type PsamLevel = (typeof psamLevels)[number];

/** Keys of the environment that no terminal ever gets: with them a card is rewritten, locked or its PIN reset. */
const bureauOnly: readonly number[] = [
  socialKeyRef.master,
  socialKeyRef.maintenance,
  socialKeyRef.cardLock,
  socialKeyRef.lock,
  socialKeyRef.unlock,
];

/** The keys of a terminal module of a level, for cards of both ciphers. */
export function psamKeyNames(level: PsamLevel): PurposeName[] {
  return [algorithm.des, algorithm.sm4].flatMap((cipher): PurposeName[] => {
    const internal = { ...internalKey, algorithm: cipher };
    if (level === 'internal only') return [internal];
    if (level === 'basic') return [internal, { ...readKey, algorithm: cipher }];
    const plan = socialSecurityPlan(cipher === algorithm.sm4 ? '3.00' : '2.00');
    return [plan, ...plan.directories].flatMap((directory) => terminalKeysOf(directory, cipher));
  });
}

function terminalKeysOf({ code, keys }: DirectoryPlan, cipher: number): PurposeName[] {
  const allowed = code === 'SSSE' ? keys.filter(({ ref }) => !bureauOnly.includes(ref)) : keys;
  // The certificate of a debit is judged by whoever clears it, not by the terminal that made it.
  return allowed
    .filter(({ ref }) => code !== 'DF04' || ref !== debitRef.tacKey)
    .map(({ ref }) => ({ directory: code, ref, algorithm: cipher }));
}
