// The certificate application: PIN by cryptogram (published values), keys made on the chip, signatures others can verify.
import { describe, expect, test } from 'vitest';
import vectors from '../../test/vectors/chip.json' with { type: 'json' };
import { fromHex, concat as join, sm2, sm3, sm4 } from '../crypto/index.ts';
import { fromNumber, toHex, toNumber } from './bytes.ts';
import {
  chance,
  contentOf,
  freshCopy,
  issued,
  loadOnCard,
  makeTestCard,
  memoryText,
  resetBoth,
  say,
  secure,
  sw,
  testKey,
} from './card.fixture.ts';
import type { Card } from './card.ts';
import { powerUp } from './card.ts';
import { cardProofMessage } from './commands/certificate-keys.ts';
import { pinKey } from './commands/certificate-pin.ts';
import type { Face } from './products.ts';
import { certificatePlan } from './profiles/certificate.ts';
import { executeScript } from './profiles/execute-script.ts';
import { loadingScript } from './profiles/script.ts';
import { sealBlock } from './secure-block.ts';
import { sm4Suite } from './suites.ts';
import { transmit } from './transmit.ts';

const DDF = '00A404000C504B492EC9E7BBE1B1A3D5CF';
const ADF = '00A404000C53532E434552542E41444631';
const userPin = fromHex('123456');

let made: Card | undefined;
function certificateCard(random: string | ((length: number) => Uint8Array) = 'certificate'): Card {
  if (made === undefined) {
    made = makeTestCard('3.00');
    loadOnCard(made, certificatePlan);
  }
  return freshCopy(made, random);
}

function verify(card: Card, pin: Uint8Array, ref = '81', face: 'contact' | 'contactless' = 'contact'): string {
  const challenge = fromHex(say(card, '0084000010', face).slice(0, 32));
  return say(card, `002001${ref}10${toHex(sm4.encryptEcb(pinKey(pin), challenge))}`, face);
}

function changePin(card: Card, old: Uint8Array, chosen: Uint8Array, ref = '81'): string {
  const challenge = fromHex(say(card, '0084000010').slice(0, 32));
  const sealed = sealBlock(sm4Suite, pinKey(old), chosen);
  const header = fromHex(`845E01${ref}14`);
  return say(card, toHex(join(header, sealed, sm4Suite.mac(pinKey(old), challenge, join(header, sealed)))));
}

/** A card with a key pair and a PIN its holder chose; the ADF selected and the PIN verified. */
function readyCard(): Card {
  const card = certificateCard();
  say(card, DDF);
  say(card, ADF);
  changePin(card, userPin, fromHex('654321'));
  verify(card, fromHex('654321'));
  expect(say(card, '8040000008C0020012C2020013')).toBe('9000');
  return card;
}

function proofOf(
  card: Card,
  challenge: Uint8Array,
  face: Face = 'contact',
): { counter: number; signature: Uint8Array } {
  const answer = fromHex(say(card, `00880000${toHex(Uint8Array.of(challenge.length))}${toHex(challenge)}`, face));
  return { counter: toNumber(answer.subarray(0, 4)), signature: answer.slice(4, 68) };
}

const publicKey = (card: Card): Uint8Array => {
  say(card, '00A40000020012');
  return fromHex(say(card, '00B0000042').slice(4, -4));
};

describe('published values', () => {
  const { key, challenge, answer } = vectors.pinCryptogram;
  /** A card whose next challenge is the published one. */
  const staged = (): Card => {
    const card = certificateCard(() => fromHex(challenge));
    say(card, ADF);
    say(card, '0084000010');
    return card;
  };

  test('the PIN key is the left half of SM3 over the BCD PIN, also as the card itself computes it', () => {
    expect(toHex(pinKey(userPin))).toBe(key);
    const card = certificateCard();
    say(card, ADF);
    expect(say(card, '80C4010305C10312345600')).toBe(`${toHex(sm3(userPin))}9000`);
    expect(say(card, '80C4010303C1051234')).toBe('6A80');
  });

  test('VERIFY accepts the published cryptogram and refuses it after any flipped bit', () => {
    expect(say(staged(), `0020018110${answer}`)).toBe('9000');
    for (let bit = 0; bit < 128; bit++) {
      const wrong = fromHex(answer);
      wrong[bit >> 3]! ^= 1 << (bit & 7);
      expect(say(staged(), `0020018110${toHex(wrong)}`)).toBe('63C2');
    }
  });
});

