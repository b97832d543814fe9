// One person with two records, from the pages: compared masked, proposed by one clerk, decided by another, and then all of it is on the
// pages of the record that stays.
import { beforeAll, expect, test } from 'vitest';
import { ask, perform } from '../../src/base/action.ts';
import type { Actor } from '../../src/base/actor.ts';
import { systemActor } from '../../src/base/actor.ts';
import { openCall } from '../../src/base/call.ts';
import { sql } from '../../src/base/sql.ts';
import { residentCheckCharacter } from '../../src/domain/holders/identity-document.ts';
import { myRecord } from '../../src/domain/holders/index.ts';
import { registerPeopleAction } from '../../src/domain/holders/register-people.ts';
import { beginSession } from '../../src/domain/identity/session.ts';
import { addStaff } from '../../src/domain/institutions/index.ts';
import { allocate } from '../../src/domain/medical/index.ts';
import { myMedicalAccount } from '../../src/domain/medical/personal-account.ts';
import { Visitor } from '../browser/browse.ts';
import { openTown, type Town } from '../browser/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown({ people: 30 });
}, 600_000);

/** The same person under a number with one wrong digit, with what has been done under it. */
async function doubleOf(clerk: Actor, person: { name: string; documentNumber: string; born: string; sex: string }) {
  const { house } = town;
  const { database } = house;
  const first17 = `${person.documentNumber.slice(0, 14)}${String((Number(person.documentNumber.slice(14, 17)) + 2) % 1000).padStart(3, '0')}`;
  const documentNumber = first17 + residentCheckCharacter(first17);
  const { people } = await perform(house, registerPeopleAction, clerk, {
    people: [
      {
        ...{ documentKind: 'resident-id', documentNumber, name: person.name, sex: person.sex, born: person.born },
        insurances: [],
      },
    ],
  } as never);
  const holderId = people[0]!.holderId!;
  const id = crypto.randomUUID();
  await house.database.transaction((db) =>
    allocate(openCall(house, db, systemActor('test')), 'beijing', '2025-11', [{ holderId, amountFen: 70_000n }]),
  );
  await database.run(sql`
    insert into notices.message (id, journal_seq, holder_id, template, sender, signature, code, text, state, pressing, composed_at, due)
    values (${id}, 1, ${holderId}, 'card-ready', 'bureau', '北京市人社局', 'ABCD2345', ${house.vault.seal('旧档案里的消息', `notices.message.text:${id}`)},
      'centre-only', false, ${house.clock.now()}, ${house.clock.now()})`);
  await database.run(sql`
    insert into benefits.programme (id, region, code, name_zh, name_en, agency_id, kind, memo, most_fen, state, drafted_by, opened_by, made_at)
    values (${id}, 'beijing', 'old-record', '旧档案的补贴', 'subsidy of the old record', ${clerk.institutionId}, 'farm-subsidy', '补贴', 100000, 'open', 'a', 'b', now())`);
  await database.run(
    sql`insert into benefits.entitlement (programme_id, holder_id, amount, since) values (${id}, ${holderId}, 5000, '2025-01-01')`,
  );
  return { holderId, documentNumber };
}

test('two records compared masked, proposed by one clerk, approved by another; messages, benefits and money of both are the person’s', async () => {
  const { house } = town;
  const clerk = town.personas.get('bureau')!.actor;
  const kept = town.personas.get('flexible')!.actor;
  const person = await ask(house, myRecord, kept, { reveal: true });
  const account = async () => BigInt((await ask(house, myMedicalAccount, kept, {})).balanceFen);
  const before = await account();
  const double = await doubleOf(clerk, person);

  const proposer = await new Visitor(town).be('bureau');
  const find = {
    ...{ act: 'find', oneKind: 'resident-id', oneNumber: double.documentNumber },
    ...{ otherKind: 'resident-id', otherNumber: person.documentNumber },
  };
  expect((await proposer.fill('/bureau/merge', { ...find, otherNumber: '110101199003070134' })).body).toContain(
    '没有查到',
  );
  const { body } = await proposer.fill('/bureau/merge', find);
  expect(body).toContain('相同：姓名、出生日期、性别');
  for (const number of [double.documentNumber, person.documentNumber]) expect(body).not.toContain(number);
  const wish = {
    act: 'propose',
    oneId: double.holderId,
    otherId: kept.id,
    fromId: double.holderId,
    proof: 'police-certificate',
  };
  expect((await proposer.fill('/bureau/merge', wish)).status).toBe(422);
  expect((await proposer.fill('/bureau/merge', { ...wish, proofNumber: '京公证0001' })).to).toBe(
    '/bureau/merge?done=proposed',
  );

  const mergeId = /name="mergeId" value="([^"]+)"/.exec((await proposer.get('/bureau/merge')).body)![1]!;
  const look = { mergeId, act: 'look', oneId: double.holderId, otherId: kept.id };
  expect((await proposer.fill('/bureau/merge', look)).body).toContain('由您以外的另一位经办人办理');
  expect((await proposer.fill('/bureau/merge', { ...look, act: 'approve' })).status).toBe(403);

  const second = new Visitor(town);
  await house.database.transaction(async (db) => {
    const call = openCall(house, db, systemActor('test'));
    const institutionId = clerk.institutionId!;
    const id = await addStaff(call, { institutionId, role: 'bureau-clerk', name: '第二经办' });
    second.cookies.set('session', await beginSession(call, { role: 'bureau-clerk', id, institutionId }, 'demo'));
  });
  expect((await second.fill('/bureau/merge', look)).body).toContain('是同一人，批准合并');
  expect((await second.fill('/bureau/merge', { ...look, act: 'approve' })).to).toBe('/bureau/merge?done=approved');

  const holder = await new Visitor(town).be('flexible');
  expect((await holder.get('/my/messages')).body).toContain('旧档案里的消息');
  const messageId = /name="messageId" value="([^"]+)"/.exec((await holder.get('/my/messages')).body)![1]!;
  await holder.fill('/my/messages', { messageId });
  expect((await holder.get('/my/messages')).body).not.toContain('未读');
  expect((await holder.get('/my/benefits')).body).toContain('旧档案的补贴');
  expect(await account()).toBe(before + 70_000n);
});
