// Query: what a version of the policy would do to the people, outlets and fees of its region on a day, beside the one in force.
import { query } from '../../base/action.ts';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { Code, DayText, Fen, Id, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { sql } from '../../base/sql.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { type FeeReason, findPackInForce, packOfVersion } from '../policy/index.ts';
import { type Cell, effectOfPolicy } from './effect-of-policy.ts';
import { loadOfOutlets } from './outlet-load.ts';

const Standing = shape({ may: Type.Integer(), wait: Type.Integer(), feeFen: Fen });

export const policyEffect = query({
  name: 'orders.policy-effect',
  title: { zh: '政策影响测算', en: 'What a policy would do' },
  by: ['policy-officer'],
  personal: false,
  input: shape({
    region: Code,
    version: Type.Integer({ minimum: 1 }),
    day: DayText,
    weeks: Type.Integer({ minimum: 1, maximum: 520 }),
    counterShare: Type.Integer({ minimum: 0, maximum: 100 }),
    perDay: Type.Integer({ minimum: 1, maximum: 100_000 }),
  }),
  output: shape({
    people: Type.Integer(),
    /** The version in force on the day; null: none. */
    against: Maybe(Type.Integer()),
    groups: Type.Array(shape({ group: Type.String(), people: Type.Integer(), before: Standing, after: Standing })),
    outlets: Type.Array(
      shape({
        outletId: Id,
        name: Text(200),
        district: Maybe(Code),
        capacity: Type.Integer(),
        before: Type.Integer(),
        after: Type.Integer(),
      }),
    ),
    /** Replacements as many as in the last twelve months. */
    replacements: Type.Array(shape({ reason: Type.String(), orders: Type.Integer(), beforeFen: Fen, afterFen: Fen })),
  }),
  async run(call, { region, version, day, ...assumed }) {
    await requireStaffIn(call, region);
    const pack = await packOfVersion(call.db, region, version);
    const current = await findPackInForce(call.db, region, day);
    const cells = await cellsOf(call.db, pack.here, day);
    const effect = effectOfPolicy(
      { before: current, after: { pack, openings: current?.openings ?? {} }, day },
      cells,
      await loadOfOutlets(call.db, region, call.today),
      await replacementsOf(call.db, region, call.today),
      assumed,
    );
    const standing = ({ feeFen, ...one }: { may: number; wait: number; feeFen: bigint }) => ({
      ...one,
      feeFen: feeFen.toString(),
    });
    return {
      people: cells.reduce((sum, { people }) => sum + people, 0),
      against: current?.version ?? null,
      groups: effect.groups.map((one) => ({ ...one, before: standing(one.before), after: standing(one.after) })),
      outlets: [...effect.outlets],
      replacements: effect.replacements.map(({ beforeFen, afterFen, ...one }) => ({
        ...one,
        beforeFen: beforeFen.toString(),
        afterFen: afterFen.toString(),
      })),
    };
  },
});

/** Everybody insured here on the day, counted by what the rules ask for; students stand among residents. */
const cellsOf = (db: Db, here: readonly string[], day: Day) =>
  db.rows<Cell>(sql`
    select i.kind, i.district, p.born > ${day}::date - interval '16 years' as minor, coalesce(c.generation, 0)::int as generation, count(*)::int as people
    from (select distinct on (holder_id) holder_id, kind, district from holders.insurance_view
          where region = any(${[...here]}::text[]) and since <= ${day}::date and (until is null or until >= ${day}::date)
          order by holder_id, kind) i
      join holders.person_view p on p.holder_id = i.holder_id and p.deceased_on is null
      left join cards.card_view c on c.holder_id = i.holder_id and c.social_state in ('enabled', 'suspended')
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`);

const replacementsOf = (db: Db, region: string, today: Day) =>
  db.rows<{ reason: FeeReason; orders: number }>(sql`
    select reason, count(*)::int as orders from orders.order
    where region = ${region} and kind = 'replacement' and placed_on > ${today}::date - 365 and state not in ('withdrawn', 'rejected')
    group by 1 order by 1`);
