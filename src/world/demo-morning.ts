// What is due in the demo city on a day, by what stands in the books: the city remembers nothing, so it lives on after a restart,
// and beside whoever drives it.
import type { Db } from '../base/database/database.ts';
import { type Day, dayOf } from '../base/day.ts';
import { sql } from '../base/sql.ts';
import { correctOrder, lookAtOrder } from './behaviour/clerks.ts';
import { guardianOfMinor, replaceAtCounter } from './behaviour/counter.ts';
import { bringHome } from './behaviour/home-visits.ts';
import {
  type Arriving,
  bankDay,
  collect,
  planVisit,
  post,
  receive,
  returnBatch,
  visitUnit,
} from './behaviour/making.ts';
import { findOrReplace, lose } from './behaviour/mishaps.ts';
import { orderNow } from './behaviour/people.ts';
import { choose, type Organisation, openGroup, submit } from './behaviour/units.ts';
import type { Campaign, Choice, Person } from './campaign.ts';
import type { CardMaker } from './parties/card-maker.ts';

type Act = () => Promise<void>;

/** An order with its card as the city sees them. */
interface Book {
  readonly orderId: string;
  readonly holderId: string;
  readonly state: string;
  readonly bank: string | null;
  readonly pickUp: Choice['pickUp'] | null;
  readonly outletId: string | null;
  readonly groupOrderId: string | null;
  readonly placedOn: Day;
  readonly acceptedAt: Date | null;
  readonly producedAt: Date | null;
  readonly collectedAt: Date | null;
  readonly cardId: string | null;
  readonly cardNumber: string | null;
  readonly enabledAt: Date | null;
  readonly shelfOutletId: string | null;
  readonly shelvedAt: Date | null;
  readonly trackingNumber: string | null;
  readonly postedAt: Date | null;
}

interface Group {
  readonly groupOrderId: string;
  readonly organiserId: string;
  readonly banks: readonly string[];
}

interface Visit {
  readonly visitId: string;
  readonly groupOrderId: string;
  readonly bank: string;
  readonly outletId: string;
}

/** So much may happen on one day, whatever has piled up. */
const mostActs = 150;
/** Chances of one day: to come for a card, to begin a unit's order, to lose a card, to damage one, and to settle a loss. */
const chances = { orders: 1 / 15, begins: 1 / 10, loses: 1 / 900, damages: 1 / 1800, settles: 1 / 4 };

/** What happens on the campaign's day, at most so much; the rest is due tomorrow. */
export async function dueToday(db: Db, campaign: Campaign, makers: readonly CardMaker[]): Promise<Act[]> {
  const books = await listBooks(db);
  const groups = await listGroups(db);
  learnChoices(campaign, books);
  const acts = [
    ...(await makerActs(campaign, makers)),
    ...(await visitActs(db, campaign, books)),
    ...deliveryActs(campaign, books),
    ...books.flatMap((book) => personalAct(campaign, book) ?? []),
    ...groupActs(campaign, books, groups),
    ...newcomerActs(campaign, new Set(await holdersWithOrders(db))),
    ...mishapActs(campaign, await listNewCards(db)),
  ].slice(0, mostActs);
  return [...acts, () => bankDay(campaign, makers)];
}

const listBooks = (db: Db) =>
  db.rows<Book>(sql`
    select o.order_id as "orderId", o.holder_id as "holderId", o.state, o.bank_code as bank, o.pick_up as "pickUp", o.outlet_id as "outletId",
      o.group_order_id as "groupOrderId", o.placed_on as "placedOn", o.accepted_at as "acceptedAt", o.produced_at as "producedAt",
      o.collected_at as "collectedAt", o.card_id as "cardId", m.card_number as "cardNumber", c.enabled_at as "enabledAt",
      s.outlet_id as "shelfOutletId", s.received_at as "shelvedAt", p.tracking_number as "trackingNumber", p.posted_at as "postedAt"
    from orders.order_view o
    left join cards.card_view c on c.card_id = o.card_id
    left join production.made_view m on m.card_id = o.card_id
    left join production.shelf_view s on s.card_id = o.card_id
    left join production.parcel_view p on p.card_id = o.card_id and p.state = 'posted'
    where o.state in ('draft', 'returned', 'accepted', 'produced', 'ready', 'on-the-way', 'mail-returned', 'collected')
    order by o.order_id`);

