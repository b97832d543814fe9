// Issuer scripts: what a bank may do to its application after a transaction. Each carries a MAC that hangs on the transaction's
// cryptogram, so no script serves twice. One wrong MAC ends the scripts of the transaction.
import { equalSecrets } from '../../crypto/index.ts';
import { fromBcd } from '../bcd.ts';
import { concat, fromNumber } from '../bytes.ts';
import { lifeCycle } from '../card.ts';
import type { Command } from '../card-application.ts';
import { layDol, parseDol } from '../dol.ts';
import { scriptMessage, shortMac } from '../pay/bank-cipher.ts';
import { isPin, setPin, unblockPin } from '../pin.ts';
import { openBlock } from '../secure-block.ts';
import { refuse, SW } from '../status-word.ts';
import type { Turn } from '../turn.ts';
import { BANK_PIN, bankObjects, bankRegister, bankTag, findObject, LOAD_LOG, object } from './bank-cells.ts';
import type { BankTransaction } from './bank-transaction.ts';
import * as bank from './bank-transaction.ts';
import { addCyclicRecord } from './update-record.ts';

/** The content of a script whose MAC is right; counts it. 6985 without a cryptogram to hang on, 6988 when the MAC is wrong. */
function openScript(turn: Turn): { readonly open: BankTransaction; readonly content: Uint8Array } {
  const { header, data } = turn.apdu;
  const open = bank.transactionOf(turn);
  const { cryptogram } = open;
  if (open.path !== 'contact' || cryptogram === undefined || open.scriptsRefused) {
    return refuse(SW.conditionsNotSatisfied);
  }
  if (data.length < 4) refuse(SW.secureMessagingMissing);
  const content = data.subarray(0, -4);
  const message = scriptMessage(header, open.atc, cryptogram, content);
  const state = object(turn, bankRegister.state);
  if (!equalSecrets(shortMac(open.cipher, bank.sessionKey(turn, open, 'mac'), message), data.subarray(-4))) {
    open.scriptsRefused = true;
    turn.write(state, 2, Uint8Array.of(1));
    turn.save();
    refuse(SW.secureMessagingWrong);
  }
  turn.write(state, 1, Uint8Array.of(Math.min(state.body[1]! + 1, 15)));
  return { open, content };
}

export const putData: Command = {
  name: 'PUT DATA (script)',
  cla: [0x04],
  ins: 0xda,
  run(turn) {
    const { open, content } = openScript(turn);
    const tag = (turn.apdu.p1 << 8) | turn.apdu.p2;
    const entry = bankObjects.find((one) => one.tag === tag && one.put) ?? refuse(SW.referenceNotFound);
    const cell = findObject(turn, tag) ?? refuse(SW.referenceNotFound);
    if (content.length !== entry.length) refuse(SW.wrongLength);
    const amount = fromBcd(content);
    if (entry.n && amount === undefined) refuse(SW.wrongContent);
    if (tag === bankTag.balance) {
      const limit = fromBcd(object(turn, bankTag.balanceLimit).body) ?? 0;
      if (amount! > limit) refuse(SW.wrongContent);
      logLoad(turn, open, cell.body, content);
    }
    turn.write(cell, 0, content);
    return { sw: SW.ok };
  },
};

/** One line of the load log: tag, balance before and after, and what DF4F asks for. */
function logLoad(turn: Turn, { values, atc }: BankTransaction, before: Uint8Array, after: Uint8Array): void {
  const log = turn.find(turn.application, ['cyclic'], LOAD_LOG);
  const format = parseDol(findObject(turn, bankTag.loadLogFormat)?.body ?? new Uint8Array(0));
  if (log === undefined || format === undefined) return;
  const tail = layDol(format, new Map([...values, [bankTag.atc, atc]]));
  addCyclicRecord(turn, log, concat(fromNumber(bankTag.balance, 2), before, after, tail));
}

/** PIN CHANGE / UNBLOCK: P2 = 00 gives the tries back, 02 sets the PIN that comes encrypted. */
export const changeFinancialPin: Command = {
  name: 'PIN CHANGE/UNBLOCK (script)',
  cla: [0x84],
  ins: 0x24,
  p1: [0x00],
  run(turn) {
    const { open, content } = openScript(turn);
    const pin = turn.find(turn.application, ['pin'], BANK_PIN) ?? refuse(SW.referenceNotFound);
    if (turn.apdu.p2 === 0x00) {
      if (content.length > 0) refuse(SW.wrongLength);
      unblockPin(turn, pin);
    } else if (turn.apdu.p2 === 0x02) {
      const chosen = openBlock(open.cipher.suite, bank.sessionKey(turn, open, 'encryption'), content);
      if (chosen === undefined || !isPin(chosen)) return refuse(SW.wrongContent);
      setPin(turn, pin, chosen);
    } else refuse(SW.wrongParameters);
    return { sw: SW.ok };
  },
};

/** Blocks the bank application only: the card and its social side belong to somebody else. */
const lifeScript = (name: string, ins: number, from: number, to: number): Command => ({
  ...{ name, cla: [0x84], ins, p1: [0x00], whenBlocked: true },
  run(turn) {
    if (turn.apdu.p2 !== 0) refuse(SW.wrongParameters);
    const { content } = openScript(turn);
    if (content.length > 0) refuse(SW.wrongLength);
    const { application } = turn;
    if (application.body[0] !== from) refuse(SW.conditionsNotSatisfied);
    turn.write(application, 0, Uint8Array.of(to));
    return { sw: SW.ok };
  },
});

export const blockBank = lifeScript('APPLICATION BLOCK (script)', 0x1e, lifeCycle.active, lifeCycle.blocked);
export const unblockBank = lifeScript('APPLICATION UNBLOCK (script)', 0x18, lifeCycle.blocked, lifeCycle.active);
