// Banks, card makers and outlets: from accepted orders to a card in its holder's hand.
import { addDays } from '../../base/day.ts';
import { isWorkingDay } from '../../domain/policy/index.ts';
import type { Campaign, Person } from '../campaign.ts';
import type { CardMaker, MadeCard } from '../parties/card-maker.ts';
import { chipWriter, type Desk } from '../parties/card-press.ts';
import { activateLater } from './banks.ts';
import { guardianOfMinor } from './counter.ts';
import { bringHome } from './home-visits.ts';

/** Every bank makes batches twice a week, on working days. */
export async function bankDay(campaign: Campaign, makers: readonly CardMaker[]): Promise<void> {
  const { founded, today } = campaign;
  if (!isWorkingDay(today)) return;
  for (const bank of founded.plan.banks) await sendOff(campaign, bank, makers);
  for (const [i, bank] of founded.plan.banks.entries()) {
    const weekday = new Date(`${today}T00:00:00Z`).getUTCDay();
    if (weekday !== 1 + (i % 2) && weekday !== 3 + (i % 2)) continue;
    await orderCards(campaign, bank, makers[i % makers.length]!);
  }
}

async function orderCards(campaign: Campaign, bank: string, maker: CardMaker): Promise<void> {
  const office = campaign.founded.staff(bank, 'bank-office');
  await campaign.try(office, 'production.make-batches', { makerId: maker.institutionId });
  await sendOff(campaign, bank, [maker]);
}

/** What is planned goes out, cards that failed before among it; where the bank has not opened the accounts, another day. */
async function sendOff(campaign: Campaign, bank: string, makers: readonly CardMaker[]): Promise<void> {
  const office = campaign.founded.staff(bank, 'bank-office');
  const planned = await campaign.try(office, 'production.batch-list', { state: 'planned' });
  for (const { batchId, makerId } of planned?.batches ?? []) {
    const maker = makers.find(({ institutionId }) => institutionId === makerId);
    if (!maker) continue;
    const sent = await campaign.try(office, 'production.export-production-file', { batchId }, [
      'production.account-awaited',
    ]);
    if (!sent) continue;
    const days = maker.daysFor(campaign.dice('maker', bank));
    campaign.agenda.in(days, () => returnBatch(campaign, bank, maker, batchId, sent.publicKey));
  }
}

export async function returnBatch(
  campaign: Campaign,
  bank: string,
  maker: CardMaker,
  batchId: string,
  publicKey: string | undefined,
): Promise<void> {
  const production = await campaign.try(maker.staff, 'production.read-production-file', { batchId });
  if (!production) return;
  const desk: Desk = (operation, input) => campaign.founded.city.as(maker.staff, operation, input, 'make-card');
  for (const { file, cards, expected } of await maker.make(
    Buffer.from(production.file, 'base64').toString('utf8'),
    publicKey,
    (word) => campaign.dice('press', word),
    maker.press && chipWriter(maker.press, desk, batchId),
  )) {
    const report = await campaign.try(maker.staff, 'production.take-return-file', { file }, expected);
    for (const { line, fault } of cards.length > 0 ? (report?.apart ?? []) : []) {
      campaign.surprises.push(`${campaign.today} line ${line} of a return file was set apart: ${fault}`);
    }
    if (report) await deliver(campaign, bank, cards);
  }
}

/** Finished cards go where their holders wished. */
async function deliver(campaign: Campaign, bank: string, cards: readonly MadeCard[]): Promise<void> {
  const waysOf = (card: MadeCard) => {
    const person = campaign.byNumber.get(card.socialSecurityNumber);
    const choice = person && campaign.choices.get(person.holderId);
    return person && choice ? [{ card, person, choice }] : [];
  };
  const known = cards.flatMap(waysOf);
  const outlets = groupBy(
    known.filter(({ choice }) => choice.pickUp === 'outlet' || choice.pickUp === 'visit'),
    ({ choice }) => choice.outletCode!,
  );
  for (const [outletCode, arriving] of outlets) {
    campaign.agenda.in(2, () => receive(campaign, outletCode, arriving));
  }
  const mailed = known.filter(({ choice }) => choice.pickUp === 'mail');
  if (mailed.length > 0) campaign.agenda.in(1, () => post(campaign, bank, mailed));
  const groups = groupBy(
    known.filter(({ choice }) => choice.pickUp === 'unit-delivery'),
    ({ choice }) => choice.groupOrderId!,
  );
  for (const [groupOrderId, waiting] of groups)
    campaign.agenda.in(3, () => planVisit(campaign, bank, groupOrderId, waiting));
}

export interface Arriving {
  readonly card: MadeCard;
  readonly person: Person;
}

export async function receive(campaign: Campaign, outletCode: string, arriving: readonly Arriving[]): Promise<void> {
  const manager = campaign.founded.staff(outletCode, 'outlet-manager');
  await campaign.try(manager, 'production.receive-cards', { cardNumbers: arriving.map(({ card }) => card.cardNumber) });
  for (const one of arriving) {
    const choice = campaign.choices.get(one.person.holderId);
    if (choice?.pickUp === 'visit') {
      campaign.agenda.in(2, () => bringHome(campaign, one.person, choice.bank, one.card));
      continue;
    }
    // A few put it off for ever; their cards fall asleep where the region says so (SLP-01).
    if (one.person.temper.late) continue;
    campaign.agenda.in(1 + Math.ceil(one.person.temper.delayDays / 2), () => collect(campaign, outletCode, one));
  }
}

