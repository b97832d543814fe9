import { expect, test } from 'vitest';
import { ask, perform } from '../../base/action.ts';
import type { Actor } from '../../base/actor.ts';
import { suspendGoodCard } from '../cards/index.ts';
import { answerComplaint, complain, listComplaints, myComplaints } from './complain.ts';
import { listFlaggedUses } from './list-flagged-uses.ts';
import { uploadOffline } from './upload-offline.ts';
import { chip, usesHouse } from './uses.fixture.ts';
import { whoUsedMyCard } from './who-used-my-card.ts';

const t = await usesHouse();
const { house, people, use, money, nextNumber, terminal, clerkOf, inCall } = t;
const citizen = (id: string): Actor => ({ role: 'citizen', id, channel: 'bureau-site' });
const looks = async (id: string, who = id) => (await ask(house, whoUsedMyCard, citizen(who), { holderId: id })).uses;
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => error.code ?? String(error),
  );
const minutes = (count: number) => house.clock.moveTo(new Date(house.clock.now().getTime() + count * 60_000));

test('SEC-01 HUB-02 the holder sees every look: by whom, where, for what, refused ones and those made without a line as well', async () => {
  const [card, stranger] = await people(2);
  await money([card!.holderId], 10n);
  const gate = await terminal({
    code: 'park-gate',
    institutionId: t.fuzhouPark,
    region: 'fuzhou',
    name: '北门闸机',
    longitude: null,
    latitude: null,
  });
  expect(await looks(card!.holderId)).toEqual([]);
  const offlineAt = house.clock.now().toISOString();
  minutes(1);
  await use({ credential: chip(card!), amountFen: 4n });
  minutes(1);
  await use({ credential: chip(card!), amountFen: 400n });
  minutes(1);
  await use({ service: 'record-lookup', purpose: 'check-eligibility', credential: chip(card!) });
  minutes(1);
  await inCall((call) => suspendGoodCard(call, card!.holderId));
  await use({ credential: chip(card!) });
  expect((await looks(card!.holderId)).length).toBe(4);
  minutes(60);
  await perform(house, uploadOffline, clerkOf(t.fuzhouPark), {
    terminal: gate,
    uses: [
      {
        ...{ number: '7', at: offlineAt, service: 'park-entry', purpose: 'serve-holder' as const, listVersion: '0' },
        card: { cardNumber: card!.cardNumber, cardIdentifier: card!.cardIdentifier, way: 'contactless' as const },
      },
    ],
  });
  const seen = await looks(card!.holderId);
  expect(
    seen.map(({ service, purpose, allowed, reason, offline }) => [service, purpose, allowed, reason?.code, offline]),
  ).toEqual([
    ['medical-settlement', 'serve-holder', false, 'card-suspended', false],
    ['record-lookup', 'check-eligibility', false, 'consent-missing', false],
    ['medical-settlement', 'serve-holder', false, 'funds-short', false],
    ['medical-settlement', 'serve-holder', true, undefined, false],
    // A card of Beijing at a park of Fuzhou, without an alliance: recorded, and the operator bears it.
    ['park-entry', 'serve-holder', false, 'region-not-accepted', true],
  ]);
  expect(seen.at(-1)).toMatchObject({
    institution: '示例公园',
    place: '北门闸机',
    region: 'fuzhou',
    at: offlineAt,
    way: 'contactless',
  });
  expect(await codeOf(looks(card!.holderId, stranger!.holderId))).toMatch(/^holders\./);
});

test('one step is a complaint; the bureau of the place answers it once, and the holder reads the answer', async () => {
  const [card, stranger] = await people(2);
  const number = nextNumber();
  await use({ number, credential: chip(card!) });
  const about = { terminal: t.desk, number: number.toString() };
  expect(await codeOf(perform(house, complain, citizen(stranger!.holderId), about))).toBe('uses.no-such-use');
  expect(await codeOf(perform(house, complain, citizen(card!.holderId), { ...about, number: '999999' }))).toBe(
    'uses.no-such-use',
  );
  const { complaintId } = await perform(house, complain, citizen(card!.holderId), about);
  expect(await perform(house, complain, citizen(card!.holderId), { ...about, text: '再说一次' })).toEqual({
    complaintId,
  });
  expect((await looks(card!.holderId))[0]).toMatchObject({ complaint: 'open' });
  const bureau = clerkOf(t.beijingBureau, 'bureau-clerk');
  const { complaints } = await ask(house, listComplaints, bureau, { region: 'beijing' }, { purpose: 'complaint' });
  expect(complaints).toMatchObject([{ complaintId, text: '这次用卡不是我本人。', state: 'open' }]);
  const answer = { complaintId, finding: 'card-misused' as const, answer: '已核实为冒用，请补换卡。' };
  expect(await codeOf(perform(house, answerComplaint, clerkOf(t.fuzhouBureau, 'bureau-clerk'), answer))).toMatch(
    /^institutions\./,
  );
  await perform(house, answerComplaint, bureau, answer);
  expect(await codeOf(perform(house, answerComplaint, bureau, answer))).toBe('uses.already-answered');
  expect((await ask(house, myComplaints, citizen(card!.holderId), {})).complaints).toMatchObject([
    { state: 'answered', finding: 'card-misused', answer: '已核实为冒用，请补换卡。' },
  ]);
});

test('HUB-02 SEC-10 an auditor lists suspicious uses of the region, with a purpose', async () => {
  const [card] = await people(1);
  const far = await terminal({ code: 'far', longitude: 119.3, latitude: 26.1 });
  await use({ credential: chip(card!) });
  await use({ terminal: far, credential: chip(card!) });
  const auditor = clerkOf(t.beijingBureau, 'auditor');
  const { uses } = await ask(house, listFlaggedUses, auditor, { region: 'beijing' }, { purpose: 'audit' });
  expect(uses).toMatchObject([{ signals: ['impossible-travel'], place: 'far' }]);
  expect(await codeOf(ask(house, listFlaggedUses, auditor, { region: 'beijing' }))).toBe('base.purpose-missing');
});
