// CREATE FILE (profile LOAD-A, template as in ISO 7816-9): a directory or file under creation, by who has proved the master key.
// On an issued card only a whole new application may be created; what is there already cannot be reached this way.

import { sameBytes } from '../bytes.ts';
import { directoryBody, lifeCycle, MASTER_FILE, makeCell } from '../card.ts';
import type { Command } from '../card-application.ts';
import { decodeTemplate } from '../file-template.ts';
import type { Cell } from '../memory.ts';
import { refuse, SW } from '../status-word.ts';
import type { Turn } from '../turn.ts';

export const createFile: Command = {
  name: 'CREATE FILE',
  cla: [0x80],
  ins: 0xe0,
  p1: [0x00],
  run(turn) {
    if (!turn.session.loader) refuse(SW.securityNotSatisfied);
    const wanted = decodeTemplate(turn.apdu.data) ?? refuse(SW.wrongContent);
    if (wanted.fid === 0x3f00) return nameMasterFile(turn, wanted);
    const { directory } = turn;
    const newApplication = wanted.kind === 'directory' && wanted.program !== 0 && directory.id === MASTER_FILE;
    if (!turn.creating && !newApplication) refuse(SW.conditionsNotSatisfied);
    if (wanted.program !== 0 && !turn.card.applications.has(wanted.program)) refuse(SW.blocked);
    refuseTwins(turn, wanted);
    const cell = makeCell({ ...wanted, id: turn.nextId(), parent: directory.id });
    // Creating the head of a new application is the first step of its loading.
    if (turn.underCreation === undefined) cell.body[2] = 1;
    turn.put(cell);
    turn.countLoadingStep();
    // What follows fills the new object: enter it as soon as it exists.
    turn.save();
    if (cell.kind === 'directory') turn.enter(turn.cell(cell.id));
    else if (cell.kind !== 'register') turn.session.file = cell.id;
    turn.session.record = 0;
    return { sw: SW.ok };
  },
};

function refuseTwins(turn: Turn, { kind, fid, name, sfi }: Omit<Cell, 'id' | 'parent'>): void {
  const sameName = (cell: Cell): boolean => kind === 'directory' && name.length > 0 && sameBytes(cell.name, name);
  const sameFile = (cell: Cell): boolean =>
    cell.parent === turn.session.directory &&
    ((cell.fid === fid && sortOf(cell.kind) === sortOf(kind)) || (sfi !== 0 && cell.sfi === sfi));
  for (const cell of turn.card.memory.cells.values()) {
    if (sameName(cell) || sameFile(cell)) refuse(SW.alreadyExists);
  }
}

/** Files and directories share one space of identifiers; registers, keys and PINs have their own. */
const sortOf = (kind: Cell['kind']): string =>
  kind === 'register' || kind === 'key' || kind === 'pin' ? kind : 'file';

/** The master file is there from the start; personalisation gives it name, FCI and application. */
function nameMasterFile(turn: Turn, wanted: Omit<Cell, 'id' | 'parent'>): { sw: number } {
  const master = turn.cell(MASTER_FILE);
  if (master.body[0] !== lifeCycle.creation || wanted.kind !== 'directory') refuse(SW.conditionsNotSatisfied);
  if (wanted.program !== 0 && !turn.card.applications.has(wanted.program)) refuse(SW.blocked);
  const algorithms = wanted.algorithms.length > 0 ? wanted.algorithms : master.algorithms;
  const steps = (master.body[1]! << 8) + master.body[2]! + 1;
  const body = directoryBody(lifeCycle.creation);
  body.set([steps >> 8, steps & 0xff], 1);
  turn.put({ ...makeCell({ ...wanted, id: MASTER_FILE, parent: 0 }), algorithms, program: wanted.program || 1, body });
  turn.save();
  turn.enter(turn.cell(MASTER_FILE));
  return { sw: SW.ok };
}
