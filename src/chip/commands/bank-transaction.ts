// One transaction of the bank application, from GET PROCESSING OPTIONS to the last script: what is remembered between the commands,
// and the three things the card says in it: results, cryptogram, issuer data (9F10).

import type { BankRisk, Decision } from '../bank-risk.ts';
import { fromBcd, toBcd } from '../bcd.ts';
import { concat, fromNumber, sameBytes, toNumber } from '../bytes.ts';
import { layDol, parseDol } from '../dol.ts';
import { keyUse } from '../key-use.ts';
import type { BankCipher } from '../pay/bank-cipher.ts';
import { balanceMessage, cryptogramMessage, shortMac } from '../pay/bank-cipher.ts';
import { signDynamic } from '../pay/offline-data.ts';
import { pinTriesLeft } from '../pin.ts';
import { refuse, SW } from '../status-word.ts';
import type { Turn } from '../turn.ts';
import type { BankPath } from './bank-cells.ts';
import { BANK_LOG, BANK_PIN, bankKeyRef, bankRegister, bankTag, findObject, object } from './bank-cells.ts';
import { addCyclicRecord } from './update-record.ts';

/** An offline approval by air that becomes valid when its last record is read. */
export type LastRecord = {
  readonly file: number;
  readonly record: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** 9F69: version, the card's random number, CTQ. */
  readonly related: Uint8Array;
  done: boolean;
};

export type BankTransaction = {
  readonly bank: true;
  readonly cipher: BankCipher;
  readonly path: BankPath;
  readonly atc: Uint8Array;
  readonly aip: Uint8Array;
  /** Everything the terminal has said, by tag, and as it came (for the hash of a combined signature). */
  readonly values: Map<number, Uint8Array>;
  said: Uint8Array;
  phase: 'started' | 'online' | 'done';
  /** The first cryptogram given, the one the bank sees: its answer and its scripts hang on it. */
  cryptogram: Uint8Array | undefined;
  issuer: 'silent' | 'proved' | 'failed';
  pin: 'untried' | 'right' | 'wrong';
  dynamic: boolean;
  unreachable: boolean;
  scriptsRefused: boolean;
  lastRecord: LastRecord | undefined;
};

/** The open transaction; 6985 when there is none, or when another one (over the other face) has begun since. */
export function transactionOf(turn: Turn): BankTransaction {
  const open = turn.session.own as BankTransaction | undefined;
  if (open?.bank !== true) return refuse(SW.conditionsNotSatisfied);
  return sameBytes(object(turn, bankTag.atc).body, open.atc) ? open : refuse(SW.conditionsNotSatisfied);
}

export function sessionKey(turn: Turn, { cipher, atc }: BankTransaction, purpose: 'cryptogram' | 'mac' | 'encryption') {
  const use = purpose === 'cryptogram' ? keyUse.transaction : keyUse.maintenance;
  return cipher.sessionKey(turn.key(bankKeyRef(cipher.id, purpose), use).secret, atc);
}

const amountIn = (turn: Turn, tag: number): number => fromBcd(findObject(turn, tag)?.body ?? new Uint8Array(0)) ?? 0;

/** The facts a decision is made from. */
export function riskOf(turn: Turn, { values, atc }: BankTransaction): BankRisk {
  const amount = fromBcd(values.get(0x9f02) ?? new Uint8Array(0));
  if (amount === undefined) return refuse(SW.wrongContent);
  const currency = findObject(turn, bankTag.currency)?.body;
  const payable = currency !== undefined && sameBytes(currency, values.get(0x5f2a) ?? new Uint8Array(0));
  const hasCash = payable && findObject(turn, bankTag.balance) !== undefined;
  const lastOnline = toNumber(object(turn, bankTag.lastOnlineAtc).body);
  const pin = turn.find(turn.application, ['pin'], BANK_PIN);
  return {
    amount,
    cash: hasCash
      ? {
          balance: amountIn(turn, bankTag.balance),
          singleLimit: amountIn(turn, bankTag.singleLimit),
          threshold: amountIn(turn, bankTag.threshold),
        }
      : undefined,
    sinceOnline: toNumber(atc) - lastOnline,
    lower: object(turn, bankTag.lowerOffline).body[0]!,
    upper: object(turn, bankTag.upperOffline).body[0]!,
    neverOnline: lastOnline === 0,
    pinBlocked: pin !== undefined && pinTriesLeft(pin) === 0,
    unsettled: object(turn, bankRegister.state).body[0] !== 0,
  };
}

const code: Record<Decision, number> = { AAC: 0, TC: 1, ARQC: 2 };

