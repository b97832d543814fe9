// Cards, holders' accounts and one point of service for the bench of uses: set-based, into the real tables.
import { systemActor } from '../../src/base/actor.ts';
import { type House, openCall } from '../../src/base/call.ts';
import type { Database } from '../../src/base/database/database.ts';
import { sql } from '../../src/base/sql.ts';
import { addStaff, issueStaffToken, registerInstitutions } from '../../src/domain/institutions/index.ts';
import { openAccounts } from '../../src/domain/ledger/index.ts';
import { installPacks } from '../../src/domain/policy/index.ts';

export interface Ground {
  readonly cards: number;
  readonly terminals: readonly number[];
  readonly institutionId: string;
  readonly token: string;
}

export const cardNumberOfNth = (n: number) => `B${n.toString(16).toUpperCase().padStart(7, '0')}0`;
export const identifierOfNth = (n: number) =>
  `110000D156000005${n.toString(16).toUpperCase().padStart(8, '0')}FFFFFFFF`;

const slice = 500_000;
const fund = '00000000-0000-7000-8000-00000000f0d0';

export async function layGround(house: House, cards: number): Promise<Ground> {
  const { database } = house;
  await installPacks(database);
  for (let from = 1; from <= cards; from += slice) await loadCards(database, from, Math.min(cards, from + slice - 1));
  await database.script('vacuum analyze cards.card');
  await database.script('vacuum analyze ledger.account');
  return database.transaction(async (db) => {
    const call = openCall(house, db, systemActor('bench'));
    const [institutionId] = await registerInstitutions(call, [
      { kind: 'operator', code: 'bench', name: '示例医院', region: 'beijing' },
    ]);
    await db.run(sql`update institutions.institution set standing = 'admitted' where id = ${institutionId}`);
    await openAccounts(call, [
      { accountId: fund, ledger: 'medical', code: 'fund', ownerId: institutionId!, busy: true },
    ]);
    const staffId = await addStaff(call, {
      institutionId: institutionId!,
      role: 'scene-operator',
      name: '示例操作员',
    });
    const { token } = await issueStaffToken(call, staffId);
    const terminals = await db.rows<{ id: number }>(sql`
      insert into uses.terminal (institution_id, region, code, name, services, ways, online, offline, longitude, latitude, pay_to, state, registered_at)
      select ${institutionId}::uuid, 'beijing', 'desk-' || n, '窗口' || n, '{medical-settlement,card-status}', '{contact,number}', true, false,
             116.3 + n * 0.001, 39.9, ${fund}::uuid, 'open', now()
      from generate_series(1, 100) as n returning id`);
    return { cards, terminals: terminals.map(({ id }) => id), institutionId: institutionId!, token };
  });
}

/** Enabled cards of the third generation, and as many personal accounts with plenty in them. */
async function loadCards(database: Database, from: number, to: number): Promise<void> {
  await database.run(sql`
    insert into cards.card (id, holder_id, region, generation, card_number, card_identifier, social_state, financial_state, enabled_at)
    select ('00000000-0000-7000-8001-' || lpad(to_hex(n), 12, '0'))::uuid, ('00000000-0000-7000-8002-' || lpad(to_hex(n), 12, '0'))::uuid,
           'beijing', 3, 'B' || lpad(upper(to_hex(n)), 7, '0') || '0', '110000D156000005' || lpad(upper(to_hex(n)), 8, '0') || 'FFFFFFFF',
           'enabled', 'none', now()
    from generate_series(${from}::int, ${to}::int) as n`);
  await database.run(sql`
    insert into ledger.account (account_id, ledger, code, owner_id, limit_rule, busy, credits_posted, opened_at)
    select ('00000000-0000-7000-8003-' || lpad(to_hex(n), 12, '0'))::uuid, 'medical', 'personal',
           ('00000000-0000-7000-8002-' || lpad(to_hex(n), 12, '0'))::uuid, 'debits-must-not-exceed-credits', false, 1000000000, now()
    from generate_series(${from}::int, ${to}::int) as n`);
}
