// What the tests of benefits share: a region with an agency, its two people, banks, a fund, and entitled people with cards.
import { type TestHouse, testHouse } from '../../../test/database.ts';
import { type Action, ask, type CallOptions, perform, type Query } from '../../base/action.ts';
import { type Actor, type Role, systemActor } from '../../base/actor.ts';
import { type Call, openCall } from '../../base/call.ts';
import { type AnyJob, ensureJobs, runDueJobs } from '../../base/jobs.ts';
import type { Static, TSchema } from '../../base/shape.ts';
import {
  activateAccount,
  bankCardNumberOf,
  collectCards,
  enableCard,
  findGoodCard,
  markMade,
  planCards,
  registerOldCards,
} from '../cards/index.ts';
import { type NewPerson, registerPeople } from '../holders/index.ts';
import { samplePeople } from '../holders/people.fixture.ts';
import { registerInstitutions } from '../institutions/index.ts';
import { installPacks } from '../policy/index.ts';
import { bindPayAccounts } from './bind-pay-accounts.ts';
import { checkList } from './check-list.ts';
import { commitList } from './commit-list.ts';
import { draftProgramme } from './draft-programme.ts';
import { enterAppropriation } from './enter-appropriation.ts';
import { jobs, standingJobs } from './index.ts';
import { openProgramme } from './open-programme.ts';
import { makeSendEnvelope, type PayEnvelope, type PayLine, type PaymentChannel } from './send-envelope.ts';

/** A channel that keeps what it was handed; it can be cut. */
export class KeptChannel implements PaymentChannel {
  readonly sent: { envelope: PayEnvelope; lines: PayLine[] }[] = [];
  cut = false;
  async send(envelope: PayEnvelope, pages: AsyncIterable<readonly PayLine[]>): Promise<Uint8Array> {
    if (this.cut) throw new Error('the line to the bank is down');
    const lines: PayLine[] = [];
    for await (const page of pages) lines.push(...page);
    if (!this.sent.some((one) => one.envelope.envelopeId === envelope.envelopeId)) this.sent.push({ envelope, lines });
    return new Uint8Array(32).fill(1);
  }
  of(envelopeId: string): PayLine[] {
    return this.sent.find(({ envelope }) => envelope.envelopeId === envelopeId)!.lines;
  }
}

let accounts = 900_000;
export const freshAccount = () => {
  accounts += 1;
  return bankCardNumberOf('622202', accounts);
};

/** What a chip says of itself, made of the next account number. */
const freshIdentifier = () => `350100D156000005${accounts.toString(16).toUpperCase().padStart(16, '0')}`;

export interface Programme {
  code?: string;
  kind?: 'pension' | 'unemployment' | 'work-injury' | 'employment-subsidy' | 'farm-subsidy' | 'scholarship';
  excludes?: string[];
  certifiedMonths?: number | null;
  youngest?: number;
  fundFen?: bigint;
}

