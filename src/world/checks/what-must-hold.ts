// What must hold after every tick of a city, whatever happened: each check gives the sentences that are not true.
import type { Db } from '../../base/database/database.ts';
import { type Day, dayOf, startOfDay } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';

export interface CheckContext {
  readonly db: Db;
  readonly day: Day;
  /** Whom to look at: everybody, or those about whom something was written down since the last look. */
  readonly holders: 'all' | readonly string[];
  /** Holders who had a good card when the city was founded. */
  readonly cardedAtStart: ReadonlySet<string>;
  readonly region: string;
  /** The first day of each batch, as announced or as the bureau set it. */
  readonly openings: ReadonlyMap<string, Day>;
  /** The bank that pays a retiree's pension, by holder. */
  readonly pensionBanks: ReadonlyMap<string, string>;
}

interface Check {
  readonly name: string;
  find(context: CheckContext): Promise<string[]>;
}

/** Narrows a check to the people it is to look at. */
const among = ({ holders }: CheckContext, column: ReturnType<typeof sql>) =>
  holders === 'all' ? sql`` : sql`and ${column} = any(${holders}::uuid[])`;

const rows = (db: Db, statement: ReturnType<typeof sql>) =>
  db.rows<{ what: string }>(statement).then((found) => found.map(({ what }) => what));

export const checks: readonly Check[] = [
  {
    name: 'OLD-01 nobody has two good social cards',
    find: (context) =>
      rows(
        context.db,
        sql`
        select holder_id::text as what from cards.card_view
        where social_state in ('enabled', 'suspended') ${among(context, sql`holder_id`)} group by holder_id having count(*) > 1`,
      ),
  },
  {
    name: 'OLD-01 nobody who had a good card has none',
    async find({ db, holders, cardedAtStart }) {
      // Who died keeps the last card as it was, so death is no exception here.
      const carded = holders === 'all' ? [...cardedAtStart] : holders.filter((id) => cardedAtStart.has(id));
      return rows(
        db,
        sql`
        select had.id::text as what from unnest(${carded}::uuid[]) as had (id)
        where not exists (
          select 1 from cards.card_view c where c.holder_id = had.id and c.social_state in ('enabled', 'suspended'))`,
      );
    },
  },
  {
    name: 'TIM-01 every promise is kept or alarmed',
    // Nothing is written down when a day passes, so everybody is looked at; the index by promise makes it cheap.
    find: ({ db, day }) =>
      rows(
        db,
        sql`
        select order_id::text as what from orders.order_view
        where promise_day < ${day}::date and produced_at is null and overdue_since is null
          and state in ('accepted', 'in-production')`,
      ),
  },
  {
    name: 'a card in somebody’s hand has its order collected, and the other way round',
    find: (context) =>
      rows(
        context.db,
        sql`
        select o.order_id::text as what from orders.order_view o join cards.card_view c on c.card_id = o.card_id
        where (o.state in ('collected', 'closed')) <> (c.collected_at is not null) ${among(context, sql`o.holder_id`)}`,
      ),
  },
  {
    name: 'a closed order has an enabled card, unless its holder died first',
    find: (context) =>
      rows(
        context.db,
        sql`
        select o.order_id::text as what from orders.order_view o join cards.card_view c on c.card_id = o.card_id
        where o.state = 'closed' and c.enabled_at is null ${among(context, sql`o.holder_id`)}
          and not exists (select 1 from holders.person_view p where p.holder_id = o.holder_id and p.deceased_on is not null)`,
      ),
  },
  {
    name: 'every job comes to its end',
    find: ({ db }) =>
      rows(db, sql`select name || ': ' || coalesce(last_error, '') as what from base.job where state = 'stopped'`),
  },
  {
    name: 'CAL-02..06 nobody was accepted before the first day of the own batch',
    async find(context) {
      const { db, openings } = context;
      const early = await db.rows<{ batch: string; first: Date }>(sql`
        select batch_code as batch, min(accepted_at) as first from orders.order_view
        where batch_code is not null and accepted_at is not null ${among(context, sql`holder_id`)} group by 1`);
      return early.flatMap(({ batch, first }) => {
        const opens = openings.get(batch);
        return opens && dayOf(first) >= opens ? [] : [`${batch} on ${dayOf(first)}, opens ${opens ?? 'never'}`];
      });
    },
  },
  {
    name: 'BNK-08 a retiree’s first new card comes from the bank that pays the pension',
    async find(context) {
      const { db, region, pensionBanks } = context;
      if (region !== 'beijing') return [];
      const orders = await db.rows<{ id: string; holder: string; bank: string }>(sql`
        select order_id as id, holder_id as holder, bank_code as bank from orders.order_view
        where group_code = 'retiree' and reason in ('first', 'upgrade') and accepted_at is not null and batch_code = 'batch-5'
          ${among(context, sql`holder_id`)}`);
      return orders.filter(({ holder, bank }) => pensionBanks.get(holder) !== bank).map(({ id }) => id);
    },
  },
  {
    name: 'CHN-01 in Beijing’s concentrated phase no new card is ordered at a counter',
    find: (context) =>
      context.region === 'beijing'
        ? rows(
            context.db,
            sql`
            select order_id::text as what from orders.order_view
            where placed_on between '2024-10-30' and '2025-12-31' and reason in ('first', 'upgrade') and accepted_at is not null
              and channel in ('bank-outlet', 'district-outlet', 'street-outlet', 'agency')
              ${among(context, sql`holder_id`)}`,
          )
        : Promise.resolve([]),
  },
];

/** Runs every check; empty when everything holds. */
export async function findBroken(context: CheckContext): Promise<string[]> {
  const broken: string[] = [];
  for (const { name, find } of checks) {
    const found = await find(context);
    if (found.length > 0) broken.push(`${name}: ${found.length} broken, first ${found.slice(0, 3).join(', ')}`);
  }
  return broken;
}

export const instantOf = (day: Day, hour: number): Date => new Date(startOfDay(day).getTime() + hour * 3600_000);
