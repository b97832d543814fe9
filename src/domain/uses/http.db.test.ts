// The hot path through its HTTP door: schema, tokens that end at once, problem answers, and a queue that says when it is full.
import { connect } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { openHttp } from '../../base/http.ts';
import { addStaff, authenticate, issueStaffToken } from '../institutions/index.ts';
import { operations } from './index.ts';
import { chip, usesHouse } from './uses.fixture.ts';

const t = await usesHouse();
const { house, people, money, inCall, nextNumber } = t;
const app = await openHttp(house, { operations, authenticate, version: '0' });
afterAll(() => app.close());
const tokenFor = (institutionId: string) =>
  inCall(async (call) => {
    const staffId = await addStaff(call, { institutionId, role: 'scene-operator', name: `操作员${call.newId()}` });
    return { staffId, ...(await issueStaffToken(call, staffId)) };
  });
const mine = await tokenFor(t.hospital);

const send = async (body: unknown, { token = mine.token, path = 'authorise' } = {}) => {
  const answer = await app.inject({
    method: 'POST',
    url: `/api/uses/${path}`,
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
};
const [card] = await people(1);
await money([card!.holderId], 1_000_000n);
const use = (over: object = {}) => ({
  ...{ terminal: t.desk, number: nextNumber().toString(), service: 'medical-settlement', purpose: 'serve-holder' },
  ...{ credential: chip(card!), amountFen: '5' },
  ...over,
});

test('an authorise needs no request id of its own: terminal and number are one, and the answer is the same again', async () => {
  const one = use();
  const first = await send(one);
  expect(first).toMatchObject({
    status: 200,
    body: {
      allowed: true,
      reason: null,
      repeated: false,
      balanceFen: '999995',
      card: { generation: 3, region: 'beijing' },
      person: null,
    },
  });
  expect(JSON.stringify(first.body)).not.toContain(card!.holderId);
  expect((await send(one)).body).toEqual({ ...first.body, repeated: true });
  expect((await send({ ...one, amountFen: '6' })).body).toMatchObject({ code: 'uses.number-reused', status: 409 });
});

test('it stands in the API text like every other operation', () => {
  const { paths } = app.swagger() as {
    paths: Record<string, { post: { operationId: string; parameters?: { name: string }[] } }>;
  };
  const { post } = paths['/api/uses/authorise']!;
  expect(post.operationId).toBe('uses.authorise');
  expect((post.parameters ?? []).map(({ name }) => name)).not.toContain('idempotency-key');
});

test('malformed, oversized and wrong input is refused with its place, and records nothing', async () => {
  const bad: unknown[] = [
    '{',
    '[]',
    'null',
    {},
    use({ terminal: 0 }),
    use({ terminal: 1.5 }),
    use({ number: 1 }),
    use({ number: '01' }),
    use({ number: '9'.repeat(19) }),
    use({ amountFen: '-1' }),
    use({ amountFen: 5 }),
    use({ amountFen: '9999999999999' }),
    use({ service: '用卡' }),
    use({ purpose: 'curiosity' }),
    use({ credential: {} }),
    use({ credential: { ...chip(card!), pin: '123456' } }),
    use({ credential: { cardNumber: "A'; drop table uses.use; --", way: 'number' } }),
    use({ credential: { code: 'x'.repeat(201) } }),
    use({ credential: { certType: '04', certNumber: '1' } }),
    use({ credential: { proof: {}, way: 'contact' } }),
    { ...use(), more: true },
    JSON.stringify(use()).replace('{', '{"__proto__":{"allowed":true},'),
  ];
  for (const body of bad) {
    const { status, body: problem } = await send(body);
    expect(status, JSON.stringify(body)).toBe(400);
    expect(problem.code).toMatch(/^(base\.bad-input|http\.not-json)$/);
  }
  expect(await send(use({ service: 'nonsense' }))).toMatchObject({
    status: 422,
    body: { code: 'uses.no-such-service' },
  });
  expect((await send('x'.repeat(300_000))).status).toBe(413);
});

test('a wrong question inside a batch is answered by its refusal and disturbs nobody', async () => {
  const uses = [
    use(),
    use({ service: 'nonsense' }),
    use({ terminal: 999_999 }),
    use({ credential: { code: 'YKT:AB' } }),
  ];
  const { status, body } = await send({ uses }, { path: 'authorise-many' });
  expect(status).toBe(200);
  expect(body.answers).toMatchObject([
    { allowed: true },
    { refusal: 'uses.no-such-service' },
    { refusal: 'uses.no-such-terminal' },
    { allowed: false, reason: { code: 'code-invalid' } },
  ]);
  expect((await send({ uses: [] }, { path: 'authorise-many' })).status).toBe(400);
  expect((await send({ uses: Array.from({ length: 65 }, () => use()) }, { path: 'authorise-many' })).status).toBe(400);
});

test('SEC-01 a token that is known is still refused with the next card once it is revoked, its owner left, or its institution is suspended', async () => {
  expect((await send(use(), { token: '' })).status).toBe(401);
  expect((await send(use(), { token: 'x'.repeat(43) })).status).toBe(401);
  const other = await tokenFor(t.library);
  expect(await send(use(), { token: other.token })).toMatchObject({
    status: 403,
    body: { code: 'uses.not-your-terminal' },
  });

  const revoked = await tokenFor(t.hospital);
  expect((await send(use(), revoked)).status).toBe(200);
  const one = use();
  await house.database.script(`update institutions.token set revoked_at = now() where id = '${revoked.tokenId}'`);
  expect((await send(one, revoked)).status).toBe(401);
  // Refused means nothing happened: the same use with a good token is a first one.
  expect((await send(one)).body).toMatchObject({ allowed: true, repeated: false });

  const left = await tokenFor(t.hospital);
  expect((await send(use(), left)).status).toBe(200);
  await house.database.script(`update institutions.staff set ended_at = now() where id = '${left.staffId}'`);
  expect((await send(use(), left)).status).toBe(401);

  expect((await send(use())).status).toBe(200);
  await house.database.script(`update institutions.institution set standing = 'suspended' where id = '${t.hospital}'`);
  expect((await send(use())).status).toBe(401);
  await house.database.script(`update institutions.institution set standing = 'admitted' where id = '${t.hospital}'`);
  expect((await send(use())).body).toMatchObject({ allowed: true });
});

test('two hundred at once are all answered, each once', async () => {
  const all = Array.from({ length: 200 }, () => use({ amountFen: '1' }));
  const answers = await Promise.all(all.map((one) => send(one)));
  expect(answers.filter(({ body }) => body.allowed && !body.repeated)).toHaveLength(200);
});

test('more than the server holds are sent away with 503 and a time to come again, and nothing of them is recorded', async () => {
  const all = Array.from({ length: 600 }, () => use({ amountFen: '1' }));
  const answers = await Promise.all(all.map((one) => send(one)));
  const away = answers.filter(({ status }) => status === 503);
  expect(away.length).toBeGreaterThan(0);
  expect(answers.filter(({ status }) => status === 200).length + away.length).toBe(600);
  for (const { headers, body } of away) {
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(body.code).toMatch(/busy$/);
  }
  const i = answers.findIndex(({ status }) => status === 503);
  expect((await send(all[i])).body).toMatchObject({ allowed: true, repeated: false });
});

test('callers who hang up before their answer leave no place taken: after a thousand of them the door is open', async () => {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  for (let wave = 0; wave < 10; wave += 1) {
    await Promise.all(
      Array.from(
        { length: 100 },
        () =>
          new Promise<void>((done) => {
            const body = JSON.stringify(use({ amountFen: '1' }));
            const head = `POST /api/uses/authorise HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${mine.token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
            const socket = connect(port, '127.0.0.1', () =>
              socket.write(head + body, () => setImmediate(() => socket.destroy())),
            );
            socket.once('close', () => done());
          }),
      ),
    );
  }
  expect((await send(use())).status).toBe(200);
}, 60_000);
