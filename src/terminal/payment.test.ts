// Card payments at a terminal: contact and by air, from the electronic cash and with the bank, in both families of ciphers; and the
// card pulled at every single command.
import { expect, test } from 'vitest';
import { SeededRandom } from '../base/random.ts';
import { Refusal } from '../base/refusal.ts';
import { type Card, cloneCard, type Face } from '../chip/index.ts';
import { apduLog } from './apdu-log.ts';
import { CardChannel } from './card-channel.ts';
import type { Reader } from './reader.ts';
import { SimulatedReader } from './readers/simulated.ts';
import { refuse } from './refusals.ts';
import { makeSampleCard, SAMPLE_PIN } from './sample-card.ts';
import { SAMPLE_BANK_PIN, samplePan, testBank, testPaymentAuthorities } from './sample-money.ts';
import { getData, selectBank } from './scripts/bank-card.ts';
import { payByContact, settleTornPayment } from './scripts/pay-contact.ts';
import { payByTap } from './scripts/pay-quick.ts';
import { amountDigits, type BankHost, type PaymentOrder, type PaymentTerminal } from './scripts/payment.ts';
import { selectEnvironment } from './scripts/recognise-card.ts';
import { verifyPin } from './scripts/verify-pin.ts';
import { chipInSlot } from './slot-card.ts';

const chance = (seed: number) => {
  const random = new SeededRandom(seed);
  return (length: number) => random.bytes(length);
};
const original = await makeSampleCard({ generation: 3, money: 'des', random: chance(1) });
const PAN = samplePan('0001E240');
const authorities = testPaymentAuthorities();
const TIME = '20261101120000';
const buy = (amountFen: bigint, more: Partial<PaymentOrder> = {}): PaymentOrder => ({ amountFen, time: TIME, ...more });
const fill = buy(20_000n, { kind: 'cash-load' });

function shop(accounts: Map<string, bigint> | BankHost | undefined, more: Partial<PaymentTerminal> = {}) {
  const bank = accounts instanceof Map ? testBank(accounts) : accounts;
  const terminal: PaymentTerminal = {
    ...{ authorities, random: chance(5), national: true, floorFen: 100_000n, shop: 'SYNTHETIC SHOP' },
    ...(bank ? { bank } : {}),
    ...more,
  };
  return terminal;
}
const open = (card: Card, face: Face = 'contact') => CardChannel.open(new SimulatedReader(chipInSlot(card, face)));
const rich = () => new Map([[PAN, 1_000_000n]]);
async function cashOf(card: Card): Promise<bigint> {
  const channel = await open(card);
  await selectBank(channel);
  return amountDigits((await getData(channel, 0x9f79))!);
}
/** A card with 200 yuan of electronic cash. */
async function filled(): Promise<Card> {
  const card = cloneCard(original, chance(9));
  expect(await payByContact(await open(card), fill, shop(rich()))).toMatchObject({
    outcome: 'approved',
    scripts: ['9000'],
    cashFen: 20_000n,
  });
  return card;
}
const withCash = await filled();
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code.replace('terminal.', '') : String(error)),
  );

/** A reader whose card leaves at the n-th command: before it has heard it, or after it has acted. */
function pulled(card: Card, face: Face, at: number, heard: boolean): { reader: Reader; count: () => number } {
  let sent = 0;
  const inner = new SimulatedReader(chipInSlot(card, face));
  const connect = async () => {
    const connection = await inner.connect();
    const transmit = async (apdu: Uint8Array) => {
      sent += 1;
      if (sent < at) return connection.transmit(apdu);
      if (sent === at && heard) await connection.transmit(apdu);
      throw refuse('card-removed');
    };
    return { ...connection, transmit };
  };
  return { reader: { name: 'pulled', connect }, count: () => sent };
}

test.each([true, false])(
  'FIN-06 online with PIN: ARQC to the bank, ARPC to the card, the account pays once (national ciphers: %s)',
  async (national) => {
    const accounts = rich();
    const terminal = shop(accounts, { national, pin: SAMPLE_BANK_PIN, floorFen: 0n });
    const result = await payByContact(await open(cloneCard(original, chance(2))), buy(12_345n), terminal);
    expect(result).toMatchObject({ outcome: 'approved', way: 'online', genuine: true, pan: PAN, atc: '0001' });
    expect(accounts.get(PAN)).toBe(1_000_000n - 12_345n);
  },
);

