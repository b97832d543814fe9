// SM2 keys of the certificate application: made on the chip, or (encryption pair) brought in under a key only the chip can open.
// A private key lives in a register: no READ command reaches it. Meaning of the maker's commands: profile CERT-A.
import { CryptoError, equalSecrets, sm2, sm4 } from '../../crypto/index.ts';
import { concat, fromNumber, toNumber } from '../bytes.ts';
import type { Command } from '../card-application.ts';
import type { Cell } from '../memory.ts';
import { pinIsInitial } from '../pin.ts';
import { refuse, SW } from '../status-word.ts';
import { parseTlv, tlvValue } from '../tlv.ts';
import type { Turn } from '../turn.ts';

export const certificateFile = {
  signPublic: 0x0012,
  signPrivate: 0x0013,
  encryptPublic: 0x0014,
  encryptPrivate: 0x0015,
  signCertificate: 0x0018,
  encryptCertificate: 0x0019,
  proofCounter: 0x0020,
} as const;

/** Reference of the user's PIN. */
export const USER_PIN = 0x81;

/** In front of X‖Y in a public key file: number of bits. All zero = no key yet. */
const KEY_HEADER = [0x01, 0x00];

/** What the application remembers between unwrapping a symmetric key and using it. */
type Unwrapped = { readonly unwrapped: Uint8Array };

/** The user's PIN must be verified; to sign or decipher it must also be another than the initial one. */
function demandUser(turn: Turn, chosen = false): void {
  const pin = turn.reference('pin', USER_PIN) ?? refuse(SW.referenceNotFound);
  if (!turn.session.granted.has(pin.id)) refuse(SW.securityNotSatisfied);
  if (chosen && pinIsInitial(pin)) refuse(SW.conditionsNotSatisfied);
}

/** Bad points, bad ciphertexts and the like are the caller's fault, not the chip's. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (reason) {
    if (reason instanceof CryptoError) return refuse(SW.wrongContent);
    throw reason;
  }
}

function objects(turn: Turn): (tag: number) => Uint8Array {
  const list = parseTlv(turn.apdu.data) ?? refuse(SW.wrongContent);
  return (tag) => tlvValue(list, tag) ?? refuse(SW.wrongContent);
}

const publicFile = (turn: Turn, fid: Uint8Array): Cell =>
  turn.find(turn.directory, ['transparent'], toNumber(fid)) ?? refuse(SW.fileNotFound);

const privateCell = (turn: Turn, fid: number): Cell =>
  turn.find(turn.directory, ['register'], fid) ?? refuse(SW.fileNotFound);

/** The private key of a register; 6A88 while there is none. */
function secretOf(turn: Turn, fid: number): Uint8Array {
  const secret = privateCell(turn, fid).body;
  return secret.every((byte) => byte === 0) ? refuse(SW.referenceNotFound) : secret.slice();
}

export const generateKeyPair: Command = {
  name: 'GENERATE KEY PAIR',
  cla: [0x80],
  ins: 0x40,
  p1: [0x00],
  contactOnly: true,
  run(turn) {
    demandUser(turn);
    const value = objects(turn);
    const [file, register] = [publicFile(turn, value(0xc0)), privateCell(turn, toNumber(value(0xc2)))];
    if (file.body.length < 66 || register.body.length !== 32) refuse(SW.wrongContent);
    const secret = drawSecret(turn);
    turn.write(register, 0, secret);
    turn.write(file, 0, concat(KEY_HEADER, sm2.privateKey(secret).publicKey.subarray(1)));
    return { sw: SW.ok };
  },
};

function drawSecret(turn: Turn): Uint8Array {
  for (let attempt = 0; attempt < 8; attempt++) {
    const secret = turn.card.random(32);
    try {
      sm2.privateKey(secret);
      return secret;
    } catch (reason) {
      // Not in [1, n-2]: one draw in 2^32. A chance that never hits the range is broken.
      if (!(reason instanceof CryptoError)) throw reason;
    }
  }
  return refuse(SW.memoryFailure);
}

export const exportPublicKey: Command = {
  name: 'EXPORT PUBLIC KEY',
  cla: [0x80],
  ins: 0xc9,
  p1: [0x82],
  run(turn) {
    // P2 = 80 only ends the conversation.
    if (turn.apdu.p2 === 0x80) return { sw: SW.ok };
    const file = publicFile(turn, objects(turn)(0xc0));
    turn.demand(file.read);
    if (file.body.every((byte) => byte === 0)) refuse(SW.referenceNotFound);
    return { sw: SW.ok, bytes: file.body.slice(2, 66) };
  },
};

export const unwrapKey: Command = {
  name: 'UNWRAP SYMMETRIC KEY',
  cla: [0x80],
  ins: 0x4e,
  p1: [0x00],
  contactOnly: true,
  run(turn) {
    demandUser(turn);
    const value = objects(turn);
    const secret = secretOf(turn, toNumber(value(0xc2)));
    const key = guarded(() => sm2.decrypt(value(0xc1), secret));
    if (key.length !== 16) refuse(SW.wrongContent);
    turn.session.own = { unwrapped: key } satisfies Unwrapped;
    return { sw: SW.ok };
  },
};

