// The rule of the return file: which lines are taken, and which are set apart with a reason while the others go on.
import { isBankCardNumber } from '../cards/index.ts';
import { type MakingFault, makingFaults, type ReturnLine, results } from './wire/return-file.ts';

/** Why one line is set apart. */
export const lineFaults = {
  'unknown-card': { zh: '批次内没有这张卡', en: 'no such card in the batch' },
  duplicate: { zh: '同一张卡出现多次', en: 'the card comes more than once' },
  'already-settled': { zh: '这张卡已回盘', en: 'the card came back before' },
  'unknown-result': { zh: '结果代码有误', en: 'no such result' },
  'fault-missing': { zh: '未说明失败原因', en: 'the reason of the failure is missing' },
  'bad-atr': { zh: 'ATR有误', en: 'the ATR is malformed' },
  'bad-identifier': { zh: '卡识别码与制卡文件不符', en: 'the card identifier is not the ordered one' },
  'bad-bank-number': { zh: '银行卡号有误', en: 'the bank card number is wrong' },
  'bank-number-twice': { zh: '银行卡号重复', en: 'the bank card number comes twice' },
  'account-missing': { zh: '须同步开户而没有银行卡号', en: 'the region wants an account with the card' },
} as const;
export type LineFault = keyof typeof lineFaults;

/** What the batch knows about one of its cards. */
export interface ExpectedCard {
  readonly cardId: string;
  readonly cardNumber: string;
  readonly cardIdentifier: string;
  readonly inMaking: boolean;
  readonly needsAccount: boolean;
  /** The number of the account that the bank has opened already. */
  readonly account?: string | undefined;
  /** The chip whose script was made here; undefined for a chip with keys from elsewhere. */
  readonly written?: { readonly cardIdentifier: string; readonly atr: string } | undefined;
}

export interface JudgedLines<C extends ExpectedCard> {
  readonly made: { card: C; line: ReturnLine }[];
  readonly unmade: { card: C; result: 'failed' | 'scrapped'; fault: MakingFault }[];
  readonly apart: { line: number; fault: LineFault }[];
}

/** Sorts the lines of a file. A card named twice is never believed, whichever line came first. */
export function judgeLines<C extends ExpectedCard>(lines: readonly ReturnLine[], cards: readonly C[]): JudgedLines<C> {
  const byNumber = new Map(cards.map((card) => [card.cardNumber, card]));
  const named = countBy(lines.map(({ cardNumber }) => cardNumber));
  const banked = countBy(lines.map(({ bankCardNumber }) => bankCardNumber));
  const judged: JudgedLines<C> = { made: [], unmade: [], apart: [] };
  for (const line of lines) {
    const card = byNumber.get(line.cardNumber);
    const fault = !card
      ? 'unknown-card'
      : named.get(line.cardNumber)! > 1
        ? 'duplicate'
        : !card.inMaking
          ? 'already-settled'
          : faultOfLine(line, card, banked);
    if (fault) judged.apart.push({ line: line.at, fault });
    else if (line.result === 'made') judged.made.push({ card: card!, line });
    else {
      judged.unmade.push({
        card: card!,
        result: line.result as 'failed' | 'scrapped',
        fault: line.fault as MakingFault,
      });
    }
  }
  return judged;
}

function faultOfLine(line: ReturnLine, card: ExpectedCard, banked: ReadonlyMap<string, number>): LineFault | undefined {
  if (!(results as readonly string[]).includes(line.result)) return 'unknown-result';
  if (line.result !== 'made') return Object.hasOwn(makingFaults, line.fault) ? undefined : 'fault-missing';
  if (!/^[0-9A-F]{26}$/.test(line.atr)) return 'bad-atr';
  if (!isSameChip(card.cardIdentifier, line.cardIdentifier)) return 'bad-identifier';
  const { written } = card;
  if (written && (written.cardIdentifier !== line.cardIdentifier || written.atr !== line.atr)) return 'bad-identifier';
  if (card.account) return ['', card.account].includes(line.bankCardNumber) ? undefined : 'bad-bank-number';
  if (line.bankCardNumber === '') return card.needsAccount ? 'account-missing' : undefined;
  if (!isBankCardNumber(line.bankCardNumber)) return 'bad-bank-number';
  return banked.get(line.bankCardNumber)! > 1 ? 'bank-number-twice' : undefined;
}

/** Region, provider and serial number as planned; only the MAC at the end comes from the chip's own keys. */
export const isSameChip = (planned: string, written: string): boolean =>
  /^[0-9A-F]{32}$/.test(written) && written.slice(0, 24) === planned.slice(0, 24);

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
