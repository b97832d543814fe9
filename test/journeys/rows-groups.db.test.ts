// Groups from their roster to enabled cards: a school in Beijing, a community in Fuzhou with its designated outlet.
import { describe, expect, test } from 'vitest';
import type { Day } from '../../src/base/day.ts';
import { enableCard } from '../../src/domain/cards/enable-card.ts';
import { findGoodCard, getCard } from '../../src/domain/cards/index.ts';
import { registerInstitutions } from '../../src/domain/institutions/index.ts';
import {
  checkRoster,
  chooseBank,
  commitRoster,
  getOrder,
  groupStatus,
  myOrders,
  openGroupOrder,
  placeAtCounter,
  placeOrder,
  remindUndecided,
  submitGroup,
} from '../../src/domain/orders/index.ts';
import { openTown, rosterCsv, signature, type Town } from '../../src/domain/orders/town.fixture.ts';
import { handOverCard } from '../../src/domain/production/hand-over-card.ts';
import { shownBy } from '../../src/domain/production/production.fixture.ts';
import { receiveCards } from '../../src/domain/production/receive-cards.ts';
import { openCardWorks } from './card-works.fixture.ts';

type Person = Awaited<ReturnType<Town['settle']>>[number];
const orderOf = async (town: Town, { id }: Person) =>
  (await town.look(myOrders, town.citizen(id), {})).orders[0]!.order;

describe('a school', () => {
  test('APP-05 a school orders for its students like a unit: roster, choice, reminder, submission, cards', async () => {
    const town = await openTown('2025-07-28T02:00:00Z');
    const clerk = town.staff('school-clerk', 'school');
    const enrolled = {
      ...town.insuredAs('resident'),
      bornFrom: 2003,
      bornTo: 2005,
      student: { schoolId: town.places.school!, schoolOrganised: true },
    };
    const students = await town.settle(4, enrolled);
    const [elsewhere] = await town.settle(1, { ...enrolled, student: { schoolId: 'another', schoolOrganised: true } });
    await expect(town.act(openGroupOrder, clerk, { banks: ['icbc'] })).rejects.toMatchObject({
      code: 'orders.not-now',
      facts: { waitFor: '2025-08' },
    });
    await town.openBatch('batch-4', '2025-08-01');
    town.house.clock.moveTo(new Date('2025-09-01T02:00:00Z'));
    // At most three banks, as for a unit (BNK-06).
    await expect(town.act(openGroupOrder, clerk, { banks: ['icbc', 'abc', 'boc', 'ccb'] })).rejects.toMatchObject({
      code: 'orders.organiser-banks',
    });
    const { groupOrderId, channel } = await town.act(openGroupOrder, clerk, { banks: ['icbc', 'abc'] });
    expect(channel).toBe('school-group');

    const file = rosterCsv(
      [...students, elsewhere!].map(({ person }) => person),
      ['张三,110101199003070000,13800138000'],
    );
    const checked = await town.act(checkRoster, clerk, { groupOrderId, fileName: '学生名册.csv', file });
    expect(checked).toMatchObject({ goodRows: 4, badRows: 2 });
    expect(checked.errors.map(({ row }) => row)).toEqual([6, 7]);
    await town.act(commitRoster, clerk, { importId: checked.importId });

    const [first, second, third] = students as [Person, Person, Person];
    const choose = async (who: Person, bank: string, outletId: string) =>
      town.act(chooseBank, town.citizen(who.id), {
        orderId: (await orderOf(town, who)).orderId,
        bank,
        pickUp: 'outlet',
        outletId,
      });
    await expect(choose(first, 'cmb', town.places.icbc1!)).rejects.toMatchObject({ code: 'orders.bank-not-offered' });
    await choose(first, 'icbc', town.places.icbc1!);
    await choose(second, 'icbc', town.places.icbc1!);
    await choose(third, 'abc', town.places.abc1!);
    town.house.clock.moveTo(new Date('2025-09-02T02:00:00Z'));
    expect(await town.act(remindUndecided, clerk, { groupOrderId })).toEqual({ reminded: 1 });
    expect(await town.act(submitGroup, clerk, { groupOrderId })).toMatchObject({
      accepted: 3,
      undecided: 1,
      rejected: 0,
      forReview: 0,
    });
    const order = await getOrder(town.house.database, (await orderOf(town, first)).orderId);
    expect(order).toMatchObject({ kind: 'school', groupCode: 'student', batchCode: 'batch-4', generation: 3 });
    expect(order.promiseDay).toBe('2025-10-02');

    const works = await openCardWorks(town, 'beijing', 'icbc');
    const cards = await works.makeAll();
    expect(cards.map(({ name }) => name).sort()).toEqual([first, second].map(({ person }) => person.name).sort());
    const cardNumbers = cards.map(({ cardNumber }) => cardNumber);
    await town.act(receiveCards, town.staff('outlet-manager', 'icbc1'), { cardNumbers });
    const handed = await town.act(handOverCard, town.staff('bank-teller', 'icbc1'), {
      cardNumber: cards.find(({ name }) => name === first.person.name)!.cardNumber,
      shown: shownBy(first.person),
      enable: true,
    });
    expect((await findGoodCard(town.house.database, first.id))!.id).toBe(handed.cardId);
    const { counts } = await town.look(groupStatus, clerk, { groupOrderId });
    expect(counts).toMatchObject({ draft: 1 });
  });
});

