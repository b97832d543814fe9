import { describe, expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { ask, perform } from '../../base/action.ts';
import { addDays, type Day, dayOf } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { giveMandate } from './give-mandate.ts';
import { judgePhoto } from './judge-photo.ts';
import { myRecord } from './my-record.ts';
import { offerPhoto } from './offer-photo.ts';
import { citizen, clerk, registered, samplePeople, staff, within } from './people.fixture.ts';
import { findAcceptedPhotos, photoBytes } from './photos.ts';
import { drawPortrait } from './portrait.fixture.ts';
import { showPhoto } from './show-photo.ts';

const house = await testHouse();
const today = dayOf(house.clock.now());
const people = await registered(house, samplePeople(8, 81));
const good = drawPortrait();
const hat = drawPortrait({ crown: [200, 30, 40] });
const offer = (holderId: string, jpeg: Uint8Array, over: object = {}, actor = citizen(holderId)) => {
  house.clock.moveTo(new Date(house.clock.now().getTime() + 1000));
  return perform(house, offerPhoto, actor, {
    holderId,
    photo: Buffer.from(jpeg).toString('base64'),
    takenOn: addDays(today, -10),
    source: 'upload',
    ...over,
  });
};
const stateOf = async (id: string) => (await ask(house, myRecord, citizen(id), {})).photo;
const bytesOf = (photoId: string) => within(house, (call) => photoBytes(call, photoId));

/** A comment with a place in it, put behind SOI. */
const withComment = (jpeg: Uint8Array, text: string) =>
  Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from([0xff, 0xfe, 0, text.length + 2]),
    Buffer.from(text),
    jpeg.subarray(2),
  ]);

