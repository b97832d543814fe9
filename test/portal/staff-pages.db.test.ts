// Staff against staff, and hostile input: every route with an id tried by the wrong bank, outlet, unit and region; every form with what no form expects.
import { beforeAll, describe, expect, test } from 'vitest';
import { operations } from '../../src/app.ts';
import type { Actor, Role } from '../../src/base/actor.ts';
import { systemActor } from '../../src/base/actor.ts';
import { sql } from '../../src/base/sql.ts';
import { beginDemoSession } from '../../src/domain/identity/index.ts';
import { pages } from '../../src/portal/index.ts';
import { Visitor } from '../browser/browse.ts';
import { openTown, type Town } from '../browser/town.ts';
import { furnish, realPath, type StaffTown } from './staff-town.ts';

let town: Town;
let staff: StaffTown;
let ids: Record<string, string>;
beforeAll(async () => {
  town = await openTown();
  staff = await furnish(town);
  ids = await moreIds();
}, 600_000);

const staffPages = pages.filter(({ by }) => by !== 'public' && !by.includes('citizen'));
const withIds = staffPages.filter(({ path }) => path.includes(':'));

/** A destruction list and a making, straight into the tables: how they come to be is tested elsewhere. */
async function moreIds() {
  const { database, clock } = town.house;
  const destructionId = '018f0000-0000-7000-8000-0000000000d1';
  const makingId = '018f0000-0000-7000-8000-0000000000a1';
  const now = clock.now();
  await database.run(sql`
    insert into production.destruction (id, region, institution_id, digest, cards, state, drawn_up_at)
    values (${destructionId}, 'beijing', ${staff.who('authority').institutionId}, ${new Uint8Array(32)}, 1, 'drawn-up', ${now})`);
  await database.run(sql`
    insert into production.destruction_card (card_id, destruction_id) values (${staff.cardId}, ${destructionId})`);
  await database.run(sql`
    insert into production.blank (outlet_id, received) values (${staff.outletId}, 10) on conflict (outlet_id) do update set received = production.blank.received + 10`);
  await database.run(sql`
    insert into production.making (id, order_id, card_id, holder_id, outlet_id, teller_id, day, state, failed_step, failure, holds_blank, started_at)
    select ${makingId}, order_id, card_id, holder_id, ${staff.outletId}, ${staff.who('teller').id}, '2025-11-03', 'stopped', 'account', 'line-down', false, ${now}
    from orders.order_view where order_id = ${staff.people[0]!.orderId}`);
  return { destructionId, makingId };
}

/** Somebody of the same role elsewhere: another bank, outlet or unit of the region, or the bureau of another region. */
async function elsewhere(role: Role): Promise<Actor> {
  const { database } = town.house;
  const row = await database.maybe<{ id: string; institutionId: string; region: string }>(sql`
    select s.staff_id as id, s.institution_id as "institutionId", s.region
    from institutions.staff_view s join institutions.institution_view i using (institution_id)
    where s.role = ${role} and s.ended_at is null and s.standing = 'admitted'
      and (s.region <> 'beijing' or coalesce(i.bank_code, '-') <> 'icbc' and i.kind <> 'bureau' and s.role <> 'bureau-clerk'
        and s.institution_id <> all(${[staff.who('clerk').institutionId!, staff.who('community').institutionId!]}::uuid[]))
    order by s.staff_id limit 1`);
  if (row) return { role, ...row };
  const system = systemActor('test');
  const { institutionId } = await ownPlace(role, system);
  const { staffId } = await staff.as(system, 'institutions.add-staff', { institutionId, role, name: `别处${role}` });
  const region = role === 'unit-clerk' || role === 'school-clerk' || role === 'community-worker' ? 'beijing' : 'fuzhou';
  return { role, id: staffId, institutionId, region };
}

