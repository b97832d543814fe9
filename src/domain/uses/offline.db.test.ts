import { describe, expect, test } from 'vitest';
import { ask, perform } from '../../base/action.ts';
import type { Actor } from '../../base/actor.ts';
import { systemActor } from '../../base/actor.ts';
import { openCall } from '../../base/call.ts';
import { sql } from '../../base/sql.ts';
import { makeCardCode } from '../ecard/ecard.fixture.ts';
import { emptyDigest, markOf, movedDigest } from './block-list.ts';
import { keepBlockList } from './keep-block-list.ts';
import { loseCard, withdrawCardLoss } from './loss.fixture.ts';
import { readBlockList } from './read-block-list.ts';
import { firstBrokenSeal, sealUses } from './seal-uses.ts';
import { uploadOffline } from './upload-offline.ts';
import { chip, usesHouse } from './uses.fixture.ts';

const t = await usesHouse('2025-06-02T02:00:00Z');
const { house, people, use, terminal, clerkOf, nextNumber } = t;
const library = clerkOf(t.library);
const gate = await terminal({ code: 'gate', institutionId: t.library, longitude: 116.41, latitude: 39.91 });
const hours = (count: number) => house.clock.moveTo(new Date(house.clock.now().getTime() + count * 3_600_000));
const clerk = clerkOf(t.beijingBureau, 'bureau-clerk');
type Card = Awaited<ReturnType<typeof people>>[number];

/**
 * The job runs until it has read all news. On a server that others use as well the newest lines become final only when older
 * transactions anywhere on it have ended.
 */
async function keepList(): Promise<void> {
  for (;;) {
    await house.database.transaction((db) =>
      keepBlockList.run(openCall(house, db, systemActor('uses.keep-block-list')), {} as never),
    );
    const { left } = await house.database.one<{ left: number }>(sql`
      select count(*)::int as left from base.journal j, uses.place p where (j.xid, j.seq) > (p.xid::xid8, p.seq)`);
    if (left === 0) return;
    await new Promise((done) => setTimeout(done, 20));
  }
}
const list = (have?: string) =>
  ask(house, readBlockList, library, { terminal: gate, ...(have === undefined ? {} : { have }) });

interface Handed {
  number: string;
  at?: Date;
  listVersion?: string;
  service?: string;
  counter?: number;
}
const handed = (
  card: Card,
  { number, at = house.clock.now(), listVersion = '0', service = 'park-entry', counter }: Handed,
) => ({
  ...{ number, at: at.toISOString(), listVersion, service, purpose: 'serve-holder' as const },
  card: {
    ...{ cardNumber: card.cardNumber, cardIdentifier: card.cardIdentifier, way: 'contactless' as const },
    ...(counter === undefined ? {} : { counter }),
  },
});
const upload = async (uses: ReturnType<typeof handed>[], where = gate, who: Actor = library) =>
  (await perform(house, uploadOffline, who, { terminal: where, uses })).answers;
const reasonsOf = (answers: Awaited<ReturnType<typeof upload>>) =>
  answers.map(({ allowed, reason }) => (allowed ? 'allowed' : reason?.code));
let own = 1000;
const fresh = () => {
  own += 1;
  return String(own);
};

describe('block list', () => {
  test('open question 14: full list and deltas give the same cards and the same digest, whatever came and went', async () => {
    await keepList();
    const cards = await people(6);
    const start = await list();
    const known = new Set(start.added);
    const steps = [
      () => loseCard(house, clerk, cards[0]!.holderId),
      () => loseCard(house, clerk, cards[1]!.holderId),
      () => withdrawCardLoss(house, clerk, cards[0]!.holderId),
      () => loseCard(house, clerk, cards[2]!.holderId),
      () => loseCard(house, clerk, cards[0]!.holderId),
    ];
    let have = start.version;
    let digest: Uint8Array = start.version === '0' ? emptyDigest : Buffer.from(start.digest, 'hex');
    for (const step of steps) {
      await step();
      await keepList();
      const delta = await list(have);
      for (const mark of delta.added) known.add(mark);
      for (const mark of delta.removed) known.delete(mark);
      const bytes = (marks: string[]) => marks.map((mark) => Buffer.from(mark, 'hex'));
      digest = movedDigest(digest, bytes(delta.added), bytes(delta.removed));
      expect(Buffer.from(digest).toString('hex')).toBe(delta.digest);
      expect(BigInt(delta.version)).toBe(BigInt(have) + 1n);
      have = delta.version;
      const full = await list();
      expect(new Set(full.added)).toEqual(known);
      expect(full.total).toBe(known.size);
    }
    const hex = (card: Card) => Buffer.from(markOf(card.cardNumber)).toString('hex');
    expect([...known].sort()).toEqual([hex(cards[0]!), hex(cards[1]!), hex(cards[2]!)].sort());
    // From far behind in one step as well; a card that came and went is not on it.
    expect(new Set((await list(start.version)).added)).toEqual(known);
    await expect(list('999')).rejects.toMatchObject({ code: 'uses.no-such-list' });
    await expect(ask(house, readBlockList, clerkOf(t.hospital), { terminal: gate })).rejects.toMatchObject({
      code: 'uses.not-your-terminal',
    });
  });
});

