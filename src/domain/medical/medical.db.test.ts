// Whose money is whose: personal account, visit balance, family, filing, clearing between regions; and the switch of cards between.
import { describe, expect, test } from 'vitest';
import { systemActor } from '../../base/actor.ts';
import { sql } from '../../base/sql.ts';
import { suspendGoodCard } from '../cards/index.ts';
import { balancesOf, verifyLedger } from '../ledger/index.ts';
import { claimAccount, dueAccount, fundAccount } from './accounts.ts';
import { accountBalances } from './balances.ts';
import { clearBetweenRegions, listBills } from './clear-between-regions.ts';
import { explainSettlement } from './explain-settlement.ts';
import { fileElsewhere, filingsOf, withdrawFiling } from './file-elsewhere.ts';
import { citizen, codeOf, medicalTown, type Patient, type Place } from './medical.fixture.ts';
import { moveVisitBalance, moveVisitBalanceAtDesk, myVisitBalances } from './move-visit-balance.ts';
import { payFromVisitBalance, payIntoVisitBalance } from './pay-visit-balance.ts';
import { personInfo } from './person-info.ts';
import { allocateToAccounts, myMedicalAccount, shareAccount } from './personal-account.ts';
import { nextMessage, readyVisit } from './ready-visit.fixture.ts';
import { reverseMessage, reverseSettlement } from './reverse-settlement.ts';
import { preSettle, settleVisit } from './settle-visit.ts';
import { readCounters } from './store.ts';

const town = await medicalTown();
const { house, act, look } = town;
const system = systemActor('test');
const visit = (place: Place, patient: Patient, fen: bigint, medType?: string) =>
  readyVisit(town, place, patient, fen, medType);

const wish = (
  patient: Patient,
  v: { visitId: string; fen: bigint },
  accountUse: '0' | '1' | '2',
  message = nextMessage(),
) => ({
  ...{ visitId: v.visitId, holderId: patient.holderId, kind: 'outpatient' as const, credential: patient.credential },
  ...{ medType: '11', batch: null, accountUse, totalFen: v.fen.toString(), message },
});

async function settle(place: Place, patient: Patient, fen: bigint, accountUse: '0' | '1' | '2' = '1') {
  const v = await visit(place, patient, fen);
  const message = nextMessage();
  return act(settleVisit, place.staff, wish(patient, v, accountUse, message), { requestId: message });
}

/** A new card comes into the person's hand and is enabled: the old one dies. */
async function switchCard(patient: Patient): Promise<Patient> {
  const fresh = await town.newCard(patient);
  await town.enable(fresh);
  return fresh;
}

const balance = async (holderId: string) => (await accountBalances(house.database, [holderId])).get(holderId) ?? 0n;
const fundsOf = async (...ids: string[]) => {
  const accounts = new Map(
    (await balancesOf(house.database, ids)).map((a) => [a.accountId, a.creditsPosted - a.debitsPosted]),
  );
  return ids.map((id) => accounts.get(id)!);
};

