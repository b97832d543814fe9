// Payment files as text: first line, lines, last line with count and total. Both directions, for us and for the bank.
import type { Day } from '../../../base/day.ts';
import { type Reason, reasons, reasonTable } from '../reasons.ts';
import {
  type AnswerLine,
  type OrderHead,
  type OrderText,
  outcomes,
  type Party,
  type PaymentAnswer,
  type PaymentLine,
  type PaymentOrder,
  purposes,
  readWireId,
  requireClosing,
  type Statement,
  type StatementEntry,
  totalOf,
  Unreadable,
  wireId,
} from './payment.ts';
import {
  amount,
  type Column,
  count,
  encode,
  type Fields,
  fits,
  linesOf,
  type ReadFields,
  readAmount,
  readCount,
  readLine,
  requireGbk,
  type TextShape,
  text,
  writeLine,
} from './text-layout.ts';

export interface TextProfile extends TextShape {
  readonly code: string;
  /** The bank's numbers for our reasons, where they are not the common ones. */
  readonly codes?: Partial<Record<Reason, string>>;
}

const accountWidth = 34;
const nameWidth = 60;
const memoWidth = 40;
const layouts = {
  order: {
    head: [
      text('kind', 3),
      text('message', 32),
      text('created', 24),
      text('execute', 10),
      text('purpose', 4),
      text('account', accountWidth),
      text('cnaps', 12),
      text('name', nameWidth),
      count('count'),
      amount('total'),
    ],
    line: [
      count('number'),
      text('id', 32),
      text('account', accountWidth),
      text('cnaps', 12),
      text('name', nameWidth),
      amount('amount'),
      text('memo', memoWidth),
    ],
  },
  answer: {
    head: [text('kind', 3), text('message', 32), text('created', 24), text('code', 8), count('count'), amount('total')],
    line: [
      count('number'),
      text('id', 32),
      amount('amount'),
      text('outcome', 8),
      text('code', 8),
      text('reference', 35),
    ],
  },
  statement: {
    head: [
      text('kind', 3),
      text('statement', 35),
      text('created', 24),
      text('account', accountWidth),
      text('day', 10),
      amount('opening'),
      amount('closing'),
      count('count'),
      amount('total'),
    ],
    line: [
      count('number'),
      text('reference', 35),
      text('side', 6),
      amount('amount'),
      text('day', 10),
      text('id', 32),
      text('reversal', 1),
      text('code', 8),
    ],
  },
} as const satisfies Record<string, { head: readonly Column[]; line: readonly Column[] }>;
const foot: readonly Column[] = [text('kind', 3), count('count'), amount('total')];

type Kind = keyof typeof layouts;
const marks: Record<Kind, string> = { order: 'PAY', answer: 'ANS', statement: 'STM' };

function write(profile: TextProfile, kind: Kind, head: Fields, lines: readonly Fields[], total: bigint): Uint8Array {
  const { open, close } = around(profile, kind, head, { count: lines.length, total });
  const layout = layouts[kind].line;
  return encode(open + lines.map((line, i) => writeLine(profile, layout, { number: i + 1, ...line })).join('') + close);
}

/** First and last line. */
const around = (profile: TextProfile, kind: Kind, head: Fields, sums: { count: number; total: bigint }) => ({
  open: writeLine(profile, layouts[kind].head, { kind: marks[kind], ...head, ...sums }),
  close: writeLine(profile, foot, { kind: 'END', ...sums }),
});

interface ReadText {
  readonly head: ReadFields;
  readonly lines: readonly { readonly fields: ReadFields; readonly at: number; readonly amountFen: bigint }[];
}

function read(profile: TextProfile, kind: Kind, bytes: Uint8Array): ReadText {
  requireGbk(bytes);
  const all = linesOf(bytes);
  if (all.length < 2) throw new Unreadable({ fault: 'truncated' });
  const head = readLine(profile, layouts[kind].head, all[0]!, 1);
  if (head.kind !== marks[kind]) throw new Unreadable({ fault: 'unreadable', at: 1, problem: 'kind' });
  const last = all.at(-1)!;
  if (!last.subarray(0, 3).equals(Buffer.from('END'))) throw new Unreadable({ fault: 'truncated', at: all.length });
  const end = readLine(profile, foot, last, all.length);
  const lines = all.slice(1, -1).map((line, i) => {
    const at = i + 2;
    const fields = readLine(profile, layouts[kind].line, line, at);
    if (readCount(fields.number!, at) !== i + 1) throw new Unreadable({ fault: 'wrong-count', at });
    const amountFen = readAmount(profile, fields.amount!, at);
    if (amountFen === 0n) throw new Unreadable({ fault: 'unreadable', at, problem: 'amount' });
    return { fields, at, amountFen };
  });
  const total = totalOf(lines);
  for (const [claim, at] of [
    [head, 1],
    [end, all.length],
  ] as const) {
    if (readCount(claim.count!, at) !== lines.length) throw new Unreadable({ fault: 'wrong-count', at });
    if (readAmount(profile, claim.total!, at) !== total) throw new Unreadable({ fault: 'wrong-total', at });
  }
  return { head, lines };
}

const oneOf = <const T extends string>(list: readonly T[], value: string | undefined, at: number): T => {
  if (!list.includes(value as T)) throw new Unreadable({ fault: 'unreadable', at, problem: 'word' });
  return value as T;
};
const day = (value: string, at: number): Day => {
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) throw new Unreadable({ fault: 'unreadable', at, problem: 'day' });
  return value as Day;
};
const instant = (value: string, at: number): Date => {
  const read = new Date(value);
  if (!/^\d{4}-\d\d-\d\dT/.test(value) || Number.isNaN(read.getTime()))
    throw new Unreadable({ fault: 'unreadable', at, problem: 'instant' });
  return read;
};

