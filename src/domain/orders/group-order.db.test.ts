import { beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../base/sql.ts';
import { phonesOf } from '../holders/index.ts';
import {
  checkRoster,
  chooseBank,
  commitRoster,
  getOrder,
  groupStatus,
  myOrders,
  openGroupOrder,
  placeOrder,
  remindUndecided,
  requestDelivery,
  rosterReport,
  setGroupBanks,
  submitGroup,
  withdrawOrder,
} from './index.ts';
import { openTown, rosterCsv, type Town } from './town.fixture.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown('2024-11-04T02:00:00Z');
});

const clerk = () => town.staff('unit-clerk', 'works');

describe('a unit, from the roster to accepted orders', () => {
  let groupOrderId: string;
  let importId: string;
  let people: Awaited<ReturnType<Town['settle']>>;
  const orderOf = async (holderId: string) => (await town.look(myOrders, town.citizen(holderId), {})).orders[0]!.order;

  test('BNK-05 a unit names 1 to 3 partner banks: none, a fourth and a stranger are refused', async () => {
    for (const banks of [['icbc', 'abc', 'boc', 'ccb'], ['haixia'], ['icbc', 'icbc']]) {
      await expect(town.act(openGroupOrder, clerk(), { banks })).rejects.toMatchObject({
        code: 'orders.organiser-banks',
      });
    }
    await expect(town.act(openGroupOrder, clerk(), { banks: [] })).rejects.toMatchObject({ code: 'base.bad-input' });
    const opened = await town.act(openGroupOrder, clerk(), {
      banks: ['icbc', 'abc', 'boc'],
      deliveryAddress: '房山区示例路1号',
    });
    expect(opened).toMatchObject({ region: 'beijing', channel: 'unit-group' });
    groupOrderId = opened.groupOrderId;
    await expect(town.act(openGroupOrder, clerk(), { banks: ['icbc'] })).rejects.toMatchObject({
      code: 'orders.group-exists',
    });
  });

  test('CAL-02 a unit in 海淀 is refused until its batch, with the month it waits for', async () => {
    await expect(town.act(openGroupOrder, town.staff('unit-clerk', 'mill'), { banks: ['icbc'] })).rejects.toMatchObject(
      { code: 'orders.not-now', facts: { waitFor: '2025-02' } },
    );
  });

  test('a roster is checked row by row; the bad rows are reported, masked', async () => {
    people = await town.settle(5, town.insuredAt('works'));
    const strangers = await town.settle(1, town.insuredAt('shop'));
    const file = rosterCsv(
      people.map(({ person }) => person),
      [
        `${strangers[0]!.person.name},${strangers[0]!.person.documentNumber},13800138000`,
        `${people[0]!.person.name},1.1E+17,13800138000`,
        '=cmd|x,110101199003070000,13800138000',
      ],
    );
    const checked = await town.act(checkRoster, clerk(), { groupOrderId, fileName: '名册.csv', file });
    expect(checked).toMatchObject({ state: 'checked', goodRows: 5, badRows: 3 });
    expect(checked.errors.map(({ row, code }) => [row, code])).toEqual(
      expect.arrayContaining([
        [7, 'not-insured'],
        [8, 'looks-like-spreadsheet-number'],
      ]),
    );
    importId = checked.importId;
    const again = await town.act(checkRoster, clerk(), { groupOrderId, fileName: 'copy.csv', file });
    expect(again.importId).toBe(importId);

    const { csv } = await town.look(rosterReport, clerk(), { importId });
    expect(csv.startsWith('\ufeff行号')).toBe(true);
    expect(csv).not.toContain(strangers[0]!.person.documentNumber);
    expect(csv).not.toMatch(/(^|,)=/m);
  });

  test('committed: one draft and one invitation for each good row; who was faster elsewhere joins the report', async () => {
    const committed = await town.act(commitRoster, clerk(), { importId });
    expect(committed).toMatchObject({ state: 'committed', goodRows: 5, badRows: 3 });
    expect(await town.act(commitRoster, clerk(), { importId })).toEqual(committed);
    const { counts } = await town.look(groupStatus, clerk(), { groupOrderId });
    expect(counts).toMatchObject({ draft: 5, chosen: 0 });
    expect(await orderOf(people[0]!.id)).toMatchObject({ state: 'draft', stateReason: 'choose-bank', bank: null });
  });

  test('the number in the roster reaches who has named none; nobody’s own word is overwritten, and nothing stays behind', async () => {
    const [none, known, own] = await town.settle(3, town.insuredAt('shop'));
    const clear = async (id: string, contactIsOwn: boolean) =>
      town.house.database.run(
        sql`update holders.holder set phone = null, contact_is_own = ${contactIsOwn} where id = ${id}`,
      );
    await clear(none!.id, false);
    await clear(own!.id, true);
    const shopClerk = town.staff('unit-clerk', 'shop');
    const opened = await town.act(openGroupOrder, shopClerk, { banks: ['icbc'] });
    const file = rosterCsv([none!, known!, own!].map(({ person }) => ({ ...person, phone: '13900001111' })));
    const wish = { groupOrderId: opened.groupOrderId, fileName: '名册.csv', file };
    const checked = await town.act(checkRoster, shopClerk, wish);
    const phones = () => town.inCall((call) => phonesOf(call, [none!.id, known!.id, own!.id]));
    expect((await phones()).get(none!.id)).toBeNull();
    await town.act(commitRoster, shopClerk, { importId: checked.importId });
    const now = await phones();
    expect(now.get(none!.id)).toBe('13900001111');
    expect(now.get(known!.id)).toBe(known!.person.phone);
    expect(now.get(own!.id)).toBeNull();
    const kept = await town.house.database.rows(
      sql`select 1 from orders.roster_import where state = 'committed' and phones is not null`,
    );
    expect(kept).toEqual([]);
  });

  test('BNK-05 people choose among the banks of the unit only', async () => {
    const [first, second, third] = people;
    const choose = async (who: { id: string }, bank: string, more = {}) =>
      town.act(chooseBank, town.citizen(who.id), {
        orderId: (await orderOf(who.id)).orderId,
        bank,
        pickUp: 'unit-delivery',
        ...more,
      });
    await expect(choose(first!, 'cmb')).rejects.toMatchObject({
      code: 'orders.bank-not-offered',
      facts: { offered: ['icbc', 'abc', 'boc'] },
    });
    await expect(choose(first!, 'icbc', { pickUp: 'counter' })).rejects.toMatchObject({
      code: 'orders.pick-up-not-offered',
    });
    await expect(choose(first!, 'icbc', { pickUp: 'mail' })).rejects.toMatchObject({ code: 'orders.address-missing' });
    await expect(choose(first!, 'icbc', { pickUp: 'outlet', outletId: town.places.abc1 })).rejects.toMatchObject({
      code: 'orders.outlet-wrong',
    });
    expect(await choose(first!, 'icbc')).toMatchObject({ bank: 'icbc', pickUp: 'unit-delivery', state: 'draft' });
    await choose(second!, 'abc', { pickUp: 'outlet', outletId: town.places.abc1 });
    await choose(third!, 'boc', { pickUp: 'mail', address: '房山区示例街3号院' });

    // Somebody else's order is nobody's business.
    await expect(
      town.act(chooseBank, town.citizen(first!.id), {
        orderId: (await orderOf(second!.id)).orderId,
        bank: 'icbc',
        pickUp: 'unit-delivery',
      }),
    ).rejects.toMatchObject({ code: 'holders.not-yours' });
    await expect(town.act(setGroupBanks, clerk(), { groupOrderId, banks: ['icbc', 'ccb'] })).rejects.toMatchObject({
      code: 'orders.banks-in-use',
    });
  });

  test('clerks of another unit are refused at every door', async () => {
    const other = town.staff('unit-clerk', 'shop');
    const refused = { code: 'institutions.not-your-institution' };
    await expect(town.act(submitGroup, other, { groupOrderId })).rejects.toMatchObject(refused);
    await expect(town.act(commitRoster, other, { importId })).rejects.toMatchObject(refused);
    await expect(town.act(remindUndecided, other, { groupOrderId })).rejects.toMatchObject(refused);
    await expect(town.look(groupStatus, other, { groupOrderId })).rejects.toMatchObject(refused);
    await expect(town.look(rosterReport, other, { importId })).rejects.toMatchObject(refused);
    await expect(
      town.act(checkRoster, other, { groupOrderId, fileName: 'x.csv', file: rosterCsv([]) }),
    ).rejects.toMatchObject(refused);
    await expect(town.act(submitGroup, town.staff('bank-teller', 'icbc1'), { groupOrderId })).rejects.toMatchObject({
      code: 'base.not-allowed',
    });
  });

  test('the undecided are reminded, not twice a day', async () => {
    expect(await town.act(remindUndecided, clerk(), { groupOrderId })).toEqual({ reminded: 0 });
    town.house.clock.moveTo(new Date('2024-11-05T03:00:00Z'));
    expect(await town.act(remindUndecided, clerk(), { groupOrderId })).toEqual({ reminded: 2 });
    expect(await town.act(remindUndecided, clerk(), { groupOrderId })).toEqual({ reminded: 0 });
  });

  test('APP-01 submitted: the decided are accepted with promise and decision, the others stay drafts', async () => {
    expect(await town.act(submitGroup, clerk(), { groupOrderId })).toMatchObject({
      accepted: 3,
      rejected: 0,
      undecided: 2,
      forReview: 0,
    });
    const order = await getOrder(town.house.database, (await orderOf(people[0]!.id)).orderId);
    expect(order).toMatchObject({
      state: 'accepted',
      generation: 3,
      reason: 'upgrade',
      groupCode: 'staff',
      batchCode: 'batch-1',
      placedOn: '2024-11-05',
      promiseDay: '2024-12-05',
      promiseUnit: 'natural-days',
      feeFen: 0n,
      accountRule: 'optional',
    });
    const { decision } = await town.house.database.one<{
      decision: { version: number; grounds: { cite: string[] }[] };
    }>(sql`select decision from orders.order where id = ${order.id}`);
    expect(decision.version).toBe(1);
    expect(decision.grounds.flatMap(({ cite }) => cite)).toContain('bj-2024-133 四(一)第一批');
    await expect(town.act(submitGroup, clerk(), { groupOrderId })).rejects.toMatchObject({
      code: 'orders.nobody-decided',
    });
  });

  test('APP-15 the clerk asks for delivery to the unit', async () => {
    expect(await town.act(requestDelivery, clerk(), { groupOrderId, day: '2024-12-10' as never })).toMatchObject({
      orders: 1,
    });
    await expect(
      town.act(requestDelivery, clerk(), { groupOrderId, day: '2024-11-01' as never }),
    ).rejects.toMatchObject({ code: 'orders.day-passed' });
  });

  test('GOAL-02 an invitation obliges nobody: who declines keeps the old card and may be invited again', async () => {
    const undecided = people[3]!;
    const { orderId } = await orderOf(undecided.id);
    await town.act(withdrawOrder, town.citizen(undecided.id), { orderId });
    expect(await orderOf(undecided.id)).toMatchObject({ state: 'withdrawn' });
    const file = rosterCsv([undecided.person]);
    const checked = await town.act(checkRoster, clerk(), { groupOrderId, fileName: 'b.csv', file });
    expect(checked.goodRows).toBe(1);
    await town.act(commitRoster, clerk(), { importId: checked.importId });
    expect(await orderOf(undecided.id)).toMatchObject({ state: 'draft' });
  });

  test('a person with an order under way is a bad row, and is refused elsewhere', async () => {
    const checked = await town.act(checkRoster, clerk(), {
      groupOrderId,
      fileName: 'c.csv',
      file: rosterCsv([people[0]!.person]),
    });
    expect(checked).toMatchObject({ goodRows: 0, badRows: 1 });
    expect(checked.errors[0]!.code).toBe('has-order');
  });

  test('files that are no rosters are refused whole', async () => {
    for (const file of [
      '',
      Buffer.from('just words').toString('base64'),
      Buffer.from('PK\u0003\u0004x').toString('base64'),
    ]) {
      await expect(town.act(checkRoster, clerk(), { groupOrderId, fileName: 'x.csv', file })).rejects.toMatchObject({
        code: 'orders.roster-refused',
      });
    }
    await expect(
      town.act(checkRoster, clerk(), { groupOrderId, fileName: 'x.csv', file: '%%%' }),
    ).rejects.toMatchObject({ code: 'base.bad-input' });
    await expect(
      town.act(commitRoster, clerk(), { importId: '018f0000-0000-7000-8000-00000000dead' }),
    ).rejects.toMatchObject({ code: 'orders.no-such-import' });
  });

  test('staff of a unit do not order alone in the concentrated phase', async () => {
    const [loner] = await town.settle(1, town.insuredAt('shop'));
    await expect(
      town.act(placeOrder, town.citizen(loner!.id), {
        region: 'beijing',
        bank: 'icbc',
        pickUp: 'outlet',
        outletId: town.places.icbc1!,
      }),
    ).rejects.toMatchObject({ code: 'orders.ask-organiser' });
  });
});
