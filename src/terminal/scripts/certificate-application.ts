// The certificate application: a key pair made on the chip, its certificate, and the holder's certificate PIN (never sent in clear).
import {
  CERTIFICATE_ADF,
  CERTIFICATE_DDF,
  certificateFile,
  pinKey,
  SW,
  sealBlock,
  sm4Suite,
  USER_PIN,
} from '../../chip/index.ts';
import { concat, sm4 } from '../../crypto/index.ts';
import { type CardChannel, refused, selectByName, selectFile } from '../card-channel.ts';
import { refuse } from '../refusals.ts';
import { getChallenge } from './authenticate.ts';
import { judgePin, pinBytes } from './pin.ts';

/** False when the card has no such application. */
export async function openCertificates(channel: CardChannel): Promise<boolean> {
  await channel.ask(0x00, 0xa4, 0x00, 0x00, Uint8Array.of(0x3f, 0x00), 0);
  return Boolean((await selectByName(channel, CERTIFICATE_DDF)) && (await selectByName(channel, CERTIFICATE_ADF)));
}

/** The PIN of the certificate application, by cryptogram: it is never sent. */
export async function verifyCertificatePin(channel: CardChannel, pin: string): Promise<void> {
  const key = pinKey(pinBytes(pin));
  const challenge = await getChallenge(channel, 16);
  judgePin('VERIFY', (await channel.ask(0x00, 0x20, 0x01, USER_PIN, sm4.encryptEcb(key, challenge))).sw);
}

/** The holder chooses a PIN: with the initial one the card signs nothing. The application must be open; contact only. */
export async function changeCertificatePin(channel: CardChannel, old: string, chosen: string): Promise<void> {
  const key = pinKey(pinBytes(old));
  const sealed = sealBlock(sm4Suite, key, pinBytes(chosen));
  const header = Uint8Array.of(0x84, 0x5e, 0x01, USER_PIN, sealed.length + 4);
  const challenge = await getChallenge(channel, 16);
  const message = concat(sealed, sm4Suite.mac(key, challenge, concat(header, sealed)));
  const { sw } = await channel.ask(0x84, 0x5e, 0x01, USER_PIN, message);
  if (sw === SW.wrongContent) throw refuse('pin-same-as-initial');
  judgePin('CHANGE PIN', sw);
}

/** Has the chip make its signing pair and gives the public key (X ‖ Y) to whoever certifies it; then stores the certificate. */
export async function enrolCertificate(
  channel: CardChannel,
  pin: string,
  certify: (publicKey: Uint8Array) => Promise<Uint8Array>,
): Promise<void> {
  if (!(await openCertificates(channel))) throw refused('SELECT PKI', SW.fileNotFound);
  await verifyCertificatePin(channel, pin);
  await writeCertificate(channel, await certify(await makeSigningPair(channel)));
}

const signingPair = Uint8Array.of(0xc0, 2, 0, certificateFile.signPublic, 0xc2, 2, 0, certificateFile.signPrivate);

/** A new pair in place of the old one; its public key, X ‖ Y. The application must be open and its PIN verified. */
export async function makeSigningPair(channel: CardChannel): Promise<Uint8Array> {
  await channel.need('GENERATE KEY PAIR', [0x80, 0x40, 0x00, 0x00], signingPair);
  return signingKey(channel);
}

/** The public key of the pair on the card, X ‖ Y; refuses `card-refused` 6A88 while there is none. */
export const signingKey = (channel: CardChannel): Promise<Uint8Array> =>
  channel.need('EXPORT PUBLIC KEY', [0x80, 0xc9, 0x82, 0x00], signingPair, 0);

const PIECE = 0x70;

/** The application must be open and its PIN verified. */
export async function writeCertificate(channel: CardChannel, certificate: Uint8Array): Promise<void> {
  await selectFile(channel, certificateFile.signCertificate);
  for (let at = 0; at < certificate.length; at += PIECE) {
    await channel.need('UPDATE BINARY', [0x00, 0xd6, at >> 8, at & 0xff], certificate.subarray(at, at + PIECE));
  }
}

/** The signing certificate (DER); undefined while there is none. The application must be open. */
export async function readCertificate(channel: CardChannel): Promise<Uint8Array | undefined> {
  await selectFile(channel, certificateFile.signCertificate);
  const head = await channel.need('READ BINARY', [0x00, 0xb0, 0, 0], undefined, 4);
  // SEQUENCE with a two-byte length: every certificate; an empty file holds zeros.
  if (head[0] !== 0x30 || head[1] !== 0x82) return undefined;
  const size = 4 + ((head[2]! << 8) | head[3]!);
  if (size > 2048) throw refuse('card-silent', { step: 'READ BINARY' });
  let der = head;
  while (der.length < size) {
    const wanted = Math.min(0xf0, size - der.length);
    const piece = await channel.need(
      'READ BINARY',
      [0x00, 0xb0, der.length >> 8, der.length & 0xff],
      undefined,
      wanted,
    );
    if (piece.length === 0) throw refuse('card-silent', { step: 'READ BINARY' });
    der = concat(der, piece);
  }
  return der;
}
