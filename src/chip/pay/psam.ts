// The secure module of a purse terminal (PSAM) in software: commands in, answers out, so that it can stand in a second card slot.
// It makes MAC1, checks MAC2, and computes the MAC of secure messages. What the module of a city really answers beyond that is not
// public: profile PSAM-A.
import { CryptoError, equalSecrets } from '../../crypto/index.ts';
import { parseApdu } from '../apdu.ts';
import { concat, fromNumber } from '../bytes.ts';
import { CardRefusal, refuse, SW } from '../status-word.ts';
import type { Suite } from '../suites.ts';
import type { PurseOrder } from './purse-proof.ts';
import {
  isPurseAlgorithm,
  purchaseMac1,
  purchaseMac2,
  purchaseSessionKey,
  purseCardKey,
  purseType,
} from './purse-proof.ts';

export const psamKeyUse = { purchase: 0x01, maintenance: 0x02 } as const;

/** A master key of the terminal's region. */
export type PsamKey = {
  readonly use: number;
  readonly version: number;
  readonly suite: Suite;
  readonly secret: Uint8Array;
};

export type Psam = {
  /** 6 bytes, in file 16. */
  readonly terminal: Uint8Array;
  readonly keys: readonly PsamKey[];
  /** Last number given to a transaction; survives power-off. */
  terminalSequence: number;
  /** The debit whose MAC2 is awaited. */
  awaited: Uint8Array | undefined;
  /** The card key delivered for secure messages. */
  delivered: { readonly suite: Suite; readonly key: Uint8Array } | undefined;
};

export function createPsam(terminal: Uint8Array, keys: readonly PsamKey[], terminalSequence = 0): Psam {
  if (terminal.length !== 6) throw new CryptoError('bad-length', 'terminal number');
  return { terminal, keys, terminalSequence, awaited: undefined, delivered: undefined };
}

/** Bytes of INIT SAM FOR PURCHASE, and of the authentication code some cities append. */
const ORDER = 0x24;
const CODE = 9;

type Data = { readonly p1: number; readonly p2: number; readonly data: Uint8Array };

const commands: Readonly<Record<number, (psam: Psam, apdu: Data) => Uint8Array>> = {
  164: () => nothing,
  176: readTerminal,
  32880: initForPurchase,
  32882: creditForPurchase,
  32794: deliverKey,
  33018: messageMac,
};

const nothing = new Uint8Array(0);

/** One command; the answer always ends in a status word. */
export function transmitPsam(psam: Psam, bytes: Uint8Array): Uint8Array {
  try {
    const apdu = parseApdu(bytes);
    if (typeof apdu === 'number') return refuse(apdu);
    const run = commands[(apdu.cla << 8) | apdu.ins];
    if (run === undefined) return refuse(SW.instructionUnknown);
    return concat(run(psam, apdu), fromNumber(SW.ok, 2));
  } catch (reason) {
    return fromNumber(reason instanceof CardRefusal ? reason.sw : SW.internal, 2);
  }
}

/** READ BINARY of file 16: the terminal number. */
function readTerminal({ terminal }: Psam, { p1, p2 }: Data): Uint8Array {
  return p1 === 0x96 && p2 === 0 ? terminal : refuse(SW.fileNotFound);
}

/** A module may hold the same key of several ciphers: a purchase names the one its purse speaks. */
function cardKey(
  { keys }: Psam,
  { use, version, cipher }: { readonly use: number; readonly version: number; readonly cipher?: number },
  serial: Uint8Array,
  issuer: Uint8Array,
): PsamKey {
  const fits = ({ suite }: PsamKey): boolean => cipher === undefined || isPurseAlgorithm(suite, cipher);
  const found =
    keys.find((key) => key.use === use && key.version === version && fits(key)) ?? refuse(SW.keyUnsupported);
  return { ...found, secret: purseCardKey(found.suite, found.secret, issuer, serial) };
}

