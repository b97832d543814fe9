// Cards written by real scripts on simulated chips: at a counter and in a batch, read back, compared, and proved afterwards.
import { beforeAll, describe, expect, test } from 'vitest';
import { operations } from '../../src/app.ts';
import { ask, perform } from '../../src/base/action.ts';
import type { Actor } from '../../src/base/actor.ts';
import { systemRandom } from '../../src/base/random.ts';
import { sql } from '../../src/base/sql.ts';
import { bankCardNumberOf, getCard } from '../../src/domain/cards/index.ts';
import { issueChallenge } from '../../src/domain/keys/issue-challenge.ts';
import { verifyCardProofAction } from '../../src/domain/keys/verify-card-proof.ts';
import { getOrder } from '../../src/domain/orders/index.ts';
import { certifyChips } from '../../src/domain/production/certify-chips.ts';
import { failStep } from '../../src/domain/production/fail-step.ts';
import { finishMaking } from '../../src/domain/production/finish-making.ts';
import { productionCity, shownBy } from '../../src/domain/production/production.fixture.ts';
import { proveChip } from '../../src/domain/production/prove-chip.ts';
import { readProductionFile } from '../../src/domain/production/read-production-file.ts';
import { recordAccount } from '../../src/domain/production/record-account.ts';
import { recordPersonalised } from '../../src/domain/production/record-personalised.ts';
import { recordPrinted } from '../../src/domain/production/record-printed.ts';
import { recordReadBack } from '../../src/domain/production/record-read-back.ts';
import { resumeMaking } from '../../src/domain/production/resume-making.ts';
import { startMaking } from '../../src/domain/production/start-making.ts';
import { stockBlanks } from '../../src/domain/production/stock-blanks.ts';
import { takeReturnFile } from '../../src/domain/production/take-return-file.ts';
import { writeChips } from '../../src/domain/production/write-chips.ts';
import {
  CardChannel,
  chipInSlot,
  proofText,
  proveBySignature,
  recogniseCard,
  SimulatedReader,
} from '../../src/terminal/index.ts';
import {
  bringInKeys,
  equipTerminal,
  handPressKeys,
  openPressKeys,
  openPsamKeys,
} from '../../src/world/behaviour/keys.ts';
import { City } from '../../src/world/city.ts';
import { CardMaker } from '../../src/world/parties/card-maker.ts';
import { CardPress, chipWriter, type Desk, readFinished } from '../../src/world/parties/card-press.ts';
import { noShelf } from '../../src/world/parties/chip-shelf.ts';

const production = await productionCity();
const { house, who } = production;
const random = (length: number) => systemRandom.bytes(length);
const bureau = who.clerk.institutionId!;
const custodians: Actor[] = [1, 2].map((i) => ({ role: 'key-custodian', id: `custodian-${i}`, institutionId: bureau }));
const city = new City(house, 'beijing', operations);
const offices = {
  city,
  plan: { region: 'beijing' } as never,
  allStaff: () => custodians,
  institutionIds: new Map([
    ['outlet', production.outlet],
    ['maker', production.maker],
  ]),
};
let counter: CardPress;
let works: CardPress;
let module: ReturnType<typeof openPsamKeys>;
let terminalId: string;

beforeAll(async () => {
  await bringInKeys(offices, random);
  const parts = { shelf: noShelf, random };
  counter = new CardPress({ ...openPressKeys(await handPressKeys(offices, 'outlet')), ...parts });
  works = new CardPress({ ...openPressKeys(await handPressKeys(offices, 'maker')), ...parts });
  const equipped = await equipTerminal(offices, 'outlet', '110100000001');
  module = openPsamKeys(equipped);
  terminalId = equipped.terminalId;
  await perform(house, stockBlanks, who.manager, { received: 50, scrapped: 0 });
});

const desk =
  (actor: Actor): Desk =>
  (operation, input) =>
    city.as(actor, operation, input, 'make-card');

let accounts = 0;
/** A making that has come as far as the chip. */
async function atTheChip() {
  const [one] = await production.ordered(1, { pickUp: 'counter', kind: 'counter', channel: 'bank-outlet' });
  const making = await perform(house, startMaking, who.teller, { orderId: one!.order.id });
  accounts += 1;
  const { makingId } = making;
  await perform(house, recordAccount, who.teller, { makingId, bankCardNumber: bankCardNumberOf('622202', accounts) });
  return { ...one!, ...making, wish: { ...making, generation: 3 } };
}

/** The reading of a finished card as record-read-back wants it. */
async function readingOf(chip: Parameters<typeof readFinished>[0]) {
  const { reading, digest } = await readFinished(chip, module, random);
  const { cardNumber, cardIdentifier, reset, name, socialSecurityNumber } = reading;
  return { cardNumber, cardIdentifier, atr: reset, name, socialSecurityNumber, digest };
}

