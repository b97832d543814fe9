// Rule: what one pack in the place of another does to real numbers of people: who may order and who waits, which outlets overflow, what fees come in.
import { addMonths, type Day } from '../../base/day.ts';
import {
  type ChannelCode,
  channelKinds,
  channelsFor,
  type FeeReason,
  feeFor,
  groupOf,
  mayApply,
  type Openings,
  type Pack,
  type PersonFacts,
  purposeOf,
} from '../policy/index.ts';

export interface Side {
  readonly pack: Pack;
  readonly openings: Openings;
}

/** So many people who are alike for the rules. */
export interface Cell {
  readonly kind: 'employee' | 'flexible' | 'resident' | 'retired';
  readonly district: string | null;
  readonly minor: boolean;
  /** Of the card in hand; 0: none. */
  readonly generation: 0 | 1 | 2 | 3;
  readonly people: number;
}

export interface Place {
  readonly outletId: string;
  readonly name: string;
  readonly district: string | null;
  readonly perDay: number | null;
}

/** What nobody can know beforehand; said beside the result. */
export interface Assumptions {
  /** Weeks over which those who may order come. */
  readonly weeks: number;
  /** Of those who may order online as well, so many in a hundred come to a counter. */
  readonly counterShare: number;
  /** Orders a day of an outlet without a quota. */
  readonly perDay: number;
}
const workingDays = 5;

export interface Effect {
  readonly groups: readonly {
    readonly group: string;
    readonly people: number;
    readonly before: Standing;
    readonly after: Standing;
  }[];
  /** Orders a week, and what the outlet takes on in one. */
  readonly outlets: readonly {
    readonly outletId: string;
    readonly name: string;
    readonly district: string | null;
    readonly capacity: number;
    readonly before: number;
    readonly after: number;
  }[];
  readonly replacements: readonly {
    readonly reason: string;
    readonly orders: number;
    readonly beforeFen: bigint;
    readonly afterFen: bigint;
  }[];
}
interface Standing {
  may: number;
  wait: number;
  feeFen: bigint;
}

export function effectOfPolicy(
  { before, after, day }: { readonly before: Side | undefined; readonly after: Side; readonly day: Day },
  cells: readonly Cell[],
  places: readonly Place[],
  replacements: readonly { readonly reason: FeeReason; readonly orders: number }[],
  assumed: Assumptions,
): Effect {
  const groups = new Map<string, { people: number; before: Standing; after: Standing }>();
  const load = { before: new Map<string, number>(), after: new Map<string, number>() };
  for (const cell of cells) {
    const person = personOf(after.pack, cell, day);
    const now = before && answerOf(before, person, day);
    const then = answerOf(after, person, day);
    const group = groups.get(then.group) ?? { people: 0, before: none(), after: none() };
    groups.set(then.group, group);
    group.people += cell.people;
    if (now) add(group.before, now, cell.people);
    add(group.after, then, cell.people);
    if (now) send(load.before, now, cell, places, assumed);
    send(load.after, then, cell, places, assumed);
  }
  return {
    groups: [...groups].map(([group, one]) => ({ group, ...one })).sort((a, b) => b.people - a.people),
    outlets: places.map(({ outletId, name, district, perDay }) => ({
      outletId,
      name,
      district,
      capacity: (perDay ?? assumed.perDay) * workingDays,
      before: Math.round(load.before.get(outletId) ?? 0),
      after: Math.round(load.after.get(outletId) ?? 0),
    })),
    replacements: replacements.map(({ reason, orders }) => ({
      reason,
      orders,
      beforeFen: before ? fee(before.pack, reason, day) * BigInt(orders) : 0n,
      afterFen: fee(after.pack, reason, day) * BigInt(orders),
    })),
  };
}

const none = (): Standing => ({ may: 0, wait: 0, feeFen: 0n });

interface Answer {
  readonly group: string;
  readonly may: boolean;
  readonly waits: boolean;
  readonly counter: boolean;
  readonly online: boolean;
  readonly feeFen: bigint;
}

function answerOf({ pack, openings }: Side, person: PersonFacts, day: Day): Answer {
  const question = { person, day, openings };
  const group = groupOf(pack, person, day).value;
  const may = mayApply(pack, question).value;
  const channels = channelsFor(pack, question).value;
  const open: ChannelCode[] =
    channels === 'unknown' ? [] : channels.filter((one) => one.open).map((one) => one.channel);
  const purpose = purposeOf(question);
  // Who has the third generation already orders nothing because of a rule.
  const wants = purpose !== 'replace' && may !== 'unknown';
  return {
    group: group === 'unknown' ? 'unknown' : group.group,
    may: wants && may.may,
    waits: wants && !may.may && may.waitFor !== null,
    counter: open.includes('bank-outlet'),
    online: open.some((one) => channelKinds[one] === 'online' || channelKinds[one] === 'group'),
    feeFen: fee(pack, purpose === 'first' ? 'first' : 'upgrade', day),
  };
}

function add(sum: Standing, { may, waits, feeFen }: Answer, people: number): void {
  if (may) {
    sum.may += people;
    sum.feeFen += feeFen * BigInt(people);
  }
  if (waits) sum.wait += people;
}

/** Orders a week at the outlets of the person's district, or at all where it has none: evenly, for nobody knows better. */
function send(load: Map<string, number>, answer: Answer, cell: Cell, places: readonly Place[], assumed: Assumptions) {
  if (!answer.may || !answer.counter) return;
  const near = places.filter(({ district }) => district === cell.district);
  const there = near.length > 0 ? near : places;
  const share = answer.online ? assumed.counterShare / 100 : 1;
  for (const { outletId } of there)
    load.set(outletId, (load.get(outletId) ?? 0) + (cell.people * share) / assumed.weeks / there.length);
}

const fee = (pack: Pack, reason: FeeReason, day: Day): bigint => {
  const { value } = feeFor(pack, { reason, day });
  return value === 'unknown' ? 0n : value.chargeableFen;
};

/** One of the cell as the rules see a person. */
function personOf(pack: Pack, { kind, district, minor, generation }: Cell, day: Day): PersonFacts {
  const bank = pack.banks === 'unknown' ? 'icbc' : pack.banks[0]!.code;
  const years = minor ? 10 : kind === 'retired' ? 68 : 40;
  return {
    born: addMonths(day, -12 * years - 1),
    documentKind: 'resident-id',
    nationality: 'CN',
    residesIn: pack.region,
    insurances: [{ region: pack.region, ...(district ? { district } : {}), kind, since: addMonths(day, -60) }],
    ...(kind === 'employee' ? { employedIn: pack.region } : {}),
    ...(kind === 'retired' ? { pensionBank: bank } : {}),
    ...(generation > 0 ? { currentCard: { generation: generation as 1 | 2 | 3, bank, region: pack.region } } : {}),
    ...(kind === 'employee'
      ? {
          organiser: {
            kind: 'unit',
            id: 'unit',
            district: district ?? pack.region,
            banks: [bank],
            started: true,
          } as const,
        }
      : {}),
  };
}
