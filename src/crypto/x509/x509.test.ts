// Certificates, paths, lists and status among ourselves: what must be accepted, and everything that must not.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../bytes.ts';
import { CryptoError } from '../crypto-error.ts';
import { DerReader, der, oid, readWhole, sequence, setOf, small, TAG, time, unsigned } from '../der.ts';
import { sm2 } from '../sm2/sm2.ts';
import {
  type CertificateContent,
  keyIdentifier,
  parseCertificate,
  randomSerial,
  signCertificate,
} from './certificate.ts';
import type { Extensions } from './extensions.ts';
import { type DistinguishedName, decodeName, encodeName, nameText } from './name.ts';
import { x509 } from './x509.ts';

const refuses = (run: () => unknown, code: CryptoError['code']) => {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(CryptoError);
  expect(thrown).toEqual(expect.objectContaining({ code }));
};

const from = new Date('2026-01-01T00:00:00Z');
const to = new Date('2036-01-01T00:00:00Z');
const at = new Date('2027-05-01T12:00:00Z');
const validity = { notBefore: from, notAfter: to };
const name = (cn: string): DistinguishedName => [
  ['C', 'CN'],
  ['O', '示例市'],
  ['CN', cn],
];
const rootPair = sm2.generateKeyPair();
const subPair = sm2.generateKeyPair();
const cardPair = sm2.generateKeyPair();
const makeRoot = (pathLength?: number) =>
  new x509.Authority(
    x509.Authority.root(name('Root'), rootPair.privateKey, {
      ...validity,
      ...(pathLength === undefined ? {} : { pathLength }),
    }),
    rootPair.privateKey,
  );
const root = makeRoot();
const sub = new x509.Authority(
  root.issue({ profile: 'authority', subject: name('Cards'), publicKey: subPair.publicKey, ...validity }).certificate,
  subPair.privateKey,
);
const record = sub.issue({
  profile: 'card-signing',
  subject: name('Card'),
  publicKey: cardPair.publicKey,
  ...validity,
});
const card = parseCertificate(record.certificate);
const anchors = [root.certificate];
const intermediates = [sub.certificate];

/** A certificate issued by the sub authority with anything a test wants to be different. */
const forge = (changes: Partial<CertificateContent>, key = subPair.privateKey) =>
  parseCertificate(
    signCertificate(
      {
        serial: randomSerial(),
        issuer: name('Cards'),
        subject: name('X'),
        publicKey: cardPair.publicKey,
        ...validity,
        ...changes,
      },
      key,
    ),
  );

