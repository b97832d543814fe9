import { describe, expect, test } from 'vitest';
import { ask, perform } from '../../base/action.ts';
import type { Actor } from '../../base/actor.ts';
import { sql } from '../../base/sql.ts';
import { registerOldCards, restoreGoodCard, suspendGoodCard } from '../cards/index.ts';
import { authoriseEcard, issueEcards, makeCardCode, makeCardToken } from '../ecard/ecard.fixture.ts';
import { authoriseUse } from './authorise.ts';
import { changeTerminal } from './change-terminal.ts';
import { giveConsent, myConsents, withdrawConsent } from './give-consent.ts';
import { gateStep } from './judge-offline.ts';
import { registerTerminal } from './register-terminal.ts';
import { setAcceptance } from './set-acceptance.ts';
import { setAlliance } from './set-alliance.ts';
import { setPin } from './set-pin.ts';
import { chip, usesHouse } from './uses.fixture.ts';

const t = await usesHouse();
const { house, people, use, money, nextNumber, terminal, clerkOf, inCall } = t;
const bureau = clerkOf(t.beijingBureau, 'bureau-clerk');
const citizen = (id: string): Actor => ({ role: 'citizen', id, channel: 'bureau-site' });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => error.code ?? String(error),
  );
const stripe = ({ cardNumber }: { cardNumber: string }) => ({ cardNumber, way: 'stripe' as const });

