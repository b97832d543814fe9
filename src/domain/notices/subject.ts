// Whom a line of the journal concerns and everything a message to them may say, looked up live and for many at once.
import type { Call } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import type { Entry } from '../../base/journal.ts';
import { type AccountRefusal, accountRefusalsOf } from '../banking/index.ts';
import { type Card, listCards } from '../cards/index.ts';
import { type MaskedIdentity, maskedIdentityOf, phonesOf } from '../holders/index.ts';
import { findBank, type Institution, listInstitutions } from '../institutions/index.ts';
import { type PackInForce, packInForce } from '../policy/index.ts';
import type { NewsRow } from './news.ts';
import type { Notice } from './notice.ts';
import {
  findNotice,
  listOpeningWishes,
  listOpenOrders,
  listOrderFacts,
  listParcels,
  listPeople,
  listShelf,
  listSubscribers,
  listToldWishes,
  type OrderFacts,
  type ParcelFacts,
  type PersonRow,
} from './store.ts';

/** One message to be: the line, its row of the table of news, and whom it concerns. */
export interface Topic {
  readonly line: Entry;
  readonly row: NewsRow;
  /** Undefined: the id that the line names leads to nobody. */
  readonly holderId: string | undefined;
  readonly order: OrderFacts | undefined;
  readonly card: Card | undefined;
  /** The notice that was published. */
  readonly notice: Notice | undefined;
  /** What opens: a batch, or without one the whole region. */
  readonly opening: { readonly region: string; readonly batch: string | null } | undefined;
}