const places = new Map<string, string>();
async function ownPlace(role: Role, system: Actor): Promise<{ institutionId: string }> {
  const kind =
    role === 'unit-clerk'
      ? 'employer'
      : role === 'school-clerk'
        ? 'school'
        : role === 'community-worker'
          ? 'community'
          : 'bureau';
  const known = places.get(kind);
  if (known) return { institutionId: known };
  const one = await staff.as(system, 'institutions.register-institution', {
    kind,
    region: kind === 'bureau' ? 'fuzhou' : 'beijing',
    code: `elsewhere-${kind}`,
    name: `别处${kind}`,
    ...(kind === 'bureau' ? {} : { district: 'dongcheng' }),
  });
  if (one.standing === 'applied')
    await staff.as(system, 'institutions.set-standing', {
      institutionId: one.id,
      standing: 'admitted',
      reason: '测试',
    });
  places.set(kind, one.id);
  return { institutionId: one.id };
}

const strangers = new Map<Role, Visitor>();
/** Signs the stranger of a role in, once. */
async function strangerOf(role: Role): Promise<Visitor> {
  const known = strangers.get(role) ?? (await visitorOf(await elsewhere(role)));
  strangers.set(role, known);
  return known;
}
const persons = new Map<string, Visitor>();
async function personOf(name: string): Promise<Visitor> {
  const known = persons.get(name) ?? (await new Visitor(town).be(name));
  persons.set(name, known);
  return known;
}

async function visitorOf(actor: Actor): Promise<Visitor> {
  const visitor = new Visitor(town);
  visitor.cookies.set('session', await beginDemoSession(town.house, actor));
  return visitor;
}

/** Everything a stranger could change. */
const everything = () =>
  town.house.database.one(sql`
    select (select jsonb_agg(o order by order_id) from orders.order_view o)::text as orders,
      (select jsonb_agg(c order by card_id) from cards.card_view c)::text as cards,
      (select jsonb_agg(v order by id) from production.visit v)::text as deliveries,
      (select jsonb_agg(v order by visit_id, card_id) from production.visit_card v)::text as bags,
      (select jsonb_agg(jsonb_build_array(order_id, state, day, visitor_id) order by order_id) from orders.visit)::text as visits,
      (select jsonb_agg(jsonb_build_array(id, state, holds_blank) order by id) from production.making)::text as makings,
      (select jsonb_agg(jsonb_build_array(id, state, first_signer) order by id) from production.destruction)::text as lists,
      (select jsonb_agg(jsonb_build_array(region, version, state, digest) order by region, version) from policy.pack_version)::text as packs,
      (select jsonb_agg(jsonb_build_array(id, banks, delivery_wish_day) order by id) from orders.group_order)::text as units`);

const formsIn = (body: string) =>
  [...body.matchAll(/<form method="post"[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)]
    .map(([, action, inside]) => ({ action: action!.replaceAll('&amp;', '&'), inside: inside! }))
    .filter(({ action }) => action !== '/sign-out')
    .map(({ action, inside }) => {
      const fields: Record<string, string> = {};
      for (const [tag] of inside.matchAll(/<(?:input|textarea|select)\b[^>]*>/g)) {
        const name = /name="([^"]+)"/.exec(tag)?.[1];
        if (name && !/type="(?:checkbox|radio|file)"/.test(tag)) fields[name] = /value="([^"]*)"/.exec(tag)?.[1] ?? '';
        else if (name && /checked/.test(tag)) fields[name] = /value="([^"]*)"/.exec(tag)?.[1] ?? 'on';
      }
      const acts = [...inside.matchAll(/<button[^>]*name="([\w-]+)" value="([\w-]+)"/g)].map(
        ([, n, v]) => [n!, v!] as const,
      );
      return { action, fields, acts: acts.length > 0 ? acts : ([['act', 'x']] as const) };
    });

