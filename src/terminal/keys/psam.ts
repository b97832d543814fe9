// A simulated terminal module (PSAM): master keys inside, cryptograms for one card at a time outside. Commands after public scripts
// (BFDE diversify, 80FA compute); key numbers, environments and the debit commands are ours: simulation profile PSAM-A.
import {
  algorithm,
  contactAtr,
  createPsam as createPurseModule,
  debitMac1,
  debitMac2,
  debitSessionKey,
  type PsamKey,
  parseApdu,
  RID,
  type Suite,
  SW,
  suiteOf,
  TRANSIT_AID,
  tlv,
  transmitPsam,
} from '../../chip/index.ts';
import { concat, equalSecrets, fromHex } from '../../crypto/index.ts';
import type { SlotCard } from '../slot-card.ts';
import { debitKey, type MasterKeys } from './software-keys.ts';

/** Environment of each cipher on the module: sx1 3DES, sx2 SSF33 (never there), sx3 SM4, each with 社会保障 in GBK. */
export const psamEnvironment = (code: number): Uint8Array =>
  concat(new TextEncoder().encode(`sx${code}.sh.`), fromHex('C9E7BBE1B1A3D5CF'));

export const PSAM_APPLICATION = concat(RID, Uint8Array.of(0x90));

/** The purse application of the module: name of the purse and 90. */
export const PURSE_PSAM = concat(TRANSIT_AID, Uint8Array.of(0x90));

/** Key usage byte of BFDE: 5 bits authentication key, 3 bits two levels (card key, session key). */
export const PSAM_USAGE = 0x22;

/** Number of a key on the module: directory in the upper half, reference (without bit 8) in the lower. */
export const psamKeyNumber = (directory: string, ref: number): number =>
  (directory === 'SSSE' ? 0 : Number(directory.slice(2)) << 4) | (ref & 0x0f);

export interface PsamContent {
  /** 12 digits. */
  readonly terminalNumber: string;
  /** 20 to 32 characters. */
  readonly deviceNumber: string;
  readonly historical: Uint8Array;
  readonly masters: MasterKeys;
  /** Ciphers it holds keys of. */
  readonly algorithms: readonly number[];
  /** What it may open: `basic` reads holders, `full` also reads and writes files below and debits. */
  readonly level: 'internal only' | 'basic' | 'full';
  /** Keys of transport purses; a terminal without a gate has none. */
  readonly purse?: readonly PsamKey[];
}

const empty = new Uint8Array(0);
const status = (sw: number): Uint8Array => Uint8Array.of(sw >> 8, sw & 0xff);

interface OpenDebit {
  readonly suite: Suite;
  readonly session: Uint8Array;
  readonly accountAmount: Uint8Array;
  readonly fundAmount: Uint8Array;
}

