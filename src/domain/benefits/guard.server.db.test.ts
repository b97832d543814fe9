// The guard at the size of a city: a hundred thousand pensioners whose cards were replaced.
import { expect, test } from 'vitest';
import { type Sql, sql } from '../../base/sql.ts';
import { approveRun } from './approve-run.ts';
import { openAgency } from './benefits.fixture.ts';
import { draftRun } from './draft-run.ts';

const people = 100_000;

test('BEN-02 of 100,000 replaced pensioners not one payment reaches a dead account and not one is lost', async () => {
  const a = await openAgency();
  const { database } = a.house;
  const programmeId = await a.openProgrammeOf({ fundFen: 100_000_000_000n });
  // n % 4: 0 kept the card; 1 replaced it; 2 replaced it and had the pay account changed; 3 replaced it and closed the old account.
  await database.transaction(async (db) => {
    await db.script(`
      create table public.pensioner as
      select n, gen_random_uuid() as holder_id, gen_random_uuid() as old_card, gen_random_uuid() as new_card from generate_series(1, ${people}) n`);
    await db.run(sql`
      insert into holders.holder (id, document_kind, document_number, name, sex, born, nationality, registered_at, changed_at)
      select holder_id, 'resident-id', '\\x00', '\\x00', 'female', '1955-05-05', 'CN', now(), now() from public.pensioner`);
    const card = (id: Sql, generation: number, offset: number) => sql`
      insert into cards.card (id, holder_id, region, bank_code, generation, card_number, bank_card, bank_card_index, bank_card_last4, social_state, financial_state)
      select ${id}, holder_id, 'fuzhou', 'icbc', ${generation}::int, 'F' || lpad((n + ${offset}::int)::text, 8, '0'), '\\x00',
        decode(lpad(to_hex(n + ${offset}::int), 32, '0'), 'hex'), lpad((n % 10000)::text, 4, '0'),
        case when ${generation}::int = 3 or n % 4 = 0 then 'enabled' else 'invalid' end,
        case when ${generation}::int = 2 and n % 4 = 3 then 'closed' else 'active' end
      from public.pensioner where ${generation}::int = 2 or n % 4 <> 0`;
    await db.run(card(sql`old_card`, 2, 0));
    await db.run(card(sql`new_card`, 3, people));
    await db.run(
      sql`update cards.card c set replaced_by_card_id = p.new_card from public.pensioner p where c.id = p.old_card and p.n % 4 <> 0`,
    );
    await db.run(
      sql`insert into benefits.entitlement (programme_id, holder_id, amount, since) select ${programmeId}, holder_id, 100000 + n, '2025-01-01' from public.pensioner`,
    );
    await db.run(sql`
      insert into benefits.pay_account (programme_id, holder_id, card_id, changed_by, changed_at)
      select ${programmeId}, holder_id, case when n % 4 = 2 then new_card else old_card end, 'test', now() from public.pensioner`);
  });

  const draft = await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' });
  expect(draft).toMatchObject({ lines: people, ready: people / 2 });
  expect(draft.held.map(({ reason, lines }) => [reason, lines])).toEqual([
    ['account-closed', people / 4],
    ['account-stale', people / 4],
  ]);
  const dead = sql`
    select count(*)::int as lines from benefits.line l join cards.card c on c.id = l.card_id
    where l.state = 'ready' and (c.financial_state <> 'active' or c.replaced_by_card_id is not null)`;
  expect(await database.one(dead)).toEqual({ lines: 0 });
  await a.act(approveRun, a.actors.approver, { runId: draft.runId!, ready: draft.ready, totalFen: draft.totalFen });

  // Their accounts are put right, and what was held is paid by one new line each.
  await database.run(
    sql`update benefits.pay_account a set card_id = p.new_card from public.pensioner p where p.holder_id = a.holder_id and p.n % 4 in (1, 3)`,
  );
  const repay = await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03', kind: 'repay' });
  expect(repay).toMatchObject({ lines: people / 2, ready: people / 2, held: [] });
  await a.act(approveRun, a.actors.approver, { runId: repay.runId!, ready: repay.ready, totalFen: repay.totalFen });
  expect(await database.one(dead)).toEqual({ lines: 0 });
  // Everybody is paid exactly once, the right amount.
  expect(
    await database.one(sql`
      select count(*)::int as lines, count(distinct l.holder_id)::int as people, (sum(l.amount) - sum(100000 + p.n))::int as astray
      from benefits.line l join public.pensioner p using (holder_id) where l.state = 'ready'`),
  ).toEqual({ lines: people, people, astray: 0 });
}, 180_000);
