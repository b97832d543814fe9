// A region in mid-campaign for the bench of pages: holders, cards, orders, shelves and journal by the million, set-based into the real
// tables. Sealed fields are sealed for their own rows, in bulk, so that every page that lists these people opens them.
import { systemActor } from '../../src/base/actor.ts';
import { type House, openCall } from '../../src/base/call.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { sql } from '../../src/base/sql.ts';
import { sampleResidentId } from '../../src/domain/holders/index.ts';
import { documentIndex, sealField } from '../../src/domain/holders/sealed.ts';
import { addStaff } from '../../src/domain/institutions/index.ts';

const slice = 20_000;
const uuid = (kind: number, n: number) => `01990000-0000-7000-800${kind}-${n.toString(16).padStart(12, '0')}`;
const uuidOf = (kind: number, n = sql`n`) =>
  sql`(${`01990000-0000-7000-800${kind}-`}::text || lpad(to_hex(${n}), 12, '0'))::uuid`;

/** Everybody holds a card; four in ten have ordered; of those orders six in ten are closed and the rest stand all along the road. */
export async function layRegion(house: House, count: number): Promise<{ numbers: readonly string[] }> {
  const { database } = house;
  const numbers = await loadHolders(house, count);
  await loadCardsAndOrders(house, count);
  await database.script('vacuum analyze');
  return { numbers };
}

async function loadHolders({ database, vault, clock }: House, count: number): Promise<string[]> {
  const random = new SeededRandom(1);
  const chance = () => random.fraction();
  const kept: string[] = [];
  for (let from = 0; from < count; from += slice) {
    const people = Array.from({ length: Math.min(slice, count - from) }, (_, i) => {
      const id = uuid(1, from + i);
      const number = sampleResidentId(chance);
      if (kept.length < 2000) kept.push(number);
      return {
        id,
        number: sealField(vault, 'document_number', id, number),
        index: documentIndex(vault, 'resident-id', number),
        name: sealField(vault, 'name', id, `示${'甲乙丙丁戊己庚辛壬癸'[i % 10]}`),
        born: `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`,
        sex: Number(number[16]) % 2 === 1 ? 'male' : 'female',
      };
    });
    const of = <K extends keyof (typeof people)[number]>(key: K) => people.map((one) => one[key]);
    // Two draws in a million give the same number; the second of them stays without one.
    await database.run(sql`
      with n as (
        select * from unnest(${of('id')}::uuid[], ${of('number')}::bytea[], ${of('index')}::bytea[], ${of('name')}::bytea[], ${of('born')}::date[], ${of('sex')}::text[])
          as n (id, number, index, name, born, sex)
      ), holder as (
        insert into holders.holder (id, document_kind, document_number, social_security_index, name, sex, born, nationality, resides_in, registered_at, changed_at)
        select id, 'resident-id', number, null, name, sex, born, 'CN', 'beijing', ${clock.now()}, ${clock.now()} from n
      ), insurance as (
        insert into holders.insurance (holder_id, region, since, district, kind)
        select id, 'beijing', '2020-01-01', 'chaoyang', 'flexible' from n
      )
      insert into holders.document (kind, number_index, holder_id, since)
      select 'resident-id', index, id, ${clock.now()} from n on conflict do nothing`);
  }
  return kept;
}