describe('the personal account', () => {
  test('MED-01 MED-02 K11 it belongs to the person: a new card is a new pointer, the balance is the same and no transfer was made', async () => {
    const [patient] = await town.people(1, { accountFen: 77_700n });
    const transfers = () =>
      house.database.one<{ n: number }>(sql`select count(*)::int as n from ledger.transfer`).then(({ n }) => n);
    const [before, moves] = [await balance(patient!.holderId), await transfers()];
    const renewed = await switchCard(patient!);
    expect(await balance(patient!.holderId)).toBe(before);
    expect(await transfers()).toBe(moves);
    const told = await look(personInfo, town.hospital.staff, { credential: renewed.credential });
    expect(told.balanceFen).toBe('77700');
    expect(await codeOf(look(personInfo, town.hospital.staff, { credential: patient!.credential }))).toBe(
      'medical.card-replaced',
    );
    // And it pays at once with the new card.
    expect(await settle(town.hospital, renewed, 50_000n)).toMatchObject({ accountFen: '50000', balanceFen: '27700' });
  });

  test('OLD-05 the old number leads to the person: the desk is told which card replaced it, and what was settled with it is still theirs', async () => {
    const [patient] = (await town.people(1, { accountFen: 10_000n })) as [Patient];
    const { settlementId } = await settle(town.hospital, patient, 3_000n);
    const fresh = await switchCard(patient);
    const shown = (of: Patient) => look(personInfo, town.hospital.staff, { credential: of.credential });
    const refused = await shown(patient).catch((error) => error.problem());
    expect(refused).toMatchObject({ code: 'medical.card-replaced', facts: { last4: fresh.cardNumber.slice(-4) } });
    const { holderId, cardId } = await shown(fresh);
    expect([holderId, cardId]).toEqual([patient.holderId, fresh.cardId]);
    const { settlements } = await look(myMedicalAccount, citizen(patient.holderId), {});
    expect(settlements.map((one) => one.settlementId)).toEqual([settlementId]);
    // A card that was lost has not been replaced by anything yet.
    await town.inCall((call) => suspendGoodCard(call, patient.holderId));
    expect(await codeOf(shown(fresh))).toBe('medical.card-not-usable');
  });

  test('K10 whom a region gives a card is not thereby insured: such a card is refused, an insured foreigner is settled', async () => {
    const [resident] = (await town.people(1, { insurances: [] })) as [Patient];
    const { insurances } = await look(personInfo, town.hospital.staff, { credential: resident.credential });
    expect(insurances).toEqual([]);
    expect(await codeOf(visit(town.hospital, resident, 1_000n))).toBe('medical.not-insured');
    const [foreigner] = (await town.people(1, {
      ...{
        documentKind: 'foreign-permanent-residence',
        documentNumber: 'USA110082010125',
        nationality: 'USA',
        accountFen: 5_000n,
      },
    })) as [Patient];
    expect((await settle(town.hospital, foreigner, 2_000n)).accountFen).toBe('2000');
  });

  test('the account pays first, never more than it holds, and family pays where it was asked for', async () => {
    const [owner, member] = (await town.people(2, { accountFen: 10_000n })) as [Patient, Patient];
    expect(await settle(town.hospital, member, 15_000n, '0')).toMatchObject({ accountFen: '0', cashFen: '15000' });
    expect(await settle(town.hospital, member, 4_000n, '1')).toMatchObject({ accountFen: '4000', balanceFen: '6000' });
    await act(shareAccount, citizen(owner.holderId), { memberId: member.holderId, shared: true });
    const shared = await settle(town.hospital, member, 15_000n, '2');
    expect(shared).toMatchObject({ accountFen: '15000', familyFen: '9000', cashFen: '0', balanceFen: '0' });
    expect(await balance(owner.holderId)).toBe(1_000n);
    await act(reverseSettlement, town.hospital.staff, {
      ...{ settlementId: shared.settlementId!, visitId: shared.visitId, holderId: member.holderId },
      ...{ kind: 'outpatient', message: nextMessage() },
    });
    expect([await balance(owner.holderId), await balance(member.holderId)]).toEqual([10_000n, 6_000n]);
    await act(shareAccount, citizen(owner.holderId), { memberId: member.holderId, shared: false });
    expect(await settle(town.hospital, member, 15_000n, '2')).toMatchObject({ familyFen: '0', accountFen: '6000' });
    expect((await look(myMedicalAccount, citizen(member.holderId), {})).settlements).toHaveLength(5);
  });

  test('two desks at the same moment never spend the same fen', async () => {
    const [patient] = await town.people(1, { accountFen: 5_000n });
    const visits = [];
    for (let i = 0; i < 6; i += 1) visits.push(await visit(town.hospital, patient!, 2_000n));
    const done = await Promise.all(visits.map((v) => act(settleVisit, town.hospital.staff, wish(patient!, v, '1'))));
    const paid = done.reduce((all, { accountFen }) => all + BigInt(accountFen), 0n);
    expect(paid).toBe(5_000n);
    expect(await balance(patient!.holderId)).toBe(0n);
  });

  test('an allocation that is sent twice is made once', async () => {
    const [patient] = await town.people(1);
    const people = [{ holderId: patient!.holderId, amountFen: '12345' }];
    for (let i = 0; i < 2; i += 1) await act(allocateToAccounts, system, { region: 'beijing', run: '2025-03', people });
    expect(await balance(patient!.holderId)).toBe(12_345n);
  });
});