const listGroups = (db: Db) =>
  db.rows<Group>(sql`
    select group_order_id as "groupOrderId", organiser_id as "organiserId", banks from orders.group_view order by group_order_id`);

const listVisits = (db: Db, today: Day) =>
  db.rows<Visit>(sql`
    select v.visit_id as "visitId", v.group_order_id as "groupOrderId", i.bank_code as bank, v.outlet_id as "outletId"
    from production.visit_view v join institutions.institution_view i on i.institution_id = v.bank_id
    where v.state = 'planned' and v.day <= ${today}::date order by v.visit_id`);

const holdersWithOrders = async (db: Db) =>
  (
    await db.rows<{ id: string }>(
      sql`select distinct holder_id as id from orders.order_view where state not in ('withdrawn', 'rejected')`,
    )
  ).map(({ id }) => id);

const listNewCards = (db: Db) =>
  db.rows<{ holderId: string; state: string }>(sql`
    select holder_id as "holderId", social_state as state from cards.card_view
    where generation = 3 and social_state in ('enabled', 'suspended') order by holder_id`);

const daysSince = (at: Date | Day, today: Day): number =>
  Math.round((Date.parse(today) - Date.parse(typeof at === 'string' ? at : dayOf(at))) / 86_400_000);

/** Due so many days after; whoever is turned away tries again every third day. */
function isDue(campaign: Campaign, at: Date | Day | null, delayDays: number): boolean {
  if (at === null) return false;
  const late = daysSince(at, campaign.today) - delayDays;
  return late >= 0 && late % 3 === 0;
}

const personOf = (campaign: Campaign, holderId: string): Person | undefined =>
  campaign.founded.residents.find((person) => person.holderId === holderId);
const outletCode = (campaign: Campaign, id: string | null): string | undefined =>
  campaign.founded.outlets.find((outlet) => outlet.id === id)?.code;

/** What people chose, in whatever way: banks and outlets see it on the order. */
function learnChoices(campaign: Campaign, books: readonly Book[]): void {
  for (const { holderId, bank, pickUp, outletId, groupOrderId } of books) {
    const code = outletCode(campaign, outletId);
    if (bank && pickUp)
      campaign.choices.set(holderId, {
        ...{ bank, pickUp },
        ...(code ? { outletCode: code } : {}),
        ...(groupOrderId ? { groupOrderId } : {}),
      });
  }
}

/** Batches come back after the maker's own time; a few come far too late, and their orders are alarmed. */
async function makerActs(campaign: Campaign, makers: readonly CardMaker[]): Promise<Act[]> {
  const acts: Act[] = [];
  for (const maker of makers) {
    const list = await campaign.try(maker.staff, 'production.batch-list', { state: 'sent' });
    for (const { batchId, number, bankCode, sentAt } of list?.batches ?? [])
      if (isDue(campaign, new Date(sentAt), maker.daysFor(campaign.fate('maker', number))))
        acts.push(() => returnBatch(campaign, bankCode, maker, batchId, undefined));
  }
  return acts;
}

