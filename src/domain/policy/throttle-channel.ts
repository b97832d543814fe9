// The emergency brake (CAL-15): outlets serve only a share of their quotas for some days, with a public notice; online goes on.
import { action } from '../../base/action.ts';
import { DayText, Id, Maybe, Nothing, shape, Type } from '../../base/shape.ts';
import { requireOwnRegion } from './own-region.ts';
import { packInForce } from './pack-in-force.ts';
import { refuse } from './refuse.ts';
import { Region } from './shapes.ts';
import { insertThrottle } from './store.ts';

export const throttleChannel = action({
  name: 'policy.throttle-channel',
  title: { zh: '线下渠道限流', en: 'Throttle the outlets' },
  by: ['policy-officer'],
  input: shape({
    region: Region,
    /** 100 lifts an earlier throttle, 0 closes the counters. */
    outletQuotaPercent: Type.Integer({ minimum: 0, maximum: 100 }),
    from: DayText,
    until: Maybe(DayText),
    /** The notice to the public: there is no throttle without one. */
    noticeId: Id,
  }),
  output: Nothing,
  async run(call, { region, outletQuotaPercent: percent, from, until, noticeId }) {
    requireOwnRegion(call, region);
    if (from < call.today) throw refuse('day-passed', { day: from });
    if (until && until < from) throw refuse('days-in-wrong-order', { from, until });
    await packInForce(call.db, region, from);
    await insertThrottle(call.db, { id: call.newId(), region, from, until, percent, noticeId, now: call.now });
    call.note({ region, outletQuotaPercent: percent, from, until, noticeId });
    return {};
  },
});
