// READ RECORD of the bank application. Reading the last record of a quick payment is the moment the money moves: balance and log
// change together, so a card torn off before has paid nothing.
import { concat, sameBytes, startsWith } from '../bytes.ts';
import type { Command } from '../card-application.ts';
import { refuse, SW } from '../status-word.ts';
import type { Turn } from '../turn.ts';
import { bankTag, object } from './bank-cells.ts';
import type { BankTransaction } from './bank-transaction.ts';
import { writeBankLog } from './bank-transaction.ts';
import { readRecord } from './read-record.ts';

export const readBankRecord: Command = {
  ...readRecord,
  run(turn) {
    const answer = readRecord.run(turn);
    const open = turn.session.own as BankTransaction | undefined;
    const last = open?.lastRecord;
    const { p1, p2 } = turn.apdu;
    if (open === undefined || last === undefined || last.file !== p2 >> 3 || last.record !== p1) return answer;
    if (!last.done) settle(turn, open);
    return { ...answer, bytes: withRelated(answer.bytes!, last.related) };
  },
};

function settle(turn: Turn, open: BankTransaction): void {
  const last = open.lastRecord!;
  const balance = object(turn, bankTag.balance);
  // Another transaction over the other face may have come between.
  const current = sameBytes(object(turn, bankTag.atc).body, open.atc) && sameBytes(balance.body, last.before);
  if (!current) refuse(SW.conditionsNotSatisfied);
  turn.write(balance, 0, last.after);
  writeBankLog(turn, open);
  turn.save();
  // Asked again (a wrong Le costs a second round) the record comes without a second payment.
  last.done = true;
}

/** The record with the value of 9F69 this transaction was signed with. */
function withRelated(record: Uint8Array, related: Uint8Array): Uint8Array {
  const head = concat([0x9f, 0x69, related.length]);
  const at = record.findIndex((_, i) => startsWith(record.subarray(i), head));
  if (at < 0) return record;
  const from = at + head.length;
  return concat(record.subarray(0, from), related, record.subarray(from + related.length));
}