describe('certificates', () => {
  test('GEN-05 what was written is read back', () => {
    expect(card.subject).toEqual(name('Card'));
    expect(card.issuer).toEqual(name('Cards'));
    expect(card.notBefore).toEqual(from);
    expect(card.notAfter).toEqual(to);
    expect(card.publicKey).toEqual(cardPair.publicKey);
    expect(card.extensions).toEqual({
      keyUsage: ['digitalSignature', 'contentCommitment'],
      purposes: ['clientAuth'],
      subjectKeyIdentifier: keyIdentifier(cardPair.publicKey),
      authorityKeyIdentifier: keyIdentifier(subPair.publicKey),
    });
    expect(x509.verifySigned(card, subPair.publicKey)).toBe(true);
    expect(x509.verifySigned(card, sm2.preparePublicKey(subPair.publicKey))).toBe(true);
    expect(x509.verifySigned(card, rootPair.publicKey)).toBe(false);
    expect(x509.verifySigned(card, subPair.publicKey, { id: new Uint8Array(0) })).toBe(false);
  });

  test('all extensions survive a round trip', () => {
    const extensions: Extensions = {
      authority: { pathLength: 3 },
      keyUsage: ['keyEncipherment', 'crlSign'],
      purposes: ['ocspSigning', '1.2.3.4'],
      alternativeNames: [
        { kind: 'dns', value: 'node.example' },
        { kind: 'email', value: 'a@b.example' },
        { kind: 'uri', value: 'urn:card:1' },
        { kind: 'ip', value: '192.0.2.7' },
        { kind: 'ip', value: '2001:0db8:0000:0000:0000:0000:0000:0001' },
      ],
      subjectKeyIdentifier: fromHex('0102'),
      authorityKeyIdentifier: fromHex('0304'),
      crlUrls: ['http://crl.example/a.crl'],
      ocspUrls: ['http://ocsp.example'],
      noStatusCheck: true,
    };
    expect(forge({ extensions }).extensions).toEqual(extensions);
    expect(forge({ notAfter: new Date('2061-02-03T04:05:06Z') }).notAfter).toEqual(new Date('2061-02-03T04:05:06Z'));
  });

  test('every truncation, every appended byte and every changed byte is refused or fails to verify', () => {
    const { bytes } = card;
    for (let i = 0; i < bytes.length; i++) {
      refuses(() => parseCertificate(bytes.subarray(0, i)), 'bad-der');
      const changed = bytes.slice();
      changed[i]! ^= 1 + (i % 255);
      try {
        expect(x509.verifySigned(parseCertificate(changed), subPair.publicKey)).toBe(false);
      } catch (error) {
        expect(error).toBeInstanceOf(CryptoError);
      }
    }
    refuses(() => parseCertificate(concat(bytes, Uint8Array.of(0))), 'bad-der');
    refuses(() => parseCertificate(new Uint8Array(70000)), 'bad-certificate');
  });

  test('versions, serial numbers, algorithms and extensions outside the rules are refused', () => {
    for (const serial of [new Uint8Array(0), new Uint8Array(4), new Uint8Array(21).fill(1)]) {
      refuses(() => forge({ serial }), 'bad-certificate');
    }
    refuses(() => forge({ notBefore: to, notAfter: from }), 'bad-certificate');
    // An RSA algorithm identifier in the place of ours, same length or not.
    const swapped = fromHex(toHex(card.bytes).replaceAll('06082a811ccf55018375', '06082a811ccf55018374'));
    refuses(() => parseCertificate(swapped), 'unknown-algorithm');
    const outer = (fields: Uint8Array[]) => {
      const tbs = sequence(...fields);
      return sequence(
        tbs,
        sequence(oid('1.2.156.10197.1.501')),
        der(TAG.bitString, Uint8Array.of(0), sequence(small(1), small(1))),
      );
    };
    refuses(() => parseCertificate(outer([small(2)])), 'bad-certificate');
    const twice = sequence(
      sequence(oid('2.5.29.14'), der(4, der(4, Uint8Array.of(1)))),
      sequence(oid('2.5.29.14'), der(4, der(4, Uint8Array.of(1)))),
    );
    const reader = new DerReader(card.tbs).read(TAG.sequence);
    const fields = Array.from({ length: 7 }, () => reader.element());
    refuses(() => parseCertificate(outer([...fields, der(0xa3, twice)])), 'bad-der');
    expect(parseCertificate(outer(fields)).extensions).toEqual({});
  });

  test('names: order, escaping, unknown types, and what is not allowed in them', () => {
    const odd: DistinguishedName = [
      ['C', 'CN'],
      ['1.2.3.4', 'x'],
      ['CN', '张, 三+"'],
    ];
    expect(decodeName(encodeName(odd))).toEqual(odd);
    expect(nameText(odd)).toBe('CN=张\\, 三\\+\\",1.2.3.4=x,C=CN');
    for (const bad of [[['C', '中']], [['CN', '']], [['nonsense', 'x']], [['emailAddress', '邮箱']]] as const) {
      refuses(() => encodeName(bad as unknown as DistinguishedName), 'bad-name');
    }
    refuses(() => decodeName(sequence(setOf())), 'bad-name');
    refuses(
      () => decodeName(sequence(setOf(sequence(oid('2.5.4.3'), der(TAG.utf8String, Uint8Array.of(0xff)))))),
      'bad-name',
    );
  });
});

