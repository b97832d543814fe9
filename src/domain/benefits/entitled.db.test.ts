// Lists, pay accounts and their guard, certification, checks.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { myAccount } from '../banking/my-account.ts';
import { saveStatus } from '../banking/store.ts';
import { activateAccount } from '../cards/account.ts';
import {
  bankCardNumbersOf,
  closeAccount,
  collectCards,
  enableCard,
  findGoodCard,
  markMade,
  openAccount,
  planCards,
} from '../cards/index.ts';
import { giveMandate, recordDeath } from '../holders/index.ts';
import { decideRules } from '../policy/decide.fixture.ts';
import { financialAccountRule, packInForce } from '../policy/index.ts';
import { loseCard } from '../uses/loss.fixture.ts';
import { approveRun } from './approve-run.ts';
import { type Agency, codeOf, freshAccount, openAgency } from './benefits.fixture.ts';
import { bindPayAccounts } from './bind-pay-accounts.ts';
import { cancelRun } from './cancel-run.ts';
import { certifyHolder } from './certify-holder.ts';
import { changePayAccounts } from './change-pay-accounts.ts';
import { checkEntitled } from './check-entitled.ts';
import { checkList } from './check-list.ts';
import { commitList } from './commit-list.ts';
import { decideFinding } from './decide-finding.ts';
import { draftProgramme } from './draft-programme.ts';
import { draftRun } from './draft-run.ts';
import { listFindings } from './list-findings.ts';
import { myBenefits } from './my-benefits.ts';
import { openProgramme } from './open-programme.ts';
import { requestPayAccount } from './request-pay-account.ts';

let a: Agency;
beforeAll(async () => {
  a = await openAgency();
});

const citizen = (id: string) => ({ role: 'citizen', id, channel: 'rong-e' }) as const;