test('FIN-06 the bank declines what the account does not hold, and the card believes no bank but its own', async () => {
  const poor = new Map([[PAN, 10n]]);
  const channel = await open(cloneCard(original, chance(2)));
  expect(await payByContact(channel, buy(11n), shop(poor))).toMatchObject({ outcome: 'declined', way: 'online' });
  expect(poor.get(PAN)).toBe(10n);
  let reversed = 0;
  const impostor: BankHost = {
    authorise: async () => ({
      ...{ approved: true, responseCode: '00', issuerProof: new Uint8Array(10), scripts: [] },
    }),
    reverse: async () => {
      reversed += 1;
    },
  };
  const result = await payByContact(await open(cloneCard(original, chance(2))), buy(11n), shop(impostor));
  expect([result.outcome, reversed]).toEqual(['declined', 1]);
  const silent: BankHost = { authorise: async () => undefined, reverse: async () => undefined };
  const unreachable = await payByContact(await open(cloneCard(original, chance(2))), buy(11n), shop(silent));
  expect(unreachable).toMatchObject({ outcome: 'declined', reason: expect.stringContaining('reached') });
});

test('electronic cash: filled by a script of the bank, spent offline through the contacts and by air', async () => {
  const card = cloneCard(withCash, chance(3));
  expect(await cashOf(card)).toBe(20_000n);
  for (const national of [true, false]) {
    const paid = await payByContact(await open(card), buy(1000n, { cash: true }), shop(undefined, { national }));
    expect(paid).toMatchObject({ outcome: 'approved', way: 'offline', genuine: true });
    const tapped = await payByTap(await open(card, 'contactless'), buy(500n), shop(undefined, { national }));
    expect(tapped).toMatchObject({ outcome: 'approved', way: 'offline', genuine: true });
  }
  expect(await cashOf(card)).toBe(17_000n);
  // More than the cash holds: declined offline; with a bank the tap goes online, above the limit only with PIN.
  const much = buy(45_000n);
  expect(await payByTap(await open(card, 'contactless'), much, shop(undefined))).toMatchObject({ outcome: 'declined' });
  const accounts = rich();
  expect(await payByTap(await open(card, 'contactless'), much, shop(accounts))).toMatchObject({
    ...{ outcome: 'declined', reason: expect.stringContaining('PIN') },
  });
  const withPin = shop(accounts, { pin: SAMPLE_BANK_PIN });
  expect(await payByTap(await open(card, 'contactless'), much, withPin)).toMatchObject({
    ...{ outcome: 'approved', way: 'online' },
  });
  expect([accounts.get(PAN), await cashOf(card)]).toEqual([955_000n, 17_000n]);
});

test('a card nobody vouches for pays nothing by air, and is never approved offline through the contacts', async () => {
  const card = cloneCard(withCash, chance(3));
  const strangers = shop(undefined, { authorities: new Map() });
  expect(await payByTap(await open(card, 'contactless'), buy(500n), strangers)).toMatchObject({
    ...{ outcome: 'declined', genuine: false },
  });
  expect(await payByContact(await open(card), buy(500n, { cash: true }), strangers)).toMatchObject({
    ...{ outcome: 'declined', genuine: false },
  });
  // Expired.
  const late = { ...buy(500n, { cash: true }), time: '20400101000000' };
  expect(await payByContact(await open(card), late, shop(undefined))).toMatchObject({ outcome: 'declined' });
});

test('ENB-04 SEC-08 at the counter: a blocked financial PIN leaves the social one working, and the other way round', async () => {
  const card = cloneCard(withCash, chance(3));
  const pay = async (pin: string) => code(payByContact(await open(card), buy(100n), shop(rich(), { pin })));
  expect(await pay('12')).toBe('bad-pin');
  expect([await pay(SAMPLE_PIN), await pay('000000'), await pay('000000'), await pay(SAMPLE_BANK_PIN)]).toEqual([
    ...['pin-wrong', 'pin-wrong', 'pin-blocked', 'pin-blocked'],
  ]);
  const social = async (pin: string) => {
    const channel = await open(card);
    await selectEnvironment(channel);
    return code(verifyPin(channel, pin));
  };
  expect([await social(SAMPLE_BANK_PIN), await social(SAMPLE_PIN)]).toEqual(['pin-wrong', 'done']);
  const other = cloneCard(withCash, chance(4));
  for (let i = 0; i < 3; i += 1) {
    const channel = await open(other);
    await selectEnvironment(channel);
    await code(verifyPin(channel, '000000'));
  }
  expect(await payByContact(await open(other), buy(100n), shop(rich(), { pin: SAMPLE_BANK_PIN }))).toMatchObject({
    outcome: 'approved',
  });
});

