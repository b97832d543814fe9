// Load (圈存): the card proves itself to the load host (MAC1), the host to the card (MAC2); balance, sequence, log and proof change
// together. A purse that has a PIN wants it first.
import { equalSecrets } from '../../crypto/index.ts';
import { concat, fromNumber, toNumber } from '../bytes.ts';
import type { Command } from '../card-application.ts';
import { keyUse } from '../key-use.ts';
import { loadMac1, loadMac2, loadSessionKey, loadTac, purseAlgorithm, purseType } from '../pay/purse-proof.ts';
import { refuse, SW } from '../status-word.ts';
import type { OpenPurse } from './purse-cells.ts';
import * as cells from './purse-cells.ts';

const { purseRegister, purseKeyRef } = cells;

export const initForLoad: Command = {
  name: 'INITIALIZE FOR LOAD',
  cla: [0x80],
  ins: 0x50,
  p1: [0x00],
  run(turn) {
    const { p2, data } = turn.apdu;
    if (p2 !== cells.PURSE) refuse(SW.wrongParameters);
    if (data.length !== 11) refuse(SW.wrongLength);
    turn.session.own = undefined;
    const pin = turn.find(turn.application, ['pin'], 0x00);
    if (pin !== undefined && !turn.session.granted.has(pin.id)) refuse(SW.conditionsNotSatisfied);
    const key = cells.purseKey(turn, purseKeyRef.load, data[0]!);
    const order = { amount: data.slice(1, 5), type: purseType.load, terminal: data.slice(5) };
    const balance = cells.register(turn, purseRegister.balance).body.slice();
    if (toNumber(balance) + toNumber(order.amount) > cells.numberIn(turn, purseRegister.balanceLimit)) {
      refuse(SW.conditionsNotSatisfied);
    }
    const sequence = cells.register(turn, purseRegister.loadSequence).body.slice();
    if (toNumber(sequence) === 0xffff) refuse(SW.counterAtEnd);
    const random = turn.card.random(4);
    const session = loadSessionKey(key.suite, key.secret, random, sequence);
    turn.session.own = {
      ...{ purse: 'load', key: key.cell.fid, random, sequence, balance, order, cache: [] },
    } satisfies OpenPurse;
    const mac1 = loadMac1(key.suite, session, balance, order);
    return {
      sw: SW.ok,
      bytes: concat(balance, sequence, [key.cell.body[1]!, purseAlgorithm(key.suite)], random, mac1),
    };
  },
};

export const creditForLoad: Command = {
  name: 'CREDIT FOR LOAD',
  cla: [0x80],
  ins: 0x52,
  p1: [0x00],
  run(turn) {
    const { p2, data } = turn.apdu;
    if (p2 !== 0x00) refuse(SW.wrongParameters);
    if (data.length !== 11) refuse(SW.wrongLength);
    const open = cells.takeOpen(turn, 'load');
    const [time, given] = [data.slice(0, 7), data.slice(7)];
    const order = { ...open.order, time };
    const key = turn.key(open.key, keyUse.transaction);
    const session = loadSessionKey(key.suite, key.secret, open.random, open.sequence);
    if (!equalSecrets(loadMac2(key.suite, session, order), given)) {
      turn.spendTry(key);
      refuse(SW.macWrong);
    }
    const balance = fromNumber(toNumber(open.balance) + toNumber(order.amount), 4);
    const tacKey = turn.key(purseKeyRef.tac, keyUse.tac);
    const tac = loadTac(tacKey.suite, tacKey.secret, balance, open.sequence, order);
    turn.restoreTries(key);
    turn.write(cells.register(turn, purseRegister.balance), 0, balance);
    cells.countUp(turn, purseRegister.loadSequence);
    turn.write(cells.register(turn, purseRegister.loadProof), 0, cells.proofRecord(open, given, tac));
    cells.writeLog(turn, open, time);
    return { sw: SW.ok, bytes: tac };
  },
};
