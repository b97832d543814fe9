// Questions to the bank application: GET DATA by tag, and the financial PIN (VERIFY in clear, contact only).
import { fromHex } from '../../crypto/index.ts';
import { toHex } from '../bytes.ts';
import type { Command } from '../card-application.ts';
import { pinTriesLeft, verifyPinValue } from '../pin.ts';
import { CardRefusal, refuse, SW } from '../status-word.ts';
import { tlv } from '../tlv.ts';
import type { Turn } from '../turn.ts';
import { BANK_PIN, bankObjects, bankTag, findObject } from './bank-cells.ts';
import type { BankTransaction } from './bank-transaction.ts';

const financialPin = (turn: Turn) => turn.find(turn.application, ['pin'], BANK_PIN) ?? refuse(SW.referenceNotFound);

const readable = new Set<number>([
  ...bankObjects.filter(({ get }) => get).map(({ tag }) => tag),
  ...[bankTag.logFormat, bankTag.loadLogFormat],
]);

export const getBankObject: Command = {
  name: 'GET DATA',
  cla: [0x80],
  ins: 0xca,
  run(turn) {
    const { p1, p2, data } = turn.apdu;
    if (data.length > 0) refuse(SW.wrongLength);
    const tag = (p1 << 8) | p2;
    if (tag === bankTag.pinTries) return { sw: SW.ok, bytes: tlv(tag, [pinTriesLeft(financialPin(turn))]) };
    const asked = tag === bankTag.available ? bankTag.balance : tag;
    const cell = readable.has(asked) ? findObject(turn, asked) : undefined;
    return { sw: SW.ok, bytes: tlv(tag, (cell ?? refuse(SW.referenceNotFound)).body) };
  },
};

/** The digits of a PIN block (2L, digits, F to 8 bytes) in the form PINs are kept in; undefined when it is none. */
function pinOfBlock(block: Uint8Array): Uint8Array | undefined {
  const text = toHex(block);
  const length = block[0]! & 0x0f;
  const digits = text.slice(2, 2 + length);
  const fine = block.length === 8 && block[0]! >> 4 === 2 && length >= 4 && length <= 12 && /^\d+$/.test(digits);
  if (!fine || !/^F*$/.test(text.slice(2 + length))) return undefined;
  return fromHex(length % 2 === 0 ? digits : `${digits}F`);
}

export const verifyFinancialPin: Command = {
  name: 'VERIFY (financial PIN)',
  cla: [0x00],
  ins: 0x20,
  p1: [0x00],
  contactOnly: true,
  run(turn) {
    const { p2, data } = turn.apdu;
    if (p2 !== BANK_PIN) refuse(SW.wrongParameters);
    const pin = financialPin(turn);
    const given = data.length === 0 ? refuse(SW.wrongLength) : (pinOfBlock(data) ?? refuse(SW.wrongContent));
    const open = turn.session.own as BankTransaction | undefined;
    try {
      verifyPinValue(turn, pin, given);
      if (open) open.pin = 'right';
    } catch (reason) {
      if (open && reason instanceof CardRefusal) open.pin = 'wrong';
      throw reason;
    }
    turn.session.granted.add(pin.id);
    return { sw: SW.ok };
  },
};
