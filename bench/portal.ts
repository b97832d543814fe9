// The pages measured on PostgreSQL, with 1,200,000 holders and a thousand signed-in staff: first each page by itself (statements, server
// time, bytes), then all staff clicking through their day at a fixed rate, come what may. Prints JSON. `--keep=<name>` keeps the region.
import { createHash, createHmac } from 'node:crypto';
import { loadavg } from 'node:os';
import { gzipSync } from 'node:zlib';
import { jobs, operations, standingJobs, version } from '../src/app.ts';
import type { House } from '../src/base/call.ts';
import { ShiftedClock } from '../src/base/clock.ts';
import { type Connection, Database, type Driver } from '../src/base/database/database.ts';
import { openPostgres } from '../src/base/database/postgres.ts';
import { openHttp } from '../src/base/http.ts';
import { silentLog } from '../src/base/log.ts';
import { migrate } from '../src/base/migrate.ts';
import { SeededRandom, systemRandom } from '../src/base/random.ts';
import { sql } from '../src/base/sql.ts';
import { Vault } from '../src/base/vault.ts';
import { authenticate } from '../src/domain/institutions/index.ts';
import { installPacks } from '../src/domain/policy/index.ts';
import { openPortal } from '../src/portal/index.ts';
import { formTokenOf } from '../src/portal/web/cookies.ts';
import { demoRegion, foundDemo } from '../src/world/index.ts';
import { benchOrder, hire, layRegion } from './portal/city.ts';

const server = process.env.YIKATONG_BENCH_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const browser = 'A'.repeat(32);

interface Signed {
  readonly token: string;
  readonly session: string;
}
interface Kept {
  readonly now: number;
  readonly numbers: readonly string[];
  readonly sessions: Readonly<Record<string, readonly Signed[]>>;
}
interface Click {
  readonly as: string;
  readonly path: string;
  /** How often, beside the others of the role. */
  readonly weight: number;
  readonly form?: Readonly<Record<string, string>>;
}

/** What people do all day. `@` stands for one of a thousand orders, a number for one of the people. */
const clicks = ({ numbers }: Kept, anyOf: (n: number) => number): Click[] => [
  { as: '', path: '/', weight: 0 },
  { as: '', path: '/outlets', weight: 0 },
  { as: '', path: '/change', weight: 0 },
  { as: 'citizen', path: '/my', weight: 0 },
  { as: 'citizen', path: '/my/cards', weight: 0 },
  { as: 'citizen', path: '/my/orders', weight: 0 },
  { as: 'citizen', path: '/my/messages', weight: 0 },
  { as: 'citizen', path: '/my/record', weight: 0 },
  { as: 'unit-clerk', path: '/unit', weight: 0 },
  { as: 'bank-teller', path: '/counter', weight: 20 },
  {
    ...{ as: 'bank-teller', path: '/counter/find', weight: 30 },
    form: { documentKind: 'resident-id', number: numbers[anyOf(numbers.length)]! },
  },
  { as: 'bank-teller', path: '/counter/orders', weight: 15 },
  { as: 'bank-teller', path: '/counter/orders?state=ready', weight: 5 },
  { as: 'bank-teller', path: '/counter/shelf', weight: 10 },
  { as: 'bank-teller', path: '/counter/bookings', weight: 5 },
  { as: 'outlet-manager', path: '/counter', weight: 5 },
  { as: 'outlet-manager', path: '/counter/uncollected', weight: 3 },
  { as: 'outlet-manager', path: '/counter/visits', weight: 2 },
  { as: 'bank-office', path: '/counter/deliveries', weight: 2 },
  { as: 'bank-office', path: '/counter/orders', weight: 3 },
  { as: 'bank-visitor', path: '/counter/visits', weight: 5 },
  { as: 'bureau-clerk', path: '/bureau', weight: 2 },
  { as: 'bureau-clerk', path: '/bureau/orders', weight: 3 },
  { as: 'bureau-clerk', path: '/bureau/orders?overdue=yes', weight: 1 },
  { as: 'bureau-clerk', path: `/bureau/orders/${benchOrder(anyOf(100) * 100 + 30)}`, weight: 2 },
  { as: 'bureau-clerk', path: '/bureau/quality', weight: 0.2 },
  { as: 'bureau-clerk', path: '/bureau/capacity', weight: 0.2 },
  { as: 'auditor', path: '/bureau/audit', weight: 1 },
];

