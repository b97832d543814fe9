import { beforeEach, describe, expect, test } from 'vitest';
import { ask, perform } from '../../base/action.ts';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { getCard } from '../cards/index.ts';
import { recordDeath } from '../holders/record-death.ts';
import { getOrder } from '../orders/index.ts';
import { stopOrdersOfDeceased } from '../orders/stop-orders-of-deceased.ts';
import { alarmList } from './alarm-list.ts';
import { batchReport } from './batch-report.ts';
import { exportProductionFile } from './export-production-file.ts';
import { makeBatches } from './make-batches.ts';
import { makerSecret, productionCity } from './production.fixture.ts';
import { readProductionFile } from './read-production-file.ts';
import { stopCards } from './stop-cards.ts';
import { takeReturnFile } from './take-return-file.ts';
import { signFile, verifyFile } from './wire/signature.ts';

const city = await productionCity();
const { house, who, atTheMaker, ordered, made, unmade, returnFile, takeBack } = city;
const states = async (orderIds: readonly string[]) =>
  Promise.all(orderIds.map(async (id) => (await getOrder(house.database, id)).state));

/** Everything that must not change when a file is refused. */
const everything = () =>
  house.database.one(sql`
    select (select jsonb_agg(to_jsonb(i) order by card_id) from production.item i) as items,
      (select jsonb_agg(jsonb_build_array(id, state) order by id) from production.batch) as batches,
      (select jsonb_agg(jsonb_build_array(order_id, state) order by order_id) from orders.order_view) as orders,
      (select jsonb_agg(jsonb_build_array(card_id, social_state, financial_state) order by card_id) from cards.card_view) as cards,
      (select count(*) from production.return_file) as files`);

describe('batches', () => {
  test('a bank takes its own accepted orders only; each gets a card and is in production', async () => {
    const people = await ordered(3);
    const foreign = await ordered(1, { bankCode: 'abc' });
    const [batch] = await atTheMaker();
    expect(batch!.cards).toHaveLength(3);
    expect(await states(people.map(({ order }) => order.id))).toEqual(Array(3).fill('in-production'));
    expect(await states(foreign.map(({ order }) => order.id))).toEqual(['accepted']);
    const again = await perform(house, makeBatches, who.office, { makerId: city.maker });
    expect(again.batches).toEqual([]);
  });

  test('the file carries what the maker needs, is signed, and is the same bytes every time', async () => {
    const [one] = await ordered(1);
    const [{ batchId, cards }] = (await atTheMaker()) as [Awaited<ReturnType<typeof city.exported>>];
    expect(cards[0]).toMatchObject({
      name: one!.person.name,
      socialSecurityNumber: one!.person.documentNumber,
      born: one!.person.born,
      bankCode: 'icbc',
      attempt: 1,
    });
    const read = () => ask(house, readProductionFile, who.maker, { batchId }, { purpose: 'make-card' });
    const first = await read();
    const again = await perform(house, exportProductionFile, who.office, { batchId });
    expect((await read()).file).toBe(first.file);
    const text = Buffer.from(first.file, 'base64').toString('utf8');
    expect(verifyFile(text, Buffer.from(again.publicKey, 'hex'))).toBe(true);
    expect(verifyFile(text.replace(one!.person.name, '张三'), Buffer.from(again.publicKey, 'hex'))).toBe(false);
  });

  test('SEC-01 the file is read by its maker and its bank with a purpose, and lies sealed in the table', async () => {
    const [one] = await ordered(1);
    const [batch] = await atTheMaker();
    const { batchId } = batch!;
    await expect(ask(house, readProductionFile, who.maker, { batchId })).rejects.toMatchObject({
      code: 'base.purpose-missing',
    });
    for (const stranger of [who.secondMaker, who.otherOffice]) {
      await expect(
        ask(house, readProductionFile, stranger, { batchId }, { purpose: 'make-card' }),
      ).rejects.toMatchObject({ code: 'production.no-such-batch' });
    }
    const stored = await house.database.one<{ text: string }>(sql`
      select (select string_agg(encode(file, 'escape'), '') from production.batch)
        || (select string_agg(to_jsonb(i)::text, '') from production.item i)
        || (select string_agg(facts::text, '') from base.journal where action like 'production.%') as text`);
    expect(stored.text).not.toContain(one!.person.documentNumber);
    expect(stored.text).not.toContain(one!.person.name);
  });
});

