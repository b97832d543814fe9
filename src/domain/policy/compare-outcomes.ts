// What changes for how many people when one pack takes the place of another: the answers both give, side by side.
import type { Day } from '../../base/day.ts';
import { banksFor } from './banks-for.ts';
import { channelsFor } from './channels-for.ts';
import { askableGroups, samplePerson } from './explain.ts';
import { feeFor } from './fee-for.ts';
import { generationFor } from './generation-for.ts';
import { groupOf } from './group-of.ts';
import { mayApply } from './may-apply.ts';
import type { Openings, Pack } from './pack.ts';
import type { PersonFacts } from './person.ts';
import { promiseFor } from './promise-for.ts';
import { purposeOf } from './situation-of.ts';

export interface Side {
  readonly pack: Pack;
  readonly openings: Openings;
}

export const outcomeParameters = ['group', 'may-apply', 'banks', 'generation', 'channels', 'promise', 'fee'] as const;
export type OutcomeParameter = (typeof outcomeParameters)[number];
export type Outcome = Readonly<Record<OutcomeParameter, string>>;

export interface OutcomeChange {
  readonly parameter: OutcomeParameter;
  /** How many people get another answer. */
  readonly people: number;
  /** From which answer to which, the most frequent first. */
  readonly moves: readonly { readonly from: string; readonly to: string; readonly people: number }[];
}

export interface Comparison {
  readonly day: Day;
  readonly people: number;
  /** How many get at least one other answer. */
  readonly affected: number;
  readonly changes: readonly OutcomeChange[];
}

const mostMoves = 20;

/** Compares what two packs answer the same people on one day; `before` undefined: the region had no pack. Never throws. */
export function compareOutcomes(
  before: Side | undefined,
  after: Side,
  people: readonly PersonFacts[],
  day: Day,
): Comparison {
  const moves = new Map<OutcomeParameter, Map<string, { from: string; to: string; people: number }>>();
  let affected = 0;
  for (const person of people) {
    const from = before ? outcomeOf(before, person, day) : undefined;
    const to = outcomeOf(after, person, day);
    const changed = outcomeParameters.filter((parameter) => from?.[parameter] !== to[parameter]);
    if (changed.length > 0) affected += 1;
    for (const parameter of changed) {
      const move = { from: from?.[parameter] ?? '—', to: to[parameter], people: 0 };
      const kinds = moves.get(parameter) ?? new Map();
      moves.set(parameter, kinds);
      const key = JSON.stringify([move.from, move.to]);
      const counted = kinds.get(key) ?? move;
      counted.people += 1;
      kinds.set(key, counted);
    }
  }
  const changes = outcomeParameters.flatMap((parameter) => {
    const all = [...(moves.get(parameter)?.values() ?? [])].sort((a, b) => b.people - a.people);
    if (all.length === 0) return [];
    return [{ parameter, people: all.reduce((sum, move) => sum + move.people, 0), moves: all.slice(0, mostMoves) }];
  });
  return { day, people: people.length, affected, changes };
}

/** The answers that matter to a person, as short texts that can be compared and counted. */
export function outcomeOf({ pack, openings }: Side, person: PersonFacts, day: Day): Outcome {
  const question = { person, day, openings };
  const group = groupOf(pack, person, day).value;
  const may = mayApply(pack, question).value;
  const banks = banksFor(pack, question).value;
  const channels = channelsFor(pack, question).value;
  const open = channels === 'unknown' ? [] : channels.filter((one) => one.open).map((one) => one.channel);
  const reason = ({ first: 'first', exchange: 'upgrade', replace: 'loss' } as const)[purposeOf(question)];
  const fee = feeFor(pack, { reason, day }).value;
  const promises = open.map((channel) => {
    const promise = promiseFor(pack, { channel, appliedDay: day, openings }).value;
    return promise === 'unknown' ? 'unknown' : `${promise.unit} ${promise.count}`;
  });
  return {
    group: group === 'unknown' ? 'unknown' : 'subGroup' in group ? `${group.group}/${group.subGroup}` : group.group,
    'may-apply': may === 'unknown' ? 'unknown' : may.may ? 'yes' : may.waitFor ? `not before ${may.waitFor}` : 'no',
    banks: banks === 'unknown' ? 'unknown' : `${banks.banks.join(',')}${banks.agencyToo ? ',agency' : ''}`,
    generation: String(generationFor(pack, question).value),
    channels: channels === 'unknown' ? 'unknown' : [...open].sort().join(','),
    promise: [...new Set(promises)].sort().join(', '),
    fee: fee === 'unknown' ? 'unknown' : `${fee.chargeableFen} fen`,
  };
}

/** The built-in sample: one person of every group in every district, without a card and with one of each generation. */
export function syntheticPeople(pack: Pack, day: Day): PersonFacts[] {
  const districts = pack.districts.length > 0 ? pack.districts.map(({ code }) => code) : [undefined];
  return askableGroups.flatMap((group) => {
    const { currentCard, ...person } = samplePerson(pack, group, day);
    return districts.flatMap((district) => {
      const here: PersonFacts = district
        ? {
            ...person,
            insurances: person.insurances.map((insurance) => ({ ...insurance, district })),
            ...(person.organiser ? { organiser: { ...person.organiser, district } } : {}),
          }
        : person;
      return [
        here,
        ...([1, 2, 3] as const).map((generation) => ({ ...here, currentCard: { ...currentCard!, generation } })),
      ];
    });
  });
}
