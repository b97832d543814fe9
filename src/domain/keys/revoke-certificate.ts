// Action: revokes a certificate for good, or puts it on hold; card proofs under it are refused from this moment.
import { action } from '../../base/action.ts';
import { OneOf, shape, Text } from '../../base/shape.ts';
import { mayMove } from '../../base/states.ts';
import { getOwnCertificate, revocationReasons } from './certificates.ts';
import { refuse } from './refuse.ts';
import { type CertificateState, certificateStates } from './states.ts';
import { saveCertificateState } from './store.ts';

const State = OneOf(Object.keys(certificateStates.moves) as CertificateState[]);

export const revokeCertificate = action({
  name: 'keys.revoke-certificate',
  title: { zh: '吊销或暂停证书', en: 'Revoke a certificate or put it on hold' },
  by: ['key-custodian', 'card-authority'],
  input: shape({ serial: Text(40), reason: OneOf(revocationReasons) }),
  output: shape({ serial: Text(40), state: State }),
  async run(call, { serial, reason }) {
    const { certificate } = await getOwnCertificate(call, serial);
    const to: CertificateState = reason === 'certificateHold' ? 'held' : 'revoked';
    requireMove(certificate.state, to);
    await saveCertificateState(call.db, certificate.serial, to, reason, call.now);
    call.note({ serial: certificate.serial, owner: certificate.owner, reason, state: to });
    return { serial: certificate.serial, state: to };
  },
});

export const releaseCertificate = action({
  name: 'keys.release-certificate',
  title: { zh: '恢复暂停的证书', en: 'Lift the hold of a certificate' },
  by: ['key-custodian', 'card-authority'],
  input: shape({ serial: Text(40) }),
  output: shape({ serial: Text(40), state: State }),
  async run(call, { serial }) {
    const { certificate } = await getOwnCertificate(call, serial);
    requireMove(certificate.state, 'good');
    await saveCertificateState(call.db, certificate.serial, 'good', null, null);
    call.note({ serial: certificate.serial, owner: certificate.owner, state: 'good' });
    return { serial: certificate.serial, state: 'good' as const };
  },
});

function requireMove(from: CertificateState, to: CertificateState): void {
  if (!mayMove(certificateStates, from, to)) {
    throw refuse('wrong-certificate-state', { state: certificateStates.words[from].zh });
  }
}
