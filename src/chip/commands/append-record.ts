// APPEND RECORD: one more record at the end of a linear file, or the newest of a cyclic one.
import type { Command } from '../card-application.ts';
import { chooseFile } from '../file-access.ts';
import { layLinear, linearRecords } from '../records.ts';
import { refuse, SW } from '../status-word.ts';
import { addCyclicRecord } from './update-record.ts';

export const appendRecord: Command = {
  name: 'APPEND RECORD',
  cla: [0x00, 0x04],
  ins: 0xe2,
  run(turn) {
    const { p1, p2 } = turn.apdu;
    if (p1 !== 0 || (p2 & 0x07) !== 0) refuse(SW.wrongParameters);
    const file = chooseFile(turn, p2 >> 3, ['records', 'cyclic']);
    const record = turn.dataUnder(file.update);
    if (record.length === 0) refuse(SW.wrongLength);
    if (file.kind === 'cyclic') addCyclicRecord(turn, file, record);
    else {
      const records = [...linearRecords(file.body), record];
      if (records.length > 254) refuse(SW.noRoom);
      turn.write(file, 0, layLinear(records, file.body.length) ?? refuse(SW.noRoom));
      turn.session.record = records.length;
    }
    turn.countLoadingStep();
    return { sw: SW.ok };
  },
};
