// A real chip conversation as credential: it proves itself at an institution's reader, and a copy is found at its second use.
import { beforeAll, expect, test } from 'vitest';
import { perform } from '../../base/action.ts';
import type { Actor } from '../../base/actor.ts';
import { sql } from '../../base/sql.ts';
import { type Card, cloneCard } from '../../chip/index.ts';
import { fromHex } from '../../crypto/index.ts';
import {
  CardChannel,
  changeCertificatePin,
  chipInSlot,
  proofText,
  SimulatedReader,
  signForHolder,
} from '../../terminal/index.ts';
import { openCertificates } from '../../terminal/scripts/certificate-application.ts';
import { people } from '../cards/cards.fixture.ts';
import { bankCardNumberOf, getCard, registerOldCards } from '../cards/index.ts';
import { INITIAL_PIN } from '../keys/index.ts';
import { hexOf, keysCity, random } from '../keys/keys.fixture.ts';
import { serviceCodes, services, type Way, ways } from './catalogue.ts';
import type { Credential } from './credential.ts';
import { authorise } from './gate.ts';
import { giveConsent } from './give-consent.ts';
import { setAcceptance } from './set-acceptance.ts';
import { insertTerminal } from './store.ts';
import type { UseRequest } from './use.ts';

const city = await keysCity();
const { house } = city;
let desk: number;
let reader: string;
let number = 0n;

beforeAll(async () => {
  await city.bringIn();
  await city.foundCa();
  reader = await city.terminal();
  const row = await insertTerminal(
    house.database,
    {
      ...{
        institutionId: city.outlet,
        region: 'beijing',
        code: 'desk',
        name: 'desk',
        services: serviceCodes,
        ways: [...ways] as Way[],
      },
      ...{ online: true, offline: false, longitude: null, latitude: null, payTo: null },
    },
    house.clock.now(),
  );
  desk = row!.id;
});

/** A finished chip whose card is in use by a person. */
async function cardInUse(generation: 1 | 2 | 3 = 3, bankCardNumber?: string) {
  const made = await city.madeCard(generation);
  const [holderId] = await people(house, 1);
  const { cardNumber } = made.planned;
  const { cardIdentifier } = made.written;
  const account = bankCardNumber ? { bankCode: 'icbc', bankCardNumber } : {};
  const [cardId] = await city.call((call) =>
    registerOldCards(call, [
      { holderId: holderId!, region: 'beijing', generation, cardNumber, cardIdentifier, ...account },
    ]),
  );
  return { ...made, cardId: cardId! };
}
const proofOf = async (chip: Parameters<typeof city.proofFrom>[0], kind: 'symmetric' | 'sm2'): Promise<Credential> => ({
  proof: await city.proofFrom(chip, kind, await city.challengeFor(reader), reader),
  way: 'contact',
});
const use = (credential: Credential, wish: Partial<UseRequest> = {}) => {
  number += 1n;
  return authorise(house, city.who.teller, {
    ...{ terminal: desk, number, service: 'identity-check', purpose: 'serve-holder', credential },
    ...wish,
  });
};

test.each(['symmetric', 'sm2'] as const)(
  'GOAL-05 a chip proves itself by its %s key and is allowed; the same proof again is none',
  async (kind) => {
    const { chip, cardId } = await cardInUse();
    const proof = await proofOf(chip, kind);
    const first = await use(proof);
    expect(first).toMatchObject({ allowed: true, card: { generation: 3, cardId } });
    // The answer was lost: the same number is the same use, although its challenge is spent.
    expect(await use(proof, { number: first.number })).toMatchObject({ allowed: true, repeated: true });
    expect(await use(proof)).toMatchObject({ allowed: false, reason: 'proof-failed' });
  },
);

test('a second-generation chip proves itself by its own cipher', async () => {
  const { chip } = await cardInUse(2);
  expect(await use(await proofOf(chip, 'symmetric'))).toMatchObject({ allowed: true, card: { generation: 2 } });
});

test('SEC-10 a cloned chip is flagged at the second use, and staff are told to look at the person', async () => {
  const { chip } = await cardInUse();
  const clone = cloneCard(chip, random);
  expect(await use(await proofOf(chip, 'sm2'))).toMatchObject({ allowed: true, signals: [] });
  const caught = await use(await proofOf(clone, 'sm2'));
  expect(caught).toMatchObject({ allowed: false, reason: 'clone-suspected', signals: ['counter-mismatch'] });
  // Neither of the two is believed until people have looked.
  expect(await use(await proofOf(chip, 'sm2'))).toMatchObject({ allowed: false, reason: 'clone-suspected' });
});