describe('lists', () => {
  test('every bad row is named with its fault and nothing is entitled before a second person commits', async () => {
    const programmeId = await a.openProgrammeOf({ youngest: 30 });
    const [good, dead, again] = await a.addPeople(3);
    const [young] = await a.addPeople(1, { bornFrom: 2005, bornTo: 2006 });
    await a.inCall(
      (call) =>
        recordDeath.run(call, {
          holderId: dead!,
          diedOn: '2024-05-01' as Day,
          proof: { kind: 'death-certificate', number: '示例1' },
        } as never),
      { role: 'bureau-clerk', id: 'c', institutionId: a.actors.clerk.institutionId! },
    );
    const who = (id: string) => `${a.people.get(id)!.documentNumber},${a.people.get(id)!.name}`;
    const file = Buffer.from(
      [
        '社会保障号码,姓名,金额（元）',
        `${who(good!)},12.30`,
        `${who(dead!)},5`,
        `${who(young!)},5`,
        `${who(again!)},1.001`,
        `${who(again!)},-5`,
        `${who(again!)},99999999`,
        `${who(good!)},5`,
        `110101199001011234,张三,5`,
        `${a.people.get(again!)!.documentNumber},别人,5`,
        '1.10101E+17,李四,5',
        `=cmd|' /C calc'!A0,王五,5`,
      ].join('\n'),
    ).toString('base64');
    const list = await a.act(checkList, a.actors.officer, { programmeId, since: '2025-01', file });
    expect(list).toMatchObject({ rows: 11, good: 1, totalFen: '1230' });
    expect(list.faults.map(({ row, fault }) => [row, fault])).toEqual([
      [3, 'deceased'],
      [4, 'too-young'],
      [5, 'amount-malformed'],
      [6, 'amount-malformed'],
      [7, 'amount-too-large'],
      [8, 'twice-in-list'],
      [9, 'number-malformed'],
      [10, 'name-differs'],
      [11, 'number-malformed'],
      [12, 'number-malformed'],
    ]);
    expect(JSON.stringify(list.faults)).not.toContain('王五');
    const yes = { listId: list.listId, good: 1, totalFen: '1230' };
    expect(await codeOf(a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' }))).toBe(
      'benefits.nothing-to-draft',
    );
    expect(await codeOf(a.act(commitList, a.actors.officerApproving, yes))).toBe('benefits.second-person-needed');
    expect(await codeOf(a.act(commitList, a.actors.approver, { ...yes, good: 2 }))).toBe('benefits.run-differs');
    await a.act(commitList, a.actors.approver, yes);
    expect(await codeOf(a.act(commitList, a.actors.approver, yes))).toBe('benefits.list-settled');
    // The same file again is the same list; another file with the same person is told so.
    expect(await a.act(checkList, a.actors.officer, { programmeId, since: '2025-01', file })).toMatchObject({
      listId: list.listId,
      state: 'committed',
    });
    const more = await a.act(checkList, a.actors.officer, {
      programmeId,
      since: '2025-06',
      file: a.csv([[good!, '7']]),
    });
    expect(more.faults).toMatchObject([{ fault: 'entitled-already' }]);
  });

  test('a file that is no list is refused with the cause', async () => {
    const programmeId = await a.openProgrammeOf();
    const send = (bytes: Buffer) =>
      codeOf(a.act(checkList, a.actors.officer, { programmeId, since: '2025-01', file: bytes.toString('base64') }));
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from([0, 1, 2, 3]),
      Buffer.from('姓名,金额\n张三,5'),
      Buffer.from('社会保障号码,姓名,金额\n"open,张三,5'),
    ]) {
      expect(await send(bytes)).toBe('benefits.list-unreadable');
    }
    const rows = Array.from({ length: 200_002 }, () => '1,2,3').join('\n');
    expect(await send(Buffer.from(`社会保障号码,姓名,金额\n${rows}`))).toBe('benefits.list-unreadable');
  });

  test('BEN-08 a programme nobody has thought of is set up without code: scholarships', async () => {
    const code = 'scholarship-2025';
    const input = {
      code,
      nameZh: '国家助学金',
      nameEn: 'Scholarship',
      kind: 'scholarship' as const,
      memo: '助学金',
      mostFen: '500000',
    };
    const { programmeId } = await a.act(draftProgramme, a.actors.officer, input);
    expect(await codeOf(a.act(draftProgramme, a.actors.officer, input))).toBe('benefits.programme-exists');
    expect(await codeOf(a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' }))).toBe(
      'benefits.programme-not-open',
    );
    expect(await codeOf(a.act(openProgramme, a.actors.officerApproving, { programmeId }))).toBe(
      'benefits.second-person-needed',
    );
    await a.act(openProgramme, a.actors.approver, { programmeId });
    const [student] = await a.addPeople(1);
    await a.entitle(programmeId, [[student!, '1650']], '2025-03', '2025-03');
    expect(await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' })).toMatchObject({
      ready: 1,
      totalFen: '165000',
    });
    expect(await codeOf(a.act(draftRun, a.actors.officer, { programmeId, period: '2025-04' }))).toBe(
      'benefits.nothing-to-draft',
    );
  });
});

