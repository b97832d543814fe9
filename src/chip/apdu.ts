// Reads a command APDU (ISO 7816-4, short lengths, cases 1 to 4).
import { SW } from './status-word.ts';

/** Longest answer without its status word; the rest waits for GET RESPONSE. Real chips and the vpcd speed cure want < 256 in all. */
export const ANSWER_LIMIT = 253;

export type Apdu = {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  /** Bytes wanted, 1..256; undefined when the command carries no Le. */
  readonly le: number | undefined;
  /** Header with Lc, as it enters a secure-messaging MAC. */
  readonly header: Uint8Array;
};

const nothing = new Uint8Array(0);

/** The parsed command, or the status word that says why there is none. */
export function parseApdu(bytes: Uint8Array): Apdu | number {
  if (bytes.length < 4 || bytes.length > 261) return SW.wrongLength;
  const [cla, ins, p1, p2] = [bytes[0]!, bytes[1]!, bytes[2]!, bytes[3]!];
  const shape = (data: Uint8Array, le: number | undefined): Apdu => ({
    ...{ cla, ins, p1, p2, data, le },
    header: Uint8Array.of(cla, ins, p1, p2, data.length),
  });
  if (bytes.length === 4) return shape(nothing, undefined);
  const p3 = bytes[4]!;
  if (bytes.length === 5) return shape(nothing, p3 || 256);
  // Lc 00 would announce an extended length, which these cards do not speak.
  if (p3 === 0) return SW.wrongLength;
  const data = bytes.slice(5, 5 + p3);
  if (bytes.length === 5 + p3) return shape(data, undefined);
  if (bytes.length === 6 + p3) return shape(data, bytes[5 + p3]! || 256);
  return SW.wrongLength;
}
