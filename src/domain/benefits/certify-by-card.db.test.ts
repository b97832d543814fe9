// Certification by a tap of the card at a community desk.
import { beforeAll, expect, test } from 'vitest';
import type { Actor } from '../../base/actor.ts';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { getCard, suspendGoodCard } from '../cards/index.ts';
import { recordDeath } from '../holders/index.ts';
import { registerInstitutions } from '../institutions/index.ts';
import { authoriseUse } from '../uses/authorise.ts';
import { registerTerminal } from '../uses/register-terminal.ts';
import { type Agency, codeOf, openAgency } from './benefits.fixture.ts';
import { certifyByCard } from './certify-by-card.ts';
import { draftRun } from './draft-run.ts';

let a: Agency;
let desk: number;
let worker: Actor;
let programmeId: string;
let taps = 0;

beforeAll(async () => {
  a = await openAgency();
  const street = { region: a.region, kind: 'street-office', code: 'street', name: '示例街道' } as const;
  const [community] = await a.inCall(async (call) => {
    const [parentId] = await registerInstitutions(call, [{ ...street, parentId: a.actors.clerk.institutionId! }]);
    return registerInstitutions(call, [
      { region: a.region, kind: 'community', code: 'community', name: '示例社区', parentId: parentId! },
    ]);
  });
  worker = { role: 'community-worker', id: 'worker-1', institutionId: community! };
  const { terminal } = await a.act(registerTerminal, a.actors.clerk, {
    ...{ institutionId: community!, code: 'desk', name: '社区服务台' },
    ...{ services: ['benefit-service'], ways: ['contact', 'contactless', 'document', 'number'] },
    ...{ online: true, offline: false },
  });
  desk = terminal;
  programmeId = await a.openProgrammeOf({ certifiedMonths: 12 });
});

/** A person whose certification ran out long ago, told three times and suspended. */
async function suspended(): Promise<string> {
  const [holderId] = await a.addPeople(1, {}, ['icbc']);
  await a.entitle(programmeId, [[holderId!, '10']], '2023-01');
  await a.house.database.run(sql`
    insert into benefits.overdue (programme_id, holder_id, due_on, step, stepped_on)
    values (${programmeId}, ${holderId!}, '2024-01-01', 'suspended', '2025-02-01')`);
  return holderId!;
}

const stepOf = async (holderId: string) =>
  (await a.house.database.maybe<{ step: string }>(sql`select step from benefits.overdue where holder_id = ${holderId}`))
    ?.step ?? null;
const certifications = async (holderId: string) =>
  a.house.database.rows(sql`
    select how, certified_on as "on", by_id as by, role from benefits.certification where holder_id = ${holderId}`);

/** The card in the person's hand, as a reader at the desk hands it on. */
async function cardOf(holderId: string) {
  const { id } = await a.house.database.one<{ id: string }>(
    sql`select id from cards.card where holder_id = ${holderId} and social_state = 'enabled'`,
  );
  return read(id);
}
async function read(cardId: string) {
  const card = await getCard(a.house.database, cardId);
  return {
    certType: '03' as const,
    certNumber: card.cardNumber,
    ...(card.cardIdentifier === null ? {} : { cardIdentifier: card.cardIdentifier }),
  };
}
type Credential = Awaited<ReturnType<typeof read>> | { cardNumber: string; way: 'number' };
function tap(credential: Credential, wish: { holderId?: string; number?: string } = {}, actor = worker) {
  taps += 1;
  return a.act(certifyByCard, actor, { terminal: desk, number: String(taps), credential, ...wish });
}

test('BEN-09 certified by a card tap at a community desk: suspended before, paid again after, once for one tap', async () => {
  const holderId = await suspended();
  const credential = await cardOf(holderId);
  expect(await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' })).toMatchObject({
    ready: 0,
    held: [{ reason: 'certification' }],
  });
  const answer = await tap(credential, { number: '7001' });
  expect(answer).toMatchObject({ certified: true, reason: null, certifiedOn: '2025-03-03' });
  expect(answer.name).toMatch(/\*/);
  expect(await tap(credential, { number: '7001' })).toEqual(answer);
  expect(await certifications(holderId)).toEqual([
    { how: 'card-tap', on: '2025-03-03', by: 'worker-1', role: 'community-worker' },
  ]);
  expect(await stepOf(holderId)).toBeNull();
  expect(await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-04' })).toMatchObject({ ready: 1 });
});

test('BEN-09 the card of somebody else, a lost card, an old card and the card of a dead person certify nobody', async () => {
  const [one, other] = [await suspended(), await suspended()];
  expect(await codeOf(tap(await cardOf(other), { holderId: one }))).toBe('benefits.other-card');

  const lost = await suspended();
  const lostCard = await cardOf(lost);
  await a.inCall((call) => suspendGoodCard(call, lost));
  expect(await tap(lostCard)).toMatchObject({ certified: false, reason: { code: 'card-suspended' }, name: null });

  const renewed = await suspended();
  const old = await cardOf(renewed);
  await a.replaceCard(renewed);
  expect(await tap(old)).toMatchObject({ certified: false, reason: { code: 'card-ended' } });

  const dead = await suspended();
  const deadCard = await cardOf(dead);
  await a.act(recordDeath, a.actors.clerk, {
    ...{ holderId: dead, diedOn: '2025-02-01' as Day },
    proof: { kind: 'death-certificate', number: '示例-0001' },
  });
  expect(await codeOf(tap(deadCard))).toBe('benefits.certified-dead');

  for (const holderId of [one, other, lost, renewed, dead]) {
    expect(await certifications(holderId)).toEqual([]);
    expect(await stepOf(holderId)).toBe('suspended');
  }
  // A card that may not be used leaves a refused use, which its holder can see.
  expect(
    await a.house.database.rows(sql`
      select outcome, count(*)::int as n from uses.use where terminal = ${desk} and outcome <> 'allowed' group by outcome order by 1`),
  ).toEqual([
    { outcome: 'card-ended', n: 1 },
    { outcome: 'card-suspended', n: 1 },
  ]);
});

test('a number typed in, another institution’s staff, and a tap made for something else certify nobody', async () => {
  const holderId = await suspended();
  const credential = await cardOf(holderId);
  expect(await codeOf(tap({ cardNumber: credential.certNumber, way: 'number' }))).toBe('benefits.not-a-tap');
  const stranger = { role: 'bureau-clerk', id: 'stranger', institutionId: a.actors.clerk.institutionId! } as const;
  expect(await codeOf(tap(credential, {}, stranger))).toBe('uses.not-your-terminal');
  const use = {
    terminal: desk,
    number: '9001',
    service: 'benefit-service',
    purpose: 'serve-holder',
    credential,
  } as const;
  expect(await a.act(authoriseUse, worker, use)).toMatchObject({ allowed: true });
  expect(await codeOf(tap(credential, { number: '9001' }))).toBe('benefits.tap-spent');
  expect(await certifications(holderId)).toEqual([]);
});