export async function collect(campaign: Campaign, outletCode: string, { card, person }: Arriving): Promise<void> {
  const teller = campaign.founded.staff(outletCode, 'bank-teller');
  const shown = shownBy(campaign, person);
  // Seven of ten have it enabled and activated on the spot; the others enable it themselves, some never do (ENB-07).
  const atOnce = campaign.dice('collect', person.residentId).fraction() < 0.7;
  const done = await campaign.try(
    teller,
    'production.hand-over-card',
    { cardNumber: card.cardNumber, shown, enable: atOnce, activate: atOnce },
    ['production.holder-deceased', 'holders.deceased', 'production.confirm-again'],
  );
  if (!done || atOnce) return;
  enableLater(campaign, person, done.cardId);
  const choice = campaign.choices.get(person.holderId);
  if (choice && campaign.banks.banks.length > 0) activateLater(campaign, choice.bank, card.cardNumber, outletCode);
}

export function enableLater(campaign: Campaign, person: Person, cardId: string): void {
  const dice = campaign.dice('enable', person.residentId);
  if (dice.fraction() < 0.1) return;
  campaign.agenda.in(1 + dice.below(20), async () => {
    const who = guardianOfMinor(campaign, person) ?? person;
    await campaign.try(campaign.citizen(who), 'cards.enable-card', { cardId }, [
      'cards.already-enabled',
      'cards.holder-deceased',
      'holders.deceased',
    ]);
  });
}

/** The document on the counter: one's own, or the guardian's for a child. */
export function shownBy(campaign: Campaign, person: Person) {
  const who = guardianOfMinor(campaign, person) ?? person;
  return { documentKind: 'resident-id', documentNumber: who.residentId };
}

export async function post(campaign: Campaign, bank: string, mailed: readonly Arriving[]): Promise<void> {
  const { founded } = campaign;
  const parcels = mailed.map(({ card }) => ({
    cardNumber: card.cardNumber,
    trackingNumber: `SF${card.cardNumber}${campaign.today.slice(5, 7)}${campaign.today.slice(8)}`,
  }));
  const done = await campaign.try(founded.staff(bank, 'bank-office'), 'production.post-cards', {
    courierId: founded.institutionIds.get('courier-1')!,
    parcels,
  });
  if (!done) return;
  const courier = founded.staff('courier-1', 'courier');
  // Who died meanwhile gets no parcel.
  const kept = new Set(done.refused.map(({ cardNumber }: { cardNumber: string }) => cardNumber));
  for (const [i, { cardNumber, trackingNumber }] of parcels.entries()) {
    if (kept.has(cardNumber)) continue;
    const { person, card } = mailed[i]!;
    const dice = campaign.dice('mail', person.residentId);
    const fate = dice.fraction();
    campaign.agenda.in(2 + dice.below(4), async () => {
      if (fate < 0.003) return void (await campaign.try(courier, 'production.report-lost', { trackingNumber }));
      if (fate < 0.013) return comeBack(campaign, bank, trackingNumber, { card, person });
      const delivered = await campaign.try(courier, 'production.report-delivery', { trackingNumber }, [
        'production.holder-deceased',
      ]);
      if (delivered) enableLater(campaign, person, delivered.cardId);
    });
  }
}

async function comeBack(campaign: Campaign, bank: string, trackingNumber: string, arriving: Arriving): Promise<void> {
  const courier = campaign.founded.staff('courier-1', 'courier');
  const back = await campaign.try(courier, 'production.report-return', { trackingNumber });
  if (back)
    campaign.agenda.in(3, () => receive(campaign, campaign.outletOf(bank, arriving.person.district).code, [arriving]));
}

export async function planVisit(
  campaign: Campaign,
  bank: string,
  groupOrderId: string,
  waiting: readonly Arriving[],
): Promise<void> {
  const { founded, today } = campaign;
  const day = addDays(today, 4);
  const outlet = campaign.outletOf(bank, waiting[0]!.person.district);
  const visit = await campaign.try(
    founded.staff(bank, 'bank-office'),
    'production.plan-visit',
    { groupOrderId, day, outletId: outlet.id },
    ['production.nothing-to-bring', 'production.delivery-not-requested'],
  );
  if (!visit) return;
  campaign.agenda.on(day, () => visitUnit(campaign, bank, visit.visitId, outlet.code, waiting));
}

export async function visitUnit(
  campaign: Campaign,
  bank: string,
  visitId: string,
  outletCode: string,
  waiting: readonly Arriving[],
): Promise<void> {
  const visitor = campaign.founded.staff(bank, 'bank-visitor');
  const absent: Arriving[] = [];
  for (const one of waiting) {
    if (campaign.apart.has(one.person.holderId) || campaign.dice('absent', one.person.residentId).fraction() < 0.12) {
      absent.push(one);
      continue;
    }
    await campaign.try(
      visitor,
      'production.hand-over-at-visit',
      { visitId, cardNumber: one.card.cardNumber, shown: shownBy(campaign, one.person), enable: true, activate: true },
      ['production.holder-deceased', 'production.not-of-this-visit'],
    );
  }
  await campaign.try(visitor, 'production.finish-visit', { visitId });
  // Cards of absent people go to the outlet, where they are scanned in like any other.
  if (absent.length > 0) campaign.agenda.in(1, () => receive(campaign, outletCode, absent));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
