// What happens to people between the class list and the card: they leave, look alike, change guardians, come of age, are insured elsewhere.
import { beforeAll, describe, expect, test } from 'vitest';
import { systemActor } from '../../src/base/actor.ts';
import type { Day } from '../../src/base/day.ts';
import {
  endGuardianship,
  linkGuardian,
  type NewPerson,
  reconfirmGuardian,
  registerPeopleAction,
  residentCheckCharacter,
} from '../../src/domain/holders/index.ts';
import {
  checkRoster,
  chooseBank,
  commitRoster,
  groupStatus,
  myOrders,
  openGroupOrder,
  placeOrder,
  submitGroup,
} from '../../src/domain/orders/index.ts';
import { openTown, rosterCsv, type Town } from '../../src/domain/orders/town.fixture.ts';
import { handOverCard } from '../../src/domain/production/hand-over-card.ts';
import { shownBy } from '../../src/domain/production/production.fixture.ts';
import { receiveCards } from '../../src/domain/production/receive-cards.ts';
import { openCardWorks } from './card-works.fixture.ts';

type Person = Awaited<ReturnType<Town['settle']>>[number];
const orderOf = async (town: Town, { id }: Person) =>
  (await town.look(myOrders, town.citizen(id), {})).orders[0]!.order;
const register = (town: Town, people: NewPerson[]) =>
  town.act(registerPeopleAction, systemActor('registry'), { people });

describe('a class list', () => {
  let town: Town;
  let groupOrderId: string;
  const clerk = () => town.staff('school-clerk', 'school');
  const enrolled = (region = 'beijing') => ({
    ...town.insuredAs('resident', region),
    bornFrom: 2003,
    bornTo: 2005,
    student: { schoolId: town.places.school!, schoolOrganised: true },
  });
  const check = (file: string, fileName = '名册.csv') =>
    town.act(checkRoster, clerk(), { groupOrderId, fileName, file });
  const listOf = (...people: Person[]) => rosterCsv(people.map(({ person }) => person));
  const invite = async (...people: Person[]) => {
    const { importId, goodRows } = await check(listOf(...people));
    expect(goodRows).toBe(people.length);
    await town.act(commitRoster, clerk(), { importId });
    for (const who of people) {
      await town.act(chooseBank, town.citizen(who.id), {
        ...{
          orderId: (await orderOf(town, who)).orderId,
          bank: 'icbc',
          pickUp: 'outlet',
          outletId: town.places.icbc1!,
        },
      } as const);
    }
  };

  beforeAll(async () => {
    town = await openTown('2025-07-28T02:00:00Z');
    await town.openBatch('batch-4', '2025-08-01');
    town.house.clock.moveTo(new Date('2025-09-01T02:00:00Z'));
    groupOrderId = (await town.act(openGroupOrder, clerk(), { banks: ['icbc'] })).groupOrderId;
  });

  test('Q4 APP-05 who leaves the school between roster and submission is not ordered for, and may order elsewhere at once', async () => {
    const [leaver, movedAway, stays] = (await town.settle(3, enrolled())) as [Person, Person, Person];
    await invite(leaver, movedAway, stays);
    await register(town, [
      { ...leaver.person, student: null },
      { ...movedAway.person, student: { schoolId: 'another-school', schoolOrganised: true } },
    ]);
    const answer = await town.act(submitGroup, clerk(), { groupOrderId });
    expect(answer).toMatchObject({ accepted: 1, rejected: 2 });
    expect(answer.rejections.map(({ reason }) => reason)).toEqual(['left-organiser', 'left-organiser']);
    expect(await orderOf(town, stays)).toMatchObject({ state: 'accepted', kind: 'school' });
    const alone = await town.act(placeOrder, town.citizen(leaver.id), {
      ...{ region: 'beijing', bank: 'abc', pickUp: 'outlet', outletId: town.places.abc1! },
    } as const);
    expect(alone).toMatchObject({ state: 'accepted', kind: 'individual' });
  });

  test('Q4 the same for a unit: whoever changed the employer before submission is not the old one’s to order for', async () => {
    const works = town.staff('unit-clerk', 'works');
    const { groupOrderId: unit } = await town.act(openGroupOrder, works, { banks: ['icbc'] });
    const [changes, stays] = (await town.settle(2, town.insuredAt('works'))) as [Person, Person];
    const { importId } = await town.act(checkRoster, works, {
      ...{ groupOrderId: unit, fileName: '名册.csv', file: listOf(changes, stays) },
    });
    await town.act(commitRoster, works, { importId });
    for (const who of [changes, stays]) {
      await town.act(chooseBank, town.citizen(who.id), {
        ...{
          orderId: (await orderOf(town, who)).orderId,
          bank: 'icbc',
          pickUp: 'outlet',
          outletId: town.places.icbc1!,
        },
      } as const);
    }
    const [insurance] = town.insuredAt('shop').insurances;
    await register(town, [{ ...changes.person, insurances: [{ ...insurance!, since: '2025-09-01' as Day }] }]);
    expect(await town.act(submitGroup, works, { groupOrderId: unit })).toMatchObject({ accepted: 1, rejected: 1 });
    expect(await orderOf(town, changes)).toMatchObject({ state: 'rejected', stateReason: 'left-organiser' });
  });

  test('APP-05 ELG-03 twins of one day with names alike are two people with two orders; their names crossed are two bad rows', async () => {
    const [twin] = (await town.settle(1, enrolled())) as [Person];
    const { documentNumber, name } = twin.person;
    // The next number of the same day, place and sex.
    const body = `${documentNumber.slice(0, 14)}${String((Number(documentNumber.slice(14, 17)) + 2) % 1000).padStart(3, '0')}`;
    const other: NewPerson = {
      ...twin.person,
      documentNumber: `${body}${residentCheckCharacter(body)}`,
      name: `${name.slice(0, 1)}双${name.slice(1)}`,
    };
    const { people } = await register(town, [other]);
    const sibling = { id: people[0]!.holderId!, person: other };
    const crossed = await check(
      rosterCsv([
        { ...twin.person, name: other.name },
        { ...other, name },
      ]),
    );
    expect(crossed).toMatchObject({ goodRows: 0, badRows: 2 });
    expect(new Set(crossed.errors.map(({ code }) => code))).toEqual(new Set(['name-differs']));
    await invite(twin, sibling);
    const orders = [await orderOf(town, twin), await orderOf(town, sibling)];
    expect(new Set(orders.map(({ orderId, holderId }) => `${orderId} ${holderId}`)).size).toBe(2);
    expect(await town.act(submitGroup, clerk(), { groupOrderId })).toMatchObject({ accepted: 2, rejected: 0 });
  });

  test('APP-05 ELG-01 pupils insured in another region are bad rows that say so; the rest of the class goes on', async () => {
    const [here] = (await town.settle(1, enrolled())) as [Person];
    const [there] = (await town.settle(1, { ...enrolled('fuzhou'), oldCard: null })) as [Person];
    const checked = await check(listOf(here, there));
    expect(checked).toMatchObject({ goodRows: 1, badRows: 1, errors: [{ row: 3, code: 'not-insured' }] });
  });

  test('APP-01 a class list twice: the same file is the same import, another file with the same pupils makes no second order', async () => {
    const [one, two, three] = (await town.settle(3, enrolled())) as [Person, Person, Person];
    const first = await check(listOf(one, two));
    expect((await check(listOf(one, two), '重新导出.csv')).importId).toBe(first.importId);
    await town.act(commitRoster, clerk(), { importId: first.importId });
    const before = (await town.look(groupStatus, clerk(), { groupOrderId })).counts.draft;
    const again = await check(listOf(two, three, one, three));
    expect(again).toMatchObject({ goodRows: 1, badRows: 3 });
    expect(again.errors.map(({ code }) => code).sort()).toEqual(['duplicate-in-file', 'has-order', 'has-order']);
    await town.act(commitRoster, clerk(), { importId: again.importId });
    expect((await town.look(groupStatus, clerk(), { groupOrderId })).counts.draft).toBe(before! + 1);
    expect((await town.act(commitRoster, clerk(), { importId: first.importId })).importId).toBe(first.importId);
  });
});

