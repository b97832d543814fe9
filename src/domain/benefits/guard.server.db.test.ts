// The guard at the size of a city: a hundred thousand pensioners whose cards were replaced, before the draft and after the approval.
import { expect, test } from 'vitest';
import { sql } from '../../base/sql.ts';
import { approveRun } from './approve-run.ts';
import { openAgency } from './benefits.fixture.ts';
import { draftRun } from './draft-run.ts';

const people = 100_000;
const page = 10_000;
/** Nothing of a person but the number: n % 5 says what became of the card. */
const fates = [
  'kept',
  'replaced',
  'replaced, pay account changed',
  'replaced, old account closed',
  'replaced after approval',
];
const accountOf = (generation: 2 | 3, n: number) => `62220${generation}${String(n).padStart(13, '0')}`;

test('BEN-02 of 100,000 replaced pensioners not one payment reaches a dead account and not one is lost', async () => {
  const a = await openAgency();
  const { database, vault } = a.house;
  const programmeId = await a.openProgrammeOf({ fundFen: 100_000_000_000n });
  await database.transaction(async (db) => {
    await db.script(`
      create table public.pensioner as
      select n, gen_random_uuid() as holder_id, gen_random_uuid() as old_card, gen_random_uuid() as new_card from generate_series(1, ${people}) n`);
    for (let start = 0; start < people; start += page) {
      const some = await db.rows<{ n: number; holder: string; old: string; fresh: string }>(sql`
        select n, holder_id as holder, old_card as old, new_card as fresh from public.pensioner where n > ${start} and n <= ${start + page}`);
      const accounts = some.flatMap(({ n, holder, old, fresh }) => [
        { holder, card: old, number: accountOf(2, n), generation: 2, n },
        { holder, card: fresh, number: accountOf(3, n), generation: 3, n },
      ]);
      await db.run(sql`
        insert into holders.holder (id, document_kind, document_number, name, sex, born, nationality, registered_at, changed_at)
        select id, 'resident-id', '\\x00', name, 'female', '1955-05-05', 'CN', now(), now()
        from unnest(${some.map(({ holder }) => holder)}::uuid[],
          ${some.map(({ holder }) => vault.seal('示例人', `holders.holder.name:${holder}`))}::bytea[]) as t(id, name)`);
      await db.run(sql`
        insert into cards.card (id, holder_id, region, bank_code, generation, card_number, bank_card, bank_card_index, bank_card_last4, social_state, financial_state)
        select id, holder, 'fuzhou', 'icbc', generation, chr(64 + generation) || lpad(n::text, 8, '0'), sealed, index, right(number, 4),
          case when n % 5 in (0, 4) then case generation when 2 then 'enabled' else 'made' end
               else case generation when 2 then 'invalid' else 'enabled' end end,
          case when generation = 2 and n % 5 = 3 then 'closed' when generation = 3 and n % 5 in (0, 4) then 'open' else 'active' end
        from unnest(${accounts.map(({ card }) => card)}::uuid[], ${accounts.map(({ holder }) => holder)}::uuid[],
          ${accounts.map(({ generation }) => generation)}::int[], ${accounts.map(({ n }) => n)}::int[], ${accounts.map(({ number }) => number)}::text[],
          ${accounts.map(({ card, number }) => vault.seal(number, `cards.card.bank_card:${card}`))}::bytea[],
          ${accounts.map(({ number }) => vault.index(number, 'bank-card-number'))}::bytea[]) as t(id, holder, generation, n, number, sealed, index)`);
    }
    await db.run(sql`
      update cards.card c set replaced_by_card_id = p.new_card from public.pensioner p where c.id = p.old_card and p.n % 5 between 1 and 3`);
    await db.run(sql`
      insert into benefits.entitlement (programme_id, holder_id, amount, since)
      select ${programmeId}, holder_id, 100000 + n, '2025-01-01' from public.pensioner`);
    await db.run(sql`
      insert into benefits.pay_account (programme_id, holder_id, card_id, changed_by, changed_at)
      select ${programmeId}, holder_id, case when n % 5 = 2 then new_card else old_card end, 'test', now() from public.pensioner`);
  });
  const each = people / fates.length;

  const draft = await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03' });
  expect(draft).toMatchObject({ lines: people, ready: 3 * each });
  expect(draft.held.map(({ reason, lines }) => [reason, lines])).toEqual([
    ['account-closed', each],
    ['account-stale', each],
  ]);
  await a.act(approveRun, a.actors.approver, { runId: draft.runId!, ready: draft.ready, totalFen: draft.totalFen });

  // A fifth gets a new card between approval and sending: the old one dies when the new one is enabled.
  await database.run(sql`
    update cards.card c set social_state = 'invalid', replaced_by_card_id = p.new_card from public.pensioner p where c.id = p.old_card and p.n % 5 = 4`);
  await database.run(sql`
    update cards.card c set social_state = 'enabled', financial_state = 'active' from public.pensioner p where c.id = p.new_card and p.n % 5 = 4`);
  await a.runJobs();

  // Their accounts are put right, and what was held is paid by one new line each.
  await database.run(sql`
    update benefits.pay_account a set card_id = p.new_card from public.pensioner p where p.holder_id = a.holder_id and p.n % 5 in (1, 3, 4)`);
  const repay = await a.act(draftRun, a.actors.officer, { programmeId, period: '2025-03', kind: 'repay' });
  expect(repay).toMatchObject({ lines: 3 * each, ready: 3 * each, held: [] });
  await a.act(approveRun, a.actors.approver, { runId: repay.runId!, ready: repay.ready, totalFen: repay.totalFen });
  await a.runJobs();

  // What the bank was told in both files: everybody once, the right amount, on the account of the card in hand.
  expect(a.channel.sent.map(({ lines }) => lines.length)).toEqual([2 * each, 3 * each]);
  const told = new Map(
    a.channel.sent.flatMap(({ lines }) => lines.map(({ account, amountFen }) => [account, amountFen])),
  );
  const living = new Map(
    Array.from({ length: people }, (_, i) => [accountOf((i + 1) % 5 === 0 ? 2 : 3, i + 1), BigInt(100_001 + i)]),
  );
  expect(told.size).toBe(people);
  expect([...living].filter(([account, amountFen]) => told.get(account) !== amountFen)).toEqual([]);
}, 180_000);
