import { describe, expect, test } from 'vitest';
import { testHouse } from '../../test/database.ts';
import { action, ask, perform, query } from './action.ts';
import type { Actor } from './actor.ts';
import { verifyJournal } from './journal.ts';
import { refusals } from './refusal.ts';
import { Code, Id, Nothing, shape, Text, Type } from './shape.ts';
import { sql } from './sql.ts';

const house = await testHouse();
await house.database.script('create table public.note (id uuid primary key, text text not null)');
const clerk: Actor = { role: 'bureau-clerk', id: 'clerk-1' };
const holder = '018f0000-0000-7000-8000-000000000001';

const refuse = refusals('test', {
  'too-late': { status: 409, zh: '太晚了', en: 'Too late', remedy: { zh: '明天再来', en: 'Come back tomorrow' } },
});

const writeNote = action({
  name: 'test.write-note',
  title: { zh: '记一笔', en: 'Write a note' },
  by: ['bureau-clerk'],
  input: shape({ text: Text(20), holderId: Id }),
  output: shape({ id: Id }),
  async run(call, { text, holderId }) {
    if (text === 'late') throw refuse('too-late');
    const id = call.newId();
    await call.db.run(sql`insert into public.note (id, text) values (${id}, ${text})`);
    call.about(holderId);
    call.note({ length: text.length });
    return { id };
  },
});

const readNotes = query({
  name: 'test.read-notes',
  title: { zh: '查看', en: 'Read notes' },
  by: ['bureau-clerk', 'citizen'],
  personal: true,
  input: Nothing,
  output: shape({ count: Type.Integer(), code: Code }),
  async run(call) {
    call.about(holder);
    const { count } = await call.db.one<{ count: number }>(sql`select count(*)::int as count from public.note`);
    return { count, code: 'fine' };
  },
});

const notes = async () => (await house.database.one<{ n: number }>(sql`select count(*)::int as n from public.note`)).n;
const lines = (name: string) =>
  house.database.rows<{ actor_id: string; about: string[]; facts: unknown; purpose: string | null }>(
    sql`select actor_id, about::text[] as about, facts, purpose from base.journal where action = ${name} order by seq`,
  );

describe('perform', () => {
  test('saves, answers, and leaves one journal line that names the holder', async () => {
    const { id } = await perform(house, writeNote, clerk, { text: 'first', holderId: holder });
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await lines('test.write-note')).toEqual([
      { actor_id: 'clerk-1', about: [holder], facts: { length: 5 }, purpose: null },
    ]);
  });

  test('the same request id gives the same answer and acts once, even when sent at once', async () => {
    const before = await notes();
    const send = () => perform(house, writeNote, clerk, { text: 'once', holderId: holder }, { requestId: 'request-1' });
    const answers = await Promise.all([send(), send(), send(), send()]);
    answers.push(await send());
    expect(new Set(answers.map((a) => a.id)).size).toBe(1);
    expect(await notes()).toBe(before + 1);
  });

  test('the same request id with other content is refused', async () => {
    await expect(
      perform(house, writeNote, clerk, { text: 'other', holderId: holder }, { requestId: 'request-1' }),
    ).rejects.toMatchObject({
      code: 'base.request-reused',
    });
  });

  test('an answer shown once is not kept, and a repeat is refused instead of done again', async () => {
    const secret = action({ ...writeNote, name: 'test.secret-note', secretAnswer: true });
    await perform(house, secret, clerk, { text: 'secret', holderId: holder }, { requestId: 'request-9' });
    const before = await notes();
    const again = perform(house, secret, clerk, { text: 'secret', holderId: holder }, { requestId: 'request-9' });
    await expect(again).rejects.toMatchObject({ code: 'base.answer-shown-once' });
    expect(await notes()).toBe(before);
    expect(await house.database.one(sql`select answer from base.request where request_id = 'request-9'`)).toEqual({
      answer: null,
    });
  });

  test('another caller may use the same request id', async () => {
    await perform(
      house,
      writeNote,
      { ...clerk, id: 'clerk-2' },
      { text: 'mine', holderId: holder },
      { requestId: 'request-1' },
    );
  });

  test('a refusal leaves nothing: no row, no journal line, and the request id can be tried again', async () => {
    const before = await notes();
    const linesBefore = (await lines('test.write-note')).length;
    const late = perform(house, writeNote, clerk, { text: 'late', holderId: holder }, { requestId: 'request-2' });
    await expect(late).rejects.toMatchObject({ code: 'test.too-late' });
    expect(await notes()).toBe(before);
    expect((await lines('test.write-note')).length).toBe(linesBefore);
    await perform(house, writeNote, clerk, { text: 'in time', holderId: holder }, { requestId: 'request-2' });
  });

  test('nobody may by default: a role that is not named is refused before anything is read', async () => {
    await expect(
      perform(house, writeNote, { role: 'citizen', id: holder }, { text: 'x', holderId: holder }),
    ).rejects.toMatchObject({
      code: 'base.not-allowed',
    });
  });

  test.each([
    [{}, 'text'],
    [{ text: '', holderId: holder }, '/text'],
    [{ text: 'x'.repeat(21), holderId: holder }, '/text'],
    [{ text: 'x', holderId: 'not-an-id' }, '/holderId'],
    [{ text: 'x', holderId: holder, extra: 1 }, 'extra'],
    [{ text: 5, holderId: holder }, '/text'],
    [null, '/'],
    [[], '/'],
  ])('bad input %j is refused with its place', async (input, place) => {
    const bad = perform(house, writeNote, clerk, input as never);
    await expect(bad).rejects.toMatchObject({ code: 'base.bad-input' });
    await bad.catch((refusal) => expect(`${refusal.facts.where} ${refusal.facts.problem_en}`).toContain(place));
  });
});

describe('ask', () => {
  test('SEC-01 a look at a person without a purpose is refused; with one it is journalled', async () => {
    await expect(ask(house, readNotes, clerk, {})).rejects.toMatchObject({ code: 'base.purpose-missing' });
    expect(await lines('test.read-notes')).toEqual([]);
    await ask(house, readNotes, clerk, {}, { purpose: 'serve-holder' });
    expect(await lines('test.read-notes')).toEqual([
      { actor_id: 'clerk-1', about: [holder], facts: {}, purpose: 'serve-holder' },
    ]);
  });

  test('a holder needs no purpose for the own record', async () => {
    expect((await ask(house, readNotes, { role: 'citizen', id: holder }, {})).code).toBe('fine');
  });
});

test('the journal cannot be changed or emptied', async () => {
  await expect(house.database.run(sql`update base.journal set actor_id = 'x'`)).rejects.toThrow(/append-only/);
  await expect(house.database.run(sql`delete from base.journal`)).rejects.toThrow(/append-only/);
  expect((await verifyJournal(house.database)).intact).toBe(true);
});
