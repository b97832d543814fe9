// The ground of this module's tests: two regions with hospitals and a pharmacy, a catalogue, people with cards and accounts.
import { type TestHouse, testHouse } from '../../../test/database.ts';
import { type Action, ask, type CallOptions, perform, type Query } from '../../base/action.ts';
import { type Actor, systemActor } from '../../base/actor.ts';
import { type Call, openCall } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import { SeededRandom } from '../../base/random.ts';
import type { Static, TSchema } from '../../base/shape.ts';
import {
  collectCards,
  enableCard,
  type Generation,
  getCard,
  markMade,
  planCards,
  registerOldCards,
} from '../cards/index.ts';
import type { NewPerson } from '../holders/index.ts';
import { registered, samplePeople } from '../holders/people.fixture.ts';
import { registerInstitutions } from '../institutions/index.ts';
import { installPacks } from '../policy/index.ts';
import { designateInstitution, issueGatewayKey } from './designate-institution.ts';
import { loadCatalogue } from './load-catalogue.ts';
import { allocate } from './personal-account.ts';

/** 甲 drug, 乙 drug with 10 % first and a price cap of 12 yuan, 丙 drug, limited 乙 drug, 甲 service, large equipment. */
export const sampleItems = [
  ['XA01', '1301', '示例阿莫西林胶囊', '01', '101', '09', 0],
  ['XB01', '1301', '示例头孢克肟片', '02', '101', '09', 1000, { priceCaps: ['12000000', '12000000', '12000000'] }],
  ['XC01', '1301', '示例进口营养素', '03', '101', '09', 0],
  ['XL01', '1301', '示例限定支付针剂', '02', '101', '09', 2000, { limited: true }],
  ['SA01', '1305', '示例普通门诊诊察费', '01', '201', '02', 0],
  ['SE01', '1305', '示例磁共振检查', '02', '201', '03', 800, { mark: 'large-equipment' }],
  ['MB01', '1306', '示例骨科耗材', '02', '301', '08', 2000],
  ['DZ01', '1307', '示例上呼吸道感染', '01', '101', '14', 0],
] as const;

let seed = 9000;

