// The ledger in the database: what the model predicts, money that is set aside, busy accounts, guards and the chain.
import fc from 'fast-check';
import { describe, expect, inject, test, vi } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { runDueJobs } from '../../base/jobs.ts';
import { sql } from '../../base/sql.ts';
import { accountsOf, balancesOf, statementOf } from './balances.ts';
import { debitParts } from './debit-parts.ts';
import { jobs, openAccounts, postAll, sealTransfers, type Transfer, verifyLedger } from './index.ts';
import { accountsOfRun, batchesOfRun, idOf, LedgerModel, modelInstants, modelNow } from './ledger-model.fixture.ts';
import { expirePending, post } from './post.ts';

// Sealing waits for every open transaction of the server, and other test files have theirs.
vi.setConfig({ testTimeout: 240_000 });

const house = await testHouse(modelNow.toISOString());
const { database } = house;
const today = '2025-03-03' as Day;
let made = 100_000;
const fresh = () => {
  made += 1;
  return idOf(0, 5, made);
};
const inTx = <T>(work: (call: { db: Db; now: Date }) => Promise<T>, now = house.clock.now()) =>
  database.transaction((db) => work({ db, now }));
const postNow = (list: readonly Transfer[], now?: Date) => inTx((call) => post(call, list), now);
const moved = (debitAccountId: string, creditAccountId: string, amountFen: bigint, more = {}) => ({
  id: fresh(),
  debitAccountId,
  creditAccountId,
  amountFen,
  code: 'pay',
  day: today,
  ...more,
});