describe('Fuzhou', () => {
  test('CHN-08 PCK-07 a community orders in a group as a batch by proxy, beside counter and online; its cards lie at the designated outlet only', async () => {
    const town = await openTown('2025-03-03T02:00:00Z');
    const fuzhou = { region: 'fuzhou' };
    const [streetId, otherOutlet] = (await town.inCall((call) =>
      registerInstitutions(call, [
        { ...fuzhou, kind: 'street-office', code: 'street', name: '鼓楼街道办', parentId: town.places.fzBureau! },
        { ...fuzhou, kind: 'outlet', code: 'haixia-2', name: '海峡二支行', bankCode: 'haixia' },
      ]),
    )) as [string, string];
    const [communityId] = await town.inCall((call) =>
      registerInstitutions(call, [
        { ...fuzhou, kind: 'community', code: 'lane', name: '坊巷社区', parentId: streetId, district: 'gulou' },
      ]),
    );
    const since = '2020-01-01' as Day;
    const neighbour = (district: string) => ({
      residesIn: 'fuzhou',
      insurances: [{ region: 'fuzhou', district, kind: 'resident' as const, organiserId: null, since }],
      oldCard: { bank: 'haixia' },
    });
    const [one, two, online, counter] = (await town.settle(4, neighbour('gulou'))) as [Person, Person, Person, Person];
    const [stranger] = await town.settle(1, neighbour('cangshan'));
    const worker = { role: 'community-worker', id: 'worker', institutionId: communityId! } as const;
    const { haixia1 } = town.places;

    // Three kinds of channels side by side: online, counter, group.
    expect(
      await town.act(placeOrder, town.citizen(online.id, 'region-app'), {
        region: 'fuzhou',
        bank: 'haixia',
        pickUp: 'mail',
        address: '鼓楼区示例路1号',
      }),
    ).toMatchObject({ channel: 'region-app', state: 'accepted' });
    expect(
      await town.act(placeAtCounter, town.staff('bank-teller', 'haixia1'), {
        document: town.documentOf(counter.person),
        bank: 'haixia',
        pickUp: 'counter',
        materials: ['resident-id', 'photo'],
        signature,
      }),
    ).toMatchObject({ channel: 'bank-outlet', state: 'accepted' });

    const group = { banks: ['haixia'], designatedOutletIds: [haixia1!] };
    await expect(
      town.act(openGroupOrder, worker, { ...group, designatedOutletIds: [haixia1!, otherOutlet] }),
    ).rejects.toMatchObject({ code: 'orders.outlet-wrong' });
    const { groupOrderId } = await town.act(openGroupOrder, worker, group);
    const file = rosterCsv([one, two, stranger!].map(({ person }) => person));
    const checked = await town.act(checkRoster, worker, { groupOrderId, fileName: '居民名册.csv', file });
    expect(checked).toMatchObject({ goodRows: 2, badRows: 1, errors: [{ row: 4, code: 'not-insured' }] });
    await town.act(commitRoster, worker, { importId: checked.importId });
    for (const who of [one, two]) {
      // Whichever outlet they ask for, the batch is collected at its own.
      const answer = await town.act(chooseBank, town.citizen(who.id), {
        orderId: (await orderOf(town, who)).orderId,
        bank: 'haixia',
        pickUp: 'outlet',
        outletId: otherOutlet,
      });
      expect(answer.outletId).toBe(haixia1);
    }
    expect(await town.act(submitGroup, worker, { groupOrderId })).toMatchObject({ accepted: 2, rejected: 0 });

    const works = await openCardWorks(town, 'fuzhou', 'haixia');
    const cards = await works.makeAll();
    const mine = cards.find(({ name }) => name === one.person.name)!;
    const scan = (institutionId: string) =>
      town.act(
        receiveCards,
        { role: 'outlet-manager', id: 'manager', institutionId },
        { cardNumbers: [mine.cardNumber] },
      );
    expect(await scan(otherOutlet)).toMatchObject({ received: 0, refused: [{ outlet: '海峡一支行' }] });
    expect(await scan(haixia1!)).toMatchObject({ received: 1 });
    const collect = (institutionId: string) =>
      town.act(
        handOverCard,
        { role: 'bank-teller', id: 'teller', institutionId },
        {
          cardNumber: mine.cardNumber,
          shown: shownBy(one.person),
        },
      );
    await expect(collect(otherOutlet)).rejects.toMatchObject({
      code: 'production.other-outlet',
      facts: { outlet: '海峡一支行' },
    });
    const { cardId } = await collect(haixia1!);
    const old = (await findGoodCard(town.house.database, one.id))!;
    await town.act(enableCard, town.citizen(one.id), { cardId });
    expect((await getCard(town.house.database, old.id)).socialState).toBe('invalid');
    // By proxy: six months to collect, then it sleeps (SLP-01).
    expect(await getCard(town.house.database, cardId)).toMatchObject({
      socialState: 'enabled',
      batchProxy: true,
      collectBy: '2025-09-03',
    });
  });
});