describe('the visit balance', () => {
  test('MED-03 MED-04 CHN-10 K11 it stays on the old card until moved, and moves once though asked twice from desk and phone', async () => {
    const [old] = await town.people(1);
    await act(payIntoVisitBalance, town.hospital.staff, { credential: old!.credential, amountFen: '20000' });
    await act(payFromVisitBalance, town.hospital.staff, { credential: old!.credential, amountFen: '5000' });
    expect(
      await codeOf(act(payFromVisitBalance, town.hospital.staff, { credential: old!.credential, amountFen: '15001' })),
    ).toBe('medical.wallet-empty');
    const { institutionId, staff } = town.hospital;
    const phone = (newCardNumber: string) =>
      act(moveVisitBalance, citizen(old!.holderId), { institutionId, oldCardId: old!.cardId, newCardNumber });
    // Before the new card is enabled nothing moves.
    expect(await codeOf(phone(old!.cardNumber))).toBe('medical.not-your-old-card');

    const fresh = await switchCard(old!);
    const wallets = async () =>
      (await look(myVisitBalances, citizen(old!.holderId), {})).wallets.map(({ cardId, balanceFen }) => [
        cardId,
        balanceFen,
      ]);
    expect(await wallets()).toEqual([[old!.cardId, '15000']]);
    // The first visit with the new card is where the staff is asked to look for the old balance.
    expect((await look(personInfo, staff, { credential: fresh.credential })).oldVisitBalanceFen).toBe('15000');

    const desk = () =>
      act(moveVisitBalanceAtDesk, staff, { newCard: fresh.credential, oldCardNumber: old!.cardNumber });
    const answers = await Promise.all([
      desk(),
      phone(fresh.cardNumber),
      desk(),
      phone(fresh.cardNumber),
      phone(fresh.cardNumber),
    ]);
    expect(answers.filter(({ already }) => !already)).toHaveLength(1);
    for (const answer of answers) expect(answer).toMatchObject({ amountFen: '15000', newCardId: fresh.cardId });
    expect(await wallets()).toEqual([
      [old!.cardId, '0'],
      [fresh.cardId, '15000'],
    ]);
    expect((await look(personInfo, staff, { credential: fresh.credential })).oldVisitBalanceFen).toBe('0');
    await act(payFromVisitBalance, staff, { credential: fresh.credential, amountFen: '15000' });
  });

  test('MED-03 somebody else, a card of somebody else and another institution move nothing', async () => {
    const [one, two] = (await town.people(2)) as [Patient, Patient];
    await act(payIntoVisitBalance, town.hospital.staff, { credential: one.credential, amountFen: '900' });
    const fresh = await switchCard(one);
    const asTwo = act(moveVisitBalance, citizen(two.holderId), {
      ...{ institutionId: town.hospital.institutionId, oldCardId: one.cardId, newCardNumber: two.cardNumber },
    });
    expect(await codeOf(asTwo)).toBe('medical.not-your-old-card');
    const elsewhere = act(moveVisitBalanceAtDesk, town.community.staff, {
      ...{ newCard: fresh.credential, oldCardNumber: one.cardNumber },
    });
    expect(await codeOf(elsewhere)).toBe('medical.no-wallet');
    const swapped = act(moveVisitBalanceAtDesk, town.hospital.staff, {
      ...{ newCard: two.credential, oldCardNumber: one.cardNumber },
    });
    expect(await codeOf(swapped)).toBe('medical.not-your-old-card');
  });

  test('open question 9: a lost card keeps its visit balance until a new card is enabled', async () => {
    const [patient] = await town.people(1);
    await act(payIntoVisitBalance, town.hospital.staff, { credential: patient!.credential, amountFen: '3100' });
    await town.inCall((call) => suspendGoodCard(call, patient!.holderId));
    expect(
      await codeOf(act(payFromVisitBalance, town.hospital.staff, { credential: patient!.credential, amountFen: '1' })),
    ).toBe('medical.card-not-usable');
    const fresh = await switchCard(patient!);
    expect(
      await act(moveVisitBalanceAtDesk, town.hospital.staff, {
        newCard: fresh.credential,
        oldCardNumber: patient!.cardNumber,
      }),
    ).toMatchObject({ amountFen: '3100', already: false });
  });
});