/** Cryptogram information (9F27). */
export const informationOf = (decision: Decision): number => code[decision] << 6;

/** Card verification results, 4 bytes: what this transaction and the last ones were like (simulation profile BANK-A). */
function resultsOf(turn: Turn, open: BankTransaction, decision: Decision, risk: BankRisk): Uint8Array {
  const state = object(turn, bankRegister.state).body;
  const first = open.phase === 'started';
  const flags = (list: readonly (readonly [boolean, number])[]): number =>
    list.reduce((sum, [set, bit]) => sum | (set ? bit : 0), 0);
  return Uint8Array.of(
    0x03,
    (first ? 0x80 | (code[decision] << 4) : (code[decision] << 6) | (code.ARQC << 4)) |
      flags([
        [open.issuer === 'failed', 0x08],
        [open.pin !== 'untried', 0x04],
        [open.pin === 'wrong', 0x02],
        [open.unreachable, 0x01],
      ]),
    state[0]! |
      flags([
        [risk.pinBlocked, 0x40],
        [risk.sinceOnline > risk.lower, 0x20],
        [risk.neverOnline, 0x10],
      ]),
    (Math.min(state[1]!, 15) << 4) |
      flags([
        [state[2] !== 0, 0x08],
        [open.dynamic, 0x02],
      ]),
  );
}

export type Conclusion = {
  readonly cryptogram: Uint8Array;
  readonly issuerData: Uint8Array;
  /** What the cash holds after this transaction; absent on a card without. */
  readonly cash: Uint8Array | undefined;
  readonly spends: boolean;
};

/** The card's word on this transaction: cryptogram (9F26) and issuer data (9F10) with the balance left. */
export function concludeWith(turn: Turn, open: BankTransaction, decision: Decision, risk: BankRisk): Conclusion {
  const results = resultsOf(turn, open, decision, risk);
  const message = cryptogramMessage(open.values, open.aip, open.atc, results);
  const cryptogram = open.cipher.cryptogram(sessionKey(turn, open, 'cryptogram'), message);
  const fromCash = open.path === 'quick' || open.values.get(0x9f7a)?.[0] === 0x01;
  const spends = decision === 'TC' && open.phase === 'started' && fromCash && risk.cash !== undefined;
  const balance = findObject(turn, bankTag.balance)?.body;
  const cash = balance && (spends ? toBcd(amountIn(turn, bankTag.balance) - risk.amount, 6) : balance.slice());
  const [index, version] = object(turn, bankRegister.version).body;
  const head = concat([0x07, index!, version!], results, [open.cipher.id]);
  open.cryptogram ??= cryptogram;
  if (cash === undefined) return { cryptogram, issuerData: head, cash, spends };
  const shown = cash.slice(1);
  const proof = shortMac(open.cipher, sessionKey(turn, open, 'mac'), balanceMessage(open.atc, shown));
  return { cryptogram, issuerData: concat(head, [0x0a, 0x01], shown, proof), cash, spends };
}

/** Dynamic number of every signature: length and ATC, so that no two signatures are alike. */
export const dynamicNumber = ({ atc }: BankTransaction): Uint8Array => concat([atc.length], atc);

/** 9F4B by the key of the transaction's family; undefined when this card has none. */
export function signatureOf(
  turn: Turn,
  { cipher }: Pick<BankTransaction, 'cipher'>,
  dynamic: Uint8Array,
  terminalData: Uint8Array,
  fast = false,
): Uint8Array | undefined {
  const family = cipher.id === 0x04 ? 'sm' : 'rsa';
  const key = findObject(turn, family === 'sm' ? bankRegister.smKey : bankRegister.rsaKey);
  return key && signDynamic(family, key.body, dynamic, terminalData, fast);
}

/** One line in the log, laid out as 9F4F says. */
export function writeBankLog(turn: Turn, { values, atc }: BankTransaction): void {
  const log = turn.find(turn.application, ['cyclic'], BANK_LOG);
  const format = parseDol(findObject(turn, bankTag.logFormat)?.body ?? new Uint8Array(0));
  if (log === undefined || format === undefined) return;
  addCyclicRecord(turn, log, layDol(format, new Map([...values, [bankTag.atc, atc]])));
}

/** The next ATC; at its end the application is over (6985). */
export function nextCounter(turn: Turn): Uint8Array {
  const atc = toNumber(object(turn, bankTag.atc).body);
  return atc === 0xffff ? refuse(SW.conditionsNotSatisfied) : fromNumber(atc + 1, 2);
}
