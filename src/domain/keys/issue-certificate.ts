// Action: issues a certificate for a terminal, an institution or a node, from a request that proves the private key (PKCS#10).
import { action } from '../../base/action.ts';
import { Code, FileBase64, Id, shape, Text, Type } from '../../base/shape.ts';
import { type CertificateRequest, CryptoError, fromBase64, toBase64, x509 } from '../../crypto/index.ts';
import { getInstitution, requireBureauOf } from '../institutions/index.ts';
import { getAuthority, keepCertificates, validity, withAuthority } from './authority.ts';
import { refuse } from './refuse.ts';
import { lockTerminal } from './terminals.ts';

export const RequestFile = FileBase64(4096);

/** Opens a request; refuses one whose signature or encoding does not hold. */
export function openCertificateRequest(request: string): CertificateRequest {
  try {
    return x509.openRequest(fromBase64(request));
  } catch (error) {
    throw refuse('bad-request', { problem: error instanceof CryptoError ? error.code : 'base64' });
  }
}

export const issueCertificate = action({
  name: 'keys.issue-certificate',
  title: { zh: '签发证书', en: 'Issue a certificate' },
  by: ['key-custodian'],
  input: shape({
    region: Text(40),
    of: Type.Union([shape({ terminalId: Id }), shape({ institutionId: Id }), shape({ node: Code })]),
    request: RequestFile,
  }),
  output: shape({ serial: Text(40), certificate: FileBase64(4096) }),
  async run(call, { region, of, request }) {
    await requireBureauOf(call, region);
    if ('terminalId' in of) await lockTerminal(call, of.terminalId);
    if ('institutionId' in of) await getInstitution(call.db, of.institutionId);
    const profile = 'terminalId' in of ? 'terminal' : 'institutionId' in of ? 'institution' : 'node';
    const [owner] = Object.values(of) as [string];
    const { subject, publicKey } = openCertificateRequest(request);
    const row = await getAuthority(call, region);
    const record = withAuthority(call, row, [], (authority) =>
      authority.issue({ profile, subject, publicKey, ...validity(call, row, profile) }),
    );
    await keepCertificates(call, row, [{ record, owner }]);
    call.note({ serial: record.serial, profile, owner, region });
    return { serial: record.serial, certificate: toBase64(record.certificate) };
  },
});