describe('elsewhere', () => {
  const fuzhouPerson = async (more: object = {}) => {
    const insurances = [
      {
        region: 'fuzhou',
        district: 'gulou',
        kind: 'employee' as const,
        organiserId: null,
        since: '2020-01-01' as never,
      },
    ];
    return (await town.people(1, { insurances, ...more }))[0]!;
  };

  test('MED-07 without filing where the insured region needs it: refused; filed online: settled; withdrawn: refused again', async () => {
    // Fuzhou has published level 2 only, so a second hospital of Beijing is made level 2 for this test.
    await house.database.script(`update medical.institution set grade = 5 where code = '${town.community.code}'`);
    const patient = await fuzhouPerson();
    const v = await visit(town.community, patient, 160_000n);
    expect(await codeOf(act(settleVisit, town.community.staff, wish(patient, v, '0')))).toBe('medical.not-filed');
    const filed = await act(fileElsewhere, citizen(patient.holderId), { kind: 'referral', division: '110000' });
    expect(filed).toMatchObject({
      region: 'fuzhou',
      treatedIn: 'beijing',
      fromDay: '2025-03-03',
      untilDay: '2025-09-03',
    });
    // 83 % less 10 points for a referral: (1,600 − 600) × 73 %.
    expect(await look(preSettle, town.community.staff, wish(patient, v, '0'))).toMatchObject({
      fundFen: '73000',
      filing: 'referral',
    });
    await act(withdrawFiling, citizen(patient.holderId), { filingId: filed.filingId });
    expect((await look(filingsOf, citizen(patient.holderId), {})).filings).toMatchObject([{ withdrawn: true }]);
    expect(await codeOf(act(settleVisit, town.community.staff, wish(patient, v, '0')))).toBe('medical.not-filed');
    // Who lives elsewhere loses no points.
    await act(fileElsewhere, citizen(patient.holderId), { kind: 'resettled', division: '110000' });
    expect(await act(settleVisit, town.community.staff, wish(patient, v, '0'))).toMatchObject({
      fundFen: '83000',
      filing: 'resettled',
    });
    expect(await codeOf(act(fileElsewhere, citizen(patient.holderId), { kind: 'resettled', division: '350100' }))).toBe(
      'medical.filing-place',
    );
  });

  test('MED-06 GOAL-11 HUB-02 a Beijing person settles in Fuzhou: split by Fuzhou, computed by Beijing, cleared to Beijing funds', async () => {
    const [patient] = await town.people(1, { accountFen: 40_000n });
    const [fund, claim, due] = [
      fundAccount('beijing', 'hifp_pay'),
      claimAccount('beijing', 'fuzhou'),
      dueAccount(town.elsewhere.institutionId),
    ];
    const before = await fundsOf(fund, claim, due);
    const done = await settle(town.elsewhere, patient!, 300_000n);
    // The worked check of Beijing, 20 points less because nothing was filed: (3,000 − 1,800) × 50 %.
    expect(done).toMatchObject({
      region: 'beijing',
      treatedIn: 'fuzhou',
      policySet: 'beijing-employee-2023',
      filing: 'unfiled',
    });
    expect(done).toMatchObject({ deductibleFen: '180000', fundFen: '60000', accountFen: '40000', cashFen: '200000' });
    const after = await fundsOf(fund, claim, due);
    // The treating region advanced it: the fund has not moved yet.
    expect(after.map((fen, i) => fen - before[i]!)).toEqual([0n, -60_000n, 100_000n]);
    house.clock.moveTo(new Date('2025-04-02T02:00:00Z'));
    const period = {
      region: 'beijing',
      treatedIn: 'fuzhou',
      fromDay: '2025-03-01' as never,
      untilDay: '2025-03-31' as never,
    };
    expect(await act(clearBetweenRegions, system, period)).toMatchObject({ settlements: 1, amountFen: '60000' });
    const cleared = await fundsOf(fund, claim, due);
    expect(cleared.map((fen, i) => fen - before[i]!)).toEqual([-60_000n, 0n, 100_000n]);
    expect(await codeOf(act(clearBetweenRegions, system, period))).toBe('medical.already-cleared');
    const bills = await look(listBills, { role: 'auditor', id: 'auditor' }, { region: 'fuzhou' });
    expect(bills.bills).toMatchObject([{ region: 'beijing', treatedIn: 'fuzhou', amountFen: '60000' }]);
    // Taken back after clearing: it falls into the next period, with the sign turned.
    await act(reverseSettlement, town.elsewhere.staff, {
      ...{ settlementId: done.settlementId!, visitId: done.visitId, holderId: patient!.holderId },
      ...{ kind: 'outpatient', message: nextMessage() },
    });
    house.clock.moveTo(new Date('2025-05-02T02:00:00Z'));
    const april = { ...period, fromDay: '2025-04-01' as never, untilDay: '2025-04-30' as never };
    expect(await act(clearBetweenRegions, system, april)).toMatchObject({ amountFen: '-60000' });
    expect((await fundsOf(fund, claim, due)).map((fen, i) => fen - before[i]!)).toEqual([0n, 0n, 0n]);
  });
});

