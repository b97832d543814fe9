import { beforeEach, describe, expect, test } from 'vitest';
import { ask, perform } from '../../base/action.ts';
import { systemRandom } from '../../base/random.ts';
import { sql } from '../../base/sql.ts';
import { Vault } from '../../base/vault.ts';
import { fromHex, xor } from '../../crypto/index.ts';
import { addStaff } from '../institutions/index.ts';
import { beginKey } from './begin-key.ts';
import { deriveRegionKey } from './derive-region-key.ts';
import { endKey } from './end-key.ts';
import { giveComponent } from './give-component.ts';
import { keyList } from './key-list.ts';
import { checkOf, hexOf, keysCity, random } from './keys.fixture.ts';
import { putKeyInUse } from './put-key-in-use.ts';
import { verifyCardProofAction } from './verify-card-proof.ts';

const city = await keysCity();
const { house, who } = city;

/** Ends whatever a test left under way, so that the next begins on clean ground. */
beforeEach(async () => {
  for (const { keyId, state } of await city.keys()) {
    if (state === 'loading' || state === 'ready') await perform(house, endKey, who.first, { keyId, to: 'abandoned' });
  }
});

const [one, two] = [random(16), random(16)];
const whole = xor(one, two);
const begin = (over: object = {}) =>
  perform(house, beginKey, who.first, { owner: 'beijing', parts: 2, checkValue: checkOf(whole), ...over });
const give = (keyId: string, number: number, part: Uint8Array, by = who.first, over: object = {}) =>
  perform(house, giveComponent, by, { keyId, number, component: hexOf(part), checkValue: checkOf(part), ...over });

