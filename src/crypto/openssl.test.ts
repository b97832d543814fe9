// Both directions with the openssl command line: what it makes we read, what we make it reads. Skipped with a reason where it is missing.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type DistinguishedName, fillRandom, hmacSm3, kdf, sm2, sm3, sm4, toHex, x509 } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'yikatong-openssl-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string): string => join(folder, name);
const write = (name: string, content: Uint8Array | string): string => {
  writeFileSync(file(name), content);
  return file(name);
};
const read = (name: string): Uint8Array => new Uint8Array(readFileSync(file(name)));
const readText = (name: string): string => readFileSync(file(name), 'utf8');

function run(...args: string[]): { ok: boolean; out: string } {
  const result = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
  return { ok: result.status === 0, out: `${result.stdout}${result.stderr}` };
}
/** Runs openssl and expects success. */
function openssl(...args: string[]): string {
  const { ok, out } = run(...args);
  expect(ok, `openssl ${args.join(' ')}\n${out}`).toBe(true);
  return out;
}

const version = run('version');
const hasSm2 = version.ok && run('genpkey', '-algorithm', 'SM2', '-out', file('probe.pem')).ok;
beforeEach((ctx) => {
  if (hasSm2) return;
  // A build server must not pass without its peer.
  expect(process.env.CI, 'the openssl command line with SM2').toBeUndefined();
  ctx.skip('the openssl command line with SM2 is not installed');
});

const ID = 'distid:1234567812345678';
const message = new TextEncoder().encode('社会保障卡 interoperability');
const year = 365 * 24 * 3600 * 1000;
const now = new Date('2026-06-01T00:00:00Z');
const later = new Date(now.getTime() + year);
/** openssl judges by the wall clock, so what it verifies must be valid around it. */
const wide = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2049-12-31T00:00:00Z') };
const name = (cn: string): DistinguishedName => [
  ['C', 'CN'],
  ['O', '示例市社会保障卡中心'],
  ['CN', cn],
];

function opensslKey(stem: string): { privateKey: Uint8Array; publicKey: Uint8Array } {
  openssl('genpkey', '-algorithm', 'SM2', '-out', `${stem}.key`);
  openssl('pkey', '-in', `${stem}.key`, '-pubout', '-out', `${stem}.pub`);
  return x509.decodePrivateKey(x509.fromPem(readText(`${stem}.key`), 'PRIVATE KEY'));
}

function ourKey(stem: string): { privateKey: Uint8Array; publicKey: Uint8Array } {
  const pair = sm2.generateKeyPair();
  write(`${stem}.key`, x509.toPem('PRIVATE KEY', x509.encodePrivateKey(pair)));
  write(`${stem}.pub`, x509.toPem('PUBLIC KEY', x509.encodePublicKey(pair.publicKey)));
  return pair;
}

