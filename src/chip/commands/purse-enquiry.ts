// Questions to the transport purse: balance, proof of the last transaction, authentication code. Free, no PIN.
import { sameBytes } from '../bytes.ts';
import type { Command } from '../card-application.ts';
import { purseType } from '../pay/purse-proof.ts';
import { refuse, SW } from '../status-word.ts';
import * as cells from './purse-cells.ts';

const { purseRegister } = cells;

export const getBalance: Command = {
  name: 'GET BALANCE',
  cla: [0x80],
  ins: 0x5c,
  // 00 with overdraft, 03 without, 01 overdraft used: this purse has none, so it never owes anything.
  p1: [0x00, 0x01, 0x03],
  run(turn) {
    if (turn.apdu.p2 !== cells.PURSE) refuse(SW.wrongParameters);
    if (turn.apdu.data.length > 0) refuse(SW.wrongLength);
    const balance = cells.register(turn, purseRegister.balance).body.slice();
    return { sw: SW.ok, bytes: turn.apdu.p1 === 0x01 ? new Uint8Array(4) : balance };
  },
};

/** For a tap that was torn off: MAC and TAC again, when type and sequence are those of the last transaction of their kind. */
export const getProve: Command = {
  name: 'GET TRANSACTION PROVE',
  cla: [0x80],
  ins: 0x5a,
  p1: [0x00],
  run(turn) {
    const { p2: type, data } = turn.apdu;
    if (data.length !== 2) refuse(SW.wrongLength);
    const ref = type === purseType.load ? purseRegister.loadProof : purseRegister.purchaseProof;
    const proof = cells.register(turn, ref).body;
    if (type === 0 || proof[0] !== type || !sameBytes(proof.subarray(1, 3), data)) refuse(SW.proofUnavailable);
    return { sw: SW.ok, bytes: proof.slice(3) };
  },
};

export const getAuthenticationCode: Command = {
  name: 'GET DATA (authentication code)',
  cla: [0x80],
  ins: 0xca,
  p1: [0x00],
  run(turn) {
    if (turn.apdu.p2 !== 0x00) refuse(SW.wrongParameters);
    const code = turn.find(turn.application, ['register'], purseRegister.authenticationCode);
    return { sw: SW.ok, bytes: (code ?? refuse(SW.referenceNotFound)).body.slice() };
  },
};