describe('dual control', () => {
  test('two officers bring in two components; the key is whole only inside the module, and a second puts it in use', async () => {
    const { keyId, version } = await begin();
    expect(await give(keyId, 1, one)).toMatchObject({ state: 'loading' });
    expect(await give(keyId, 2, two, who.second)).toMatchObject({ state: 'ready', checkValue: checkOf(whole) });
    await expect(perform(house, putKeyInUse, who.first, { keyId })).rejects.toMatchObject({
      code: 'keys.second-officer-needed',
    });
    expect(await perform(house, putKeyInUse, who.second, { keyId })).toMatchObject({ state: 'current', version });
    expect(await house.database.rows(sql`select 1 from keys.component`)).toEqual([]);
  });

  test('the same officer cannot give both, nor the same person under a second staff number', async () => {
    const { keyId } = await begin();
    await give(keyId, 1, one);
    await expect(give(keyId, 2, two)).rejects.toMatchObject({ code: 'keys.second-officer-needed' });

    const hire = (name: string) =>
      city.inCall((call) => addStaff(call, { institutionId: city.beijing, role: 'key-custodian', name }));
    const [me, alsoMe, other] = [await hire('赵守钥'), await hire('赵守钥'), await hire('钱守钥')];
    const as = (id: string) => ({ ...who.first, id });
    await perform(house, endKey, who.second, { keyId, to: 'abandoned' });
    const again = await begin();
    await give(again.keyId, 1, one, as(me));
    await expect(give(again.keyId, 2, two, as(alsoMe))).rejects.toMatchObject({ code: 'keys.second-officer-needed' });
    expect(await give(again.keyId, 2, two, as(other))).toMatchObject({ state: 'ready' });
  });

  test('a custodian is nobody else: not administrator, auditor or clerk (三员)', async () => {
    const hire = (role: 'key-custodian' | 'auditor' | 'system-administrator' | 'card-authority') =>
      city.inCall((call) => addStaff(call, { institutionId: city.beijing, role, name: '孙独任' }));
    await hire('key-custodian');
    for (const role of ['auditor', 'system-administrator', 'card-authority'] as const) {
      await expect(hire(role)).rejects.toMatchObject({ code: 'institutions.duties-apart' });
    }
  });

  test('a wrong check value of a component is refused and nothing taken', async () => {
    const { keyId } = await begin();
    await expect(give(keyId, 1, one, who.first, { checkValue: '000000' })).rejects.toMatchObject({
      code: 'keys.wrong-check-value',
    });
    expect(await house.database.rows(sql`select 1 from keys.component where key_id = ${keyId}`)).toEqual([]);
    expect(await give(keyId, 1, one)).toMatchObject({ state: 'loading' });
  });

  test('components that do not give the announced key are thrown away', async () => {
    const { keyId } = await begin();
    await give(keyId, 1, one);
    expect(await give(keyId, 2, random(16), who.second)).toMatchObject({ state: 'abandoned' });
    expect(
      await house.database.one(sql`
      select wrapped, (select count(*)::int from keys.component where key_id = ${keyId}) as parts
      from keys.issuer_key where id = ${keyId}`),
    ).toEqual({ wrapped: null, parts: 0 });
    await expect(perform(house, putKeyInUse, who.second, { keyId })).rejects.toMatchObject({
      code: 'keys.wrong-key-state',
    });
  });

  test('replayed, out of range, weak and malformed components', async () => {
    const { keyId } = await begin();
    await give(keyId, 1, one);
    await expect(give(keyId, 1, one, who.second)).rejects.toMatchObject({ code: 'keys.component-given' });
    await expect(give(keyId, 3, one, who.second)).rejects.toMatchObject({ code: 'keys.no-such-component' });
    await expect(give(keyId, 2, new Uint8Array(16), who.second)).rejects.toMatchObject({ code: 'keys.weak-component' });
    const bad: object[] = [
      { component: 'FF' },
      { component: 'x'.repeat(32) },
      { checkValue: 'abc' },
      { number: 0 },
      { number: 1.5 },
    ];
    for (const over of bad) {
      await expect(give(keyId, 2, two, who.second, over), JSON.stringify(over)).rejects.toMatchObject({
        code: 'base.bad-input',
      });
    }
    await expect(give(who.first.institutionId!, 1, one)).rejects.toMatchObject({ code: 'keys.no-such-key' });
  });

  test('three components need three people', async () => {
    const three = random(16);
    const { keyId } = await begin({ parts: 3, checkValue: checkOf(xor(whole, three)) });
    await give(keyId, 2, two, who.second);
    await give(keyId, 3, three, who.third);
    expect(await give(keyId, 1, one)).toMatchObject({ state: 'ready' });
  });

  test('one ceremony at a time, custodians only, in their own region only', async () => {
    await begin();
    await expect(begin()).rejects.toMatchObject({ code: 'keys.key-under-way' });
    for (const other of [who.auditor, who.clerk, who.authority]) {
      await expect(
        perform(house, beginKey, other, { owner: 'beijing', parts: 2, checkValue: '000000' }),
      ).rejects.toMatchObject({ code: 'base.not-allowed' });
    }
    const stranger = city.staff('key-custodian', city.fuzhou);
    await expect(
      perform(house, beginKey, stranger, { owner: 'beijing', parts: 2, checkValue: '000000' }),
    ).rejects.toMatchObject({ code: 'institutions.not-your-region' });
  });
});

describe('at rest', () => {
  test('SEC-01 neither components nor keys stand in any table or journal line', async () => {
    const { keyId } = await begin();
    await give(keyId, 1, one);
    const look = async () => {
      const { text } = await house.database.one<{ text: string }>(sql`
        select concat((select string_agg(c::text, '') from keys.component c), (select string_agg(k::text, '') from keys.issuer_key k),
          (select string_agg(facts::text, '') from base.journal), (select string_agg(r::text, '') from base.request r)) as text`);
      return text.toUpperCase();
    };
    const during = await look();
    await give(keyId, 2, two, who.second);
    for (const text of [during, await look()]) {
      for (const part of [one, two, whole]) expect(text.includes(hexOf(part))).toBe(false);
    }
  });

  test('under another master key nothing opens, and the refusal says why', async () => {
    await city.bringIn();
    await city.foundCa();
    const card = await city.madeCard();
    const terminalId = await city.terminal();
    const proof = await city.proofFrom(card.chip, 'symmetric', await city.challengeFor(terminalId), terminalId);
    const vault = new Vault([{ id: 1, secret: new Uint8Array(32).fill(9) }], systemRandom);
    await expect(perform({ ...house, vault }, verifyCardProofAction, who.teller, { proof })).rejects.toMatchObject({
      code: 'keys.key-does-not-open',
    });
    expect((await perform(house, verifyCardProofAction, who.teller, { proof })).genuine).toBe(true);
  });
});

