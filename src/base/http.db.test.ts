import { afterAll, describe, expect, test } from 'vitest';
import { testHouse } from '../../test/database.ts';
import { action, query } from './action.ts';
import { openHttp } from './http.ts';
import { Fen, Nothing, shape, Text, Type } from './shape.ts';

const house = await testHouse();
let ran = 0;
const app = await openHttp(house, {
  version: '1.2.3',
  authenticate: async (_, { token }) =>
    token === 'clerk-token-0123456789' ? { role: 'bureau-clerk', id: 'clerk' } : undefined,
  operations: [
    action({
      name: 'test.count-up',
      title: { zh: '加一', en: 'Count up' },
      by: ['bureau-clerk'],
      input: shape({ text: Text(10) }),
      output: shape({ times: Type.Integer(), fee: Fen }),
      run: async () => {
        ran += 1;
        return { times: ran, fee: 2000n.toString() };
      },
    }),
    query({
      name: 'test.break',
      title: { zh: '出错', en: 'Break' },
      by: ['bureau-clerk'],
      personal: false,
      input: Nothing,
      output: Nothing,
      run: async () => {
        throw new Error('secret inside');
      },
    }),
    query({
      name: 'test.person',
      title: { zh: '查人', en: 'Look at a person' },
      by: ['bureau-clerk'],
      personal: true,
      input: Nothing,
      output: Nothing,
      run: async () => ({}),
    }),
  ],
});
afterAll(() => app.close());

const post = (url: string, payload: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url,
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    headers: { 'content-type': 'application/json', authorization: 'Bearer clerk-token-0123456789', ...headers },
  });

describe('the HTTP door', () => {
  test('an action runs once for one request id and answers alike again', async () => {
    const send = () => post('/api/test/count-up', { text: 'x' }, { 'idempotency-key': 'request-0001' });
    const first = await send();
    expect(first.statusCode).toBe(200);
    expect(first.json()).toEqual({ times: 1, fee: '2000' });
    expect((await send()).json()).toEqual(first.json());
    expect(ran).toBe(1);
  });

  test.each<[string, string, unknown, Record<string, string>, number, string]>([
    ['no token', '/api/test/count-up', { text: 'x' }, { authorization: '' }, 401, 'http.not-signed-in'],
    [
      'wrong token',
      '/api/test/count-up',
      { text: 'x' },
      { authorization: 'Bearer nobody-token-000000' },
      401,
      'http.not-signed-in',
    ],
    ['no request id', '/api/test/count-up', { text: 'x' }, {}, 400, 'http.request-id-missing'],
    [
      'short request id',
      '/api/test/count-up',
      { text: 'x' },
      { 'idempotency-key': 'abc' },
      400,
      'http.request-id-missing',
    ],
    ['broken JSON', '/api/test/count-up', '{"text":', { 'idempotency-key': 'request-0002' }, 400, 'http.not-json'],
    [
      'another media type',
      '/api/test/count-up',
      'text=x',
      { 'content-type': 'text/csv', 'idempotency-key': 'request-0003' },
      400,
      'http.not-json',
    ],
    ['wrong field', '/api/test/count-up', { text: 5 }, { 'idempotency-key': 'request-0004' }, 400, 'base.bad-input'],
    [
      'prototype games',
      '/api/test/count-up',
      '{"text":"x","__proto__":{"a":1}}',
      { 'idempotency-key': 'request-0005' },
      400,
      'http.not-json',
    ],
    [
      'too large',
      '/api/test/count-up',
      { text: 'x'.repeat(300_000) },
      { 'idempotency-key': 'request-0006' },
      413,
      'http.too-large',
    ],
    ['no such route', '/api/test/nothing', {}, {}, 404, 'http.no-such-page'],
    ['no purpose', '/api/test/person', {}, {}, 403, 'base.purpose-missing'],
    ['wrong purpose', '/api/test/person', {}, { purpose: 'curiosity' }, 400, 'http.wrong-purpose'],
  ])('%s is refused with cause and remedy', async (_, url, payload, headers, status, code) => {
    const answer = await post(url, payload, headers);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json().title).toMatch(/[一-鿿]/);
    expect(answer.json().detail).toMatch(/[一-鿿]/);
    expect(ran).toBe(1);
  });

  test('what breaks inside is told by number only', async () => {
    const answer = await post('/api/test/break', {});
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('2');
    expect(answer.body).not.toContain('secret');
  });

  test('health, metrics and the OpenAPI text are there', async () => {
    expect((await app.inject('/health')).json()).toMatchObject({ status: 'ok', version: '1.2.3' });
    expect((await app.inject('/metrics')).body).toContain('yikatong_calls_total{action="test.count-up"');
    const api = (await app.inject('/openapi.json')).json();
    expect(api.openapi).toBe('3.1.0');
    expect(
      api.paths['/api/test/count-up'].post.requestBody.content['application/json'].schema.properties.text.maxLength,
    ).toBe(10);
    expect((await app.inject('/docs')).statusCode).toBeLessThan(400);
  });
});
