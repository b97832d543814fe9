// What several makers add to the national interface: raw commands and the certificate written through the driver. Their names are
// public [sure], their arguments are not [unknown]: those are ours, simulation profile DRIVER-A.
import { SW } from '../../chip/index.ts';
import { CryptoError, equalSecrets, fromBase64, toBase64, x509 } from '../../crypto/index.ts';
import { type CardChannel, refused } from '../card-channel.ts';
import { bytesOf, hex } from '../hex.ts';
import { refuse } from '../refusals.ts';
import {
  makeSigningPair,
  openCertificates,
  readCertificate,
  signingKey,
  verifyCertificatePin,
  writeCertificate,
} from '../scripts/certificate-application.ts';

/** Commands of one call: the card is let go after it, so what belongs together is sent together. */
const MOST_COMMANDS = 64;

/** `command|command|` in hex -> `answer with status word|...`; nothing is sent unless all of them are well formed. */
export async function sendCommands(channel: CardChannel, pApdu: string): Promise<string> {
  const parts = pApdu.length <= MOST_COMMANDS * 524 ? pApdu.replace(/\|$/, '').split('|') : [];
  if (parts.length === 0 || parts.length > MOST_COMMANDS) throw refuse('bad-parameter', { what: 'pApdu' });
  const commands = parts.map((part) => bytesOf(part, 'pApdu'));
  if (!commands.every(isShortCommand)) throw refuse('bad-parameter', { what: 'pApdu' });
  const answers: string[] = [];
  for (const command of commands) {
    const { sw, bytes } = await channel.send(command);
    answers.push(`${hex(bytes)}${sw.toString(16).toUpperCase().padStart(4, '0')}|`);
  }
  return answers.join('');
}

/** Header alone, with Le, with data, or with both: the four short forms of ISO 7816-4. */
const isShortCommand = ({ length, 4: lc }: Uint8Array): boolean =>
  length === 4 || length === 5 || (length > 5 && lc !== 0 && (length === 5 + lc! || length === 6 + lc!));

async function opened(channel: CardChannel): Promise<void> {
  if (!(await openCertificates(channel))) throw refused('SELECT PKI', SW.fileNotFound);
}

/** Public key of the signing pair on the card, X ‖ Y in hex. */
export async function readSignatureKey(channel: CardChannel): Promise<string> {
  await opened(channel);
  return `${hex(await signingKey(channel))}|`;
}

/** Has the card make a new signing pair: what the older certificate certified is gone. Gives the public key for the authority. */
export async function beginCertificate(channel: CardChannel, pin: string): Promise<string> {
  await opened(channel);
  await verifyCertificatePin(channel, pin);
  return `${hex(await makeSigningPair(channel))}|`;
}

/** The PIN first, then the certificate over the pair that is on the card. */
export async function renewCertificate(channel: CardChannel, pin: string, pCert: string): Promise<string> {
  const der = certificateOf(pCert);
  await opened(channel);
  await verifyCertificatePin(channel, pin);
  return storeCertificate(channel, der);
}

export const finishCertificate = (channel: CardChannel, pCert: string): Promise<string> =>
  storeCertificate(channel, certificateOf(pCert));

/** Refuses `card-differs`, before anything is written, when the certificate is for another key than the card's. */
async function storeCertificate(channel: CardChannel, der: Uint8Array): Promise<string> {
  const certified = x509.parseCertificate(der).publicKey.slice(-64);
  if (!equalSecrets(certified, await signingKey(channel))) throw refuse('card-differs');
  await writeCertificate(channel, der);
  const stored = await readCertificate(channel);
  if (!stored || toBase64(stored) !== toBase64(der)) throw refuse('read-back-differs', { place: 'CERT' });
  return '';
}

/** Room of the certificate file (profile CERT-A). */
const LARGEST = 2048;

function certificateOf(pCert: string): Uint8Array {
  const form = pCert.length % 4 === 0 && pCert.length <= (LARGEST * 4) / 3 + 4 && /^[A-Za-z0-9+/]+={0,2}$/.test(pCert);
  if (!form) throw refuse('bad-parameter', { what: 'pCert' });
  const der = fromBase64(pCert);
  try {
    x509.parseCertificate(der);
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
    throw refuse('bad-parameter', { what: 'pCert' });
  }
  // The reader of the file knows where the certificate ends by its two-byte length.
  if (der.length > LARGEST || der[1] !== 0x82) throw refuse('bad-parameter', { what: 'pCert' });
  return der;
}
