import { beforeAll, describe, expect, test } from 'vitest';
import { ask, perform } from '../../base/action.ts';
import { fromBase64, fromHex, sm2, toBase64, x509 } from '../../crypto/index.ts';
import { certificateRequestChallenge, certifyCards } from './card-certificates.ts';
import { answerStatus, certificateStatus, revocationList } from './certificate-status.ts';
import { issueCertificate } from './issue-certificate.ts';
import { hexOf, keysCity } from './keys.fixture.ts';
import { renewCertificate } from './renew-certificate.ts';
import { releaseCertificate, revokeCertificate } from './revoke-certificate.ts';
import { signRevocationList } from './sign-revocation-list.ts';
import { listCertificates } from './store.ts';

const city = await keysCity();
const { house, who } = city;
let anchor: ReturnType<typeof x509.parseCertificate>;
beforeAll(async () => {
  await city.bringIn();
  anchor = x509.parseCertificate(fromBase64((await city.foundCa()).certificate));
});

const requestOf = (pair = sm2.generateKeyPair(), name = '示例医院') =>
  toBase64(
    x509.signRequest(
      {
        subject: [
          ['C', 'CN'],
          ['O', name],
        ],
      },
      pair.privateKey,
    ),
  );
const issue = (over: object = {}) =>
  perform(house, issueCertificate, who.first, {
    ...{ region: 'beijing', of: { institutionId: city.bank }, request: requestOf(), ...over },
  });
const trusted = (der: string, lists: string[] = []) =>
  x509.verifyPath(x509.parseCertificate(fromBase64(der)), {
    ...{ anchors: [anchor], at: house.clock.now() },
    ...(lists.length > 0 ? { revocationLists: lists.map((one) => x509.parseRevocationList(fromBase64(one))) } : {}),
  });
const stateOf = async (serial: string) => (await ask(house, certificateStatus, who.clerk, { serial })).state;

describe('authority', () => {
  test('is founded once, by a custodian of the region', async () => {
    await expect(city.foundCa()).rejects.toMatchObject({ code: 'keys.authority-exists' });
  });

  test.each(['institution', 'terminal', 'node'] as const)(
    'SEC-07 issues for a %s what a third party can verify',
    async (profile) => {
      const of = {
        terminal: { terminalId: await city.terminal() },
        institution: { institutionId: city.bank },
        node: { node: 'node-1' },
      }[profile];
      const { serial, certificate } = await issue({ of });
      expect(trusted(certificate)).toMatchObject({ trusted: true });
      expect(await stateOf(serial)).toBe('good');
    },
  );

  test('a request without possession, cut, or not even base64 is refused', async () => {
    const good = fromBase64(requestOf());
    const changed = good.slice();
    changed[changed.length - 1]! ^= 1;
    for (const request of [toBase64(changed), toBase64(good.subarray(0, 60)), toBase64(new Uint8Array(0)), 'A===']) {
      await expect(issue({ request }), request.slice(0, 20)).rejects.toMatchObject({
        code: expect.stringMatching(/keys.bad-request|base.bad-input/),
      });
    }
    await expect(issue({ of: { institutionId: city.maker.replace(/[0-9a-f]/g, '0') } })).rejects.toMatchObject({
      code: 'institutions.not-found',
    });
    await expect(issue({ region: 'fuzhou' })).rejects.toMatchObject({ code: 'institutions.not-your-region' });
  });

  test('renewal keeps the subject, with a new key; a revoked one is not renewed', async () => {
    const { serial, certificate } = await issue();
    const pair = sm2.generateKeyPair();
    const renewed = await perform(house, renewCertificate, who.first, { serial, request: requestOf(pair, '别的名字') });
    const [before, after] = [certificate, renewed.certificate].map((der) => x509.parseCertificate(fromBase64(der)));
    expect(after!.subject).toEqual(before!.subject);
    expect(after!.publicKey).toEqual(pair.publicKey);
    expect(trusted(renewed.certificate)).toMatchObject({ trusted: true });
    await perform(house, revokeCertificate, who.first, { serial, reason: 'superseded' });
    await expect(perform(house, renewCertificate, who.first, { serial })).rejects.toMatchObject({
      code: 'keys.wrong-certificate-state',
    });
  });

  test('a hold can be lifted, a revocation never', async () => {
    const { serial } = await issue();
    await perform(house, revokeCertificate, who.first, { serial, reason: 'certificateHold' });
    expect(await stateOf(serial)).toBe('held');
    await perform(house, releaseCertificate, who.first, { serial });
    expect(await stateOf(serial)).toBe('good');
    await perform(house, revokeCertificate, who.first, { serial, reason: 'keyCompromise' });
    for (const again of [
      perform(house, releaseCertificate, who.first, { serial }),
      perform(house, revokeCertificate, who.first, { serial, reason: 'superseded' }),
    ]) {
      await expect(again).rejects.toMatchObject({ code: 'keys.wrong-certificate-state' });
    }
    await expect(stateOf('00'.repeat(16))).rejects.toMatchObject({ code: 'keys.no-such-certificate' });
  });

  test('the signed list names the revoked, numbers go up, and a verifier without a line refuses by it', async () => {
    await expect(ask(house, revocationList, who.clerk, { region: 'fuzhou' })).rejects.toMatchObject({
      code: 'keys.no-authority',
    });
    const { serial, certificate } = await issue();
    const first = await perform(house, signRevocationList, who.first, { region: 'beijing' });
    expect(trusted(certificate, [first.list])).toMatchObject({ trusted: true });
    await perform(house, revokeCertificate, who.first, { serial, reason: 'keyCompromise' });
    const second = await perform(house, signRevocationList, who.first, { region: 'beijing' });
    expect(second).toMatchObject({ number: first.number + 1, revoked: first.revoked + 1 });
    expect(trusted(certificate, [second.list])).toMatchObject({ trusted: false, fault: 'revoked' });
    expect(await ask(house, revocationList, who.clerk, { region: 'beijing' })).toMatchObject({ list: second.list });
  });

  test('the status protocol answers good, revoked and unknown, and malformed requests without falling over', async () => {
    const { serial, certificate } = await issue();
    const leaf = x509.parseCertificate(fromBase64(certificate));
    const status = async (request: Uint8Array) =>
      fromBase64((await ask(house, answerStatus, who.clerk, { region: 'beijing', request: toBase64(request) })).answer);
    const judge = async () => {
      const { request, nonce } = x509.statusRequest(anchor, leaf.serial);
      const { serial: asked } = leaf;
      const expected = { issuer: anchor, serial: asked, at: house.clock.now(), nonce };
      return x509.openStatusAnswer(await status(request), expected).status;
    };
    expect(await judge()).toBe('good');
    await perform(house, revokeCertificate, who.first, { serial, reason: 'keyCompromise' });
    expect(await judge()).toBe('revoked');
    for (const bad of [
      new Uint8Array(0),
      new Uint8Array(40).fill(0x30),
      x509.statusRequest(anchor, leaf.serial).request.slice(0, 20),
    ]) {
      expect((await status(bad)).length).toBeGreaterThan(2);
    }
  });
});