export function createPsam(content: PsamContent): SlotCard {
  let sequence = 0;
  let environment: number | undefined;
  let selected = false;
  let pending: Uint8Array = empty;
  let session: { suite: Suite; key: Uint8Array } | undefined;
  let open: OpenDebit | undefined;
  const purse = content.purse && createPurseModule(fromHex(content.terminalNumber), content.purse);
  let atPurse = false;

  const holds = (number: number): boolean => {
    if (number === 0x0e) return true;
    if (content.level === 'internal only') return false;
    return number === 0x0a || content.level === 'full';
  };
  const later = (bytes: Uint8Array): Uint8Array => {
    pending = bytes;
    return Uint8Array.of(0x61, bytes.length);
  };
  const forget = (): void => {
    session = undefined;
    open = undefined;
  };

  function select(p1: number, data: Uint8Array): Uint8Array {
    forget();
    atPurse = false;
    if (p1 === 0x04) {
      if (purse && same(PURSE_PSAM, data)) {
        [environment, selected, atPurse] = [undefined, false, true];
        return later(tlv(0x6f, tlv(0x84, PURSE_PSAM)));
      }
      const code = content.algorithms.find((one) => same(psamEnvironment(one), data));
      if (code !== undefined) {
        [environment, selected] = [code, false];
        return later(tlv(0x6f, tlv(0x84, data)));
      }
      if (environment === undefined || !same(PSAM_APPLICATION, data)) return status(SW.fileNotFound);
    } else if (data.length === 2 && data[0] === 0x3f && data[1] === 0x00) {
      [environment, selected] = [undefined, false];
      return status(SW.ok);
    } else if (environment === undefined || data.length !== 2 || data[0] !== 0xdf || data[1] !== 0x01) {
      return status(SW.fileNotFound);
    }
    selected = true;
    return later(tlv(0x6f, tlv(0x84, PSAM_APPLICATION)));
  }

  function readBinary(p1: number, p2: number, le: number | undefined): Uint8Array {
    const files: Record<number, Uint8Array> = {
      21: fixed(content.deviceNumber, 32),
      22: fromHex(content.terminalNumber),
    };
    const file = files[p1 & 0x1f];
    if ((p1 & 0xe0) !== 0x80 || !file) return status(SW.fileNotFound);
    if (p2 >= file.length) return status(SW.wrongOffset);
    const bytes = file.slice(p2);
    return le === bytes.length ? concat(bytes, status(SW.ok)) : Uint8Array.of(0x6c, bytes.length);
  }

  function diversify(usage: number, number: number, data: Uint8Array): Uint8Array {
    forget();
    if (!selected) return status(SW.conditionsNotSatisfied);
    if (usage !== PSAM_USAGE) return status(SW.wrongParameters);
    if (data.length !== 16) return status(SW.wrongLength);
    const suite = suiteOf(environment!);
    const directory = number >> 4 === 0 ? 'SSSE' : `DF0${number >> 4}`;
    const ref = (number & 0x0f) | (number >> 4 === 0 ? 0 : 0x80);
    const master = holds(number) ? content.masters(environment!, { directory, ref }) : undefined;
    if (!suite || !master) return status(SW.referenceNotFound);
    session = { suite, key: suite.sessionKey(suite.diversify(master, data.subarray(0, 8)), data.subarray(8)) };
    return status(SW.ok);
  }

  function compute(data: Uint8Array): Uint8Array {
    if (!session) return status(SW.conditionsNotSatisfied);
    if (data.length !== 8) return status(SW.wrongLength);
    const answer = session.suite.cryptogram(session.key, data);
    forget();
    return later(answer);
  }

  /** Card's random 4, its sequence 2, account 4, fund 4, time 7, factor 8. */
  function beginDebit(data: Uint8Array): Uint8Array {
    forget();
    if (!selected) return status(SW.conditionsNotSatisfied);
    if (data.length !== 29) return status(SW.wrongLength);
    const suite = suiteOf(environment!);
    const master = content.level === 'full' ? content.masters(environment!, debitKey) : undefined;
    if (!suite || !master) return status(SW.referenceNotFound);
    sequence = (sequence % 0xffff) + 1;
    const debit = {
      accountAmount: data.slice(6, 10),
      fundAmount: data.slice(10, 14),
      time: data.slice(14, 21),
      terminal: fromHex(content.terminalNumber),
      terminalSequence: Uint8Array.of(0, 0, sequence >> 8, sequence & 0xff),
    };
    const secret = suite.diversify(master, data.subarray(21));
    const key = debitSessionKey(suite, secret, data.slice(0, 4), data.slice(4, 6), debit);
    open = { suite, session: key, ...debit };
    return later(concat(debit.terminalSequence, debitMac1(suite, key, debit)));
  }

  function endDebit(data: Uint8Array): Uint8Array {
    if (!open) return status(SW.conditionsNotSatisfied);
    const { suite, session: key, accountAmount, fundAmount } = open;
    forget();
    const expected = debitMac2(suite, key, {
      ...{ accountAmount, fundAmount, terminal: empty, terminalSequence: empty, time: empty },
    });
    return status(equalSecrets(expected, data) ? SW.ok : SW.macWrong);
  }

  /** T=0: what answers a command with data waits for GET RESPONSE. */
  const purseAnswer = (answer: Uint8Array): Uint8Array => (answer.length > 2 ? later(answer.slice(0, -2)) : answer);

  return {
    face: 'contact',
    protocol: 'T=0',
    atr: contactAtr(content.historical),
    powerUp() {
      forget();
      [environment, selected, pending, atPurse] = [undefined, false, empty, false];
    },
    transmit(apdu) {
      const parsed = parseApdu(apdu);
      if (typeof parsed === 'number') return status(parsed);
      const { cla, ins, p1, p2, data, le } = parsed;
      if (cla === 0x00 && ins === 0xc0) {
        const bytes = pending;
        if (bytes.length === 0) return status(SW.conditionsNotSatisfied);
        if (le !== bytes.length) return Uint8Array.of(0x6c, bytes.length);
        pending = empty;
        return concat(bytes, status(SW.ok));
      }
      pending = empty;
      if (cla === 0x00 && ins === 0xa4) return select(p1, data);
      if (atPurse) return purseAnswer(transmitPsam(purse!, apdu));
      if (cla === 0x00 && ins === 0xb0) return readBinary(p1, p2, le);
      if (cla === 0xbf && ins === 0xde) return diversify(p1, p2, data);
      if (cla === 0x80 && ins === 0xfa && p1 === 0 && p2 === 0) return compute(data);
      if (cla === 0x80 && ins === 0x70 && p1 === 0 && p2 === 0) return beginDebit(data);
      if (cla === 0x80 && ins === 0x72 && p1 === 0 && p2 === 0) return endDebit(data);
      return status(SW.instructionUnknown);
    },
  };
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function fixed(text: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(new TextEncoder().encode(text).subarray(0, length));
  return bytes;
}

/** A module with the published test keys, for simulated terminals. */
export const testPsamHistorical = fromHex('0081544B018660000100000001');
export const psamAlgorithms = [algorithm.des, algorithm.sm4] as const;
