// Subsidies of many departments on one pay rail: a city in each of the 31 provinces, and everything in the one that pays all by card.
import { expect, test } from 'vitest';
import type { Actor } from '../../src/base/actor.ts';
import { approveRun } from '../../src/domain/benefits/approve-run.ts';
import { openAgency } from '../../src/domain/benefits/benefits.fixture.ts';
import { bindPayAccounts } from '../../src/domain/benefits/bind-pay-accounts.ts';
import { checkList } from '../../src/domain/benefits/check-list.ts';
import { closeRun } from '../../src/domain/benefits/close-run.ts';
import { commitList } from '../../src/domain/benefits/commit-list.ts';
import { draftProgramme } from '../../src/domain/benefits/draft-programme.ts';
import { draftRun } from '../../src/domain/benefits/draft-run.ts';
import { enterAppropriation } from '../../src/domain/benefits/enter-appropriation.ts';
import { openProgramme } from '../../src/domain/benefits/open-programme.ts';
import { type ProgrammeKind, programmeKindCodes, programmeKinds } from '../../src/domain/benefits/programme.ts';
import { listEnvelopes } from '../../src/domain/benefits/run-store.ts';
import { takeStatement } from '../../src/domain/benefits/take-statement.ts';
import { registerInstitutions } from '../../src/domain/institutions/index.ts';
import { provinces } from '../../src/domain/policy/index.ts';

const period = '2025-03';
/** Which department pays what: none of them is social insurance alone. */
const departments: Readonly<Record<string, readonly ProgrammeKind[]>> = {
  社保经办中心: ['pension', 'unemployment', 'work-injury'],
  就业服务中心: ['employment-subsidy', 'work-relief'],
  农业农村局: ['farm-subsidy', 'insurance-claim'],
  教育局: ['scholarship'],
};

test('BEN-06 BEN-11 programmes of 31 provinces and, in Sichuan, of every department and kind are paid into cards by one rail', async () => {
  const a = await openAgency();
  const [holderId] = await a.addPeople(1, {}, ['icbc']);
  const totals = new Map<string, number>();

  for (const { code: province, subsidies } of provinces) {
    const [bankId] = await a.inCall((call) =>
      registerInstitutions(call, [
        { region: province, kind: 'bank', code: 'icbc', name: '工商银行', bankCode: 'icbc' },
      ]),
    );
    const bank: Actor = { role: 'bank-office', id: `bank ${province}`, institutionId: bankId! };
    for (const [department, kinds] of Object.entries(departments)) {
      const here = subsidies === 'whole' ? kinds : kinds.filter((kind) => kind === 'farm-subsidy');
      if (here.length === 0) continue;
      const { officer, approver } = await openDepartment(province, department);
      for (const kind of here) {
        await payOnce(kind, officer, approver, bank);
        totals.set(province, (totals.get(province) ?? 0) + 1);
      }
    }
  }
  expect(totals.size).toBe(31);
  expect(totals.get('sichuan')).toBe(programmeKindCodes.length);
  expect(a.channel.sent).toHaveLength(30 + programmeKindCodes.length);
  // One rail: whatever department pays, the bank is told the same card account of the person.
  expect(new Set(a.channel.sent.flatMap(({ lines }) => lines.map(({ account }) => account))).size).toBe(1);
  expect(new Set(a.channel.sent.map(({ envelope }) => envelope.region)).size).toBe(31);

  async function openDepartment(region: string, name: string) {
    const code = `department-${Object.keys(departments).indexOf(name)}`;
    const [agency] = await a.inCall((call) => registerInstitutions(call, [{ region, kind: 'agency', code, name }]));
    const put = (role: Actor['role']): Actor => ({ role, id: `${role} ${region} ${code}`, institutionId: agency! });
    return { officer: put('benefit-officer'), approver: put('benefit-approver') };
  }

  /** From an empty programme to a closed month, with nothing but configuration. */
  async function payOnce(kind: ProgrammeKind, officer: Actor, approver: Actor, bank: Actor) {
    const { zh, en } = programmeKinds[kind];
    const wish = { code: kind, nameZh: zh, nameEn: en, kind, memo: zh.slice(0, 12), mostFen: '1000000' };
    const { programmeId } = await a.act(draftProgramme, officer, wish);
    await a.act(openProgramme, approver, { programmeId });
    const money = { programmeId, budgetLine: '2130122', document: '财农〔2025〕1号', amountFen: '1000000' };
    await a.act(enterAppropriation, approver, money);
    const list = await a.act(checkList, officer, { programmeId, since: period, file: a.csv([[holderId!, '120.50']]) });
    await a.act(commitList, approver, { listId: list.listId, good: 1, totalFen: '12050' });
    await a.act(bindPayAccounts, approver, { programmeId });
    const { runId, ready, totalFen } = await a.act(draftRun, officer, { programmeId, period });
    await a.act(approveRun, approver, { runId: runId!, ready, totalFen });
    await a.runJobs();
    const [envelope] = await listEnvelopes(a.house.database, runId!);
    const [line] = a.channel.of(envelope!.id);
    await a.act(takeStatement, bank, {
      ...{ programmeId, number: 'S1', day: '2025-03-05' as never, openingFen: '12050', closingFen: '0' },
      entries: [{ kind: 'debit', id: line!.id, amountFen: '12050' }],
    });
    await a.act(closeRun, approver, { runId: runId! });
  }
}, 120_000);