test('the way in: master file, environment, application, object; nothing in the key file before a key exists', () => {
  const card = certificateCard();
  for (const step of ['00A40000023F00', DDF, ADF, '00A40000020012']) expect(sw(say(card, step))).toBe('9000');
  expect(say(card, '00B0000042')).toBe(`${'00'.repeat(66)}9000`);
  expect(say(card, `002A9E9A20${'11'.repeat(32)}`)).toBe('6982');
  expect(say(card, `0088000010${'11'.repeat(16)}`)).toBe('6A88');
  expect(say(card, '00A40000020013')).toBe('6A82');
});

describe('PINs', () => {
  test('user and administrator PIN count apart; the administrator gives the user tries back', () => {
    const card = certificateCard();
    say(card, DDF);
    expect(verify(card, userPin, '00')).toBe('9000');
    say(card, ADF);
    for (const left of ['63C2', '63C1', '63C0', '6983']) expect(verify(card, fromHex('000000'))).toBe(left);
    resetBoth(card);
    say(card, ADF);
    expect(say(card, '80240181')).toBe('6982');
    expect(verify(card, fromHex('00'), '00')).toBe('63C2');
    expect(verify(card, userPin, '00')).toBe('9000');
    expect(say(card, '80240181')).toBe('9000');
    expect(verify(card, userPin)).toBe('9000');
  });

  test('change: a wrong old PIN costs a try, the initial one may not be chosen, the new one holds', () => {
    const card = certificateCard();
    say(card, ADF);
    expect(changePin(card, fromHex('000000'), fromHex('654321'))).toBe('63C2');
    expect(changePin(card, userPin, userPin)).toBe('6A80');
    expect(changePin(card, userPin, fromHex('12345A'))).toBe('6A80');
    expect(changePin(card, userPin, fromHex('654321'))).toBe('9000');
    expect(verify(card, userPin)).toBe('63C2');
    expect(verify(card, fromHex('654321'))).toBe('9000');
    expect(changePin(card, userPin, fromHex('12345678'), '00')).toBe('9000');
    expect(verify(card, fromHex('12345678'), '00')).toBe('9000');
  });

  test('its PIN has nothing to do with the social one', () => {
    const card = certificateCard();
    say(card, ADF);
    for (let i = 0; i < 3; i++) verify(card, fromHex('000000'));
    say(card, '00A40000023F00');
    expect(say(card, '0020000003123456')).toBe('9000');
  });
});

describe('master key', () => {
  test('proved with one 16-byte challenge, replaced by secure message in the ADF and in the DDF', () => {
    const card = certificateCard();
    const prove = (key: Uint8Array): string => {
      const challenge = fromHex(say(card, '0084000010').slice(0, 32));
      return say(card, `0082000010${toHex(sm4.encryptEcb(key, challenge))}`);
    };
    for (const [directory, code] of [
      [ADF, 'CERT'],
      [DDF, 'PKI'],
    ] as const) {
      say(card, directory);
      const old = testKey(`${code} 00`);
      expect(prove(testKey('wrong'))).toBe('63CE');
      expect(prove(old)).toBe('9000');
      const fresh = testKey(`new ${code}`);
      const content = sealBlock(sm4Suite, old, join(fromHex('000000'), fresh));
      // As on real cards: 13 00 00 00 and the key, padded to 32 bytes, and a 4-byte MAC: 24h in all.
      const challenge = fromHex(say(card, '0084000010').slice(0, 32));
      const message = join(fromHex('84D4010024'), content);
      expect(say(card, toHex(join(message, sm4Suite.mac(old, challenge, message))))).toBe('9000');
      expect(prove(old)).toBe('63CE');
      expect(prove(fresh)).toBe('9000');
    }
    say(card, ADF);
    expect(say(card, secure(card, '84D40100', testKey('wrong'), new Uint8Array(32)))).toBe('6988');
  });
});