export async function run({
  holders = '1200000',
  staff = '1000',
  visits = '100',
  atOnce = '4',
  perSecond = '100',
  seconds = '30',
  only = '',
  keep,
}: Partial<Record<'holders' | 'staff' | 'visits' | 'atOnce' | 'perSecond' | 'seconds' | 'only' | 'keep', string>>) {
  const name = keep ?? `yikatong_bench_portal_${process.pid}`;
  const admin = new Database(await openPostgres(server, { connections: 1 }));
  const isNew = !(await admin.maybe(sql`select 1 from pg_database where datname = ${name}`));
  if (isNew) await admin.run({ text: `create database ${name}`, values: [] });
  const url = new URL(server);
  url.pathname = `/${name}`;
  const { driver, statements } = counted(await openPostgres(url.href));
  const database = new Database(driver);
  try {
    const clock = new ShiftedClock(Date.UTC(2025, 0, 1) - Date.now());
    const secret = keep ? createHash('sm3').update(name).digest() : systemRandom.bytes(32);
    const vault = new Vault([{ id: 1, secret }], systemRandom);
    const house = { database, clock, random: systemRandom, vault, log: silentLog };
    const began = performance.now();
    if (isNew) await found(house, Number(holders), Number(staff));
    const foundedSeconds = Math.round((performance.now() - began) / 1000);
    const { kept } = await database.one<{ kept: Kept }>({ text: 'select kept from public.bench_kept', values: [] });
    clock.moveTo(new Date(kept.now));
    const http = await openHttp(house, {
      ...{ operations, version, authenticate },
      mount: openPortal(house, { version, operations, region: demoRegion, channel: 'bureau-site' }),
    });
    await http.ready();
    const visit = async ({ as, path, form }: Click, place: number) => {
      const list = kept.sessions[as];
      const one = list?.[place % list.length];
      const cookie = [...(one ? [`session=${one.token}`] : []), `browser=${browser}`].join('; ');
      const body =
        form && new URLSearchParams({ ...form, _token: formTokenOf(house, browser, one!.session) }).toString();
      return http.inject({
        method: form ? 'POST' : 'GET',
        url: path,
        headers: {
          host: '127.0.0.1',
          cookie,
          ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        },
        ...(body ? { payload: body } : {}),
      });
    };
    const chance = new SeededRandom(7);
    const anyOf = (most: number) => chance.below(most);

    // Each page by itself, a few at a time: the time one waits includes the time in the queue.
    const rows = [];
    for (const [place, { as, path, form }] of clicks(kept, anyOf).entries()) {
      if (!path.includes(only)) continue;
      for (let i = 0; i < 12; i += 1) await visit(clicks(kept, anyOf)[place]!, i);
      const before = statements();
      const first = await visit(clicks(kept, anyOf)[place]!, 1);
      const asked = statements() - before;
      const times: number[] = [];
      let next = 0;
      const visitor = async () => {
        while (next < Number(visits)) {
          const i = next;
          next += 1;
          const started = performance.now();
          await visit(clicks(kept, anyOf)[place]!, i);
          times.push(performance.now() - started);
        }
      };
      const started = performance.now();
      await Promise.all(Array.from({ length: Number(atOnce) }, visitor));
      rows.push({
        ...{ page: `${form ? 'POST ' : ''}${path}`, as: as || 'anybody', status: first.statusCode, statements: asked },
        ...figures(times),
        perSecond: Math.round((times.length / (performance.now() - started)) * 1000),
        gzipBytes: gzipSync(first.rawPayload).length,
      });
    }
    const day = only ? undefined : await clickThroughTheDay();
    await http.close();
    const { n } = await database.one<{ n: number }>(sql`select count(*)::int as n from holders.person_view`);
    const signedIn = await database.one<{ n: number }>(
      sql`select count(*)::int as n from identity.session where role <> 'citizen'`,
    );
    console.log(
      JSON.stringify(
        {
          ...{ bench: 'portal', holders: n, signedInStaff: signedIn.n, foundedSeconds: isNew ? foundedSeconds : null },
          ...{ load: loadavg(), atOnce: Number(atOnce), rows, day },
        },
        null,
        1,
      ),
    );

    /** Staff do not wait for one another: a click comes when it comes, and its time begins then, however long the queue. */
    async function clickThroughTheDay() {
      const rate = Number(perSecond);
      const times: { page: string; ms: number; status: number }[] = [];
      const open = new Set<Promise<void>>();
      const started = performance.now();
      const total = rate * Number(seconds);
      let due = started;
      for (let i = 0; i < total; i += 1) {
        due += (-Math.log(1 - chance.fraction()) * 1000) / rate;
        const wait = due - performance.now();
        if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
        else if (i % 8 === 0) await new Promise((resolve) => setImmediate(resolve));
        const click = pick(clicks(kept, anyOf), chance.fraction());
        const came = due;
        const work = visit(click, anyOf(100_000)).then(({ statusCode }) => {
          times.push({ page: click.path, ms: performance.now() - came, status: statusCode });
        });
        open.add(work);
        void work.finally(() => open.delete(work));
      }
      await Promise.all(open);
      const took = (performance.now() - started) / 1000;
      return {
        ...{ offeredPerSecond: rate, answeredPerSecond: Math.round(times.length / took), pages: times.length },
        failed: times.filter(({ status }) => status >= 400).length,
        ...figures(times.map(({ ms }) => ms)),
      };
    }
  } finally {
    await database.close();
    if (!keep) await admin.run({ text: `drop database ${name} with (force)`, values: [] });
    await admin.close();
  }
}

