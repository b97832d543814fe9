// UPDATE BINARY: writes a piece of a transparent file; the next byte after its end is refused (6A84).
import type { Command } from '../card-application.ts';
import { refuse, SW } from '../status-word.ts';
import { placeOf } from './read-binary.ts';

export const updateBinary: Command = {
  name: 'UPDATE BINARY',
  cla: [0x00, 0x04],
  ins: 0xd6,
  run(turn) {
    const { file, offset } = placeOf(turn);
    const bytes = turn.dataUnder(file.update);
    if (bytes.length === 0) refuse(SW.wrongLength);
    if (offset >= file.body.length) refuse(SW.wrongOffset);
    turn.write(file, offset, bytes);
    turn.countLoadingStep();
    return { sw: SW.ok };
  },
};
