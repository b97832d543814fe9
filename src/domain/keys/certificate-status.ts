// Queries about certificates: how one stands, the newest revocation list, and the status protocol (OCSP) byte for byte.
import { query } from '../../base/action.ts';
import type { Role } from '../../base/actor.ts';
import { FileBase64, Instant, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { CryptoError, fromBase64, toBase64, toHex, x509 } from '../../crypto/index.ts';
import { getAuthority, withAuthority } from './authority.ts';
import { refuse } from './refuse.ts';
import { type CertificateState, certificateStates } from './states.ts';
import { type CertificateRow, findCertificate } from './store.ts';

/** Nothing here is about a person, and whoever meets a certificate has to be able to check it. */
const anybody: readonly Role[] = [
  'citizen',
  'unit-clerk',
  'school-clerk',
  'community-worker',
  'bank-teller',
  'outlet-manager',
  'bank-office',
  'bureau-clerk',
  'card-authority',
  'card-maker',
  'key-custodian',
  'auditor',
  'system',
];

export const certificateStatus = query({
  name: 'keys.certificate-status',
  title: { zh: '证书状态', en: 'How a certificate stands' },
  by: anybody,
  personal: false,
  input: shape({ serial: Text(40) }),
  output: shape({
    serial: Text(40),
    state: OneOf(Object.keys(certificateStates.moves) as CertificateState[]),
    reason: Maybe(Text(40)),
    revokedAt: Maybe(Instant),
    notBefore: Instant,
    notAfter: Instant,
    expired: Type.Boolean(),
  }),
  async run(call, { serial }) {
    const row = await findCertificate(call.db, serial.toLowerCase());
    if (!row) throw refuse('no-such-certificate');
    return {
      ...{ serial: row.serial, state: row.state, reason: row.reason, revokedAt: row.revokedAt?.toISOString() ?? null },
      ...{ notBefore: row.notBefore.toISOString(), notAfter: row.notAfter.toISOString() },
      expired: row.notAfter < call.now,
    };
  },
});

export const revocationList = query({
  name: 'keys.revocation-list',
  title: { zh: '吊销列表', en: 'The revocation list' },
  by: anybody,
  personal: false,
  input: shape({ region: Text(40) }),
  output: shape({
    number: Type.Integer(),
    signedAt: Instant,
    list: FileBase64(8_000_000),
    /** Of the authority; whoever trusts it has it from elsewhere. */
    certificate: FileBase64(4096),
  }),
  async run(call, { region }) {
    const { list, listNumber, listSignedAt, certificate } = await getAuthority(call, region);
    if (!list) throw refuse('no-revocation-list');
    return {
      ...{ number: listNumber, signedAt: listSignedAt!.toISOString() },
      ...{ list: toBase64(list), certificate: toBase64(certificate) },
    };
  },
});

const STATUS_HOURS = 1;

export const answerStatus = query({
  name: 'keys.answer-status',
  title: { zh: '证书状态应答（OCSP）', en: 'Answer a status request (OCSP)' },
  by: anybody,
  personal: false,
  input: shape({ region: Text(40), request: FileBase64(8192) }),
  output: shape({ answer: FileBase64(65536) }),
  async run(call, { region, request }) {
    const der = bytesOf(request);
    const row = await getAuthority(call, region);
    const asked = serialsOf(der);
    const known = (await Promise.all(asked.map((serial) => findCertificate(call.db, serial)))).filter(
      (one): one is CertificateRow => one !== undefined && one.authorityId === row.id,
    );
    const nextUpdate = new Date(call.now.getTime() + STATUS_HOURS * 3600_000);
    const answer = withAuthority(call, row, known, (authority) =>
      authority.answerStatus(der, { producedAt: call.now, nextUpdate }),
    );
    return { answer: toBase64(answer) };
  },
});

function bytesOf(text: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch {
    throw refuse('bad-request', { problem: 'base64' });
  }
}

/** Serial numbers asked for; none when the request cannot be read, which the answer then says. */
function serialsOf(request: Uint8Array): string[] {
  try {
    return x509.parseStatusRequest(request).certificates.map(({ serial }) => toHex(serial));
  } catch (error) {
    if (error instanceof CryptoError) return [];
    throw error;
  }
}
