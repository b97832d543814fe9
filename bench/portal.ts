// The pages measured: server time and bytes of each, many asking at a time, with a thousand signed-in staff beside 1,200,000 holders; prints JSON.
import { createHmac } from 'node:crypto';
import { loadavg } from 'node:os';
import { gzipSync } from 'node:zlib';
import { jobs, operations, standingJobs, version } from '../src/app.ts';
import { ShiftedClock } from '../src/base/clock.ts';
import { Database } from '../src/base/database/database.ts';
import { openPostgres } from '../src/base/database/postgres.ts';
import { openHttp } from '../src/base/http.ts';
import { silentLog } from '../src/base/log.ts';
import { migrate } from '../src/base/migrate.ts';
import { systemRandom } from '../src/base/random.ts';
import { sql } from '../src/base/sql.ts';
import { Vault } from '../src/base/vault.ts';
import { authenticate } from '../src/domain/institutions/index.ts';
import { installPacks } from '../src/domain/policy/index.ts';
import { openPortal } from '../src/portal/index.ts';
import { demoRegion, foundDemo } from '../src/world/index.ts';

const server = process.env.YIKATONG_BENCH_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres';

export async function run({
  holders = '1200000',
  staff = '1000',
  visits = '200',
  atOnce = '8',
}: {
  holders?: string;
  staff?: string;
  visits?: string;
  atOnce?: string;
}): Promise<void> {
  const name = `yikatong_bench_portal_${process.pid}`;
  const admin = new Database(await openPostgres(server, { connections: 1 }));
  await admin.run({ text: `create database ${name}`, values: [] });
  const url = new URL(server);
  url.pathname = `/${name}`;
  const database = new Database(await openPostgres(url.href));
  try {
    await migrate(database);
    const clock = new ShiftedClock(Date.UTC(2025, 0, 1) - Date.now());
    const vault = new Vault([{ id: 1, secret: systemRandom.bytes(32) }], systemRandom);
    const house = { database, clock, random: systemRandom, vault, log: silentLog };
    await installPacks(database);
    const { personas } = await foundDemo(house, { operations, jobs, standingJobs }, 200);
    await load(database, Number(holders));
    const tokens = new Map<string, string[]>();
    const staffHere = ['teller', 'manager', 'visitor', 'bank', 'bureau', 'auditor', 'clerk'];
    for (const who of ['flexible', ...staffHere]) {
      const { token, onBehalfOf } = personas[who]!;
      const actor = (await authenticate(house, { token, ...(onBehalfOf ? { onBehalfOf } : {}) }))!;
      tokens.set(
        who,
        await signIn(database, vault, clock.now(), actor, who === 'flexible' ? 50 : Number(staff) / staffHere.length),
      );
    }
    const http = await openHttp(house, {
      operations,
      version,
      authenticate,
      mount: openPortal(house, { version, operations, region: demoRegion, channel: 'bureau-site' }),
    });
    await http.ready();
    const asked: [who: string, path: string][] = [
      ['', '/'],
      ['', '/outlets'],
      ['', '/change'],
      ['flexible', '/my'],
      ['flexible', '/my/cards'],
      ['flexible', '/my/apply/photo'],
      ['clerk', '/unit'],
      ['teller', '/counter'],
      ['teller', '/counter/orders'],
      ['bureau', '/bureau'],
      ['bureau', '/bureau/orders'],
      ['bureau', '/bureau/quality'],
      ['bureau', '/bureau/capacity'],
      ['manager', '/counter/uncollected'],
      ['manager', '/counter/visits'],
      ['bank', '/counter/deliveries'],
      ['visitor', '/counter/visits'],
      ['auditor', '/bureau/audit'],
    ];
    const rows = [];
    for (const [who, path] of asked) {
      const times: number[] = [];
      let bytes = 0;
      let status = 0;
      // So many ask at a time, each again as soon as it was answered: the time one waits includes the time in the queue.
      let asking = 0;
      const visitor = async () => {
        while (asking < Number(visits)) {
          const i = asking;
          asking += 1;
          const list = tokens.get(who);
          const began = process.hrtime.bigint();
          const answer = await http.inject({
            method: 'GET',
            url: path,
            headers: { host: '127.0.0.1', ...(list ? { cookie: `session=${list[i % list.length]}` } : {}) },
          });
          times.push(Number(process.hrtime.bigint() - began) / 1e6);
          bytes = gzipSync(answer.rawPayload).length;
          status = answer.statusCode;
        }
      };
      const began = process.hrtime.bigint();
      await Promise.all(Array.from({ length: Number(atOnce) }, visitor));
      const seconds = Number(process.hrtime.bigint() - began) / 1e9;
      times.sort((a, b) => a - b);
      const at = (share: number) =>
        Number(times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(1));
      rows.push({
        path,
        as: who || 'anybody',
        status,
        visits: times.length,
        p50Ms: at(0.5),
        p95Ms: at(0.95),
        p99Ms: at(0.99),
        perSecond: Math.round(times.length / seconds),
        gzipBytes: bytes,
      });
    }
    await http.close();
    const { n } = await database.one<{ n: number }>(sql`select count(*)::int as n from holders.person_view`);
    const sessions = await database.one<{ n: number }>(
      sql`select count(*)::int as n from identity.session where role <> 'citizen'`,
    );
    console.log(
      JSON.stringify(
        {
          bench: 'portal',
          holders: n,
          signedInStaff: sessions.n,
          atOnce: Number(atOnce),
          load: loadavg(),
          rows,
        },
        null,
        1,
      ),
    );
  } finally {
    await database.close();
    await admin.run({ text: `drop database ${name} with (force)`, values: [] });
    await admin.close();
  }
}

/** Holders with cards and orders by the hundred thousand, set-based: copies of one sealed row each, which no page opens. */
async function load(database: Database, count: number): Promise<void> {
  await database.run(sql`
    insert into holders.holder (id, document_kind, document_number, name, sex, born, nationality, registered_at, changed_at)
    select gen_random_uuid(), 'resident-id', document_number, name, sex, born, nationality, registered_at, changed_at
    from (select * from holders.holder limit 1) one, generate_series(1, ${count}::int)`);
  await database.script('analyze');
}

/** Sessions as signing in makes them; the password part is measured by nobody here. */
async function signIn(
  database: Database,
  vault: Vault,
  now: Date,
  actor: { id: string; role: string; institutionId?: string; channel?: string },
  count: number,
): Promise<string[]> {
  const tokens = Array.from({ length: Math.max(1, Math.round(count)) }, () =>
    Buffer.from(systemRandom.bytes(32)).toString('base64url'),
  );
  for (const token of tokens) {
    const digest = createHmac('sm3', vault.keyFor('sessions')).update(token).digest();
    await database.run(sql`
      insert into identity.session (id, digest, actor_id, role, institution_id, channel, how, started_at, seen_at, ends_at)
      values (gen_random_uuid(), ${digest}, ${actor.id}, ${actor.role}, ${actor.institutionId}, ${actor.channel}, 'demo', ${now}, ${now}, ${new Date(now.getTime() + 3600_000)})`);
  }
  return tokens;
}