describe('keys, signatures, encryption', () => {
  test('keys of both formats cross over', () => {
    const theirs = opensslKey('k1');
    expect(x509.decodePublicKey(x509.fromPem(readText('k1.pub'), 'PUBLIC KEY'))).toEqual(theirs.publicKey);
    openssl('ec', '-in', 'k1.key', '-out', 'k1.sec1');
    expect(x509.decodePrivateKey(x509.fromPem(readText('k1.sec1'), 'SM2 PRIVATE KEY'))).toEqual(theirs);
    const ours = ourKey('k2');
    expect(openssl('pkey', '-in', 'k2.key', '-check', '-noout')).toContain('valid');
    openssl('pkey', '-in', 'k2.key', '-pubout', '-out', 'k2.again');
    expect(readText('k2.again')).toBe(readText('k2.pub'));
    expect(x509.encodePrivateKey(theirs)).toEqual(x509.fromPem(readText('k1.key'), 'PRIVATE KEY'));
    expect(ours.privateKey).toHaveLength(32);
  });

  test('GEN-08 signatures verify in both directions, and not under another identity', () => {
    const pair = ourKey('s');
    write('msg', message);
    openssl('dgst', '-sm3', '-sign', 's.key', '-sigopt', ID, '-out', 's.sig', 'msg');
    const theirs = sm2.signatureFromDer(read('s.sig'));
    expect(sm2.verify(message, theirs, pair.publicKey)).toBe(true);
    expect(sm2.verify(message, theirs, pair.publicKey, { id: new Uint8Array(0) })).toBe(false);
    write('o.sig', sm2.signatureToDer(sm2.sign(message, pair.privateKey)));
    expect(openssl('dgst', '-sm3', '-verify', 's.pub', '-sigopt', ID, '-signature', 'o.sig', 'msg')).toContain('OK');
    expect(run('dgst', '-sm3', '-verify', 's.pub', '-sigopt', 'distid:other', '-signature', 'o.sig', 'msg').ok).toBe(
      false,
    );
  });

  test('a raw digest signed by openssl is the core signature', () => {
    const pair = opensslKey('r');
    const digest = sm3(message);
    write('e', digest);
    openssl('pkeyutl', '-sign', '-inkey', 'r.key', '-in', 'e', '-out', 'r.sig');
    expect(sm2.hazardousVerifyDigest(digest, sm2.signatureFromDer(read('r.sig')), pair.publicKey)).toBe(true);
  });

  test('encryption in both directions', () => {
    const pair = ourKey('e');
    write('msg', message);
    openssl('pkeyutl', '-encrypt', '-pubin', '-inkey', 'e.pub', '-in', 'msg', '-out', 'c');
    expect(sm2.decrypt(sm2.ciphertextFromDer(read('c')), pair.privateKey)).toEqual(message);
    for (const recipient of [pair.publicKey, sm2.preparePublicKey(pair.publicKey)]) {
      write('c2', sm2.ciphertextToDer(sm2.encrypt(message, recipient)));
      openssl('pkeyutl', '-decrypt', '-inkey', 'e.key', '-in', 'c2', '-out', 'm2');
      expect(read('m2')).toEqual(message);
    }
  });

  test('SM3, HMAC, KDF, CMAC and CBC-MAC give the same bytes', () => {
    const key = fillRandom(new Uint8Array(16));
    const data = fillRandom(new Uint8Array(1001));
    write('d', data);
    expect(openssl('dgst', '-sm3', 'd')).toContain(toHex(sm3(data)));
    const mac = openssl('mac', '-digest', 'SM3', '-macopt', `hexkey:${toHex(key)}`, '-in', 'd', 'HMAC');
    expect(mac.trim().toLowerCase()).toBe(toHex(hmacSm3(key, data)));
    const derived = openssl(
      'kdf',
      '-keylen',
      '75',
      '-kdfopt',
      'digest:SM3',
      '-kdfopt',
      `hexkey:${toHex(data.subarray(0, 64))}`,
      'X963KDF',
    );
    expect(derived.trim().replaceAll(':', '').toLowerCase()).toBe(toHex(kdf(data.subarray(0, 64), 75)));
    const cmac = run('mac', '-cipher', 'SM4-CBC', '-macopt', `hexkey:${toHex(key)}`, '-in', 'd', 'CMAC');
    expect(cmac.out.trim().toLowerCase()).toBe(toHex(sm4.cmac(key, data)));
    write('b', data.subarray(0, 992));
    openssl('enc', '-sm4-cbc', '-nopad', '-K', toHex(key), '-iv', '0'.repeat(32), '-in', 'b', '-out', 'bc');
    expect(toHex(sm4.cbcMac(key, data.subarray(0, 992)))).toBe(toHex(read('bc').subarray(-16)));
  });
});

/** The universal peer for anything signed: cuts out what is signed and the signature, and has openssl verify them. */
function opensslVerifies(der: Uint8Array, offset: number, publicKeyFile: string): void {
  write('whole.der', der);
  const lines = openssl('asn1parse', '-inform', 'DER', '-in', 'whole.der').split('\n');
  const at = (line: string): string => line.split(':')[0]!.trim();
  const depth = new RegExp(`^\\s*(\\d+):d=${offset}\\s`);
  const parts = lines.filter((line) => depth.test(line));
  openssl('asn1parse', '-inform', 'DER', '-in', 'whole.der', '-strparse', at(parts[0]!), '-noout', '-out', 'tbs.der');
  openssl('asn1parse', '-inform', 'DER', '-in', 'whole.der', '-strparse', at(parts[2]!), '-noout', '-out', 'sig.der');
  expect(
    openssl('dgst', '-sm3', '-verify', publicKeyFile, '-sigopt', ID, '-signature', 'sig.der', 'tbs.der'),
  ).toContain('OK');
}