describe('keys', () => {
  test('generated on the chip only after the PIN; the private key is nowhere to be read', () => {
    const card = certificateCard();
    say(card, ADF);
    expect(say(card, '8040000008C0020012C2020013')).toBe('6982');
    verify(card, userPin);
    expect(say(card, '8040000008C0020012C2020019')).toBe('6A82');
    expect(say(card, '8040000004C0020012')).toBe('6A80');
    expect(say(card, '8040000008C0020012C2020013')).toBe('9000');
    expect(publicKey(card)).toHaveLength(64);
    expect(say(card, '80C9820008C0020012C2020013')).toBe(`${toHex(publicKey(card))}9000`);
    expect(say(card, '80C98280')).toBe('9000');
    for (const fid of ['0013', '0015']) expect(say(card, `00A4000002${fid}`)).toBe('6A82');
    // With the factory PIN nothing is signed.
    expect(say(card, `002A9E9A20${'11'.repeat(32)}`)).toBe('6985');
  });

  test('GEN-05 SEC-07 a signature of the card verifies under the key it gives out, and fails after any flipped bit', () => {
    const card = readyCard();
    const digest = sm3(new TextEncoder().encode('本人确认'));
    const signature = fromHex(say(card, `002A9E9A20${toHex(digest)}`).slice(0, -4));
    const key = publicKey(card);
    expect(sm2.hazardousVerifyDigest(digest, signature, key)).toBe(true);
    for (let bit = 0; bit < 512; bit += 5) {
      const wrong = signature.slice();
      wrong[bit >> 3]! ^= 1 << (bit & 7);
      expect(sm2.hazardousVerifyDigest(digest, wrong, key)).toBe(false);
    }
    expect(say(card, `002A9E9A1F${'11'.repeat(31)}`)).toBe('6700');
  });

  test('GEN-09 SEC-04 the card proves itself with its SM2 key, without PIN, on both faces; a copy without the key cannot', () => {
    const card = readyCard();
    const key = publicKey(card);
    resetBoth(card);
    const challenge = fromHex('00112233445566778899AABBCCDDEEFF');
    for (const face of ['contact', 'contactless'] as const) {
      say(card, ADF, face);
      const { counter, signature } = proofOf(card, challenge, face);
      expect(counter).toBe(face === 'contact' ? 1 : 2);
      const signed = cardProofMessage(fromNumber(counter, 4), challenge);
      expect(sm2.verify(signed, signature, key)).toBe(true);
      for (let bit = 0; bit < 512; bit += 37) {
        const wrong = signature.slice();
        wrong[bit >> 3]! ^= 1 << (bit & 7);
        expect(sm2.verify(signed, wrong, key)).toBe(false);
      }
      // The label in front keeps such a signature from being one under a document or a bare challenge.
      expect(sm2.verify(challenge, signature, key)).toBe(false);
    }
    // The clone has every readable file, but no private key: it makes a pair of its own and is found out.
    const clone = certificateCard('clone');
    say(clone, ADF);
    verify(clone, userPin);
    say(clone, '8040000008C0020012C2020013');
    const forged = proofOf(clone, challenge);
    expect(sm2.verify(cardProofMessage(fromNumber(forged.counter, 4), challenge), forged.signature, key)).toBe(false);
    expect(say(card, '008800000800112233445566 77')).toBe('6700');
  });

  test('even a clone with the very key is noticed: two cards cannot both count on', () => {
    const card = readyCard();
    const clone = freshCopy(card, 'clone');
    const challenge = chance('challenge');
    say(card, ADF);
    say(clone, ADF);
    const seen = [proofOf(card, challenge(16)), proofOf(card, challenge(16)), proofOf(clone, challenge(16))];
    expect(seen.map(({ counter }) => counter)).toEqual([1, 2, 1]);
  });

  test('the encryption pair comes in under a key only the chip can open, and deciphers afterwards', () => {
    const card = readyCard();
    const pair = sm2.generateKeyPair();
    const symmetric = chance('symmetric')(16);
    const wrapped = sm2.encrypt(symmetric, join(Uint8Array.of(4), publicKey(card)));
    const apdu = (header: string, content: string): string =>
      `${header}${toHex(fromNumber(content.length / 2, 1))}${content}`;
    const importPrivate = `C2020015CB20${toHex(sm4.encryptEcb(symmetric, pair.privateKey))}`;
    expect(say(card, apdu('80C2C001', importPrivate))).toBe('6985');
    const blob = `C18200${toHex(Uint8Array.of(wrapped.length))}${toHex(wrapped)}`;
    expect(say(card, apdu('804E0001', `C2020013${blob}`))).toBe('9000');
    expect(say(card, apdu('80C24000', `C0020014CA40${'11'.repeat(64)}`))).toBe('6A80');
    expect(say(card, apdu('80C24000', `C0020012CA40${toHex(pair.publicKey.subarray(1))}`))).toBe('6A80');
    expect(say(card, apdu('80C24000', `C0020014CA40${toHex(pair.publicKey.subarray(1))}`))).toBe('9000');
    expect(say(card, apdu('80C2C001', importPrivate))).toBe('9000');
    const message = new TextEncoder().encode('数字信封');
    expect(say(card, apdu('002A8086', toHex(sm2.encrypt(message, pair.publicKey))))).toBe(`${toHex(message)}9000`);
    const damaged = sm2.encrypt(message, pair.publicKey);
    damaged[80]! ^= 1;
    expect(say(card, apdu('002A8086', toHex(damaged)))).toBe('6A80');
    // A private key that does not fit the public one is refused.
    say(card, apdu('804E0001', `C2020013${blob}`));
    const other = sm4.encryptEcb(symmetric, sm2.generateKeyPair().privateKey);
    expect(say(card, apdu('80C2C001', `C2020015CB20${toHex(other)}`))).toBe('6A80');
  });

  test('GEN-05 a certificate is written in pieces through the contacts and read over the air', () => {
    const card = readyCard();
    const bytes = chance('certificate bytes')(700);
    say(card, '00A40000020018');
    for (let at = 0; at < bytes.length; at += 0x70) {
      const piece = bytes.subarray(at, at + 0x70);
      expect(say(card, `00D6${toHex(fromNumber(at, 2))}${toHex(fromNumber(piece.length, 1))}${toHex(piece)}`)).toBe(
        '9000',
      );
    }
    say(card, ADF, 'contactless');
    say(card, '00A40000020018', 'contactless');
    let read = '';
    for (let at = 0; at < bytes.length; at += 0x70) {
      read += say(
        card,
        `00B0${toHex(fromNumber(at, 2))}${toHex(fromNumber(Math.min(0x70, 700 - at), 1))}`,
        'contactless',
      ).slice(0, -4);
    }
    expect(read).toBe(toHex(bytes));
    expect(say(card, '00D6000001AA', 'contactless')).toBe('6985');
  });
});

