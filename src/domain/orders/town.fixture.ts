// A small town around the orders: bureaus, banks with outlets, an employer, a school, a community, and people with old cards.
import { type TestHouse, testHouse } from '../../../test/database.ts';
import { type Action, ask, type CallOptions, perform, type Query } from '../../base/action.ts';
import { type Actor, type Role, systemActor } from '../../base/actor.ts';
import { type Call, openCall } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import { runDueJobs } from '../../base/jobs.ts';
import type { Static, TSchema } from '../../base/shape.ts';
import { registerOldCards } from '../cards/index.ts';
import { type NewPerson, registerPeople } from '../holders/index.ts';
import { samplePeople } from '../holders/people.fixture.ts';
import { registerInstitutions } from '../institutions/index.ts';
import { installPacks, readinessItems, recordNoticePublished } from '../policy/index.ts';
import { setBatchOpening } from '../policy/set-batch-opening.ts';
import { setReadiness } from '../policy/set-readiness.ts';
import { jobs } from './index.ts';

export type Town = Awaited<ReturnType<typeof openTown>>;

/** Opens the town on a day; Beijing with its first-batch unit in 房山, and Fuzhou. */
export async function openTown(now: string) {
  const house: TestHouse = await testHouse(now);
  await installPacks(house.database);
  const inCall = <T>(work: (call: Call) => Promise<T>, actor: Actor = systemActor('test')): Promise<T> =>
    house.database.transaction((db) => work(openCall(house, db, actor)));
  const since = '2024-01-01' as Day;
  const bj = { region: 'beijing' };
  const fz = { region: 'fuzhou' };
  const ids = await inCall((call) =>
    registerInstitutions(call, [
      { ...bj, kind: 'bureau', code: 'bureau', name: '示例市人社局' },
      { ...bj, kind: 'employer', code: 'works', name: '示例机械厂', district: 'fangshan' },
      { ...bj, kind: 'employer', code: 'shop', name: '示例商店', district: 'fangshan' },
      { ...bj, kind: 'employer', code: 'mill', name: '示例纺织厂', district: 'haidian' },
      { ...bj, kind: 'school', code: 'school', name: '示例大学', district: 'changping' },
      { ...bj, kind: 'bank', code: 'icbc', name: '工商银行', bankCode: 'icbc' },
      { ...bj, kind: 'bank', code: 'abc', name: '农业银行', bankCode: 'abc' },
      { ...bj, kind: 'outlet', code: 'icbc-1', name: '工行一支行', bankCode: 'icbc', instantSince: since },
      { ...bj, kind: 'outlet', code: 'icbc-2', name: '工行二支行', bankCode: 'icbc' },
      { ...bj, kind: 'outlet', code: 'abc-1', name: '农行一支行', bankCode: 'abc', instantSince: since },
      { ...fz, kind: 'bureau', code: 'bureau', name: '另一市人社局' },
      { ...fz, kind: 'bank', code: 'haixia', name: '海峡银行', bankCode: 'haixia' },
      { ...fz, kind: 'outlet', code: 'haixia-1', name: '海峡一支行', bankCode: 'haixia', instantSince: since },
      { ...fz, kind: 'employer', code: 'dock', name: '示例码头', district: 'gulou' },
    ]),
  );
  const [bureau, works, shop, mill, school, , , icbc1, icbc2, abc1, fzBureau, , haixia1, dock] = ids as [
    string,
    ...string[],
  ] &
    Record<number, string>;
  const [street] = await inCall((call) =>
    registerInstitutions(call, [
      { ...bj, kind: 'street-office', code: 'street', name: '示例街道办', parentId: bureau!, district: 'fangshan' },
    ]),
  );
  const [community] = await inCall((call) =>
    registerInstitutions(call, [
      { ...bj, kind: 'community', code: 'community', name: '示例社区', parentId: street!, district: 'fangshan' },
    ]),
  );
  const places = { bureau, works, shop, mill, school, icbc1, icbc2, abc1, fzBureau, haixia1, dock, street, community };

  const staff = (role: Role, place: keyof typeof places, id = `${role} of ${place}`): Actor => ({
    role,
    id,
    institutionId: places[place]!,
    region: place === 'fzBureau' || place === 'haixia1' ? 'fuzhou' : 'beijing',
  });
  const citizen = (id: string, channel = 'bureau-site'): Actor => ({ role: 'citizen', id, channel });
  const act = <I extends TSchema, O extends TSchema>(
    action: Action<I, O>,
    actor: Actor,
    input: Static<I>,
    options?: CallOptions,
  ) => perform(house, action, actor, input, options);
  const look = <I extends TSchema, O extends TSchema>(question: Query<I, O>, actor: Actor, input: Static<I>) =>
    ask(house, question, actor, input, { purpose: 'serve-holder' });

  let seed = 0;
  const settled = new Set<string>();
  /** Registers sample people; each carries a second-generation card of the bank unless told otherwise. */
  async function settle(
    count: number,
    wish: Parameters<typeof samplePeople>[2] & { oldCard?: { generation?: 1 | 2 | 3; bank?: string } | null } = {},
  ): Promise<{ id: string; person: NewPerson }[]> {
    const { oldCard = {}, ...over } = wish;
    seed += 1;
    // Some more than needed, since two draws may give the same person.
    const people = samplePeople(count + 20, seed * 104_729, over)
      .filter(({ documentNumber }) => !settled.has(documentNumber))
      .slice(0, count);
    for (const { documentNumber } of people) settled.add(documentNumber);
    const region = over.insurances?.[0]?.region ?? 'beijing';
    return inCall(async (call) => {
      const holderIds = await registerPeople(call, people);
      if (oldCard) {
        await registerOldCards(
          call,
          holderIds.map((holderId) => ({
            holderId,
            region,
            bankCode: oldCard.bank ?? 'icbc',
            generation: oldCard.generation ?? 2,
          })),
        );
      }
      return holderIds.map((id, i) => ({ id, person: people[i]! }));
    });
  }

  const insuredAt = (place: keyof typeof places, district = 'fangshan', region = 'beijing') => ({
    insurances: [
      { region, district, kind: 'employee' as const, organiserId: places[place]!, since: '2020-01-01' as Day },
    ],
  });
  const insuredAs = (kind: 'flexible' | 'resident' | 'retired', region = 'beijing') => ({
    insurances: [{ region, district: 'chaoyang', kind, organiserId: null, since: '2020-01-01' as Day }],
  });
  const documentOf = ({ documentKind: kind, documentNumber: number }: NewPerson) => ({ kind, number });
  const runJobs = () => runDueJobs(house, jobs);

  /** The bureau opens a batch that is announced by month, with everything it needs. */
  async function openBatch(batch: string, day: string): Promise<void> {
    const officer = staff('policy-officer', 'bureau');
    for (const item of readinessItems) {
      await act(setReadiness, officer, { region: 'beijing', item, ready: true, note: '就绪' });
    }
    const noticeId = crypto.randomUUID();
    await inCall((call) => recordNoticePublished(call, { region: 'beijing', batch, noticeId }));
    await act(setBatchOpening, officer, { region: 'beijing', batch, day: day as Day });
  }

  return {
    openBatch,
    house,
    inCall,
    places,
    staff,
    citizen,
    act,
    look,
    settle,
    insuredAt,
    insuredAs,
    documentOf,
    runJobs,
  };
}

/** A roster as a clerk's spreadsheet writes it. */
export const rosterCsv = (people: readonly NewPerson[], more: readonly string[] = []): string =>
  Buffer.from(
    [
      '姓名,证件号码,手机号',
      ...people.map(({ name, documentNumber, phone }) => `${name},${documentNumber},${phone}`),
      ...more,
    ].join('\r\n'),
  ).toString('base64');

export const signature = Buffer.from('signed').toString('base64');
