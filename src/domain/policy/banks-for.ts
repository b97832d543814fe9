// With which banks: free, among the organiser's, bound to the pension payer, or the old card's (BNK-01..09, K6).
import { type Decision, findRow, reason, unknown } from './decide.ts';
import type { Bank, Pack } from './pack.ts';
import { type Question, situationOf } from './situation-of.ts';
import { startDay } from './turn-of.ts';

export interface BankChoice {
  readonly kind: 'free' | 'organiser' | 'pension-payer' | 'old-card-bank-or-agency';
  /** Codes to choose from, in the order of the notice or of the organiser. */
  readonly banks: readonly string[];
  /** An insurance agency takes the order too, whatever the bank. */
  readonly agencyToo: boolean;
}

/** The partner banks of a region on a day, or `unknown` where the sources name no list. */
export function partnersOn(pack: Pack, question: Pick<Question, 'day' | 'openings'>): readonly Bank[] | 'unknown' {
  if (pack.banks === 'unknown') return 'unknown';
  return pack.banks.filter((bank) => {
    const from = bank.from === undefined ? undefined : startDay(bank.code, bank.from, question.openings);
    const begun = bank.from === undefined || (from !== undefined && from <= question.day);
    return begun && (bank.until === undefined || question.day <= bank.until);
  });
}

export function banksFor(pack: Pack, question: Question): Decision<BankChoice> {
  const row = findRow(pack, 'bankChoice', situationOf(pack, question));
  if (!row || row.value === 'unknown') return unknown('bankChoice', row);
  const { kind } = row.value;
  const partners = partnersOn(pack, question);
  const isPartner = (code: string) => partners === 'unknown' || partners.some((bank) => bank.code === code);
  const { person, organiser = person.organiser } = question;

  if (kind === 'organiser') {
    const banks = [...new Set(organiser?.banks ?? [])].filter(isPartner);
    const max = row.value.max;
    return {
      value: { kind, banks: banks.slice(0, max), agencyToo: false },
      reasons: [reason('bank-organiser', { max }, row)],
    };
  }
  if (kind === 'pension-payer') {
    const bank = person.pensionBank;
    if (bank === undefined)
      return { value: { kind, banks: [], agencyToo: false }, reasons: [reason('bank-pension-missing', {}, row)] };
    const reasons = [
      reason('bank-pension', {}, row),
      ...(isPartner(bank) ? [] : [reason('bank-no-partner', { bank }, row)]),
    ];
    return { value: { kind, banks: isPartner(bank) ? [bank] : [], agencyToo: false }, reasons };
  }
  if (kind === 'old-card-bank-or-agency') {
    const bank = person.currentCard?.bank;
    return { value: { kind, banks: bank ? [bank] : [], agencyToo: true }, reasons: [reason('bank-old-card', {}, row)] };
  }
  if (partners === 'unknown') return unknown('banks', row);
  const banks = partners.map((bank) => bank.code);
  return { value: { kind, banks, agencyToo: false }, reasons: [reason('bank-free', { count: banks.length }, row)] };
}
