// The statement that says yes and the rule that says why not must agree on every combination of circumstances: whatever `judge` finds
// no fault with, the statement allows, and nothing else. A disagreement shows as 'uses.use-changed', or as a wrong yes.
import { expect, test } from 'vitest';
import { SeededRandom } from '../../base/random.ts';
import { sql } from '../../base/sql.ts';
import { cloneSignals } from './clone-signals.ts';
import { allowStatement, type Item } from './one-statement.ts';
import { settle } from './settle.ts';
import { usesHouse } from './uses.fixture.ts';

const t = await usesHouse();
const { house, people } = t;
const now = house.clock.now();

test('600 random circumstances: the answer of the pair is the answer of the rule, and a yes of the statement is never against it', async () => {
  const chance = new SeededRandom(7);
  const desks = [];
  for (const [code, longitude, latitude] of [
    ['here', 116.4, 39.9],
    ['there', 119.3, 26.1],
    ['nowhere', null, null],
  ] as const)
    desks.push({ id: await t.terminal({ code, longitude, latitude }), longitude, latitude });
  const cards = (await Promise.all([people(30, 1), people(30, 2), people(40, 3, 'fuzhou')])).flat();
  const { asOf } = await house.database.one<{ asOf: bigint }>(
    sql`select number as "asOf" from base.revision where name = 'access'`,
  );
  const states = ['enabled', 'enabled', 'enabled', 'enabled', 'suspended', 'invalid'];
  for (const { cardId, holderId } of cards) {
    const expires = chance.pick([null, null, '2025-03-02', '2025-03-03', '2030-01-01']);
    await house.database.run(sql`
      update cards.card set social_state = ${chance.pick(states)}, expires_on = ${expires}::date where id = ${cardId}`);
    if (chance.fraction() < 0.5)
      await house.database.run(sql`
        insert into ecard.ecard (holder_id, state, issued_at, authorised_at) values (${holderId}, ${chance.pick(['authorised', 'suspended'])}, ${now}, ${now})`);
    if (chance.fraction() < 0.5)
      await house.database.run(sql`
        insert into uses.consent (id, holder_id, service, given_at, until_day)
        values (gen_random_uuid(), ${holderId}, 'record-lookup', ${now}, ${chance.pick([null, '2025-03-02', '2025-03-03'])}::date)`);
  }
  const seen = new Map<string, number>();
  for (let i = 0; i < 600; i += 1) {
    const card = chance.pick(cards);
    const desk = chance.pick(desks);
    const at = new Date(now.getTime() + chance.below(8 * 3_600_000));
    const item: Item = {
      ...{ terminal: desk.id, number: BigInt(i), cardNumber: chance.fraction() < 0.03 ? 'Z00000003' : card.cardNumber },
      ...{
        service: 'record-lookup',
        purpose: 'serve-holder',
        way: 'contact',
        amountFen: 0n,
        payTo: null,
        transferId: null,
      },
      ...{ financial: chance.fraction() < 0.1, generations: chance.pick([0b1110, 0b1110, 0b1000, 0b0110]) },
      regions: chance.pick([null, null, 'beijing', 'beijing,fuzhou']),
      cardIdentifier: chance.pick([null, card.cardIdentifier, card.cardIdentifier, cards[0]!.cardIdentifier]),
      counter: chance.pick([null, null, BigInt(chance.below(50))]),
      codeId: chance.pick([null, BigInt(chance.below(25))]),
      ...{
        ecard: chance.fraction() < 0.2,
        consent: chance.fraction() < 0.3,
        institutionId: t.hospital,
        actorId: 'test',
      },
      ...{ longitude: desk.longitude, latitude: desk.latitude, asOf, signals: null, early: null },
    };
    // What the statement alone would say, undone again.
    const alone = await house.database
      .transaction(async (db) => {
        const rows = await db.rows(allowStatement([item], at, '2025-03-03' as never));
        throw Object.assign(new Error('undo'), { rows });
      })
      .catch((error) => error.rows as unknown[]);
    const [answer] = await settle(house.database, [item], at);
    if (answer instanceof Error) throw answer;
    const outcome = answer!.reason ?? (answer!.signals.length > 0 ? 'signal' : 'allowed');
    expect(alone.length === 1, `${i}: statement ${alone.length}, rule ${outcome}`).toBe(outcome === 'allowed');
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
  }
  // The dice met every kind of answer.
  expect([...seen.keys()].sort()).toEqual([
    'allowed',
    'card-ended',
    'card-expired',
    'card-suspended',
    'card-unknown',
    'clone-suspected',
    'code-used',
    'consent-missing',
    'ecard-not-usable',
    'financial-side-not-active',
    'generation-not-accepted',
    'region-not-accepted',
    'signal',
    'wrong-chip',
  ]);
}, 120_000);

test('SEC-10 the journey is judged alike in SQL and in TypeScript, near the limit and over the whole country', async () => {
  const chance = new SeededRandom(11);
  for (let i = 0; i < 60; i += 1) {
    const place = () => ({ longitude: 75 + chance.fraction() * 58, latitude: 18 + chance.fraction() * 35 });
    const [from, to] = [place(), chance.fraction() < 0.5 ? place() : undefined];
    const near = to ?? { longitude: from.longitude + chance.fraction(), latitude: from.latitude + chance.fraction() };
    const [first, second] = [
      await t.terminal({ code: `a-${i}`, ...from }),
      await t.terminal({ code: `b-${i}`, ...near }),
    ];
    const [card] = await people(1);
    const { asOf } = await house.database.one<{ asOf: bigint }>(
      sql`select number as "asOf" from base.revision where name = 'access'`,
    );
    const later = new Date(now.getTime() + chance.below(5 * 3_600_000));
    const item = (terminal: number, at: object): Item => ({
      ...{
        terminal,
        number: BigInt(i),
        cardNumber: card!.cardNumber,
        service: 'record-lookup',
        purpose: 'serve-holder',
        way: 'contact',
      },
      ...{
        amountFen: 0n,
        payTo: null,
        transferId: null,
        financial: false,
        generations: 0b1110,
        regions: null,
        cardIdentifier: null,
      },
      ...{
        counter: null,
        codeId: null,
        ecard: false,
        consent: false,
        institutionId: t.hospital,
        actorId: 'test',
        asOf,
        signals: null,
      },
      ...{ early: null, longitude: null, latitude: null, ...at },
    });
    await settle(house.database, [item(first, from)], now);
    const said = await house.database.rows(allowStatement([item(second, near)], later, '2025-03-03' as never));
    const trace = (at: Date, where: object) => ({ at, counter: null, longitude: null, latitude: null, ...where });
    expect(said.length === 0).toBe(cloneSignals(trace(later, near), trace(now, from)).length > 0);
  }
}, 120_000);
