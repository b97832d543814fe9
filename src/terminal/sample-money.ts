// Money on sample cards: a transport purse and a bank application under the published test keys, and the hosts that know them.
import {
  type Authority,
  algorithm,
  answerCryptogram,
  type BankCipher,
  type BankContent,
  type BankKeys,
  bankApplication,
  bankCardKeys,
  bankCovered,
  bankDes,
  bankEntry,
  bankKeyRef,
  bankSm4,
  type CertifiedIssuer,
  certifyCard,
  certifyIssuer,
  checkCryptogram,
  type DirectoryPlan,
  makeAuthority,
  type PsamKey,
  type PublicKey,
  packFields,
  parseIssuerData,
  ppseApplication,
  psamKeyUse,
  pseApplication,
  publicKeyOf,
  purseCardKey,
  purseKeyRef,
  type ScriptContent,
  scriptsFor,
  suiteOf,
  TRANSIT_AID,
  transitLayout,
  transitPlan,
  transitValues,
} from '../chip/index.ts';
import { fromHex, sm3 } from '../crypto/index.ts';
import { TEST_SEED, testPurseMasters } from './keys/test-keys.ts';
import { amountDigits, type BankHost } from './scripts/payment.ts';

/** What a loading script wants, but for the key it travels under. */
export type MoneyLoading = { readonly plan: DirectoryPlan } & Omit<ScriptContent, 'master'>;

/** Financial PIN of sample cards: its own, and not the social one. */
export const SAMPLE_BANK_PIN = '246813';

const noPin = (): never => {
  throw new Error('no PIN here');
};

/** Bytes anybody can make again from the published sentence. */
export function testBytes(label: string): (length: number) => Uint8Array {
  let counter = 0;
  return (length) => {
    const parts: number[] = [];
    while (parts.length < length) parts.push(...sm3(new TextEncoder().encode(`${TEST_SEED} ${label} ${counter++}`)));
    return Uint8Array.from(parts.slice(0, length));
  };
}

// --- transport purse ---

/** The purse of the card with this serial (4 bytes hex): a Beijing purse that every city takes. */
export function samplePurseLoading(serial: string, cipher: number = algorithm.des): MoneyLoading {
  const digits = String(Number.parseInt(serial, 16)).padStart(10, '0');
  const issue = packFields(transitLayout.issue, {
    ...{ issuer: '0103100000000000', type: '01', version: '02', serial: `0310400000${digits}` },
    ...{ start: '20250101', expiry: '20351231' },
  });
  const place = packFields(transitLayout.place, {
    ...{ country: '00000156', province: '1000', city: '1000', interoperable: '0001', cardType: '01' },
  });
  const suite = suiteOf(cipher)!;
  const [issuer, own] = [issue.slice(0, 8), issue.slice(12, 20)];
  return {
    plan: transitPlan({ issue, cipher }),
    values: transitValues({ issue, place, balanceLimit: 100_000 }),
    pin: noPin,
    key: (_, { ref }) => {
      const use = purseUses[ref & 0xf0] ?? 'maintenance';
      return purseCardKey(suite, testPurseMasters(use, cipher)!, issuer, own);
    },
  };
}

const purseUses: Readonly<Record<number, 'load' | 'purchase' | 'tac'>> = {
  [purseKeyRef.load]: 'load',
  [purseKeyRef.purchase]: 'purchase',
  [purseKeyRef.tac]: 'tac',
};

/** Keys of a gate's PSAM for every cipher of the sample purses. */
export const samplePsamKeys = (): PsamKey[] =>
  [algorithm.des, algorithm.sm4].map((cipher) => ({
    ...{ use: psamKeyUse.purchase, version: 1, suite: suiteOf(cipher)! },
    secret: testPurseMasters('purchase', cipher)!,
  }));

// --- bank ---

/** Masters of the test bank. */
const bankMasters = ({ id }: BankCipher): BankKeys => {
  const random = testBytes(`bank ${id}`);
  return { cryptogram: random(16), mac: random(16), encryption: random(16) };
};

export const testBankKeys = (pan: string, sequence: string) => (suite: BankCipher) =>
  bankCardKeys(suite, bankMasters(suite), pan, sequence);

interface Chain {
  readonly authority: Authority;
  readonly issuer: CertifiedIssuer;
}

