// All regions: in which phase they are today, what is ready, which batches are open and what people wait for (CAL-10, GOV-02).
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import { DayText, Maybe, OneOf, shape, Type } from '../../base/shape.ts';
import { readinessItems } from './may-open-batch.ts';
import { regionStates } from './pack.ts';
import { findPackInForce } from './pack-in-force.ts';
import { listNotices, listRegionNames, readinessOf } from './store.ts';
import { throttleOn } from './throttle-on.ts';
import { phaseOn, startDay } from './turn-of.ts';

export const listRegions = query({
  name: 'policy.list-regions',
  title: { zh: '各地区进展', en: 'List regions' },
  by: roles,
  personal: false,
  input: shape({ day: Type.Optional(DayText) }),
  output: shape({
    regions: Type.Array(
      shape({
        region: Type.String(),
        name: shape({ zh: Type.String(), en: Type.String() }),
        version: Type.Integer(),
        state: OneOf(regionStates),
        phase: Maybe(Type.String()),
        red: Type.Array(OneOf(readinessItems)),
        batches: Type.Array(
          shape({
            batch: Type.String(),
            name: shape({ zh: Type.String(), en: Type.String() }),
            /** As the notice says it: a day, a month, or unknown. */
            announced: Type.String(),
            /** The day, once there is one. */
            opens: Maybe(DayText),
            noticePublished: Maybe(DayText),
          }),
        ),
        throttle: Maybe(shape({ outletQuotaPercent: Type.Integer(), notice: Maybe(Type.String()) })),
      }),
    ),
  }),
  async run(call, { day = call.today }) {
    const regions = [];
    for (const region of await listRegionNames(call.db)) {
      const current = await findPackInForce(call.db, region, day);
      if (!current) continue;
      const { pack, version, openings } = current;
      const phase = phaseOn(pack, day, openings);
      const readiness = await readinessOf(call.db, region);
      const notices = new Map((await listNotices(call.db, region)).map((one) => [one.batch, one.publishedOn]));
      const throttle = throttleOn(pack, { day }).value;
      regions.push({
        region,
        name: pack.name,
        version,
        state: phase?.state ?? ('not-started' as const),
        phase: phase?.code ?? null,
        red: readinessItems.filter((item) => !readiness[item]),
        batches: pack.batches.map(({ code, name, opens }) => ({
          batch: code,
          name,
          announced: opens,
          opens: startDay(code, opens, openings) ?? null,
          noticePublished: notices.get(code) ?? null,
        })),
        throttle: throttle === 'unknown' ? null : throttle,
      });
    }
    return { regions };
  },
});
