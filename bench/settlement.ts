// Settlement measured through the national interface: signature, envelope, 2206 and 2207 with ledger, counters and journal, on a
// PostgreSQL server at full durability, beside pgbench simple-update on the same server in the same rounds.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { availableParallelism, loadavg } from 'node:os';
import { type Action, perform } from '../src/base/action.ts';
import { systemActor } from '../src/base/actor.ts';
import { type Call, type House, openCall } from '../src/base/call.ts';
import { Database } from '../src/base/database/database.ts';
import { openPostgres } from '../src/base/database/postgres.ts';
import type { Day } from '../src/base/day.ts';
import { silentLog } from '../src/base/log.ts';
import { migrate } from '../src/base/migrate.ts';
import { SeededRandom, systemRandom } from '../src/base/random.ts';
import { sql } from '../src/base/sql.ts';
import { Vault } from '../src/base/vault.ts';
import { listCards, registerOldCards } from '../src/domain/cards/index.ts';
import { registerPeople, samplePerson } from '../src/domain/holders/index.ts';
import { operations as institutions, registerInstitutions } from '../src/domain/institutions/index.ts';
import { sealTransfers, verifyLedger } from '../src/domain/ledger/index.ts';
import { allocate, fsiDoors, operations, wireNumber } from '../src/domain/medical/index.ts';
import { installPacks } from '../src/domain/policy/index.ts';

interface Options {
  /** Address of a server; a database of its own is made and dropped there. */
  url?: string;
  rounds?: string;
  seconds?: string;
  people?: string;
  callers?: string;
}

/** 151 亿人次 in 2023 over the seconds of that year. */
const nationalUsesPerSecond = 15.1e9 / (365 * 86_400);

/** Of pgbench, and at most of this process beside its lanes: more callers wait for the same few. */
const connections = 16;
const warmUp = 3;

const median = (list: readonly number[]) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]!;
const round2 = (n: number) => Math.round(n * 100) / 100;

export async function run({
  url = 'postgres://postgres@127.0.0.1:5432/postgres',
  rounds = '3',
  seconds = '6',
  people = '2000',
  callers = '64',
}: Options): Promise<void> {
  const name = `yikatong_bench_settlement_${process.pid}`;
  const admin = new Database(await openPostgres(url, { connections: 1 }));
  await admin.run({ text: `create database ${name}`, values: [] });
  const own = new URL(url);
  own.pathname = `/${name}`;
  const database = new Database(await openPostgres(own.href, { connections }));
  try {
    const server = await database.one<{ sync: string; version: string }>(
      sql`select current_setting('synchronous_commit') as sync, current_setting('server_version') as version`,
    );
    await migrate(database);
    const answer = await measure(database, own, Number(rounds), Number(seconds), Number(people), Number(callers));
    console.log(
      JSON.stringify({ bench: 'settlement', server: server.version, synchronousCommit: server.sync, ...answer }),
    );
  } finally {
    await database.close();
    await admin.run({ text: `drop database ${name} with (force)`, values: [] });
    await admin.close();
  }
}

async function measure(database: Database, url: URL, rounds: number, seconds: number, people: number, callers: number) {
  await pgbench(url, ['-i', '-q', '-s', '10']);
  const desk = await found(database, people, (rounds * seconds + warmUp) * 1500);
  // Warm before it is measured, as a server is that runs for weeks.
  await desk.settleFor(warmUp, callers, []);
  const settled: number[] = [];
  const baseline: number[] = [];
  const loads: number[] = [];
  const waits: number[] = [];
  const costs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    loads.push(round2(loadavg()[0]!));
    baseline.push(await simpleUpdate(url, seconds));
    const before = process.cpuUsage();
    const { count, perSecond } = await desk.settleFor(seconds, callers, waits);
    settled.push(perSecond);
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1000 / count);
    // The seal runs every five seconds in the running product.
    while (await database.transaction((db) => sealTransfers(db, new Date())));
  }
  if (!(await verifyLedger(database)).intact) throw new Error('the ledger is broken after the bench');
  const sorted = waits.sort((a, b) => a - b);
  return {
    processors: availableParallelism(),
    loadBefore: loads,
    callers,
    people,
    pgbenchSimpleUpdatePerSecond: Math.round(median(baseline)),
    settlementsPerSecond: Math.round(median(settled)),
    /** MET-02: 15.1 billion uses in 2023, 479 a second; every pair here records one use. */
    timesNationalAverage: round2(median(settled) / nationalUsesPerSecond),
    ratioToPgbench: round2(median(settled.map((n, i) => n / baseline[i]!))),
    /** Of this one process, the load generator included. */
    nodeMillisecondsPerSettlement: round2(median(costs)),
    millisecondsForBoth: {
      p50: round2(sorted[Math.floor(sorted.length * 0.5)]!),
      p99: round2(sorted[Math.floor(sorted.length * 0.99)]!),
    },
  };
}

