// Which file a read or update command means: the selected one, or the one its short identifier names.
import type { Cell, CellKind } from './memory.ts';
import { refuse, SW } from './status-word.ts';
import type { Turn } from './turn.ts';

/** Finds the file and makes it current; 6981 when it is of another kind. */
export function chooseFile(turn: Turn, sfi: number, kinds: readonly CellKind[]): Cell {
  const file = sfi === 0 ? turn.file : bySfi(turn, sfi);
  if (!kinds.includes(file.kind)) refuse(SW.fileTypeWrong);
  if (turn.session.file !== file.id) {
    turn.session.file = file.id;
    turn.session.record = 0;
  }
  return file;
}

function bySfi(turn: Turn, sfi: number): Cell {
  for (const cell of turn.card.memory.cells.values()) {
    if (cell.parent === turn.session.directory && cell.sfi === sfi) return cell;
  }
  return refuse(SW.fileNotFound);
}
