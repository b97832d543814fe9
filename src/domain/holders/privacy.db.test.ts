import { describe, expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { ask, perform } from '../../base/action.ts';
import type { Role } from '../../base/actor.ts';
import { addDays, type Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { changeIdentity } from './change-identity.ts';
import { findHolderQuery } from './find-holder.ts';
import { findHoldersByDocument, identitiesOf, listPersonFacts, maskedIdentityOf, phonesOf } from './find-people.ts';
import { giveMandate } from './give-mandate.ts';
import type { NewPerson } from './holder.ts';
import { linkGuardian } from './link-guardian.ts';
import { myRecord } from './my-record.ts';
import { offerPhoto } from './offer-photo.ts';
import { citizen, clerk, registered, samplePeople, staff, within } from './people.fixture.ts';
import { drawPortrait } from './portrait.fixture.ts';
import { recordCapacity } from './record-capacity.ts';
import { recordDeath } from './record-death.ts';
import { registerPeopleAction } from './register-people.ts';
import { revealHolder } from './reveal-holder.ts';
import { updateContact } from './update-contact.ts';
import { whoReadMyRecord } from './who-read-my-record.ts';

const house = await testHouse();
const teller = staff('bank-teller');
const people = samplePeople(8, 61, { bornFrom: 1980, bornTo: 1990 });
const ids = await registered(house, people);
const serve = { purpose: 'serve-holder' } as const;
const numberOf = (person: NewPerson) => ({
  documentKind: person.documentKind,
  documentNumber: person.documentNumber,
});
const proof = { kind: 'police-certificate', number: 'SAMPLE-PC-77' } as const;

describe('the own record', () => {
  test('is masked unless asked for in clear, and only the own one is ever in clear', async () => {
    const person = people[0]!;
    const masked = await ask(house, myRecord, citizen(ids[0]!), {});
    const text = JSON.stringify(masked);
    for (const secret of [person.documentNumber, person.phone!, person.address!, person.name])
      expect(text).not.toContain(secret);
    expect(masked).toMatchObject({ revealed: false, photo: { state: 'none' }, insurances: [{ kind: 'employee' }] });
    expect(await ask(house, myRecord, citizen(ids[0]!), { reveal: true })).toMatchObject({
      revealed: true,
      name: person.name,
      documentNumber: person.documentNumber,
      socialSecurityNumber: person.documentNumber,
      phone: person.phone,
      address: person.address,
    });
    const child = samplePeople(1, 62, { bornFrom: 2016, bornTo: 2016 })[0]!;
    const [childId] = await registered(house, [child]);
    await perform(house, linkGuardian, teller, {
      guardianId: ids[0]!,
      ward: { ...numberOf(child), name: child.name },
      proof: { kind: 'birth-certificate', number: 'SAMPLE-1' },
    });
    expect(await ask(house, myRecord, citizen(ids[0]!), { holderId: childId!, reveal: true })).toMatchObject({
      revealed: false,
    });
  });

  test('is nobody else’s: citizen A asks for B', async () => {
    const [a, b] = ids as [string, string];
    const wrong = { code: 'holders.not-yours' };
    await expect(ask(house, myRecord, citizen(a), { holderId: b, reveal: true })).rejects.toMatchObject(wrong);
    await expect(ask(house, whoReadMyRecord, citizen(a), { holderId: b })).rejects.toMatchObject(wrong);
    await expect(
      perform(house, updateContact, citizen(a), { holderId: b, phone: '13800000000' }),
    ).rejects.toMatchObject(wrong);
    await expect(
      perform(house, offerPhoto, citizen(a), { holderId: b, photo: 'AAAA', takenOn: null, source: 'upload' }),
    ).rejects.toMatchObject(wrong);
    for (const role of ['bank-teller', 'unit-clerk', 'auditor'] as Role[])
      await expect(ask(house, myRecord, staff(role), {}, serve)).rejects.toMatchObject({ code: 'base.not-allowed' });
  });
});

describe('staff', () => {
  test('find by the exact number only, masked, with a purpose', async () => {
    const person = people[1]!;
    await expect(ask(house, findHolderQuery, teller, numberOf(person))).rejects.toMatchObject({
      code: 'base.purpose-missing',
    });
    const { holder } = await ask(house, findHolderQuery, teller, numberOf(person), serve);
    expect(holder).toMatchObject({ holderId: ids[1], name: expect.stringMatching(/^.{1,2}\*$/u) });
    const text = JSON.stringify(holder);
    for (const secret of [person.documentNumber, person.phone!, person.name]) expect(text).not.toContain(secret);
    const bySocial = await ask(house, findHolderQuery, clerk, { socialSecurityNumber: person.documentNumber }, serve);
    expect(bySocial.holder?.holderId).toBe(ids[1]);
    const { documentKind } = person;
    for (const documentNumber of [person.documentNumber.slice(0, 17), '%', "' or 1=1 --", '*'])
      expect(await ask(house, findHolderQuery, teller, { documentKind, documentNumber }, serve)).toEqual({
        holder: null,
      });
    for (const role of ['unit-clerk', 'school-clerk', 'community-worker', 'courier', 'card-maker'] as Role[])
      await expect(ask(house, findHolderQuery, staff(role), numberOf(person), serve)).rejects.toMatchObject({
        code: 'base.not-allowed',
      });
  });

  test('reveal with a purpose and a written reason, which is kept sealed; sixty an hour', async () => {
    const holderId = ids[2]!;
    const reason = '核对持卡人来电所述地址';
    await expect(ask(house, revealHolder, teller, { holderId, reason })).rejects.toMatchObject({
      code: 'base.purpose-missing',
    });
    await expect(ask(house, revealHolder, teller, { holderId, reason: '看看' }, serve)).rejects.toMatchObject({
      code: 'base.bad-input',
    });
    await expect(ask(house, revealHolder, staff('auditor'), { holderId, reason }, serve)).rejects.toMatchObject({
      code: 'base.not-allowed',
    });
    const shown = await ask(house, revealHolder, teller, { holderId, reason }, serve);
    expect(shown).toMatchObject({ name: people[2]!.name, documentNumber: people[2]!.documentNumber });
    expect(shown.hideAt).toBe('2025-03-03T02:10:00.000Z');
    for (let i = 1; i < 60; i += 1) await ask(house, revealHolder, teller, { holderId, reason }, serve);
    await expect(ask(house, revealHolder, teller, { holderId, reason }, serve)).rejects.toMatchObject({
      code: 'holders.too-many-reveals',
    });
    await ask(house, revealHolder, staff('bank-teller', 'another'), { holderId, reason }, serve);
    expect(await house.database.rows(sql`select 1 from base.request`)).toEqual([]);
  });

  test('SEC-01 the holder sees who looked: role, institution, purpose, when; newest first, page by page', async () => {
    const me = citizen(ids[3]!);
    await ask(house, findHolderQuery, staff('bank-teller', 'teller-9'), numberOf(people[3]!), serve);
    await ask(house, revealHolder, clerk, { holderId: ids[3]!, reason: '投诉核实身份' }, { purpose: 'complaint' });
    await ask(house, myRecord, me, {});
    const { looks, next } = await ask(house, whoReadMyRecord, me, {});
    expect(looks.map(({ action, role, who, purpose }) => [action, role, who, purpose])).toEqual([
      ['holders.reveal-holder', 'bureau-clerk', clerk.id, 'complaint'],
      ['holders.find-holder', 'bank-teller', 'teller-9', 'serve-holder'],
    ]);
    expect(looks[0]).toMatchObject({ at: '2025-03-03T02:00:00.000Z', institutionId: clerk.institutionId });
    expect(next).toBeNull();
    for (let i = 0; i < 50; i += 1) await ask(house, findHolderQuery, clerk, numberOf(people[3]!), serve);
    const first = await ask(house, whoReadMyRecord, me, {});
    const second = await ask(house, whoReadMyRecord, me, { before: first.next! });
    expect([first.looks.length, second.looks.length, second.next]).toEqual([50, 2, null]);
    expect(second.looks.map(({ action }) => action)).toEqual(['holders.reveal-holder', 'holders.find-holder']);
  });
});

describe('changes', () => {
  test('a new document: the old number still leads to the person, the social security number moves with the document', async () => {
    const holderId = ids[4]!;
    const fresh = samplePeople(1, 63, { bornFrom: 1985, bornTo: 1985 })[0]!;
    const document = { kind: 'resident-id', number: fresh.documentNumber } as const;
    const change = (more: object, actor = clerk) =>
      perform(house, changeIdentity, actor, { holderId, proof, ...more } as never);
    await expect(change({ document }, teller)).rejects.toMatchObject({ code: 'base.not-allowed' });
    await expect(change({ document }, citizen(holderId))).rejects.toMatchObject({ code: 'base.not-allowed' });
    await expect(change({})).rejects.toMatchObject({ code: 'holders.nothing-changes' });
    await expect(change({ name: '<script>' })).rejects.toMatchObject({ code: 'holders.bad-field' });
    await expect(change({ document: { ...document, number: '110101' } })).rejects.toMatchObject({
      code: 'holders.bad-field',
    });
    await expect(
      change({ document: { kind: 'resident-id', number: people[5]!.documentNumber } }),
    ).rejects.toMatchObject({ code: 'holders.document-of-somebody-else' });
    await expect(change({ document, born: addDays(fresh.born, 1) })).rejects.toMatchObject({
      code: 'holders.differs-from-document',
    });

    const before = people[4]!;
    const { changed } = await change({ name: `${before.name}新`, document });
    expect(changed).toEqual(expect.arrayContaining(['name', 'document', 'social-security-number']));
    const both = [before.documentNumber, fresh.documentNumber].map((number) => ({
      kind: 'resident-id' as const,
      number,
    }));
    expect(await within(house, (call) => findHoldersByDocument(call, both))).toEqual([holderId, holderId]);
    const identity = (await within(house, (call) => identitiesOf(call, [holderId]))).get(holderId)!;
    expect(identity).toMatchObject({
      name: `${before.name}新`,
      documentNumber: fresh.documentNumber,
      socialSecurityNumber: fresh.documentNumber,
      born: fresh.born,
    });
    // The feed still knows the person by the old number: it lands on the same holder and does not undo the change.
    expect(
      await registered(house, [
        { ...before, insurances: [{ ...before.insurances[0]!, kind: 'flexible', since: '2025-01-01' as Day }] },
      ]),
    ).toEqual([holderId]);
    expect((await listPersonFacts(house.database, [holderId])).get(holderId)!.insurances).toHaveLength(2);
    expect((await within(house, (call) => identitiesOf(call, [holderId]))).get(holderId)!.name).toBe(
      `${before.name}新`,
    );

    await change({ document: { kind: 'resident-id', number: before.documentNumber } });
    expect(await within(house, (call) => findHoldersByDocument(call, both))).toEqual([holderId, holderId]);
    await expect(perform(house, changeIdentity, clerk, { holderId: ids[5]!, document, proof })).rejects.toMatchObject({
      code: 'holders.document-of-somebody-else',
    });
  });

  test('ten holders who claim one document at once: one gets it', async () => {
    const crowd = await registered(house, samplePeople(10, 64));
    const number = samplePeople(1, 65)[0]!.documentNumber;
    const results = await Promise.allSettled(
      crowd.map((holderId) =>
        perform(house, changeIdentity, clerk, { holderId, document: { kind: 'resident-id', number }, proof }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'holders.document-of-somebody-else' });
  });

  test('what the holder says about phone and address stays, whatever the feed says', async () => {
    const holderId = ids[6]!;
    await expect(perform(house, updateContact, citizen(holderId), { phone: '010-65123456' })).rejects.toMatchObject({
      code: 'holders.bad-field',
    });
    await expect(perform(house, updateContact, citizen(holderId), {})).rejects.toMatchObject({
      code: 'holders.nothing-changes',
    });
    await expect(perform(house, updateContact, teller, { phone: null })).rejects.toMatchObject({
      code: 'holders.name-the-holder',
    });
    await perform(house, updateContact, citizen(holderId), { phone: '+86 139-0000-1111' });
    await registered(house, [people[6]!]);
    expect((await within(house, (call) => phonesOf(call, [holderId]))).get(holderId)).toBe('13900001111');
    const masked = (await within(house, (call) => maskedIdentityOf(call, [holderId]))).get(holderId)!;
    expect(masked.phone).toBe('139****1111');
  });
});

test('SEC-01 a dump of all tables shows no plain number, name, phone, address, proof, reason or photo', async () => {
  const planted: NewPerson = {
    ...samplePeople(1, 66, { bornFrom: 1985, bornTo: 1985 })[0]!,
    name: '欧阳植入样例',
    phone: '13912345678',
    address: '北京市东城区植入地址路77号',
  };
  const answer = await perform(
    house,
    registerPeopleAction,
    clerk,
    { people: [planted] },
    { requestId: 'dump-00000001' },
  );
  const holderId = answer.people[0]!.holderId!;
  const me = citizen(holderId);
  const request = (n: number) => ({ requestId: `dump-1000000${n}` });
  await perform(house, updateContact, me, { phone: '13787654321', address: '北京市朝阳区植入新址路88号' }, request(1));
  await perform(
    house,
    changeIdentity,
    clerk,
    { holderId, name: '欧阳改名样例', proof: { kind: 'police-certificate', number: 'PLANTED-PROOF-1' } },
    request(2),
  );
  const portrait = drawPortrait();
  await perform(
    house,
    offerPhoto,
    me,
    { photo: Buffer.from(portrait).toString('base64'), takenOn: '2025-02-01' as Day, source: 'upload' },
    request(3),
  );
  const child = { ...samplePeople(1, 67, { bornFrom: 2017, bornTo: 2017 })[0]!, name: '欧阳植入幼' };
  await registered(house, [child]);
  await perform(
    house,
    linkGuardian,
    me,
    { ward: { ...numberOf(child), name: child.name }, proof: { kind: 'birth-certificate', number: 'PLANTED-PROOF-2' } },
    request(4),
  );
  await perform(
    house,
    giveMandate,
    clerk,
    { holderId, helperId: 'helper', acts: ['fill-in'], until: '2025-04-01' as Day, paperNumber: 'PLANTED-PAPER-3' },
    request(5),
  );
  await ask(house, revealHolder, clerk, { holderId, reason: 'PLANTED-REASON 欧阳' }, serve);
  await ask(house, findHolderQuery, clerk, numberOf(planted), serve);
  await ask(house, myRecord, me, { reveal: true });
  await perform(
    house,
    recordCapacity,
    clerk,
    { holderId, capacity: 'limited', proof: { kind: 'court-ruling', number: 'PLANTED-PROOF-4' } },
    request(6),
  );
  await perform(
    house,
    recordDeath,
    clerk,
    { holderId, diedOn: '2025-03-01' as Day, proof: { kind: 'death-certificate', number: 'PLANTED-PROOF-5' } },
    request(7),
  );

  const secrets = [
    planted.documentNumber,
    child.documentNumber,
    '植入',
    '改名样例',
    '欧阳',
    '13912345678',
    '13787654321',
    'PLANTED',
  ];
  const columns = await house.database.rows<{ schema: string; table: string; column: string; type: string }>(sql`
    select table_schema as schema, table_name as "table", column_name as column, data_type as type from information_schema.columns
    where table_schema in ('holders', 'base') and table_name not like '%\\_view'`);
  expect(new Set(columns.filter((c) => c.schema === 'holders').map((c) => c.table)).size).toBeGreaterThanOrEqual(9);
  let seen = 0;
  for (const { schema, table, column, type } of columns) {
    const quoted = `"${schema}"."${table}"`;
    const rows = await house.database.rows<{ value: string | Uint8Array | null }>({
      text:
        type === 'bytea'
          ? `select "${column}" as value from ${quoted}`
          : `select "${column}"::text as value from ${quoted}`,
      values: [],
    });
    for (const { value } of rows) {
      if (value === null) continue;
      seen += 1;
      const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value);
      for (const secret of secrets) {
        for (const form of [
          Buffer.from(secret, 'utf8'),
          Buffer.from(secret, 'utf16le'),
          Buffer.from(Buffer.from(secret).toString('hex')),
        ])
          expect(bytes.includes(form), `${secret} in ${table}.${column}`).toBe(false);
      }
      expect(bytes.includes(Buffer.from(portrait.subarray(200, 232))), `picture in ${table}.${column}`).toBe(false);
    }
  }
  expect(seen).toBeGreaterThan(500);
});
