import { beforeAll, describe, expect, test } from 'vitest';
import { perform } from '../../base/action.ts';
import type { Actor } from '../../base/actor.ts';
import { sql } from '../../base/sql.ts';
import { type Card, cloneCard, desSuite, proofOf } from '../../chip/index.ts';
import { fromHex, sm2, toHex } from '../../crypto/index.ts';
import { type CardProofInput, verifyCardProof } from './card-proof.ts';
import { clearSuspicion } from './clear-suspicion.ts';
import { issuePsam } from './issue-psam.ts';
import { hexOf, keysCity, random } from './keys.fixture.ts';
import { revokeCertificate } from './revoke-certificate.ts';
import { revokePsam } from './revoke-psam.ts';
import { listCertificates } from './store.ts';
import { verifyCardProofAction } from './verify-card-proof.ts';
import { withdrawTerminal } from './withdraw-terminal.ts';

const city = await keysCity();
const { house, who } = city;
const holder: Actor = { role: 'citizen', id: 'holder-1', channel: 'bureau-site' };
let terminalId: string;
let made: Awaited<ReturnType<typeof city.madeCard>>;

beforeAll(async () => {
  await city.bringIn();
  await city.foundCa();
  terminalId = await city.terminal();
  made = await city.madeCard();
});

const verify = (proof: CardProofInput, actor: Actor = who.teller) =>
  perform(house, verifyCardProofAction, actor, { proof });
const faultOf = async (proof: CardProofInput, actor?: Actor) => (await verify(proof, actor)).fault?.code;

/** A fresh proof of the card at the terminal, perhaps changed on its way. */
async function prove(kind: 'symmetric' | 'sm2', over: object = {}, chip: Card = made.chip) {
  const proof = await city.proofFrom(chip, kind, await city.challengeFor(terminalId), terminalId);
  return { ...proof, ...over } as CardProofInput;
}
const flip = (hex: string, at = 0) => hexOf(fromHex(hex).map((byte, i) => (i === at ? byte ^ 1 : byte)));