describe('return file', () => {
  let people: Awaited<ReturnType<typeof ordered>>;
  let batch: Awaited<ReturnType<typeof city.exported>>;
  beforeEach(async () => {
    people = await ordered(3);
    [batch] = (await atTheMaker()) as [typeof batch];
  });
  const cardOf = (holderIndex: number) =>
    batch.cards.find(
      ({ socialSecurityNumber }) => socialSecurityNumber === people[holderIndex]!.person.documentNumber,
    )!;

  test('made cards are made with their accounts, their orders produced, the file in clear is gone', async () => {
    const report = await takeBack(
      returnFile(
        batch.number,
        batch.cards.map((card) => made(card)),
      ),
    );
    expect(report).toMatchObject({ made: 3, failed: 0, scrapped: 0, stillOut: 0, apart: [] });
    for (const { order } of people) {
      const { state, cardId } = await getOrder(house.database, order.id);
      expect(state).toBe('produced');
      expect(await getCard(house.database, cardId!)).toMatchObject({ socialState: 'made', financialState: 'open' });
    }
    const row = await house.database.one(sql`select state, file from production.batch where id = ${batch.batchId}`);
    expect(row).toEqual({ state: 'returned', file: null });
  });

  test('the same file again gives the same report and changes nothing', async () => {
    const file = returnFile(
      batch.number,
      batch.cards.map((card) => made(card)),
    );
    const first = await takeBack(file);
    const before = await everything();
    expect(await takeBack(file)).toEqual(first);
    expect(await everything()).toEqual(before);
  });

  test('bad lines are set apart, good ones go on, and the rest comes with the next part', async () => {
    const [a, b, c] = batch.cards as [(typeof batch.cards)[0], (typeof batch.cards)[0], (typeof batch.cards)[0]];
    const stranger = { ...a, cardNumber: 'A00000000' };
    const report = await takeBack(
      returnFile(batch.number, [made(a), made(b), made(b), made(c, { atr: 'XX' }), made(stranger)]),
    );
    expect(report).toMatchObject({ made: 1, stillOut: 2 });
    expect(report.apart).toEqual([
      { line: 3, fault: 'duplicate' },
      { line: 4, fault: 'duplicate' },
      { line: 5, fault: 'bad-atr' },
      { line: 6, fault: 'unknown-card' },
    ]);
    const rest = await takeBack(returnFile(batch.number, [made(a), made(b), made(c)], 2));
    expect(rest).toMatchObject({ made: 2, stillOut: 0, apart: [{ line: 2, fault: 'already-settled' }] });
  });

  test('a failed or scrapped card is printed again by itself, free; after three tries the order waits with an alarm', async () => {
    const [a, b, c] = batch.cards as [(typeof batch.cards)[0], (typeof batch.cards)[0], (typeof batch.cards)[0]];
    const first = await takeBack(returnFile(batch.number, [made(a), made(b), unmade(c, 'scrapped', 'damage')]));
    expect(first).toMatchObject({ made: 2, scrapped: 1, reprinted: 1, givenBack: [] });
    const failing = people.find(({ person }) => person.documentNumber === c.socialSecurityNumber)!;
    for (const attempt of [2, 3]) {
      const { id } = await house.database.one<{ id: string }>(
        sql`select id from production.batch where reprint and state = 'planned'`,
      );
      const reprint = await city.exported(id);
      expect(reprint.cards).toMatchObject([{ attempt, socialSecurityNumber: c.socialSecurityNumber }]);
      expect(reprint.cards[0]!.cardNumber).not.toBe(c.cardNumber);
      const report = await takeBack(returnFile(reprint.number, [unmade(reprint.cards[0]!)]));
      expect(report.givenBack).toEqual(attempt === 3 ? [failing.order.id] : []);
    }
    const order = await getOrder(house.database, failing.order.id);
    expect(order).toMatchObject({ state: 'accepted', stateReason: 'making-failed', feeFen: 0n });
    const { alarms } = await ask(house, alarmList, who.office, {});
    expect(alarms).toContainEqual(expect.objectContaining({ kind: 'making-failed', orderId: failing.order.id }));
    expect((await ask(house, batchReport, who.office, {})).banks).toMatchObject([
      { bankCode: 'icbc', inProduction: expect.any(Number) },
    ]);
    // The alarm ends with its cause: made at last.
    for (const next of await atTheMaker()) {
      await takeBack(
        returnFile(
          next.number,
          next.cards.map((card) => made(card)),
        ),
      );
    }
    expect((await ask(house, alarmList, who.office, {})).alarms).toEqual([]);
  });

  test('Q6 who dies while the card is at the maker does not hold up the others; the card comes back and is destroyed', async () => {
    const [dead, other] = await ordered(2);
    const [batch] = await atTheMaker();
    const proof = { kind: 'death-certificate', number: 'DC-0002' } as const;
    await perform(house, recordDeath, who.clerk, { holderId: dead!.holderId, diedOn: '2025-03-02' as Day, proof });
    await city.inCall((call) => stopOrdersOfDeceased.run(call, {}));
    expect(await states([dead!.order.id])).toEqual(['withdrawn']);
    const { cardId } = await getOrder(house.database, dead!.order.id);
    expect((await getCard(house.database, cardId!)).socialState).toBe('planned');
    const report = await takeBack(
      returnFile(
        batch!.number,
        batch!.cards.map((card) => made(card)),
      ),
    );
    expect(report).toMatchObject({ made: 2, withdrawn: 1, apart: [] });
    expect(await states([dead!.order.id, other!.order.id])).toEqual(['withdrawn', 'produced']);
    await city.inCall((call) => stopCards.run(call, {}));
    expect((await getCard(house.database, cardId!)).socialState).toBe('cancelled');
  });

  test('what is wrong with the file refuses all of it, and nothing has changed', async () => {
    const lines = batch.cards.map((card) => made(card));
    const good = Buffer.from(returnFile(batch.number, lines), 'base64').toString('utf8');
    const text = good.slice(0, good.lastIndexOf('S|'));
    const signed = (changed: string) => Buffer.from(signFile(changed, makerSecret)).toString('base64');
    const swapped = text.split('\n');
    const bad: [string, string, string][] = [
      ['truncated', Buffer.from(good.slice(0, good.length - 40)).toString('base64'), 'file-truncated'],
      ['cut at a line', Buffer.from(text).toString('base64'), 'file-truncated'],
      ['cut in a line', Buffer.from(text.slice(0, 100)).toString('base64'), 'file-truncated'],
      ['changed', Buffer.from(good.replace('|made|', '|mad3|')).toString('base64'), 'wrong-signature'],
      ['other key', returnFile(batch.number, lines, 1, new Uint8Array(32).fill(9)), 'wrong-signature'],
      ['count', signed(text.replace(/T\|3/, 'T|4')), 'wrong-total'],
      ['made total', signed(text.replace(/T\|3\|3/, 'T|3|2')), 'wrong-total'],
      ['line lost', signed([...swapped.slice(0, 1), ...swapped.slice(2)].join('\n')), 'wrong-total'],
      ['control', signed(text.replace(/\|\d{12}\n$/, '|000000000001\n')), 'wrong-total'],
      ['other batch', returnFile('B999999999', lines), 'wrong-batch'],
      ['other bank', signed(text.replace('|icbc|', '|abc|')), 'wrong-batch'],
      ['other maker', signed(text.replace('|maker-1|', '|maker-2|')), 'wrong-batch'],
      ['part', returnFile(batch.number, lines, 2), 'wrong-part'],
      ['another format', signed(text.replace('YKT-RETURN', 'YKT-OTHER')), 'file-unreadable'],
      ['extra field', signed(text.replace('|made|', '|made||')), 'file-unreadable'],
      [
        'noise',
        Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 37) % 256)).toString('base64'),
        'file-truncated',
      ],
      ['empty', '', 'file-truncated'],
    ];
    const before = await everything();
    for (const [name, file, code] of bad) {
      await expect(takeBack(file), name).rejects.toMatchObject({ code: `production.${code}` });
    }
    // Another maker, even with a good key, does not learn that the batch exists.
    const file = Buffer.from(signFile(text.replace('|maker-1|', '|maker-2|'), makerSecret)).toString('base64');
    await expect(perform(house, takeReturnFile, who.secondMaker, { file })).rejects.toMatchObject({
      code: 'production.no-such-batch',
    });
    expect(await everything()).toEqual(before);
  });

  test('a batch that was not exported cannot come back', async () => {
    await ordered(1);
    const { batches } = await perform(house, makeBatches, who.office, { makerId: city.maker });
    await expect(takeBack(returnFile(batches[0]!.number, [made(cardOf(0))]))).rejects.toMatchObject({
      code: 'production.batch-not-sent',
    });
    await city.exported(batches[0]!.batchId);
  });

  test('APP-10 where the region couples the account, a card that comes back without one is set apart', async () => {
    const [one] = await ordered(1, { accountRule: 'required-with-order' });
    const [{ number, cards }] = (await atTheMaker()) as [typeof batch];
    const without = await takeBack(returnFile(number, [made(cards[0]!, { bankCardNumber: '' })]));
    expect(without).toMatchObject({ made: 0, apart: [{ line: 2, fault: 'account-missing' }] });
    expect(await city.state(one!.order)).toBe('in-production');
    expect(await takeBack(returnFile(number, [made(cards[0]!)], 2))).toMatchObject({ made: 1 });
  });
});