describe('at the counter', () => {
  test('TIM-02 GEN-05 the chip is written, certified, read back, handed over, and proves itself', async () => {
    const one = await atTheChip();
    const { makingId } = one;
    const [card] = await counter.press(desk(who.teller), { makingId }, [one.wish]);
    const { cardIdentifier, atr, chip } = card!;
    await perform(house, recordPersonalised, who.teller, { makingId, cardIdentifier, atr });
    await perform(house, recordPrinted, who.teller, { makingId });
    const reading = await readingOf(chip);
    expect(reading).toMatchObject({ name: one.person.name, socialSecurityNumber: one.person.documentNumber });
    expect(await perform(house, recordReadBack, who.teller, { makingId, ...reading })).toMatchObject({ differs: [] });
    const { cardId } = await perform(house, finishMaking, who.teller, { makingId, shown: shownBy(one.person) });
    expect(await getCard(house.database, cardId)).toMatchObject({ cardIdentifier, cardNumber: one.cardNumber });

    const { challengeId, challenge } = await perform(house, issueChallenge, who.teller, { terminalId });
    const channel = await CardChannel.open(new SimulatedReader(chipInSlot(chip)));
    const signed = await proveBySignature(channel, await recogniseCard(channel), Buffer.from(challenge, 'hex'));
    const { reset: _, ...text } = proofText(signed);
    const proof = { ...text, challengeId, terminalId } as never;
    expect(await perform(house, verifyCardProofAction, who.teller, { proof })).toMatchObject({
      ...{ genuine: true, card: { cardId, strength: 'sm2' } },
    });
  });

  test('a chip that is not the one of the script, a missing digest and a wrong one', async () => {
    const one = await atTheChip();
    const { makingId } = one;
    const [card] = await counter.press(desk(who.teller), { makingId }, [one.wish]);
    const { cardIdentifier, atr, chip } = card!;
    for (const wrong of [
      { cardIdentifier: `${cardIdentifier.slice(0, 24)}0A0B0C0D`, atr },
      { cardIdentifier, atr: `${atr.slice(0, 24)}00` },
    ]) {
      await expect(perform(house, recordPersonalised, who.teller, { makingId, ...wrong })).rejects.toMatchObject({
        code: 'production.identifier-differs',
      });
    }
    await perform(house, recordPersonalised, who.teller, { makingId, cardIdentifier, atr });
    await perform(house, recordPrinted, who.teller, { makingId });
    const { digest, ...reading } = await readingOf(chip);
    await expect(perform(house, recordReadBack, who.teller, { makingId, ...reading })).rejects.toMatchObject({
      code: 'production.digest-missing',
    });
    // Something the five fields do not show differs on the chip: only the digest tells.
    const wrong = { ...reading, digest: digest.replace(/^../, digest.startsWith('00') ? '11' : '00') };
    expect(await perform(house, recordReadBack, who.teller, { makingId, ...wrong })).toMatchObject({
      ...{ state: 'stopped', differs: ['content'] },
    });
    // With a new blank, and so a new chip, the same card is made again.
    await perform(house, resumeMaking, who.teller, { makingId });
    const [again] = await counter.press(desk(who.teller), { makingId }, [one.wish]);
    // Another chip, other keys: the spoiled one is nobody's card any more.
    expect(again!.cardIdentifier).not.toBe(cardIdentifier);
    await perform(house, recordPersonalised, who.teller, {
      ...{ makingId, cardIdentifier: again!.cardIdentifier, atr: again!.atr },
    });
    await perform(house, recordPrinted, who.teller, { makingId });
    expect(
      await perform(house, recordReadBack, who.teller, { makingId, ...(await readingOf(again!.chip)) }),
    ).toMatchObject({
      state: 'read-back',
    });
  });

  test('scripts, proofs and certificates are for the making’s own teller, at the chip, and for its own card only', async () => {
    const [one, other] = [await atTheChip(), await atTheChip()];
    const of = { makingId: one.makingId };
    const atr = '00814E432386971599AAAAAAAA';
    const write = (input: object, by = who.teller) =>
      perform(house, writeChips, by, { of, chips: [{ cardNumber: one.cardNumber, atr }], ...input });
    await expect(write({}, who.foreignTeller)).rejects.toMatchObject({ code: 'production.no-such-making' });
    await expect(write({}, who.maker)).rejects.toMatchObject({ code: 'production.no-such-making' });
    await expect(write({}, who.manager)).rejects.toMatchObject({ code: 'base.not-allowed' });
    await expect(write({ chips: [{ cardNumber: other.cardNumber, atr }] })).rejects.toMatchObject({
      code: 'production.chip-not-under-way',
    });
    const twice = [atr, atr.replace(/A/g, 'B')].map((one_) => ({ cardNumber: one.cardNumber, atr: one_ }));
    await expect(write({ chips: twice })).rejects.toMatchObject({ code: 'production.chip-not-under-way' });
    for (const chips of [
      [],
      [{ cardNumber: one.cardNumber, atr: 'AA' }],
      Array(101).fill({ cardNumber: one.cardNumber, atr }),
    ]) {
      await expect(write({ chips })).rejects.toMatchObject({ code: 'base.bad-input' });
    }
    const eight = '0102030405060708';
    const prove = { of, cardNumber: one.cardNumber, key: 'card' as const, source: eight, factor: eight };
    await expect(perform(house, proveChip, who.teller, prove)).rejects.toMatchObject({ code: 'keys.no-such-card' });
    await write({});
    expect((await perform(house, proveChip, who.teller, prove)).proof).toMatch(/^[0-9A-F]{32}$/);
    await expect(perform(house, proveChip, who.foreignTeller, prove)).rejects.toMatchObject({
      code: 'production.no-such-making',
    });
    const request = {
      cardNumber: one.cardNumber,
      publicKey: '11'.repeat(64),
      counter: '00000001',
      signature: '22'.repeat(64),
    };
    await expect(perform(house, certifyChips, who.teller, { of, requests: [request] })).rejects.toMatchObject({
      code: expect.stringMatching(/^keys.bad-/),
    });
    await perform(house, failStep, who.teller, { ...of, reason: 'chip-fault', blankSpoiled: false });
    await expect(write({})).rejects.toMatchObject({ code: 'production.wrong-step' });
  });

  test('SEC-01 a script is not kept with the request, and the journal names cards and no keys', async () => {
    const one = await atTheChip();
    const input = {
      of: { makingId: one.makingId },
      chips: [{ cardNumber: one.cardNumber, atr: '00814E432386971599CCCCCCCC' }],
    };
    const write = () => perform(house, writeChips, who.teller, input, { requestId: 'write-once-1' });
    const { scripts } = await write();
    await expect(write()).rejects.toMatchObject({ code: 'base.answer-shown-once' });
    const { text } = await house.database.one<{ text: string }>(sql`
      select concat((select r::text from base.request r where request_id = 'write-once-1'),
        (select facts::text from base.journal where action = 'production.write-chips' order by seq desc limit 1)) as text`);
    expect(text).toContain(one.makingId);
    for (const { note, apdu } of scripts[0]!.script)
      if (note.startsWith('PUT KEY')) expect(text).not.toContain(apdu.slice(10));
  });
});