/**
 * INIT SAM FOR PURCHASE: random 4, sequence 2, amount 4, type, date and time 7, key version, algorithm, serial 8, issuer 8
 * (authentication code 9) → terminal sequence 4, MAC1 4. The sequence is spent here: no two MAC1 ever share one.
 */
function initForPurchase(psam: Psam, { p1, p2, data }: Data): Uint8Array {
  if (p1 !== 0 || p2 !== 0) refuse(SW.wrongParameters);
  if (data.length !== ORDER && data.length !== ORDER + CODE) refuse(SW.wrongLength);
  psam.awaited = undefined;
  const part = (from: number, length: number): Uint8Array => data.slice(from, from + length);
  const [random, sequence, type] = [part(0, 4), part(4, 2), data[10]!];
  if (type !== purseType.purchase && type !== purseType.compound) refuse(SW.wrongContent);
  const order: PurseOrder = { amount: part(6, 4), type, terminal: psam.terminal, time: part(11, 7) };
  const wanted = { use: psamKeyUse.purchase, version: data[18]!, cipher: data[19]! };
  const { suite, secret } = cardKey(psam, wanted, part(20, 8), part(28, 8));
  if (psam.terminalSequence === 0xffffffff) refuse(SW.counterAtEnd);
  psam.terminalSequence += 1;
  const terminalSequence = fromNumber(psam.terminalSequence, 4);
  const session = purchaseSessionKey(suite, secret, random, sequence, terminalSequence);
  psam.awaited = purchaseMac2(suite, session, order.amount);
  return concat(terminalSequence, purchaseMac1(suite, session, order, data.subarray(ORDER)));
}

/** CREDIT SAM FOR PURCHASE: whether MAC2 proves that the card has paid. One try a debit. */
function creditForPurchase(psam: Psam, { p1, p2, data }: Data): Uint8Array {
  if (p1 !== 0 || p2 !== 0) refuse(SW.wrongParameters);
  if (data.length !== 4) refuse(SW.wrongLength);
  const awaited = psam.awaited ?? refuse(SW.conditionsNotSatisfied);
  psam.awaited = undefined;
  return equalSecrets(awaited, data) ? nothing : refuse(SW.macWrong);
}

/** DELIVERY KEY: derives the card's key of this use for the MACs that follow. Never the purchase key: that one makes MAC1 only. */
function deliverKey(psam: Psam, { p1, p2, data }: Data): Uint8Array {
  psam.delivered = undefined;
  if (p1 !== psamKeyUse.maintenance) refuse(SW.wrongParameters);
  if (data.length !== 16) refuse(SW.wrongLength);
  const { suite, secret } = cardKey(psam, { use: p1, version: p2 }, data.subarray(0, 8), data.subarray(8));
  psam.delivered = { suite, key: secret };
  return nothing;
}

/** CIPHER DATA: MAC of a secure message; data = challenge filled to 8 bytes, then the message (header, Lc, content). */
function messageMac({ delivered }: Psam, { p1, p2, data }: Data): Uint8Array {
  if (p1 !== 0x05 || p2 !== 0) refuse(SW.wrongParameters);
  if (data.length < 13) refuse(SW.wrongLength);
  const { suite, key } = delivered ?? refuse(SW.conditionsNotSatisfied);
  return suite.mac(key, data.subarray(0, 8), data.subarray(8));
}

/** The INIT SAM FOR PURCHASE that follows a card's answer to INITIALIZE FOR PURCHASE (15 bytes). */
export function psamInitCommand(
  start: Uint8Array,
  order: Omit<PurseOrder, 'terminal'>,
  issue: { readonly serial: Uint8Array; readonly issuer: Uint8Array },
  authenticationCode: Uint8Array = nothing,
): Uint8Array {
  const data = concat(
    ...[start.subarray(11, 15), start.subarray(4, 6), order.amount, [order.type], order.time],
    ...[start.subarray(9, 11), issue.serial, issue.issuer, authenticationCode],
  );
  return concat([0x80, 0x70, 0, 0, data.length], data, [8]);
}
