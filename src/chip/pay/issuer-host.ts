// The issuer host of a bank: checks a card's cryptogram (ARQC, TC), answers it (ARPC), and makes scripts for the card. Bytes in,
// bytes out: accounts and money are somebody else's.
import { equalSecrets } from '../../crypto/index.ts';
import { toBcd } from '../bcd.ts';
import { concat, fromNumber } from '../bytes.ts';
import { bankTag } from '../commands/bank-cells.ts';
import { sealBlock } from '../secure-block.ts';
import type { BankCipher } from './bank-cipher.ts';
import * as cipher from './bank-cipher.ts';

/** Three keys of one cipher: of the whole card programme (masters), or of one card. */
export type BankKeys = { readonly cryptogram: Uint8Array; readonly mac: Uint8Array; readonly encryption: Uint8Array };

export function bankCardKeys(suite: BankCipher, masters: BankKeys, pan: string, sequence: string): BankKeys {
  const y = cipher.cardFactor(pan, sequence);
  const derive = (master: Uint8Array): Uint8Array => suite.cardKey(master, y);
  return { cryptogram: derive(masters.cryptogram), mac: derive(masters.mac), encryption: derive(masters.encryption) };
}

/** 9F10, field by field. */
export type IssuerData = {
  readonly keyIndex: number;
  readonly version: number;
  /** Card verification results, 4 bytes. */
  readonly results: Uint8Array;
  readonly cipher: BankCipher;
  /** Electronic cash left (5 bytes BCD) and its MAC. */
  readonly balance: Uint8Array | undefined;
  readonly balanceMac: Uint8Array | undefined;
};

/** Undefined when it is not laid out as PBOC 3.0 says, or names an unknown algorithm. */
export function parseIssuerData(bytes: Uint8Array): IssuerData | undefined {
  const known = cipher.bankCipherOf(bytes[7] ?? 0);
  const hasBalance = bytes.length === 19 && bytes[8] === 0x0a && bytes[9] === 0x01;
  if (bytes[0] !== 0x07 || known === undefined || (bytes.length !== 8 && !hasBalance)) return undefined;
  return {
    ...{ keyIndex: bytes[1]!, version: bytes[2]!, results: bytes.slice(3, 7), cipher: known },
    balance: hasBalance ? bytes.slice(10, 15) : undefined,
    balanceMac: hasBalance ? bytes.slice(15) : undefined,
  };
}

/** What the terminal forwards of one transaction. */
export type Authorization = {
  /** Values of the tags under the cryptogram: 9F02 9F03 9F1A 95 5F2A 9A 9C 9F37. */
  readonly values: ReadonlyMap<number, Uint8Array>;
  readonly aip: Uint8Array;
  readonly atc: Uint8Array;
  /** 9F26 and 9F10. */
  readonly cryptogram: Uint8Array;
  readonly issuerData: Uint8Array;
};

/** Whether the cryptogram is this card's over exactly these values, and the balance (if any) its own. */
export function checkCryptogram(keysOf: (suite: BankCipher) => BankKeys, request: Authorization): boolean {
  const { values, aip, atc, cryptogram } = request;
  const parsed = parseIssuerData(request.issuerData);
  if (parsed === undefined || parsed.version !== 0x01 || atc.length !== 2) return false;
  const suite = parsed.cipher;
  const keys = keysOf(suite);
  const message = cipher.cryptogramMessage(values, aip, atc, parsed.results);
  if (!equalSecrets(suite.cryptogram(suite.sessionKey(keys.cryptogram, atc), message), cryptogram)) return false;
  if (parsed.balance === undefined) return true;
  const session = suite.sessionKey(keys.mac, atc);
  return equalSecrets(cipher.shortMac(suite, session, cipher.balanceMessage(atc, parsed.balance)), parsed.balanceMac!);
}

/** Issuer authentication data (tag 91, EXTERNAL AUTHENTICATE): ARPC 8 ‖ response code 2. */
export function answerCryptogram(
  suite: BankCipher,
  keys: BankKeys,
  { atc, cryptogram }: Pick<Authorization, 'atc' | 'cryptogram'>,
  responseCode: Uint8Array,
): Uint8Array {
  const session = suite.sessionKey(keys.cryptogram, atc);
  return concat(suite.answer(session, cryptogram, responseCode), responseCode);
}

/** Scripts of one transaction: each a command for the card, ready to send. */
export function scriptsFor(suite: BankCipher, keys: BankKeys, of: Pick<Authorization, 'atc' | 'cryptogram'>) {
  const script = (cla: number, ins: number, p1: number, p2: number, value: Uint8Array): Uint8Array => {
    const header = Uint8Array.of(cla, ins, p1, p2, value.length + 4);
    const message = cipher.scriptMessage(header, of.atc, of.cryptogram, value);
    return concat(header, value, cipher.shortMac(suite, suite.sessionKey(keys.mac, of.atc), message));
  };
  const nothing = new Uint8Array(0);
  const putData = (tag: number, value: Uint8Array): Uint8Array => {
    const [p1, p2] = fromNumber(tag, 2);
    return script(0x04, 0xda, p1!, p2!, value);
  };
  return {
    putData,
    /** Electronic cash in fen: the new balance, not what is added. */
    setBalance: (balance: number): Uint8Array => putData(bankTag.balance, toBcd(balance, 6)),
    unblockPin: (): Uint8Array => script(0x84, 0x24, 0, 0x00, nothing),
    /** The new financial PIN in BCD, encrypted for this transaction. */
    setPin: (pin: Uint8Array): Uint8Array =>
      script(0x84, 0x24, 0, 0x02, sealBlock(suite.suite, suite.sessionKey(keys.encryption, of.atc), pin)),
    block: (): Uint8Array => script(0x84, 0x1e, 0, 0, nothing),
    unblock: (): Uint8Array => script(0x84, 0x18, 0, 0, nothing),
  };
}