describe('staff against staff', () => {
  test('every route with an id: somebody of the same role elsewhere gets 403 or 404 or is sent away, is told nothing and changes nothing', {
    timeout: 300_000,
  }, async () => {
    const before = await everything();
    const secrets = await secretsOf();
    let tried = 0;
    for (const page of withIds) {
      const path = realPath(page.path, staff, ids);
      for (const role of page.by as readonly Role[]) {
        const visitor = await strangerOf(role);
        const at = `${role} ${page.path}`;
        if (page.get) {
          const seen = await visitor.get(path);
          const sentAway = seen.to !== undefined && seen.to !== path;
          expect([at, [403, 404].includes(seen.status) || sentAway ? 'refused' : seen.status]).toEqual([at, 'refused']);
          expect([at, secrets.filter((one) => seen.body.includes(one))]).toEqual([at, []]);
          tried += 1;
        }
        if (!page.post) continue;
        const form = await visitor.formOf('/notices');
        for (const act of actsOf(page.path)) {
          const answer = await visitor.post(path, {
            ...form,
            _id: `idor-${tried}-${act}`.padEnd(12, 'x'),
            act,
            ...plausible(),
          });
          expect([at, act, answer.status >= 500]).toEqual([at, act, false]);
          expect([at, act, secrets.filter((one) => answer.body.includes(one))]).toEqual([at, act, []]);
          tried += 1;
        }
      }
    }
    expect(await everything()).toEqual(before);
    expect(tried).toBeGreaterThan(withIds.length * 2);
  });

  test('the same ids open for those whose work they are, so that the refusals above mean something', {
    timeout: 300_000,
  }, async () => {
    const own: Partial<Record<Role, string>> = {
      'unit-clerk': 'clerk',
      'bank-teller': 'teller',
      'outlet-manager': 'manager',
      'bank-visitor': 'visitor',
      'bank-office': 'bank',
      'bureau-clerk': 'bureau',
      'policy-officer': 'officer',
      'card-authority': 'authority',
      auditor: 'auditor',
      'community-worker': 'community',
    };
    for (const page of withIds.filter(({ get }) => get)) {
      const role = (page.by as readonly Role[]).find((one) => own[one])!;
      const visitor = await personOf(own[role]!);
      const seen = await visitor.get(realPath(page.path, staff, ids));
      expect([page.path, seen.status]).toEqual([page.path, 200]);
    }
  });
});

const actsOf = (path: string) => [
  ...new Set(
    path.startsWith('/bureau/policy')
      ? ['simulate', 'approve', 'save', 'withdraw', 'put-in-force']
      : [
          'x',
          'plan',
          'done',
          'failed',
          'finish',
          'resume',
          'give-up',
          'accept',
          'reject',
          'return',
          'remind',
          'submit',
          'delivery',
          'banks',
        ],
  ),
];
const plausible = () => ({
  number: '110101197212283081',
  documentKind: 'resident-id',
  day: '2025-11-04',
  from: '2025-12-01',
  visitorId: staff.who('visitor').id,
  failure: 'refused',
  reason: 'needs-correction',
  digest: '0'.repeat(64),
  banks: ['icbc'],
  file: '{}',
});

/** What would tell a stranger something: masked numbers of the people, card numbers, addresses, the unit. */
async function secretsOf(): Promise<string[]> {
  const cards = await town.house.database.rows<{ n: string }>(
    sql`select card_number as n from production.item where order_id = any(${staff.people.map(({ orderId }) => orderId)}::uuid[])`,
  );
  const number = await staff.numberOf(staff.people[0]!.holderId);
  const { name } = await town.house.database.one<{ name: string }>(
    sql`select name from institutions.institution_view where institution_id = ${staff.who('clerk').institutionId!}`,
  );
  return [
    ...cards.map(({ n }) => n),
    `${number.slice(0, 3)}`.padEnd(14, '*') + number.slice(-4),
    number,
    '东城区示例大街',
    '西城区样例胡同',
    name,
  ];
}