describe('certificates', () => {
  test('our requests and certificates are read and verified, step by step', () => {
    const rootKey = ourKey('oroot');
    const subKey = ourKey('osub');
    const cardKey = ourKey('ocard');
    const root = new x509.Authority(x509.Authority.root(name('Root'), rootKey.privateKey, wide), rootKey.privateKey);
    const sub = new x509.Authority(
      root.issue({ profile: 'authority', subject: name('Cards'), publicKey: subKey.publicKey, ...wide }).certificate,
      subKey.privateKey,
    );
    const request = x509.signRequest({ subject: name('Card 1') }, cardKey.privateKey);
    write('o.csr', x509.toPem('CERTIFICATE REQUEST', request));
    expect(openssl('req', '-in', 'o.csr', '-noout', '-verify', '-vfyopt', ID)).toMatch(/verify OK/i);
    const { subject, publicKey } = x509.openRequest(request);
    const card = sub.issue({ profile: 'card-signing', subject, publicKey, ...wide }).certificate;
    for (const [stem, bytes] of [
      ['root', root.certificate.bytes],
      ['sub', sub.certificate.bytes],
      ['card', card],
    ] as const) {
      write(`o${stem}.crt`, x509.toPem('CERTIFICATE', bytes));
    }
    const shown = openssl('x509', '-in', 'ocard.crt', '-noout', '-text', '-nameopt', 'utf8');
    expect(shown).toContain('SM2-with-SM3');
    expect(shown).toContain('示例市社会保障卡中心');
    expect(shown).toContain('Digital Signature, Non Repudiation');
    const step = (issuer: string, leaf: string) =>
      run('verify', '-vfyopt', ID, '-partial_chain', '-x509_strict', '-CAfile', `o${issuer}.crt`, `o${leaf}.crt`);
    expect(step('root', 'sub').out).toContain('OK');
    expect(step('sub', 'card').out).toContain('OK');
    expect(step('root', 'card').ok).toBe(false);
    opensslVerifies(card, 1, 'osub.pub');
  });

  test('their requests, certificates and lists are read and verified', () => {
    opensslKey('tca');
    opensslKey('tee');
    write(
      'ext.cnf',
      '[v3]\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\nsubjectAltName=DNS:card.example,IP:192.0.2.1\n',
    );
    openssl(
      'req',
      '-x509',
      '-new',
      '-key',
      'tca.key',
      '-sm3',
      '-sigopt',
      ID,
      '-days',
      '3650',
      '-subj',
      '/C=CN/O=Example/CN=Their root',
      '-out',
      'tca.crt',
    );
    openssl('req', '-new', '-key', 'tee.key', '-sm3', '-sigopt', ID, '-subj', '/CN=Their card', '-out', 'tee.csr');
    expect(x509.openRequest(x509.fromPem(readText('tee.csr'), 'CERTIFICATE REQUEST')).subject).toEqual([
      ['CN', 'Their card'],
    ]);
    openssl(
      ...['x509', '-req', '-in', 'tee.csr', '-vfyopt', ID, '-CA', 'tca.crt', '-CAkey', 'tca.key', '-CAcreateserial'],
      ...['-sm3', '-sigopt', ID, '-days', '30', '-extfile', 'ext.cnf', '-extensions', 'v3', '-out', 'tee.crt'],
    );
    const ca = x509.parseCertificate(x509.fromPem(readText('tca.crt'), 'CERTIFICATE'));
    const card = x509.parseCertificate(x509.fromPem(readText('tee.crt'), 'CERTIFICATE'));
    expect(x509.verifySigned(ca, ca.publicKey)).toBe(true);
    expect(x509.verifySigned(card, ca.publicKey)).toBe(true);
    expect(x509.verifySigned(card, card.publicKey)).toBe(false);
    expect(card.extensions).toMatchObject({
      keyUsage: ['digitalSignature'],
      purposes: ['clientAuth'],
      alternativeNames: [
        { kind: 'dns', value: 'card.example' },
        { kind: 'ip', value: '192.0.2.1' },
      ],
    });
    const at = new Date(card.notBefore.getTime() + 1000);
    expect(
      x509.verifyPath(card, { anchors: [ca], at, purpose: 'clientAuth', usage: 'digitalSignature' }),
    ).toMatchObject({ trusted: true });
    // Their list, made by their authority.
    write('index.txt', '');
    write('crlnumber', '1000\n');
    write(
      'ca.cnf',
      '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=crlnumber\ncertificate=tca.crt\nprivate_key=tca.key\ndefault_md=sm3\ndefault_crl_days=7\npolicy=p\n[p]\ncommonName=optional\n',
    );
    openssl('ca', '-config', 'ca.cnf', '-valid', 'tee.crt');
    openssl('ca', '-config', 'ca.cnf', '-revoke', 'tee.crt', '-crl_reason', 'keyCompromise');
    openssl('ca', '-config', 'ca.cnf', '-gencrl', '-sigopt', ID, '-md', 'sm3', '-out', 't.crl');
    const list = x509.parseRevocationList(x509.fromPem(readText('t.crl'), 'X509 CRL'));
    const soon = new Date(list.thisUpdate.getTime() + 1000);
    expect(list.verify(ca, soon)).toBe(true);
    expect(list.find(card.serial)).toMatchObject({ reason: 'keyCompromise' });
    expect(list.number).toBe(0x1000);
    expect(x509.verifyPath(card, { anchors: [ca], at: soon, revocationLists: [list] })).toMatchObject({
      fault: 'revoked',
    });
  });

  test('our revocation list is read and its signature verified', () => {
    const key = ourKey('lroot');
    const ca = new x509.Authority(x509.Authority.root(name('List root'), key.privateKey, wide), key.privateKey);
    const lost = ca.issue({ profile: 'card-signing', subject: name('Lost'), publicKey: key.publicKey, ...wide });
    ca.revoke(lost.serial, 'certificateHold', now);
    const list = ca.revocationList({ thisUpdate: now, nextUpdate: later });
    write('o.crl', x509.toPem('X509 CRL', list));
    const shown = openssl('crl', '-in', 'o.crl', '-noout', '-text');
    expect(shown).toContain(lost.serial.toUpperCase());
    expect(shown).toContain('Certificate Hold');
    opensslVerifies(list, 1, 'lroot.pub');
  });

  test('online status in both directions', () => {
    const key = ourKey('qroot');
    const ca = new x509.Authority(x509.Authority.root(name('Status root'), key.privateKey, wide), key.privateKey);
    const card = ca.issue({ profile: 'card-signing', subject: name('Card'), publicKey: key.publicKey, ...wide });
    write('qca.crt', x509.toPem('CERTIFICATE', ca.certificate.bytes));
    write('qcard.crt', x509.toPem('CERTIFICATE', card.certificate));
    // Their question, our answer.
    openssl('ocsp', '-sm3', '-issuer', 'qca.crt', '-cert', 'qcard.crt', '-reqout', 'q.der');
    const moment = new Date();
    const answer = ca.answerStatus(read('q.der'), {
      producedAt: moment,
      nextUpdate: new Date(moment.getTime() + 3600_000),
    });
    write('a.der', answer);
    const shown = openssl(
      'ocsp',
      '-respin',
      'a.der',
      '-noverify',
      '-text',
      '-sm3',
      '-issuer',
      'qca.crt',
      '-cert',
      'qcard.crt',
    );
    expect(shown).toContain('qcard.crt: good');
    // Our question, their answer.
    const serial = x509.parseCertificate(card.certificate).serial;
    const { request, nonce } = x509.statusRequest(ca.certificate, serial);
    write('q2.der', request);
    write(
      'qindex.txt',
      `R\t491231000000Z\t260601000000Z,keyCompromise\t${toHex(serial).toUpperCase()}\tunknown\t/CN=Card\n`,
    );
    openssl(
      ...['ocsp', '-index', 'qindex.txt', '-CA', 'qca.crt', '-rsigner', 'qca.crt', '-rkey', 'qroot.key', '-rmd', 'sm3'],
      ...['-rsigopt', ID, '-reqin', 'q2.der', '-respout', 'a2.der', '-ndays', '1'],
    );
    const soon = new Date(Date.now() + 5000);
    expect(x509.openStatusAnswer(read('a2.der'), { issuer: ca.certificate, serial, at: soon, nonce })).toEqual({
      status: 'revoked',
      at: now,
      reason: 'keyCompromise',
    });
  });
});