describe('the guard of pay accounts', () => {
  test('BEN-02 after a change of card the run holds instead of paying the old account; one visit repairs all programmes (BEN-03)', async () => {
    const programmes = [await a.openProgrammeOf(), await a.openProgrammeOf({ kind: 'unemployment' })];
    const [one, two] = await a.addPeople(2, {}, ['icbc']);
    for (const programmeId of programmes)
      await a.entitle(programmeId, [
        [one!, '10'],
        [two!, '10'],
      ]);
    const cardId = await a.replaceCard(one!);
    const draft = await a.act(draftRun, a.actors.officer, { programmeId: programmes[0]!, period: '2025-03' });
    expect(draft).toMatchObject({ ready: 1, held: [{ reason: 'account-stale', lines: 1 }] });
    const before = await a.look(myBenefits, citizen(one!), {});
    expect(before.benefits).toHaveLength(2);
    for (const benefit of before.benefits) {
      expect(benefit.account).toBe('stale');
      expect(benefit.newLast4).not.toBe(benefit.last4);
      expect(benefit.adviceZh).toContain('办卡窗口');
    }
    // In Fuzhou the card counter of the issuing bank does it for all programmes at once (BEN-03).
    expect((await a.act(changePayAccounts, a.actors.teller, { holderId: one!, cardId })).changed.sort()).toEqual(
      [...programmes].sort(),
    );
    const after = await a.look(myBenefits, citizen(one!), {});
    expect(after.benefits.map(({ account }) => account)).toEqual(['current', 'current']);
    expect(await a.act(draftRun, a.actors.officer, { programmeId: programmes[1]!, period: '2025-03' })).toMatchObject({
      ready: 2,
      held: [],
    });
  });

  test('BEN-02 HUB-08 an account that is closed, frozen or was never activated is held, a number the bank kept is not', async () => {
    const programmeId = await a.openProgrammeOf();
    const [closed, frozen, never, kept] = await a.addPeople(4, {}, ['icbc']);
    await a.entitle(programmeId, [
      [closed!, '1'],
      [frozen!, '1'],
      [never!, '1'],
      [kept!, '1'],
    ]);
    await a.inCall(async (call) => closeAccount(call, (await findGoodCard(call.db, closed!))!.id));
    const said = (status: string) =>
      a.inCall(async (call) => saveStatus(call.db, (await findGoodCard(call.db, frozen!))!.id, status, call.now));
    await said('frozen');
    expect((await a.look(myBenefits, citizen(frozen!), {})).benefits[0]!.account).toBe('blocked');
    await a.replaceCard(never!, freshAccount(), false);
    await a.inCall(async (call) => {
      const { id } = (await findGoodCard(call.db, never!))!;
      await call.db.run(sql`update benefits.pay_account set card_id = ${id} where holder_id = ${never!}`);
    });
    const draft = await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' });
    expect(draft.held.map(({ reason }) => reason)).toEqual(['account-blocked', 'account-closed', 'account-not-active']);
    expect(draft.ready).toBe(1);
    await said('normal');
    await a.act(cancelRun, a.actors.officer, { runId: draft.runId! });
    expect(await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' })).toMatchObject({ ready: 2 });
  });

  test('BEN-04 where the pack names another place the counter refuses and says where to go (K9)', async () => {
    const b = await openAgency('2025-03-03T02:00:00Z', 'guangxi-beihai');
    const programmeId = await b.openProgrammeOf();
    const [one] = await b.addPeople(1, {}, ['icbc']);
    await b.entitle(programmeId, [[one!, '10']]);
    const card = await b.inCall((call) => findGoodCard(call.db, one!));
    const change = (actor: Parameters<Agency['act']>[1]) =>
      b.act(changePayAccounts, actor, { holderId: one!, cardId: card!.id });
    const refusal = await change(b.actors.teller).catch((error) => error);
    expect(refusal.code).toBe('benefits.wrong-place');
    expect(refusal.problem().title).toContain('社保经办中心');
    await change(b.actors.stranger);
    await change(b.actors.officer);
  });

  test('nobody binds somebody else’s card, a dead card, or for a stranger; a wish waits for the visit', async () => {
    const programmeId = await a.openProgrammeOf();
    const [one, two] = await a.addPeople(2, {}, ['icbc']);
    await a.entitle(programmeId, [[one!, '10']]);
    const theirs = await a.inCall((call) => findGoodCard(call.db, two!));
    const old = await a.inCall((call) => findGoodCard(call.db, one!));
    const cardId = await a.replaceCard(one!);
    const change = (id: string) => codeOf(a.act(changePayAccounts, a.actors.officer, { holderId: one!, cardId: id }));
    expect(await change(theirs!.id)).toBe('benefits.no-pay-card');
    expect(await change(old!.id)).toBe('benefits.no-pay-card');
    expect(await codeOf(a.act(requestPayAccount, citizen(two!), { holderId: one!, cardId }))).toMatch(/^holders\./);
    expect(await a.act(requestPayAccount, citizen(one!), { cardId })).toEqual({ requested: [programmeId] });
    expect((await a.look(myBenefits, citizen(one!), {})).benefits[0]!.account).toBe('change-requested');
    // Asked for is not changed: the run still holds.
    expect(await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' })).toMatchObject({
      held: [{ reason: 'account-stale' }],
    });
    expect(await change(cardId)).toBe('done');
  });

  test('BEN-10 a pension of one region is paid into a card of another', async () => {
    const programmeId = await a.openProgrammeOf();
    const [one] = await a.addPeople(1, {}, []);
    const away = await a.inCall(async (call) => {
      const [planned] = await planCards(call, [
        {
          holderId: one!,
          region: 'beijing',
          bankCode: 'ccb',
          generation: 3,
          orderId: null,
          batchProxy: false,
          replacesCardId: null,
        },
      ]);
      await markMade(call, [{ cardId: planned!.cardId, bankCardNumber: freshAccount() }]);
      await collectCards(call, [planned!.cardId]);
      await enableCard(call, planned!.cardId);
      await activateAccount(call, planned!.cardId);
      return planned!.cardId;
    }, citizen(one!));
    await a.entitle(programmeId, [[one!, '3200']]);
    expect((await a.look(myBenefits, citizen(one!), {})).benefits[0]).toMatchObject({ account: 'current' });
    expect(await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' })).toMatchObject({
      ready: 1,
      totalFen: '320000',
    });
    expect(away).toBeTruthy();
  });
});

