// The decision against the naive model: ten thousand seeded runs in which every reply is predicted.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Account, addTotals, noTotals } from './account.ts';
import { decide } from './decide.ts';
import { accountsOfRun, batchesOfRun, LedgerModel, modelInstants } from './ledger-model.fixture.ts';
import type { Row, Transfer } from './transfer.ts';

/** What the database would keep, as maps. */
class Memory {
  accounts: Map<string, Account>;
  rows = new Map<string, Row>();
  waiting = new Set<string>();
  constructor() {
    this.accounts = new Map(
      accountsOfRun(1).map((a) => [a.accountId, { ...noTotals, ...a, limit: a.limit ?? null, busy: a.busy ?? false }]),
    );
  }
  post(list: readonly Transfer[], now: Date) {
    const { answers, rows, changes, opened, closed } = decide(list, this, now);
    for (const row of rows) {
      expect(this.rows.has(row.id)).toBe(false);
      this.rows.set(row.id, row);
    }
    for (const [id, change] of changes) {
      const account = this.accounts.get(id)!;
      this.accounts.set(id, { ...account, ...addTotals(account, change) });
    }
    for (const id of closed) expect(this.waiting.delete(id)).toBe(true);
    for (const { id } of opened) this.waiting.add(id);
    return answers;
  }
}

test('(a)-(e) in 10,000 runs the model predicts every reply; limits hold, pendings resolve once, a replay changes nothing', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(batchesOfRun(1, 10), (batches) => {
      const memory = new Memory();
      const model = new LedgerModel(accountsOfRun(1));
      for (const [i, batch] of batches.entries()) {
        const now = modelInstants[i < batches.length / 2 ? 0 : 1]!;
        const answers = memory.post(batch, now);
        expect(answers).toEqual(model.post(batch, now));
        for (const answer of answers) seen.add(answer);
        for (const account of memory.accounts.values()) {
          if (!account.busy) expect(account).toMatchObject(model.totals(account.accountId));
          const { debitsPosted, debitsPending, creditsPosted, creditsPending } = account;
          if (account.limit === 'debits-must-not-exceed-credits')
            expect(debitsPosted + debitsPending <= creditsPosted).toBe(true);
          if (account.limit === 'credits-must-not-exceed-debits')
            expect(creditsPosted + creditsPending <= debitsPosted).toBe(true);
        }
        const kept = memory.rows.size;
        const again = memory.post(batch, now);
        expect(again.includes('done')).toBe(false);
        expect(again).toEqual(model.post(batch, now));
        expect(memory.rows.size).toBeLessThanOrEqual(kept + batch.length);
      }
    }),
    { numRuns: 10_000, seed: 6 },
  );
  // The runs must have met every kind of reply, or they prove little.
  const replies = [
    'done',
    'exists',
    'exists-with-different-kind',
    'exists-with-different-debit-account',
    'exists-with-different-credit-account',
    'exists-with-different-amount',
    'exists-with-different-pending',
    'exists-with-different-code',
    'exists-with-different-reference',
    'exists-with-different-day',
    'exists-with-different-expiry',
    'refused:amount-wrong',
    'refused:same-account',
    'refused:chain-open',
    'refused:debit-account-unknown',
    'refused:credit-account-unknown',
    'refused:pots-differ',
    'refused:exceeds-credits',
    'refused:exceeds-debits',
    'refused:expiry-past',
    'refused:pending-unknown',
    'refused:pending-resolved',
    'refused:pending-expired',
    'refused:exceeds-pending',
    'refused:linked',
  ];
  expect([...seen].sort()).toEqual(replies.sort());
}, 240_000);