describe('settling and taking back', () => {
  test('the counters of the year after settle and reverse are exactly those before, also across the year end', async () => {
    const [patient] = await town.people(1);
    const counters = async (year: number) =>
      [...(await readCounters(house.database, patient!.holderId, '310', year))].filter(([, fen]) => fen !== 0n).sort();
    house.clock.moveTo(new Date('2025-12-31T15:00:00Z')); // 23:00 in Beijing
    const december = await settle(town.hospital, patient!, 250_000n);
    expect(await counters(2025)).toEqual([
      ['count:outpatient', 1n],
      ['dedc:outpatient', 180_000n],
      ['scope:outpatient', 250_000n],
    ]);
    house.clock.moveTo(new Date('2025-12-31T16:00:00Z')); // midnight of the new year in Beijing
    const january = await settle(town.hospital, patient!, 200_000n);
    expect(january).toMatchObject({ year: 2026, deductibleFen: '180000' });
    const message = nextMessage();
    const back = await act(reverseMessage, town.hospital.staff, {
      ...{ holderId: patient!.holderId, original: december.message, function: '2207', message },
    });
    expect(back.already).toBe(false);
    expect(await counters(2025)).toEqual([]);
    expect(await counters(2026)).toHaveLength(3);
    // Asked again, whether by the same or by another message, it says the same and moves nothing.
    const again = await act(reverseMessage, town.hospital.staff, {
      ...{ holderId: patient!.holderId, original: december.message, function: '2207', message: nextMessage() },
    });
    expect(again).toEqual({ ...back, already: true });
  });

  test('a message that was reversed before it arrived never settles, however late it comes', async () => {
    const [patient] = await town.people(1);
    const v = await visit(town.hospital, patient!, 10_000n);
    const message = nextMessage();
    const late = () => act(settleVisit, town.hospital.staff, wish(patient!, v, '0', message), { requestId: message });
    const reverse = () =>
      act(reverseMessage, town.hospital.staff, {
        ...{ holderId: patient!.holderId, original: message, function: '2207', message: nextMessage() },
      });
    expect(await reverse()).toEqual({ reversalId: null, visitId: null, already: false });
    expect(await codeOf(late())).toBe('base.request-void');
    expect(await reverse()).toEqual({ reversalId: null, visitId: null, already: false });
    // At the same moment: whichever is first, nothing stands in the end.
    for (let i = 0; i < 8; i += 1) {
      const original = nextMessage();
      const settling = act(settleVisit, town.hospital.staff, wish(patient!, v, '0', original), { requestId: original });
      const reversing = act(reverseMessage, town.hospital.staff, {
        ...{ holderId: patient!.holderId, original, function: '2207', message: nextMessage() },
      });
      expect(['done', 'base.request-void']).toContain(await codeOf(settling));
      await reversing;
      const counters = await readCounters(house.database, patient!.holderId, '310', Number('2026'));
      expect(counters.get('scope:outpatient') ?? 0n).toBe(0n);
    }
  });

  test('why did I pay this: items that add up, with document and grade; nobody else may read it', async () => {
    const [patient, other] = (await town.people(2)) as [Patient, Patient];
    const done = await settle(town.hospital, patient, 300_000n);
    const settlementId = done.settlementId!;
    const { items, policyTitle } = await look(explainSettlement, citizen(patient.holderId), { settlementId });
    expect(policyTitle).toBe('北京市职工基本医疗保险');
    expect(items.map(({ kind, amountFen, fundFen, selfFen }) => [kind, amountFen, fundFen, selfFen])).toEqual([
      ['deductible', '180000', '0', '180000'],
      ['band', '120000', '84000', '36000'],
    ]);
    expect(items[1]!.citation).toMatchObject({ clause: '门诊2万元以下', grade: 'C', verified: false });
    expect(await codeOf(look(explainSettlement, citizen(other.holderId), { settlementId }))).toBe(
      'medical.settlement-unknown',
    );
    expect(await codeOf(look(explainSettlement, town.pharmacy.staff, { settlementId }))).toBe(
      'medical.settlement-unknown',
    );
  });

  test('the database itself refuses a settlement whose shares do not add up, and any change of one', async () => {
    const change = house.database.script('update medical.settlement set cash = cash + 1');
    expect(await codeOf(change)).toBe('42501');
  });

  test('the whole ledger still agrees with itself', async () => {
    expect(await verifyLedger(house.database)).toMatchObject({ intact: true });
  });
});