describe('what the packs decide about accounts', () => {
  /** The account the banks were told of when a run went out; undefined when nothing did. */
  async function paidTo(b: Agency, programmeId: string, kind: 'pay' | 'repay' = 'pay') {
    const { runId, ready, totalFen, held } = await b.act(draftRun, b.actors.officer, {
      programmeId,
      period: '2025-03',
      kind,
    });
    const sent = b.channel.sent.length;
    await b.act(approveRun, b.actors.approver, { runId: runId!, ready, totalFen });
    await b.runJobs();
    return { held: held.map(({ reason }) => reason), lines: b.channel.sent.slice(sent).flatMap(({ lines }) => lines) };
  }
  const changeTo = (b: Agency, holderId: string, cardId: string) =>
    codeOf(b.act(changePayAccounts, b.actors.officer, { holderId, cardId }));

  test('K7 BEN-02 where the account may come after the card, a benefit waits until it is open and active, and is then paid in full', async () => {
    const b = await openAgency('2025-03-03T02:00:00Z', 'beijing');
    const { pack } = await packInForce(b.house.database, 'beijing', '2025-03-03' as Day);
    expect(financialAccountRule(pack, { day: '2025-03-03' as Day }).value).toBe('optional');
    const programmeId = await b.openProgrammeOf();
    const [one] = (await b.addPeople(1, {}, [])) as [string];
    const cardId = await b.newCard(one, null);
    await b.entitle(programmeId, [[one, '10']]);
    expect(await paidTo(b, programmeId)).toEqual({ held: ['no-account'], lines: [] });
    expect(await changeTo(b, one, cardId)).toBe('benefits.no-pay-card');
    const account = freshAccount();
    await b.inCall((call) => openAccount(call, cardId, account));
    expect(await changeTo(b, one, cardId)).toBe('benefits.no-pay-card');
    expect(await b.act(bindPayAccounts, b.actors.approver, { programmeId })).toEqual({ bound: 0 });
    await b.inCall((call) => activateAccount(call, cardId));
    expect(await b.act(bindPayAccounts, b.actors.approver, { programmeId })).toEqual({ bound: 1 });
    expect(await paidTo(b, programmeId, 'repay')).toMatchObject({ held: [], lines: [{ account, amountFen: 1000n }] });
  });

  test('Q9 BEN-02 a benefit reaches the account of a lost card, which lives on; once the card is replaced nothing goes there any more', async () => {
    const [programmeId, later] = [await a.openProgrammeOf(), await a.openProgrammeOf({ kind: 'unemployment' })];
    const [one] = (await a.addPeople(1, {}, ['icbc'])) as [string];
    await a.entitle(programmeId, [[one, '10']]);
    await a.entitle(later, [[one, '20']]);
    const { id: oldCard } = (await a.inCall((call) => findGoodCard(call.db, one)))!;
    const numberOf = async (id: string) => (await a.inCall((call) => bankCardNumbersOf(call, [id]))).get(id);
    await loseCard(a.house, citizen(one), one);
    expect(await paidTo(a, programmeId)).toMatchObject({ held: [], lines: [{ account: await numberOf(oldCard) }] });
    const newCard = await a.newCard(one, freshAccount(), oldCard);
    expect(await paidTo(a, later)).toEqual({ held: ['account-stale'], lines: [] });
    expect(await changeTo(a, one, newCard)).toBe('done');
    // What was held comes to the new account; what lay on the old one is the holder's and the bank's matter (FIN-07).
    expect(await paidTo(a, later, 'repay')).toMatchObject({
      held: [],
      lines: [{ account: await numberOf(newCard), amountFen: 2000n }],
    });
  });

  test('Q10 BEN-08 the daily limit of a child’s account cuts no benefit: a scholarship above it arrives whole, and the limit is shown', async () => {
    const b = await openAgency();
    await decideRules(b.house, b.region, { minorAccount: { dailyLimitFen: '50000' } });
    const programmeId = await b.openProgrammeOf({ kind: 'scholarship' });
    const [child] = (await b.addPeople(1, { bornFrom: 2012, bornTo: 2014 }, ['icbc'])) as [string];
    await b.entitle(programmeId, [[child, '2000']]);
    expect((await b.look(myAccount, citizen(child), {})).accounts).toMatchObject([{ dailyLimitFen: '50000' }]);
    expect(await paidTo(b, programmeId)).toMatchObject({ held: [], lines: [{ amountFen: 200_000n }] });
  });
});

