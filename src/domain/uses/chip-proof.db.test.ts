// A real chip conversation as credential: it proves itself at an institution's reader, and a copy is found at its second use.
import { beforeAll, expect, test } from 'vitest';
import { cloneCard } from '../../chip/index.ts';
import { people } from '../cards/cards.fixture.ts';
import { registerOldCards } from '../cards/index.ts';
import { keysCity, random } from '../keys/keys.fixture.ts';
import { serviceCodes, type Way, ways } from './catalogue.ts';
import type { Credential } from './credential.ts';
import { authorise } from './gate.ts';
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
async function cardInUse(generation: 1 | 2 | 3 = 3) {
  const made = await city.madeCard(generation);
  const [holderId] = await people(house, 1);
  const { cardNumber } = made.planned;
  const { cardIdentifier } = made.written;
  const [cardId] = await city.call((call) =>
    registerOldCards(call, [{ holderId: holderId!, region: 'beijing', generation, cardNumber, cardIdentifier }]),
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
