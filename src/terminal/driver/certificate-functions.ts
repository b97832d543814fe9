// The certificate functions of the terminal interface (LD/T 6001.5: names sure, order of arguments likely): the holder signs with the
// key on the card, anybody verifies. The digest is made here with the identity of GM/T 0009; the card signs nothing else.
import { SW } from '../../chip/index.ts';
import { CryptoError, fromBase64, fromHex, sm2, sm3, toBase64, x509 } from '../../crypto/index.ts';
import { type CardChannel, refused } from '../card-channel.ts';
import { refuse } from '../refusals.ts';
import { openCertificates, readCertificate, verifyCertificatePin } from '../scripts/certificate-application.ts';

/** Most bytes signed at once; longer texts are hashed by the caller. */
const LONGEST = 65_536;

const bytesOf = (base64: string, what: string): Uint8Array => {
  const fits = base64.length > 0 && base64.length <= (LONGEST * 4) / 3 + 4 && base64.length % 4 === 0;
  if (fits && /^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return fromBase64(base64);
  throw refuse('bad-parameter', { what });
};

/** `certificate|signature|`, both in Base64. Refuses `card-refused` 6985 while the PIN is still the initial one. */
export async function signOnCard(channel: CardChannel, pin: string, pInData: string): Promise<string> {
  const message = bytesOf(pInData, 'pInData');
  if (!(await openCertificates(channel))) throw refused('SELECT PKI', SW.fileNotFound);
  const certificate = await readCertificate(channel);
  if (!certificate) throw refuse('card-not-genuine', { reason: '没有证书 no certificate' });
  const publicKey = publicKeyIn(certificate);
  await verifyCertificatePin(channel, pin);
  const digest = sm3(identityDigest(publicKey), message);
  const signature = await channel.need('SIGN', [0x00, 0x2a, 0x9e, 0x9a], digest, 0);
  if (signature.length !== 64) throw refuse('card-silent', { step: 'SIGN' });
  return `${toBase64(certificate)}|${toBase64(signature)}|`;
}

function publicKeyIn(certificate: Uint8Array): Uint8Array {
  try {
    return x509.parseCertificate(certificate).publicKey;
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
    throw refuse('card-not-genuine', { reason: '证书 certificate' });
  }
}

/** `pCert`, `pClear`, `pSign` in Base64; refuses `card-not-genuine` when the signature is not the certificate's. */
export function verifySigned(pCert: string, pClear: string, pSign: string): void {
  const [der, clear, signature] = [bytesOf(pCert, 'pCert'), bytesOf(pClear, 'pClear'), bytesOf(pSign, 'pSign')];
  try {
    if (signature.length === 64 && sm2.verify(clear, signature, x509.parseCertificate(der).publicKey)) return;
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
  }
  throw refuse('card-not-genuine', { reason: 'SM2' });
}

/** a, b and the base point of the recommended curve (GB/T 32918.5). */
const CURVE = fromHex(
  'FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC' +
    '28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93' +
    '32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7' +
    'BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0',
);

/** Z: length of the identity in bits, identity, curve, public point. */
const identityDigest = (publicKey: Uint8Array): Uint8Array =>
  sm3(Uint8Array.of(0, 0x80), sm2.defaultId, CURVE, publicKey.slice(-64));