describe('certification', () => {
  test('BEN-09 whoever misses a year is told three times before anything is suspended, and is paid again when seen', async () => {
    const b = await openAgency('2025-03-03T02:00:00Z');
    const programmeId = await b.openProgrammeOf({ certifiedMonths: 12 });
    const [one] = await b.addPeople(1, {}, ['icbc']);
    await b.entitle(programmeId, [[one!, '10']], '2024-06');
    const steps: string[] = [];
    const step = async (day: string) => {
      b.house.clock.moveTo(new Date(`${day}T02:00:00Z`));
      await b.runJobs();
      const row = await b.house.database.maybe<{ step: string }>(
        sql`select step from benefits.overdue where holder_id = ${one!}`,
      );
      steps.push(row?.step ?? '-');
    };
    for (const day of [
      '2025-04-01',
      '2025-04-02',
      '2025-05-01',
      '2025-05-03',
      '2025-06-01',
      '2025-06-30',
      '2025-07-01',
    ])
      await step(day);
    expect(steps).toEqual([
      '-',
      'first-notice',
      'first-notice',
      'second-notice',
      'final-notice',
      'final-notice',
      'suspended',
    ]);
    expect(await b.act(draftRun, b.actors.officer, { programmeId, period: '2025-07' })).toMatchObject({
      ready: 0,
      held: [{ reason: 'certification' }],
    });
    await b.act(certifyHolder, b.actors.officer, { holderId: one!, how: 'visit', seenOn: '2025-07-01' as Day });
    expect(await b.act(draftRun, b.actors.officer, { programmeId, period: '2025-08' })).toMatchObject({
      ready: 1,
      held: [],
    });
  });

  test('a job that stood still for a year does not suspend anybody untold', async () => {
    const b = await openAgency('2025-03-03T02:00:00Z');
    const programmeId = await b.openProgrammeOf({ certifiedMonths: 12 });
    const [one] = await b.addPeople(1, {}, ['icbc']);
    await b.entitle(programmeId, [[one!, '10']], '2023-01');
    await b.runJobs();
    expect(await b.house.database.one(sql`select step from benefits.overdue`)).toEqual({ step: 'first-notice' });
    await b.runJobs();
    expect(await b.house.database.one(sql`select step from benefits.overdue`)).toEqual({ step: 'first-notice' });
    expect(await b.act(draftRun, b.actors.officer, { programmeId, period: '2025-03' })).toMatchObject({ ready: 1 });
  });

  test('a helper certifies only with the mandate of the person, nobody certifies the dead', async () => {
    const [one, dead] = await a.addPeople(2);
    const helper = { role: 'community-worker', id: 'helper-7', institutionId: a.actors.clerk.institutionId! } as const;
    const certify = (holderId: string) =>
      codeOf(a.act(certifyHolder, helper, { holderId, how: 'helper', seenOn: '2025-03-01' as Day }));
    expect(await certify(one!)).toMatch(/^holders\./);
    await a.act(giveMandate, citizen(one!), { helperId: 'helper-7', acts: ['certify'], until: '2025-12-31' } as never);
    expect(await certify(one!)).toBe('done');
    await a.inCall((call) =>
      call.db.run(sql`update holders.holder set deceased_on = '2025-01-01' where id = ${dead!}`),
    );
    expect(
      await codeOf(
        a.act(certifyHolder, a.actors.officer, { holderId: dead!, how: 'visit', seenOn: '2025-03-01' as Day }),
      ),
    ).toBe('benefits.certified-dead');
  });
});

