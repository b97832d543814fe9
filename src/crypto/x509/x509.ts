// Certificates and what belongs to them, as one object.
import { CertificateAuthority } from './authority.ts';
import {
  certificateToBeSigned,
  keyIdentifier,
  parseCertificate,
  randomSerial,
  signCertificate,
} from './certificate.ts';
import { decodePrivateKey, decodePublicKey, encodePrivateKey, encodePublicKey } from './keys.ts';
import { nameText } from './name.ts';
import { verifyPath } from './path.ts';
import { fromPem, pemBlocks, toPem } from './pem.ts';
import { openRequest, signRequest } from './request.ts';
import { parseRevocationList, signRevocationList } from './revocation-list.ts';
import { assemble, verifySigned } from './signed.ts';
import { openStatusAnswer, parseStatusRequest, signStatusAnswer, statusRequest } from './status.ts';

export const x509 = {
  toPem,
  fromPem,
  pemBlocks,
  encodePublicKey,
  decodePublicKey,
  encodePrivateKey,
  decodePrivateKey,
  nameText,
  randomSerial,
  keyIdentifier,
  parseCertificate,
  signCertificate,
  certificateToBeSigned,
  assemble,
  verifySigned,
  verifyPath,
  signRequest,
  openRequest,
  signRevocationList,
  parseRevocationList,
  statusRequest,
  parseStatusRequest,
  signStatusAnswer,
  openStatusAnswer,
  Authority: CertificateAuthority,
};