/** A fund and some persons in the medical pot. */
async function opened(persons: number, limit = 'debits-must-not-exceed-credits' as const) {
  const fund = fresh();
  const ids = Array.from({ length: persons }, fresh);
  await inTx((call) =>
    openAccounts(call, [
      { accountId: fund, ledger: 'medical', code: 'fund', ownerId: fund, busy: true },
      ...ids.map((id) => ({ accountId: id, ledger: 'medical' as const, code: 'personal', ownerId: id, limit })),
    ]),
  );
  return { fund, ids };
}
/** Seals until nothing is left: open transactions of other databases on the same server hold the last lines back. */
async function sealAll() {
  for (;;) {
    await inTx(({ db, now }) => sealTransfers(db, now));
    const { open } = await database.one<{ open: bigint }>(sql`
      select (select count(*) from ledger.transfer) - coalesce((select sum(transfers) from ledger.block), 0)::int8 as open`);
    if (open === 0n) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
const one = async (id: string) => (await balancesOf(database, [id]))[0]!;

// Each run is a transaction on accounts of its own that is rolled back.
const runs = inject('kind') === 'pglite' ? 150 : 2_000;
test(`(a)-(e) the database answers as the model predicts, in ${runs} seeded runs`, async () => {
  class Undo extends Error {}
  let run = 10;
  await fc.assert(
    fc.asyncProperty(batchesOfRun(7, 6), async (batches) => {
      run += 1;
      const accounts = accountsOfRun(7);
      const model = new LedgerModel(accounts);
      await database
        .transaction(async (db) => {
          await openAccounts({ db, now: modelNow }, accounts);
          for (const [i, batch] of batches.entries()) {
            const now = modelInstants[i < batches.length / 2 ? 0 : 1]!;
            expect(await post({ db, now }, batch)).toEqual(model.post(batch, now));
          }
          const balances = await balancesOf(
            db,
            accounts.map((a) => a.accountId),
          );
          expect(balances).toHaveLength(accounts.length);
          for (const account of balances) expect(account).toMatchObject(model.totals(account.accountId));
          const verdict = await verifyLedger(db);
          expect(verdict).toMatchObject({ unequalPots: [], wrongAccounts: [], wrongTransfers: [] });
          throw new Undo();
        })
        .catch((error) => {
          if (!(error instanceof Undo)) throw error;
        });
    }),
    { numRuns: runs, seed: 60 },
  );
  expect(run).toBe(10 + runs);
}, 300_000);

describe('transfers', () => {
  test('money set aside is spent; posted in part the rest is free; voided and expired it is free again', async () => {
    const { fund, ids } = await opened(1);
    const person = ids[0]!;
    await postNow([moved(fund, person, 100n)]);
    const [a, b, c] = [
      moved(person, fund, 60n, { kind: 'pending' }),
      moved(person, fund, 40n, { kind: 'pending' }),
      moved(person, fund, 1n),
    ] as [Transfer, Transfer, Transfer];
    expect(await postNow([a, b, c])).toEqual(['done', 'done', 'refused:exceeds-credits']);
    expect(await one(person)).toMatchObject({ debitsPending: 100n, debitsPosted: 0n });
    const half = { id: fresh(), kind: 'post' as const, pendingId: a.id, amountFen: 25n, day: today };
    expect(await postNow([half, { id: fresh(), kind: 'void', pendingId: b.id, day: today }])).toEqual(['done', 'done']);
    expect(await one(person)).toMatchObject({ debitsPending: 0n, debitsPosted: 25n });
    expect(await one(fund)).toMatchObject({ creditsPending: 0n, creditsPosted: 25n, debitsPosted: 100n });
    expect(await postNow([half, { ...half, amountFen: 26n }, { ...half, id: fresh() }])).toEqual([
      'exists',
      'exists-with-different-amount',
      'refused:pending-resolved',
    ]);
    // The refused one stays refused, although there is money now.
    expect(await postNow([c])).toEqual(['refused:exceeds-credits']);
    const soon = new Date(house.clock.now().getTime() + 1000);
    const d = moved(person, fund, 75n, { kind: 'pending', expiresAt: soon }) as Transfer;
    expect(await postNow([d])).toEqual(['done']);
    expect(await inTx((call) => expirePending({ ...call, today, newId: fresh }))).toBe(false);
    expect(await one(person)).toMatchObject({ debitsPending: 75n });
    await inTx((call) => expirePending({ ...call, today, newId: fresh }), soon);
    expect(await one(person)).toMatchObject({ debitsPending: 0n, debitsPosted: 25n });
    expect(await postNow([{ id: fresh(), kind: 'post', pendingId: d.id, day: today }])).toEqual([
      'refused:pending-resolved',
    ]);
  });

  test('a busy account is right at once, before and after its transfers are sealed', async () => {
    const { fund, ids } = await opened(3);
    await postNow(ids.map((id) => moved(fund, id, 7n)));
    expect(await one(fund)).toMatchObject({ debitsPosted: 21n });
    await sealAll();
    expect(await one(fund)).toMatchObject({ debitsPosted: 21n });
    await postNow([moved(ids[0]!, fund, 2n)]);
    expect(await one(fund)).toMatchObject({ debitsPosted: 21n, creditsPosted: 2n });
    expect((await accountsOf(database, [fund]))[0]).toMatchObject({ debitsPosted: 21n, creditsPosted: 2n });
    await sealAll();
    expect(await verifyLedger(database)).toMatchObject({ intact: true });
  });

  test('a hundred callers on one account, the same requests sent twice: never below zero, each done once', async () => {
    const { fund, ids } = await opened(3);
    await postNow(ids.map((id) => moved(fund, id, 50n)));
    const asked = Array.from({ length: 100 }, (_, i) => moved(ids[i % 3]!, i % 5 === 0 ? ids[(i + 1) % 3]! : fund, 3n));
    const answers = await Promise.all([...asked, ...asked].map((t) => postNow([t])));
    for (const [i, t] of asked.entries()) {
      const [first, second] = [answers[i]![0]!, answers[i + asked.length]![0]!];
      expect(
        [`${first} ${second}`, `${second} ${first}`].some(
          (both) => both === 'done exists' || (first === second && first === 'refused:exceeds-credits'),
        ),
      ).toBe(true);
      expect(['exists', 'refused:exceeds-credits']).toContain((await postNow([t]))[0]);
    }
    expect(await verifyLedger(database)).toMatchObject({ wrongAccounts: [], unequalPots: [] });
  });

  test('the same id for other accounts at the same moment: one stands, the other is told so', async () => {
    const { fund, ids } = await opened(8);
    for (let round = 0; round < 10; round += 1) {
      const id = fresh();
      const answers = (await Promise.all(ids.map((person) => postNow([{ ...moved(fund, person, 5n), id }])))).flat();
      expect(answers.filter((a) => a === 'done')).toHaveLength(1);
      expect(answers.filter((a) => a === 'exists-with-different-credit-account')).toHaveLength(7);
    }
    expect(await verifyLedger(database)).toMatchObject({ wrongAccounts: [], unequalPots: [] });
  });

  test('a pending resolved by ten at the same moment resolves once', async () => {
    const { fund, ids } = await opened(1);
    const pending = moved(fund, ids[0]!, 9n, { kind: 'pending' }) as Transfer;
    await postNow([pending]);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        postNow([{ id: fresh(), kind: i % 2 ? 'post' : 'void', pendingId: pending.id, day: today }]),
      ),
    );
    expect(answers.flat().filter((a) => a === 'done')).toHaveLength(1);
    expect(answers.flat().filter((a) => a === 'refused:pending-resolved')).toHaveLength(9);
  });

  test('accounts open once; other content under the same id or name is a mistake', async () => {
    const { fund } = await opened(0);
    const again = { accountId: fund, ledger: 'medical' as const, code: 'fund', ownerId: fund, busy: true };
    await inTx((call) => openAccounts(call, [again]));
    await expect(inTx((call) => openAccounts(call, [{ ...again, ledger: 'purse' }]))).rejects.toThrow('other content');
    await expect(inTx((call) => openAccounts(call, [{ ...again, accountId: fresh() }]))).rejects.toThrow(
      'of code fund',
    );
    await expect(
      inTx((call) =>
        openAccounts(call, [{ ...again, accountId: fresh(), code: 'b', limit: 'debits-must-not-exceed-credits' }]),
      ),
    ).rejects.toThrow('busy_has_no_limit');
    await expect(postNow([{ ...moved(fund, fresh(), 1n), id: 'not-a-uuid' }])).rejects.toThrow();
    await expect(postNow([moved(fund, fresh(), 1n, { code: "x'; drop" })])).rejects.toThrow();
  });

  test('a statement comes page by page, newest first, without gap or double', async () => {
    const { fund, ids } = await opened(1);
    const sent = Array.from({ length: 25 }, (_, i) => moved(fund, ids[0]!, BigInt(i + 1)));
    for (const t of sent.slice(0, 5)) await postNow([t]);
    await postNow(sent.slice(5));
    const seen: string[] = [];
    for (let page = await statementOf(database, ids[0]!, { limit: 10 }); ; ) {
      seen.push(...page.lines.map(({ id }) => id));
      if (!page.next) break;
      page = await statementOf(database, ids[0]!, { limit: 10, before: page.next });
    }
    expect(seen).toEqual(sent.map(({ id }) => id).reverse());
    expect((await statementOf(database, fund, { limit: 1 })).lines[0]).toMatchObject({ side: 'debit', amountFen: 25n });
  });
});

