// What a terminal is and whom it takes: its interfaces, whether it is online, and how weak a medium may be (GEN-12, GEN-13, GEN-15).
// The table of terminals in the source is scrambled (K22); the sentences around it are followed: generations 1 and 2 offline, 3 offline,
// online and over the Internet.
import type { Generation } from '../chip/index.ts';

/** 刷卡, 插卡, 闪卡, and a page that reads through a bridge. */
export const media = ['stripe', 'contact', 'contactless', 'internet'] as const;
export type Medium = (typeof media)[number];

export interface TerminalProfile {
  readonly media: readonly Medium[];
  readonly online: boolean;
  /** The oldest generation taken by each medium; a medium left out takes any that has it. */
  readonly oldest: Readonly<Partial<Record<Medium, Generation>>>;
  /** Weakest proof taken: nothing at all, a cryptogram of a shared key, a signature of the card's own key. */
  readonly proof: 'none' | 'symmetric' | 'sm2';
}

export interface Presented {
  readonly medium: Medium;
  readonly generation: Generation;
  readonly proof: TerminalProfile['proof'];
}

export type Acceptance =
  | { readonly accepted: true }
  | {
      readonly accepted: false;
      readonly reason: 'no such reader' | 'medium not on this card' | 'too old' | 'proof too weak';
    };

const has: Readonly<Record<Medium, readonly Generation[]>> = {
  stripe: [1],
  contact: [1, 2, 3],
  contactless: [3],
  internet: [3],
};
const strength = ['none', 'symmetric', 'sm2'] as const;

/** Whether this terminal takes what is presented; the first reason why not. */
export function mayAccept(terminal: TerminalProfile, { medium, generation, proof }: Presented): Acceptance {
  const no = (reason: (Acceptance & { accepted: false })['reason']): Acceptance => ({ accepted: false, reason });
  if (!terminal.media.includes(medium) || (medium === 'internet' && !terminal.online)) return no('no such reader');
  if (!has[medium].includes(generation)) return no('medium not on this card');
  if (generation < (terminal.oldest[medium] ?? 1)) return no('too old');
  return strength.indexOf(proof) < strength.indexOf(terminal.proof) ? no('proof too weak') : { accepted: true };
}
