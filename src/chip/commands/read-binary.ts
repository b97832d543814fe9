// READ BINARY: a piece of a transparent file, offset in P1 P2, or SFI in P1 and offset in P2.
import { ANSWER_LIMIT } from '../apdu.ts';
import type { Command } from '../card-application.ts';
import { chooseFile } from '../file-access.ts';
import type { Cell } from '../memory.ts';
import { refuse, SW } from '../status-word.ts';
import type { Turn } from '../turn.ts';

export const readBinary: Command = {
  name: 'READ BINARY',
  cla: [0x00],
  ins: 0xb0,
  run(turn) {
    const { data, le } = turn.apdu;
    if (data.length > 0) refuse(SW.wrongLength);
    const { file, offset } = placeOf(turn);
    turn.demand(file.read);
    if (offset >= file.body.length) refuse(SW.wrongOffset);
    // Le = 00 asks for as much as one answer holds; a definite Le past the end is answered 6Cxx by the protocol.
    return { sw: SW.ok, bytes: file.body.slice(offset, offset + Math.min(le ?? ANSWER_LIMIT, ANSWER_LIMIT)) };
  },
};

/** The transparent file and offset that READ and UPDATE BINARY mean. */
export function placeOf(turn: Turn): { file: Cell; offset: number } {
  const { p1, p2 } = turn.apdu;
  if ((p1 & 0x80) === 0) return { file: chooseFile(turn, 0, ['transparent']), offset: (p1 << 8) | p2 };
  if ((p1 & 0x60) !== 0 || (p1 & 0x1f) === 0) refuse(SW.wrongParameters);
  return { file: chooseFile(turn, p1 & 0x1f, ['transparent']), offset: p2 };
}