/** The holder's own PIN, without which the card signs nothing. */
async function choosePin(chip: Card) {
  const channel = await CardChannel.open(new SimulatedReader(chipInSlot(chip)));
  await openCertificates(channel);
  await changeCertificatePin(channel, INITIAL_PIN, '246810');
  await channel.close();
}

/** As a reader with a PIN pad does it: the card proves itself and signs for its holder. */
async function signedProof(chip: Card, pin: string, terminalId: string | null, actor?: Actor) {
  const { challengeId, challenge } = await city.challengeFor(terminalId, actor);
  const channel = await CardChannel.open(new SimulatedReader(chipInSlot(chip)));
  const made = await signForHolder(channel, fromHex(challenge), async () => pin);
  await channel.close();
  const { reset: _, ...text } = proofText(made.proof);
  return { proof: { ...text, challengeId, terminalId } as never, holderSignature: hexOf(made.holderSignature) };
}

test('SCN-12 somebody with a card, a PIN and no telephone uses every service there is; one that leaves only the telephone is named', async () => {
  const { chip, cardId } = await cardInUse(3, bankCardNumberOf('622202', 77));
  const { holderId } = await getCard(house.database, cardId);
  await house.database.run(sql`update holders.holder set phone = null where id = ${holderId}`);
  await choosePin(chip);
  // Signed in by card (SEC-05), the holder gives the consents that some services ask for.
  const actor: Actor = { role: 'citizen', id: holderId, channel: 'bureau-site' };
  for (const { code, consent } of services) if (consent) await perform(house, giveConsent, actor, { service: code });

  /** Services that take no card of this generation without a telephone. */
  const outOfReach = async () => {
    const left: string[] = [];
    for (const { code, ways: accepted, pin, purposes } of services) {
      let served = false;
      for (const way of ['contact', 'contactless'] as const) {
        if (served || !accepted['3']?.includes(way)) continue;
        const credential = pin?.includes(way)
          ? { ...(await signedProof(chip, '246810', reader)), way }
          : { ...(await proofOf(chip, 'sm2')), way };
        served = (await use(credential as Credential, { service: code, purpose: purposes[0]! })).allowed;
      }
      if (!served) left.push(code);
    }
    return left;
  };
  expect(await outOfReach()).toEqual([]);
  await perform(house, setAcceptance, city.who.clerk, { service: 'library-loan', region: 'beijing', ways: ['qr'] });
  expect(await outOfReach()).toEqual(['library-loan']);
});

test('a service that asks for the PIN takes the chip with the signature behind it, and neither without nor with another card’s', async () => {
  const [mine, other] = [await cardInUse(), await cardInUse()];
  for (const { chip } of [mine, other]) await choosePin(chip);
  const query = (credential: Credential) => use(credential, { service: 'self-service-query' });
  expect(await query(await proofOf(mine.chip, 'sm2'))).toMatchObject({ reason: 'pin-needed' });
  const whole = await signedProof(mine.chip, '246810', reader);
  const foreign = await signedProof(other.chip, '246810', reader);
  expect(await query({ ...whole, holderSignature: foreign.holderSignature, way: 'contact' })).toMatchObject({
    allowed: false,
    reason: 'proof-failed',
  });
  expect(await query({ ...(await signedProof(mine.chip, '246810', reader)), way: 'contact' })).toMatchObject({
    allowed: true,
  });
});

test('a proof made at another institution’s reader says nothing here', async () => {
  const { chip } = await cardInUse();
  const elsewhere = await insertTerminal(
    house.database,
    {
      ...{
        institutionId: city.bank,
        region: 'beijing',
        code: 'desk',
        name: 'desk',
        services: serviceCodes,
        ways: [...ways] as Way[],
      },
      ...{ online: true, offline: false, longitude: null, latitude: null, payTo: null },
    },
    house.clock.now(),
  );
  number += 1n;
  const answer = await authorise(
    house,
    { role: 'system', id: 'test' },
    {
      ...{ terminal: elsewhere!.id, number, service: 'identity-check', purpose: 'serve-holder' },
      credential: await proofOf(chip, 'sm2'),
    },
  );
  expect(answer).toMatchObject({ allowed: false, reason: 'proof-failed' });
});
