// The one generic mechanism of the house: from a declared action come route, API text, permission, transaction, replay guard, journal line.
import { createHash } from 'node:crypto';
import type { Actor, Role } from './actor.ts';
import { type Call, type House, openCall, type Purpose } from './call.ts';
import type { Db } from './database/database.ts';
import { writeJournal } from './journal.ts';
import { canonicalJson, toJson } from './json.ts';
import { countCall } from './metrics.ts';
import { Refusal, refusals } from './refusal.ts';
import { requireShape, type Static, type TSchema } from './shape.ts';
import { sql } from './sql.ts';

interface Declared<I extends TSchema, O extends TSchema> {
  /** 'module.verb-noun'; the route is /api/module/verb-noun. */
  readonly name: `${string}.${string}`;
  readonly title: { readonly zh: string; readonly en: string };
  /** Who may; nobody by default. */
  readonly by: readonly Role[];
  readonly input: I;
  readonly output: O;
  run(call: Call, input: Static<I>): Promise<Static<O>>;
}

/** Something one person or outside party can do that changes something. */
export interface Action<I extends TSchema = TSchema, O extends TSchema = TSchema> extends Declared<I, O> {
  readonly kind: 'action';
  /** Largest request body in bytes, where files come in; 256 KiB otherwise. */
  readonly bodyLimit?: number;
  /** True when the answer holds a secret that is shown once: it is not kept, and a repeat of the request is refused. */
  readonly secretAnswer?: true;
  /**
   * The hot path (decision 0004): commits by itself, many callers in one statement, recognises a repeat by its own key and
   * leaves its own record instead of a journal line. `run` is the same act inside somebody's transaction.
   */
  direct?(house: House, actor: Actor, input: Static<I>): Promise<Static<O>>;
}

/** Something that can be asked and changes nothing. */
export interface Query<I extends TSchema = TSchema, O extends TSchema = TSchema> extends Declared<I, O> {
  readonly kind: 'query';
  /** True when the answer is about a person: then a purpose is required and the look is journalled (SEC-01). */
  readonly personal: boolean;
}

export type Operation = Action | Query;

/** Declares an action. `run` reads lock → check → decide → save → answer; the journal line is written around it. */
export function action<I extends TSchema, O extends TSchema>(declared: Omit<Action<I, O>, 'kind'>): Action<I, O> {
  return { kind: 'action', ...declared };
}

/** Declares a query. */
export function query<I extends TSchema, O extends TSchema>(declared: Omit<Query<I, O>, 'kind'>): Query<I, O> {
  return { kind: 'query', ...declared };
}

const refuse = refusals('base', {
  'not-allowed': {
    status: 403,
    zh: '您的身份（{role}）不能办理“{action}”',
    en: 'Your role ({role}) may not do “{action}”',
    remedy: { zh: '请由有权限的人员办理。', en: 'Ask somebody whose role allows it.' },
  },
  'request-reused': {
    status: 409,
    zh: '请求编号已用于另一项内容',
    en: 'This request id was already used with other content',
    remedy: {
      zh: '重试同一请求时内容必须相同；新的请求请换新的编号。',
      en: 'A retry must carry the same content; use a new id for a new request.',
    },
  },
  'request-void': {
    status: 409,
    zh: '该请求已被冲正，不再办理',
    en: 'This request was taken back before it arrived',
    remedy: { zh: '如仍需办理，请换新的请求编号。', en: 'Use a new request id if it is still wanted.' },
  },
  'answer-shown-once': {
    status: 409,
    zh: '该请求已办理，其结果只显示一次',
    en: 'This request was done; its answer was shown once',
    remedy: {
      zh: '如未收到结果，请作废后用新的请求编号重新办理。',
      en: 'If the answer was lost, revoke what was made and ask again with a new request id.',
    },
  },
  'purpose-missing': {
    status: 403,
    zh: '查看个人信息必须说明用途',
    en: 'Reading about a person needs a purpose',
    remedy: { zh: '请在请求头 Purpose 中填写用途：{purposes}。', en: 'Name one in the Purpose header: {purposes}.' },
  },
});

export interface CallOptions {
  readonly requestId?: string;
  readonly purpose?: Purpose;
}

