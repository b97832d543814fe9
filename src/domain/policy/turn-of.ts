// Whose turn it is: the phase of a region, and the batch of a person in it.
import { addDays, type Day } from '../../base/day.ts';
import { findRow, type Reason, reason } from './decide.ts';
import { groupCodes } from './group-of.ts';
import type { Batch, Openings, Pack, Phase } from './pack.ts';
import { insuredOn, type Organiser, type PersonFacts } from './person.ts';

export interface Asker {
  readonly day: Day;
  readonly person: PersonFacts;
  /** Who organises for the person; taken from the person's facts when left out. */
  readonly organiser?: Organiser | undefined;
  readonly openings?: Openings | undefined;
}

export interface Turn {
  readonly open: boolean | 'unknown';
  readonly phase: Phase | undefined;
  readonly batch: Batch | undefined;
  /** When it opens, as precisely as the notice or the bureau says; absent when open, over or without a batch. */
  readonly opens?: string;
  readonly reasons: readonly Reason[];
}

/**
 * The start of a phase or batch as a day, once there is one: named by the notice, or set by the bureau where the notice
 * gives only a month or nothing (K23). A day set against the notice does not count: that needs a new version of the pack.
 */
export function startDay(code: string, announced: string, openings: Openings = {}): Day | undefined {
  if (announced.length === 10) return announced as Day;
  const set = Object.hasOwn(openings, code) ? openings[code] : undefined;
  return set !== undefined && (announced === 'unknown' || set >= announced) ? set : undefined;
}

/** The phase a region is in: the latest that has begun; a phase whose start nobody knows counts as begun, flagged. */
export function phaseOn(pack: Pack, day: Day, openings: Openings = {}): Phase | undefined {
  const begun = pack.phases.filter((phase) => {
    const start = startDay(phase.code, phase.from, openings);
    return start === undefined ? phase.from === 'unknown' : start <= day;
  });
  return begun.at(-1);
}

/** Which district a person queues in: the organising unit's, else that of his own insurance. */
export function districtOf(pack: Pack, { day, person, organiser = person.organiser }: Asker): string | undefined {
  const insured = insuredOn(person, day, pack.here);
  return organiser?.kind === 'unit'
    ? organiser.district
    : (insured.find((insurance) => insurance.kind === 'employee') ?? insured[0])?.district;
}

/** The batch that covers a person, whether open or not; the earliest when several do. */
export function batchOf(pack: Pack, asker: Asker): Batch | undefined {
  const codes = groupCodes(pack, asker.person, asker.day);
  const district = districtOf(pack, asker);
  return pack.batches.find(
    (batch) =>
      batch.groups.some((group) => codes.includes(group)) &&
      (batch.districts === 'all' || (district !== undefined && batch.districts.includes(district))),
  );
}

/** Whether it is the person's turn on a day, by phase and batch alone. Never throws. */
export function turnOf(pack: Pack, asker: Asker): Turn {
  const { day, openings = {} } = asker;
  const phase = phaseOn(pack, day, openings);
  if (!phase) {
    const first = pack.phases[0];
    const opens = first ? (startDay(first.code, first.from, openings) ?? first.from) : '—';
    return {
      open: false,
      phase,
      batch: undefined,
      opens,
      reasons: [reason('region-not-started', { from: opens }, first)],
    };
  }
  if (startDay(phase.code, phase.from, openings) === undefined) {
    return { open: 'unknown', phase, batch: undefined, reasons: [reason('start-unknown', {}, phase)] };
  }
  if (phase.state === 'regular') {
    return { open: true, phase, batch: undefined, reasons: [reason('phase-open', { phase: phase.name }, phase)] };
  }
  const batch = batchOf(pack, asker);
  if (!batch) {
    const district = districtOf(pack, asker) ?? '—';
    return { open: false, phase, batch, reasons: [reason('no-batch', { district }, phase)] };
  }
  return { phase, batch, ...batchState(pack, batch, day, openings) };
}

function batchState(pack: Pack, batch: Batch, day: Day, openings: Openings): Pick<Turn, 'open' | 'opens' | 'reasons'> {
  const name = batch.name;
  const opens = startDay(batch.code, batch.opens, openings);
  if (opens === undefined) {
    return {
      open: false,
      opens: batch.opens,
      reasons: [reason('batch-day-not-set', { batch: name, opens: batch.opens }, batch)],
    };
  }
  if (day < opens) return { open: false, opens, reasons: [reason('batch-not-open', { batch: name, opens }, batch)] };
  const until = lastDay(pack, batch, day, openings);
  if (until === undefined || day <= until)
    return { open: true, reasons: [reason('batch-open', { batch: name }, batch)] };
  if (batch.staysOpen) return { open: true, reasons: [reason('batch-stays-open', { batch: name }, batch)] };
  return { open: false, reasons: [reason('batch-closed', { batch: name, until }, batch)] };
}

/** The end of a batch: its own, or the opening of the next of its phase where the bureau wants that (open question 2). */
function lastDay(pack: Pack, batch: Batch, day: Day, openings: Openings): string | undefined {
  const rule = findRow(pack, 'batchOpening', { day })?.value;
  if (rule === undefined || rule === 'unknown' || !rule.closesWhenNextOpens) return batch.until;
  const siblings = pack.batches.filter((other) => other.phase === batch.phase);
  const next = siblings[siblings.indexOf(batch) + 1];
  const nextOpens = next && startDay(next.code, next.opens, openings);
  return nextOpens && nextOpens <= day ? addDays(nextOpens, -1) : batch.until;
}
