// May this person apply on this day through this channel, and if not yet, when? (ELG, CAL, CHN; the waiting day of CAL-10)

import { channelAnswer, channelsFor } from './channels-for.ts';
import { type Decision, decide, findRow, type Reason, reason } from './decide.ts';
import { groupOf } from './group-of.ts';
import type { Pack, ValueOf } from './pack.ts';
import { insuredOn, isCitizen } from './person.ts';
import { type Question, situationOf } from './situation-of.ts';
import { turnOf } from './turn-of.ts';

export interface MayApply {
  readonly may: boolean;
  /** The batch the person belongs to, where the phase runs in batches. */
  readonly batch: string | null;
  /** What to wait for: a day, or only a month while the bureau has not set the day; null when open or never. */
  readonly waitFor: string | null;
  /** A clerk has to look at the case (sub-group `other`). */
  readonly review: boolean;
}

/** All grounds are given, not only the first that stands in the way. Never throws. */
export function mayApply(pack: Pack, question: Question): Decision<MayApply> {
  const entitled = mayHold(pack, question);
  const turn = turnOf(pack, question);
  const membership = groupOf(pack, question.person, question.day);
  const organiser = organiserAnswer(pack, question);
  const channel = channelAnswer(pack, question);
  const reasons: Reason[] = [
    ...membership.reasons,
    ...entitled.reasons,
    ...turn.reasons,
    ...organiser.reasons,
    ...channel.reasons,
    ...voluntary(pack, question),
  ];
  const answers = [entitled.value, turn.open, organiser.ok, channel.ok];
  if (!answers.includes(false) && answers.includes('unknown')) return { value: 'unknown', reasons };
  const may = answers.every((answer) => answer === true);
  const review =
    membership.value !== 'unknown' && membership.value.group === 'individual' && membership.value.subGroup === 'other';
  return {
    value: { may, batch: turn.batch?.code ?? null, waitFor: may ? null : waitFor(pack, question), review },
    reasons,
  };
}

/** Is the person among those a region issues cards to (ELG-01, ELG-02)? */
export function mayHold(pack: Pack, { person, day }: Pick<Question, 'person' | 'day'>): Decision<boolean> {
  return decide(pack, 'eligibility', { day }, (rule) => {
    const facts = {
      citizen: isCitizen(person),
      residesHere: person.residesIn !== undefined && pack.here.includes(person.residesIn),
      employedHere: person.employedIn !== undefined && pack.here.includes(person.employedIn),
      insuredHere: insuredOn(person, day, pack.here).length > 0,
    };
    const value = rule.anyOf.some((clause) =>
      Object.entries(clause).every(([name, wanted]) => facts[name as keyof typeof facts] === wanted),
    );
    return value
      ? { value, code: 'eligible' as const }
      : { value, code: 'not-eligible' as const, facts: { needs: needs(rule) } };
  });
}

function needs(rule: ValueOf<'eligibility'>): { zh: string; en: string }[] {
  const words = {
    residesHere: ['本地居住', 'living here'],
    employedHere: ['本地就业', 'working here'],
    insuredHere: ['本地参保', 'being insured here'],
  } as const;
  return rule.anyOf.map((clause) => {
    const said = (Object.keys(words) as (keyof typeof words)[]).flatMap((name) => (clause[name] ? [words[name]] : []));
    const who =
      clause.citizen === undefined ? ['', ''] : clause.citizen ? ['中国公民', 'citizen '] : ['外国人', 'foreigner '];
    return { zh: who[0] + said.map(([zh]) => zh).join('且'), en: who[1] + said.map(([, en]) => en).join(' and ') };
  });
}

/** Must somebody organise, has he begun, and with how many banks (BNK-05, BNK-06, open question 3)? */
function organiserAnswer(pack: Pack, question: Question): { ok: boolean; reasons: Reason[] } {
  const situation = situationOf(pack, question);
  const row = findRow(pack, 'organiser', situation);
  if (!row || row.value === 'unknown' || row.value === 'none') return { ok: true, reasons: [] };
  const organiser = question.organiser ?? question.person.organiser;
  const reasons = [reason(row.value === 'unit' ? 'unit-organises' : 'school-organises', {}, row)];
  const name = row.value;
  if (organiser?.kind !== row.value || !organiser.started) {
    return { ok: false, reasons: [...reasons, reason('organiser-not-started', { organiser: name }, row)] };
  }
  const banks = findRow(pack, 'bankChoice', { ...situation, organised: true });
  if (banks && banks.value !== 'unknown' && banks.value.kind === 'organiser') {
    const { max } = banks.value;
    const count = new Set(organiser.banks).size;
    if (count < 1 || count > max) {
      return { ok: false, reasons: [...reasons, reason('organiser-banks', { organiser: name, max, count }, banks)] };
    }
  }
  return { ok: true, reasons };
}

function voluntary(pack: Pack, { day }: Question): Reason[] {
  const row = findRow(pack, 'duty', { day });
  return row?.value === 'voluntary' ? [reason('voluntary', {}, row)] : [];
}

/** What the person waits for: his turn; then, where only this channel or the organiser stands in the way, the phase that opens it. */
function waitFor(pack: Pack, question: Question): string | null {
  const turn = turnOf(pack, question);
  if (mayHold(pack, question).value === false) return null;
  if (turn.open !== true) return turn.opens ?? nextPhase(pack, question);
  const open = channelsFor(pack, question).value;
  const elsewhere =
    open !== 'unknown' &&
    question.channel !== undefined &&
    !open.some((one) => one.channel === question.channel && one.open);
  return elsewhere || !organiserAnswer(pack, question).ok ? nextPhase(pack, question) : null;
}

function nextPhase(pack: Pack, { day }: Question): string | null {
  return pack.phases.find((phase) => phase.from !== 'unknown' && phase.from > day)?.from ?? null;
}