describe('paths', () => {
  test('GEN-05 card, sub authority and root make a trusted path', () => {
    const result = x509.verifyPath(card, {
      anchors,
      intermediates,
      at,
      usage: 'digitalSignature',
      purpose: 'clientAuth',
    });
    expect(result).toEqual({ trusted: true, path: [card, sub.certificate, root.certificate] });
    expect(x509.verifyPath(root.certificate, { anchors, at })).toMatchObject({ trusted: true });
  });

  const faultOf = (leaf: typeof card, changes: Partial<Parameters<typeof x509.verifyPath>[1]> = {}) => {
    const result = x509.verifyPath(leaf, { anchors, intermediates, at, ...changes });
    return result.trusted ? 'trusted' : result.fault;
  };

  test('dates, missing links, wrong keys, wrong use', () => {
    expect(faultOf(card, { at: new Date('2025-12-31T23:59:59Z') })).toBe('not-yet-valid');
    expect(faultOf(card, { at: new Date('2036-01-01T00:00:01Z') })).toBe('expired');
    expect(faultOf(card, { intermediates: [] })).toBe('no-path');
    expect(faultOf(card, { anchors: [] })).toBe('no-path');
    expect(faultOf(card, { usage: 'keyCertSign' })).toBe('wrong-usage');
    expect(faultOf(card, { purpose: 'ocspSigning' })).toBe('wrong-purpose');
    expect(faultOf(forge({}, cardPair.privateKey))).toBe('bad-signature');
    expect(faultOf(forge({ extensions: { authorityKeyIdentifier: fromHex('00') } }))).toBe('no-path');
    expect(faultOf(card, { id: new Uint8Array(0) })).toBe('bad-signature');
  });

  test('a card cannot act as an authority', () => {
    const child = forge({ issuer: name('Card') }, cardPair.privateKey);
    expect(faultOf(child, { intermediates: [sub.certificate, card] })).toBe('not-an-authority');
    const noSign = forge({ subject: name('A'), extensions: { authority: {}, keyUsage: ['crlSign'] } });
    const below = forge({ issuer: name('A') }, cardPair.privateKey);
    expect(faultOf(below, { intermediates: [sub.certificate, noSign] })).toBe('not-an-authority');
  });

  test('path length limits hold, and an unknown critical extension stops everything', () => {
    const tight = makeRoot(0);
    expect(faultOf(card, { anchors: [tight.certificate] })).toBe('path-too-long');
    const direct = tight.issue({ profile: 'node', subject: name('Node'), publicKey: cardPair.publicKey, ...validity });
    expect(faultOf(parseCertificate(direct.certificate), { anchors: [tight.certificate] })).toBe('trusted');
    refuses(
      () => tight.issue({ profile: 'authority', subject: name('No'), publicKey: subPair.publicKey, ...validity }),
      'bad-request',
    );
    // nameConstraints, critical, which this house does not judge.
    const content = sequence(oid('2.5.29.30'), der(TAG.boolean, Uint8Array.of(0xff)), der(TAG.octetString, sequence()));
    const plain = new DerReader(forge({}).tbs).read(TAG.sequence);
    const fields = Array.from({ length: 7 }, () => plain.element());
    const tbs = sequence(...fields, der(0xa3, sequence(content)));
    const critical = parseCertificate(x509.assemble(tbs, sm2.sign(tbs, subPair.privateKey)));
    expect(faultOf(critical)).toBe('unknown-critical');
  });

  test('loops and heaps of look-alike issuers end', () => {
    const loop = forge({ issuer: name('L'), subject: name('L'), extensions: { authority: {} } }, cardPair.privateKey);
    expect(faultOf(forge({ issuer: name('L') }, cardPair.privateKey), { intermediates: [loop] })).not.toBe('trusted');
    const heap = Array.from({ length: 200 }, () =>
      forge({ subject: name('Cards'), extensions: { authority: {} } }, cardPair.privateKey),
    );
    expect(faultOf(forge({}, rootPair.privateKey), { intermediates: heap })).not.toBe('trusted');
  });

  test('revocation lists: every link must be covered, and a revoked link ends the path', () => {
    const lists = (...authorities: (typeof root)[]) =>
      authorities.map((authority) =>
        x509.parseRevocationList(authority.revocationList({ thisUpdate: at, nextUpdate: to })),
      );
    expect(faultOf(card, { revocationLists: lists(root, sub) })).toBe('trusted');
    expect(faultOf(card, { revocationLists: lists(sub) })).toBe('no-revocation-list');
    expect(faultOf(card, { revocationLists: lists(root, sub), at: to })).toBe('trusted');
    expect(faultOf(card, { revocationLists: lists(root, sub), at: from })).toBe('no-revocation-list');
    const lost = sub.issue({
      profile: 'card-signing',
      subject: name('Lost'),
      publicKey: cardPair.publicKey,
      ...validity,
    });
    sub.revoke(lost.serial, 'keyCompromise', at);
    expect(faultOf(parseCertificate(lost.certificate), { revocationLists: lists(root, sub) })).toBe('revoked');
    expect(faultOf(card, { revocationLists: lists(root, sub) })).toBe('trusted');
    const list = sub.revocationList({ thisUpdate: at, nextUpdate: to });
    const changed = list.slice();
    changed[changed.length - 1]! ^= 1;
    expect(x509.parseRevocationList(changed).verify(sub.certificate, at)).toBe(false);
    expect(x509.parseRevocationList(list).verify(root.certificate, at)).toBe(false);
    refuses(() => x509.parseRevocationList(concat(list, Uint8Array.of(0))), 'bad-der');
  });
});

