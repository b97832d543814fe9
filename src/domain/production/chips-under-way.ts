// Cards whose chips may be written right now: of a teller's own open making, or still in making in a batch that its maker has.
import type { Call } from '../../base/call.ts';
import { Id, type Static, shape, Type } from '../../base/shape.ts';
import { getCard } from '../cards/index.ts';
import { getOrder } from '../orders/index.ts';
import { getOwnBatch } from './batch-access.ts';
import { getOwnMaking, lockMaking, requireStep } from './making-step.ts';
import { ownInstitution } from './own-institution.ts';
import { refuse } from './refuse.ts';
import { listItems, ordersOfBatch } from './store.ts';

/** Where the chips are written: at a counter, or at the works. */
export const ChipsOf = Type.Union([shape({ makingId: Id }), shape({ batchId: Id })]);

export interface ChipUnderWay {
  readonly cardId: string;
  readonly cardNumber: string;
  /** As planned. */
  readonly cardIdentifier: string;
  readonly holderId: string;
  readonly generation: 1 | 2 | 3;
}

export interface ChipsUnderWay {
  readonly region: string;
  /** Whose blanks are written on. */
  readonly institutionId: string;
  readonly cards: ReadonlyMap<string, ChipUnderWay>;
}

/** By card number; refuses a stranger's making or batch, and a making that is not at the chip. */
export async function chipsUnderWay(call: Call, of: Static<typeof ChipsOf>): Promise<ChipsUnderWay> {
  return 'makingId' in of ? chipOfMaking(call, of.makingId) : chipsOfBatch(call, of.batchId);
}

async function chipOfMaking(call: Call, makingId: string): Promise<ChipsUnderWay> {
  // A card maker has no counter; the check of the role belongs to the making.
  if (call.actor.role !== 'bank-teller') throw refuse('no-such-making');
  await getOwnMaking(call, makingId);
  const making = await lockMaking(call, makingId);
  requireStep(call, making, 'personalise');
  const { region, cardNumber, cardIdentifier } = await getCard(call.db, making.cardId);
  const { generation } = await getOrder(call.db, making.orderId);
  const { cardId, holderId } = making;
  const card = { cardId, cardNumber, cardIdentifier: cardIdentifier!, holderId, generation };
  return { region, institutionId: making.outletId, cards: new Map([[cardNumber, card]]) };
}

async function chipsOfBatch(call: Call, batchId: string): Promise<ChipsUnderWay> {
  if (call.actor.role !== 'card-maker') throw refuse('no-such-batch');
  // Locked, so that the return file that settles these cards comes before or after, never between.
  const batch = await getOwnBatch(call, batchId, true);
  if (batch.state === 'planned') throw refuse('batch-not-sent');
  if (batch.state === 'returned') throw refuse('batch-settled');
  const generations = new Map(
    (await ordersOfBatch(call.db, batchId)).map(({ orderId, generation }) => [orderId, generation]),
  );
  const open = (await listItems(call.db, batchId)).filter(({ state }) => state === 'in-making');
  const cards = open.map(({ cardId, cardNumber, cardIdentifier, holderId, orderId }): [string, ChipUnderWay] => [
    cardNumber,
    { cardId, cardNumber, cardIdentifier, holderId, generation: generations.get(orderId)! },
  ]);
  const maker = await ownInstitution(call, 'card-maker');
  return { region: batch.region, institutionId: maker.id, cards: new Map(cards) };
}

/** The cards of these numbers; refuses one that is not under way here or named twice. */
export function requireChips({ cards }: ChipsUnderWay, cardNumbers: readonly string[]): ChipUnderWay[] {
  return cardNumbers.map((cardNumber, i) => {
    const card = cards.get(cardNumber);
    if (!card || cardNumbers.indexOf(cardNumber) < i) throw refuse('chip-not-under-way', { cardNumber });
    return card;
  });
}