describe('photos', () => {
  test('a good photo is accepted, without its metadata, and goes on the card', async () => {
    const id = people[0]!;
    expect((await stateOf(id)).state).toBe('none');
    const { photoId, state, findings } = await offer(id, withComment(good, 'GPS 39.9,116.4'));
    expect([state, findings]).toEqual(['accepted', []]);
    expect(await stateOf(id)).toMatchObject({ state: 'accepted', photoId, takenOn: addDays(today, -10) });
    expect(await findAcceptedPhotos(house.database, [...people])).toEqual(
      new Map([[id, { photoId, takenOn: addDays(today, -10) }]]),
    );
    const kept = Buffer.from(await bytesOf(photoId));
    expect(kept.includes('GPS')).toBe(false);
    expect(kept.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    const shown = await ask(house, showPhoto, citizen(id), { photoId });
    expect(Buffer.from(shown.photo, 'base64').equals(kept)).toBe(true);
    await expect(ask(house, showPhoto, citizen(people[1]!), { photoId })).rejects.toMatchObject({
      code: 'holders.not-yours',
    });
    await expect(ask(house, showPhoto, clerk, { photoId })).rejects.toMatchObject({ code: 'base.purpose-missing' });
  });

  test('APP-06 a coloured background, a future date or no JPEG is refused with the reason and not kept', async () => {
    const id = people[1]!;
    const answers = [
      await offer(id, drawPortrait({ background: [40, 90, 200] })),
      await offer(id, good, { takenOn: addDays(today, 1) }),
      await offer(id, Buffer.from('no picture')),
      await offer(id, drawPortrait({ width: 300 })),
      await offer(id, Buffer.concat([good, Buffer.alloc(300_000)])),
    ];
    expect(answers.map(({ state }) => state)).toEqual(Array(5).fill('rejected'));
    expect(answers.map(({ findings }) => findings.map(({ code }) => code))).toEqual([
      ['background-not-white'],
      ['date-in-future'],
      ['not-a-jpeg'],
      ['wrong-size'],
      ['too-many-bytes'],
    ]);
    for (const { findings } of answers) expect(findings[0]!.remedy.zh.length).toBeGreaterThan(3);
    expect(await stateOf(id)).toMatchObject({ state: 'rejected', findings: ['too-many-bytes'] });
    await expect(bytesOf(answers[0]!.photoId)).rejects.toMatchObject({ code: 'holders.no-such-photo' });
    expect(await findAcceptedPhotos(house.database, [id])).toEqual(new Map());
  });

  test('APP-06 a hat is a guess: the photo waits for somebody who looks, who takes it or sends it back', async () => {
    const id = people[2]!;
    const first = await offer(id, hat);
    expect(first).toMatchObject({ state: 'offered', findings: [{ code: 'head-covered' }] });
    expect(await findAcceptedPhotos(house.database, [id])).toEqual(new Map());
    await expect(
      perform(house, judgePhoto, citizen(id), { photoId: first.photoId, verdict: 'accepted' }),
    ).rejects.toMatchObject({ code: 'base.not-allowed' });
    await expect(
      perform(house, judgePhoto, clerk, { photoId: first.photoId, verdict: 'rejected' } as never),
    ).rejects.toMatchObject({ code: 'base.bad-input' });
    await perform(house, judgePhoto, clerk, { photoId: first.photoId, verdict: 'rejected', reason: 'head-covered' });
    expect(await stateOf(id)).toMatchObject({ state: 'rejected', findings: ['head-covered'] });
    await expect(bytesOf(first.photoId)).rejects.toMatchObject({ code: 'holders.no-such-photo' });
    await expect(
      perform(house, judgePhoto, clerk, { photoId: first.photoId, verdict: 'accepted' }),
    ).rejects.toMatchObject({ code: 'holders.photo-already-judged' });

    const second = await offer(id, hat);
    const third = await offer(id, hat);
    await expect(
      perform(house, judgePhoto, clerk, { photoId: second.photoId, verdict: 'accepted' }),
    ).rejects.toMatchObject({ code: 'holders.photo-already-judged' });
    await perform(house, judgePhoto, staff('bank-teller'), { photoId: third.photoId, verdict: 'accepted' });
    expect((await findAcceptedPhotos(house.database, [id])).get(id)?.photoId).toBe(third.photoId);
  });

  test('a newer accepted photo takes the place; a bad newer one does not', async () => {
    const id = people[3]!;
    const first = await offer(id, good);
    await offer(id, Buffer.from('x'));
    await offer(id, hat);
    expect((await findAcceptedPhotos(house.database, [id])).get(id)?.photoId).toBe(first.photoId);
    const many = await Promise.all(Array.from({ length: 6 }, () => offer(id, good)));
    const accepted = (await findAcceptedPhotos(house.database, [id])).get(id)?.photoId;
    expect(many.map(({ photoId }) => photoId)).toContain(accepted);
    const { count } = await house.database.one<{ count: bigint }>(
      sql`select count(*) from holders.photo where holder_id = ${id}::uuid and state = 'accepted'`,
    );
    expect(count).toBe(1n);
    expect((await bytesOf(first.photoId)).length).toBeGreaterThan(1000);
  });

  test('counters have their own sources, helpers need a mandate, others may not', async () => {
    const id = people[4]!;
    await expect(offer(id, good, { source: 'id-card-register' })).rejects.toMatchObject({
      code: 'holders.wrong-photo-source',
    });
    expect((await offer(id, good, { source: 'taken-at-outlet' }, staff('bank-teller'))).state).toBe('accepted');
    const helper = staff('community-worker', 'helper-7');
    await expect(offer(id, good, { source: 'bring-print' }, helper)).rejects.toMatchObject({
      code: 'holders.helper-may-not',
    });
    await perform(house, giveMandate, citizen(id), { helperId: helper.id, acts: ['take-photo'], until: today });
    expect((await offer(id, good, { source: 'bring-print' }, helper)).state).toBe('accepted');
    await expect(offer(id, good, {}, staff('unit-clerk'))).rejects.toMatchObject({ code: 'base.not-allowed' });
    await expect(offer(id, good, { photo: 'A'.repeat(3 * 1024 * 1024) })).rejects.toMatchObject({
      code: 'base.bad-input',
    });
    await expect(offer(id, good, { photo: '<svg>' })).rejects.toMatchObject({ code: 'base.bad-input' });
    await expect(offer(id, good, { takenOn: '2025-02-30' as Day })).rejects.toMatchObject({ code: 'base.bad-input' });
  });
});
