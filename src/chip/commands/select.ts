// SELECT: master file, directory by identifier or name (with "next occurrence"), file of the current directory.
import { fromNumber, startsWith, toNumber } from '../bytes.ts';
import { lifeCycle, MASTER_FILE } from '../card.ts';
import type { Answer, Command } from '../card-application.ts';
import type { Cell } from '../memory.ts';
import { refuse, SW } from '../status-word.ts';
import { tlv } from '../tlv.ts';
import type { Turn } from '../turn.ts';

export const select: Command = {
  name: 'SELECT',
  cla: [0x00],
  ins: 0xa4,
  whenBlocked: true,
  run(turn) {
    const { p1, p2, data } = turn.apdu;
    if ((p2 & 0xf1) !== 0) refuse(SW.wrongParameters);
    if (p1 === 0x04) return enter(turn, byName(turn, data));
    if (p1 > 0x03 || (p2 & 0x02) !== 0) refuse(SW.wrongParameters);
    if (p1 === 0x03) {
      return enter(turn, turn.card.memory.cells.get(turn.directory.parent) ?? refuse(SW.fileNotFound));
    }
    if (data.length === 0 && p1 === 0x00) return enter(turn, turn.cell(MASTER_FILE));
    if (data.length !== 2) refuse(SW.wrongLength);
    const found = byIdentifier(turn, p1, toNumber(data)) ?? refuse(SW.fileNotFound);
    if (found.kind === 'directory') return enter(turn, found);
    turn.session.file = found.id;
    turn.session.record = 0;
    return { sw: SW.ok };
  },
};

const files = ['transparent', 'records', 'cyclic'] as const;

function byIdentifier(turn: Turn, p1: number, fid: number): Cell | undefined {
  const { directory } = turn;
  if (p1 === 0x02) return turn.find(directory, files, fid);
  if (p1 === 0x01) return turn.find(directory, ['directory'], fid);
  // As ISO 7816-4 searches: the master file, this directory, its files, its sisters, its parents.
  if (fid === 0x3f00) return turn.cell(MASTER_FILE);
  if (directory.fid === fid) return directory;
  const here = turn.find(directory, ['directory', ...files], fid);
  if (here !== undefined) return here;
  for (let at = turn.card.memory.cells.get(directory.parent); at; at = turn.card.memory.cells.get(at.parent)) {
    if (at.fid === fid) return at;
    const sister = turn.find(at, ['directory'], fid);
    if (sister !== undefined) return sister;
  }
  return undefined;
}

function byName(turn: Turn, name: Uint8Array): Cell {
  if (name.length < 1 || name.length > 16) refuse(SW.wrongLength);
  const matches = [...turn.card.memory.cells.values()].filter(
    (cell) => cell.kind === 'directory' && cell.name.length > 0 && startsWith(cell.name, name) && visible(turn, cell),
  );
  const after = (turn.apdu.p2 & 0x02) === 0 ? 0 : matches.findIndex(({ id }) => id === turn.session.directory) + 1;
  return matches[after] ?? refuse(SW.fileNotFound);
}

/** A directory under creation exists for its loader only. */
function visible(turn: Turn, directory: Cell): boolean {
  return turn.session.loader || directory.body[0] !== lifeCycle.creation;
}

function enter(turn: Turn, directory: Cell): Answer {
  if (!visible(turn, directory) && directory.id !== MASTER_FILE) refuse(SW.fileNotFound);
  turn.enter(directory);
  const state = turn.application.body[0];
  const sw = state === lifeCycle.blocked ? SW.blocked : state === lifeCycle.terminated ? SW.permanentlyBlocked : SW.ok;
  return (turn.apdu.p2 & 0x0c) === 0x0c ? { sw } : { sw, bytes: controlInformation(directory) };
}

/** The FCI of a directory: 6F { 84 name or 83 identifier, A5 proprietary part }. */
function controlInformation({ name, fid, fci }: Cell): Uint8Array {
  const who = name.length > 0 ? tlv(0x84, name) : tlv(0x83, fromNumber(fid, 2));
  return tlv(0x6f, who, fci.length > 0 ? tlv(0xa5, fci) : []);
}