test('tear test of GENERATE KEY PAIR: never a public key without its private one', () => {
  const before = certificateCard();
  say(before, ADF);
  verify(before, userPin);
  const old = memoryText(before);
  let fresh = '';
  for (let writes = 200; writes >= 0; writes = writes === 200 ? 20 : writes - 1) {
    const card = freshCopy(before, 'pair');
    say(card, ADF);
    verify(card, userPin);
    card.power.writesLeft = writes;
    transmit(card, fromHex('8040000008C0020012C2020013'), 'contact');
    card.power.writesLeft = Number.POSITIVE_INFINITY;
    powerUp(card, 'contact', 'T=1');
    if (writes === 200) fresh = memoryText(card);
    expect([old, fresh]).toContain(memoryText(card));
  }
  expect(fresh).not.toBe(old);
});

test('GEN-11 it can be loaded on a card issued without it', () => {
  const card = makeTestCard('3.00');
  const ids = new Set(card.memory.cells.keys());
  const before = memoryText(card);
  expect(say(card, ADF)).toBe('6A82');
  const script = loadingScript(certificatePlan, contentOf(issued(card)));
  expect(executeScript(card, script, issued(card))).toBeUndefined();
  resetBoth(card);
  expect(sw(say(card, ADF))).toBe('9000');
  expect(memoryText(card, (id) => !ids.has(id))).toBe(before);
});