test.each([
  ['contact', false],
  ['contact', true],
  ['contactless', false],
  ['contactless', true],
] as const)(
  'a card pulled at every command of an offline payment (%s, heard: %s): the cash moves once, and the card tells',
  async (face, heard) => {
    const whole = pulled(cloneCard(withCash, chance(5)), face, Number.POSITIVE_INFINITY, heard);
    const pay = async (reader: Reader) => {
      const channel = await CardChannel.open(reader);
      return face === 'contact'
        ? payByContact(channel, buy(700n, { cash: true }), shop(undefined))
        : payByTap(channel, buy(700n), shop(undefined));
    };
    await pay(whole.reader);
    const last = whole.count();
    let torn = 0;
    for (let at = 1; at <= last; at += 1) {
      const card = cloneCard(withCash, chance(5));
      const result = await pay(pulled(card, face, at, heard).reader).catch((error: unknown) => error);
      const left = await cashOf(card);
      if (result instanceof Refusal) {
        expect([result.code, left]).toEqual(['terminal.card-removed', 20_000n]);
        continue;
      }
      expect(result).toMatchObject({ outcome: 'torn' });
      torn += 1;
      const settled = await settleTornPayment(await open(card), result as never);
      expect(left).toBe(settled.outcome === 'paid' ? 19_300n : 20_000n);
    }
    expect(torn).toBeGreaterThan(0);
  },
);

test('a card pulled at every command of an online payment: the bank takes back what the card has not agreed to', async () => {
  const whole = pulled(cloneCard(original, chance(5)), 'contact', Number.POSITIVE_INFINITY, true);
  await payByContact(await CardChannel.open(whole.reader), buy(700n), shop(rich()));
  let asked = 0;
  for (let at = 1; at <= whole.count(); at += 1) {
    for (const heard of [false, true]) {
      const accounts = rich();
      const card = cloneCard(original, chance(5));
      const { reader } = pulled(card, 'contact', at, heard);
      const bank = testBank(accounts);
      const counted: BankHost = {
        ...bank,
        authorise: async (request) => {
          asked += 1;
          return bank.authorise(request);
        },
      };
      const result = await payByContact(await CardChannel.open(reader), buy(700n), shop(counted)).catch((e) => e);
      // At the first cryptogram the terminal cannot know that the card wanted to ask its bank: the log tells.
      if (result.outcome === 'torn')
        expect(await settleTornPayment(await open(card), result)).toEqual({ outcome: 'not paid' });
      else expect(result).toMatchObject({ code: 'terminal.card-removed' });
      expect(accounts.get(PAN)).toBe(1_000_000n);
    }
  }
  expect(asked).toBeGreaterThan(3);
});

test('the log of a payment shows neither PIN nor card number', async () => {
  const lines: string[] = [];
  const reader = new SimulatedReader(chipInSlot(cloneCard(withCash, chance(3))));
  const channel = await CardChannel.open(
    reader,
    apduLog((line) => lines.push(line)),
  );
  await payByContact(channel, buy(100n), shop(rich(), { pin: SAMPLE_BANK_PIN }));
  const text = lines.join('\n');
  expect(lines.length).toBeGreaterThan(30);
  expect(text).not.toContain(SAMPLE_BANK_PIN);
  expect(text).not.toContain(PAN);
  expect(text).not.toContain(PAN.slice(-10));
});

test('a card without bank application, or with one its bank has blocked, pays nothing', async () => {
  const none = await makeSampleCard({ generation: 3, random: chance(6) });
  for (const face of ['contact', 'contactless'] as const)
    expect(await code(payByTap(await open(none, face), buy(1n), shop(undefined)))).toBe('no-bank-application');
  expect(await code(payByContact(await open(withCash), { ...buy(1n), time: '1' }, shop(undefined)))).toBe(
    'bad-parameter',
  );
  expect(await code(payByContact(await open(withCash), buy(-1n), shop(undefined)))).toBe('bad-parameter');
});