describe('at the works', () => {
  let made: CardMaker | undefined;
  const maker = () => {
    made ??= new CardMaker({
      ...{ institutionId: production.maker, code: 'maker-1', staff: who.maker, seed: new Uint8Array(32).fill(0x21) },
      ...{
        faults: { failed: 0, scrapped: 0, sentTwice: 0, wrongTotal: 0, late: 0 },
        press: works,
        accountsFrom: 5_000,
      },
    });
    return made;
  };
  async function batchOf(count: number) {
    const people = await production.ordered(count);
    const [batch] = await production.atTheMaker();
    const { file } = await ask(
      house,
      readProductionFile,
      who.maker,
      { batchId: batch!.batchId },
      { purpose: 'make-card' },
    );
    return { people, batchId: batch!.batchId, cards: batch!.cards, text: Buffer.from(file, 'base64').toString('utf8') };
  }

  test('a batch is written chip by chip and comes back with what its chips really say', async () => {
    const { people, batchId, text } = await batchOf(5);
    const write = chipWriter(works, desk(who.maker), batchId);
    const [sent] = await maker().make(text, undefined, () => ({ fraction: () => 0.5 }) as never, write);
    expect(await perform(house, takeReturnFile, who.maker, { file: sent!.file })).toMatchObject({ made: 5, apart: [] });
    for (const { order } of people) {
      const { cardId } = await getOrder(house.database, order.id);
      const { cardIdentifier } = await house.database.one<{ cardIdentifier: string }>(sql`
        select card_identifier as "cardIdentifier" from keys.card_view where card_id = ${cardId}`);
      expect((await getCard(house.database, cardId!)).cardIdentifier).toBe(cardIdentifier);
    }
  });

  test('a line that tells of another chip than the one written is set apart', async () => {
    const { batchId, cards, text } = await batchOf(2);
    const honest = chipWriter(works, desk(who.maker), batchId);
    const [liar] = cards;
    const [sent] = await maker().make(
      text,
      undefined,
      () => ({ fraction: () => 0.5 }) as never,
      async (wishes) => {
        const written = new Map(await honest(wishes));
        written.set(liar!.cardNumber, { ...written.get(liar!.cardNumber)!, atr: '00814E432386971599DDDDDDDD' });
        return written;
      },
    );
    expect(await perform(house, takeReturnFile, who.maker, { file: sent!.file })).toMatchObject({
      ...{ made: 1, stillOut: 1, apart: [{ fault: 'bad-identifier' }] },
    });
  });

  test('another maker, an office, and a batch that has come back get no scripts', async () => {
    const { batchId, cards } = await batchOf(1);
    const input = { of: { batchId }, chips: [{ cardNumber: cards[0]!.cardNumber, atr: '00814E432386971599EEEEEEEE' }] };
    await expect(perform(house, writeChips, who.secondMaker, input)).rejects.toMatchObject({
      code: 'production.no-such-batch',
    });
    await expect(perform(house, writeChips, who.office, input)).rejects.toMatchObject({ code: 'base.not-allowed' });
    await perform(house, writeChips, who.maker, input);
  });
});