/** A topic with all that its message may say. */
export interface Subject extends Topic {
  readonly holderId: string;
  readonly today: Day;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly person: PersonRow;
  readonly masked: MaskedIdentity;
  readonly phone: string | null;
  /** The card that gives way to `card`. */
  readonly oldCard: Card | undefined;
  /** Where the card lies: on whose shelf it stands, or else where the holder wants it. */
  readonly outlet: Institution | undefined;
  readonly onShelf: boolean;
  readonly parcel: ParcelFacts | undefined;
  readonly bank: Institution | undefined;
  /** Why the bank opened no account for `card`. */
  readonly accountRefusal: AccountRefusal | undefined;
  /** The unit, school or community of a group. */
  readonly organiser: Institution | undefined;
  /** Undefined where no pack is in force. */
  readonly inForce: PackInForce | undefined;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const factsOf = (line: Entry): Readonly<Record<string, unknown>> =>
  typeof line.facts === 'object' && line.facts !== null ? (line.facts as Record<string, unknown>) : {};

/** The ids under these names; what is no id is left out. */
function idsIn(line: Entry, names: readonly string[]): string[] {
  const found = names.flatMap((name) => factsOf(line)[name]);
  return [...new Set(found.filter((one): one is string => typeof one === 'string' && uuid.test(one)))];
}

/** Whom these lines concern, in the order of the lines. */
export async function listTopics(
  call: Pick<Call, 'db'>,
  lines: readonly { readonly line: Entry; readonly row: NewsRow }[],
): Promise<Topic[]> {
  const idsOf = (about: NewsRow['about']) =>
    lines.flatMap(({ line, row }) => (row.about === about ? idsIn(line, row.ids) : []));
  const namedCards = byId(await listCards(call.db, idsOf('card')), 'id');
  const orderIds = [...idsOf('order'), ...[...namedCards.values()].flatMap((card) => card.orderId ?? [])];
  const orders = byId(await listOrderFacts(call.db, orderIds), 'orderId');
  const cards = new Map([
    ...byId(
      await listCards(
        call.db,
        [...orders.values()].flatMap((order) => order.cardId ?? []),
      ),
      'id',
    ),
    ...namedCards,
  ]);

  const topics: Topic[] = [];
  for (const { line, row } of lines) {
    const topic = { line, row, ...nothing };
    const ids = idsIn(line, row.ids);
    if (row.about === 'order') {
      for (const id of ids) {
        const order = orders.get(id);
        topics.push({ ...topic, order, card: cards.get(order?.cardId ?? ''), holderId: order?.holderId });
      }
    } else if (row.about === 'card') {
      for (const id of ids) {
        const card = cards.get(id);
        topics.push({ ...topic, card, order: orders.get(card?.orderId ?? ''), holderId: card?.holderId });
      }
    } else if (row.about === 'guardian') {
      const wards = idsIn(line, ['wardId']);
      for (const order of await listOpenOrders(call.db, wards)) {
        for (const holderId of ids) topics.push({ ...topic, order, holderId });
      }
    } else {
      topics.push(...(await listAudience(call, line, row)));
    }
  }
  return topics;
}

const nothing = { order: undefined, card: undefined, notice: undefined, opening: undefined };

/** Whom lines concern that name no order or card: those who wait for an opening, and the subscribers of a notice. */
async function listAudience({ db }: Pick<Call, 'db'>, line: Entry, row: NewsRow): Promise<Topic[]> {
  const topic = { line, row, ...nothing };
  const { region, batch } = factsOf(line);
  const named = typeof region === 'string' ? { region, batch: typeof batch === 'string' ? batch : null } : undefined;
  switch (row.about) {
    case 'holder':
      return idsIn(line, row.ids).map((holderId) => ({ ...topic, holderId, opening: named }));
    case 'asking':
      return line.about.map((holderId) => ({ ...topic, holderId, opening: named }));
    case 'waiting':
      if (!named?.batch) return [];
      return (await listOpeningWishes(db, named.region, named.batch)).map(({ holderId }) => ({
        ...topic,
        holderId,
        opening: named,
      }));
    case 'told':
      return (await listToldWishes(db, line.about, line.at)).map(({ holderId, ...opening }) => ({
        ...topic,
        holderId,
        opening,
      }));
    default: {
      const [noticeId] = idsIn(line, row.ids);
      const notice = noticeId ? await findNotice(db, noticeId) : undefined;
      // Withdrawn meanwhile: nobody is sent to read it.
      if (notice?.state !== 'published') return [];
      const subscribers = await listSubscribers(db, notice);
      return subscribers.map(({ holderId }) => ({ ...topic, holderId, notice, opening: notice }));
    }
  }
}

/** Everything that may be said about these topics; one look at each table, however many they are. */
export async function lookUp(call: Call, topics: readonly (Topic & { holderId: string })[]): Promise<Subject[]> {
  const { db } = call;
  const holderIds = [...new Set(topics.map(({ holderId }) => holderId))];
  const cardIds = [...new Set(topics.flatMap(({ card }) => card?.id ?? []))];
  const people = byId(await listPeople(db, holderIds), 'holderId');
  const masked = await maskedIdentityOf(call, holderIds);
  const phones = await phonesOf(call, holderIds);
  const oldCards = byId(
    await listCards(
      db,
      topics.flatMap(({ card }) => card?.replacesCardId ?? []),
    ),
    'id',
  );
  const shelf = byId(await listShelf(db, cardIds), 'cardId');
  const parcels = byId(await listParcels(db, cardIds), 'cardId');
  const refusals = await accountRefusalsOf(db, cardIds);
  const outletIdOf = ({ card, order, line }: Topic) =>
    shelf.get(card?.id ?? '')?.outletId ?? idsIn(line, ['outletId'])[0] ?? order?.outletId ?? '';
  const institutionIds = topics.flatMap((topic) => [outletIdOf(topic), topic.order?.organiserId ?? '']);
  const named = [...new Set(institutionIds)].filter((id) => uuid.test(id));
  const institutions = byId(await listInstitutions(db, named), 'id');
  const banks = new Map<string, Institution | undefined>();
  const packs = new Map<string, PackInForce | undefined>();
  for (const topic of topics) {
    const region = regionOf(topic);
    const bankCode = bankCodeOf(topic);
    if (region && !packs.has(region)) packs.set(region, await packOf(call, region));
    if (region && bankCode && !banks.has(`${region} ${bankCode}`)) {
      banks.set(`${region} ${bankCode}`, await findBank(db, region, bankCode));
    }
  }
  return topics.flatMap((topic) => {
    const { holderId, card } = topic;
    const person = people.get(holderId);
    const names = masked.get(holderId);
    if (!person || !names) return [];
    return {
      ...topic,
      today: call.today,
      facts: factsOf(topic.line),
      person,
      masked: names,
      phone: phones.get(holderId) ?? null,
      oldCard: oldCards.get(card?.replacesCardId ?? ''),
      outlet: institutions.get(outletIdOf(topic)),
      organiser: institutions.get(topic.order?.organiserId ?? ''),
      onShelf: shelf.has(card?.id ?? ''),
      parcel: parcels.get(card?.id ?? ''),
      bank: banks.get(`${regionOf(topic)} ${bankCodeOf(topic)}`),
      accountRefusal: refusals.get(card?.id ?? ''),
      inForce: packs.get(regionOf(topic) ?? ''),
    };
  });
}

export const regionOf = ({ order, card, opening }: Topic): string | undefined =>
  order?.region ?? card?.region ?? opening?.region;

export const bankCodeOf = ({ order, card }: Topic): string | undefined =>
  card?.bankCode ?? order?.bankCode ?? undefined;

async function packOf({ db, today }: Call, region: string): Promise<PackInForce | undefined> {
  try {
    return await packInForce(db, region, today);
  } catch (error) {
    // A region without a pack: the message says the bureau's general name.
    if (String((error as { code?: unknown }).code).startsWith('policy.')) return undefined;
    throw error;
  }
}

function byId<K extends string, T extends Record<K, string>>(rows: readonly T[], key: K): Map<string, T> {
  return new Map(rows.map((row) => [row[key], row]));
}