/** Performs an action as an actor: checked, in one transaction, once per request id, with its journal line. */
export async function perform<I extends TSchema, O extends TSchema>(
  house: House,
  act: Action<I, O>,
  actor: Actor,
  input: Static<I>,
  options: CallOptions = {},
): Promise<Static<O>> {
  return measured(act.name, async () => {
    requireRole(act, actor);
    const checked = requireShape(act.input, input);
    if (act.direct) return act.direct(house, actor, checked);
    return house.database.transaction(async (db) => {
      const call = openCall(house, db, actor, options);
      const before = options.requestId && (await claimRequest(db, act, call, options.requestId, checked));
      if (before && act.secretAnswer) throw refuse('answer-shown-once');
      if (before) return before.answer as Static<O>;
      const answer = await act.run(call, checked);
      const keep = options.requestId && !act.secretAnswer;
      await writeJournal(call, act.name, keep ? toJson(answer) : undefined);
      return answer;
    });
  });
}

/** Asks a query as an actor. A look at a person leaves a journal line with its purpose. */
export async function ask<I extends TSchema, O extends TSchema>(
  house: House,
  question: Query<I, O>,
  actor: Actor,
  input: Static<I>,
  options: CallOptions = {},
): Promise<Static<O>> {
  return measured(question.name, async () => {
    requireRole(question, actor);
    const checked = requireShape(question.input, input);
    if (!question.personal) return question.run(openCall(house, house.database, actor, options), checked);
    const own = actor.role === 'citizen' || actor.role === 'system';
    return house.database.transaction(async (db) => {
      const call = openCall(house, db, actor, options);
      if (!own && !options.purpose) throw refuse('purpose-missing', { purposes: 'serve-holder, make-card, audit …' });
      const answer = await question.run(call, checked);
      await writeJournal(call, question.name);
      return answer;
    });
  });
}

function requireRole(operation: Operation | Action<never, never> | Query<never, never>, actor: Actor): void {
  const { by, title } = operation as Operation;
  if (!by.includes(actor.role)) throw refuse('not-allowed', { role: actor.role, action: title.zh });
}

/** Claims a request id; gives the stored answer when the same request was answered before. */
async function claimRequest(
  db: Db,
  act: { name: string },
  call: Call,
  requestId: string,
  input: unknown,
): Promise<{ answer: unknown } | undefined> {
  const digest = requestDigest(act.name, input);
  // A twin that arrives meanwhile waits here for the first one to commit, then finds its answer.
  const claimed = await db.run(sql`
    insert into base.request (actor_id, request_id, action, input_digest, at)
    values (${call.actor.id}, ${requestId}, ${act.name}, ${digest}, ${call.now})
    on conflict do nothing`);
  if (claimed === 1) return undefined;
  const before = await db.one<{ action: string; input_digest: Uint8Array; answer: unknown }>(sql`
    select action, input_digest, answer from base.request where actor_id = ${call.actor.id} and request_id = ${requestId}`);
  if (before.action === voided) throw refuse('request-void');
  if (!Buffer.from(digest).equals(before.input_digest)) throw refuse('request-reused');
  return { answer: before.answer };
}

/** What a request asked for, in 32 bytes: a repeat must have the same. */
export const requestDigest = (action: string, input: unknown): Uint8Array =>
  createHash('sm3').update(action).update('\0').update(canonicalJson(input)).digest();

const voided = 'void';

/**
 * For reversals after a lost answer: makes sure that a request of the same caller, which may still be under way, is never carried
 * out. False when it was carried out before. Call it before any lock: the request waits for locks with its id already claimed.
 */
export async function voidRequest(call: Call, requestId: string): Promise<boolean> {
  await call.db.run(sql`
    insert into base.request (actor_id, request_id, action, input_digest, at)
    values (${call.actor.id}, ${requestId}, ${voided}, ${new Uint8Array(32)}, ${call.now})
    on conflict do nothing`);
  const { action } = await call.db.one<{ action: string }>(sql`
    select action from base.request where actor_id = ${call.actor.id} and request_id = ${requestId}`);
  return action === voided;
}

async function measured<T>(name: string, work: () => Promise<T>): Promise<T> {
  const started = process.hrtime.bigint();
  let outcome = 'done';
  try {
    return await work();
  } catch (error) {
    outcome = error instanceof Refusal ? error.code : 'error';
    throw error;
  } finally {
    countCall(name, outcome, Number(process.hrtime.bigint() - started) / 1e9);
  }
}