describe('authority', () => {
  test('renewal keeps subject and kind, may change the key, and is refused for the revoked', () => {
    const newPair = sm2.generateKeyPair();
    const renewed = sub.renew(record.serial, { ...validity, publicKey: newPair.publicKey });
    expect(parseCertificate(renewed.certificate)).toMatchObject({
      publicKey: newPair.publicKey,
      subject: name('Card'),
    });
    expect(renewed).toMatchObject({ renews: record.serial, profile: 'card-signing' });
    sub.revoke(renewed.serial, 'superseded', at);
    refuses(() => sub.renew(renewed.serial, validity), 'bad-request');
    refuses(() => sub.renew('00', validity), 'bad-request');
  });

  test('hold and release; other revocations are final', () => {
    const held = sub.issue({ profile: 'terminal', subject: name('T'), publicKey: cardPair.publicKey, ...validity });
    sub.revoke(held.serial, 'certificateHold', at);
    expect(sub.status(held.serial)).toEqual({ status: 'revoked', at, reason: 'certificateHold' });
    sub.release(held.serial);
    expect(sub.status(held.serial)).toEqual({ status: 'good' });
    sub.revoke(held.serial, 'keyCompromise', at);
    sub.revoke(held.serial, 'superseded', to);
    expect(sub.status(held.serial)).toEqual({ status: 'revoked', at, reason: 'keyCompromise' });
    refuses(() => sub.release(held.serial), 'bad-request');
    expect(sub.status('ff')).toEqual({ status: 'unknown' });
  });

  test('records go out and come back in', () => {
    const again = new x509.Authority(sub.certificate.bytes, subPair.privateKey, {
      records: sub.records,
      listNumber: 41,
    });
    expect([...again.records]).toEqual([...sub.records]);
    const list = x509.parseRevocationList(again.revocationList({ thisUpdate: at, nextUpdate: to }));
    expect(list.number).toBe(42);
    expect(list.size).toBe([...sub.records].filter(({ revoked }) => revoked).length);
  });

  test('nothing outlives its authority, and key and certificate must match', () => {
    const tooLate = new Date(to.getTime() + 1000);
    refuses(
      () =>
        sub.issue({
          profile: 'node',
          subject: name('N'),
          publicKey: cardPair.publicKey,
          notBefore: from,
          notAfter: tooLate,
        }),
      'bad-request',
    );
    refuses(() => new x509.Authority(sub.certificate.bytes, rootPair.privateKey), 'bad-key');
    refuses(() => new x509.Authority(card.bytes, cardPair.privateKey), 'bad-certificate');
  });
});