describe('uploads', () => {
  test('GEN-12 in any order, again and again, twice in one upload: each use is recorded once and answered alike', async () => {
    const cards = await people(5);
    const at = house.clock.now();
    hours(1);
    const uses = cards.map((card, i) =>
      handed(card, { number: fresh(), at: new Date(at.getTime() + i * 1000), listVersion: '5' }),
    );
    const first = await upload([...uses, uses[2]!]);
    expect(reasonsOf(first)).toEqual(new Array(6).fill('allowed'));
    const again = await upload(uses.toReversed());
    expect(again.toReversed()).toEqual(first.slice(0, 5));
    const parts = await Promise.all([upload(uses.slice(0, 3)), upload(uses.slice(2)), upload([uses[4]!, uses[0]!])]);
    expect(parts.flat().every(({ allowed }) => allowed)).toBe(true);
    const { n } = await house.database.one<{ n: number }>(sql`
      select count(*)::int as n from uses.use where terminal = ${gate} and number = any(${uses.map(({ number }) => number)}::int8[])`);
    expect(n).toBe(5);
    // The same number for another card is told, and changes nothing.
    const [other] = await upload([{ ...uses[0]!, card: handed(cards[1]!, { number: '1' }).card }]);
    expect(other).toMatchObject({ allowed: false, numberReused: true });
  });

  test('open question 14: the operator answers for a card that was on its list, and for a list that was too old; not for what it could not know', async () => {
    const [card] = await people(1);
    await keepList();
    const { version } = await list();
    hours(1);
    const lostAt = house.clock.now();
    await loseCard(house, clerk, card!.holderId);
    await keepList();
    const { version: after } = await list();
    expect(BigInt(after)).toBe(BigInt(version) + 1n);
    hours(30);
    const at = (count: number) => new Date(lostAt.getTime() + count * 3_600_000);
    const answers = await upload([
      handed(card!, { number: fresh(), at: at(-0.5), listVersion: version }),
      handed(card!, { number: fresh(), at: at(23), listVersion: version }),
      handed(card!, { number: fresh(), at: at(25), listVersion: version }),
      handed(card!, { number: fresh(), at: at(0.5), listVersion: after }),
      handed(card!, { number: fresh(), at: at(31), listVersion: version }),
      handed(card!, { number: fresh(), at: at(1), listVersion: version, service: 'library-loan' }),
    ]);
    expect(reasonsOf(answers)).toEqual([
      'allowed',
      'allowed',
      'list-too-old',
      'card-was-blocked',
      'time-impossible',
      'offline-not-accepted',
    ]);
  });

  test('SEC-10 two chips of one card are flagged however late their uses come in: the same count, and counts out of order', async () => {
    const [card, other] = await people(2);
    const at = house.clock.now();
    hours(10);
    const elsewhere = await terminal({ code: 'gate-2', institutionId: t.library, longitude: 116.42, latitude: 39.92 });
    const when = (count: number) => new Date(at.getTime() + count * 3_600_000);
    const flags = (answers: Awaited<ReturnType<typeof upload>>) => answers.map(({ signals }) => signals);
    expect(
      flags(
        await upload([
          handed(card!, { number: fresh(), at: when(1), counter: 7 }),
          handed(card!, { number: fresh(), at: when(3), counter: 9 }),
        ]),
      ),
    ).toEqual([[], []]);
    expect(flags(await upload([handed(card!, { number: fresh(), at: when(2), counter: 8 })], elsewhere))).toEqual([[]]);
    expect(flags(await upload([handed(card!, { number: fresh(), at: when(4), counter: 9 })], elsewhere))).toEqual([
      ['counter-mismatch'],
    ]);
    expect(flags(await upload([handed(card!, { number: fresh(), at: when(5), counter: 3 })], elsewhere))).toEqual([
      ['counter-mismatch'],
    ]);
    const twice = [
      handed(other!, { number: fresh(), at: when(1), counter: 5 }),
      handed(other!, { number: fresh(), at: when(2), counter: 5 }),
    ];
    expect(flags(await upload(twice))).toEqual([['counter-mismatch'], ['counter-mismatch']]);
  });

  test('GEN-12 GOAL-05 one card at an offline gate, an online desk and by its code: every trace stands, and a code is burned across all of them', async () => {
    const [card] = await people(1);
    const { version: listVersion } = await list();
    const code = makeCardCode(card!.cardNumber, house.clock.now(), house.vault, house.random);
    const shownAt = house.clock.now();
    expect(await use({ credential: chip(card!) })).toMatchObject({ allowed: true });
    hours(1);
    const byCode = { ...handed(card!, { number: fresh(), at: shownAt, listVersion }), card: { code } } as never;
    expect(reasonsOf(await upload([byCode]))).toEqual(['allowed']);
    const second = { ...handed(card!, { number: fresh(), at: shownAt, listVersion }), card: { code } } as never;
    expect(reasonsOf(await upload([second]))).toEqual(['code-used']);
    const late = { ...handed(card!, { number: fresh(), listVersion }), card: { code } } as never;
    expect(reasonsOf(await upload([late]))).toEqual(['code-expired']);
    const traces = await house.database.rows<{ way: string; offline: boolean }>(sql`
      select way, offline from uses.use where holder_id = ${card!.holderId} and outcome = 'allowed' order by offline`);
    expect(traces).toEqual([
      { way: 'contact', offline: false },
      { way: 'qr', offline: true },
    ]);
  });

  test('malformed, oversized and foreign uploads are refused whole', async () => {
    const [card] = await people(1);
    const good = handed(card!, { number: fresh() });
    const refused = (uses: unknown, where = gate, who = library) =>
      upload(uses as never, where, who).then(
        () => 'done',
        (error) => error.code,
      );
    for (const uses of [
      [],
      new Array(501).fill(good),
      [{ ...good, number: '-1' }],
      [{ ...good, number: '1e3' }],
      [{ ...good, at: 'gestern' }],
      [{ ...good, service: 'nonsense' }],
      [{ ...good, card: {} }],
      [{ ...good, card: { ...good.card, way: 'stripe' } }],
      [{ ...good, more: 1 }],
      'x',
      null,
    ])
      expect(await refused(uses)).toBe('base.bad-input');
    expect(await refused([good], 999_999)).toBe('uses.no-such-terminal');
    expect(await refused([good], gate, clerkOf(t.hospital))).toBe('uses.not-your-terminal');
    const unknown = { ...good, card: { ...good.card, cardNumber: 'Z00000003' } };
    expect(reasonsOf(await upload([unknown]))).toEqual(['card-unknown']);
    const wrongChip = { ...good, card: { ...good.card, cardIdentifier: '110000D15600000500000000FFFFFFFF' } };
    expect(reasonsOf(await upload([wrongChip]))).toEqual(['wrong-chip']);
  });
});

test('a use cannot be edited, and the chain of seals shows it if somebody does', async () => {
  const [card] = await people(1);
  const number = nextNumber();
  await use({ number, credential: chip(card!) });
  const sealed = async () =>
    (
      await house.database.one<{ all: boolean }>(sql`
        select coalesce(sum(uses), 0) = (select count(*) from uses.use) as all from uses.seal`)
    ).all;
  while (!(await sealed())) await house.database.transaction((db) => sealUses(db, house.clock.now()));
  expect(await firstBrokenSeal(house.database)).toBeNull();
  for (const attempt of ['update uses.use set purpose = purpose', 'delete from uses.use', 'truncate uses.use cascade'])
    await expect(house.database.script(attempt)).rejects.toThrow(/append-only/);
  await house.database.script(`alter table uses.use disable trigger append_only;
    update uses.use set purpose = 'audit' where terminal = ${t.desk} and number = ${number};
    alter table uses.use enable trigger append_only`);
  expect(await firstBrokenSeal(house.database)).not.toBeNull();
});