let chains: readonly Chain[] | undefined;

/** Own authority indices: no payment scheme's. */
const families = ['rsa', 'sm'] as const;
const FIRST_INDEX = 0xc9;

const testChains = (): readonly Chain[] => {
  chains ??= families.map((family, i) => {
    const random = testBytes(`payment authority ${family}`);
    const authority = makeAuthority(family, FIRST_INDEX + i, random);
    return { authority, issuer: certifyIssuer(authority, '623100', '1235', random) };
  });
  return chains;
};

/** The test authority's public keys by index, as a payment terminal holds them. */
export const testPaymentAuthorities = (): ReadonlyMap<number, PublicKey> =>
  new Map(testChains().map(({ authority }) => [authority.index, publicKeyOf(authority.signer)]));

/** A bank card number of the sample issuer: 623100, nine digits of the serial, three zeros and the check digit. */
export function samplePan(serial: string): string {
  const body = `623100${String(Number.parseInt(serial, 16)).padStart(12, '0')}`;
  const sum = [...body].reverse().reduce((total, digit, i) => {
    const doubled = i % 2 === 0 ? 2 * Number(digit) : Number(digit);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

export const SAMPLE_PAN_SEQUENCE = '01';

/**
 * PSE and the bank application; a third-generation card also PPSE (purse before bank, as validators want it) and the national family
 * of ciphers.
 */
export function sampleBankLoadings(serial: string, name: string, third = true): MoneyLoading[] {
  const pan = samplePan(serial);
  const base: BankContent = {
    ...{ pan, sequence: SAMPLE_PAN_SEQUENCE, effective: '250101', expiry: '351231', name },
    cash: { balanceLimit: 100_000, singleLimit: 50_000, threshold: 0 },
    ...{ verifyAbove: 30_000, lowerOffline: 2, upperOffline: 5, certificates: [] },
  };
  const certificates = (third ? testChains() : testChains().slice(0, 1)).map(({ issuer }, i) =>
    certifyCard(issuer, pan, '1235', bankCovered(base), testBytes(`bank card ${pan} ${i}`)),
  );
  const keysOf = testBankKeys(pan, SAMPLE_PAN_SEQUENCE);
  const key: ScriptContent['key'] = (_, { ref }) => {
    const suite = ref >= 0x10 ? bankSm4 : bankDes;
    const purpose = (['cryptogram', 'mac', 'encryption'] as const).find((one) => bankKeyRef(suite.id, one) === ref)!;
    return keysOf(suite)[purpose];
  };
  const purseEntry = { aid: TRANSIT_AID, label: 'MOT_T_EP', priority: 1 };
  const applications = [
    pseApplication([bankEntry]),
    ...(third ? [ppseApplication([purseEntry, { ...bankEntry, priority: 2 }])] : []),
    bankApplication({ ...base, certificates }),
  ];
  return applications.map((one) => ({ ...one, key, pin: () => fromHex(SAMPLE_BANK_PIN) }));
}

/** A bank of sample cards with balances in memory (fen): checks every cryptogram, answers it, fills the electronic cash. */
export function testBank(accounts: Map<string, bigint>): BankHost {
  return {
    async authorise({ pan, sequence, kind, amountFen, authorization }) {
      const keysOf = testBankKeys(pan, sequence);
      const data = parseIssuerData(authorization.issuerData);
      if (!data || !checkCryptogram(keysOf, authorization)) return { approved: false, responseCode: '05', scripts: [] };
      const balance = accounts.get(pan);
      const approved = balance !== undefined && balance >= amountFen;
      const responseCode = balance === undefined ? '14' : approved ? '00' : '51';
      if (approved) accounts.set(pan, balance - amountFen);
      const { cipher } = data;
      const keys = keysOf(cipher);
      const cash = data.balance && amountDigits(data.balance);
      const fills = approved && kind === 'cash-load' && cash !== undefined;
      return {
        ...{ approved, responseCode },
        issuerProof: answerCryptogram(cipher, keys, authorization, new TextEncoder().encode(responseCode)),
        scripts: fills ? [scriptsFor(cipher, keys, authorization).setBalance(Number(cash + amountFen))] : [],
      };
    },
    async reverse({ pan, amountFen }) {
      accounts.set(pan, (accounts.get(pan) ?? 0n) + amountFen);
    },
  };
}
