import { expect, test } from 'vitest';
import { sql } from '../../base/sql.ts';
import { accountsOf, verifyLedger } from '../ledger/index.ts';
import { chip, usesHouse } from './uses.fixture.ts';

const t = await usesHouse();
const { house, people, use, money, nextNumber } = t;
const recordOf = (number: bigint, terminal = t.desk) =>
  house.database.maybe<{ outcome: string; holder_id: string; signals: string[] }>(
    sql`select outcome, holder_id, signals from uses.use where terminal = ${terminal} and number = ${number}::int8`,
  );

test('a card in use is allowed, recorded once, and a repeat gets the same answer', async () => {
  const [card] = await people(1);
  const number = nextNumber();
  const first = await use({ number, credential: chip(card!) });
  expect(first).toMatchObject({
    allowed: true,
    reason: null,
    repeated: false,
    card: { cardId: card!.cardId, generation: 3 },
  });
  expect(await use({ number, credential: chip(card!) })).toEqual({ ...first, repeated: true });
  expect(await recordOf(number)).toMatchObject({ outcome: 'allowed', holder_id: card!.holderId });
});

test('a use with money debits the personal account once, however often it is sent', async () => {
  const [card] = await people(1);
  await money([card!.holderId], 1000n);
  const number = nextNumber();
  const ask = () => use({ number, credential: chip(card!), amountFen: 400n });
  expect(await ask()).toMatchObject({ allowed: true, balanceFen: 600n, repeated: false });
  expect(await ask()).toMatchObject({ allowed: true, balanceFen: 600n, repeated: true });
  const more = { number: nextNumber(), credential: chip(card!), amountFen: 601n };
  expect(await use(more)).toMatchObject({ allowed: false, reason: 'funds-short', repeated: false });
  expect(await use(more)).toMatchObject({ allowed: false, reason: 'funds-short', repeated: true });
  const [account] = (await accountsOf(house.database, [card!.holderId])) as { debitsPosted: bigint }[];
  expect(account!.debitsPosted).toBe(400n);
  expect((await verifyLedger(house.database)).intact).toBe(true);
});
