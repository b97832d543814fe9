// Puts a question into the words rows are written in: phase, group, channel, what card is held, whose turn it is.
import type { Situation } from './decide.ts';
import { groupCodes } from './group-of.ts';
import {
  type ChannelCode,
  channelKinds,
  type FeeReason,
  type OrderKind,
  type OutletKind,
  type Pack,
  type Purpose,
} from './pack.ts';
import { type Asker, turnOf } from './turn-of.ts';

/** One person's question on one day. Only day and person are needed; the rest narrows the answer. */
export interface Question extends Asker {
  readonly channel?: ChannelCode | undefined;
  readonly outlet?: OutletKind | undefined;
  readonly bank?: string | undefined;
  /** First card, exchange for a newer generation, or replacement; guessed from the card in hand when left out. */
  readonly purpose?: Purpose | undefined;
  readonly reason?: FeeReason | undefined;
  readonly orderKind?: OrderKind | undefined;
}

/** Whether the order runs under an organiser: a unit that has begun, or a university that insures its students as a whole. */
export function isOrganised({ person, organiser = person.organiser }: Asker): boolean {
  if (person.student?.schoolOrganised && person.student.special === undefined) return true;
  return organiser !== undefined && organiser.kind !== 'school' && organiser.started;
}

export function purposeOf({ person, purpose }: Question): Purpose {
  return (
    purpose ??
    (person.currentCard === undefined ? 'first' : person.currentCard.generation === 3 ? 'replace' : 'exchange')
  );
}

export function situationOf(pack: Pack, question: Question): Situation {
  const { day, person, channel, outlet, reason, orderKind } = question;
  const turn = turnOf(pack, question);
  const group = groupCodes(pack, person, day);
  const organised = isOrganised(question);
  const needsUnit = group.includes('staff') && turn.phase?.state !== 'regular';
  return {
    day,
    phase: turn.phase?.code,
    state: turn.phase?.state ?? 'not-started',
    group,
    channel,
    kind: channel && channelKinds[channel],
    outlet,
    purpose: purposeOf(question),
    reason,
    holds: person.currentCard ? (`G${person.currentCard.generation}` as const) : 'none',
    open: turn.open === true && (organised || !needsUnit),
    organised,
    orderKind,
  };
}