describe('versions', () => {
  test('a new version takes the new cards, old cards go on, retired versions get no new cards, destroyed ones end', async () => {
    await city.bringIn();
    const old = await city.madeCard();
    const terminalId = await city.terminal();
    const proofOf = async (chip: typeof old.chip) =>
      city.proofFrom(chip, 'symmetric', await city.challengeFor(terminalId), terminalId);
    const verdict = async (chip: typeof old.chip) =>
      perform(house, verifyCardProofAction, who.teller, { proof: await proofOf(chip) });
    const { keyId: second } = await city.bringIn();
    const young = await city.madeCard();
    const keys = await city.keys();
    expect(keys.filter(({ state }) => state === 'current').map(({ keyId }) => keyId)).toEqual([second]);
    const carrying = await house.database.rows<{ key_id: string }>(sql`
      select key_id from keys.card where card_id = any(${[old.planned.cardId, young.planned.cardId]}::uuid[]) order by keyed_at, card_id`);
    expect(new Set(carrying.map(({ key_id }) => key_id)).size).toBe(2);
    expect([(await verdict(old.chip)).genuine, (await verdict(young.chip)).genuine]).toEqual([true, true]);

    const first = keys.filter(({ state, owner }) => state === 'retired' && owner === 'beijing').at(-1)!;
    await expect(perform(house, putKeyInUse, who.third, { keyId: first.keyId })).rejects.toMatchObject({
      code: 'keys.wrong-key-state',
    });
    // Who retired it (the second officer, by putting the next one in use) cannot also destroy it.
    await expect(perform(house, endKey, who.second, { keyId: first.keyId, to: 'destroyed' })).rejects.toMatchObject({
      code: 'keys.second-officer-needed',
    });
    await perform(house, endKey, who.third, { keyId: first.keyId, to: 'destroyed' });
    expect(await verdict(old.chip)).toMatchObject({ genuine: false, fault: { code: 'key-destroyed' } });
    expect((await verdict(young.chip)).genuine).toBe(true);

    await perform(house, endKey, who.first, { keyId: second, to: 'retired' });
    await expect(city.madeCard()).rejects.toMatchObject({ code: 'keys.no-current-key' });
    expect((await verdict(young.chip)).genuine).toBe(true);
  });

  test('blanks that came under the old version are written with keys of the new one', async () => {
    await city.bringIn();
    const before = await city.transportKeys();
    await city.bringIn();
    const { chip, planned } = city.blank(before.keys);
    const written = await city.scriptFor(planned, before.keyVersion);
    expect(await city.run(chip, written, before.keys)).toBeGreaterThan(100);
    const { chip: other, planned: next } = city.blank(before.keys);
    await expect(city.run(other, await city.scriptFor(next), before.keys)).rejects.toMatchObject({
      code: 'terminal.card-refused',
    });
  });

  test('a region’s key comes from the root, each version another one', async () => {
    await expect(perform(house, deriveRegionKey, who.first, { region: 'beijing' })).rejects.toMatchObject({
      code: 'keys.no-current-key',
    });
    await city.bringIn('root', fromHex('00112233445566778899AABBCCDDEEFF'));
    const first = await perform(house, deriveRegionKey, who.first, { region: 'beijing' });
    expect(first).toMatchObject({ owner: 'beijing', state: 'ready' });
    await perform(house, putKeyInUse, who.second, { keyId: first.keyId });
    const second = await perform(house, deriveRegionKey, who.second, { region: 'beijing' });
    expect(second.checkValue).not.toBe(first.checkValue);
    await expect(perform(house, putKeyInUse, who.second, { keyId: second.keyId })).rejects.toMatchObject({
      code: 'keys.second-officer-needed',
    });
  });

  test('the list tells versions, check values and cards to those who watch, and to nobody else', async () => {
    const { keys } = await ask(house, keyList, who.auditor, {});
    expect(keys.length).toBeGreaterThan(1);
    expect(JSON.stringify(keys)).not.toMatch(/wrapped/);
    await expect(ask(house, keyList, who.teller, {})).rejects.toMatchObject({ code: 'base.not-allowed' });
  });
});
