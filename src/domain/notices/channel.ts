// The seam to whoever carries text messages: an operator's gateway, a bank's own, or the simulated one.
import type { SenderKind } from './lint-message.ts';

export interface OutgoingMessage {
  /** The same at every repeat: the channel sends one id once. */
  readonly id: string;
  /** Mainland mobile number in clear. */
  readonly phone: string;
  readonly text: string;
  /** Who sends; the bank where the region says that the bank sends (PCK-05). */
  readonly sender: { readonly kind: SenderKind; readonly region: string | null; readonly bankCode: string | null };
}

/** `taken`: it will be sent, a receipt follows. `refused`: it never will, such as a number that does not exist. */
export type ChannelAnswer = 'taken' | 'refused';

export interface MessageChannel {
  /** Hands one message over. Throws when it is not known whether it was taken; then it is handed over again. */
  send(message: OutgoingMessage): Promise<ChannelAnswer>;
}
