// READ RECORD: by tag (P2 = 00, next: 02), by number (P2 = 04), current (P1 = 00). SFI in the upper bits of P2.
import type { Answer, Command } from '../card-application.ts';
import { chooseFile } from '../file-access.ts';
import type { Cell } from '../memory.ts';
import { linearRecords, locateCyclic } from '../records.ts';
import { refuse, SW } from '../status-word.ts';
import type { Turn } from '../turn.ts';

export const readRecord: Command = {
  name: 'READ RECORD',
  cla: [0x00],
  ins: 0xb2,
  run(turn) {
    const { p1, p2, data } = turn.apdu;
    if (data.length > 0) refuse(SW.wrongLength);
    const mode = p2 & 0x07;
    if (mode !== 0x00 && mode !== 0x02 && mode !== 0x04) refuse(SW.wrongParameters);
    const file = chooseFile(turn, p2 >> 3, ['records', 'cyclic']);
    return file.kind === 'cyclic' ? readCyclic(turn, file, mode, p1) : readLinear(turn, file, mode, p1);
  },
};

function readLinear(turn: Turn, file: Cell, mode: number, p1: number): Answer {
  const records = linearRecords(file.body);
  const { record: current } = turn.session;
  let number: number;
  if (p1 === 0) number = mode === 0x02 ? current + 1 : current;
  else if (mode === 0x04) number = p1;
  else number = records.findIndex((record, i) => record[0] === p1 && i + 1 > (mode === 0x02 ? current : 0)) + 1;
  const bytes = records[number - 1];
  // Who may not read learns nothing about which records there are.
  const guard = bytes === undefined ? undefined : file.guards.find(({ tag }) => tag === bytes[0]);
  turn.demand(guard?.read ?? file.read);
  if (bytes === undefined) return refuse(SW.recordNotFound);
  turn.session.record = number;
  return { sw: SW.ok, bytes };
}

function readCyclic(turn: Turn, file: Cell, mode: number, p1: number): Answer {
  turn.demand(file.read);
  if (mode !== 0x04) refuse(SW.wrongParameters);
  const number = p1 || turn.session.record;
  const at = locateCyclic(file.body, file.recordLength, number) ?? refuse(SW.recordNotFound);
  turn.session.record = number;
  return { sw: SW.ok, bytes: file.body.slice(at, at + file.recordLength) };
}
