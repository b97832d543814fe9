// What the certificate application carries: two master keys, two PINs, two SM2 key pairs, two certificates.
// Names, identifiers of the objects and PIN references are one maker's; identifiers of the directories and sizes are ours (CERT-A).
import { fromHex } from '../../crypto/index.ts';
import { concat } from '../bytes.ts';
import { applicationCode } from '../card-application.ts';
import { certificateFile, USER_PIN } from '../commands/certificate-keys.ts';
import { keyUse } from '../key-use.ts';
import { contactOnly, free, never, pinOrKey } from '../rule.ts';
import { algorithm } from '../suites.ts';
import type { DirectoryPlan, FilePlan, KeyPlan } from './plan.ts';

/** PKI. and 社会保障 in GBK. */
export const CERTIFICATE_DDF = concat(new TextEncoder().encode('PKI.'), fromHex('C9E7BBE1B1A3D5CF'));
export const CERTIFICATE_ADF = new TextEncoder().encode('SS.CERT.ADF1');

const master: KeyPlan = { ref: 0x00, label: '主控密钥', usage: keyUse.external, algorithm: algorithm.sm4, tries: 15 };

const publicKey = (fid: number, label: string): FilePlan => ({
  ...{ kind: 'transparent', fid, size: 66, label, read: free, update: never },
});
const privateKey = (fid: number, label: string): FilePlan => ({ kind: 'register', fid, size: 32, label });
const certificate = (fid: number, label: string): FilePlan => ({
  ...{ kind: 'transparent', fid, size: 2048, label, read: free, update: contactOnly(pinOrKey(0x00, USER_PIN)) },
});

/** PIN codes in scripts: directory PKI ref 00 the administrator's, directory CERT ref 81 the user's. */
export const certificatePlan: DirectoryPlan = {
  ...{ code: 'PKI', label: '证书环境', files: [], keys: [master] },
  template: {
    kind: 'directory',
    fid: 0xdf40,
    name: CERTIFICATE_DDF,
    program: applicationCode.certificate,
    algorithms: [algorithm.sm4],
  },
  pins: [{ ref: 0x00, label: '管理员密码', tries: 3 }],
  directories: [
    {
      ...{ code: 'CERT', label: '证书应用', keys: [master], directories: [] },
      template: { kind: 'directory', fid: 0xdf41, name: CERTIFICATE_ADF },
      pins: [{ ref: USER_PIN, label: '证书密码', tries: 3 }],
      files: [
        publicKey(certificateFile.signPublic, '签名公钥'),
        privateKey(certificateFile.signPrivate, '签名私钥'),
        publicKey(certificateFile.encryptPublic, '加密公钥'),
        privateKey(certificateFile.encryptPrivate, '加密私钥'),
        { kind: 'register', fid: certificateFile.proofCounter, size: 4, label: '自证计数器' },
        certificate(certificateFile.signCertificate, '签名证书'),
        certificate(certificateFile.encryptCertificate, '加密证书'),
      ],
    },
  ],
};