describe('set work', () => {
  test('a whole set of transfers is one statement: all or nothing, and a repeat does nothing', async () => {
    const count = inject('kind') === 'pglite' ? 2_000 : 20_000;
    const { fund } = await opened(0);
    await database.run(sql`
      insert into ledger.account (account_id, ledger, code, owner_id, limit_rule, busy, opened_at)
      select md5('p' || n)::uuid, 'medical', 'personal', md5('p' || n)::uuid, 'debits-must-not-exceed-credits', false, now()
      from generate_series(1, ${count}::int) as n`);
    const set = (amount: number, salt: string) => sql`
      select md5(${salt}::text || n)::uuid as transfer_id, ${fund}::uuid as debit_account_id, md5('p' || n)::uuid as credit_account_id,
             (${amount}::int + n % 3)::int8 as amount, 'pay' as code, null::uuid as reference, ${today}::date as day
      from generate_series(1, ${count}::int) as n`;
    expect(await inTx((call) => postAll(call, set(5, 't')))).toBe(count);
    expect(await inTx((call) => postAll(call, set(5, 't')))).toBe(0);
    await expect(inTx((call) => postAll(call, set(6, 't')))).rejects.toThrow(`${count} of ${count}`);
    const back = sql`select transfer_id, credit_account_id as debit_account_id, debit_account_id as credit_account_id, amount, code, reference, day
                     from (${set(6, 'u')}) as s`;
    await expect(inTx((call) => postAll(call, back))).rejects.toThrow('within_limit');
    const unknown = sql`select ${fresh()}::uuid as transfer_id, ${fund}::uuid as debit_account_id, ${fresh()}::uuid as credit_account_id,
                        1::int8 as amount, 'pay' as code, null::uuid as reference, ${today}::date as day`;
    await expect(inTx((call) => postAll(call, unknown))).rejects.toThrow('unknown account');
    await sealAll();
    expect(await verifyLedger(database)).toMatchObject({ intact: true });
  });

  test('a hot path debits in its own statement: refused ones are kept, busy counterpart only, limit held under a crowd', async () => {
    const { fund, ids } = await opened(4);
    await postNow(ids.map((id) => moved(fund, id, 10n)));
    const debit = (db: Db, rows: { id: string; owner: string; amount: bigint; credit?: string; code?: string }[]) =>
      db.rows<{ transfer_id: string; reason: string | null; left_fen: bigint | null }>(sql`
        with debit as (
          select *, null::uuid as reference, ${today}::date as day, ${house.clock.now()}::timestamptz as at from unnest(
            ${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.owner)}::uuid[], ${rows.map((r) => r.code ?? 'personal')}::text[],
            ${rows.map((r) => r.credit ?? fund)}::uuid[], ${rows.map((r) => r.amount)}::int8[], ${rows.map(() => 'use')}::text[])
            as t(transfer_id, owner_id, account_code, credit_account_id, amount, code)),
        ${debitParts}
        select transfer_id, reason, left_fen from debited`);
    const rows = [
      { id: fresh(), owner: ids[0]!, amount: 4n },
      { id: fresh(), owner: ids[1]!, amount: 11n },
      { id: fresh(), owner: fresh(), amount: 1n },
      { id: fresh(), owner: ids[2]!, amount: 1n, credit: ids[3]! },
    ];
    const answers = new Map((await debit(database, rows)).map((a) => [a.transfer_id, a]));
    expect(rows.map(({ id }) => answers.get(id))).toMatchObject([
      { reason: null, left_fen: 6n },
      { reason: 'exceeds-credits', left_fen: null },
      { reason: 'debit-account-unknown' },
      { reason: 'credit-account-unknown' },
    ]);
    // Kept under its id, refused ones too: the same id aborts the statement and changes nothing.
    await expect(debit(database, [rows[0]!])).rejects.toThrow('transfer_pkey');
    expect(await postNow([{ ...moved(ids[1]!, fund, 11n), id: rows[1]!.id }])).toEqual(['refused:exceeds-credits']);
    const crowd = await Promise.all(
      Array.from({ length: 40 }, () => debit(database, [{ id: fresh(), owner: ids[3]!, amount: 1n }])),
    );
    expect(crowd.flat().filter(({ reason }) => reason === null)).toHaveLength(10);
    expect(await one(ids[3]!)).toMatchObject({ debitsPosted: 10n, creditsPosted: 10n });
    await sealAll();
    expect(await verifyLedger(database)).toMatchObject({ intact: true });
  });
});