/** Cards on their way from the maker to their people. */
function deliveryActs(campaign: Campaign, books: readonly Book[]): Act[] {
  const { founded } = campaign;
  const trays = new Map<string, { act: (arriving: Arriving[]) => Promise<void>; arriving: Arriving[] }>();
  const put = (key: string, one: Arriving, act: (arriving: Arriving[]) => Promise<void>) => {
    const tray = trays.get(key) ?? { act, arriving: [] };
    tray.arriving.push(one);
    trays.set(key, tray);
  };
  for (const book of books) {
    const { state, bank, pickUp, groupOrderId, cardNumber, producedAt } = book;
    const person = personOf(campaign, book.holderId);
    if (!person || !bank || !cardNumber) continue;
    const one = { card: { cardNumber, socialSecurityNumber: person.residentId }, person };
    const near = () => outletCode(campaign, book.outletId) ?? campaign.outletOf(bank, person.district).code;
    const toOutlet = pickUp === 'outlet' || pickUp === 'visit';
    if ((state === 'produced' && toOutlet && isDue(campaign, producedAt, 2)) || state === 'mail-returned')
      put(`outlet ${near()}`, one, (all) => receive(campaign, near(), all));
    else if (state === 'produced' && pickUp === 'mail' && isDue(campaign, producedAt, 1))
      put(`mail ${bank}`, one, (all) => post(campaign, bank, all));
    else if (state === 'produced' && pickUp === 'unit-delivery' && groupOrderId && isDue(campaign, producedAt, 3)) {
      const unit = founded.organisations.find(({ code }) => code === person.organisation);
      put(`unit ${groupOrderId} ${bank}`, one, async (all) => {
        const wish = { groupOrderId, day: campaign.today };
        if (unit) await campaign.try(unit.clerk, 'orders.request-delivery', wish, ['orders.nobody-decided']);
        await planVisit(campaign, bank, groupOrderId, all);
      });
    }
  }
  return [...trays.values()].map(
    ({ act, arriving }) =>
      () =>
        act(arriving),
  );
}

async function visitActs(db: Db, campaign: Campaign, books: readonly Book[]): Promise<Act[]> {
  return (await listVisits(db, campaign.today)).flatMap(({ visitId, groupOrderId, bank, outletId }) => {
    const code = outletCode(campaign, outletId);
    const waiting = books.flatMap(({ state, holderId, cardNumber, ...book }) => {
      const person = personOf(campaign, holderId);
      return person && cardNumber && state === 'on-the-way' && book.groupOrderId === groupOrderId && book.bank === bank
        ? [{ card: { cardNumber, socialSecurityNumber: person.residentId }, person }]
        : [];
    });
    return code ? [() => visitUnit(campaign, bank, visitId, code, waiting)] : [];
  });
}

/** What one person does today about the own order; somebody whom a visitor may be is left to the visitor. */
function personalAct(campaign: Campaign, book: Book): Act | undefined {
  const { orderId, state, cardId, cardNumber, trackingNumber } = book;
  const person = personOf(campaign, book.holderId);
  if (!person) return undefined;
  if (trackingNumber && state === 'on-the-way') {
    const days = 2 + campaign.fate('mail', trackingNumber).below(4);
    return isDue(campaign, book.postedAt, days) ? () => bringParcel(campaign, trackingNumber) : undefined;
  }
  if (campaign.apart.has(person.holderId)) return undefined;
  const by = guardianOfMinor(campaign, person) ?? person;
  const { temper } = person;
  if (state === 'draft' && !book.groupOrderId && isDue(campaign, book.placedOn, 1))
    return async () =>
      void (await campaign.try(campaign.citizen(person), 'orders.confirm-assisted-order', { orderId }, unlucky));
  if (state === 'returned' && isDue(campaign, book.placedOn, 3))
    return () => correctOrder(campaign, person, by, orderId);
  if (state === 'accepted' && book.acceptedAt && daysSince(book.acceptedAt, campaign.today) === 1)
    return () => lookAtOrder(campaign, person, by, orderId);
  const shelf = outletCode(campaign, book.shelfOutletId);
  if (state === 'ready' && shelf && cardNumber && book.bank) {
    const card = { cardNumber, socialSecurityNumber: person.residentId };
    if (book.pickUp === 'visit')
      return isDue(campaign, book.shelvedAt, 2) ? () => bringHome(campaign, person, book.bank!, card) : undefined;
    // A few put it off for ever; their cards fall asleep where the region says so (SLP-01).
    return !temper.late && isDue(campaign, book.shelvedAt, 1 + Math.ceil(temper.delayDays / 2))
      ? () => collect(campaign, shelf, { card, person })
      : undefined;
  }
  if (state === 'collected' && cardId && !book.enabledAt) {
    const fate = campaign.fate('enable', person.residentId);
    // One in ten never does.
    return fate.fraction() >= 0.1 && isDue(campaign, book.collectedAt, 1 + fate.below(20))
      ? async () => void (await campaign.try(campaign.citizen(by), 'cards.enable-card', { cardId }, unlucky))
      : undefined;
  }
  return undefined;
}

