// Action: take a bank's statement of the paying account as JSON (match-statement.ts says what it does).
import { action } from '../../base/action.ts';
import { parseFen } from '../../base/money.ts';
import { DayText, Fen, Id, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { matchStatement, mostEntries, StatementOutcome } from './match-statement.ts';
import { readEndToEndId } from './run.ts';

export const takeStatement = action({
  name: 'benefits.take-statement',
  title: { zh: '接收银行对账单', en: 'Take a bank statement' },
  by: ['bank-office'],
  bodyLimit: 32 * 1024 * 1024,
  input: shape({
    programmeId: Id,
    /** The bank's number of the statement. */
    number: Text(35),
    day: DayText,
    openingFen: Fen,
    closingFen: Fen,
    /** In the order of the statement. */
    entries: Type.Array(
      shape({ kind: OneOf(['debit', 'reversal']), id: Type.String({ maxLength: 35 }), amountFen: Fen }),
      { maxItems: mostEntries },
    ),
  }),
  output: StatementOutcome,
  run: (call, { openingFen, closingFen, entries, ...statement }) =>
    matchStatement(call, {
      ...statement,
      openingFen: parseFen(openingFen),
      closingFen: parseFen(closingFen),
      entries: entries.map(({ kind, id, amountFen }) => ({
        kind,
        line: readEndToEndId(id) ?? id,
        amountFen: parseFen(amountFen),
      })),
    }),
});