describe('proof', () => {
  test('(i) transfers are append-only, accounts keep their nature, and an edited row breaks the proof', async () => {
    const { fund, ids } = await opened(2);
    const sent = [moved(fund, ids[0]!, 100n), moved(fund, ids[1]!, 100n), moved(ids[0]!, ids[1]!, 30n)];
    await postNow(sent);
    await sealAll();
    await postNow([moved(fund, ids[0]!, 1n)]);
    expect(await verifyLedger(database)).toMatchObject({ intact: true });
    for (const attempt of [
      `update ledger.transfer set amount = 1 where transfer_id = '${sent[0]!.id}'`,
      'delete from ledger.transfer',
      'truncate ledger.transfer',
      'delete from ledger.block',
      `update ledger.account set ledger = 'purse' where account_id = '${fund}'`,
      `update ledger.account set limit_rule = null where account_id = '${ids[0]}'`,
      'delete from ledger.account',
      // The database is the last guard against a wrong program.
      `update ledger.account set debits_posted = debits_posted + 1000 where account_id = '${ids[0]}'`,
    ])
      await expect(database.script(attempt)).rejects.toThrow(/append-only|after it was opened|within_limit/);

    class Undo extends Error {}
    const tampered = (attack: string) =>
      database
        .transaction(async (db) => {
          await db.script(
            `alter table ledger.transfer disable trigger all; alter table ledger.account disable trigger all; ${attack}`,
          );
          const verdict = await verifyLedger(db);
          throw Object.assign(new Undo(), { verdict });
        })
        .catch((error) => error.verdict);
    const last = sent[2]!.id;
    expect(
      await tampered(`update ledger.transfer set reference = '${last}' where transfer_id = '${last}'`),
    ).toMatchObject({
      intact: false,
      wrongAccounts: [],
      chain: { intact: false },
    });
    expect(await tampered(`update ledger.transfer set amount = 29 where transfer_id = '${last}'`)).toMatchObject({
      intact: false,
      chain: { intact: false },
      wrongAccounts: [...ids].sort(),
    });
    expect(await tampered(`delete from ledger.transfer where transfer_id = '${last}'`)).toMatchObject({
      chain: { intact: false },
    });
    // Not sealed yet: the balances tell.
    expect(
      await tampered(`delete from ledger.transfer where seq = (select max(seq) from ledger.transfer)`),
    ).toMatchObject({
      intact: false,
      chain: { intact: true },
      unequalPots: ['medical'],
    });
    expect(
      await tampered(`update ledger.account set debits_posted = debits_posted - 1 where account_id = '${ids[0]}'`),
    ).toMatchObject({ intact: false, wrongAccounts: [ids[0]], unequalPots: ['medical'] });
    expect(await verifyLedger(database)).toMatchObject({ intact: true });
  });

  test('the jobs of the house seal and expire by themselves', async () => {
    const { fund, ids } = await opened(1);
    const pending = moved(fund, ids[0]!, 9n, {
      kind: 'pending',
      expiresAt: new Date(house.clock.now().getTime() + 1000),
    }) as Transfer;
    await postNow([pending]);
    await database.run(sql`insert into base.job (id, name, payload, due, made_at)
      select md5(n)::uuid, n, '{}', ${house.clock.now()}, ${house.clock.now()} from unnest(array['ledger.seal', 'ledger.expire']) as n`);
    house.clock.moveTo(new Date(house.clock.now().getTime() + 2000));
    await runDueJobs(house, jobs);
    expect(await one(ids[0]!)).toMatchObject({ creditsPending: 0n });
    expect((await verifyLedger(database)).chain.blocks).toBeGreaterThan(0);
  });
});