describe('card proof', () => {
  test.each(['symmetric', 'sm2'] as const)('GEN-09 SEC-04 a genuine card proves itself (%s)', async (kind) => {
    const { genuine, card } = await verify(await prove(kind));
    expect(genuine).toBe(true);
    expect(card).toMatchObject({
      cardId: made.planned.cardId,
      cardNumber: made.planned.cardNumber,
      cardIdentifier: made.written.cardIdentifier,
      ...{ generation: 3, region: 'beijing', strength: kind, terminalId, institutionId: city.outlet },
    });
    expect(card!.counter === null).toBe(kind === 'symmetric');
  });

  test('GEN-09 the same card proves itself at a counter and in the portal with one SM2 key', async () => {
    expect((await verify(await prove('sm2'))).genuine).toBe(true);
    const atHome = await city.proofFrom(made.chip, 'sm2', await city.challengeFor(null, holder), null);
    expect(await verify(atHome, holder)).toMatchObject({ genuine: true, card: { terminalId: null } });
    const again = await city.proofFrom(made.chip, 'sm2', await city.challengeFor(null, holder), null);
    expect(await faultOf(again, { ...holder, id: 'holder-2' })).toBe('other-terminal');
  });

  test.each([1, 2] as const)(
    'a card of generation %i proves itself by 3DES, and has no certificate',
    async (generation) => {
      const old = await city.madeCard(generation);
      expect(await verify(await prove('symmetric', {}, old.chip))).toMatchObject({
        genuine: true,
        card: { generation },
      });
      await expect(prove('sm2', {}, old.chip)).rejects.toMatchObject({ code: 'terminal.card-not-genuine' });
    },
  );

  test('GEN-08 a third-generation card cannot prove itself by DES, even with the right bytes of a DES key', async () => {
    const proof = (await prove('symmetric')) as CardProofInput & { kind: 'symmetric' };
    const { keys } = await city.transportKeys();
    const answer = proofOf(desSuite, keys.get(1)!, fromHex(proof.source), fromHex(proof.factor));
    expect(await faultOf({ ...proof, answer: hexOf(answer) })).toBe('answer-wrong');
  });

  test.each(['symmetric', 'sm2'] as const)('a proof is believed once: replay is refused (%s)', async (kind) => {
    const proof = await prove(kind);
    expect((await verify(proof)).genuine).toBe(true);
    expect(await faultOf(proof)).toBe('challenge-used');
  });

  test('a wrong answer spends its challenge: there is no second try', async () => {
    const proof = (await prove('symmetric')) as CardProofInput & { kind: 'symmetric' };
    expect(await faultOf({ ...proof, answer: flip(proof.answer) })).toBe('answer-wrong');
    expect(await faultOf(proof)).toBe('challenge-used');
  });

  test('two copies of one proof at the same moment: one is believed', async () => {
    const proof = await prove('sm2');
    const verdicts = await Promise.all([verify(proof), verify(proof)]);
    expect(verdicts.map(({ genuine }) => genuine).sort()).toEqual([false, true]);
  });

  test('a stale proof, one for another terminal, one of an unknown challenge', async () => {
    const other = await city.terminal();
    expect(await faultOf(await prove('sm2', { terminalId: other }))).toBe('other-terminal');
    expect(await faultOf(await prove('sm2', { terminalId: null }))).toBe('other-terminal');
    expect(await faultOf(await prove('sm2', { challengeId: made.planned.cardId }))).toBe('challenge-unknown');
    const stranger = { ...who.teller, institutionId: city.maker };
    expect(await faultOf(await prove('sm2'), stranger)).toBe('other-terminal');
    const late = await prove('symmetric');
    house.clock.moveTo(new Date(house.clock.now().getTime() + 121_000));
    expect(await faultOf(late)).toBe('challenge-stale');
  });

  test('a proof over another challenge than the one that was given', async () => {
    const recorded = await prove('sm2');
    const { challengeId } = await city.challengeFor(terminalId);
    expect(await faultOf({ ...recorded, challengeId })).toBe('challenge-differs');
  });

  test.each(['counter', 'signature', 'certificate'] as const)('one flipped bit in the %s', async (field) => {
    const proof = (await prove('sm2')) as CardProofInput & { kind: 'sm2' };
    const changed = { ...proof, [field]: flip(proof[field], field === 'counter' ? 3 : 60) };
    expect(await faultOf(changed)).toBe(field === 'certificate' ? 'certificate-unknown' : 'answer-wrong');
  });

  test('another card’s answer or certificate does not serve', async () => {
    const other = await city.madeCard();
    const { cardIdentifier } = made.written;
    expect(await faultOf(await prove('symmetric', { cardIdentifier }, other.chip))).toBe('answer-wrong');
    expect(await faultOf(await prove('sm2', { cardIdentifier }, other.chip))).toBe('certificate-of-other-card');
    const unknown = `${cardIdentifier.slice(0, 28)}0000`;
    expect(await faultOf(await prove('symmetric', { cardIdentifier: unknown }))).toBe('card-unknown');
  });

  test('GEN-09 a copy without the private key fails', async () => {
    const proof = (await prove('sm2')) as CardProofInput & { kind: 'sm2' };
    const forger = sm2.generateKeyPair();
    const message = Buffer.concat([
      Buffer.from('YIKATONG CARD PROOF 1'),
      Buffer.from(proof.counter, 'hex'),
      Buffer.from(proof.challenge, 'hex'),
    ]);
    const signature = hexOf(sm2.sign(message, forger.privateKey));
    expect(await faultOf({ ...proof, signature })).toBe('answer-wrong');
  });

  test('SEC-10 the second of two cards with one key is noticed, and neither is believed until people have looked', async () => {
    const { chip, planned } = await city.madeCard();
    const clone = cloneCard(chip, random);
    expect((await verify(await prove('sm2', {}, chip))).genuine).toBe(true);
    expect(await faultOf(await prove('sm2', {}, clone))).toBe('copy-suspected');
    expect(await faultOf(await prove('sm2', {}, chip))).toBe('copy-suspected');
    await perform(house, clearSuspicion, who.authority, { cardId: planned.cardId, reason: '已核验' });
    expect((await verify(await prove('sm2', {}, chip))).genuine).toBe(true);
    const { facts } = await house.database.one<{ facts: object }>(sql`
      select facts from base.journal where facts ? 'copySuspected' order by seq desc limit 1`);
    expect(facts).toMatchObject({ copySuspected: planned.cardId, fault: 'copy-suspected' });
  });

  test('a revoked certificate and one on hold', async () => {
    const { chip, planned } = await city.madeCard();
    const { serial } = (await listCertificates(house.database, planned.cardId))[0]!;
    await perform(house, revokeCertificate, who.authority, { serial, reason: 'certificateHold' });
    expect(await faultOf(await prove('sm2', {}, chip))).toBe('certificate-not-good');
    await perform(house, revokeCertificate, who.first, { serial, reason: 'keyCompromise' });
    expect(await faultOf(await prove('sm2', {}, chip))).toBe('certificate-not-good');
    // The card's symmetric key is another matter.
    expect((await verify(await prove('symmetric', {}, chip))).genuine).toBe(true);
  });

  test('a withdrawn terminal, and one whose module was revoked, are not believed', async () => {
    const there = await city.terminal();
    const pending = async () => city.proofFrom(made.chip, 'sm2', await city.challengeFor(there), there);
    const first = await pending();
    const publicKey = toHex(sm2.generateKeyPair().publicKey);
    const { psamId } = await perform(house, issuePsam, who.first, { terminalId: there, level: 'basic', publicKey });
    expect((await verify(first)).genuine).toBe(true);
    const second = await pending();
    await perform(house, revokePsam, who.first, { psamId, reason: '丢失' });
    expect(await faultOf(second)).toBe('terminal-not-good');
    await expect(pending()).rejects.toMatchObject({ code: 'keys.terminal-not-good' });
    await perform(house, issuePsam, who.first, { terminalId: there, level: 'basic', publicKey });
    const third = await pending();
    await perform(house, withdrawTerminal, who.clerk, { terminalId: there, reason: '拆机' });
    expect(await faultOf(third)).toBe('terminal-not-good');
  });

  test('other modules get the card or a refusal with cause and remedy', async () => {
    const proof = await prove('sm2');
    expect(await city.call((call) => verifyCardProof(call, proof), who.teller)).toMatchObject({ strength: 'sm2' });
    await expect(city.call((call) => verifyCardProof(call, proof), who.teller)).rejects.toMatchObject({
      code: 'keys.challenge-used',
    });
  });

  test('malformed proofs do not come in', async () => {
    const good = (await prove('sm2')) as CardProofInput & { kind: 'sm2' };
    const bad: object[] = [
      {},
      { ...good, kind: 'des' },
      { ...good, signature: good.signature.slice(2) },
      { ...good, signature: `${good.signature}00` },
      { ...good, certificate: 'FF'.repeat(4000) },
      { ...good, counter: '1' },
      { ...good, cardIdentifier: `${good.cardIdentifier.slice(0, 31)}g` },
      { ...good, more: 1 },
    ];
    for (const proof of bad) {
      await expect(verify(proof as CardProofInput), JSON.stringify(proof).slice(0, 80)).rejects.toMatchObject({
        code: 'base.bad-input',
      });
    }
    for (const certificate of ['30'.repeat(100), `3082${'00'.repeat(600)}`]) {
      expect(await faultOf(await prove('sm2', { certificate }))).toBe('certificate-unknown');
    }
    await expect(city.challengeFor(null, who.teller)).rejects.toMatchObject({ code: 'keys.terminal-missing' });
  });
});