describe('checks', () => {
  test('BEN-07 planted fraud is found and held, innocent look-alikes raise nothing', async () => {
    const b = await openAgency();
    const pension = await b.openProgrammeOf({ code: 'pension', youngest: 50 });
    const dole = await b.openProgrammeOf({ code: 'unemployment', kind: 'unemployment', excludes: ['pension'] });
    const honest = await b.addPeople(30, { bornFrom: 1950, bornTo: 1965 });
    const planted = await b.addPeople(12, { bornFrom: 1950, bornTo: 1965 }, ['icbc']);
    await b.entitle(
      pension,
      [...honest, ...planted].map((id) => [id, '3000'] as const),
    );
    await b.entitle(dole, [[planted[0]!, '1800']]);
    const change = (holderId: string, card: string) =>
      b.inCall((call) =>
        call.db.run(sql`update benefits.pay_account set card_id = ${card} where holder_id = ${holderId}`),
      );
    const cardOf = async (id: string) => (await b.inCall((call) => findGoodCard(call.db, id)))!.id;
    // A couple shares an account: innocent. Four people share one: not.
    await change(honest[1]!, await cardOf(honest[0]!));
    const shared = await cardOf(planted[1]!);
    for (const id of planted.slice(2, 5)) await change(id, shared);
    await b.inCall((call) =>
      call.db.run(sql`update holders.holder set deceased_on = '2024-11-11' where id = ${planted[5]!}`),
    );
    // One worker visits many and changes nothing: innocent. One who moves the accounts of six as well: not.
    for (const id of honest.slice(5, 15))
      await b.act(certifyHolder, b.actors.clerk, { holderId: id, how: 'visit', seenOn: '2025-02-20' as Day });
    for (const id of planted.slice(6, 12)) {
      await b.act(certifyHolder, b.actors.officer, { holderId: id, how: 'visit', seenOn: '2025-02-20' as Day });
      const mine = await cardOf(id);
      await b.inCall((call) =>
        call.db.run(sql`
          insert into benefits.pay_account_change (programme_id, holder_id, from_card_id, to_card_id, changed_by, role, at)
          values (${pension}, ${id}, ${mine}, ${mine}, ${b.actors.officer.id}, 'benefit-officer', ${call.now})`),
      );
    }
    const { raised } = await b.act(checkEntitled, b.actors.officer, { period: '2025-03' });
    expect(Object.fromEntries(raised.map(({ kind, people }) => [kind, people]))).toEqual({
      deceased: 1,
      'too-young': 0,
      'shared-account': 4,
      'double-claim': 2,
      'helper-ring': 6,
    });
    const { findings } = await b.look(listFindings, b.actors.auditor, { region: b.region }, { purpose: 'audit' });
    const found = new Set(findings.map(({ holderId }) => holderId));
    expect(found).toEqual(new Set(planted));
    for (const { name } of findings) expect(name).toMatch(/\*/);
    const draft = await b.act(draftRun, b.actors.officer, { programmeId: pension, period: '2025-03' });
    expect(draft).toMatchObject({
      ready: 30,
      held: [
        { reason: 'deceased', lines: 1 },
        { reason: 'in-question', lines: 11 },
      ],
    });
    // Once cleared, a finding does not come back by itself.
    for (const { findingId } of findings.filter(({ kind }) => kind === 'helper-ring')) {
      await b.act(decideFinding, b.actors.approver, { findingId, verdict: 'cleared', reason: '入户核实，本人在世' });
    }
    expect(
      (await b.act(checkEntitled, b.actors.officer, { period: '2025-03' })).raised.every(({ people }) => people === 0),
    ).toBe(true);
    expect(
      await codeOf(
        b.act(decideFinding, b.actors.approver, {
          findingId: findings.find(({ kind }) => kind === 'helper-ring')!.findingId,
          verdict: 'confirmed',
          reason: '再次核实',
        }),
      ),
    ).toBe('benefits.finding-decided');
  });
});

test('binding a programme binds only people with an active account, once', async () => {
  const programmeId = await a.openProgrammeOf();
  const withCards = await a.addPeople(2);
  const without = await a.addPeople(1, {}, []);
  await a.entitle(
    programmeId,
    [...withCards, ...without].map((id) => [id, '1'] as const),
  );
  expect(await a.act(bindPayAccounts, a.actors.approver, { programmeId })).toEqual({ bound: 0 });
  expect(await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' })).toMatchObject({
    ready: 2,
    held: [{ reason: 'no-account', lines: 1 }],
  });
});
