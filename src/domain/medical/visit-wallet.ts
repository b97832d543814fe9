// The visit balance (就诊余额): money of one card at one institution. It does not follow the holder by itself; it is moved, once.
import type { Call } from '../../base/call.ts';
import { sql } from '../../base/sql.ts';
import { type Card, getCard, isUsable } from '../cards/index.ts';
import { availableIn, balancesOf, lockAccounts, openAccounts, post, stands, type Transfer } from '../ledger/index.ts';
import { balanceMoves, packInForce } from '../policy/index.ts';
import { idFrom } from './ids.ts';
import { refuse } from './refuse.ts';

/** Cash that came in or went out over the desk. */
export const deskAccount = (institutionId: string): string => idFrom('visit account', 'desk', institutionId);
const walletAccount = (institutionId: string, cardId: string): string =>
  idFrom('visit account', 'wallet', institutionId, cardId);

export interface Wallet {
  readonly institutionId: string;
  readonly cardId: string;
  readonly holderId: string;
  readonly accountId: string;
  readonly movedTo: string | null;
  readonly movedFen: bigint | null;
  readonly movedBy: 'desk' | 'phone' | null;
}

const columns = sql`
  institution_id as "institutionId", card_id as "cardId", holder_id as "holderId", account_id as "accountId", moved_to as "movedTo",
  moved_amount as "movedFen", moved_by as "movedBy"`;

const lockWallet = (call: Call, institutionId: string, cardId: string) =>
  call.db.maybe<Wallet>(sql`
    select ${columns} from medical.visit_wallet where institution_id = ${institutionId} and card_id = ${cardId} for update`);
export const walletsOf = (call: Pick<Call, 'db'>, holderId: string) =>
  call.db.rows<Wallet>(
    sql`select ${columns} from medical.visit_wallet where holder_id = ${holderId} order by opened_at`,
  );

/** Opens the wallet of a card at an institution; asking again changes nothing. */
export async function openWallet(call: Call, institutionId: string, card: Card): Promise<void> {
  const accountId = walletAccount(institutionId, card.id);
  await openAccounts(call, [
    { accountId: deskAccount(institutionId), ledger: 'visit', code: 'visit-desk', ownerId: institutionId, busy: true },
    {
      ...{ accountId, ledger: 'visit', code: `visit-${institutionId}`, ownerId: card.id },
      limit: 'debits-must-not-exceed-credits',
    },
  ]);
  await call.db.run(sql`
    insert into medical.visit_wallet (institution_id, card_id, holder_id, account_id, opened_at)
    values (${institutionId}, ${card.id}, ${card.holderId}, ${accountId}, ${call.now}) on conflict do nothing`);
}

export async function walletFen(call: Pick<Call, 'db'>, institutionId: string, cardId: string): Promise<bigint> {
  const [account] = await balancesOf(call.db, [walletAccount(institutionId, cardId)]);
  return account ? availableIn(account) : 0n;
}

/** Cash in (positive) or out of a wallet. */
export async function moveCash(call: Call, institutionId: string, cardId: string, fen: bigint, id: string) {
  const wallet = walletAccount(institutionId, cardId);
  const desk = deskAccount(institutionId);
  const inwards = fen > 0n;
  await postVisit(call, {
    ...{ id, day: call.today, amountFen: inwards ? fen : -fen, code: inwards ? 'visit-in' : 'visit-out' },
    ...{ debitAccountId: inwards ? desk : wallet, creditAccountId: inwards ? wallet : desk, reference: cardId },
  });
}

async function postVisit(call: Call, transfer: Transfer): Promise<void> {
  const [answer] = await post(call, [transfer]);
  if (answer === 'refused:exceeds-credits') throw refuse('wallet-empty');
  if (!answer || !stands(answer)) throw new Error(`the ledger does not take a transfer of a visit balance: ${answer}`);
}

export interface Moved {
  readonly amountFen: bigint;
  readonly newCardId: string;
  /** True when it had been moved before, at the desk or by phone. */
  readonly already: boolean;
}

/**
 * Moves what the old card has at an institution to the holder's new card: whole, and once, whoever asks and however often
 * (MED-03). The caller holds the person's lock. The transfer's id follows from institution and old card alone.
 */
export async function moveWallet(
  call: Call,
  institutionId: string,
  oldCardId: string,
  newCard: Card,
  by: 'desk' | 'phone',
): Promise<Moved> {
  const wallet = await lockWallet(call, institutionId, oldCardId);
  if (!wallet) throw refuse('no-wallet');
  const old = await getCard(call.db, oldCardId);
  const fits = wallet.holderId === newCard.holderId && isUsable(newCard, call.today) && oldCardId !== newCard.id;
  if (!fits || old.socialState !== 'invalid') throw refuse('not-your-old-card');
  if (wallet.movedTo) return { amountFen: wallet.movedFen!, newCardId: wallet.movedTo, already: true };
  await openWallet(call, institutionId, newCard);
  const [account] = await lockAccounts(call.db, [wallet.accountId]);
  const amountFen = account ? availableIn(account) : 0n;
  if (amountFen > 0n)
    await postVisit(call, {
      ...{ id: idFrom('visit move', institutionId, oldCardId), day: call.today, amountFen, code: 'visit-move' },
      ...{ debitAccountId: wallet.accountId, creditAccountId: walletAccount(institutionId, newCard.id) },
      reference: newCard.id,
    });
  await call.db.run(sql`
    update medical.visit_wallet set moved_to = ${newCard.id}, moved_amount = ${amountFen}, moved_by = ${by}, moved_at = ${call.now}
    where institution_id = ${institutionId} and card_id = ${oldCardId}`);
  return { amountFen, newCardId: newCard.id, already: false };
}

/**
 * At the first visit with a new card: where the region moves visit balances by itself, what older cards have here moves now
 * (open question 9); elsewhere it waits until somebody asks. The caller holds the person's lock.
 */
export async function moveByItself(
  call: Call,
  { id, region }: { readonly id: string; readonly region: string },
  card: Card,
): Promise<void> {
  const waiting = (await walletsOf(call, card.holderId)).filter(
    (wallet) => wallet.institutionId === id && wallet.cardId !== card.id && !wallet.movedTo,
  );
  if (waiting.length === 0) return;
  const { pack } = await packInForce(call.db, region, call.today);
  if (balanceMoves(pack, { pot: 'hospital-visit', day: call.today }).value !== 'automatic') return;
  for (const { cardId } of waiting) {
    if ((await getCard(call.db, cardId)).socialState === 'invalid') await moveWallet(call, id, cardId, card, 'desk');
  }
}

/** What waits on older cards of a person at an institution. */
export async function openWalletOfOldCard(
  call: Pick<Call, 'db'>,
  institutionId: string,
  holderId: string,
  cardId: string,
): Promise<bigint> {
  const waiting = (await walletsOf(call, holderId)).filter(
    (wallet) => wallet.institutionId === institutionId && wallet.cardId !== cardId && !wallet.movedTo,
  );
  let fen = 0n;
  for (const wallet of waiting) fen += await walletFen(call, institutionId, wallet.cardId);
  return fen;
}
