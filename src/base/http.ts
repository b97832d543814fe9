// The HTTP door: one route for each action and query, made from their declarations; every refusal is a problem-details answer.
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { ask, type Operation, perform } from './action.ts';
import type { Actor } from './actor.ts';
import { type House, type Purpose, purposes } from './call.ts';
import { toJson } from './json.ts';
import { metrics } from './metrics.ts';
import { Refusal, refusals } from './refusal.ts';
import { Outdated, readRevision } from './revision.ts';
import { sql } from './sql.ts';

const refuse = refusals('http', {
  'not-signed-in': {
    status: 401,
    zh: '没有有效的访问凭证',
    en: 'No valid access token',
    remedy: { zh: '请在 Authorization 请求头中携带有效凭证。', en: 'Send a valid token: Authorization: Bearer …' },
  },
  'request-id-missing': {
    status: 400,
    zh: '缺少请求编号',
    en: 'The request id is missing',
    remedy: {
      zh: '请在 Idempotency-Key 请求头中携带 8 至 64 位的唯一编号，重试时保持不变。',
      en: 'Send a unique Idempotency-Key of 8 to 64 characters and keep it for retries.',
    },
  },
  'wrong-purpose': {
    status: 400,
    zh: '用途“{purpose}”不在列表中',
    en: 'The purpose “{purpose}” is not on the list',
    remedy: { zh: '可用用途：{purposes}。', en: 'Use one of: {purposes}.' },
  },
  'not-json': {
    status: 400,
    zh: '请求内容不是有效的 JSON：{problem}',
    en: 'The body is not valid JSON: {problem}',
    remedy: {
      zh: '请发送 Content-Type: application/json 的 JSON 对象。',
      en: 'Send a JSON object with Content-Type: application/json.',
    },
  },
  'too-large': {
    status: 413,
    zh: '请求内容超过 {limit} 字节',
    en: 'The body is larger than {limit} bytes',
    remedy: { zh: '请拆分后再提交。', en: 'Split it and send the parts.' },
  },
  'no-such-page': {
    status: 404,
    zh: '没有这个地址：{path}',
    en: 'There is nothing at {path}',
    remedy: { zh: '接口列表见 /docs。', en: 'The list of operations is at /docs.' },
  },
  busy: {
    status: 503,
    zh: '系统繁忙',
    en: 'The system is busy',
    remedy: {
      zh: '请在 {seconds} 秒后重试；本次没有保存任何内容。',
      en: 'Try again in {seconds} s; nothing was saved.',
    },
  },
  broken: {
    status: 503,
    zh: '系统故障，编号 {incident}',
    en: 'Something broke here, incident {incident}',
    remedy: {
      zh: '请稍后用同一请求编号重试；若仍失败，请告知该编号。',
      en: 'Retry later with the same request id; if it persists, report the number.',
    },
  },
});

/** What comes in at a door that speaks a foreign protocol: bytes as they are, headers as they are. */
export interface DoorRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly path: string;
  readonly body: Uint8Array;
}

export interface DoorAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** An address whose format is somebody else's (medical/wire ...); it judges credentials and inputs by itself. */
export interface ForeignDoor {
  readonly method: 'POST' | 'GET';
  readonly path: string;
  readonly bodyLimit: number;
  handle(house: House, request: DoorRequest): Promise<DoorAnswer>;
}

export interface HttpOptions {
  readonly operations: readonly Operation[];
  /** Finds out who calls; undefined when the credentials are no good. */
  authenticate(house: House, request: { token: string; onBehalfOf?: string }): Promise<Actor | undefined>;
  readonly version: string;
  readonly doors?: readonly ForeignDoor[];
  /** What else is served here: the pages for people, in a scope of their own with their own errors. */
  readonly mount?: (app: FastifyInstance) => Promise<void>;
}

const defaultBodyLimit = 256 * 1024;
const maxInFlight = 400;

/** The route of an operation. */
export const routeOf = (operation: { name: string }) => `/api/${operation.name.replace('.', '/')}`;

export async function openHttp(house: House, options: HttpOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: defaultBodyLimit,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
  });
  // Inputs are checked by the action itself, so that every door checks alike; Fastify only carries them.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => toJson);

  app.setErrorHandler((error: Error & { code?: string; statusCode?: number }, request, reply) => {
    const refusal =
      asRefusal(error, request.routeOptions.bodyLimit ?? defaultBodyLimit) ?? incident(house, error, request);
    const problem = refusal.problem(request.url);
    if (problem.status === 503) reply.header('retry-after', '2');
    return reply.code(problem.status).type('application/problem+json; charset=utf-8').send(toJson(problem));
  });
  app.setNotFoundHandler((request) => {
    throw refuse('no-such-page', { path: request.url.slice(0, 200) });
  });

  let inFlight = 0;
  app.addHook('onRequest', async (_, reply) => {
    reply.headers({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
    inFlight += 1;
    let open = true;
    const ended = () => {
      if (open) inFlight -= 1;
      open = false;
    };
    // A caller who hangs up before the answer never gets one finished; the place must come free all the same.
    reply.raw.once('finish', ended).once('close', ended);
    if (inFlight > maxInFlight) throw refuse('busy', { seconds: 2 });
  });

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '一卡通 Yikatong',
        version: options.version,
        description: '第三代社会保障卡开放平台 · The open platform of the third-generation social security card',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
  });
  await app.register(swaggerUi, { routePrefix: '/docs' });

  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  app.get('/health', { schema: { hide: true } }, async () => {
    await house.database.one(sql`select 1 as one`);
    return {
      status: 'ok',
      database: house.database.kind,
      now: house.clock.now().toISOString(),
      version: options.version,
    };
  });
  app.get('/metrics', { schema: { hide: true } }, async (_, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  );

  if (options.mount) await app.register(options.mount);

  await openForeignDoors(app, house, options.doors ?? []);

  const known = new KnownTokens(house, options);
  for (const operation of options.operations) {
    const isAction = operation.kind === 'action';
    app.post(
      routeOf(operation),
      {
        bodyLimit: (isAction && operation.bodyLimit) || defaultBodyLimit,
        schema: {
          operationId: operation.name,
          summary: `${operation.title.zh} · ${operation.title.en}`,
          description: `${isAction ? 'Action' : 'Query'} by ${operation.by.join(', ')}.`,
          tags: [operation.name.split('.')[0]!],
          security: [{ token: [] }],
          ...headersOf(operation),
          body: operation.input,
          response: { 200: operation.output },
        },
        ...(isAction && operation.direct ? { serializerCompiler: () => JSON.stringify } : {}),
      },
      async (request) => {
        if (isAction && operation.direct)
          return known.actingAs(request, (actor) => perform(house, operation, actor, request.body ?? {}));
        const actor = await authenticated(house, options, request);
        const purpose = purposeOf(request);
        if (operation.kind === 'query')
          return ask(house, operation, actor, request.body ?? {}, purpose ? { purpose } : {});
        const requestId = header(request, 'idempotency-key');
        if (!requestId || !/^[\x21-\x7e]{8,64}$/.test(requestId)) throw refuse('request-id-missing');
        return perform(house, operation, actor, request.body ?? {}, { requestId, ...(purpose ? { purpose } : {}) });
      },
    );
  }
  return app;
}

