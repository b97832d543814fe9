// Published values of bank cards: a real national chain and combined signature, cryptograms and answers; one flipped bit of each fails.
import { describe, expect, test } from 'vitest';
import vectors from '../../test/vectors/bank.json' with { type: 'json' };
import { fromHex, sm4 } from '../crypto/index.ts';
import { concat, toHex } from './bytes.ts';
import { bankDes, bankSm4, cardFactor } from './pay/bank-cipher.ts';
import { answerCryptogram, parseIssuerData } from './pay/issuer-host.ts';
import * as oda from './pay/offline-data.ts';

const { nationalChain: chain, nationalCombined: combined, cryptogram3des: des3, own } = vectors;

/** Every copy of the bytes with one bit flipped. */
function* flips(bytes: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < bytes.length * 8; bit++) yield bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)));
}

describe('a real chain of the national algorithms', () => {
  const authority: oda.PublicKey = { family: 'sm', point: fromHex(chain.authority) };
  const records = (certificate: Uint8Array) =>
    new Map([
      [0x90, certificate],
      // Any card number that begins with the issuer's prefix.
      [0x5a, fromHex('6235489700000000001F')],
    ]);

  test('the issuer certificate gives the issuer key, and no bit of it may change', () => {
    const key = oda.issuerKey(authority, records(fromHex(chain.issuerCertificate)));
    expect(key?.family === 'sm' && toHex(key.point)).toBe(chain.issuerKey);
    for (const changed of flips(fromHex(chain.issuerCertificate))) {
      expect(oda.issuerKey(authority, records(changed))).toBeUndefined();
    }
  });

  test('the combined signature of a real card', () => {
    const card: oda.PublicKey = { family: 'sm', point: fromHex(combined.cardKey) };
    const signed = concat(fromHex(combined.message), fromHex(combined.signature));
    const over = fromHex(combined.terminalData);
    expect(toHex(oda.verifyDynamic(card, signed, over)!)).toBe(combined.message.slice(4));
    for (const changed of flips(signed)) expect(oda.verifyDynamic(card, changed, over)).toBeUndefined();
    for (const changed of flips(over)) expect(oda.verifyDynamic(card, signed, changed)).toBeUndefined();
  });
});

describe('cryptograms', () => {
  const y = cardFactor(des3.pan, des3.sequence);
  const [master, message, code] = [des3.master, des3.message, des3.responseCode].map(fromHex) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];

  test('card key, cryptogram and answer in 3DES (published without session key)', () => {
    const key = bankDes.cardKey(master, y);
    expect(toHex(key)).toBe(des3.cardKey);
    const cryptogram = bankDes.cryptogram(key, message);
    expect(toHex(cryptogram)).toBe(des3.cryptogram);
    expect(toHex(bankDes.answer(key, cryptogram, code))).toBe(des3.answer);
    for (const changed of flips(message)) expect(toHex(bankDes.cryptogram(key, changed))).not.toBe(des3.cryptogram);
    for (const changed of flips(cryptogram)) expect(toHex(bankDes.answer(key, changed, code))).not.toBe(des3.answer);
    const { sessionKey, cryptogram: asked, responseCode, answer } = vectors.answer3des;
    expect(toHex(bankDes.answer(fromHex(sessionKey), fromHex(asked), fromHex(responseCode)))).toBe(answer);
  });

  test('CBC-MAC in SM4', () => {
    const { key, initial, block, mac } = vectors.sm4Mac;
    expect(toHex(sm4.cbcMac(fromHex(key), fromHex(block), fromHex(initial)))).toBe(mac);
    for (const changed of flips(fromHex(block))) {
      expect(toHex(sm4.cbcMac(fromHex(key), changed, fromHex(initial)))).not.toBe(mac);
    }
  });

  test('our own values have not changed', () => {
    const atc = fromHex(own.counter);
    const session = bankDes.sessionKey(bankDes.cardKey(master, y), atc);
    expect(toHex(session)).toBe(own.des.sessionKey);
    expect(toHex(bankDes.cryptogram(session, message))).toBe(own.des.cryptogram);
    const key = bankSm4.cardKey(master, y);
    expect(toHex(key)).toBe(own.sm4.cardKey);
    const national = bankSm4.sessionKey(key, atc);
    expect(toHex(national)).toBe(own.sm4.sessionKey);
    const cryptogram = bankSm4.cryptogram(national, message);
    expect(toHex(cryptogram)).toBe(own.sm4.cryptogram);
    const keys = { cryptogram: key, mac: key, encryption: key };
    expect(toHex(answerCryptogram(bankSm4, keys, { atc, cryptogram }, code))).toBe(`${own.sm4.answer}3030`);
  });
});

test.each(vectors.issuerData)('issuer data $bytes of a real card', ({ bytes, cipher, results, balance, mac }) => {
  const parsed = parseIssuerData(fromHex(bytes))!;
  expect(parsed.cipher.id).toBe(cipher);
  expect([parsed.results, parsed.balance!, parsed.balanceMac!].map(toHex)).toEqual([results, balance, mac]);
  expect(parseIssuerData(fromHex(bytes).slice(1))).toBeUndefined();
  expect(parseIssuerData(fromHex(`${bytes}00`))).toBeUndefined();
  expect(parseIssuerData(new Uint8Array(0))).toBeUndefined();
});