export async function openAgency(
  now = '2025-03-03T02:00:00Z',
  region = 'fuzhou',
  channelTo?: (house: TestHouse) => PaymentChannel,
  given?: TestHouse,
) {
  const house: TestHouse = given ?? (await testHouse(now));
  await installPacks(house.database);
  const channel = new KeptChannel();
  const allJobs: AnyJob[] = [...jobs, makeSendEnvelope(() => channelTo?.(house) ?? channel) as AnyJob];
  await ensureJobs(house, standingJobs);
  const inCall = <T>(work: (call: Call) => Promise<T>, actor: Actor = systemActor('test')): Promise<T> =>
    house.database.transaction((db) => work(openCall(house, db, actor)));
  const [bureau, icbc, abc, outlet] = (await inCall((call) =>
    registerInstitutions(call, [
      { region, kind: 'bureau', code: 'bureau', name: '示例市人社局' },
      { region, kind: 'bank', code: 'icbc', name: '工商银行', bankCode: 'icbc' },
      { region, kind: 'bank', code: 'abc', name: '农业银行', bankCode: 'abc' },
      { region, kind: 'outlet', code: 'icbc-1', name: '工行一支行', bankCode: 'icbc' },
    ]),
  )) as [string, string, string, string];
  const [agency, other] = (await inCall((call) =>
    registerInstitutions(call, [
      { region, kind: 'agency', code: 'pension-agency', name: '养老保险经办中心', parentId: bureau },
      { region, kind: 'agency', code: 'other-agency', name: '失业保险经办中心', parentId: bureau },
    ]),
  )) as [string, string];
  const put = (role: Role, institutionId: string, id = `${role}-1`): Actor => ({ role, id, institutionId });
  const actors = {
    officer: put('benefit-officer', agency),
    approver: put('benefit-approver', agency, 'approver-1'),
    // The same person in the other role: two acts of two people must not be done by one.
    officerApproving: put('benefit-approver', agency, 'benefit-officer-1'),
    stranger: put('benefit-officer', other, 'stranger'),
    strangerApproving: put('benefit-approver', other, 'stranger-2'),
    auditor: put('auditor', bureau),
    administrator: put('system-administrator', bureau),
    clerk: put('bureau-clerk', bureau),
    teller: put('bank-teller', outlet),
    icbc: put('bank-office', icbc, 'icbc-office'),
    abc: put('bank-office', abc, 'abc-office'),
  };

  const act = <I extends TSchema, O extends TSchema>(
    action: Action<I, O>,
    actor: Actor,
    input: Static<I>,
    options?: CallOptions,
  ) => perform(house, action, actor, input, options);
  const look = <I extends TSchema, O extends TSchema>(
    question: Query<I, O>,
    actor: Actor,
    input: Static<I>,
    options?: CallOptions,
  ) => ask(house, question, actor, input, options);

  let programmes = 0;
  async function openProgrammeOf(wish: Programme = {}): Promise<string> {
    programmes += 1;
    const {
      code = `programme-${programmes}`,
      kind = 'pension',
      excludes = [],
      certifiedMonths = null,
      youngest = 0,
    } = wish;
    const { programmeId } = await act(draftProgramme, actors.officer, {
      code,
      nameZh: '城镇职工养老金',
      nameEn: 'Employees’ pension',
      kind,
      memo: '养老金',
      mostFen: '100000000',
      excludes,
      certifiedMonths,
      youngest,
    });
    await act(openProgramme, actors.approver, { programmeId });
    const fundFen = wish.fundFen ?? 10_000_000_000n;
    if (fundFen > 0n) {
      await act(enterAppropriation, actors.approver, {
        programmeId,
        budgetLine: '2080501',
        document: '财社〔2025〕1号',
        amountFen: fundFen.toString(),
      });
    }
    return programmeId;
  }

  let seed = 4_000;
  const people = new Map<string, NewPerson>();
  /** New people; `banks` gives each an enabled card with an active account there, in turn. */
  async function addPeople(
    count: number,
    wish: Partial<NewPerson> & { bornFrom?: number; bornTo?: number } = {},
    banks: string[] = ['icbc', 'abc'],
  ) {
    seed += 1;
    const sample = samplePeople(count, seed, wish);
    const ids = await inCall((call) => registerPeople(call, sample));
    for (const [i, id] of ids.entries()) people.set(id, sample[i]!);
    if (banks.length > 0) {
      await inCall((call) =>
        registerOldCards(
          call,
          ids.map((holderId, i) => ({
            holderId,
            region,
            bankCode: banks[i % banks.length]!,
            generation: 2 as const,
            bankCardNumber: freshAccount(),
            cardIdentifier: freshIdentifier(),
          })),
        ),
      );
    }
    return ids;
  }

  /** A new card in the hand of its holder, enabled; its account active, if it has one. */
  const newCard = (
    holderId: string,
    bankCardNumber: string | null,
    replacesCardId: string | null = null,
    { activate = bankCardNumber !== null, bankCode = 'icbc' } = {},
  ): Promise<string> =>
    inCall(
      async (call) => {
        const item = { holderId, region, bankCode, generation: 3 as const, orderId: null, batchProxy: false };
        const [planned] = await planCards(call, [{ ...item, replacesCardId }]);
        await markMade(call, [{ cardId: planned!.cardId, bankCardNumber }]);
        await collectCards(call, [planned!.cardId]);
        await enableCard(call, planned!.cardId);
        if (activate) await activateAccount(call, planned!.cardId);
        return planned!.cardId;
      },
      { role: 'citizen', id: holderId, channel: 'rong-e' },
    );

  /** What replacement of a good card leads to. */
  const replaceCard = async (
    holderId: string,
    bankCardNumber = freshAccount(),
    activate = true,
    bankCode = 'icbc',
  ): Promise<string> => {
    const old = await inCall((call) => findGoodCard(call.db, holderId));
    return newCard(holderId, bankCardNumber, old?.id ?? null, { activate, bankCode });
  };

  const csv = (rows: readonly (readonly [string, string])[]) =>
    Buffer.from(
      [
        '社会保障号码,姓名,金额',
        ...rows.map(([id, yuan]) => `${people.get(id)!.documentNumber},${people.get(id)!.name},${yuan}`),
      ].join('\n'),
    ).toString('base64');

  /** Entitles people through a list, as an agency would, and binds their cards. */
  async function entitle(
    programmeId: string,
    rows: readonly (readonly [string, string])[],
    since = '2025-01',
    until: string | null = null,
  ) {
    const list = await act(checkList, actors.officer, { programmeId, since, until, file: csv(rows) });
    await act(commitList, actors.approver, { listId: list.listId, good: list.good, totalFen: list.totalFen });
    await act(bindPayAccounts, actors.approver, { programmeId });
    return list;
  }

  return {
    house,
    channel,
    inCall,
    actors,
    act,
    look,
    openProgrammeOf,
    addPeople,
    newCard,
    replaceCard,
    people,
    csv,
    entitle,
    runJobs: () => runDueJobs(house, allJobs),
    region,
    agency,
    banks: { icbc, abc },
  };
}

export type Agency = Awaited<ReturnType<typeof openAgency>>;

/** The refusal code a promise ends with, or 'done'. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );
