// The lives of cards through actions and queries: planning, making, handing over, rights, PINs, loss, numbers, figures.
import { describe, expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { ask, perform } from '../../base/action.ts';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { activateAccount } from './activate-account.ts';
import { activationReport } from './activation-report.ts';
import { bulkEnable } from './bulk-enable.ts';
import {
  cardNow,
  citizen,
  codeOf,
  collectedCard,
  freshBankCard,
  historyOf,
  inCall,
  madeCard,
  oldCard,
  openRegions,
  people,
} from './cards.fixture.ts';
import { closeAccount } from './close-account.ts';
import { countPinFailure } from './count-pin-failure.ts';
import { enableCard } from './enable-card.ts';
import { findCardByNumber } from './find-card-by-number.ts';
import { firstCards } from './first-cards.ts';
import {
  activateAccount as activate,
  cancelCards,
  clearPinFailures,
  collectCards,
  destroyCards,
  findGoodCard,
  getCard,
  isCardNumber,
  listGoodCards,
  markMade,
  openAccount,
  planCards,
  readCardIdentifier,
  registerOldCards,
  scrapCards,
  sleepCards,
} from './index.ts';
import { myCards } from './my-cards.ts';
import { registerAuthority } from './register-authority.ts';
import { reportLoss } from './report-loss.ts';
import { unblockPin } from './unblock-pin.ts';
import { withdrawLoss } from './withdraw-loss.ts';

const house = await testHouse();
// A region of a bureau’s own making: in `north` banks may keep a number, staff enable in bulk and cards live ten years.
const administrator = { role: 'system-administrator', id: 'administrator' } as const;
const north = { region: 'north', division: '120000', prefix: 'T', nameZh: '北方市人社局', nameEn: 'North bureau' };
await perform(house, registerAuthority, administrator, north);
const who = await openRegions(house, 'beijing', 'fuzhou', 'north');
const hengshui = await house.database.one<{
  file: { region: string; rules: Record<string, unknown> };
  day: string;
}>(sql`
  select file, in_force_from as day from policy.pack_version where region = 'hengshui'`);
await house.database.run(sql`
  insert into policy.pack_version (region, version, file, digest, state, authors, in_force_from)
  values ('north', 1, ${JSON.stringify({
    ...hengshui.file,
    region: 'north',
    rules: {
      ...hengshui.file.rules,
      enabling: [{ value: [{ role: 'bulk', kinds: ['counter'] }], cite: [] }],
      expiry: [{ value: { years: 10 }, cite: [] }],
      bankNumberOnExchange: [{ value: 'bank-may-keep', cite: [] }],
    },
  })}::json, 'north-1', 'released', ${['test']}::text[], ${hengshui.day}::date)`);
const clerk = who('beijing clerk');
const plan = { region: 'beijing', bankCode: 'icbc', generation: 3 as const, orderId: null, batchProxy: false };
const nobody = '018f0000-0000-7000-8000-000000000001';

describe('from plan to hand-over', () => {
  test('planned cards get new numbers with right check characters, one each, in the order asked', async () => {
    const holders = await people(house, 3);
    const planned = await inCall(house, (call) =>
      planCards(
        call,
        holders.map((holderId, i) => ({
          holderId,
          region: i === 1 ? 'fuzhou' : 'beijing',
          bankCode: 'icbc',
          generation: 3 as const,
          orderId: null,
          batchProxy: false,
        })),
      ),
    );
    expect(planned.every(({ cardNumber }) => isCardNumber(cardNumber))).toBe(true);
    expect(planned.map(({ cardNumber }) => cardNumber[0])).toEqual(['A', 'F', 'A']);
    expect(planned.map(({ cardIdentifier }) => readCardIdentifier(cardIdentifier)?.division)).toEqual([
      '110000',
      '350100',
      '110000',
    ]);
    expect(new Set(planned.map(({ cardNumber }) => cardNumber)).size).toBe(3);
    for (const [i, { cardId }] of planned.entries()) expect((await cardNow(house, cardId)).holderId).toBe(holders[i]);
  });

  test('a thousand cards take as many statements as one: planned, made, handed over', async () => {
    const holders = await people(house, 1000);
    const statements = async (ids: string[]) => {
      let count = 0;
      const counted = (db: Db): Db =>
        new Proxy(db, {
          get(target, key) {
            const member = Reflect.get(target, key);
            if (typeof member !== 'function') return member;
            if (key === 'rows' || key === 'run') count += 1;
            return member.bind(target);
          },
        });
      await inCall(house, async (call) => {
        const seen = { ...call, db: counted(call.db) };
        const items = ids.map((holderId) => ({ ...plan, holderId }));
        const cardIds = (await planCards(seen, items)).map(({ cardId }) => cardId);
        await markMade(
          seen,
          cardIds.map((cardId) => ({ cardId, bankCardNumber: freshBankCard() })),
        );
        await collectCards(seen, cardIds);
        expect((await getCard(call.db, cardIds.at(-1)!)).socialState).toBe('collected');
      });
      return count;
    };
    const one = await statements(holders.slice(0, 1));
    expect(one).toBeGreaterThan(5);
    expect(await statements(holders)).toBe(one);
  });

  test('GEN-01 a card names its region and its issuing authority, and is readable in another region', async () => {
    const [a, b] = (await people(house, 2)) as [string, string];
    const inFuzhou = await collectedCard(house, a, { region: 'fuzhou' });
    const inBeijing = await collectedCard(house, b);
    expect((await cardNow(house, inBeijing)).issuingAuthority).toBe('北京市人力资源和社会保障局');
    const { cardNumber } = await cardNow(house, inFuzhou);
    const found = await ask(house, findCardByNumber, clerk, { cardNumber }, { purpose: 'serve-holder' });
    expect(found.card).toMatchObject({ region: 'fuzhou', issuingAuthority: '福州市人力资源和社会保障局' });
    const unknown = {
      holderId: a,
      region: 'atlantis',
      bankCode: null,
      generation: 3 as const,
      orderId: null,
      batchProxy: false,
    };
    expect(await codeOf(inCall(house, (call) => planCards(call, [unknown])))).toBe('cards.region-unknown');
    for (const twin of [north, { ...north, region: 'south' }]) {
      expect(await codeOf(perform(house, registerAuthority, administrator, twin))).toBe('cards.authority-exists');
    }
  });

  test('a made card cannot change region, take a wrong or foreign bank card number, or be made twice', async () => {
    const [a, b] = (await people(house, 2)) as [string, string];
    const taken = freshBankCard();
    await madeCard(house, a, { bankCardNumber: taken });
    const [plan] = await inCall(house, (call) =>
      planCards(call, [
        { holderId: b, region: 'beijing', bankCode: 'icbc', generation: 3, orderId: null, batchProxy: false },
      ]),
    );
    const { cardId, cardIdentifier } = plan!;
    const make = (made: object) =>
      codeOf(inCall(house, (call) => markMade(call, [{ cardId, bankCardNumber: null, ...made }])));
    expect(await make({ bankCardNumber: taken })).toBe('cards.bank-number-taken');
    expect(await make({ bankCardNumber: '6222021234567890123' })).toBe('cards.bad-bank-number');
    expect(await make({ cardIdentifier: cardIdentifier.replace('110000', '350100') })).toBe('cards.bad-identifier');
    expect(await make({ cardIdentifier: 'not one' })).toBe('cards.bad-identifier');
    expect((await cardNow(house, cardId)).socialState).toBe('planned');
    const withMac = `${cardIdentifier.slice(0, 24)}48FB4966`;
    expect(await make({ cardIdentifier: withMac, atr: '00814e43238697159900bf7c7a' })).toBe('done');
    expect((await cardNow(house, cardId)).cardIdentifier).toBe(withMac);
    expect(await make({})).toBe('cards.wrong-state');
    expect(await codeOf(inCall(house, (call) => scrapCards(call, [cardId])))).toBe('cards.wrong-state');
    expect(await codeOf(inCall(house, (call) => scrapCards(call, [nobody])))).toBe('cards.not-found');
  });

  test('one bad card in a set leaves the whole set as it was', async () => {
    const holders = (await people(house, 2)) as [string, string];
    const made = await madeCard(house, holders[0]);
    const collected = await collectedCard(house, holders[1]);
    expect(await codeOf(inCall(house, (call) => collectCards(call, [made, collected])))).toBe('cards.wrong-state');
    expect((await cardNow(house, made)).socialState).toBe('made');
  });

  test('SLP-02 Fuzhou: a batch-proxy card is collectable on its last day, not after; a counter card stays', async () => {
    const [a, b] = (await people(house, 2)) as [string, string];
    const proxy = await madeCard(house, a, { region: 'fuzhou', batchProxy: true });
    const late = await madeCard(house, a, { region: 'fuzhou', batchProxy: true });
    const counter = await madeCard(house, b, { region: 'fuzhou' });
    const before = await cardNow(house, late);
    expect(before.collectBy).toBe('2025-09-03');
    expect((await cardNow(house, counter)).collectBy).toBeNull();
    const then = await testClockAt('2025-09-03T15:59:00Z');
    expect(await codeOf(collectAt(then, proxy))).toBe('done');
    const after = await testClockAt('2025-09-03T16:01:00Z');
    expect(await codeOf(collectAt(after, late))).toBe('cards.collect-by-passed');
    expect(await codeOf(collectAt(after, counter))).toBe('done');
    for (const step of [sleepCards, cancelCards, destroyCards]) await inCall(house, (call) => step(call, [late]));
    // The account is nobody's but the holder's.
    expect(await cardNow(house, late)).toMatchObject({
      socialState: 'destroyed',
      financialState: before.financialState,
      bankCardLast4: before.bankCardLast4,
    });
  });

  test('OLD-07 OLD-08 an expiry day is set only where the region has one', async () => {
    const [a, b] = (await people(house, 2)) as [string, string];
    expect((await cardNow(house, await madeCard(house, a, { region: 'guangxi-beihai' }))).expiresOn).toBeNull();
    expect((await cardNow(house, await madeCard(house, b, { region: 'north' }))).expiresOn).toBe('2035-03-03');
  });

  test('old cards are taken over with their numbers; a wrong check character is refused', async () => {
    const [holderId] = (await people(house)) as [string];
    const item = { holderId, region: 'beijing', generation: 1 as const };
    const take = (cardNumber: string) => inCall(house, (call) => registerOldCards(call, [{ ...item, cardNumber }]));
    expect(await codeOf(take('X00000018'))).toBe('cards.bad-number');
    const [id] = await take('X00000019');
    expect(await findGoodCard(house.database, holderId)).toMatchObject({
      id,
      cardNumber: 'X00000019',
      financialState: 'none',
    });
    expect(await codeOf(take('A12345674'))).toBe('23505');
    expect((await listGoodCards(house.database, [holderId, nobody])).size).toBe(1);
  });
});

describe('rights', () => {
  test('ENB-02 the holder enables online; the bank and the bureau at the counter; nobody else', async () => {
    const [a, b, c, d] = (await people(house, 4)) as [string, string, string, string];
    const enable = (name: Parameters<typeof who>[0] | { self: string }, cardId: string) =>
      codeOf(perform(house, enableCard, typeof name === 'string' ? who(name) : citizen(name.self), { cardId }));
    const card = await collectedCard(house, a);
    expect(await enable({ self: b }, card)).toMatch(/^holders\./);
    expect(await enable('beijing abc', card)).toBe('cards.other-bank');
    expect(await enable('fuzhou clerk', card)).toBe('cards.other-region');
    expect(await codeOf(perform(house, enableCard, { role: 'community-worker', id: 'x' }, { cardId: card }))).toBe(
      'base.not-allowed',
    );
    expect((await cardNow(house, card)).socialState).toBe('collected');
    expect(await enable({ self: a }, card)).toBe('done');
    expect(await enable('beijing icbc', await collectedCard(house, b))).toBe('done');
    expect(await enable('beijing icbc visitor', await collectedCard(house, c))).toBe('done');
    expect(await enable('beijing clerk', await collectedCard(house, d))).toBe('done');
    expect(await enable({ self: a }, nobody)).toBe('cards.not-found');
  });

  test('ENB-02 the account is activated only at the issuing bank: online and by others it is refused', async () => {
    const [a] = (await people(house)) as [string];
    const card = await madeCard(house, a);
    const at = (actor: ReturnType<typeof who>) => codeOf(perform(house, activateAccount, actor, { cardId: card }));
    expect(await at(who('beijing icbc'))).toBe('cards.not-collected');
    await inCall(house, (call) => collectCards(call, [card]));
    expect(await at(citizen(a))).toBe('base.not-allowed');
    expect(await at(clerk)).toBe('base.not-allowed');
    expect(await at(who('beijing abc'))).toBe('cards.other-bank');
    expect(await at(who('fuzhou icbc'))).toBe('cards.other-bank');
    expect((await cardNow(house, card)).financialState).toBe('open');
    expect(await at(who('beijing icbc'))).toBe('done');
    expect(await at(who('beijing icbc'))).toBe('cards.wrong-state');
  });

  test('ENB-01 all four combinations of the two sides', async () => {
    const seen = [];
    for (const [social, financial] of [
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ]) {
      const [a] = (await people(house)) as [string];
      const cardId = await collectedCard(house, a);
      if (social) await perform(house, enableCard, clerk, { cardId });
      if (financial) await perform(house, activateAccount, who('beijing icbc'), { cardId });
      const { socialState, financialState } = await cardNow(house, cardId);
      seen.push(`${socialState} ${financialState}`);
    }
    expect(seen).toEqual(['collected open', 'collected active', 'enabled open', 'enabled active']);
  });

  test('ENB-03 staff enable in bulk only in a region that allows it, and the journal lists every card', async () => {
    const holders = await people(house, 3);
    const cardIds = await Promise.all(holders.map((holder) => collectedCard(house, holder, { region: 'north' })));
    const unready = await madeCard(house, holders[0]!, { region: 'north' });
    const answer = await perform(house, bulkEnable, who('north clerk'), { cardIds: [...cardIds, unready] });
    expect(answer.enabled).toEqual(cardIds);
    expect(answer.refused).toMatchObject([{ cardId: unready, code: 'cards.second-of-holder' }]);
    const line = await house.database.one<{ facts: { cardIds: string[] }; about: string[] }>(sql`
      select facts, about::text[] as about from base.journal where action = 'cards.bulk-enable'`);
    expect(line.facts.cardIds).toEqual(cardIds);
    expect([...line.about].sort()).toEqual([...holders].sort());

    const [b] = await people(house);
    const inBeijing = await collectedCard(house, b!);
    const refused = await perform(house, bulkEnable, clerk, { cardIds: [inBeijing] });
    expect(refused).toMatchObject({ enabled: [], refused: [{ code: 'cards.may-not-enable' }] });
    expect((await cardNow(house, inBeijing)).socialState).toBe('collected');
    expect(await codeOf(perform(house, bulkEnable, clerk, { cardIds: [inBeijing, inBeijing] }))).toBe('base.bad-input');
    expect(await codeOf(perform(house, bulkEnable, clerk, { cardIds: [] }))).toBe('base.bad-input');
  });
});

describe('PINs', () => {
  test('ENB-04 SEC-08 two PINs, two counters, two places to unblock: blocking one leaves the other working', async () => {
    const [holder] = (await people(house)) as [string];
    const cardId = await oldCard(house, holder);
    const miss = (side: 'social' | 'financial', name = 'beijing icbc') =>
      perform(house, countPinFailure, who(name), { cardId, side }).then(({ triesLeft }) => triesLeft);
    const unblock = (side: 'social' | 'financial', name: string) =>
      codeOf(perform(house, unblockPin, who(name), { cardId, side }));

    expect([await miss('financial'), await miss('financial')]).toEqual([2, 1]);
    await inCall(house, (call) => clearPinFailures(call, cardId, 'financial'));
    expect([await miss('financial'), await miss('financial'), await miss('financial')]).toEqual([2, 1, 0]);
    expect(await codeOf(miss('financial'))).toBe('cards.pin-blocked');
    expect(await cardNow(house, cardId)).toMatchObject({
      financialState: 'blocked',
      socialState: 'enabled',
      socialPinFailures: 0,
    });
    // The other PIN still counts for itself.
    expect([
      await miss('social', 'beijing clerk'),
      await miss('social', 'beijing clerk'),
      await miss('social', 'beijing clerk'),
    ]).toEqual([2, 1, 0]);

    expect(await unblock('financial', 'beijing abc')).toBe('cards.other-bank');
    expect(await unblock('financial', 'beijing clerk')).toBe('cards.other-bank');
    expect(await unblock('social', 'beijing icbc')).toBe('cards.social-pin-elsewhere');
    expect(await unblock('financial', 'beijing icbc')).toBe('done');
    expect(await cardNow(house, cardId)).toMatchObject({
      financialState: 'active',
      financialPinFailures: 0,
      socialPinFailures: 3,
    });
    expect(await unblock('social', 'fuzhou clerk')).toMatch(/^institutions\./);
    expect(await unblock('social', 'beijing clerk')).toBe('done');
    expect(await unblock('social', 'beijing clerk')).toBe('cards.pin-not-blocked');
  });
});

describe('loss', () => {
  test('a reported loss freezes the card at once, for everybody; found again it comes back with its history', async () => {
    const [holder] = (await people(house)) as [string];
    const cardId = await oldCard(house, holder);
    const { enabledAt } = await cardNow(house, cardId);
    const report = () => perform(house, reportLoss, citizen(holder), {});
    expect(await report()).toEqual({ cardId, socialState: 'suspended' });
    expect(await report()).toEqual({ cardId, socialState: 'suspended' });
    expect((await historyOf(house, cardId)).filter((move) => move.includes('suspended'))).toEqual([
      'social enabled→suspended',
    ]);
    expect(await codeOf(perform(house, countPinFailure, clerk, { cardId, side: 'social' }))).toBe('cards.wrong-state');
    expect((await cardNow(house, cardId)).financialState).toBe('active');
    await perform(house, withdrawLoss, citizen(holder), {});
    expect(await cardNow(house, cardId)).toMatchObject({ socialState: 'enabled', enabledAt });
    expect(await codeOf(perform(house, withdrawLoss, citizen(holder), {}))).toBe('cards.not-suspended');
  });

  test('strangers, other regions and people without a good card are refused', async () => {
    const [a, b] = (await people(house, 2)) as [string, string];
    await oldCard(house, a);
    const lose = (actor: ReturnType<typeof who>, holderId?: string) =>
      codeOf(perform(house, reportLoss, actor, holderId ? { holderId } : {}));
    expect(await lose(citizen(b), a)).toMatch(/^holders\./);
    expect(await lose(who('fuzhou icbc'), a)).toMatch(/^institutions\./);
    expect(await lose(clerk)).toBe('holders.name-the-holder');
    expect(await lose(citizen(b))).toBe('cards.no-good-card');
    expect((await findGoodCard(house.database, a))?.socialState).toBe('enabled');
    expect(await lose(who('beijing abc'), a)).toBe('done');
    expect(await codeOf(perform(house, withdrawLoss, who('beijing abc'), { holderId: a }))).toBe('cards.other-bank');
    expect((await findGoodCard(house.database, a))?.socialState).toBe('suspended');
  });
});

describe('numbers and figures', () => {
  test('OLD-02 OLD-05 the old number leads to the person and says what replaced it; its account closes only at its bank', async () => {
    const [holder] = (await people(house)) as [string];
    const old = await oldCard(house, holder);
    const first = await collectedCard(house, holder);
    await perform(house, enableCard, clerk, { cardId: first });
    const second = await collectedCard(house, holder, { bankCode: 'abc' });
    await perform(house, enableCard, clerk, { cardId: second });
    const oldNow = await cardNow(house, old);
    const look = (cardNumber: string) =>
      ask(house, findCardByNumber, clerk, { cardNumber }, { purpose: 'serve-holder' });

    const found = await look(oldNow.cardNumber.toLowerCase());
    expect(found.holder.holderId).toBe(holder);
    expect(found.holder.name).toMatch(/\*$/);
    expect(found.replacedBy.map(({ cardId }) => cardId)).toEqual([first, second]);
    expect(found.newestCardId).toBe(second);
    expect(found.card.cardNumber).not.toBe(oldNow.cardNumber);
    expect(await codeOf(look('X00000018'))).toBe('cards.bad-number');
    expect(await codeOf(look('A12345674'))).toBe('cards.not-found');
    expect(await codeOf(ask(house, findCardByNumber, clerk, { cardNumber: oldNow.cardNumber }))).toBe(
      'base.purpose-missing',
    );

    expect(oldNow).toMatchObject({ socialState: 'invalid', financialState: 'active' });
    const close = (name: string) => codeOf(perform(house, closeAccount, who(name), { cardId: old }));
    expect(await close('beijing abc')).toBe('cards.other-bank');
    expect(await close('beijing icbc')).toBe('done');
    expect(await close('beijing icbc')).toBe('cards.wrong-state');
    expect((await cardNow(house, second)).socialState).toBe('enabled');
  });

  test('own cards are masked until the holder asks for the own numbers; nobody sees another one’s', async () => {
    const [a, b] = (await people(house, 2)) as [string, string];
    const bankCardNumber = freshBankCard();
    const cardId = await collectedCard(house, a, { bankCardNumber });
    const { cardNumber } = await cardNow(house, cardId);
    const [masked] = (await ask(house, myCards, citizen(a), {})).cards;
    expect(masked).toMatchObject({ cardId, bankCardNumber: `**** ${bankCardNumber.slice(-4)}` });
    expect(masked!.cardNumber).not.toContain(cardNumber.slice(2, 6));
    const [clear] = (await ask(house, myCards, citizen(a), { reveal: true })).cards;
    expect(clear).toMatchObject({ cardNumber, bankCardNumber });
    expect(await codeOf(ask(house, myCards, citizen(b), { holderId: a }))).toMatch(/^holders\./);
    // At rest the bank card number is sealed.
    const rest = await house.database.rows(sql`select * from cards.card where id = ${cardId}`);
    expect(JSON.stringify(rest)).not.toContain(bankCardNumber);
    const journal = await house.database.rows(sql`select facts from base.journal`);
    expect(JSON.stringify(journal)).not.toContain(bankCardNumber);
  });

  test('the bank card number changes on exchange, unless the region lets the bank keep it; never for another person', async () => {
    const [a, b] = (await people(house, 2)) as [string, string];
    const kept = freshBankCard();
    await madeCard(house, a, { region: 'north', bankCardNumber: kept });
    expect(await codeOf(madeCard(house, a, { region: 'north', bankCardNumber: kept }))).toBe('done');
    expect(await codeOf(madeCard(house, b, { region: 'north', bankCardNumber: kept }))).toBe('cards.bank-number-taken');
    const changed = freshBankCard();
    await madeCard(house, b, { bankCardNumber: changed });
    expect(await codeOf(madeCard(house, b, { bankCardNumber: changed }))).toBe('cards.bank-number-taken');
  });

  test('an account is opened once', async () => {
    const [a] = (await people(house)) as [string];
    const cardId = await madeCard(house, a, { bankCardNumber: null });
    const open = () => codeOf(inCall(house, (call) => openAccount(call, cardId, freshBankCard())));
    expect(await open()).toBe('done');
    expect(await open()).toBe('cards.wrong-state');
    expect(await codeOf(inCall(house, (call) => activate(call, cardId)))).toBe('cards.not-collected');
  });

  test('ENB-06 the activation report by region, bank and group equals a recount from the moves', async () => {
    const retired = {
      region: 'beijing',
      district: 'xicheng',
      kind: 'retired',
      organiserId: null,
      since: '2020-01-01' as Day,
    } as const;
    const holders = [...(await people(house, 2)), ...(await people(house, 2, { insurances: [retired] }))];
    await collectedCard(house, (await people(house))[0]!, { region: 'fuzhou' });
    const cards = [];
    for (const holder of holders) cards.push(await collectedCard(house, holder, { bankCode: 'abc' }));
    for (const cardId of cards.slice(1)) await perform(house, activateAccount, who('beijing abc'), { cardId });
    await perform(house, closeAccount, who('beijing abc'), { cardId: cards[1]! });
    for (let i = 0; i < 3; i += 1)
      await perform(house, countPinFailure, who('beijing abc'), { cardId: cards[2]!, side: 'financial' });
    await perform(house, enableCard, clerk, { cardId: cards[0]! });
    for (const by of ['region', 'bank', 'group'] as const) {
      const { rows } = await ask(house, activationReport, { role: 'auditor', id: 'auditor' }, { by });
      const recount = await house.database.rows(sql`
        with last_financial as (
          select distinct on (card_id) card_id, to_state from cards.move where side = 'financial' order by card_id, seq desc)
        select case ${by}::text when 'region' then c.region when 'bank' then c.bank_code else (
                 select i.kind from holders.insurance_view i where i.holder_id = c.holder_id and i.region = c.region and i.until is null) end as key,
               count(distinct m.card_id) filter (where m.to_state = 'made')::int as issued,
               count(distinct m.card_id) filter (where m.to_state = 'collected')::int as collected,
               count(distinct m.card_id) filter (where m.to_state = 'enabled')::int as enabled,
               count(distinct m.card_id) filter (where f.to_state in ('active', 'blocked'))::int as activated
        from cards.move m join cards.card c on c.id = m.card_id left join last_financial f on f.card_id = c.id
        where exists (select 1 from cards.move made where made.card_id = m.card_id and made.to_state = 'made')
        group by 1 order by 1 nulls last`);
      expect(rows.length).toBeGreaterThan(1);
      expect(rows).toEqual(recount);
    }
    // A bank sees its own figures only.
    const own = await ask(house, activationReport, { ...who('beijing abc'), role: 'bank-office' }, { by: 'bank' });
    expect(own.rows).toHaveLength(1);
    // One was closed again; the one with a blocked PIN is still in use by its holder.
    expect(own.rows[0]).toMatchObject({ key: 'abc', activated: 2 });
  });
});

test('BNK-15 the first card of each bank in a region is remembered with its days, by bank, and no other card of the bank', async () => {
  const region = 'guilin';
  const milestones = async () => (await ask(house, firstCards, citizen('anybody'), { region })).banks;
  const [a, b, c, d] = (await people(house, 4)) as [string, string, string, string];
  await oldCard(house, a, region);
  await madeCard(house, b, { region, bankCode: 'icbc', generation: 2 });
  expect(await milestones()).toEqual([]);
  const at = (instant: string) => testClockAt(instant);
  const abc = await madeCard(await at('2025-04-01T15:59:59Z'), c, { region, bankCode: 'abc' });
  await madeCard(await at('2025-04-02T02:00:00Z'), d, { region, bankCode: 'icbc' });
  await collectAt(await at('2025-04-01T16:00:00Z'), abc);
  await madeCard(await at('2025-04-03T02:00:00Z'), a, { region, bankCode: 'abc' });
  // The day is Beijing's: one second later the next one had begun.
  expect(await milestones()).toEqual([
    { bankCode: 'abc', madeOn: '2025-04-01', collectedOn: '2025-04-02', enabledOn: null },
    { bankCode: 'icbc', madeOn: '2025-04-02', collectedOn: null, enabledOn: null },
  ]);
  await perform(await at('2025-04-05T02:00:00Z'), enableCard, citizen(c), { cardId: abc });
  expect((await milestones())[0]).toMatchObject({ madeOn: '2025-04-01', enabledOn: '2025-04-05' });
  expect((await ask(house, firstCards, citizen('anybody'), { region: 'hengshui' })).banks).toEqual([]);
});

async function testClockAt(instant: string) {
  return { ...house, clock: { now: () => new Date(instant) } };
}
const collectAt = (at: typeof house | Awaited<ReturnType<typeof testClockAt>>, cardId: string) =>
  inCall(at, (call) => collectCards(call, [cardId]));