function pick(all: readonly Click[], share: number): Click {
  let left = share * all.reduce((sum, { weight }) => sum + weight, 0);
  for (const click of all) {
    left -= click.weight;
    if (left < 0) return click;
  }
  return all.at(-1)!;
}

function figures(times: number[]) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1));
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

/** The living demo city, the region around it, and staff who have signed in. */
async function found(house: House & { clock: ShiftedClock }, holders: number, staff: number): Promise<void> {
  const { database, clock } = house;
  await migrate(database);
  await installPacks(database);
  const { personas } = await foundDemo(house, { operations, jobs, standingJobs }, 200);
  const { numbers } = await layRegion(house, holders);
  const people = await hire(house, staff);
  const sessions: Record<string, Signed[]> = {};
  const signIn = async (actor: { id: string; role: string; institutionId?: string; channel?: string }) => {
    sessions[actor.role] ??= [];
    sessions[actor.role]!.push(await begin(house, actor));
  };
  for (const one of people) await signIn(one);
  for (const who of ['flexible', 'clerk']) {
    const { token, onBehalfOf } = personas[who]!;
    const actor = (await authenticate(house, { token, ...(onBehalfOf ? { onBehalfOf } : {}) }))!;
    for (let i = 0; i < 20; i += 1) await signIn(actor);
  }
  const kept: Kept = { now: clock.now().getTime(), numbers, sessions };
  await database.run({
    text: 'create table public.bench_kept as select $1::jsonb as kept',
    values: [JSON.stringify(kept)],
  });
  await database.script('vacuum analyze');
}

/** A session as signing in makes it; the password part is measured by nobody here. */
async function begin(
  { database, vault, clock }: House,
  actor: { id: string; role: string; institutionId?: string; channel?: string },
): Promise<Signed> {
  const token = Buffer.from(systemRandom.bytes(32)).toString('base64url');
  const digest = createHmac('sm3', vault.keyFor('sessions')).update(token).digest();
  const now = clock.now();
  const { id } = await database.one<{ id: string }>(sql`
    insert into identity.session (id, digest, actor_id, role, institution_id, channel, how, started_at, seen_at, ends_at)
    values (gen_random_uuid(), ${digest}, ${actor.id}, ${actor.role}, ${actor.institutionId}, ${actor.channel}, 'demo', ${now}, ${now}, ${new Date(now.getTime() + 3600_000)})
    returning id`);
  return { token, session: id };
}

/** The same driver, with its statements counted; beginning and ending a transaction count as well. */
function counted(driver: Driver): { driver: Driver; statements: () => number } {
  let count = 0;
  const counting = (connection: Connection): Connection => ({
    execute: (text, values) => {
      count += 1;
      return connection.execute(text, values);
    },
    script: (text) => {
      count += 1;
      return connection.script(text);
    },
  });
  return {
    statements: () => count,
    driver: {
      ...driver,
      ...counting(driver),
      reserve: (work) => driver.reserve((connection) => work(counting(connection))),
    },
  };
}
