// Eight functions on sample cards of three generations: where the table says yes the service runs, where it says no it is not offered,
// and what a chip cannot do it refuses by itself.
import { expect, test } from 'vitest';
import { SeededRandom } from '../../base/random.ts';
import { type Card as Chip, cloneCard, type Face } from '../../chip/index.ts';
import {
  CardChannel,
  chipInSlot,
  Driver,
  judgeSecret,
  makeSampleCard,
  makeSamplePsam,
  payByContact,
  payByTap,
  proveBySecret,
  readHolder,
  recogniseCard,
  SAMPLE_PIN,
  SimulatedReader,
  samplePan,
  testBank,
  testIssuerKeys,
  testPaymentAuthorities,
} from '../../terminal/index.ts';
import type { Generation } from './card.ts';
import { type CardFunctionCode, cardFunctionCodes, offersFunction } from './functions.ts';
import { cardProducts } from './product.ts';

const chance = (seed: number) => {
  const random = new SeededRandom(seed);
  return (length: number) => random.bytes(length);
};
const made = new Map<Generation, Chip>();
for (const generation of [1, 2, 3] as const) {
  const money = generation === 1 ? {} : ({ money: 'des' } as const);
  made.set(generation, await makeSampleCard({ generation, random: chance(generation), ...money }));
}
const PIN = '246810';
const PAN = samplePan('0001E240');
const keys = testIssuerKeys();

const open = (card: Chip, face: Face = 'contact') => CardChannel.open(new SimulatedReader(chipInSlot(card, face)));
const till = {
  ...{ authorities: testPaymentAuthorities(), random: chance(5), national: false, floorFen: 0n, shop: 'SHOP' },
  bank: testBank(new Map([[PAN, 1_000_000n]])),
};
const order = { amountFen: 1000n, time: '20261101120000' };
async function driverOf(card: Chip) {
  const driver = new Driver({
    ...{ readers: { contact: new SimulatedReader(chipInSlot(card)) }, psam: new SimulatedReader(makeSamplePsam()) },
    ...{ keypad: { ask: async () => PIN }, random: chance(3) },
  });
  await driver.iChangePINK(1, SAMPLE_PIN, PIN);
  const [, , number, identifier] = (await driver.iReadCardBas(1)).out.split('|');
  return { driver, info: `${identifier}|${number}|` };
}

const services: Record<CardFunctionCode, (card: Chip) => Promise<unknown>> = {
  identity: async (card) => {
    const channel = await open(card);
    const proof = await proveBySecret(channel, await recogniseCard(channel), {
      source: new Uint8Array(8),
      factor: new Uint8Array(8),
    });
    if (proof.kind !== 'symmetric') throw new Error(proof.kind);
    await judgeSecret(proof, keys);
  },
  record: async (card) => readHolder(await open(card), keys, chance(1)),
  query: async (card) => {
    const { driver, info } = await driverOf(card);
    const { code } = await driver.iReadCard(1, 1, info, 'DF01EF06|23|$');
    if (code !== 0) throw new Error(String(code));
  },
  // Benefits are paid to the account behind the bank side: its number is read off the card while paying nothing.
  benefits: async (card) => {
    const paid = await payByContact(await open(card), { ...order, amountFen: 0n }, till);
    if (paid.outcome === 'torn' || paid.pan !== PAN) throw new Error('no account');
  },
  medical: async (card) => {
    const { driver, info } = await driverOf(card);
    const { code } = await driver.iDoDebit(1, info, '0.1|0.2|20261118185001|');
    if (code !== 0) throw new Error(String(code));
  },
  payment: async (card) => {
    const paid = await payByContact(await open(card), order, till);
    if (paid.outcome !== 'approved') throw new Error(paid.outcome);
  },
  'quick-payment': async (card) => {
    const fill = { ...order, amountFen: 5000n, kind: 'cash-load' } as const;
    await payByContact(await open(card), fill, till);
    const { bank: _, ...offline } = till;
    const paid = await payByTap(await open(card, 'contactless'), order, offline);
    if (paid.outcome !== 'approved') throw new Error(paid.outcome);
  },
  contactless: async (card) => readHolder(await open(card, 'contactless'), keys, chance(1)),
};

/** The row of the requirements, written down a second time: yes or no for generations 1, 2, 3. */
const expected: Record<CardFunctionCode, string> = {
  ...{ identity: 'nyy', record: 'nyy', query: 'nyy', benefits: 'nyy', medical: 'yyy', payment: 'nyy' },
  ...{ 'quick-payment': 'nny', contactless: 'nny' },
};

/** What the chip of an older generation refuses, whatever a programme may promise. */
const impossible: Readonly<Record<Generation, readonly CardFunctionCode[]>> = {
  1: ['benefits', 'payment', 'quick-payment', 'contactless'],
  2: ['quick-payment', 'contactless'],
  3: [],
};

test.each(cardFunctionCodes.flatMap((code) => ([1, 2, 3] as const).map((generation) => [code, generation] as const)))(
  'GEN-14 function by generation: %s on generation %i',
  async (code, generation) => {
    const work = () => services[code](cloneCard(made.get(generation)!, chance(9)));
    expect(offersFunction(generation, code)).toBe(expected[code][generation - 1] === 'y');
    if (offersFunction(generation, code)) await work();
    // What its chip cannot do an older card refuses by itself; the rest is not offered by the programme.
    else if (impossible[generation].includes(code)) await expect(work()).rejects.toThrow();
  },
);

test('GEN-03 a second-generation card: both applications on one chip, the bank pays, nothing answers over the air', async () => {
  const card = cloneCard(made.get(2)!, chance(4));
  await services.record(card);
  await services.payment(card);
  await expect(open(card, 'contactless').then(recogniseCard)).rejects.toThrow();
  await expect(services['quick-payment'](card)).rejects.toThrow();
});

test('GEN-02 a first-generation card settles medical bills and takes no payment application', async () => {
  await services.medical(cloneCard(made.get(1)!, chance(4)));
  await expect(services.payment(cloneCard(made.get(1)!, chance(4)))).rejects.toThrow('no usable bank application');
  await expect(makeSampleCard({ generation: 1, money: 'des', random: chance(1) })).rejects.toThrow();
});

test('FIN-08 the third-generation product is a bank card with social applications, and a large chip', async () => {
  expect(cardProducts[3]).toMatchObject({ bankSpecification: 'PBOC 3.0', socialSpecification: '3.0' });
  const card = cloneCard(made.get(3)!, chance(4));
  await services.record(card);
  await services.payment(card);
  expect(card.product.capacity).toBeGreaterThanOrEqual(48 * 1024);
});

test('K13 K14 capacities and ciphers are attributes of the product: 48 and 80, the whole list from DES to SM4', () => {
  expect(cardProducts[3].capacitiesK).toEqual([48, 80]);
  expect(cardProducts[3].algorithms).toEqual(['DES', 'SSF33', 'RSA', 'SM2', 'SM3', 'SM4']);
  expect(cardProducts[2].algorithms).not.toContain('SM4');
  expect(made.get(3)!.product.capacity).toBe(80 * 1024);
});
