// Query: the terminals of a region with the module each has, by terminal number.
import { query } from '../../base/action.ts';
import { Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { type PsamState, psamStates, type TerminalState, terminalStates } from './states.ts';
import { listTerminals } from './store.ts';
import { Level } from './terminals.ts';

const PAGE = 200;

export const terminalList = query({
  name: 'keys.terminal-list',
  title: { zh: '终端清单', en: 'List of terminals' },
  by: ['key-custodian', 'bureau-clerk', 'auditor'],
  personal: false,
  input: shape({ region: Text(40), after: Type.Optional(Text(12)) }),
  output: shape({
    terminals: Type.Array(
      shape({
        ...{ terminalId: Id, number: Text(12), deviceNumber: Text(32), institutionId: Id },
        state: OneOf(Object.keys(terminalStates.moves) as TerminalState[]),
        psamId: Maybe(Id),
        psamVersion: Maybe(Type.Integer()),
        psamState: Maybe(OneOf(Object.keys(psamStates.moves) as PsamState[])),
        level: Maybe(Level),
        keyVersion: Maybe(Type.Integer()),
      }),
    ),
    /** Ask again with this; null on the last page. */
    next: Maybe(Text(12)),
  }),
  async run(call, { region, after }) {
    await requireStaffIn(call, region);
    const rows = await listTerminals(call.db, region, after ?? '', PAGE);
    const terminals = rows.map(({ id, region: _, ...rest }) => ({ terminalId: id, ...rest }));
    return { terminals, next: rows.length === PAGE ? rows.at(-1)!.number : null };
  },
});
