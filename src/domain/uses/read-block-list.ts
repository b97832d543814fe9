// Query: the block list for terminals without a line: the whole, page by page, or what changed since a version.
import { query } from '../../base/action.ts';
import { Maybe, shape, Text, Type } from '../../base/shape.ts';
import { emptyDigest } from './block-list.ts';
import { changesSince, findVersion, fullList, newestVersion } from './block-list-store.ts';
import { refuse } from './refuse.ts';
import { TerminalId } from './shapes.ts';
import { findTerminal } from './store.ts';

const pageSize = 20_000;
/** A terminal that is further behind than this fetches the whole list. */
const mostChanges = 20_000;

const Mark = Type.String({ pattern: '^[0-9a-f]{16}$' });
const VersionNumber = Type.String({ pattern: '^(0|[1-9][0-9]{0,17})$' });
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

export const readBlockList = query({
  name: 'uses.block-list',
  title: { zh: '下载黑名单', en: 'Fetch the block list' },
  by: ['scene-operator', 'bureau-clerk', 'system'],
  personal: false,
  input: shape({
    terminal: TerminalId,
    /** The version the terminal has; without it the whole list is given. */
    have: Type.Optional(VersionNumber),
    /** Cursor inside the whole list. */
    after: Type.Optional(Mark),
  }),
  output: shape({
    /** The newest version; after the last page ask for the changes since the version of the first page. */
    version: VersionNumber,
    total: Type.Integer(),
    /** Sum of the SM3 of all marks on the list, modulo 2^256. */
    digest: Text(64),
    added: Type.Array(Mark),
    removed: Type.Array(Mark),
    next: Maybe(Mark),
  }),
  async run(call, { terminal: id, have, after }) {
    const terminal = await findTerminal(call.db, id);
    if (!terminal) throw refuse('no-such-terminal');
    if (call.actor.role === 'scene-operator' && call.actor.institutionId !== terminal.institutionId)
      throw refuse('not-your-terminal');
    const newest = (await newestVersion(call.db)) ?? { version: 0n, total: 0, digest: emptyDigest };
    const head = { version: newest.version.toString(), total: newest.total, digest: hex(newest.digest) };
    if (have === undefined) {
      const marks = (await fullList(call.db, Buffer.from(after ?? '', 'hex'), pageSize)).map(({ mark }) => hex(mark));
      return { ...head, added: marks, removed: [], next: marks.length === pageSize ? marks.at(-1)! : null };
    }
    if (have !== '0' && !(await findVersion(call.db, BigInt(have)))) throw refuse('no-such-list');
    const changes = await changesSince(call.db, BigInt(have), mostChanges + 1);
    if (changes.length > mostChanges) throw refuse('no-such-list');
    const marks = (onList: boolean) => changes.filter((c) => c.onList === onList).map(({ mark }) => hex(mark));
    return { ...head, added: marks(true), removed: marks(false), next: null };
  },
});