describe('what is accepted', () => {
  test('OLD-03 cards of all living generations settle side by side', async () => {
    for (const generation of [1, 2, 3] as const) {
      const [card] = await people(1, generation);
      expect(await use({ credential: chip(card!) }), `generation ${generation}`).toMatchObject({ allowed: true });
    }
  });

  test('GEN-15 a hospital that refuses stripes refuses a copied first-generation stripe from the next card on, and takes the tap', async () => {
    const [old] = await people(1, 1);
    const [young] = await people(1, 3);
    expect(await use({ credential: stripe(old!) })).toMatchObject({ allowed: true });
    await perform(house, setAcceptance, bureau, {
      service: 'medical-settlement',
      region: 'beijing',
      institutionId: t.hospital,
      ways: ['contact', 'contactless', 'qr', 'document'],
    });
    expect(await use({ credential: stripe(old!) })).toMatchObject({
      allowed: false,
      reason: 'generation-not-accepted',
    });
    expect(await use({ credential: chip(young!) })).toMatchObject({ allowed: true });
    // GEN-13: a third-generation card is never read by its stripe.
    expect(await use({ service: 'card-status', credential: stripe(young!) })).toMatchObject({
      reason: 'generation-not-accepted',
    });
    const stranger = clerkOf(t.fuzhouBureau, 'bureau-clerk');
    expect(await codeOf(perform(house, setAcceptance, stranger, { service: 'park-entry', region: 'beijing' }))).toMatch(
      /^institutions\./,
    );
  });

  test('GOAL-13 SCN-11 a Beijing card opens a park in Fuzhou only while an alliance lists it', async () => {
    const [card] = await people(1);
    const gate = await terminal({
      code: 'park',
      institutionId: t.fuzhouPark,
      region: 'fuzhou',
      longitude: null,
      latitude: null,
    });
    const enter = () => use({ terminal: gate, service: 'park-entry', credential: chip(card!) }, clerkOf(t.fuzhouPark));
    expect(await enter()).toMatchObject({ allowed: false, reason: 'region-not-accepted' });
    const alliance = { code: 'two-cities', name: '两城联盟', regions: ['beijing', 'fuzhou'], services: ['park-entry'] };
    const officer = clerkOf(t.beijingBureau, 'policy-officer');
    await perform(house, setAlliance, officer, { ...alliance, from: '2025-01-01' as never });
    expect(await enter()).toMatchObject({ allowed: true });
    expect(
      await use({ terminal: gate, service: 'museum-entry', credential: chip(card!) }, clerkOf(t.fuzhouPark)),
    ).toMatchObject({
      reason: 'region-not-accepted',
    });
    await perform(house, setAlliance, officer, {
      ...alliance,
      from: '2025-01-01' as never,
      until: '2025-01-31' as never,
    });
    expect(await enter()).toMatchObject({ allowed: false, reason: 'region-not-accepted' });
    const elsewhere = { ...alliance, code: 'others', regions: ['fuzhou', 'hengshui'], from: '2025-01-01' as never };
    expect(await codeOf(perform(house, setAlliance, officer, elsewhere))).toBe('uses.not-in-alliance');
  });

  test('GOAL-11 medical settlement takes the card of every region, without an alliance', async () => {
    const [card] = await people(1, 3, 'fuzhou');
    expect(await use({ credential: chip(card!) })).toMatchObject({ allowed: true, card: { region: 'fuzhou' } });
  });

  test('a lost, ended, unknown, expired or foreign card is refused for exactly that, and again on a repeat', async () => {
    const [lost, other] = await people(2);
    await inCall((call) => suspendGoodCard(call, lost!.holderId));
    const number = nextNumber();
    const first = await use({ number, credential: chip(lost!) });
    expect(first).toMatchObject({ allowed: false, reason: 'card-suspended', repeated: false });
    await inCall((call) => restoreGoodCard(call, lost!.holderId));
    // The answer to a number never changes; a new number is a new question.
    expect(await use({ number, credential: chip(lost!) })).toMatchObject({ reason: 'card-suspended', repeated: true });
    expect(await use({ credential: chip(lost!) })).toMatchObject({ allowed: true });
    expect(await use({ credential: chip({ ...lost!, cardNumber: 'Z00000003' }) })).toMatchObject({
      reason: 'card-unknown',
      card: null,
    });
    expect(await use({ credential: chip({ ...lost!, cardIdentifier: other!.cardIdentifier }) })).toMatchObject({
      reason: 'wrong-chip',
    });
    expect(await use({ credential: { certType: '03', certNumber: lost!.cardNumber } })).toMatchObject({
      reason: 'wrong-chip',
    });
    const [holder] = await people(1);
    await house.database.script(`update cards.card set expires_on = '2025-03-02' where id = '${holder!.cardId}'`);
    expect(await use({ credential: chip(holder!) })).toMatchObject({ reason: 'card-expired' });
  });

  test('a number is one use: the same number for another card, service or amount is refused as a mistake', async () => {
    const [one, other] = await people(2);
    await money([one!.holderId], 1000n);
    const number = nextNumber();
    expect(await use({ number, credential: chip(one!), amountFen: 5n })).toMatchObject({ allowed: true });
    expect(await codeOf(use({ number, credential: chip(other!), amountFen: 5n }))).toBe('uses.number-reused');
    expect(await codeOf(use({ number, credential: chip(one!), amountFen: 6n }))).toBe('uses.number-reused');
    expect(await codeOf(use({ number, credential: chip(one!), amountFen: 5n, service: 'pharmacy-purchase' }))).toBe(
      'uses.number-reused',
    );
    // Both at once and at one place: one stands, the other is told.
    const twins = nextNumber();
    const both = await Promise.allSettled([
      use({ number: twins, credential: chip(one!) }),
      use({ number: twins, credential: chip(other!) }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('a payment needs the financial side, a quick one stays small, and nothing is paid where nothing may be', async () => {
    const [card] = await people(1);
    expect(await use({ service: 'card-payment', credential: chip(card!) })).toMatchObject({
      reason: 'financial-side-not-active',
    });
    expect(await use({ service: 'quick-pay', credential: chip(card!) })).toMatchObject({
      reason: 'financial-side-not-active',
    });
    expect(await codeOf(use({ service: 'quick-pay', credential: chip(card!), amountFen: 1n }))).toBe(
      'uses.does-not-pay',
    );
    const poor = await terminal({ code: 'no-account', payTo: null });
    expect(await codeOf(use({ terminal: poor, credential: chip(card!), amountFen: 1n }))).toBe('uses.does-not-pay');
  });

  test('SEC-01 a look at a record needs the holder’s consent, its purpose is fixed, and a withdrawn consent ends it at once', async () => {
    const [card] = await people(1);
    const look = () => use({ service: 'record-lookup', credential: chip(card!) });
    expect(await look()).toMatchObject({ reason: 'consent-missing' });
    const holder = citizen(card!.holderId);
    const { consentId } = await perform(house, giveConsent, holder, {
      service: 'record-lookup',
      institutionId: t.hospital,
    });
    expect(await look()).toMatchObject({ allowed: true });
    const desk = await terminal({ code: 'library-desk', institutionId: t.library });
    expect(
      await use({ terminal: desk, service: 'record-lookup', credential: chip(card!) }, clerkOf(t.library)),
    ).toMatchObject({
      reason: 'consent-missing',
    });
    expect((await ask(house, myConsents, holder, {})).consents).toHaveLength(1);
    await perform(house, withdrawConsent, holder, { consentId });
    expect(await look()).toMatchObject({ reason: 'consent-missing' });
    expect(await codeOf(use({ service: 'record-lookup', purpose: 'audit', credential: chip(card!) }))).toBe(
      'uses.purpose-not-allowed',
    );
    expect(await codeOf(perform(house, giveConsent, holder, { service: 'park-entry' }))).toBe('uses.no-consent-needed');
  });
});

describe('PIN', () => {
  test('card number and PIN: three wrong tries block it, also when they come at once', async () => {
    const [card, other] = await people(2, 2);
    const query = (who: typeof card, pin?: string) =>
      use({
        service: 'self-service-query',
        credential: { cardNumber: who!.cardNumber, way: 'number', ...(pin ? { pin } : {}) },
      });
    expect(await query(card)).toMatchObject({ reason: 'pin-needed' });
    expect(await query(card, '275031')).toMatchObject({ reason: 'pin-not-set' });
    for (const simple of ['111111', '123456', '987654'])
      expect(await codeOf(perform(house, setPin, citizen(card!.holderId), { pin: simple }))).toBe(
        'uses.pin-too-simple',
      );
    await perform(house, setPin, citizen(card!.holderId), { pin: '275031' });
    await perform(house, setPin, citizen(other!.holderId), { pin: '275031' });
    expect(await query(card, '275031')).toMatchObject({ allowed: true });
    expect(await query(card, '275032')).toMatchObject({ reason: 'pin-wrong' });
    expect(await query(card, '275031')).toMatchObject({ allowed: true });
    const guesses = await Promise.all(Array.from({ length: 12 }, (_, i) => query(other, `90000${i % 10}`)));
    expect(guesses.filter(({ reason }) => reason === 'pin-wrong')).toHaveLength(2);
    expect(guesses.filter(({ reason }) => reason === 'pin-blocked')).toHaveLength(10);
    expect(await query(other, '275031')).toMatchObject({ reason: 'pin-blocked' });
    // A repeat of one wrong try is not a second try.
    const number = nextNumber();
    const wrong = () =>
      use({
        number,
        service: 'self-service-query',
        credential: { cardNumber: card!.cardNumber, way: 'number', pin: '000001' },
      });
    for (let i = 0; i < 5; i += 1) expect(await wrong()).toMatchObject({ reason: 'pin-wrong', repeated: i > 0 });
    expect(await query(card, '275031')).toMatchObject({ allowed: true });
  });
});

describe('the e-card', () => {
  test('ECD-02 its code is good for one use, a screenshot of it for none; a repeat of the same use is answered', async () => {
    const [card] = await people(1);
    await inCall((call) => issueEcards(call, [card!.holderId]));
    const fresh = () => ({ code: makeCardCode(card!.cardNumber, house.clock.now(), house.vault, house.random) });
    expect(await use({ credential: fresh() })).toMatchObject({ reason: 'ecard-not-usable' });
    await perform(house, authoriseEcard, citizen(card!.holderId), {});
    const code = fresh();
    const number = nextNumber();
    expect(await use({ number, credential: code })).toMatchObject({ allowed: true, card: { cardId: card!.cardId } });
    expect(await use({ credential: code })).toMatchObject({ allowed: false, reason: 'code-used' });
    expect(await use({ number, credential: code })).toMatchObject({ allowed: true, repeated: true });
    const race = fresh();
    const answers = await Promise.all(Array.from({ length: 20 }, () => use({ credential: race })));
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(1);
    const stale = fresh();
    house.clock.moveTo(new Date(house.clock.now().getTime() + 121_000));
    expect(await use({ credential: stale })).toMatchObject({ reason: 'code-expired', card: null });
    // Answered before it ended: the repeat of that use is still answered.
    expect(await use({ number, credential: code })).toMatchObject({ allowed: true, repeated: true });
    expect(await use({ credential: { code: 'YKT:BB8' } })).toMatchObject({ reason: 'code-invalid' });
  });

  test('national credential types: token 01 within its institution, document 02, card 03; none of them a way around', async () => {
    const [card] = await people(1);
    await inCall((call) => issueEcards(call, [card!.holderId]));
    await perform(house, authoriseEcard, citizen(card!.holderId), {});
    const token = makeCardToken(card!.cardNumber, t.hospital, house.clock.now(), house.vault);
    expect(await use({ credential: { certType: '01', certNumber: token } })).toMatchObject({ allowed: true });
    expect(await use({ credential: { certType: '01', certNumber: token } })).toMatchObject({ allowed: true });
    const foreign = makeCardToken(card!.cardNumber, t.library, house.clock.now(), house.vault);
    expect(await use({ credential: { certType: '01', certNumber: foreign } })).toMatchObject({
      reason: 'code-invalid',
    });
    expect(await use({ credential: { certType: '02', certNumber: '110101199003070134' } })).toMatchObject({
      reason: 'card-unknown',
    });
    expect(
      await use({ credential: { certType: '03', certNumber: card!.cardNumber, cardIdentifier: card!.cardIdentifier } }),
    ).toMatchObject({ allowed: true });
  });
});

describe('points of service', () => {
  test('a terminal is used by its own institution only, and closed with the next card', async () => {
    const [card] = await people(1);
    expect(await codeOf(use({ credential: chip(card!) }, clerkOf(t.library)))).toBe('uses.not-your-terminal');
    expect(await codeOf(use({ terminal: 999_999, credential: chip(card!) }))).toBe('uses.no-such-terminal');
    const { terminal: window } = await perform(house, registerTerminal, bureau, {
      ...{
        institutionId: t.hospital,
        code: 'window-9',
        name: '9号窗口',
        services: ['medical-settlement'],
        ways: ['contact'],
      },
      ...{ online: true, offline: false },
    });
    expect(await use({ terminal: window, credential: chip(card!) })).toMatchObject({ allowed: true });
    expect(await use({ terminal: window, service: 'identity-check', credential: chip(card!) })).toMatchObject({
      reason: 'service-closed',
    });
    await perform(house, changeTerminal, bureau, { terminal: window, state: 'closed' });
    expect(await use({ terminal: window, credential: chip(card!) })).toMatchObject({ reason: 'service-closed' });
    const twice = {
      institutionId: t.hospital,
      code: 'window-9',
      name: 'x',
      services: ['park-entry'],
      ways: ['contact' as const],
    };
    expect(await codeOf(perform(house, registerTerminal, bureau, { ...twice, online: true, offline: true }))).toBe(
      'uses.code-taken',
    );
    expect(
      await codeOf(perform(house, registerTerminal, bureau, { ...twice, code: 'w', online: false, offline: false })),
    ).toBe('uses.line-needed');
    expect(
      await codeOf(
        perform(house, registerTerminal, bureau, { ...twice, code: 'w', online: true, offline: true, longitude: 1 }),
      ),
    ).toBe('uses.place-incomplete');
  });

  test('SCN-01 SCN-09 GOAL-05 HUB-04 a tap tells the point of service what it needs and no more; the gate opens or calls staff', async () => {
    const [card] = await people(1);
    const answer = (service: string) =>
      perform(house, authoriseUse, clerkOf(t.hospital), {
        ...{ terminal: t.desk, number: nextNumber().toString(), service, credential: chip(card!) },
        purpose: service === 'triage-gate' ? ('check-eligibility' as const) : ('serve-holder' as const),
      });
    const status = await answer('card-status');
    expect(status).toMatchObject({
      allowed: true,
      card: { region: 'beijing', generation: 3 },
      person: { insured: null },
    });
    expect(status.person!.name).toMatch(/\*/);
    expect(JSON.stringify(status)).not.toContain(card!.holderId);
    const gate = await answer('triage-gate');
    expect(gate.person).toMatchObject({ insured: true });
    const step = (given: Parameters<typeof gateStep>[0]) =>
      gateStep(given, { terms: null, way: 'contact', onList: false, listAgeHours: 0 });
    expect(step({ allowed: gate.allowed, insured: gate.person!.insured })).toBe('open');
    expect(step('unreachable')).toBe('call-staff');
    expect((await answer('medical-settlement')).person).toBeNull();
  });

  test('HUB-04 a status check answers within 50 ms in 95 of 100 cases', async () => {
    const cards = await people(20);
    const times: number[] = [];
    for (let i = 0; i < 200; i += 1) {
      const begun = performance.now();
      const { allowed } = await use({ service: 'card-status', credential: chip(cards[i % 20]!) });
      times.push(performance.now() - begun);
      expect(allowed).toBe(true);
    }
    expect(times.sort((a, b) => a - b)[189]!).toBeLessThan(50);
  });

  test('SEC-10 a use too far from the last one is recorded with its signal and still served', async () => {
    const [card] = await people(1);
    const far = await terminal({ code: 'fuzhou-desk', longitude: 119.3, latitude: 26.1 });
    expect(await use({ credential: chip(card!) })).toMatchObject({ allowed: true, signals: [] });
    const there = { terminal: far, number: nextNumber(), credential: chip(card!) };
    expect(await use(there)).toMatchObject({ allowed: true, signals: ['impossible-travel'] });
    expect(await use(there)).toMatchObject({ allowed: true, signals: ['impossible-travel'], repeated: true });
    house.clock.moveTo(new Date(house.clock.now().getTime() + 3 * 3_600_000));
    expect(await use({ credential: chip(card!) })).toMatchObject({ allowed: true, signals: [] });
  });

  test('GEN-20 what a person is entitled to does not hang on the card: lost and replaced, the account is the same', async () => {
    const [card] = await people(1, 2);
    await money([card!.holderId], 500n);
    expect(await use({ credential: chip(card!), amountFen: 100n })).toMatchObject({ balanceFen: 400n });
    await house.database.script(`update cards.card set social_state = 'invalid' where id = '${card!.cardId}'`);
    const [next] = await inCall((call) =>
      registerOldCards(call, [
        {
          holderId: card!.holderId,
          region: 'beijing',
          generation: 3,
          cardIdentifier: '110000D1560000050000ABCD0000ABCD',
        },
      ]),
    );
    const { number } = await house.database.one<{ number: string }>(
      sql`select card_number as number from cards.card where id = ${next}`,
    );
    expect(
      await use({
        credential: chip({ cardNumber: number, cardIdentifier: '110000D1560000050000ABCD0000ABCD' }),
        amountFen: 100n,
      }),
    ).toMatchObject({
      balanceFen: 300n,
    });
  });
});
