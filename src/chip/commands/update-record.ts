// UPDATE RECORD: by number (P2 = 04) or by tag (P2 = 00) in linear files; P2 = 03 adds to a cyclic file.
import type { Command } from '../card-application.ts';
import { chooseFile } from '../file-access.ts';
import type { Cell } from '../memory.ts';
import { appendCyclic, layLinear, linearRecords, locateRecords } from '../records.ts';
import { refuse, SW } from '../status-word.ts';
import type { Turn } from '../turn.ts';

export const updateRecord: Command = {
  name: 'UPDATE RECORD',
  cla: [0x00, 0x04],
  ins: 0xdc,
  run(turn) {
    const { p1, p2 } = turn.apdu;
    const file = chooseFile(turn, p2 >> 3, ['records', 'cyclic']);
    const record = turn.dataUnder(file.update);
    if (record.length === 0) refuse(SW.wrongLength);
    const mode = p2 & 0x07;
    if (file.kind === 'cyclic') {
      // P2 = 00 with an SFI is how purse terminals write their log, 03 is ISO's "previous" = the oldest slot.
      if ((mode !== 0x03 && mode !== 0x00) || p1 !== 0) refuse(SW.wrongParameters);
      addCyclicRecord(turn, file, record);
    } else {
      if (mode !== 0x04 && mode !== 0x00) refuse(SW.wrongParameters);
      const number =
        mode === 0x04 ? p1 || turn.session.record : 1 + linearRecords(file.body).findIndex(([tag]) => tag === p1);
      replaceRecord(turn, file, number, record);
      turn.session.record = number;
    }
    turn.countLoadingStep();
    return { sw: SW.ok };
  },
};

/** Puts a record in the place of number n; the file must have room when it grows (6A84). */
function replaceRecord(turn: Turn, file: Cell, number: number, record: Uint8Array): void {
  const place = locateRecords(file.body)[number - 1] ?? refuse(SW.recordNotFound);
  if (place.length === record.length) {
    turn.write(file, place.start, record);
    return;
  }
  const records = linearRecords(file.body).with(number - 1, record);
  turn.write(file, 0, layLinear(records, file.body.length) ?? refuse(SW.noRoom));
}

/** Adds the newest record of a cyclic file; it pushes the oldest out. */
export function addCyclicRecord(turn: Turn, file: Cell, record: Uint8Array): void {
  if (record.length !== file.recordLength) refuse(SW.wrongLength);
  for (const { offset, bytes } of appendCyclic(file.body, file.recordLength, record)) turn.write(file, offset, bytes);
}
