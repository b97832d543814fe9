// The two authentications of the bank application: the issuer proves itself to the card (ARPC), the card to the terminal (DDA).
import { equalSecrets } from '../../crypto/index.ts';
import type { Command } from '../card-application.ts';
import { parseDol, splitDol } from '../dol.ts';
import { refuse, SW } from '../status-word.ts';
import { tlv } from '../tlv.ts';
import { bankRegister, object, stateFlag } from './bank-cells.ts';
import * as bank from './bank-transaction.ts';

/** EXTERNAL AUTHENTICATE: ARPC 8 ‖ response code 2, once after a question to the bank. */
export const issuerAuthenticate: Command = {
  name: 'EXTERNAL AUTHENTICATE (issuer)',
  cla: [0x00],
  ins: 0x82,
  p1: [0x00],
  run(turn) {
    const { p2, data } = turn.apdu;
    if (p2 !== 0) refuse(SW.wrongParameters);
    if (data.length !== 10) refuse(SW.wrongLength);
    const open = bank.transactionOf(turn);
    if (open.phase !== 'online' || open.issuer !== 'silent') refuse(SW.conditionsNotSatisfied);
    const session = bank.sessionKey(turn, open, 'cryptogram');
    const expected = open.cipher.answer(session, open.cryptogram!, data.subarray(8));
    open.issuer = equalSecrets(expected, data.subarray(0, 8)) ? 'proved' : 'failed';
    if (open.issuer === 'proved') return { sw: SW.ok };
    const state = object(turn, bankRegister.state);
    turn.write(state, 0, Uint8Array.of(state.body[0]! | stateFlag.issuerFailed));
    turn.save();
    return refuse(SW.authenticationFailed);
  },
};

/** INTERNAL AUTHENTICATE: signature over the terminal's random number (DDOL). */
export const dynamicAuthenticate: Command = {
  name: 'INTERNAL AUTHENTICATE (DDA)',
  cla: [0x00],
  ins: 0x88,
  p1: [0x00],
  run(turn) {
    const { p2, data } = turn.apdu;
    if (p2 !== 0) refuse(SW.wrongParameters);
    const open = bank.transactionOf(turn);
    if (open.path !== 'contact' || open.phase !== 'started') refuse(SW.conditionsNotSatisfied);
    const list = parseDol(object(turn, bankRegister.ddol).body) ?? [];
    if (splitDol(list, data) === undefined) refuse(SW.wrongLength);
    const signature = bank.signatureOf(turn, open, bank.dynamicNumber(open), data);
    open.dynamic = signature !== undefined;
    return { sw: SW.ok, bytes: tlv(0x80, signature ?? refuse(SW.conditionsNotSatisfied)) };
  },
};
