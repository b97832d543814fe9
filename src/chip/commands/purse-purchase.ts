// Purchase and compound purchase (消费, 复合消费 CAPP): INIT announces amount and terminal, compound records are buffered, DEBIT
// carries the PSAM's MAC1. Balance, sequence, log, proof and all buffered records change together or not at all.
import { equalSecrets } from '../../crypto/index.ts';
import { concat, fromNumber, toNumber } from '../bytes.ts';
import type { Answer, Command } from '../card-application.ts';
import { chooseFile } from '../file-access.ts';
import { keyUse } from '../key-use.ts';
import {
  purchaseMac1,
  purchaseMac2,
  purchaseSessionKey,
  purchaseTac,
  purseAlgorithm,
  purseType,
} from '../pay/purse-proof.ts';
import { locateRecords } from '../records.ts';
import { refuse, SW } from '../status-word.ts';
import type { Turn } from '../turn.ts';
import type { CachedRecord, OpenPurse } from './purse-cells.ts';
import * as cells from './purse-cells.ts';
import { addCyclicRecord } from './update-record.ts';

const { purseRegister, purseKeyRef } = cells;

/** Records one compound purchase may carry; a chip has little working memory. */
const MOST_CACHED = 4;

function init(turn: Turn, type: number): Answer {
  const { p2, data } = turn.apdu;
  if (p2 !== cells.PURSE) refuse(SW.wrongParameters);
  if (data.length !== 11) refuse(SW.wrongLength);
  turn.session.own = undefined;
  const key = cells.purseKey(turn, purseKeyRef.purchase, data[0]!);
  const order = { amount: data.slice(1, 5), type, terminal: data.slice(5) };
  const balance = cells.register(turn, purseRegister.balance).body.slice();
  if (toNumber(order.amount) > toNumber(balance)) refuse(SW.balanceTooLow);
  const sequence = cells.register(turn, purseRegister.purchaseSequence).body.slice();
  if (toNumber(sequence) === 0xffff) refuse(SW.counterAtEnd);
  const random = turn.card.random(4);
  turn.session.own = {
    ...{ purse: 'purchase', key: key.cell.fid, random, sequence, balance, order, cache: [] },
  } satisfies OpenPurse;
  const overdraft = [0, 0, 0];
  return {
    sw: SW.ok,
    bytes: concat(balance, sequence, overdraft, [key.cell.body[1]!, purseAlgorithm(key.suite)], random),
  };
}

export const initForPurchase: Command = {
  name: 'INITIALIZE FOR PURCHASE',
  cla: [0x80],
  ins: 0x50,
  p1: [0x01],
  run: (turn) => init(turn, purseType.purchase),
};

export const initForCompound: Command = {
  name: 'INITIALIZE FOR CAPP PURCHASE',
  cla: [0x80],
  ins: 0x50,
  p1: [0x03],
  run: (turn) => init(turn, purseType.compound),
};

export const updateCache: Command = {
  name: 'UPDATE CAPP DATA CACHE',
  cla: [0x80],
  ins: 0xdc,
  run(turn) {
    const { p1, p2, data } = turn.apdu;
    const open = turn.session.own as OpenPurse | undefined;
    if (open?.order.type !== purseType.compound) return refuse(SW.conditionsNotSatisfied);
    if ((p2 & 0x07) !== 0 || p2 === 0) refuse(SW.wrongParameters);
    const file = chooseFile(turn, p2 >> 3, ['records', 'cyclic']);
    // The log is the card's own; nobody writes history.
    if (file.update.need === 'never') refuse(SW.securityNotSatisfied);
    const wanted = file.kind === 'cyclic' ? file.recordLength : locateRecords(file.body)[p1 - 1]?.length;
    if (wanted === undefined || (file.kind === 'cyclic' && p1 !== 0)) refuse(SW.recordNotFound);
    if (data.length !== wanted) refuse(SW.wrongLength);
    const others = open.cache.filter((one) => one.file.id !== file.id || one.number !== p1);
    if (others.length === MOST_CACHED) refuse(SW.noRoom);
    open.cache = [...others, { file, number: p1, bytes: data.slice() }];
    return { sw: SW.ok };
  },
};

export const debitForPurchase: Command = {
  name: 'DEBIT FOR PURCHASE',
  cla: [0x80],
  ins: 0x54,
  p1: [0x01],
  run(turn) {
    const { p2, data } = turn.apdu;
    if (p2 !== 0x00) refuse(SW.wrongParameters);
    if (data.length !== 15) refuse(SW.wrongLength);
    const open = cells.takeOpen(turn, 'purchase');
    const [terminalSequence, time, given] = [data.slice(0, 4), data.slice(4, 11), data.slice(11)];
    const order = { ...open.order, time };
    const key = turn.key(open.key, keyUse.transaction);
    const session = purchaseSessionKey(key.suite, key.secret, open.random, open.sequence, terminalSequence);
    const code = turn.find(turn.application, ['register'], purseRegister.authenticationCode)?.body;
    if (!equalSecrets(purchaseMac1(key.suite, session, order, code), given)) {
      turn.spendTry(key);
      refuse(SW.macWrong);
    }
    const tacKey = turn.key(purseKeyRef.tac, keyUse.tac);
    const tac = purchaseTac(tacKey.suite, tacKey.secret, order, terminalSequence);
    const mac2 = purchaseMac2(key.suite, session, order.amount);
    const balance = fromNumber(toNumber(open.balance) - toNumber(order.amount), 4);
    turn.restoreTries(key);
    turn.write(cells.register(turn, purseRegister.balance), 0, balance);
    cells.countUp(turn, purseRegister.purchaseSequence);
    turn.write(cells.register(turn, purseRegister.purchaseProof), 0, cells.proofRecord(open, mac2, tac));
    cells.writeLog(turn, open, time);
    for (const one of open.cache) writeCached(turn, one);
    return { sw: SW.ok, bytes: concat(tac, mac2) };
  },
};

function writeCached(turn: Turn, { file, number, bytes }: CachedRecord): void {
  // The other face may have changed or deleted the file since it was buffered.
  const now = turn.cell(file.id);
  if (now.kind === 'cyclic') {
    addCyclicRecord(turn, now, bytes);
    return;
  }
  const place = locateRecords(now.body)[number - 1] ?? refuse(SW.conditionsNotSatisfied);
  if (place.length !== bytes.length) refuse(SW.conditionsNotSatisfied);
  turn.write(now, place.start, bytes);
}
