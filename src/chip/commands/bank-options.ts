// GET PROCESSING OPTIONS: begins a transaction. Through the contacts it answers AIP and AFL; by air (qPBOC) it decides at once and
// answers cryptogram and, for an offline approval, signature and records to read.
import type { Verification } from '../bank-risk.ts';
import { quickDecision, readerWish } from '../bank-risk.ts';
import { fromBcd } from '../bcd.ts';
import { concat } from '../bytes.ts';
import { lifeCycle } from '../card.ts';
import type { Answer, Command } from '../card-application.ts';
import { parseDol, splitDol } from '../dol.ts';
import { bankDes, bankSm4 } from '../pay/bank-cipher.ts';
import { refuse, SW } from '../status-word.ts';
import { parseTlv, tlv, tlvValue } from '../tlv.ts';
import type { Turn } from '../turn.ts';
import type { BankPath } from './bank-cells.ts';
import { bankRegister, bankTag, findObject, object, optionsRegister } from './bank-cells.ts';
import type { BankTransaction } from './bank-transaction.ts';
import * as bank from './bank-transaction.ts';

export const getProcessingOptions: Command = {
  name: 'GET PROCESSING OPTIONS',
  cla: [0x80],
  ins: 0xa8,
  p1: [0x00],
  whenBlocked: true,
  run(turn) {
    turn.session.own = undefined;
    if (turn.apdu.p2 !== 0) refuse(SW.wrongParameters);
    const [said, values] = terminalValues(turn);
    const ttq = values.get(0x9f66) ?? new Uint8Array(4);
    const path = pathOf(turn, ttq);
    // DF69 = 01: the terminal speaks the national algorithms. A card without them answers as ever.
    const national = values.get(0xdf69)?.[0] === 0x01 && findObject(turn, optionsRegister(path, bankSm4.id));
    const cipher = national ? bankSm4 : bankDes;
    const options = object(turn, optionsRegister(path, cipher.id)).body;
    const open: BankTransaction = {
      ...{ bank: true, cipher, path, values, said, atc: bank.nextCounter(turn), aip: options.slice(0, 2) },
      ...{ phase: 'started', cryptogram: undefined, issuer: 'silent', pin: 'untried', dynamic: false },
      ...{ unreachable: false, scriptsRefused: false, lastRecord: undefined },
    };
    const answer =
      path === 'contact' ? { sw: SW.ok, bytes: tlv(0x80, options) } : quick(turn, open, options.slice(2), ttq);
    turn.write(object(turn, bankTag.atc), 0, open.atc);
    turn.session.own = open;
    return answer;
  },
};

/** What the PDOL asked for; 6700 or 6A80 when it is not what came. */
function terminalValues(turn: Turn): [Uint8Array, Map<number, Uint8Array>] {
  const outer = parseTlv(turn.apdu.data);
  const said = outer?.length === 1 ? tlvValue(outer, 0x83) : undefined;
  if (said === undefined) return refuse(SW.wrongContent);
  const list = tlvValue(parseTlv(turn.application.fci) ?? [], 0x9f38) ?? new Uint8Array(0);
  const values = splitDol(parseDol(list) ?? [], said) ?? refuse(SW.wrongLength);
  return [said, values];
}

function pathOf({ face, application }: Turn, ttq: Uint8Array): BankPath {
  if (face === 'contact') return 'contact';
  if ((ttq[0]! & 0x20) === 0) return (ttq[0]! & 0x40) !== 0 ? 'contact' : refuse(SW.conditionsNotSatisfied);
  return application.body[0] === lifeCycle.blocked ? refuse(SW.blocked) : 'quick';
}

/** CTQ (9F6C): what the reader has to ask the holder for. */
const qualifier: Record<Verification, readonly number[]> = {
  none: [0x00, 0x00],
  'online PIN': [0x80, 0x00],
  signature: [0x40, 0x00],
};

function quick(turn: Turn, open: BankTransaction, locator: Uint8Array, ttq: Uint8Array): Answer {
  const risk = bank.riskOf(turn, open);
  const verifyAbove = fromBcd(object(turn, bankTag.verifyAbove).body) ?? 0;
  const { decision, verification } = quickDecision(risk, readerWish(ttq), verifyAbove);
  const ctq = Uint8Array.from(qualifier[verification]);
  const approved = decision === 'TC' ? approval(turn, open, ctq, ttq) : undefined;
  const { cryptogram, issuerData, cash } = bank.concludeWith(turn, open, decision, risk);
  if (approved) open.lastRecord = placeOf(turn, locator, cash!, approved.related);
  open.phase = 'done';
  const own = (tag: number): Uint8Array => tlv(tag, findObject(turn, tag)?.body ?? []);
  const optional = (tag: number, value: Uint8Array | undefined): Uint8Array | number[] =>
    value ? tlv(tag, value) : [];
  return {
    sw: SW.ok,
    bytes: tlv(
      0x77,
      tlv(0x82, open.aip),
      approved ? tlv(0x94, locator) : [],
      tlv(bankTag.atc, open.atc),
      tlv(0x9f26, cryptogram),
      tlv(0x9f10, issuerData),
      own(bankRegister.track2),
      own(bankRegister.sequence),
      optional(0x9f4b, approved?.signature),
      tlv(0x9f6c, ctq),
      optional(bankTag.available, cash),
    ),
  };
}

/** Signature and 9F69 of an offline approval. Version 01 covers amount, currency and 9F69; version 00 only the random number. */
function approval(turn: Turn, open: BankTransaction, ctq: Uint8Array, ttq: Uint8Array) {
  const related = concat([0x01], turn.card.random(4), ctq);
  const wanted = (ttq[3]! & 0x80) !== 0;
  const value = (tag: number): Uint8Array => open.values.get(tag) ?? new Uint8Array(0);
  const terminalData = wanted ? concat(value(0x9f37), value(0x9f02), value(0x5f2a), related) : value(0x9f37);
  const signature = bank.signatureOf(turn, open, bank.dynamicNumber(open), terminalData, wanted);
  open.dynamic = signature !== undefined;
  return { related, signature };
}

/** The record that ends the tap: the last one the AFL names. */
function placeOf(turn: Turn, locator: Uint8Array, after: Uint8Array, related: Uint8Array): bank.LastRecord {
  const [sfi, , record] = locator.slice(-4);
  const before = object(turn, bankTag.balance).body.slice();
  return { file: sfi! >> 3, record: record!, before, after, related, done: false };
}