describe('requests and status', () => {
  test('a request proves possession; one changed bit does not', () => {
    const request = x509.signRequest(
      { subject: name('R'), extensions: { keyUsage: ['keyAgreement'] } },
      cardPair.privateKey,
    );
    expect(x509.openRequest(request)).toMatchObject({
      subject: name('R'),
      publicKey: cardPair.publicKey,
      extensions: { keyUsage: ['keyAgreement'] },
    });
    refuses(() => x509.openRequest(request, { id: new Uint8Array(0) }), 'bad-request');
    for (let i = 0; i < request.length; i += 3) {
      const changed = request.slice();
      changed[i]! ^= 4;
      expect(() => x509.openRequest(changed)).toThrow(CryptoError);
    }
  });

  test('online status: good, revoked, unknown, by the authority or a delegate; replays and strangers are refused', () => {
    const delegatePair = sm2.generateKeyPair();
    const delegate = parseCertificate(
      sub.issue({ profile: 'status-responder', subject: name('D'), publicKey: delegatePair.publicKey, ...validity })
        .certificate,
    );
    const lost = sub.issue({ profile: 'card-signing', subject: name('L'), publicKey: cardPair.publicKey, ...validity });
    sub.revoke(lost.serial, 'keyCompromise', from);
    const times = { producedAt: at, nextUpdate: new Date(at.getTime() + 60_000) };
    const issuer = sub.certificate;
    for (const responder of [undefined, { certificate: delegate, key: delegatePair.privateKey }]) {
      for (const [serial, wanted] of [
        [card.serial, { status: 'good' }],
        [fromHex(lost.serial), { status: 'revoked', at: from, reason: 'keyCompromise' }],
        [fromHex('7777'), { status: 'unknown' }],
      ] as const) {
        const { request, nonce } = x509.statusRequest(issuer, serial);
        const answer = sub.answerStatus(request, times, responder);
        expect(x509.openStatusAnswer(answer, { issuer, serial, at, nonce })).toEqual(wanted);
        refuses(() => x509.openStatusAnswer(answer, { issuer, serial, at, nonce: new Uint8Array(16) }), 'bad-status');
        refuses(() => x509.openStatusAnswer(answer, { issuer, serial: fromHex('01'), at, nonce }), 'bad-status');
        refuses(() => x509.openStatusAnswer(answer, { issuer, serial, at: to, nonce }), 'bad-status');
        refuses(() => x509.openStatusAnswer(answer, { issuer: root.certificate, serial, at, nonce }), 'bad-status');
      }
    }
    // The certificate of a card is no licence to answer for its issuer.
    const { request, nonce } = x509.statusRequest(issuer, card.serial);
    const stranger = sub.answerStatus(request, times, { certificate: card, key: cardPair.privateKey });
    refuses(() => x509.openStatusAnswer(stranger, { issuer, serial: card.serial, at, nonce }), 'bad-status');
    for (const bad of [new Uint8Array(0), request.subarray(1), sequence(), concat(request, Uint8Array.of(0))]) {
      refuses(
        () => x509.openStatusAnswer(sub.answerStatus(bad, times), { issuer, serial: card.serial, at }),
        'bad-status',
      );
    }
  });

  test('a certificate signed elsewhere is put together from its parts', () => {
    const content = {
      serial: randomSerial(),
      issuer: name('Cards'),
      subject: name('H'),
      publicKey: cardPair.publicKey,
      ...validity,
    };
    const tbs = x509.certificateToBeSigned(content);
    const signature = sm2.privateKey(subPair.privateKey).signDigest; // a hardware module would sign here
    expect(signature).toBeTypeOf('function');
    const whole = x509.assemble(tbs, sm2.sign(tbs, subPair.privateKey));
    expect(x509.verifySigned(parseCertificate(whole), subPair.publicKey)).toBe(true);
  });
});

