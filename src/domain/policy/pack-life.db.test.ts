import { beforeAll, describe, expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { ask, perform as performAs } from '../../base/action.ts';
import { type Actor, systemActor } from '../../base/actor.ts';
import { openCall } from '../../base/call.ts';
import { parseDay } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { approvePack } from './approve-pack.ts';
import { diffPolicies } from './diff-policies.ts';
import { draftPack } from './draft-pack.ts';
import { explainPolicy } from './explain-policy.ts';
import { operations } from './index.ts';
import { listPacks } from './list-packs.ts';
import { listRegions } from './list-regions.ts';
import { shippedFiles } from './load-pack.ts';
import { readinessItems } from './may-open-batch.ts';
import type { PackFile } from './pack.ts';
import { installPacks, packInForce, recordNoticePublished } from './pack-in-force.ts';
import { putInForce } from './put-in-force.ts';
import { readPack } from './read-pack.ts';
import { setBatchOpening } from './set-batch-opening.ts';
import { setReadiness } from './set-readiness.ts';
import { simulatePack } from './simulate-pack.ts';
import { throttleChannel } from './throttle-channel.ts';
import { throttleOn } from './throttle-on.ts';
import { turnOf } from './turn-of.ts';
import { withdrawPack } from './withdraw-pack.ts';

// 2025-01-10 in Beijing: batch 2 is announced for 2025-02, its day not set.
const house = await testHouse('2025-01-10T02:00:00Z');
const officer = (id: string): Actor => ({ role: 'policy-officer', id });
const [ann, bob, cid] = [officer('ann'), officer('bob'), officer('cid')];
const clerk: Actor = { role: 'bureau-clerk', id: 'dan' };
const noticeId = '018f0000-0000-7000-8000-00000000000a';
const today = () => parseDay('2025-01-10');
const beijing = shippedFiles.beijing!;

/** Everybody below is an officer of the region asked for; the last part shows what happens otherwise. */
const perform: typeof performAs = (at, action, actor, input) =>
  performAs(at, action, { ...actor, region: (input as { region: string }).region }, input);

const copy = (region = 'beijing') => structuredClone(shippedFiles[region]!);
const publish = (region: string, batch: string) =>
  house.database.transaction((db) =>
    recordNoticePublished(openCall(house, db, systemActor('notices')), { region, batch, noticeId }),
  );
const beReady = async (region: string) => {
  for (const item of readinessItems)
    await perform(house, setReadiness, ann, { region, item, ready: true, note: '验收完成' });
};
const newDraft = async (file: PackFile, by = ann) =>
  (await perform(house, draftPack, by, { region: file.region, file })).version;
const approved = async (file: PackFile) => {
  const version = await newDraft(file);
  const which = { region: file.region, version };
  await perform(house, simulatePack, ann, which);
  await perform(house, approvePack, bob, which);
  await perform(house, approvePack, cid, which);
  return which;
};

beforeAll(() => installPacks(house.database));

describe('the life of a version', () => {
  test('draft, simulated, approved by two, in force from a day, superseded: the same question answers for any day', async () => {
    const file = copy('fuzhou');
    (file.banks as { code: string; until?: string }[])[0]!.until = '2025-02-28';
    const which = { region: 'fuzhou', version: 2 };
    expect(await perform(house, draftPack, ann, { region: 'fuzhou', file })).toMatchObject({
      ...which,
      state: 'draft',
      authors: ['ann'],
    });
    const { version, comparisons } = await perform(house, simulatePack, ann, {
      ...which,
      days: [parseDay('2025-01-10'), parseDay('2025-03-01')],
    });
    expect(version.state).toBe('simulated');
    expect(comparisons[0]).toMatchObject({ against: 1, affected: 0, changes: [] });
    const banks = comparisons[1]!.changes.find(({ parameter }) => parameter === 'banks')!;
    expect(banks.people).toBe(comparisons[1]!.affected);
    expect(banks.moves[0]!.from.split(',')).toHaveLength(8);
    expect(banks.moves[0]!.to.split(',')).toHaveLength(7);
    expect(await perform(house, approvePack, bob, which)).toMatchObject({ state: 'simulated', approvals: ['bob'] });
    expect(await perform(house, approvePack, cid, which)).toMatchObject({ state: 'approved' });
    const from = parseDay('2025-02-01');
    expect(await perform(house, putInForce, ann, { ...which, from })).toMatchObject({
      state: 'waiting',
      inForceFrom: from,
    });
    expect((await packInForce(house.database, 'fuzhou', today())).version).toBe(1);
    expect(await packInForce(house.database, 'fuzhou', from)).toMatchObject({ version: 2, inForceFrom: from });

    const read = await ask(house, readPack, clerk, which);
    expect(read).toMatchObject({ faults: [], report: [{ day: '2025-01-10' }, { day: '2025-03-01' }] });
    const { differences } = await ask(house, diffPolicies, clerk, { a: { region: 'fuzhou', version: 1 }, b: which });
    expect(differences.map(({ parameter }) => parameter)).toEqual(['banks']);
  });

  test('who wrote on it may not approve, not even an earlier writer; nobody approves twice', async () => {
    const version = await newDraft(copy(), ann);
    const which = { region: 'beijing', version };
    expect(await perform(house, draftPack, bob, { ...which, file: { ...copy(), version } })).toMatchObject({
      authors: ['ann', 'bob'],
    });
    await perform(house, simulatePack, bob, which);
    for (const writer of [ann, bob]) {
      await expect(perform(house, approvePack, writer, which)).rejects.toMatchObject({
        code: 'policy.author-approves',
      });
    }
    await perform(house, approvePack, cid, which);
    await expect(perform(house, approvePack, cid, which)).rejects.toMatchObject({ code: 'policy.approves-twice' });
  });

  test('ten approvals at once by one person count once, by two people the second approves', async () => {
    const one = { region: 'beijing', version: await newDraft(copy()) };
    await perform(house, simulatePack, ann, one);
    const same = await Promise.allSettled(Array.from({ length: 10 }, () => perform(house, approvePack, bob, one)));
    expect(same.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const two = { region: 'beijing', version: await newDraft(copy()) };
    await perform(house, simulatePack, ann, two);
    const states = await Promise.all([bob, cid].map((by) => perform(house, approvePack, by, two)));
    expect(states.map(({ state }) => state).sort()).toEqual(['approved', 'simulated']);
  });

  test('only drafts are edited, steps keep their order, and a version that waits may be withdrawn', async () => {
    const version = await newDraft(copy());
    const which = { region: 'beijing', version };
    await expect(perform(house, approvePack, bob, which)).rejects.toMatchObject({ code: 'policy.wrong-state' });
    await perform(house, simulatePack, ann, which);
    await expect(perform(house, draftPack, ann, { ...which, file: copy() })).rejects.toMatchObject({
      code: 'policy.not-a-draft',
    });
    await perform(house, approvePack, bob, which);
    await expect(perform(house, putInForce, ann, { ...which, from: today() })).rejects.toMatchObject({
      code: 'policy.wrong-state',
    });
    await perform(house, approvePack, cid, which);
    await expect(perform(house, putInForce, ann, { ...which, from: parseDay('2025-01-09') })).rejects.toMatchObject({
      code: 'policy.starts-in-the-past',
    });
    const from = parseDay('2025-06-01');
    await perform(house, putInForce, ann, { ...which, from });
    const other = await approved(copy());
    await expect(perform(house, putInForce, ann, { ...other, from })).rejects.toMatchObject({
      code: 'policy.day-taken',
    });
    expect(await perform(house, withdrawPack, ann, { ...which, reason: '条款有误' })).toMatchObject({
      state: 'withdrawn',
      inForceFrom: null,
    });
    expect((await packInForce(house.database, 'beijing', from)).version).toBe(1);
    await expect(
      perform(house, withdrawPack, ann, { region: 'beijing', version: 1, reason: '不行' }),
    ).rejects.toMatchObject({ code: 'policy.wrong-state' });
  });

  test('two releases for one day at once: one wins', async () => {
    const [a, b] = [await approved(copy('hengshui')), await approved(copy('hengshui'))];
    const from = parseDay('2025-03-01');
    const done = await Promise.allSettled([a, b].map((which) => perform(house, putInForce, ann, { ...which, from })));
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('a rule without a citation stops the simulation and the draft stays a draft', async () => {
    const file = copy();
    file.rules.fee![0]!.cite = [];
    const version = await newDraft(file);
    const attempt = perform(house, simulatePack, ann, { region: 'beijing', version });
    await expect(attempt).rejects.toMatchObject({ code: 'policy.lint', facts: { count: 1 } });
    const { versions } = await ask(house, listPacks, clerk, { region: 'beijing' });
    expect(versions.at(-1)).toMatchObject({ version, state: 'draft' });
  });

  test('drafts at once take different numbers; the number in the file does not matter', async () => {
    const versions = await Promise.all(Array.from({ length: 6 }, () => newDraft({ ...copy('guilin'), version: 99 })));
    expect([...versions].sort()).toEqual([2, 3, 4, 5, 6, 7]);
    const read = await ask(house, readPack, clerk, { region: 'guilin', version: 7 });
    expect((read.file as PackFile).version).toBe(7);
  });

  test('people handed in are simulated one by one', async () => {
    const file = copy();
    (file.batches.find(({ code }) => code === 'batch-1') as { opens: string }).opens = '2025-01-20';
    const version = await newDraft(file);
    const since = parseDay('2015-01-01');
    const person = (district: string) => ({
      born: parseDay('1985-05-05'),
      documentKind: 'resident-id' as const,
      nationality: 'CN',
      insurances: [{ region: 'beijing', district, kind: 'employee' as const, since }],
      organiser: { kind: 'unit' as const, id: 'u1', district, banks: ['icbc'], started: true },
    });
    const { comparisons } = await perform(house, simulatePack, ann, {
      region: 'beijing',
      version,
      people: [person('fangshan'), person('fangshan'), person('xicheng')],
    });
    expect(comparisons[0]).toMatchObject({ people: 3, affected: 2 });
    expect(comparisons[0]!.changes.find(({ parameter }) => parameter === 'may-apply')).toMatchObject({ people: 2 });
  });
});

describe('gates', () => {
  test('CAL-03 a batch announced for 2025-02 stays closed until its day is set', async () => {
    const person = {
      born: parseDay('1985-05-05'),
      documentKind: 'resident-id' as const,
      nationality: 'CN',
      insurances: [
        { region: 'beijing', district: 'haidian', kind: 'employee' as const, since: parseDay('2015-01-01') },
      ],
    };
    const turn = async (text: string) => {
      const day = parseDay(text);
      const { pack, openings } = await packInForce(house.database, 'beijing', day);
      return turnOf(pack, { person, day, openings });
    };
    expect(await turn('2025-02-20')).toMatchObject({ open: false, opens: '2025-02' });
    await beReady('beijing');
    await publish('beijing', 'batch-2');
    const set = { region: 'beijing', batch: 'batch-2', day: parseDay('2025-02-17') };
    expect(await perform(house, setBatchOpening, ann, set)).toMatchObject({
      announced: '2025-02',
      opens: '2025-02-17',
    });
    expect(await turn('2025-02-16')).toMatchObject({ open: false, opens: '2025-02-17' });
    expect(await turn('2025-02-17')).toMatchObject({ open: true });
  });

  test('GOV-02 a batch cannot open while a gate is red', async () => {
    await beReady('beijing');
    await publish('beijing', 'batch-3');
    const set = { region: 'beijing', batch: 'batch-3', day: parseDay('2025-05-06') };
    const red = { region: 'beijing', item: 'terminals' as const, ready: false, note: '验收未过' };
    expect(await perform(house, setReadiness, ann, red)).toEqual({ red: ['terminals'] });
    await expect(perform(house, setBatchOpening, ann, set)).rejects.toMatchObject({ code: 'policy.gate-closed' });
    await perform(house, setReadiness, ann, { ...red, ready: true, note: '验收通过' });
    await expect(perform(house, setBatchOpening, ann, set)).resolves.toMatchObject({ opens: '2025-05-06' });
  });

  test('GOV-04 a batch cannot open before its notice is published', async () => {
    await beReady('beijing');
    const set = { region: 'beijing', batch: 'batch-4', day: parseDay('2025-08-04') };
    await expect(perform(house, setBatchOpening, ann, set)).rejects.toMatchObject({ code: 'policy.gate-closed' });
    await publish('beijing', 'batch-4');
    await expect(perform(house, setBatchOpening, ann, set)).resolves.toMatchObject({ opens: '2025-08-04' });
  });

  test('GOV-02 a new region cannot start while a gate is red, GOV-04 nor before its notice', async () => {
    const file: PackFile = {
      ...copy('hengshui'),
      region: 'lakeside',
      here: ['lakeside'],
      name: { zh: '湖滨市', en: 'Lakeside' },
    };
    const which = await approved(file);
    const start = { ...which, from: parseDay('2025-01-20') };
    await expect(packInForce(house.database, 'lakeside', start.from)).rejects.toMatchObject({
      code: 'policy.not-in-force',
    });
    await expect(perform(house, putInForce, ann, start)).rejects.toMatchObject({ code: 'policy.gate-closed' });
    await beReady('lakeside');
    await expect(perform(house, putInForce, ann, start)).rejects.toMatchObject({ code: 'policy.gate-closed' });
    await publish('lakeside', 'regular');
    await expect(perform(house, putInForce, ann, start)).resolves.toMatchObject({ state: 'waiting' });
    expect(await packInForce(house.database, 'lakeside', start.from)).toMatchObject({ version: 1 });
  });

  test('GOV-04 a new version does not open a batch on a day of its own without the notice', async () => {
    const file = copy();
    (file.batches.find(({ code }) => code === 'batch-5') as { opens: string }).opens = '2025-10-09';
    const which = await approved(file);
    const from = parseDay('2025-09-01');
    await beReady('beijing');
    await expect(perform(house, putInForce, ann, { ...which, from })).rejects.toMatchObject({
      code: 'policy.gate-closed',
      facts: { batch: 'batch-5' },
    });
    await publish('beijing', 'batch-5');
    await expect(perform(house, putInForce, ann, { ...which, from })).resolves.toMatchObject({ state: 'waiting' });
  });

  test('a phase nobody has dated opens on the day the bureau sets, and then keeps it', async () => {
    await beReady('guangxi-beihai');
    await publish('guangxi-beihai', 'regular');
    const set = { region: 'guangxi-beihai', batch: 'regular', day: today() };
    expect(await perform(house, setBatchOpening, ann, set)).toMatchObject({ announced: 'unknown', opens: today() });
    await expect(perform(house, setBatchOpening, ann, { ...set, day: parseDay('2025-02-01') })).rejects.toMatchObject({
      code: 'policy.already-open',
    });
  });

  test('an opening day is refused when wrong: announced by day, too early, past, unknown batch or region', async () => {
    const set = (batch: string, day: string) =>
      perform(house, setBatchOpening, ann, { region: 'beijing', batch, day: parseDay(day) });
    await expect(set('batch-1', '2025-02-01')).rejects.toMatchObject({ code: 'policy.day-announced' });
    await expect(set('batch-3', '2025-04-30')).rejects.toMatchObject({ code: 'policy.before-announced' });
    await expect(set('batch-3', '2025-01-09')).rejects.toMatchObject({ code: 'policy.day-passed' });
    await expect(set('batch-9', '2025-05-01')).rejects.toMatchObject({ code: 'policy.no-such-batch' });
    await expect(
      perform(house, setBatchOpening, ann, { region: 'atlantis', batch: 'batch-1', day: parseDay('2025-05-01') }),
    ).rejects.toMatchObject({ code: 'policy.unknown-region' });
  });
});

describe('the emergency brake', () => {
  test('a throttle with its notice holds on its days, the latest wins, and online channels stay', async () => {
    const [from, until] = [parseDay('2025-01-15'), parseDay('2025-01-31')];
    const percentOn = async (text: string) => {
      const { pack } = await packInForce(house.database, 'fuzhou', parseDay(text));
      return throttleOn(pack, { day: parseDay(text) }).value;
    };
    const brake = { region: 'fuzhou', outletQuotaPercent: 30, from, until, noticeId };
    await perform(house, throttleChannel, ann, brake);
    expect(await percentOn('2025-01-14')).toMatchObject({ outletQuotaPercent: 100 });
    expect(await percentOn('2025-01-15')).toEqual({ outletQuotaPercent: 30, notice: noticeId });
    expect(await percentOn('2025-01-31')).toMatchObject({ outletQuotaPercent: 30 });
    expect(await percentOn('2025-02-01')).toMatchObject({ outletQuotaPercent: 100 });
    const { answers } = await ask(house, explainPolicy, clerk, {
      region: 'fuzhou',
      group: 'flexible',
      day: from,
      channel: 'online',
    });
    expect(answers.find(({ code }) => code === 'throttle')!.value).toMatchObject({ notice: noticeId });
    expect(JSON.stringify(answers.find(({ code }) => code === 'channels')!.value)).toContain('"online","name"');
    house.clock.moveTo(new Date('2025-01-10T02:00:01Z'));
    await perform(house, throttleChannel, ann, { ...brake, outletQuotaPercent: 100, from: parseDay('2025-01-20') });
    expect(await percentOn('2025-01-19')).toMatchObject({ outletQuotaPercent: 30 });
    expect(await percentOn('2025-01-20')).toMatchObject({ outletQuotaPercent: 100 });
    await expect(
      perform(house, throttleChannel, ann, { ...brake, until: parseDay('2025-01-14') }),
    ).rejects.toMatchObject({ code: 'policy.days-in-wrong-order' });
    await expect(
      perform(house, throttleChannel, ann, { ...brake, from: parseDay('2025-01-01') }),
    ).rejects.toMatchObject({ code: 'policy.day-passed' });
  });
});

describe('two people, of the region', () => {
  test('an officer of another region, or of none, decides nothing here', async () => {
    const version = await newDraft(copy('guilin'));
    const which = { region: 'guilin', version };
    await perform(house, simulatePack, ann, which);
    for (const stranger of [{ ...bob, region: 'fuzhou' }, bob]) {
      const refused = { code: 'policy.not-your-region' };
      await expect(performAs(house, approvePack, stranger, which)).rejects.toMatchObject(refused);
      await expect(performAs(house, draftPack, stranger, { region: 'guilin' })).rejects.toMatchObject(refused);
      await expect(performAs(house, simulatePack, stranger, which)).rejects.toMatchObject(refused);
      await expect(performAs(house, withdrawPack, stranger, { ...which, reason: '越权' })).rejects.toMatchObject(
        refused,
      );
      await expect(performAs(house, putInForce, stranger, { ...which, from: today() })).rejects.toMatchObject(refused);
      const light = { region: 'guilin', item: 'terminals', ready: true, note: '越权' } as const;
      await expect(performAs(house, setReadiness, stranger, light)).rejects.toMatchObject(refused);
    }
    expect((await perform(house, approvePack, bob, which)).approvals).toEqual(['bob']);
  });

  test('one person with two staff records neither approves twice nor approves what the other record wrote', async () => {
    const version = await newDraft(copy('hengshui'));
    const which = { region: 'hengshui', version };
    await perform(house, simulatePack, ann, which);
    const annAgain = { ...officer('ann-at-another-desk'), person: 'ann' };
    await expect(perform(house, approvePack, annAgain, which)).rejects.toMatchObject({
      code: 'policy.author-approves',
    });
    await perform(house, approvePack, bob, which);
    const bobAgain = { ...officer('bob-at-another-desk'), person: 'bob' };
    await expect(perform(house, approvePack, bobAgain, which)).rejects.toMatchObject({
      code: expect.stringMatching(/^policy\./),
    });
    const { state } = await perform(house, approvePack, cid, which);
    expect(state).toBe('approved');
  });
});

describe('the door', () => {
  test('nobody but a policy officer changes policy', async () => {
    for (const operation of operations.filter(({ kind }) => kind === 'action')) {
      expect(operation.by, operation.name).toEqual(['policy-officer']);
    }
    const which = { region: 'beijing', version: 1 };
    await expect(perform(house, approvePack, clerk, which)).rejects.toMatchObject({ code: 'base.not-allowed' });
    await expect(perform(house, approvePack, { role: 'system-administrator', id: 'eve' }, which)).rejects.toMatchObject(
      { code: 'base.not-allowed' },
    );
  });

  test('bad input is refused and leaves nothing', async () => {
    const count = async () => (await house.database.rows(sql`select 1 from policy.pack_version`)).length;
    const before = await count();
    const bad: [unknown, string][] = [
      [{ region: 'Beijing' }, 'base.bad-input'],
      [{ region: 'beijing', extra: 1 }, 'base.bad-input'],
      [{ region: 'beijing', version: 0 }, 'base.bad-input'],
      [{ region: 'beijing', file: [] }, 'base.bad-input'],
      [{ region: 'beijing', file: copy('fuzhou') }, 'policy.other-region'],
      [{ region: 'beijing', file: {} }, 'policy.other-region'],
      [{ region: 'beijing', version: 4711, file: beijing }, 'policy.no-such-version'],
      [{ region: 'atlantis' }, 'policy.unknown-region'],
      [{ region: 'atlantis', version: 1 }, 'policy.unknown-region'],
    ];
    for (const [input, code] of bad) {
      await expect(perform(house, draftPack, ann, input as { region: string })).rejects.toMatchObject({ code });
    }
    expect(await count()).toBe(before);
  });

  test('a draft may hold any rubbish: it is read with its faults and never simulated', async () => {
    for (const rubbish of [{ batches: 5 }, { batches: [null], phases: null }, { rules: { fee: 'free' } }]) {
      const file = { region: 'guangxi-beihai', ...rubbish } as unknown as PackFile;
      const version = await newDraft(file);
      const which = { region: 'guangxi-beihai', version };
      expect((await ask(house, readPack, clerk, which)).faults.length).toBeGreaterThan(0);
      await expect(perform(house, simulatePack, ann, which)).rejects.toMatchObject({ code: 'policy.lint' });
      await expect(ask(house, diffPolicies, clerk, { a: which, b: { region: 'beijing' } })).rejects.toMatchObject({
        code: 'policy.lint',
      });
    }
    await expect(publish('guangxi-beihai', 'x')).rejects.toMatchObject({ code: 'policy.no-such-batch' });
    expect((await packInForce(house.database, 'guangxi-beihai', today())).version).toBe(1);
  });

  test('the journal says who approved what', async () => {
    const lines = await house.database.rows<{ action: string; actor_id: string; facts: { version?: number } }>(
      sql`select action, actor_id, facts from base.journal where action = 'policy.approve-pack' and facts->>'region' = 'fuzhou' order by seq`,
    );
    expect(lines.map(({ actor_id, facts }) => [actor_id, facts.version])).toEqual([
      ['bob', 2],
      ['cid', 2],
    ]);
  });

  test('regions are listed with phase, lights of the gate, batches and what people wait for', async () => {
    const { regions } = await ask(house, listRegions, { role: 'citizen', id: 'x' }, {});
    expect(regions.map(({ region }) => region)).toEqual([...Object.keys(shippedFiles)].sort());
    const found = regions.find(({ region }) => region === 'beijing')!;
    expect(found).toMatchObject({ state: 'phased', phase: 'concentrated', version: 1 });
    expect(found.batches.find(({ batch }) => batch === 'batch-1')).toMatchObject({ opens: '2024-10-30' });
    expect(regions.find(({ region }) => region === 'hengshui')!.red).toEqual([...readinessItems]);
  });

  test('an explanation carries its citations and money as text', async () => {
    const asked = { region: 'beijing', group: 'retiree' as const, day: parseDay('2025-08-15'), channel: 'counter' };
    const { answers, version } = await ask(house, explainPolicy, clerk, asked);
    expect(version).toBe(1);
    const may = answers.find(({ code }) => code === 'may-apply')!;
    expect(may.value).toMatchObject({ may: false, batch: 'batch-5' });
    expect(may.reasons.flatMap(({ citations }) => citations).map(({ document }) => document)).toContain('bj-2024-133');
    expect(answers.find(({ code }) => code === 'fee')!.value).toMatchObject({ chargeableFen: '0' });
    await expect(ask(house, explainPolicy, clerk, { ...asked, channel: 'pigeon' })).rejects.toMatchObject({
      code: 'policy.unknown-channel',
    });
  });
});