export const importPublicKey: Command = {
  name: 'IMPORT PUBLIC KEY',
  cla: [0x80],
  ins: 0xc2,
  p1: [0x40],
  contactOnly: true,
  run(turn) {
    demandUser(turn);
    const value = objects(turn);
    const [file, point] = [publicFile(turn, value(0xc0)), value(0xca)];
    // The signing pair is made on the chip and never brought in.
    if (file.fid !== certificateFile.encryptPublic || point.length !== 64) refuse(SW.wrongContent);
    guarded(() => sm2.compress(point));
    turn.write(file, 0, concat(KEY_HEADER, point));
    return { sw: SW.ok };
  },
};

export const importPrivateKey: Command = {
  name: 'IMPORT PRIVATE KEY',
  cla: [0x80],
  ins: 0xc2,
  p1: [0xc0],
  contactOnly: true,
  run(turn) {
    demandUser(turn);
    const value = objects(turn);
    const [register, sealed] = [privateCell(turn, toNumber(value(0xc2))), value(0xcb)];
    const { unwrapped } = (turn.session.own ?? {}) as Partial<Unwrapped>;
    if (unwrapped === undefined) return refuse(SW.conditionsNotSatisfied);
    turn.session.own = undefined;
    if (register.fid !== certificateFile.encryptPrivate || sealed.length !== 32) refuse(SW.wrongContent);
    const secret = sm4.decryptEcb(unwrapped, sealed);
    const point = guarded(() => sm2.privateKey(secret)).publicKey.subarray(1);
    const stored = turn.find(turn.directory, ['transparent'], certificateFile.encryptPublic);
    if (stored === undefined || !equalSecrets(stored.body.subarray(2, 66), point)) refuse(SW.wrongContent);
    turn.write(register, 0, secret);
    return { sw: SW.ok };
  },
};

/** PSO: COMPUTE DIGITAL SIGNATURE. Signs a digest the host made with Z (GM/T 0009): r‖s, 64 bytes. */
export const signDigest: Command = {
  name: 'SIGN',
  cla: [0x00],
  ins: 0x2a,
  p1: [0x9e],
  run(turn) {
    const { p2, data } = turn.apdu;
    if (p2 !== 0x9a) refuse(SW.wrongParameters);
    if (data.length !== 32) refuse(SW.wrongLength);
    demandUser(turn, true);
    return { sw: SW.ok, bytes: sm2.hazardousSignDigest(data, secretOf(turn, certificateFile.signPrivate)) };
  },
};

/** PSO: DECIPHER. Opens C1‖C3‖C2 with the encryption key. */
export const decipher: Command = {
  name: 'DECIPHER',
  cla: [0x00],
  ins: 0x2a,
  p1: [0x80],
  run(turn) {
    if (turn.apdu.p2 !== 0x86) refuse(SW.wrongParameters);
    demandUser(turn, true);
    const secret = secretOf(turn, certificateFile.encryptPrivate);
    return { sw: SW.ok, bytes: guarded(() => sm2.decrypt(turn.apdu.data, secret)) };
  },
};

/** In front of every challenge the card signs without PIN, so that such a signature can never be one under a document. */
const PROOF_LABEL = new TextEncoder().encode('YIKATONG CARD PROOF 1');

/** What INTERNAL AUTHENTICATE signs: label, the card's own count of its proofs (4 bytes), the verifier's challenge. */
export const cardProofMessage = (counter: Uint8Array, challenge: Uint8Array): Uint8Array =>
  concat(PROOF_LABEL, counter, challenge);

/**
 * The card proves itself: counter 4 ‖ SM2 signature 64, no PIN (profile CERT-A). The counter goes up with every proof, so that a
 * verifier who remembers the last one notices the second of two cards with one key.
 */
export const proveCard: Command = {
  name: 'INTERNAL AUTHENTICATE (SM2)',
  cla: [0x00],
  ins: 0x88,
  p1: [0x00],
  run(turn) {
    const { p2, data } = turn.apdu;
    if (p2 !== 0 && p2 !== certificateFile.signPrivate) refuse(SW.wrongParameters);
    // Shorter ones could be collected in advance.
    if (data.length < 16 || data.length > 64) refuse(SW.wrongLength);
    const secret = secretOf(turn, certificateFile.signPrivate);
    const register = privateCell(turn, certificateFile.proofCounter);
    const count = toNumber(register.body) + 1;
    if (count > 0xffffffff) refuse(SW.conditionsNotSatisfied);
    const counter = fromNumber(count, 4);
    turn.write(register, 0, counter);
    return { sw: SW.ok, bytes: concat(counter, sm2.sign(cardProofMessage(counter, data), secret)) };
  },
};