async function loadCardsAndOrders({ database, clock }: House, count: number): Promise<void> {
  const now = clock.now();
  // By the last two digits of a holder: who has ordered, and how far the order has come.
  const state = sql`case when n % 100 < 24 then 'closed' when n % 100 < 26 then 'collected' when n % 100 < 29 then 'ready' when n % 100 < 30 then 'produced'
    when n % 100 < 34 then 'in-production' when n % 100 < 39 then 'accepted' else 'submitted' end`;
  const done = sql`n % 100 < 24`;
  await database.run(sql`create unlogged table public.bench_order as
    select n, ${uuidOf(1)} as holder_id, ${uuidOf(2)} as order_id, ${uuidOf(3)} as card_id, ${state} as state,
      p.institution_id as outlet_id, p.bank_code
    from generate_series(0, ${count - 1}::int) as n
    join (select row_number() over (order by institution_id) - 1 as place, count(*) over () as places, institution_id, bank_code
          from institutions.institution_view where kind = 'outlet') p on n / 100 % p.places = p.place
    where n % 100 < 40`);
  await database.run(sql`
    insert into cards.card (id, holder_id, region, generation, card_number, card_identifier, social_state, financial_state, enabled_at)
    select ${uuidOf(4)}, ${uuidOf(1)}, 'beijing', 2, 'P' || lpad(upper(to_hex(n)), 8, '0'), '119999D156000005' || lpad(upper(to_hex(n)), 8, '0') || 'FFFFFFFE',
      case when ${done} then 'invalid' else 'enabled' end, 'none', ${now}::timestamptz - interval '500 days'
    from generate_series(0, ${count - 1}::int) as n`);
  await database.run(sql`
    insert into cards.card (id, holder_id, order_id, region, bank_code, generation, card_number, card_identifier, social_state, financial_state,
      collect_by, planned_at, made_at, collected_at, enabled_at)
    select card_id, holder_id, order_id, 'beijing', bank_code, 3, 'Q' || lpad(upper(to_hex(n)), 8, '0'),
      '119999D156000005' || lpad(upper(to_hex(n)), 8, '0') || 'FFFFFFFF',
      case state when 'closed' then 'enabled' when 'collected' then 'collected' when 'in-production' then 'planned' else 'made' end, 'none',
      (${now}::timestamptz + interval '90 days')::date, ${now}::timestamptz - interval '20 days',
      case when state <> 'in-production' then ${now}::timestamptz - interval '10 days' end,
      case when state in ('closed', 'collected') then ${now}::timestamptz - interval '5 days' end,
      case when state = 'closed' then ${now}::timestamptz - interval '4 days' end
    from public.bench_order where state in ('closed', 'collected', 'ready', 'produced', 'in-production')`);
  await database.run(sql`
    insert into orders.order (id, holder_id, region, kind, reason, channel, bank_code, pick_up, outlet_id, generation, state, placed_on, group_code,
      batch_code, decision, promise_day, promise_unit, account_rule, card_id, confirmed_by, accepted_at, produced_at, collected_at, closed_at, overdue_since)
    select b.order_id, b.holder_id, 'beijing', 'individual', 'upgrade', 'bureau-site', b.bank_code, 'outlet', b.outlet_id, 3, b.state,
      (${now}::timestamptz - (n % 30) * interval '1 day')::date, 'flexible', 'batch-4', one.decision,
      (${now}::timestamptz + (20 - n % 30) * interval '1 day')::date, 'natural-days', one.account_rule,
      case when b.state not in ('accepted', 'submitted') then b.card_id end, b.holder_id,
      case when b.state <> 'submitted' then ${now}::timestamptz - interval '25 days' end,
      case when b.state in ('closed', 'collected', 'ready', 'produced') then ${now}::timestamptz - interval '10 days' end,
      case when b.state in ('closed', 'collected') then ${now}::timestamptz - interval '5 days' end,
      case when b.state = 'closed' then ${now}::timestamptz - interval '4 days' end,
      case when b.state = 'in-production' and n % 30 > 27 then ${now}::date end
    from public.bench_order b,
      (select decision, account_rule from orders.order where decision is not null and account_rule is not null limit 1) one`);
  await database.run(sql`
    insert into orders.step (order_id, state, at)
    select order_id, step, ${now}::timestamptz - interval '25 days' + place * interval '4 days'
    from public.bench_order,
      unnest('{submitted,accepted,in-production,produced,ready,collected,closed}'::text[]) with ordinality as s (step, place)
    where place <= array_position('{submitted,accepted,in-production,produced,ready,collected,closed}'::text[], bench_order.state)`);
  await database.run(sql`
    insert into production.shelf (card_id, order_id, holder_id, outlet_id, received_at)
    select card_id, order_id, holder_id, outlet_id, ${now}::timestamptz - interval '8 days' from public.bench_order where state = 'ready'`);
  // One line for every holder: as many looks and acts as a region's staff leave in some weeks.
  await database.run(sql`
    insert into base.journal (at, action, actor_role, actor_id, institution_id, purpose, about, facts)
    select ${now}::timestamptz - (n % 40) * interval '1 day' + (n % 36000) * interval '1 second',
      (array['holders.find-holder', 'orders.find-orders', 'orders.place-order', 'cards.enable-card'])[1 + n % 4],
      'bank-teller', s.id::text, s.institution_id, 'serve-holder', array[${uuidOf(1)}], '{}'
    from generate_series(0, ${count - 1}::int) as n
    join (select row_number() over (order by id) - 1 as place, count(*) over () as places, id, institution_id
          from institutions.staff where role = 'bank-teller') s on n % s.places = s.place`);
  await database.script('drop table public.bench_order');
}

export const benchOrder = (n: number) => uuid(2, n);

/** So many more staff in the roles of the day, at the places where such staff work already. */
export async function hire(
  house: House,
  count: number,
): Promise<{ id: string; role: string; institutionId: string }[]> {
  const shares = {
    'bank-teller': 70,
    'outlet-manager': 10,
    'bank-office': 5,
    'bank-visitor': 5,
    'bureau-clerk': 8,
    auditor: 2,
  };
  return house.database.transaction(async (db) => {
    const call = openCall(house, db, systemActor('bench'));
    const hired = [];
    for (const [role, share] of Object.entries(shares) as [keyof typeof shares, number][]) {
      const places = await db.rows<{ institutionId: string }>(sql`
        select s.institution_id as "institutionId" from institutions.staff_view s join institutions.institution_view i using (institution_id)
        where s.role = ${role} and s.ended_at is null and i.region = 'beijing' order by s.staff_id`);
      for (let i = 0; i < Math.round((count * share) / 100); i += 1) {
        const { institutionId } = places[i % places.length]!;
        const id = await addStaff(call, {
          institutionId,
          role,
          name: `示例${role}${i}`,
          documentNumber: `${role}-${i}`,
        });
        hired.push({ id, role, institutionId });
      }
    }
    return hired;
  });
}
