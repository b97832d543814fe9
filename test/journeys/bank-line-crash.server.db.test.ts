import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { perform } from '../../src/base/action.ts';
import { Database } from '../../src/base/database/database.ts';
import { openPostgres } from '../../src/base/database/postgres.ts';
import { verifyJournal } from '../../src/base/journal.ts';
import { sql } from '../../src/base/sql.ts';
import { fromHex, toHex } from '../../src/crypto/index.ts';
import { registerLink } from '../../src/domain/banking/register-link.ts';
import { bankCardNumbersOf } from '../../src/domain/cards/index.ts';
import { productionCity } from '../../src/domain/production/production.fixture.ts';
import { bundleScenario, runAndKill } from '../crash.ts';
import { testDatabaseUrl, testHouse } from '../database.ts';
import { type BatchDay, openBank, run } from './bank-line.scenario.ts';

const now = '2025-03-03T02:00:00Z';

test('HUB-08 BNK-14 the process is killed after every statement between wish, message and answer: after the restart each card has one account and each batch one card file', {
  timeout: 900_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yikatong-bank-'));
  const url = await testDatabaseUrl();
  const database = new Database(await openPostgres(url, { connections: 4 }));
  const city = await productionCity('beijing', now, { ...(await testHouse(now)), database });
  const memory = join(folder, 'icbc.json');
  const founded = openBank(city.house, memory);
  const { ownPublicKey } = await perform(city.house, registerLink, city.who.administrator, {
    bankId: city.bank,
    publicKey: toHex(founded.publicKey),
  });
  founded.trust(fromHex(ownPublicKey));
  const program = await bundleScenario(resolve(import.meta.dirname, 'bank-line.scenario.ts'));

  let cases = 0;
  async function killedAndRestarted(statements: number, dieAfter?: BatchDay['dieAfter']) {
    cases += 1;
    const where = `case ${cases}: killed after statement ${statements} ${dieAfter ?? ''}`;
    const people = await city.ordered(3);
    const day = { office: city.who.office, makerId: city.maker, memory, requestId: `day-${cases}` };
    const given = { ...day, ...(dieAfter ? { dieAfter } : {}) };
    const ending = await runAndKill(program, url, new Date(now), given, statements);
    // The restart: the same things are tried again, by people with the same request and by machines on their own.
    await run(city.house, day);

    const bank = openBank(city.house, memory);
    const orderIds = people.map(({ order }) => order.id);
    const cards = await database.rows<{
      cardId: string;
      cardNumber: string;
      account: string;
      opened: number;
      state: string;
      reason: string | null;
      batch: string;
    }>(sql`
      select c.id as "cardId", c.card_number as "cardNumber", c.financial_state as account, o.state, o.state_reason as reason, b.number as batch,
        (select count(*)::int from cards.move m where m.card_id = c.id and m.side = 'financial') as opened
      from cards.card c join orders.order o on o.card_id = c.id join production.item i on i.card_id = c.id join production.batch b on b.id = i.batch_id
      where c.order_id = any(${orderIds}::uuid[])`);
    expect(cards, where).toHaveLength(3);
    const ours = await bankCardNumbersOf(
      { db: database, vault: city.house.vault },
      cards.map(({ cardId }) => cardId),
    );
    for (const { cardId, cardNumber, ...card } of cards) {
      expect(card, where).toMatchObject({ account: 'open', opened: 1, state: 'in-production', reason: null });
      expect(bank.cards.numberOf(cardNumber), where).toBe(ours.get(cardId));
    }
    // One account for every card that was ever ordered, and none besides.
    expect(bank.cards.cardNumbers, where).toHaveLength(3 * cases);
    const [batch, ...more] = new Set(cards.map((card) => card.batch));
    expect(more, where).toEqual([]);
    expect(
      bank.cardFiles.filter((number) => number === batch),
      where,
    ).toHaveLength(1);
    expect(bank.waiting, where).toBe(0);
    const line = await database.one(sql`
      select (numbered - acknowledged)::int as unsent, (select count(*)::int from banking.intention) as wishes,
        taken = (select count(*) from banking.incoming) as "answersInARow", numbered = (select count(*) from banking.outgoing) as "messagesInARow"
      from banking.link`);
    expect(line, where).toEqual({ unsent: 0, wishes: 0, answersInARow: true, messagesInARow: true });
    return ending;
  }

  for (const dieAfter of ['delivered', 'answered'] as const)
    expect(await killedAndRestarted(100_000, dieAfter)).toBe('killed');
  let killed = 0;
  for (let statements = 1; (await killedAndRestarted(statements)) === 'killed'; statements += 1) killed += 1;
  expect(killed).toBeGreaterThan(40);
  expect((await verifyJournal(database)).intact).toBe(true);
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});
