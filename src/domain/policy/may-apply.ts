// May this person apply on this day through this channel, and if not yet, when? (ELG, CAL, CHN; the waiting day of CAL-10)

import { banksFor } from './banks-for.ts';
import { replacementRule } from './card-life.ts';
import { channelAnswer, channelsFor } from './channels-for.ts';
import { type Decision, decide, findRow, type Reason, reason } from './decide.ts';
import { groupOf } from './group-of.ts';
import { channelKinds, type Pack, type ValueOf } from './pack.ts';
import { insuredOn, isCitizen } from './person.ts';
import { purposeOf, type Question, situationOf } from './situation-of.ts';
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

/**
 * About a third-generation card; whether an old one is still made meanwhile says `generationFor`.
 * All grounds are given, not only the first that stands in the way. Never throws.
 */
export function mayApply(pack: Pack, question: Question): Decision<MayApply> {
  const entitled = mayHold(pack, question);
  // A change of bank is no accident: it goes the ordinary way, with the ordinary choice of banks (BNK-08).
  const mishap = purposeOf(question) === 'replace' && question.reason !== 'bank-change';
  if (mishap && question.person.currentCard?.generation === 3) {
    return mayReplace(pack, question, entitled);
  }
  const turn = turnOf(pack, question);
  const membership = groupOf(pack, question.person, question.day);
  const organiser = organiserAnswer(pack, question);
  const channel = channelAnswer(pack, question);
  const bank = bankAnswer(pack, question);
  const reasons: Reason[] = [
    ...membership.reasons,
    ...entitled.reasons,
    ...turn.reasons,
    ...organiser.reasons,
    ...channel.reasons,
    ...bank.reasons,
    ...voluntary(pack, question),
  ];
  const answers = [entitled.value, turn.open, organiser.ok, channel.ok, bank.ok];
  if (!answers.includes(false) && answers.includes('unknown')) return { value: 'unknown', reasons };
  const may = answers.every((answer) => answer === true);
  const review =
    membership.value !== 'unknown' && membership.value.group === 'individual' && membership.value.subGroup === 'other';
  return {
    value: { may, batch: turn.batch?.code ?? null, waitFor: may ? null : waitFor(pack, question), review },
    reasons,
  };
}

/** A lost or damaged G3 card waits for no batch: it is replaced where the region says, by the bank it says (RPL-01). */
function mayReplace(pack: Pack, question: Question, entitled: Decision<boolean>): Decision<MayApply> {
  const { channel, outlet, bank, person } = question;
  const rule = replacementRule(pack, question);
  const reasons = [...entitled.reasons, ...rule.reasons];
  if (rule.value === 'unknown' || entitled.value === 'unknown') return { value: 'unknown', reasons };
  const { outlets, bank: whose } = rule.value;
  const atOutlet =
    (channel === undefined || channelKinds[channel] === 'counter') &&
    (outlet === undefined || outlets.includes(outlet));
  const rightBank = whose === 'any' || bank === undefined || bank === person.currentCard?.bank;
  const otherwise = channel !== undefined && whose === 'any' && channelAnswer(pack, question).ok === true;
  const may = entitled.value && ((atOutlet && rightBank) || otherwise);
  if (!rightBank) reasons.push(reason('issuing-bank-only', {}, { cite: rule.reasons.flatMap((one) => one.citations) }));
  return { value: { may, batch: null, waitFor: null, review: false }, reasons };
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

/** Whether the bank asked for is among those offered; an agency takes the order whatever the bank (BNK-01, BNK-05, BNK-09). */
function bankAnswer(pack: Pack, question: Question): { ok: boolean | 'unknown'; reasons: readonly Reason[] } {
  const { bank, channel } = question;
  if (bank === undefined) return { ok: true, reasons: [] };
  const { value, reasons } = banksFor(pack, question);
  if (value === 'unknown') return { ok: 'unknown', reasons };
  if (value.banks.includes(bank) || (value.agencyToo && channel === 'agency')) return { ok: true, reasons };
  const cite = reasons.flatMap((one) => one.citations);
  return { ok: false, reasons: [...reasons, reason('bank-not-offered', { bank }, { cite })] };
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
