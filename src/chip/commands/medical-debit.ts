// Debit of the medical account (DF04): INIT announces amounts and terminal, DEBIT carries the terminal's proof; log and sequence
// number change together. PIN needed, and not the initial one. Simulation profile DEBIT-A.
import { equalSecrets } from '../../crypto/index.ts';
import { concat, fromNumber, toNumber } from '../bytes.ts';
import type { Command } from '../card-application.ts';
import type { Debit } from '../debit-proof.ts';
import { DEBIT_TYPE, debitMac1, debitMac2, debitSessionKey, debitTac } from '../debit-proof.ts';
import { keyUse } from '../key-use.ts';
import type { Cell } from '../memory.ts';
import { pinIsInitial } from '../pin.ts';
import { refuse, SW } from '../status-word.ts';
import type { Turn } from '../turn.ts';
import { addCyclicRecord } from './update-record.ts';

/** References inside DF04. */
export const debitRef = { key: 0x89, tacKey: 0x8e, sequence: 0x09, log: 0xef08 } as const;

type Open = {
  readonly debit: Omit<Debit, 'terminalSequence' | 'time'>;
  readonly random: Uint8Array;
  readonly sequence: Uint8Array;
};

const sequenceOf = (turn: Turn): Cell =>
  turn.find(turn.directory, ['register'], debitRef.sequence) ?? refuse(SW.conditionsNotSatisfied);

export const initForDebit: Command = {
  name: 'INITIALIZE FOR DEBIT',
  cla: [0x80],
  ins: 0x50,
  p1: [0x01],
  contactOnly: true,
  run(turn) {
    const { p2, data } = turn.apdu;
    if (p2 !== 0x02) refuse(SW.wrongParameters);
    if (data.length !== 14) refuse(SW.wrongLength);
    const sequence = sequenceOf(turn).body.slice();
    const pin = turn.reference('pin', 0x00) ?? refuse(SW.referenceNotFound);
    if (!turn.session.granted.has(pin.id)) refuse(SW.securityNotSatisfied);
    if (pinIsInitial(pin)) refuse(SW.conditionsNotSatisfied);
    const key = turn.key(debitRef.key, keyUse.transaction);
    const debit = { accountAmount: data.slice(0, 4), fundAmount: data.slice(4, 8), terminal: data.slice(8) };
    const random = turn.card.random(4);
    turn.session.own = { debit, random, sequence } satisfies Open;
    return { sw: SW.ok, bytes: concat(random, sequence, [key.cell.body[1]!, key.suite.code]) };
  },
};

export const debit: Command = {
  name: 'DEBIT',
  cla: [0x80],
  ins: 0x54,
  p1: [0x01],
  contactOnly: true,
  run(turn) {
    const { p2, data } = turn.apdu;
    if (p2 !== 0x00) refuse(SW.wrongParameters);
    if (data.length !== 15) refuse(SW.wrongLength);
    const open = turn.session.own as Open | undefined;
    turn.session.own = undefined;
    // A selection between the two commands ends the transaction, as does a reset.
    const register = sequenceOf(turn);
    if (open === undefined) return refuse(SW.conditionsNotSatisfied);
    // Only its low half enters the session key; the step strings of the terminal interface send 0000 in the other.
    if (data[0] !== 0 || data[1] !== 0) refuse(SW.wrongContent);
    const whole: Debit = { ...open.debit, terminalSequence: data.slice(0, 4), time: data.slice(4, 11) };
    const key = turn.key(debitRef.key, keyUse.transaction);
    const session = debitSessionKey(key.suite, key.secret, open.random, open.sequence, whole);
    if (!equalSecrets(debitMac1(key.suite, session, whole), data.subarray(11))) {
      turn.spendTry(key);
      refuse(SW.macWrong);
    }
    const next = toNumber(open.sequence) + 1;
    if (next > 0xffff) refuse(SW.conditionsNotSatisfied);
    const tacKey = turn.key(debitRef.tacKey, keyUse.tac);
    const tac = debitTac(tacKey.suite, tacKey.secret, whole);
    const log = turn.find(turn.directory, ['cyclic'], debitRef.log) ?? refuse(SW.fileNotFound);
    const { accountAmount, fundAmount, terminal, time } = whole;
    turn.restoreTries(key);
    turn.write(register, 0, fromNumber(next, 2));
    addCyclicRecord(turn, log, concat(open.sequence, [DEBIT_TYPE], terminal, time, accountAmount, fundAmount, tac));
    return { sw: SW.ok, bytes: concat(tac, debitMac2(key.suite, session, whole)) };
  },
};
