import { describe, expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { ask, perform } from '../../base/action.ts';
import { addDays, type Day, dayOf } from '../../base/day.ts';
import { confirmGuardian } from './confirm-guardian.ts';
import { endGuardianship } from './end-guardianship.ts';
import { endMandate } from './end-mandate.ts';
import { getHolder } from './find-people.ts';
import { giveMandate } from './give-mandate.ts';
import type { NewPerson } from './holder.ts';
import { linkGuardian } from './link-guardian.ts';
import { listGuardianClaims } from './list-guardian-claims.ts';
import { reconfirmationNeeded, requireMayActFor, requireMayHelp } from './may-act.ts';
import { myRecord } from './my-record.ts';
import { citizen, clerk, registered, samplePeople, staff, within } from './people.fixture.ts';
import { reconfirmGuardian } from './reconfirm-guardian.ts';
import { recordCapacity } from './record-capacity.ts';
import { recordDeath } from './record-death.ts';
import { updateContact } from './update-contact.ts';

const house = await testHouse('2025-03-03T02:00:00Z');
const teller = staff('bank-teller');
const today = () => dayOf(house.clock.now());

const adults = samplePeople(12, 41, { bornFrom: 1980, bornTo: 1990 });
const [mother, father, aunt, stranger, elder, other, dying, uncle] = (await registered(house, adults)) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const children = samplePeople(12, 42, { bornFrom: 2015, bornTo: 2020 });
const childIds = await registered(house, children);

const paper = (person: NewPerson) => ({
  documentKind: person.documentKind,
  documentNumber: person.documentNumber,
  name: person.name,
});
const proof = { kind: 'birth-certificate', number: 'SAMPLE-K110000001' } as const;
const link = (guardianId: string, child: NewPerson) =>
  perform(house, linkGuardian, teller, { guardianId, ward: paper(child), proof });
const claim = (guardianId: string, child: NewPerson) =>
  perform(house, linkGuardian, citizen(guardianId), { ward: paper(child), proof });
const mayAct = (actor: string, holderId: string) =>
  within(house, (call) => requireMayActFor(call, holderId), citizen(actor));
const refusedWith = (code: string, reason?: string) => ({ code, ...(reason ? { facts: { reason } } : {}) });

describe('guardians', () => {
  test('ELG-05 a stranger cannot act for a child, a proven guardian can, for each of several children', async () => {
    await link(mother, children[0]!);
    await link(mother, children[1]!);
    expect(await mayAct(mother, childIds[0]!)).toBe('guardian');
    expect(await mayAct(mother, childIds[1]!)).toBe('guardian');
    expect(await mayAct(mother, mother)).toBe('self');
    await expect(mayAct(stranger, childIds[0]!)).rejects.toMatchObject(
      refusedWith('holders.not-yours', 'not-the-guardian'),
    );
    await expect(mayAct(mother, childIds[2]!)).rejects.toMatchObject(refusedWith('holders.not-yours'));
    await expect(mayAct(childIds[0]!, mother)).rejects.toMatchObject(refusedWith('holders.not-yours'));
  });

  test('an id that is nobody’s reads like an id that is not yours', async () => {
    const answers = await Promise.all(
      ['018f0000-0000-7000-8000-00000000dead', other].map((id) => mayAct(stranger, id).catch((error) => error.facts)),
    );
    expect(answers[0]).toEqual(answers[1]);
    await expect(within(house, (call) => requireMayActFor(call, other), teller)).rejects.toMatchObject(
      refusedWith('holders.citizens-only'),
    );
  });

  test('a claim made online lets nobody act and shows nothing until the bureau has seen the proof', async () => {
    const made = await claim(father, children[3]!);
    expect(made).toMatchObject({ proven: false, wardId: null });
    await expect(mayAct(father, childIds[3]!)).rejects.toMatchObject(refusedWith('holders.not-yours', 'no-proof'));
    expect((await ask(house, myRecord, citizen(father), {})).wards).toEqual([]);

    const { claims } = await ask(house, listGuardianClaims, clerk, {}, { purpose: 'serve-holder' });
    expect(claims).toContainEqual(
      expect.objectContaining({ guardianshipId: made.guardianshipId, proofNumber: proof.number }),
    );
    await perform(house, confirmGuardian, clerk, { guardianshipId: made.guardianshipId, stands: true });
    expect(await mayAct(father, childIds[3]!)).toBe('guardian');
    expect((await claim(father, children[3]!)).wardId).toBe(childIds[3]);
    await expect(
      perform(house, confirmGuardian, clerk, { guardianshipId: made.guardianshipId, stands: false }),
    ).rejects.toMatchObject(refusedWith('holders.no-such-guardianship'));

    const refused = await claim(stranger, children[3]!);
    await perform(house, confirmGuardian, clerk, { guardianshipId: refused.guardianshipId, stands: false });
    await expect(mayAct(stranger, childIds[3]!)).rejects.toMatchObject(refusedWith('holders.not-yours'));
  });

  test('name and number must fit together, and nobody trying them learns which was wrong', async () => {
    const wrong = [
      { ...paper(children[4]!), name: '别人' },
      { ...paper(children[4]!), documentNumber: samplePeople(1, 49)[0]!.documentNumber },
      { ...paper(children[4]!), documentNumber: 'x' },
    ];
    for (const ward of wrong)
      await expect(perform(house, linkGuardian, citizen(mother), { ward, proof })).rejects.toMatchObject(
        refusedWith('holders.not-found-by-these'),
      );
  });

  test('two guardians, not three; claims of strangers take no place', async () => {
    const child = children[5]!;
    await claim(stranger, child);
    await link(mother, child);
    await link(father, child);
    await expect(link(aunt, child)).rejects.toMatchObject(refusedWith('holders.enough-guardians'));
    expect(await mayAct(mother, childIds[5]!)).toBe('guardian');
    expect(await mayAct(father, childIds[5]!)).toBe('guardian');
    const { guardians } = await ask(house, myRecord, citizen(mother), { holderId: childIds[5]! });
    const his = guardians.filter(({ proven }) => proven)[1]!;
    await expect(
      perform(house, endGuardianship, citizen(mother), { guardianshipId: his.guardianshipId }),
    ).rejects.toMatchObject(refusedWith('holders.no-such-guardianship'));
    await perform(house, endGuardianship, citizen(father), { guardianshipId: his.guardianshipId });
    await expect(mayAct(father, childIds[5]!)).rejects.toMatchObject(
      refusedWith('holders.not-yours', 'guardianship-not-in-force'),
    );
    expect((await link(aunt, child)).proven).toBe(true);
  });

  test('eight guardians who come at once: two get in', async () => {
    const crowd = await registered(house, samplePeople(8, 43, { bornFrom: 1970, bornTo: 1985 }));
    const results = await Promise.allSettled(crowd.map((id) => link(id, children[6]!)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });

  test('who needs no guardian gets none; minors, the incapable and the person itself are none', async () => {
    await expect(link(mother, adults[3]!)).rejects.toMatchObject(refusedWith('holders.no-guardian-needed'));
    await expect(link(childIds[7]!, children[8]!)).rejects.toMatchObject(refusedWith('holders.guardian-unfit'));
    await expect(link(childIds[8]!, children[8]!)).rejects.toMatchObject(refusedWith('holders.guardian-unfit'));
    await expect(
      perform(house, linkGuardian, citizen(stranger), { guardianId: mother, ward: paper(children[8]!), proof }),
    ).rejects.toMatchObject(refusedWith('holders.guardian-unfit'));
    for (const role of ['community-worker', 'unit-clerk', 'courier', 'auditor'] as const)
      await expect(
        perform(house, linkGuardian, staff(role), { guardianId: mother, ward: paper(children[8]!), proof }),
      ).rejects.toMatchObject(refusedWith('base.not-allowed'));
  });

  test('an adult without capacity: a guardian acts, the person alone does not', async () => {
    const ruling = { kind: 'court-ruling', number: 'SAMPLE-2024-001' } as const;
    await perform(house, recordCapacity, clerk, { holderId: elder, capacity: 'none', proof: ruling });
    await expect(mayAct(elder, elder)).rejects.toMatchObject(refusedWith('holders.lacks-capacity'));
    await perform(house, linkGuardian, clerk, { guardianId: uncle, ward: paper(adults[4]!), proof: ruling });
    expect(await mayAct(uncle, elder)).toBe('guardian');
    await perform(house, recordCapacity, clerk, { holderId: elder, capacity: 'full', proof: ruling });
    await expect(mayAct(uncle, elder)).rejects.toMatchObject(refusedWith('holders.not-yours', 'of-age'));
  });

  test('the guardian’s hand ends on the 18th birthday by itself, and the card is confirmed again by the holder', async () => {
    const born = '2007-03-05' as Day;
    const youth = samplePeople(1, 44, { bornFrom: 2007, bornTo: 2007 })[0]!;
    const { residentCheckCharacter } = await import('./identity-document.ts');
    const first17 = `${youth.documentNumber.slice(0, 6)}20070305${youth.documentNumber.slice(14, 17)}`;
    const person = { ...youth, born, documentNumber: first17 + residentCheckCharacter(first17) };
    const [id] = await registered(house, [person]);
    await link(mother, person);
    const placedOn = today();
    house.clock.moveTo(new Date('2025-03-04T15:59:59Z'));
    expect(await mayAct(mother, id!)).toBe('guardian');
    const asked = async () =>
      reconfirmationNeeded(house.database, {
        holder: await getHolder(house.database, id!),
        placedBy: mother,
        placedOn,
        day: today(),
      });
    expect(await asked()).toEqual({ needed: false });
    await expect(perform(house, reconfirmGuardian, citizen(id!), { holderId: id! })).rejects.toMatchObject(
      refusedWith('holders.needs-guardian'),
    );
    house.clock.moveTo(new Date('2025-03-04T16:00:00Z'));
    await expect(mayAct(mother, id!)).rejects.toMatchObject(refusedWith('holders.not-yours', 'of-age'));
    expect(await asked()).toEqual({ needed: true, because: 'came-of-age', by: 'holder' });
    await expect(perform(house, reconfirmGuardian, citizen(mother), { holderId: id! })).rejects.toMatchObject(
      refusedWith('holders.not-yours'),
    );
    await perform(house, reconfirmGuardian, teller, { holderId: id! });
    expect(await asked()).toEqual({ needed: false });
  });

  test('a guardian who changed: the present one confirms', async () => {
    const child = children[9]!;
    const { guardianshipId } = await link(mother, child);
    const placedOn = today();
    await perform(house, endGuardianship, clerk, { guardianshipId });
    await link(father, child);
    const asked = async () =>
      reconfirmationNeeded(house.database, {
        holder: await getHolder(house.database, childIds[9]!),
        placedBy: mother,
        placedOn,
        day: today(),
      });
    expect(await asked()).toEqual({ needed: true, because: 'guardian-changed', by: 'guardian' });
    await expect(
      perform(house, reconfirmGuardian, teller, { holderId: childIds[9]!, confirmedBy: mother }),
    ).rejects.toMatchObject(refusedWith('holders.not-yours'));
    await perform(house, reconfirmGuardian, teller, { holderId: childIds[9]!, confirmedBy: father });
    expect(await asked()).toEqual({ needed: false });
  });
});

describe('helpers', () => {
  const helper = staff('community-worker', 'helper-1');
  const mayHelp = (act: Parameters<typeof requireMayHelp>[2], who = helper) =>
    within(house, (call) => requireMayHelp(call, elder, act), who);

  test('a helper does what the mandate names, never decides, and stops with it', async () => {
    await expect(mayHelp('fill-in')).rejects.toMatchObject(refusedWith('holders.helper-may-not', 'no-mandate'));
    const until = addDays(today(), 30);
    const { mandateId } = await perform(house, giveMandate, citizen(elder), {
      helperId: helper.id,
      acts: ['fill-in'],
      until,
    });
    await mayHelp('fill-in');
    await expect(mayHelp('take-photo')).rejects.toMatchObject(refusedWith('holders.helper-may-not', 'not-in-mandate'));
    for (const act of ['confirm-order', 'choose-bank', 'enable', 'reveal'] as const)
      await expect(mayHelp(act)).rejects.toMatchObject(refusedWith('holders.helper-may-not', 'helper-cannot-decide'));
    await expect(mayHelp('fill-in', staff('community-worker', 'helper-2'))).rejects.toMatchObject(
      refusedWith('holders.helper-may-not', 'no-mandate'),
    );
    await expect(
      perform(house, endMandate, staff('community-worker', 'helper-2'), { mandateId }),
    ).rejects.toMatchObject(refusedWith('holders.no-such-mandate'));
    await expect(perform(house, endMandate, citizen(stranger), { mandateId })).rejects.toMatchObject(
      refusedWith('holders.not-yours'),
    );
    await perform(house, endMandate, citizen(elder), { mandateId });
    await expect(mayHelp('fill-in')).rejects.toMatchObject(
      refusedWith('holders.helper-may-not', 'mandate-not-in-force'),
    );
  });

  test('a mandate has an end within a year, and at a counter a paper', async () => {
    const give = (until: Day, actor = citizen(elder), more = {}) =>
      perform(house, giveMandate, actor, { helperId: 'h', acts: ['fill-in'], until, ...more });
    await expect(give(addDays(today(), -1))).rejects.toMatchObject(refusedWith('holders.mandate-too-long'));
    await expect(give(addDays(today(), 366))).rejects.toMatchObject(refusedWith('holders.mandate-too-long'));
    await give(addDays(today(), 365));
    await expect(give(today(), clerk, { holderId: elder })).rejects.toMatchObject(refusedWith('holders.paper-missing'));
    await expect(give(today(), clerk, { paperNumber: 'P-1' })).rejects.toMatchObject(
      refusedWith('holders.name-the-holder'),
    );
    await give(today(), clerk, { holderId: elder, paperNumber: 'P-1' });
    await expect(give(today(), citizen(stranger), { holderId: elder })).rejects.toMatchObject(
      refusedWith('holders.not-yours'),
    );
    await expect(
      perform(house, giveMandate, citizen(elder), { helperId: 'h', acts: ['confirm-order'] as never, until: today() }),
    ).rejects.toMatchObject(refusedWith('base.bad-input'));
  });
});

describe('death', () => {
  test('the dead act for nobody and nobody for them; what they held ends; others see the day', async () => {
    await link(dying, children[10]!);
    const certificate = { kind: 'death-certificate', number: 'SAMPLE-D-1' } as const;
    const record = (diedOn: Day, actor = clerk) =>
      perform(house, recordDeath, actor, { holderId: dying, diedOn, proof: certificate });
    await expect(record(today(), teller)).rejects.toMatchObject(refusedWith('base.not-allowed'));
    await expect(record(addDays(today(), 1))).rejects.toMatchObject(refusedWith('holders.death-day-impossible'));
    await expect(record('1950-01-01' as Day)).rejects.toMatchObject(refusedWith('holders.death-day-impossible'));
    expect(await record(today())).toEqual({ recorded: true });
    expect(await record(today())).toEqual({ recorded: false });
    expect((await getHolder(house.database, dying)).deceasedOn).toBe(today());
    await expect(mayAct(dying, dying)).rejects.toMatchObject(refusedWith('holders.deceased'));
    await expect(mayAct(dying, childIds[10]!)).rejects.toMatchObject(refusedWith('holders.deceased'));
    await expect(perform(house, updateContact, clerk, { holderId: dying, phone: null })).rejects.toMatchObject(
      refusedWith('holders.deceased'),
    );
    await link(mother, children[10]!);
    await link(father, children[10]!);
    expect(await record(addDays(today(), -2))).toEqual({ recorded: true });
  });
});
