// What banks tell us, item by item: accounts opened or refused, activated in person, changed in status, closed; what is collected from them. One bad item is a value.
import type { Call } from '../../base/call.ts';
import { Refusal } from '../../base/refusal.ts';
import { Id, OneOf, requireShape, shape, Text, Type } from '../../base/shape.ts';
import {
  activateAccount,
  bankCardNumberOfCard,
  type Card,
  closeAccount,
  findCardOfNumber,
  findCardsOfNumbers,
  openAccount,
  openAccountsOfCards,
} from '../cards/index.ts';
import { getHolder } from '../holders/index.ts';
import { findInstitutionByCode } from '../institutions/index.ts';
import { mayActivate, minorAccountLimit, packInForce } from '../policy/index.ts';
import { accountRefusalOf } from './account-refusals.ts';
import type { Frame } from './frame.ts';
import { refuse } from './refuse.ts';
import { type StandingUse, standingUseKinds } from './standing-uses.ts';
import { type Link, saveAccountRefusal, saveStandingUses, saveStatus, saveTextOutcome } from './store.ts';
import { tellBank } from './tell-bank.ts';
import { type TextOutcome, textOutcomes } from './text-messages.ts';

export const statuses = [
  'normal',
  'frozen',
  'dormant',
  'reported-lost',
  'state-abnormal',
  'holder-deceased',
  'closed',
] as const;

const cardNumber = Text(9);
const most = 1_000;
const list = <T extends ReturnType<typeof shape>>(item: T) =>
  shape({ items: Type.Array(item, { minItems: 1, maxItems: most }) });
const bodies = {
  'account-opened': list(shape({ cardNumber, bankCardNumber: Text(19) })),
  'account-refused': list(shape({ cardNumber, reason: Text(64) })),
  'account-activated': list(shape({ cardNumber, outletCode: Text(64), inPerson: Type.Boolean() })),
  'account-status': list(shape({ cardNumber, status: OneOf(statuses) })),
  'text-status': list(shape({ messageId: Id, outcome: OneOf(textOutcomes) })),
  'standing-uses': list(shape({ cardNumber, uses: Type.Array(OneOf(standingUseKinds), { maxItems: 20 }) })),
};
export type BankNews = keyof typeof bodies;
/** News about a card; the one kind that is not is about a text message. */
type CardNews = Exclude<BankNews, 'text-status'>;

interface Item {
  readonly cardNumber: string;
  readonly bankCardNumber?: string;
  readonly reason?: string;
  readonly outletCode?: string;
  readonly inPerson?: boolean;
  readonly status?: (typeof statuses)[number];
  readonly uses?: readonly StandingUse[];
}

/** For each item null, or the code of its refusal; a refusal of one leaves the others standing. */
export async function handleItems(call: Call, link: Link, { kind, body }: Frame): Promise<(string | null)[]> {
  if (!Object.hasOwn(bodies, kind)) throw refuse('wrong-frame', { problem: 'kind' });
  if (kind === 'text-status') return takeTextStatus(call, link, requireShape(bodies[kind], body).items);
  const { items } = requireShape(bodies[kind as CardNews], body) as { items: readonly Item[] };
  if (kind === 'account-opened' && (await openAll(call, link, items))) return items.map(() => null);
  const answers: (string | null)[] = [];
  for (const item of items) {
    try {
      const card = await ownCard(call, link, item.cardNumber);
      await handle(call, link, kind as CardNews, card, item);
      call.about(card.holderId);
      answers.push(null);
    } catch (error) {
      // Every act checks before it writes, so a refused one has changed nothing.
      if (!(error instanceof Refusal)) throw error;
      answers.push(error.code);
    }
  }
  return answers;
}

/**
 * The usual case by few statements: the accounts of a whole batch, each fresh. False when anything is out of the usual; then
 * nothing has been done, and each item is looked at by itself.
 */