const codeOf = (profile: TextProfile, reason: Reason | null): string =>
  reason ? (profile.codes?.[reason] ?? reasonTable[reason].bank[0]!) : '';
function reasonOf(profile: TextProfile, code: string): Reason | null {
  if (code === '') return null;
  const own = reasons.find((reason) => profile.codes?.[reason] === code);
  return (
    own ??
    reasons.find(
      (reason) => !profile.codes?.[reason] && (reasonTable[reason].bank as readonly string[]).includes(code),
    ) ??
    'other'
  );
}

/** Why a line cannot be put into such a file, if it cannot: the run holds it instead of harming a name. */
export function textLineFault({ payee, memo }: PaymentLine): 'name' | 'account' | 'memo' | undefined {
  if (payee.name === '' || !fits(payee.name, nameWidth)) return 'name';
  if (!/^\d{8,34}$/.test(payee.accountNumber) || !/^\d{12}$/.test(payee.cnaps)) return 'account';
  return fits(memo, memoWidth) ? undefined : 'memo';
}

export function textOrder(profile: TextProfile, order: OrderHead): OrderText {
  const { payer, count, totalFen } = order;
  const head = {
    message: wireId(order.messageId),
    created: order.createdAt.toISOString(),
    execute: order.executeOn,
    purpose: order.purpose,
    account: payer.accountNumber,
    cnaps: payer.cnaps,
    name: payer.name,
  };
  return {
    ...around(profile, 'order', head, { count, total: totalFen }),
    encode,
    line: ({ id, payee, amountFen, memo }, position) =>
      writeLine(profile, layouts.order.line, {
        number: position + 1,
        id: wireId(id),
        account: payee.accountNumber,
        cnaps: payee.cnaps,
        name: payee.name,
        amount: amountFen,
        memo,
      }),
  };
}

const party = (fields: ReadFields): Party => ({
  name: fields.name!,
  accountNumber: fields.account!,
  cnaps: fields.cnaps!,
});

export function readTextOrder(profile: TextProfile, bytes: Uint8Array): PaymentOrder {
  const { head, lines } = read(profile, 'order', bytes);
  return {
    messageId: readWireId(head.message!),
    createdAt: instant(head.created!, 1),
    executeOn: day(head.execute!, 1),
    purpose: oneOf(purposes, head.purpose, 1),
    payer: party(head),
    lines: lines.map(({ fields, amountFen }) => ({
      id: readWireId(fields.id!),
      payee: party(fields),
      amountFen,
      memo: fields.memo!,
    })),
  };
}

export const writeTextAnswer = (profile: TextProfile, answer: PaymentAnswer): Uint8Array =>
  write(
    profile,
    'answer',
    {
      message: wireId(answer.messageId),
      created: answer.answeredAt.toISOString(),
      code: codeOf(profile, answer.refused),
    },
    answer.lines.map((line) => ({
      id: wireId(line.id),
      amount: line.amountFen,
      outcome: line.outcome,
      code: line.bankCode ?? codeOf(profile, line.reason),
      reference: line.bankReference,
    })),
    totalOf(answer.lines),
  );

export function readTextAnswer(profile: TextProfile, bytes: Uint8Array): PaymentAnswer {
  const { head, lines } = read(profile, 'answer', bytes);
  return {
    messageId: readWireId(head.message!),
    answeredAt: instant(head.created!, 1),
    refused: reasonOf(profile, head.code!),
    lines: lines.map(({ fields, at, amountFen }): AnswerLine => {
      const outcome = oneOf(outcomes, fields.outcome, at);
      const reason = outcome === 'rejected' ? (reasonOf(profile, fields.code!) ?? 'other') : null;
      return {
        id: readWireId(fields.id!),
        amountFen,
        outcome,
        reason,
        bankCode: fields.code || null,
        bankReference: fields.reference!,
      };
    }),
  };
}

export const writeTextStatement = (profile: TextProfile, statement: Statement): Uint8Array =>
  write(
    profile,
    'statement',
    {
      statement: statement.statementId,
      created: statement.createdAt.toISOString(),
      account: statement.accountNumber,
      day: statement.day,
      opening: statement.openingFen,
      closing: statement.closingFen,
    },
    statement.entries.map((entry) => ({
      reference: entry.reference,
      side: entry.side,
      amount: entry.amountFen,
      day: entry.day,
      id: entry.lineId ? wireId(entry.lineId) : '',
      reversal: entry.reversal ? 'R' : '',
      code: codeOf(profile, entry.reason),
    })),
    totalOf(statement.entries),
  );

export function readTextStatement(profile: TextProfile, bytes: Uint8Array): Statement {
  const { head, lines } = read(profile, 'statement', bytes);
  return requireClosing({
    statementId: head.statement!,
    accountNumber: head.account!,
    createdAt: instant(head.created!, 1),
    day: day(head.day!, 1),
    openingFen: readAmount(profile, head.opening!, 1),
    closingFen: readAmount(profile, head.closing!, 1),
    entries: lines.map(
      ({ fields, at, amountFen }): StatementEntry => ({
        reference: fields.reference!,
        side: oneOf(['debit', 'credit'], fields.side, at),
        amountFen,
        day: day(fields.day!, at),
        lineId: fields.id ? readWireId(fields.id) : null,
        reversal: fields.reversal === 'R',
        reason: reasonOf(profile, fields.code!),
      }),
    ),
  });
}
