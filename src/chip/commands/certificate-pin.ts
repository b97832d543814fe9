// PIN commands of the certificate application. The PIN never crosses the interface: its SM3 hash, cut to 16 bytes, is an SM4 key
// that encrypts a challenge (VERIFY) or carries the new PIN (CHANGE). Rules confirmed by the value computed in the fact sheet.
import { equalSecrets, sm3, sm4 } from '../../crypto/index.ts';
import { concat } from '../bytes.ts';
import type { Command } from '../card-application.ts';
import { choosePin, isPin, pinOf, tryPin, unblockPin } from '../pin.ts';
import { openBlock } from '../secure-block.ts';
import { refuse, SW } from '../status-word.ts';
import { sm4Suite } from '../suites.ts';
import { parseTlv, tlvValue } from '../tlv.ts';
import type { Turn } from '../turn.ts';

/** Reference of the administrator's PIN; the user's is 81, in the ADF. */
const ADMIN_PIN = 0x00;

/** The SM4 key a PIN stands for: left half of SM3 over its BCD bytes. */
export const pinKey = (pin: Uint8Array): Uint8Array => sm3(pin).slice(0, 16);

function challengeOf(turn: Turn): Uint8Array {
  const challenge = turn.takeChallenges().at(-1)!;
  return challenge.length === 16 ? challenge : refuse(SW.noChallenge);
}

/** The card hashes a PIN for terminals that cannot. */
export const hashPin: Command = {
  name: 'HASH PIN',
  cla: [0x80],
  ins: 0xc4,
  p1: [0x01],
  run({ apdu }) {
    const pin = tlvValue(parseTlv(apdu.data) ?? [], 0xc1);
    if (pin === undefined || pin.length === 0) return refuse(SW.wrongContent);
    return { sw: SW.ok, bytes: sm3(pin) };
  },
};

export const verifyPinCryptogram: Command = {
  name: 'VERIFY (cryptogram)',
  cla: [0x00],
  ins: 0x20,
  p1: [0x01],
  run(turn) {
    const { data } = turn.apdu;
    const pin = pinOf(turn);
    if (data.length !== 16) refuse(SW.wrongLength);
    const challenge = challengeOf(turn);
    tryPin(turn, pin, (secret) => equalSecrets(sm4.encryptEcb(pinKey(secret), challenge), data));
    turn.session.granted.add(pin.id);
    return { sw: SW.ok };
  },
};

export const changePinSecure: Command = {
  name: 'CHANGE PIN (secure)',
  cla: [0x84],
  ins: 0x5e,
  p1: [0x01],
  contactOnly: true,
  run(turn) {
    const { data, header } = turn.apdu;
    const pin = pinOf(turn);
    if (data.length !== 20) refuse(SW.wrongLength);
    const challenge = challengeOf(turn);
    const sealed = data.subarray(0, 16);
    let chosen: Uint8Array | undefined;
    // A wrong MAC is a wrong old PIN.
    tryPin(turn, pin, (secret) => {
      const key = pinKey(secret);
      chosen = openBlock(sm4Suite, key, sealed);
      return equalSecrets(sm4Suite.mac(key, challenge, concat(header, sealed)), data.subarray(16));
    });
    if (chosen === undefined || !isPin(chosen)) return { sw: SW.wrongContent };
    return { sw: choosePin(turn, pin, chosen) ? SW.ok : SW.wrongContent };
  },
};

/** The administrator gives the user's tries back (profile CERT-A). */
export const unblockPinByAdmin: Command = {
  name: 'UNBLOCK PIN (administrator)',
  cla: [0x80],
  ins: 0x24,
  p1: [0x01],
  contactOnly: true,
  run(turn) {
    const admin = turn.reference('pin', ADMIN_PIN);
    const pin = pinOf(turn);
    if (admin === undefined || !turn.session.granted.has(admin.id) || pin.id === admin.id) {
      return refuse(SW.securityNotSatisfied);
    }
    unblockPin(turn, pin);
    return { sw: SW.ok };
  },
};
