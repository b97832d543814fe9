// GENERATE AC: the card's decision on a contact transaction. First: approve from the cash, ask the bank, or decline. Second: after
// the bank has answered, or could not be reached. P1 = 10 more asks for a combined signature (CDA).
import { fromHex } from '../../crypto/index.ts';
import type { Decision } from '../bank-risk.ts';
import { firstDecision, secondDecision } from '../bank-risk.ts';
import { concat, fromNumber, sameBytes } from '../bytes.ts';
import { lifeCycle } from '../card.ts';
import type { Command } from '../card-application.ts';
import { parseDol, splitDol } from '../dol.ts';
import { transactionHash } from '../pay/offline-data.ts';
import { refuse, SW } from '../status-word.ts';
import { tlv } from '../tlv.ts';
import type { Turn } from '../turn.ts';
import { bankRegister, bankTag, object, stateFlag } from './bank-cells.ts';
import type { BankTransaction } from './bank-transaction.ts';
import * as bank from './bank-transaction.ts';

const requests: Readonly<Record<number, Decision>> = { 0: 'AAC', 64: 'TC', 128: 'ARQC' };

/** Response codes a terminal makes up itself when it could not reach the bank: approved (Y3) or declined (Z3) offline. */
const unreachable = ['5933', '5A33'].map(fromHex);

export const generateAc: Command = {
  name: 'GENERATE AC',
  cla: [0x80],
  ins: 0xae,
  whenBlocked: true,
  run(turn) {
    const { p1, p2, data } = turn.apdu;
    const request = requests[p1 & 0xc0];
    if (p2 !== 0 || request === undefined || (p1 & 0x2f) !== 0) return refuse(SW.wrongParameters);
    const open = bank.transactionOf(turn);
    if (open.path !== 'contact' || open.phase === 'done') refuse(SW.conditionsNotSatisfied);
    const first = open.phase === 'started';
    const list = parseDol(object(turn, first ? bankRegister.cdol1 : bankRegister.cdol2).body) ?? [];
    const values = splitDol(list, data) ?? refuse(SW.wrongLength);
    for (const [tag, value] of values) open.values.set(tag, value);
    open.said = concat(open.said, data);
    const decision = first ? decideFirst(turn, open, request) : decideSecond(turn, open, request);
    const risk = bank.riskOf(turn, open);
    const { cryptogram, issuerData, cash, spends } = bank.concludeWith(turn, open, decision, risk);
    if (spends) turn.write(object(turn, bankTag.balance), 0, cash!);
    if (first) settleFirst(turn, decision);
    else settleSecond(turn, open);
    if (decision === 'TC') bank.writeBankLog(turn, open);
    open.phase = decision === 'ARQC' ? 'online' : 'done';
    const combined =
      (p1 & 0x10) !== 0 && decision !== 'AAC' ? combine(turn, open, decision, cryptogram, issuerData) : undefined;
    const plain = (): Uint8Array => tlv(0x80, [bank.informationOf(decision)], open.atc, cryptogram, issuerData);
    return { sw: SW.ok, bytes: combined ?? plain() };
  },
};

const isBlocked = (turn: Turn): boolean => turn.application.body[0] === lifeCycle.blocked;

function decideFirst(turn: Turn, open: BankTransaction, request: Decision): Decision {
  if (isBlocked(turn)) return 'AAC';
  return firstDecision(request, bank.riskOf(turn, open), open.values.get(0x9f7a)?.[0] === 0x01);
}

function decideSecond(turn: Turn, open: BankTransaction, request: Decision): Decision {
  const responseCode = open.values.get(0x8a) ?? new Uint8Array(0);
  open.unreachable = unreachable.some((one) => sameBytes(one, responseCode));
  const online = { reached: !open.unreachable, proved: open.issuer === 'proved' };
  return isBlocked(turn) ? 'AAC' : secondDecision(request, bank.riskOf(turn, open), online);
}

/** Until the second cryptogram the card remembers that a question to the bank is open. */
function settleFirst(turn: Turn, decision: Decision): void {
  const state = object(turn, bankRegister.state);
  if (decision === 'ARQC') turn.write(state, 0, Uint8Array.of(state.body[0]! | stateFlag.onlineIncomplete));
}

function settleSecond(turn: Turn, open: BankTransaction): void {
  const state = object(turn, bankRegister.state);
  if (open.unreachable) return;
  if (open.issuer === 'proved') {
    turn.write(state, 0, Uint8Array.of(0, 0, 0));
    turn.write(object(turn, bankTag.lastOnlineAtc), 0, open.atc);
  } else {
    const flag = open.issuer === 'failed' ? stateFlag.issuerFailed : stateFlag.issuerSilent;
    turn.write(state, 0, Uint8Array.of(flag));
  }
}

/** 77 { 9F27, 9F36, 9F4B, 9F10 }: the cryptogram travels inside the signature, with a hash over all both sides have said. */
function combine(
  turn: Turn,
  open: BankTransaction,
  decision: Decision,
  cryptogram: Uint8Array,
  issuerData: Uint8Array,
): Uint8Array | undefined {
  const information = fromNumber(bank.informationOf(decision), 1);
  const head = concat(tlv(0x9f27, information), tlv(bankTag.atc, open.atc));
  const tail = tlv(0x9f10, issuerData);
  const hash = transactionHash(open.cipher.id === 0x04 ? 'sm' : 'rsa', concat(open.said, head, tail));
  const dynamic = concat(bank.dynamicNumber(open), information, cryptogram, hash);
  const signature = bank.signatureOf(turn, open, dynamic, open.values.get(0x9f37) ?? new Uint8Array(0));
  return signature && tlv(0x77, head, tlv(0x9f4b, signature), tail);
}
