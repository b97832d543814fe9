// What staff pages are about, one of each kind in the demo town: a unit's roster, a delivery to it, a visit at home, a making, a draft of the policy.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operations } from '../../src/app.ts';
import { type Action, ask, type Operation, perform, type Query } from '../../src/base/action.ts';
import type { Actor } from '../../src/base/actor.ts';
import { sql } from '../../src/base/sql.ts';
import { toHex } from '../../src/crypto/index.ts';
import { bankCardNumberOf } from '../../src/domain/cards/index.ts';
import { myRecord } from '../../src/domain/holders/index.ts';
import { parseProductionFile, publicKeyOf, signFile, writeReturnFile } from '../../src/domain/production/index.ts';
import { root, type Town } from '../browser/town.ts';

const makerSecret = new Uint8Array(32).fill(0x21);

export type StaffTown = Awaited<ReturnType<typeof furnish>>;

export async function furnish(town: Town) {
  const { house } = town;
  const named = new Map<string, Operation>(operations.map((one) => [one.name, one]));
  const who = (name: string): Actor => town.personas.get(name)!.actor;
  // biome-ignore lint/suspicious/noExplicitAny: a test names operations as an outside caller would
  const as = (actor: Actor, name: string, input: unknown): Promise<any> => {
    const one = named.get(name)!;
    return one.kind === 'query'
      ? ask(house, one as Query, actor, input as never, { purpose: 'serve-holder' })
      : perform(house, one as Action, actor, input as never, { purpose: 'serve-holder' });
  };
  const numberOf = async (holderId: string) =>
    (await ask(house, myRecord, { role: 'citizen', id: holderId, channel: 'bureau-site' }, { reveal: true }))
      .documentNumber;

  await offerVisits();

  // A unit with its roster; three people choose ICBC and want the card brought.
  const { groupOrderId } = await as(who('clerk'), 'orders.open-group-order', {
    banks: ['icbc', 'abc'],
    deliveryAddress: '东城区示例大街1号前台',
  });
  const { importId } = await as(who('clerk'), 'orders.check-roster', {
    groupOrderId,
    fileName: 'roster.csv',
    file: readFileSync(join(root, 'samples/sample-roster-unit.csv')).toString('base64'),
  });
  await as(who('clerk'), 'orders.commit-roster', { importId });
  const { orders } = await as(who('clerk'), 'orders.group-status', { groupOrderId, limit: 6 });
  const people: { holderId: string; orderId: string }[] = orders
    .slice(0, 3)
    .map(({ order }: { order: { holderId: string; orderId: string } }) => order);
  for (const { holderId, orderId } of people)
    await as({ role: 'citizen', id: holderId, channel: 'bureau-site' }, 'orders.choose-bank', {
      orderId,
      bank: 'icbc',
      pickUp: 'unit-delivery',
    });
  await as(who('clerk'), 'orders.submit-group', { groupOrderId });
  await as(who('clerk'), 'orders.request-delivery', { groupOrderId, day: '2025-11-03' });

  // The maker makes them.
  const makerId = who('maker').institutionId!;
  await as(who('admin'), 'production.register-maker-key', { makerId, publicKey: toHex(publicKeyOf(makerSecret)) });
  const { batches } = await as(who('bank'), 'production.make-batches', { makerId });
  const { code } = await house.database.one<{ code: string }>(
    sql`select code from institutions.institution_view where institution_id = ${makerId}`,
  );
  let serial = 40_000;
  for (const { batchId } of batches) {
    const { number } = await as(who('bank'), 'production.export-production-file', { batchId });
    const { file } = await as(who('maker'), 'production.read-production-file', { batchId });
    const read = parseProductionFile(Buffer.from(file, 'base64').toString('utf8'));
    if (!('cards' in read)) throw new Error('the production file cannot be read');
    const lines = read.cards.map((card) => {
      serial += 1;
      return {
        cardNumber: card.cardNumber,
        result: 'made' as const,
        cardIdentifier: `${card.cardIdentifier.slice(0, 24)}0A0B0C0D`,
        bankCardNumber: bankCardNumberOf('622202', serial),
        atr: '0081544086603D9100E75301B1',
        fault: '',
      };
    });
    const header = { number, region: 'beijing', bankCode: 'icbc', makerCode: code, part: 1 };
    await as(who('maker'), 'production.take-return-file', {
      file: Buffer.from(signFile(writeReturnFile(header, lines), makerSecret)).toString('base64'),
    });
  }
  const outletId = who('teller').institutionId!;
  const { visitId } = await as(who('bank'), 'production.plan-visit', { groupOrderId, day: '2025-11-03', outletId });
  const { cardId } = await house.database.one<{ cardId: string }>(
    sql`select card_id as "cardId" from orders.order_view where order_id = ${people[0]!.orderId}`,
  );

  // Somebody who cannot come, visited today.
  const housebound = await house.database.one<{ id: string }>(sql`
    select i.holder_id as id from holders.insurance_view i join holders.person_view p using (holder_id)
    where i.region = 'beijing' and i.kind = 'flexible' and i.until is null and p.deceased_on is null and p.born < '2000-01-01'
      and not exists (select 1 from orders.order_view o where o.holder_id = i.holder_id)
      and i.holder_id <> ${who('flexible').id} order by i.holder_id limit 1`);
  const home = await as(who('teller'), 'orders.order-home-visit', {
    region: 'beijing',
    document: { kind: 'resident-id', number: await numberOf(housebound.id) },
    bank: 'icbc',
    outletId,
    reason: 'frail',
    address: '西城区样例胡同2号院3门',
    caller: '邻居 13000000000',
  });
  await as(who('manager'), 'orders.schedule-visit', {
    orderId: home.orderId,
    day: '2025-11-03',
    partOfDay: 'morning',
    visitorId: who('visitor').id,
  });

  // Somebody whom a community worker may help.
  const helped = who('retiree').id;
  await as(who('retiree'), 'holders.give-mandate', {
    ...{ helperId: who('community').id, acts: ['fill-in'], until: '2025-12-31' },
  });
  const assisted = await as(who('community'), 'orders.assist-order', {
    ...{ holderId: helped, region: 'beijing', pickUp: 'mail', address: '北京市西城区样例路7号' },
  });

  const { version } = await as(who('officer'), 'policy.draft-pack', {
    region: 'beijing',
    file: (await as(who('officer'), 'policy.read-pack', { region: 'beijing', version: 2 })).file,
  });

  /** Beijing's sources say nothing of visits at home; here a second version offers them, as Fuzhou does. */
  async function offerVisits() {
    const region = 'beijing';
    const { file } = await as(who('officer'), 'policy.read-pack', { region, version: 1 });
    const cite = [{ document: 'own-default', clause: 'ELG-09', grade: 'default' }];
    file.channels.push({ code: 'home-visit', name: { zh: '上门办理', en: 'Home visit' }, cite });
    for (const row of file.rules.channels) if (row.value !== 'unknown') row.value.push({ channel: 'home-visit' });
    file.rules.visitReasons = [{ value: ['frail', 'aged'], cite }];
    const drafted = await as(who('officer'), 'policy.draft-pack', { region, file });
    const which = { region, version: drafted.version };
    await as(who('officer'), 'policy.simulate-pack', which);
    const others = await house.database.rows<{ id: string; institutionId: string }>(sql`
      select staff_id as id, institution_id as "institutionId" from institutions.staff_view
      where role = 'policy-officer' and region = ${region} and staff_id <> ${who('officer').id} order by staff_id limit 2`);
    for (const other of others) await as({ role: 'policy-officer', region, ...other }, 'policy.approve-pack', which);
    await as(who('officer'), 'policy.put-in-force', { ...which, from: '2025-11-03' });
  }
  return {
    as,
    who,
    numberOf,
    groupOrderId: groupOrderId as string,
    importId: importId as string,
    people,
    visitId: visitId as string,
    cardId,
    visitOrderId: home.orderId as string,
    housebound: housebound.id,
    helped,
    assistedOrderId: assisted.orderId as string,
    version: version as number,
    outletId,
  };
}

const orderOf = (path: string, { visitOrderId, assistedOrderId, people }: StaffTown) =>
  path.startsWith('/counter/visits')
    ? visitOrderId
    : path.startsWith('/community')
      ? assistedOrderId
      : people[0]!.orderId;

/**
 * Real ids for the parameters of a page. A page whose parameter is not here fails every test that goes through all pages:
 * whoever adds a page with an id says which one to try it with.
 */
export function realPath(path: string, staff: StaffTown, more: Readonly<Record<string, string>> = {}): string {
  const ids: Record<string, string> = {
    groupId: staff.groupOrderId,
    importId: staff.importId,
    visitId: staff.visitId,
    cardId: staff.cardId,
    holderId: staff.helped,
    orderId: orderOf(path, staff),
    version: String(staff.version),
    ...more,
  };
  return path.replace(/:(\w+)/g, (_, name: string) => {
    if (!ids[name]) throw new Error(`no id is known for :${name} of ${path}; add one to test/portal/staff-town.ts`);
    return ids[name]!;
  });
}