describe('DER and PEM', () => {
  test('integers, object identifiers and times come back as they went in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (magnitude) => {
        const back = readWhole(sequence(unsigned(magnitude)), TAG.sequence, (r) => r.unsigned(40));
        expect(toHex(back)).toBe(toHex(magnitude).padStart(80, '0'));
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7fffffff }), (value) => {
        expect(readWhole(sequence(small(value)), TAG.sequence, (r) => r.small())).toBe(value);
      }),
    );
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1950-01-01'), max: new Date('2299-12-31'), noInvalidDate: true }),
        (date) => {
          date.setUTCMilliseconds(0);
          expect(readWhole(sequence(time(date)), TAG.sequence, (r) => r.time())).toEqual(date);
        },
      ),
    );
    for (const text of ['1.2.156.10197.1.501', '2.5.29.15', '2.999.1', '0.9.2342', '1.3.6.1.4.1.4294967295']) {
      expect(readWhole(sequence(oid(text)), TAG.sequence, (r) => r.oid())).toBe(text);
    }
  });

  test('loose encodings are refused', () => {
    const read = (hex: string, what: (reader: DerReader) => unknown) => () =>
      readWhole(sequence(fromHex(hex)), TAG.sequence, what);
    refuses(
      read('0200', (r) => r.integer()),
      'bad-der',
    );
    refuses(
      read('02020001', (r) => r.integer()),
      'bad-der',
    );
    refuses(
      read('0202ff80', (r) => r.integer()),
      'bad-der',
    );
    refuses(
      read('028101 05'.replace(' ', ''), (r) => r.integer()),
      'bad-der',
    );
    refuses(
      read('0280050000', (r) => r.integer()),
      'bad-der',
    );
    refuses(
      read('010101', (r) => r.boolean()),
      'bad-der',
    );
    refuses(
      read('030101', (r) => r.bits()),
      'bad-der',
    );
    refuses(
      read('03020001', (r) => r.namedBits() === 128 && r.bits()),
      'bad-der',
    );
    refuses(
      read('03020700', (r) => r.namedBits()),
      'bad-der',
    );
    refuses(
      read('06028001', (r) => r.oid()),
      'bad-der',
    );
    refuses(
      read('060181', (r) => r.oid()),
      'bad-der',
    );
    refuses(
      read('170b323630313031303030305a', (r) => r.time()),
      'bad-der',
    );
    refuses(
      read('170d3236303133313235303030305a', (r) => r.time()),
      'bad-der',
    );
    refuses(
      read('1f0100', (r) => r.element()),
      'bad-der',
    );
    refuses(
      read('0203', (r) => r.integer()),
      'bad-der',
    );
    refuses(() => oid('x'), 'bad-der');
  });

  test('random bytes never pass for a certificate and never raise a foreign error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (junk) => {
        for (const parse of [
          parseCertificate,
          x509.openRequest,
          x509.parseRevocationList,
          x509.parseStatusRequest,
          x509.decodePrivateKey,
        ] as ((bytes: Uint8Array) => unknown)[]) {
          for (const bytes of [junk, sequence(junk), sequence(sequence(junk))])
            expect(() => parse(bytes)).toThrow(CryptoError);
        }
      }),
    );
  });

  test('PEM: labels, several blocks, bad blocks', () => {
    const text = `bag attributes\n${x509.toPem('CERTIFICATE', card.bytes)}${x509.toPem('CERTIFICATE', sub.certificate.bytes)}`;
    expect(x509.pemBlocks(text, 'CERTIFICATE')).toEqual([card.bytes, sub.certificate.bytes]);
    expect(x509.fromPem(x509.toPem('X509 CRL', card.bytes), 'X509 CRL')).toEqual(card.bytes);
    expect(x509.pemBlocks(text.replaceAll('\n', '\r\n'), 'CERTIFICATE')).toHaveLength(2);
    refuses(() => x509.fromPem(text, 'CERTIFICATE'), 'bad-pem');
    refuses(() => x509.fromPem(text, 'PRIVATE KEY'), 'bad-pem');
    refuses(
      () => x509.pemBlocks('-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n', 'CERTIFICATE'),
      'bad-pem',
    );
    refuses(
      () => x509.pemBlocks('-----BEGIN CERTIFICATE-----\nAAAA\n-----END X509 CRL-----\n', 'CERTIFICATE'),
      'bad-pem',
    );
  });

  test('key files: halves that differ, other curves and wrong lengths are refused', () => {
    const file = x509.encodePrivateKey(cardPair);
    expect(x509.decodePrivateKey(file)).toEqual(cardPair);
    refuses(
      () => x509.decodePrivateKey(x509.encodePrivateKey({ ...cardPair, publicKey: subPair.publicKey })),
      'bad-key',
    );
    const p256 = fromHex(toHex(file).replace('06082a811ccf5501822d', '06082a8648ce3d030107'));
    refuses(() => x509.decodePrivateKey(p256), 'unknown-algorithm');
    refuses(() => x509.encodePrivateKey({ ...cardPair, privateKey: new Uint8Array(31) }), 'bad-length');
  });
});