describe('forms of staff', () => {
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'{{7*7}}\${7*7}' or 1=1--`;
  const as: Record<string, string> = {
    'unit-clerk': 'clerk',
    'bank-teller': 'teller',
    'outlet-manager': 'manager',
    'bank-visitor': 'visitor',
    'bank-office': 'bank',
    'bureau-clerk': 'bureau',
    'policy-officer': 'officer',
    'publicity-officer': 'publicity',
    'card-authority': 'authority',
    auditor: 'auditor',
    'system-administrator': 'admin',
  };
  const visits = staffPages
    .filter(({ get }) => get)
    .flatMap(({ path, by }) =>
      (by as readonly string[]).filter((role) => as[role]).map((role) => [path, as[role]!] as const),
    );
  const changing = new Set<string>(operations.filter(({ kind }) => kind === 'action').map(({ name }) => name));
  const lastLine = async () =>
    (await town.house.database.one<{ n: bigint }>(sql`select coalesce(max(seq), 0)::int8 as n from base.journal`)).n;
  const changesSince = async (seq: bigint, name: string) =>
    (
      await town.house.database.rows<{ action: string }>(
        sql`select action from base.journal where seq > ${seq} and actor_id = ${staff.who(name).id}`,
      )
    ).filter(({ action }) => changing.has(action)).length;

  test('hostile text in every field of every form: refused or kept as text, never as markup, never a broken page', {
    timeout: 300_000,
  }, async () => {
    let tried = 0;
    for (const [pattern, name] of visits) {
      const visitor = await personOf(name);
      const path = realPath(pattern, staff, ids);
      for (const { action, fields, acts } of formsIn((await visitor.get(path)).body)) {
        for (const [field, act] of acts) {
          const hostile = Object.fromEntries(
            Object.entries(fields).map(([key, value]) => [key, key.startsWith('_') ? value : evil]),
          );
          const answer = await visitor.post(action, { ...hostile, _id: `evil-${tried}-xxxxxxxx`, [field]: act });
          const at = `${name} ${path} ${action} ${act}`;
          expect([at, answer.status >= 500, answer.body.includes('系统故障')]).toEqual([at, false, false]);
          expect([at, /<script>alert|<img src=x/.test(answer.body)]).toEqual([at, false]);
          tried += 1;
        }
      }
      const after = await visitor.get(path);
      expect([path, after.status < 500, /<script>alert|<img src=x/.test(after.body)]).toEqual([path, true, false]);
    }
    expect(tried).toBeGreaterThan(40);
  });

  test('sent twice at once, sent again after going back, and sent from a second tab: done once or refused with a reason', {
    timeout: 300_000,
  }, async () => {
    let done = 0;
    for (const [pattern, name] of visits) {
      const visitor = await personOf(name);
      const path = realPath(pattern, staff, ids);
      const first = formsIn((await visitor.get(path)).body);
      const secondTab = formsIn((await visitor.get(path)).body);
      for (const [i, { action, fields, acts }] of first.entries()) {
        const [field, act] = acts[0]!;
        const at = `${name} ${path} ${action} ${act}`;
        const before = await lastLine();
        const both = await Promise.all([
          visitor.post(action, { ...fields, [field]: act }),
          visitor.post(action, { ...fields, [field]: act }),
        ]);
        expect([at, both.some(({ status }) => status >= 500)]).toEqual([at, false]);
        const once = await changesSince(before, name);
        expect([at, once <= 1]).toEqual([at, true]);
        const middle = await lastLine();
        const back = await visitor.post(action, { ...fields, [field]: act });
        expect([at, back.status >= 500, await changesSince(middle, name)]).toEqual([
          at,
          false,
          once === 0 ? await changesSince(middle, name) : 0,
        ]);
        const tab = secondTab[i];
        if (tab)
          expect([at, (await visitor.post(tab.action, { ...tab.fields, [field]: act })).status < 500]).toEqual([
            at,
            true,
          ]);
        done += once;
      }
    }
    // Enough forms did something with what stood in them.
    expect(done).toBeGreaterThan(5);
  });
});