async function openAll(call: Call, link: Link, items: readonly Item[]): Promise<boolean> {
  const cards = await findCardsOfNumbers(
    call.db,
    items.map((item) => item.cardNumber),
  );
  const byNumber = new Map(cards.map((card) => [card.cardNumber, card]));
  const fresh = items.flatMap((item) => {
    const card = byNumber.get(item.cardNumber);
    const good = card && isOurs(card, link) && card.financialState === 'none';
    return good ? [{ cardId: card.id, bankCardNumber: item.bankCardNumber! }] : [];
  });
  if (fresh.length !== items.length || byNumber.size !== items.length) return false;
  try {
    await openAccountsOfCards(call, fresh);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return false;
  }
}

/** What became of text messages; whoever told it is found by the line, so that notices can move them (follow-news). */
async function takeTextStatus(
  call: Call,
  { bankId }: Link,
  items: readonly { readonly messageId: string; readonly outcome: TextOutcome }[],
): Promise<(string | null)[]> {
  const answers: (string | null)[] = [];
  const ids: Record<TextOutcome, string[]> = { sent: [], delivered: [], failed: [] };
  for (const { messageId, outcome } of items) {
    const known = await saveTextOutcome(call.db, bankId, messageId, outcome, call.now);
    answers.push(known ? null : refuse('no-such-text').code);
    if (known) ids[outcome].push(messageId);
  }
  call.note({ textsSent: ids.sent, textsDelivered: ids.delivered, textsFailed: ids.failed });
  return answers;
}

const isOurs = (card: Card, link: Link) => card.bankCode === link.bankCode && card.region === link.region;

async function ownCard(call: Call, link: Link, number: string): Promise<Card> {
  const card = await findCardOfNumber(call.db, number);
  // Whether another bank's card exists is nobody's business: unknown and not-yours read the same.
  if (!card || !isOurs(card, link)) throw refuse('other-bank');
  return card;
}

async function handle(call: Call, link: Link, kind: CardNews, card: Card, item: Item): Promise<void> {
  if (kind === 'account-opened') {
    // Opened at a counter before the bank's answer came, or told once more by another message: nothing is left to do.
    if ((await bankCardNumberOfCard(call, card)) === item.bankCardNumber) return;
    return openAccount(call, card.id, item.bankCardNumber!);
  }
  if (kind === 'account-refused') {
    // Only while the card waits for it: production then takes the card out of its batch.
    if (card.socialState !== 'planned' || card.financialState !== 'none') throw refuse('no-account-awaited');
    return void (await saveAccountRefusal(call.db, card.id, accountRefusalOf(item.reason!), call.now));
  }
  if (kind === 'account-activated') {
    await requireInPerson(call, link, item);
    await activateAccount(call, card.id);
    return tellLimit(call, link, card);
  }
  if (kind === 'standing-uses') {
    await saveStandingUses(call.db, card.id, [...new Set(item.uses)], call.now);
    return;
  }
  if (item.status === 'closed') await closeAccount(call, card.id);
  else await saveStatus(call.db, card.id, item.status!, call.now);
}

/** What a minor's account may move in a day, where the region says it; the bank, which knows the birthday, keeps to it until then. */
async function tellLimit(call: Call, link: Link, { cardNumber, holderId }: Card): Promise<void> {
  const { born } = await getHolder(call.db, holderId);
  const { pack } = await packInForce(call.db, link.region, call.today);
  const dailyLimitFen = minorAccountLimit(pack, { born, day: call.today })?.toString();
  if (dailyLimitFen) await tellBank(call, link, { kind: 'account-limit', items: [{ cardNumber, dailyLimitFen }] });
}

/** In person at an outlet of the issuing bank and nowhere else (ENB-02). */
async function requireInPerson(call: Call, link: Link, { inPerson, outletCode }: Item): Promise<void> {
  const outlet = await findInstitutionByCode(call.db, link.region, outletCode!);
  const ours = outlet?.kind === 'outlet' && outlet.bankCode === link.bankCode && outlet.standing === 'admitted';
  const { pack } = await packInForce(call.db, link.region, call.today);
  const may = mayActivate(pack, { role: 'bank-teller', place: 'counter', day: call.today }).value;
  if (!inPerson || !ours || may !== true) throw refuse('not-in-person');
}