/** A hospital, people with cards and money, and visits with one line each that wait to be settled. */
async function found(database: Database, people: number, visits: number) {
  const vault = new Vault([{ id: 1, secret: new Uint8Array(32).fill(7) }], systemRandom);
  const house: House = { database, clock: { now: () => new Date() }, random: systemRandom, vault, log: silentLog };
  const system = systemActor('bench');
  const all = [...institutions, ...operations];
  const act = (action: string, input: unknown) =>
    perform(house, all.find(({ name }) => name === action) as Action, system, input) as Promise<never>;
  const inCall = <T>(work: (call: Call) => Promise<T>) =>
    database.transaction((db) => work(openCall(house, db, system)));
  await installPacks(database);
  const [institutionId] = (await inCall((call) =>
    registerInstitutions(call, [{ kind: 'operator', region: 'beijing', code: 'h', name: '示例医院' }]),
  )) as [string];
  await act('institutions.set-standing', { institutionId, standing: 'admitted', reason: 'bench' });
  const code = 'H11010100001';
  await act('medical.designate-institution', {
    ...{
      institutionId,
      code,
      kind: 'hospital',
      division: '110101',
      grade: 2,
      community: false,
      uscc: '911100000000000000',
    },
  });
  const key = (await act('medical.issue-gateway-key', { institutionId, family: 'a' })) as {
    accessKey: string;
    secret: string;
  };
  const random = new SeededRandom(9);
  const byId = new Map<string, string>();
  while (byId.size < people) {
    const one = samplePerson(() => random.fraction(), { bornFrom: 1960, bornTo: 2000 });
    byId.set(one.residentId, one.name);
  }
  const patients: { holderId: string; number: string; identifier: string }[] = [];
  const everybody = [...byId];
  for (let i = 0; i < everybody.length; i += 1000) {
    await inCall(async (call) => {
      const holderIds = await registerPeople(
        call,
        everybody.slice(i, i + 1000).map(([documentNumber, name]) => ({
          ...{ documentKind: 'resident-id', documentNumber, name, born: bornOf(documentNumber) },
          sex: Number(documentNumber[16]) % 2 === 1 ? ('male' as const) : ('female' as const),
          insurances: [
            { region: 'beijing', district: 'xicheng', kind: 'employee', organiserId: null, since: '2020-01-01' as Day },
          ],
        })),
      );
      const serial = (n: number) => n.toString(16).toUpperCase().padStart(16, '0');
      const ids = await registerOldCards(
        call,
        holderIds.map((holderId, k) => ({
          ...{ holderId, region: 'beijing', generation: 3 as const },
          cardIdentifier: `110000D156000005${serial(i + k + 1)}`,
        })),
      );
      await allocate(
        call,
        'beijing',
        `run-${i}`,
        holderIds.map((holderId) => ({ holderId, amountFen: 1_000_000n })),
      );
      for (const card of await listCards(call.db, ids))
        patients.push({ holderId: card.holderId, number: card.cardNumber, identifier: card.cardIdentifier! });
    });
  }
  await database.run(sql`
    insert into medical.visit (id, institution_id, holder_id, kind, state, region, insurance, number, med_type, department, began_at, message, made_at)
    select gen_random_uuid(), ${institutionId}::uuid, h.holder_id, 'outpatient', 'registered', 'beijing', '310', 'OTP', '11', 'D01', now(), 'v' || n, now()
    from generate_series(1, ${visits}::int) n join unnest(${patients.map((p) => p.holderId)}::uuid[]) with ordinality as h(holder_id, i)
      on h.i = n % ${patients.length}::int + 1`);
  await database.run(sql`
    insert into medical.fee_line (visit_id, serial, batch, list_code, own_code, amount, count, price, occurred_at, approval, grade,
      charge_type, limited, first_self_rate, full_self, over_limit, first_self, in_scope, rule, uploaded_at)
    select id, '1', 'B', 'XA01', 'own', 23450, 10000, 234500000, now(), '0', '01', '09', false, 0, 0, 0, 0, 23450, 'in-scope', now()
    from medical.visit`);
  for (const table of ['medical.visit', 'medical.fee_line', 'ledger.account', 'cards.card', 'holders.holder'])
    await database.script(`vacuum analyze ${table}`);
  const open = await database.rows<{ id: string; holderId: string }>(
    sql`select id, holder_id as "holderId" from medical.visit order by id`,
  );
  const cardOf = new Map(patients.map((patient) => [patient.holderId, patient]));
  const [door] = fsiDoors;
  let serial = 0;
  let next = 0;

  async function send(infno: string, data: Record<string, string>): Promise<{ setlinfo: Record<string, string> }> {
    const now = new Date();
    serial += 1;
    const message = {
      ...{
        infno,
        msgid: `${code}${serial}`,
        mdtrtarea_admvs: '110101',
        insuplc_admdvs: '110000',
        recer_sys_code: 'FSI',
      },
      ...{ infver: '1.0.0', opter_type: '1', opter: 'op', opter_name: '收费员', inf_time: '2025-01-01 00:00:00' },
      ...{ fixmedins_code: code, fixmedins_name: '示例医院', input: { data } },
    };
    const signed = `_api_access_key=${key.accessKey}&_api_name=${infno}&_api_timestamp=${now.getTime()}&_api_version=1`;
    const headers = {
      ...Object.fromEntries(signed.split('&').map((pair) => pair.split('='))),
      _api_signature: createHmac('sha1', key.secret).update(signed).digest('base64'),
    };
    const body = new TextEncoder().encode(JSON.stringify(message));
    const answer = await door!.handle(house, { headers, path: door!.path, body });
    const told = JSON.parse(String(answer.body));
    if (told.infcode !== 0) throw new Error(told.err_msg);
    return told.output;
  }

  async function settle(visit: { id: string; holderId: string }): Promise<void> {
    const { number, identifier } = cardOf.get(visit.holderId)!;
    const data = {
      ...{ psn_no: wireNumber(visit.holderId), mdtrt_cert_type: '03', mdtrt_cert_no: number, card_sn: identifier },
      ...{
        med_type: '11',
        medfee_sumamt: '234.50',
        psn_setlway: '01',
        mdtrt_id: wireNumber(visit.id),
        chrg_bchno: 'B',
      },
      ...{ acct_used_flag: '1', insutype: '310' },
    };
    const { setlinfo } = await send('2206', data);
    const { fulamt_ownpay_amt, overlmt_selfpay, preselfpay_amt, inscp_scp_amt } = setlinfo;
    await send('2207', { ...data, fulamt_ownpay_amt, overlmt_selfpay, preselfpay_amt, inscp_scp_amt } as typeof data);
  }

  async function settleFor(seconds: number, callers: number, waits: number[]) {
    const started = performance.now();
    const until = started + seconds * 1000;
    let count = 0;
    await Promise.all(
      Array.from({ length: callers }, async () => {
        while (performance.now() < until) {
          const visit = open[next];
          next += 1;
          if (!visit) throw new Error('the visits have run out; ask for fewer seconds');
          const began = performance.now();
          await settle(visit);
          waits.push(performance.now() - began);
          count += 1;
        }
      }),
    );
    return { count, perSecond: count / ((performance.now() - started) / 1000) };
  }
  return { settleFor };
}

const bornOf = (number: string) => `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}` as Day;

async function simpleUpdate(url: URL, seconds: number): Promise<number> {
  const out = await pgbench(url, ['-N', '-M', 'prepared', '-c', String(connections), '-j', '2', '-T', String(seconds)]);
  return Number(/tps = ([\d.]+)/.exec(out)![1]);
}

/** PostgreSQL's own benchmark program, which must be on the path. */
function pgbench(url: URL, words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('pgbench', [...words, url.href], { stdio: ['ignore', 'pipe', 'ignore'] });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve(out) : reject(new Error(`pgbench ended with ${code}`))));
  });
}