/** In a scope of their own, where every content type arrives as bytes. */
async function openForeignDoors(app: FastifyInstance, house: House, doors: readonly ForeignDoor[]): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
    for (const { method, path, bodyLimit, handle } of doors) {
      scope.route({
        ...{ method, url: path, bodyLimit, schema: { hide: true } },
        async handler(request, reply) {
          const body = request.body instanceof Uint8Array ? request.body : new Uint8Array(0);
          const answer = await handle(house, { headers: request.headers, path: request.url, body });
          return reply.code(answer.status).type(answer.type).serializer(String).send(answer.body);
        },
      });
    }
  });
}

function headersOf(operation: Operation) {
  const properties =
    operation.kind === 'action' && !operation.direct
      ? { 'idempotency-key': { type: 'string', description: 'Unique for each request, the same for its retries' } }
      : operation.kind === 'query' && operation.personal
        ? { purpose: { type: 'string', enum: [...purposes] } }
        : undefined;
  return properties ? { headers: { type: 'object', properties } } : {};
}

async function authenticated(house: House, options: HttpOptions, request: FastifyRequest): Promise<Actor> {
  const token = /^Bearer ([A-Za-z0-9_-]{16,200})$/.exec(header(request, 'authorization') ?? '')?.[1];
  const onBehalfOf = header(request, 'on-behalf-of');
  const actor = token && (await options.authenticate(house, { token, ...(onBehalfOf ? { onBehalfOf } : {}) }));
  if (!actor) throw refuse('not-signed-in');
  return actor;
}

const mostTokens = 20_000;
/** A token that expires is noticed this much later at most; one that is revoked, at once. */
const knownForMs = 10_000;

/** Callers of the hot path, known by their token until the access revision moves. */
class KnownTokens {
  readonly #house: House;
  readonly #options: HttpOptions;
  readonly #actors = new Map<string, { actor: Actor; until: number }>();

  constructor(house: House, options: HttpOptions) {
    this.#house = house;
    this.#options = options;
  }

  async actingAs<T>(request: FastifyRequest, work: (actor: Actor) => Promise<T>): Promise<T> {
    const key = `${header(request, 'authorization')} ${header(request, 'on-behalf-of') ?? ''}`;
    for (let attempt = 1; ; attempt += 1) {
      const now = this.#house.clock.now().getTime();
      const kept = this.#actors.get(key);
      const actor = kept && kept.until > now ? kept.actor : await this.#read(request, key, now);
      try {
        return await work(actor);
      } catch (error) {
        if (!(error instanceof Outdated) || attempt === 3) throw error;
        this.#actors.delete(key);
      }
    }
  }

  async #read(request: FastifyRequest, key: string, now: number): Promise<Actor> {
    const asOf = await readRevision(this.#house.database);
    const actor = { ...(await authenticated(this.#house, this.#options, request)), asOf };
    if (this.#actors.size >= mostTokens) this.#actors.clear();
    this.#actors.set(key, { actor, until: now + knownForMs });
    return actor;
  }
}

function purposeOf(request: FastifyRequest): Purpose | undefined {
  const purpose = header(request, 'purpose');
  if (purpose === undefined) return undefined;
  if (!(purposes as readonly string[]).includes(purpose))
    throw refuse('wrong-purpose', { purpose: purpose.slice(0, 40), purposes: [...purposes] });
  return purpose as Purpose;
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function asRefusal(error: Error & { code?: string; statusCode?: number }, limit: number): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error.statusCode === 413) return refuse('too-large', { limit });
  if (error.statusCode && error.statusCode < 500) return refuse('not-json', { problem: error.message.slice(0, 120) });
  return undefined;
}

/** Unexpected: the log gets the whole truth under a number, the caller gets only the number. */
function incident(house: House, error: Error, request: FastifyRequest): Refusal {
  const number = Buffer.from(house.random.bytes(5)).toString('hex');
  house.log.error({ incident: number, path: request.url, err: error.stack ?? String(error) }, 'broken');
  return refuse('broken', { incident: number });
}