/** Grounds on which somebody is turned away who could not know better. */
const unlucky = [
  'cards.already-enabled',
  'cards.holder-deceased',
  'holders.deceased',
  'orders.holder-deceased',
  'orders.not-now',
  'orders.undecided',
  'orders.has-new-card',
  'orders.order-under-way',
];

async function bringParcel(campaign: Campaign, trackingNumber: string): Promise<void> {
  const courier = campaign.founded.staff('courier-1', 'courier');
  const fate = campaign.fate('fate of the parcel', trackingNumber).fraction();
  const end = fate < 0.01 ? 'report-lost' : fate < 0.04 ? 'report-return' : 'report-delivery';
  await campaign.try(courier, `production.${end}`, { trackingNumber }, ['production.holder-deceased']);
}

/** Units begin, their people choose, their clerks submit twice a week. */
function groupActs(campaign: Campaign, books: readonly Book[], groups: readonly Group[]): Act[] {
  const { founded, today, apart } = campaign;
  const byOrganiser = new Map(groups.map((group) => [group.organiserId, group]));
  const membersOf = (unit: Organisation) => founded.residents.filter(({ organisation }) => organisation === unit.code);
  const submits = [1, 4].includes(new Date(`${today}T00:00:00Z`).getUTCDay());
  return founded.organisations.flatMap((unit) => {
    const members = membersOf(unit);
    const isRun = unit.kind === 'employer' || unit.whole;
    if (!isRun || members.length === 0 || members.some(({ holderId }) => apart.has(holderId))) return [];
    const group = byOrganiser.get(unit.id);
    if (!group)
      return campaign.dice('begin', unit.code).fraction() < chances.begins
        ? [() => openGroup(campaign, unit, members)]
        : [];
    const { groupOrderId, banks } = group;
    const drafts = books.filter((book) => book.state === 'draft' && book.groupOrderId === groupOrderId);
    const choosing = drafts.flatMap(({ bank, holderId, placedOn }) => {
      const person = personOf(campaign, holderId);
      const ready = person && person.temper.keen >= 0.15 && isDue(campaign, placedOn, 1 + person.temper.delayDays);
      return !bank && ready ? [() => choose(campaign, person, groupOrderId, banks, unit)] : [];
    });
    const decided = drafts.some(({ bank }) => bank !== null);
    return [...choosing, ...(submits && decided ? [() => submit(campaign, unit, groupOrderId)] : [])];
  });
}

/** Those who order alone and have not come yet. */
function newcomerActs(campaign: Campaign, served: ReadonlySet<string>): Act[] {
  const { founded, apart } = campaign;
  const whole = new Set(founded.organisations.filter((one) => one.whole).map(({ code }) => code));
  return founded.residents
    .filter(
      ({ kind, organisation, temper, holderId }) =>
        kind !== 'employee' &&
        !(kind === 'student' && organisation && whole.has(organisation)) &&
        temper.keen >= 0.25 &&
        !served.has(holderId) &&
        !apart.has(holderId),
    )
    .filter(({ residentId }) => campaign.dice('come', residentId).fraction() < chances.orders)
    .map((person) => () => orderNow(campaign, person));
}

/** New cards are lost and damaged like any others; a loss is settled within days. */
function mishapActs(campaign: Campaign, cards: readonly { holderId: string; state: string }[]): Act[] {
  return cards.flatMap(({ holderId, state }) => {
    const person = personOf(campaign, holderId);
    if (!person || campaign.apart.has(holderId) || guardianOfMinor(campaign, person)) return [];
    const dice = campaign.dice('mishap', person.residentId).fraction();
    if (state === 'suspended') return dice < chances.settles ? [() => findOrReplace(campaign, person)] : [];
    if (dice < chances.loses) return [() => lose(campaign, person)];
    return dice < chances.loses + chances.damages ? [() => replaceAtCounter(campaign, person, 'damage')] : [];
  });
}