export async function medicalTown(now = '2025-03-03T02:00:00Z', given?: TestHouse) {
  const house: TestHouse = given ?? (await testHouse(now));
  await installPacks(house.database);
  const system = systemActor('test');
  const inCall = <T>(work: (call: Call) => Promise<T>, actor: Actor = system): Promise<T> =>
    house.database.transaction((db) => work(openCall(house, db, actor)));
  let requests = 0;
  const act = <I extends TSchema, O extends TSchema>(
    action: Action<I, O>,
    actor: Actor,
    input: Static<I>,
    options: CallOptions = {},
  ) => {
    requests += 1;
    return perform(house, action, actor, input, { requestId: `request-${requests}`, ...options });
  };
  const look = <I extends TSchema, O extends TSchema>(question: Query<I, O>, actor: Actor, input: Static<I>) =>
    ask(house, question, actor, input, { purpose: 'serve-holder' });

  const places = [
    { region: 'beijing', code: 'h3', name: '示例第一医院', kind: 'hospital', division: '110101', grade: 2 },
    { region: 'beijing', code: 'h1', name: '示例社区卫生服务中心', kind: 'hospital', division: '110102', grade: 8 },
    { region: 'beijing', code: 'ph', name: '示例大药房', kind: 'pharmacy', division: '110101', grade: 11 },
    { region: 'fuzhou', code: 'fz', name: '示例福州医院', kind: 'hospital', division: '350102', grade: 5 },
  ] as const;
  const ids = await inCall((call) =>
    registerInstitutions(
      call,
      places.map(({ region, code, name }) => ({ kind: 'operator' as const, region, code, name })),
    ),
  );
  await house.database.script(`update institutions.institution set standing = 'admitted'`);
  const medical = [];
  for (const [i, { code: _, name, region, ...terms }] of places.entries()) {
    const institutionId = ids[i]!;
    const code = `${terms.kind === 'pharmacy' ? 'P' : 'H'}${terms.division}${String(i + 1).padStart(5, '0')}`;
    await act(designateInstitution, system, {
      ...{ institutionId, code, kind: terms.kind, division: terms.division, grade: terms.grade },
      ...{ community: terms.grade === 8, uscc: `9111000000000000${i}X` },
    });
    const key = await act(issueGatewayKey, system, { institutionId, family: 'a' });
    medical.push({
      institutionId,
      code,
      name,
      region,
      division: terms.division,
      ...key,
      staff: staffOf(institutionId),
    });
  }
  for (const region of ['beijing', 'fuzhou']) {
    await act(loadCatalogue, system, {
      ...{ region, version: '2025' },
      items: sampleItems.map(([code, kind, name, grade, listType, chargeType, firstSelfPay, more = {}]) => ({
        ...{ code, kind, name, grade, listType, chargeType, firstSelfPay, validFrom: '2024-01-01' as Day },
        ...(more as { limited?: boolean; mark?: string; priceCaps?: string[] }),
      })),
    });
  }
  const [hospital, community, pharmacy, elsewhere] = medical as [Place, Place, Place, Place];

  /** People with an enabled card, and money in the account. */
  const people = async (count: number, wish: Wish = {}): Promise<Patient[]> => {
    seed += 1;
    const { accountFen = 0n, generation = 3, region = 'beijing', bornFrom = 1970, bornTo = 1990, ...person } = wish;
    const insured = samplePeople(count, seed, { bornFrom, bornTo, ...person });
    const holderIds = await registered(house, insured);
    const random = new SeededRandom(seed);
    const cardIds = await inCall((call) =>
      registerOldCards(
        call,
        holderIds.map((holderId) => ({
          ...{ holderId, region, generation },
          cardIdentifier: `110000D156000005${hex(random)}${hex(random)}`,
        })),
      ),
    );
    if (accountFen > 0n)
      await inCall((call) =>
        allocate(
          call,
          'beijing',
          `run-${seed}`,
          holderIds.map((holderId) => ({ holderId, amountFen: accountFen })),
        ),
      );
    const cards = await Promise.all(cardIds.map((id) => getCard(house.database, id)));
    return cards.map((card, i) => ({
      ...{ holderId: card.holderId, cardId: card.id, cardNumber: card.cardNumber, identifier: card.cardIdentifier! },
      ...{ residentId: insured[i]!.documentNumber, name: insured[i]!.name },
      credential: { type: '03' as const, number: card.cardNumber, identifier: card.cardIdentifier! },
    }));
  };
  /** A new card in the person's hand, not enabled yet. */
  const newCard = async (patient: Patient): Promise<Patient> => {
    const card = await inCall(async (call) => {
      const item = { holderId: patient.holderId, region: 'beijing', bankCode: 'icbc', generation: 3 as const };
      const [planned] = await planCards(call, [
        { ...item, orderId: null, batchProxy: false, replacesCardId: patient.cardId },
      ]);
      await markMade(call, [{ cardId: planned!.cardId, bankCardNumber: null }]);
      await collectCards(call, [planned!.cardId]);
      return getCard(call.db, planned!.cardId);
    });
    const { id: cardId, cardNumber, cardIdentifier } = card;
    const identifier = cardIdentifier!;
    const credential = { type: '03' as const, number: cardNumber, identifier };
    return { ...patient, cardId, cardNumber, identifier, credential };
  };
  /** The switch: the holder enables the new card, the old one dies. */
  const enable = (patient: Patient) => inCall((call) => enableCard(call, patient.cardId), citizen(patient.holderId));
  return { house, inCall, act, look, hospital, community, pharmacy, elsewhere, people, newCard, enable };
}

export const citizen = (holderId: string): Actor => ({ role: 'citizen', id: holderId, channel: 'bureau-site' });

export interface Patient {
  readonly holderId: string;
  readonly cardId: string;
  readonly cardNumber: string;
  readonly identifier: string;
  readonly residentId: string;
  readonly name: string;
  readonly credential: { readonly type: '03'; readonly number: string; readonly identifier: string };
}

export interface Place {
  readonly institutionId: string;
  readonly code: string;
  readonly name: string;
  readonly region: string;
  readonly division: string;
  readonly accessKey: string;
  readonly secret: string;
  readonly staff: Actor;
}

type Wish = Partial<NewPerson> & {
  accountFen?: bigint;
  generation?: Generation;
  region?: string;
  bornFrom?: number;
  bornTo?: number;
};

export type MedicalTown = Awaited<ReturnType<typeof medicalTown>>;

export const staffOf = (institutionId: string): Actor => ({
  ...{ role: 'scene-operator', id: `staff-${institutionId.slice(-12)}`, institutionId },
});

const hex = (random: SeededRandom) => Buffer.from(random.bytes(4)).toString('hex').toUpperCase();

/** The refusal code a promise ends with, or 'done'. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );
