// Posts transfers: lock → look → decide → write → answer, in the caller's transaction, any number at once.
import type { Call } from '../../base/call.ts';
import type { Uuid } from '../../base/ids.ts';
import { decide } from './decide.ts';
import { busyAccounts, listExpired, listTransfers, listWaiting, lockAccounts, write } from './store.ts';
import type { Answer, Asked, Row, Transfer } from './transfer.ts';

/** Rows of one insert: keeps a single message to the database small. */
const rowsAtOnce = 20_000;

/**
 * Posts transfers one after the other and answers each in its place. Must run inside a transaction. Beyond some 100,000 at
 * once, call again: everything that is asked is held in memory.
 */
export async function post(call: Pick<Call, 'db' | 'now'>, transfers: readonly Transfer[]): Promise<Answer[]> {
  return postAsked(call, transfers);
}

async function postAsked({ db, now }: Pick<Call, 'db' | 'now'>, asked: readonly Asked[]): Promise<Answer[]> {
  if (asked.length === 0) return [];
  // A pending transfer never changes, so its accounts may be read before they are locked.
  const pendingIds = [...new Set(asked.flatMap((t) => ('pendingId' in t ? [t.pendingId] : [])))];
  const pendings = pendingIds.length > 0 ? await listTransfers(db, pendingIds) : [];
  const accountIds = new Set<Uuid>();
  for (const t of asked) if ('debitAccountId' in t) accountIds.add(t.debitAccountId).add(t.creditAccountId);
  for (const t of pendings) {
    if (t.debitAccountId) accountIds.add(t.debitAccountId);
    if (t.creditAccountId) accountIds.add(t.creditAccountId);
  }
  const ids = [...accountIds];
  const locked = await lockAccounts(db, ids);
  // Only now: whoever held the locks before us has committed, and a new statement sees it.
  const standing = await listTransfers(db, [...new Set(asked.map(({ id }) => id))]);
  const busy = locked.length < ids.length ? await busyAccounts(db, ids) : [];
  const waiting = pendingIds.length > 0 ? await listWaiting(db, pendingIds) : [];

  const decision = decide(
    asked,
    {
      accounts: new Map([...locked, ...busy].map((account) => [account.accountId, account])),
      rows: new Map([...pendings, ...standing].map((row) => [row.id, row])),
      waiting: new Set(waiting.map(({ id }) => id)),
    },
    now,
  );
  const { rows, changes, opened, closed } = decision;
  let inserted = 0;
  for (let start = 0; start === 0 || start < rows.length; start += rowsAtOnce) {
    const first = start === 0;
    const chunk: readonly Row[] = rows.slice(start, start + rowsAtOnce);
    if (chunk.length === 0) break;
    const done = await write(
      db,
      { rows: chunk, changes: first ? changes : new Map(), opened: first ? opened : [], closed: first ? closed : [] },
      now,
    );
    inserted += done.inserted;
    if (first && done.changed !== changes.size) throw new Error('an account of the ledger vanished under its lock');
    if (first && done.ended !== closed.length) throw tryAgain();
  }
  // Somebody used the same id for other accounts, or resolved the same pending between busy ones, at this very moment.
  if (inserted !== rows.length) throw tryAgain();
  return decision.answers;
}

/** Looks to the database like a serialization failure: the transaction is tried again, and then sees what stands. */
const tryAgain = () =>
  Object.assign(new Error('a transfer of the same id was posted at the same moment'), { code: '40001' });

const expireAtOnce = 5_000;

/** Gives up pending transfers whose instant has come; true when there may be more. */
export async function expirePending(call: Pick<Call, 'db' | 'now' | 'today' | 'newId'>): Promise<boolean> {
  const due = await listExpired(call.db, call.now, expireAtOnce);
  await postAsked(
    call,
    due.map(({ id }) => ({ id: call.newId(), kind: 'expire' as const, pendingId: id, day: call.today })),
  );
  return due.length === expireAtOnce;
}