describe('a child between order and hand-over', () => {
  test('Q5 ELG-05 another guardian than the one who ordered confirms again; who came of age confirms alone, and no guardian gets the card', async () => {
    const town = await openTown('2026-01-02T02:00:00Z');
    const clerk = town.staff('bureau-clerk', 'bureau');
    const teller = town.staff('bank-teller', 'icbc1');
    const [father, mother] = (await town.settle(2, town.insuredAs('flexible'))) as [Person, Person];
    const minor = { ...town.insuredAs('resident'), oldCard: null };
    const [child] = (await town.settle(1, { ...minor, bornFrom: 2015, bornTo: 2015 })) as [Person];
    const [grown] = (await town.settle(1, { ...minor, bornFrom: 2008, bornTo: 2008 })) as [Person];
    // A day before coming of age, whatever day of 2008 that is.
    const eighteen = `2026${grown.person.born.slice(4)}`;
    const link = async (guardian: Person, ward: Person) => {
      const { documentKind, documentNumber, name } = ward.person;
      const answer = await town.act(linkGuardian, clerk, {
        ...{ guardianId: guardian.id, ward: { documentKind, documentNumber, name } },
        proof: { kind: 'household-register', number: 'HK-000020' },
      });
      return answer.guardianshipId;
    };
    const fathers = await link(father, child);
    await link(mother, child);
    const dayBefore = new Date(Date.parse(`${eighteen}T02:00:00Z`) - 86_400_000);
    if (dayBefore > town.house.clock.now()) town.house.clock.moveTo(dayBefore);
    await link(father, grown);
    for (const { id } of [child, grown]) {
      await town.act(placeOrder, town.citizen(father.id), {
        ...{ holderId: id, region: 'beijing', bank: 'icbc', pickUp: 'outlet', outletId: town.places.icbc1! },
      } as const);
    }
    const works = await openCardWorks(town, 'beijing', 'icbc');
    const cards = await works.makeAll();
    await town.act(receiveCards, town.staff('outlet-manager', 'icbc1'), {
      cardNumbers: cards.map(({ cardNumber }) => cardNumber),
    });
    const cardOf = (who: Person) => cards.find(({ name }) => name === who.person.name)!.cardNumber;
    const handTo = (whose: Person, shows: Person) =>
      town.act(handOverCard, teller, { cardNumber: cardOf(whose), shown: shownBy(shows.person) });

    await town.act(endGuardianship, clerk, { guardianshipId: fathers });
    town.house.clock.moveTo(new Date(town.house.clock.now().getTime() + 2 * 86_400_000));
    await expect(handTo(child, father)).rejects.toMatchObject({ code: 'holders.not-yours' });
    await expect(handTo(child, mother)).rejects.toMatchObject({ code: 'production.confirm-again' });
    await town.act(reconfirmGuardian, teller, { holderId: child.id, confirmedBy: mother.id });
    expect(await handTo(child, mother)).toMatchObject({ as: 'guardian' });

    await expect(handTo(grown, father)).rejects.toMatchObject({ code: 'production.wrong-person' });
    await expect(handTo(grown, grown)).rejects.toMatchObject({ code: 'production.confirm-again' });
    await town.act(reconfirmGuardian, teller, { holderId: grown.id });
    expect(await handTo(grown, grown)).toMatchObject({ as: 'self' });
  });
});
