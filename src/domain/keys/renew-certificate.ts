// Action: renews a good certificate for the same subject, with a new key where a request brings one; the old one stays until it ends.
import { action } from '../../base/action.ts';
import { FileBase64, shape, Text, Type } from '../../base/shape.ts';
import { toBase64 } from '../../crypto/index.ts';
import { keepCertificates, validity, withAuthority } from './authority.ts';
import { getOwnCertificate } from './certificates.ts';
import { openCertificateRequest, RequestFile } from './issue-certificate.ts';
import { refuse } from './refuse.ts';
import { certificateStates } from './states.ts';

export const renewCertificate = action({
  name: 'keys.renew-certificate',
  title: { zh: '更新证书', en: 'Renew a certificate' },
  by: ['key-custodian'],
  input: shape({ serial: Text(40), request: Type.Optional(RequestFile) }),
  output: shape({ serial: Text(40), certificate: FileBase64(4096) }),
  async run(call, { serial, request }) {
    const { certificate, authority: row } = await getOwnCertificate(call, serial);
    if (certificate.state !== 'good') {
      throw refuse('wrong-certificate-state', { state: certificateStates.words[certificate.state].zh });
    }
    const key = request ? { publicKey: openCertificateRequest(request).publicKey } : {};
    const record = withAuthority(call, row, [certificate], (authority) =>
      authority.renew(serial, { ...key, ...validity(call, row, certificate.profile) }),
    );
    await keepCertificates(call, row, [{ record, owner: certificate.owner }]);
    call.note({ serial: record.serial, renews: serial, profile: certificate.profile, owner: certificate.owner });
    return { serial: record.serial, certificate: toBase64(record.certificate) };
  },
});
