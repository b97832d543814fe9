// Posts transfers: look → decide → write → answer, in the caller's transaction, any number at once; locked when it matters.
import type { Call } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import type { Uuid } from '../../base/ids.ts';
import type { Account } from './account.ts';
import { type Decision, decide } from './decide.ts';
import { listAccounts, listExpired, listTransfers, listWaiting, lockAccounts, write } from './store.ts';
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

/**
 * Most lists are granted whole and depend on nothing that others do meanwhile; they are written without locking first, which
 * halves the cost, and the write checks the limits again. A list with a no in it, or one that lives on what comes in
 * between, is decided under locks.
 */
async function postAsked({ db, now }: Pick<Call, 'db' | 'now'>, asked: readonly Asked[]): Promise<Answer[]> {
  if (asked.length === 0) return [];
  const pendingIds = [...new Set(asked.flatMap((t) => ('pendingId' in t ? [t.pendingId] : [])))];
  // A pending transfer never changes, so it is read once.
  const pendings = pendingIds.length > 0 ? await listTransfers(db, pendingIds) : [];
  const accounts = new Map((await listAccounts(db, accountIdsOf(asked, pendings))).map((a) => [a.accountId, a]));
  const look = async () => {
    const standing = await listTransfers(db, [...new Set(asked.map(({ id }) => id))]);
    const waiting = pendingIds.length > 0 ? await listWaiting(db, pendingIds) : [];
    const rows = new Map([...pendings, ...standing].map((row) => [row.id, row]));
    return decide(asked, { accounts, rows, waiting: new Set(waiting.map(({ id }) => id)) }, now);
  };
  let decision = await look();
  const { sure } = decision;
  if (!sure) {
    for (const account of await lockAccounts(db, lockable(accounts))) accounts.set(account.accountId, account);
    // Only now: whoever held the locks before us has committed, and a new statement sees it.
    decision = await look();
  }
  await writeDown(db, decision, !sure, now);
  return decision.answers;
}

function accountIdsOf(asked: readonly Asked[], pendings: readonly Row[]): Uuid[] {
  const ids = new Set<Uuid>();
  for (const t of [...asked, ...pendings]) {
    if (!('debitAccountId' in t)) continue;
    if (t.debitAccountId) ids.add(t.debitAccountId);
    if (t.creditAccountId) ids.add(t.creditAccountId);
  }
  return [...ids];
}

const lockable = (accounts: ReadonlyMap<Uuid, Account>): Uuid[] =>
  [...accounts.values()].filter(({ busy }) => !busy).map(({ accountId }) => accountId);

async function writeDown(db: Db, decision: Decision, locked: boolean, now: Date): Promise<void> {
  const { rows, changes, opened, closed } = decision;
  let inserted = 0;
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const chunk = rows.slice(start, start + rowsAtOnce);
    const rest = start === 0 ? { changes, opened, closed } : { changes: new Map(), opened: [], closed: [] };
    const done = await write(db, { rows: chunk, ...rest }, locked, now);
    inserted += done.inserted;
    // Somebody resolved the same pending, or took the money, at this very moment.
    if (start === 0 && (done.changed !== changes.size || done.ended !== closed.length)) throw tryAgain();
  }
  // Somebody used the same id at this very moment.
  if (inserted !== rows.length) throw tryAgain();
}

/** Looks to the database like a serialization failure: the transaction is tried again, and then sees what stands. */
const tryAgain = () => Object.assign(new Error('another post came between'), { code: '40001' });

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