describe('card certificates', () => {
  test('SEC-07 a card’s certificate names the card and nobody, and is trusted up to the authority', async () => {
    const { planned, written } = await city.madeCard();
    const [row] = await listCertificates(house.database, planned.cardId);
    const leaf = x509.parseCertificate(row!.der);
    expect(leaf.subject).toContainEqual(['serialNumber', written.cardIdentifier]);
    expect(JSON.stringify(leaf.subject)).not.toContain('张小明');
    expect(x509.verifyPath(leaf, { anchors: [anchor], at: house.clock.now() })).toMatchObject({ trusted: true });
    expect(leaf.notAfter <= anchor.notAfter).toBe(true);
  });

  test('nobody gets a certificate for a key the chip does not have, or with another card’s request', async () => {
    const [one, other] = [await city.madeCard(), await city.madeCard()];
    const pair = sm2.generateKeyPair();
    const point = pair.publicKey.subarray(1);
    const signed = (cardIdentifier: string, key = pair.privateKey) => {
      const counter = fromHex('00000001');
      const message = Buffer.concat([
        Buffer.from('YIKATONG CARD PROOF 1'),
        counter,
        certificateRequestChallenge(cardIdentifier, point),
      ]);
      return { publicKey: hexOf(point), counter: hexOf(counter), signature: hexOf(sm2.sign(message, key)) };
    };
    const ask = (cardId: string, request: ReturnType<typeof signed>) =>
      city.call((call) => certifyCards(call, [{ cardId, ...request }]));
    const wrong = [
      signed(other.written.cardIdentifier),
      signed(one.written.cardIdentifier, sm2.generateKeyPair().privateKey),
      { ...signed(one.written.cardIdentifier), publicKey: '11'.repeat(64) },
    ];
    for (const request of wrong) {
      await expect(ask(one.planned.cardId, request)).rejects.toMatchObject({
        code: expect.stringMatching(/^keys.bad-(request|public-key)$/),
      });
    }
    await expect(ask(city.bank, signed(one.written.cardIdentifier))).rejects.toMatchObject({
      code: 'keys.no-such-card',
    });
  });

  test('a second certificate of one card revokes the first', async () => {
    const { chip, planned, written } = await city.madeCard();
    await city.certify(chip, written);
    const rows = await listCertificates(house.database, planned.cardId);
    expect(rows.map(({ state }) => state).sort()).toEqual(['good', 'revoked']);
  });
});
