// Action: a lost, damaged, worn or outdated card is replaced, or its bank changed; a lost one is frozen first (RPL-01, RPL-02, BNK-09, APP-16).
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Code, Id, OneOf, shape, Type } from '../../base/shape.ts';
import { cancelCards, suspendGoodCard } from '../cards/index.ts';
import { getInstitution } from '../institutions/index.ts';
import { type ChannelCode, type OutletKind, replacementRule } from '../policy/index.ts';
import { requireBooked } from './booking.ts';
import { counterOf, fileOrder } from './file-order.ts';
import { replacements } from './judge-order.ts';
import { moveOrders } from './move-orders.ts';
import {
  type Case,
  type Document,
  openCase,
  requireGuardianPresent,
  requirePerson,
  requireSpeaker,
} from './open-case.ts';
import { archiveForm } from './order-form.ts';
import { Materials, requireOwnBank } from './place-at-counter.ts';
import { requireOnlineChannel } from './place-order.ts';
import { refuse } from './refuse.ts';
import { requireMaterials } from './require-materials.ts';
import { Address, answerOf, DocumentShape, OrderAnswer, PickUpWord, Signature } from './shapes.ts';
import { listCollected } from './store.ts';

export const replaceCard = action({
  name: 'orders.replace-card',
  title: { zh: '补换卡', en: 'Replace a card' },
  by: ['citizen', 'bank-teller', 'bureau-clerk'],
  input: shape({
    reason: OneOf(replacements),
    /** By citizens: the child, when a guardian asks. */
    holderId: Type.Optional(Id),
    region: Type.Optional(Code),
    /** By a counter: the document shown, and the guardian's. */
    document: Type.Optional(DocumentShape),
    guardian: Type.Optional(DocumentShape),
    /** The new card that was handed over and lost before it was enabled; the card in use when left out. */
    waitingCardId: Type.Optional(Id),
    /** The bank of the new card; the old one's where the region says so, and when left out. */
    bank: Type.Optional(Code),
    pickUp: PickUpWord,
    outletId: Type.Optional(Id),
    address: Type.Optional(Address),
    materials: Type.Optional(Materials),
    signature: Type.Optional(Signature),
  }),
  output: OrderAnswer,
  async run(call, { reason, waitingCardId, bank, pickUp, outletId, address, materials = [], signature, ...who }) {
    const desk = call.actor.role === 'citizen' ? await online(call, who) : await atCounter(call, who);
    const { known, channel, outlet } = desk;
    const { rules, card, waiting } = known;
    if (waitingCardId && waiting?.id !== waitingCardId) throw refuse('nothing-to-replace', nothing);
    if (!waitingCardId && !card) throw refuse('nothing-to-replace', nothing);
    if (!waitingCardId && waiting) throw refuse('card-not-enabled');

    const question = {
      day: call.today,
      person: known.person,
      openings: rules.openings,
      channel,
      outlet,
      purpose: 'replace',
      reason,
    } as const;
    const gone = waitingCardId ? waiting! : card!;
    const rule = replacementRule(rules.pack, question).value;
    const sameBank = reason !== 'bank-change' && rule !== 'unknown' && rule.bank === 'issuing';
    const chosen = bank ?? (sameBank || !desk.bankCode ? gone.bankCode : desk.bankCode);
    if (desk.counter) requireOwnBank(desk.counter, chosen);
    const form = desk.counter && requireMaterials(rules.pack, question, { brought: materials, signature });

    if (waitingCardId) await endWaitingCard(call, known, waitingCardId);
    else if (reason === 'loss') await suspendGoodCard(call, known.holder.id);
    const order = await fileOrder(
      call,
      // The card lost in the drawer was the third-generation one, whatever still serves meanwhile.
      waitingCardId
        ? {
            ...known,
            person: {
              ...known.person,
              currentCard: {
                generation: gone.generation,
                region: gone.region,
                ...(gone.bankCode ? { bank: gone.bankCode } : {}),
              },
            },
          }
        : known,
      {
        kind: 'replacement',
        replace: reason,
        channel,
        outlet,
        bank: chosen,
        pickUp,
        outletId: pickUp === 'counter' ? desk.counter?.id : outletId,
        address,
        guardianId: desk.guardianId,
        preparedBy: desk.counter ? call.actor.id : null,
        confirmedBy: desk.guardianId ?? known.holder.id,
        materials,
      },
    );
    if (form) await archiveForm(call, order, form, signature!);
    call.note({ orderId: order.id, reason, frozenCardId: reason === 'loss' && !waitingCardId ? gone.id : null });
    return answerOf(order);
  },
});

const nothing = { grounds: ['名下没有可补换的卡'], groundsEn: ['there is no card to replace'] };

interface Desk {
  readonly known: Case;
  readonly guardianId: string | null;
  readonly channel: ChannelCode;
  readonly outlet?: OutletKind;
  readonly counter?: Awaited<ReturnType<typeof getInstitution>>;
  readonly bankCode: string | null;
}

interface Asked {
  readonly holderId?: string;
  readonly region?: string;
  readonly document?: Document;
  readonly guardian?: Document;
}

async function online(call: Call, { holderId, region }: Asked): Promise<Desk> {
  const speaker = await requireSpeaker(call, holderId);
  const channel = requireOnlineChannel(call);
  if (!region) throw refuse('channel-missing');
  return {
    known: await openCase(call, speaker.holderId, region),
    guardianId: speaker.guardianId,
    channel,
    bankCode: null,
  };
}

async function atCounter(call: Call, { document, guardian }: Asked): Promise<Desk> {
  const counter = await getInstitution(call.db, call.actor.institutionId ?? '');
  const place = counterOf(counter, call.today);
  if (!place) throw refuse('not-a-counter');
  if (!document) throw refuse('no-such-person');
  const known = await openCase(call, await requirePerson(call, document), counter.region);
  const guardianId = await requireGuardianPresent(call, known.holder, guardian);
  // Freezing a lost card waits for no booking: that is cards.report-loss.
  await requireBooked(call, { pack: known.rules.pack, counter, place, holderId: known.holder.id });
  return { known, guardianId, ...place, counter, bankCode: counter.bankCode };
}

/** A new card lost before it was enabled never comes to life; the card in use stays as it is. */
async function endWaitingCard(call: Call, known: Case, cardId: string): Promise<void> {
  await cancelCards(call, [cardId]);
  const done = await listCollected(call.db, known.holder.id);
  await moveOrders(
    call,
    done.filter((one) => one.cardId === cardId).map(({ id }) => id),
    'closed',
  );
}
