// The APDU log that people may see: headers and status words always, contents only where they can hold neither PIN nor person.
import { hex } from './hex.ts';

/** Writes one exchange; keeps the last command to know what a GET RESPONSE fetches. */
export type ApduLog = (command: Uint8Array, answer: Uint8Array) => void;

const INS = {
  select: 0xa4,
  challenge: 0x84,
  internal: 0x88,
  external: 0x82,
  response: 0xc0,
  status: 0xf2,
  readRecord: 0xb2,
} as const;

/** Commands whose data may be shown. Everything else (PINs, keys, what is written) shows its length only. */
const openData: ReadonlySet<number> = new Set([INS.select, INS.internal, INS.external]);
const openAnswers: ReadonlySet<number> = new Set([INS.select, INS.challenge, INS.internal, INS.status]);

/** Tags of EF05 that tell about the card and not about its holder; the card identifier keeps region and RID. */
const PUBLIC_LENGTH: Readonly<Record<number, number>> = { 1: 8, 2: 1, 3: 4, 4: 12, 5: 4, 6: 4 };

/** A log of masked lines: `> 00A4...` and `< ... 9000`. */
export function apduLog(write: (line: string) => void): ApduLog {
  let asked = Uint8Array.of(0, 0, 0, 0) as Uint8Array;
  return (command, answer) => {
    if (command[1] !== INS.response) asked = command;
    write(`> ${maskCommand(command)}`);
    write(`< ${maskAnswer(asked, answer)}`);
  };
}

function maskCommand(apdu: Uint8Array): string {
  const ins = apdu[1] ?? 0;
  if (apdu.length <= 5 || (openData.has(ins) && apdu[0] === 0)) return hex(apdu);
  return `${hex(apdu.subarray(0, 5))} ${covered(apdu.length - 5)}`;
}

function maskAnswer(asked: Uint8Array, answer: Uint8Array): string {
  const sw = hex(answer.subarray(-2));
  const body = answer.subarray(0, -2);
  if (body.length === 0) return sw;
  const ins = asked[1] ?? 0;
  if (ins === INS.select && namesHolder(body)) return `${covered(body.length)} ${sw}`;
  if (openAnswers.has(ins)) return `${hex(body)} ${sw}`;
  const [tag, length] = [body[0]!, body[1]!];
  const shown = PUBLIC_LENGTH[tag];
  // Only a whole record of EF05 is shown: its tags 01-06 stand in no other file, and its length must fit.
  if (ins === INS.readRecord && shown !== undefined && length === body.length - 2 && shown <= length) {
    const rest = body.length - 2 - shown;
    return `${hex(body.subarray(0, 2 + shown))}${rest > 0 ? ` ${covered(rest)}` : ''} ${sw}`;
  }
  return `${covered(body.length)} ${sw}`;
}

/** The FCI of a purse repeats its file 15, number included; that of the social application only names a cipher. */
const namesHolder = (fci: Uint8Array): boolean =>
  fci.some((byte, i) => byte === 0x9f && fci[i + 1] === 0x0c && fci[i + 2]! > 3);

const covered = (length: number): string => `‹${length}›`;
