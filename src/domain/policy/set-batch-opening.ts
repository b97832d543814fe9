// Sets the day on which a batch really opens that the notice gives only by month, or a phase nobody has dated (K23, open question 2).
import { action } from '../../base/action.ts';
import { DayText, shape } from '../../base/shape.ts';
import { requireGateOpen } from './opening-gate.ts';
import { requireOwnRegion } from './own-region.ts';
import { packInForce } from './pack-in-force.ts';
import { refuse } from './refuse.ts';
import { BatchCode, Region } from './shapes.ts';
import { lockVersions, setOpening } from './store.ts';
import { startDay } from './turn-of.ts';

export const setBatchOpening = action({
  name: 'policy.set-batch-opening',
  title: { zh: '确定批次开放日', en: 'Set the day a batch opens' },
  by: ['policy-officer'],
  input: shape({ region: Region, batch: BatchCode, day: DayText }),
  output: shape({ batch: BatchCode, announced: BatchCode, opens: DayText }),
  async run(call, { region, batch, day }) {
    requireOwnRegion(call, region);
    await lockVersions(call.db, region);
    const { pack, openings } = await packInForce(call.db, region, day);
    const entries = [
      ...pack.batches.map(({ code, name, opens }) => ({ code, name, announced: opens })),
      ...pack.phases.map(({ code, name, from }) => ({ code, name, announced: from })),
    ];
    const entry = entries.find(({ code }) => code === batch);
    if (!entry) throw refuse('no-such-batch', { region, batch, batches: entries.map(({ code }) => code) });
    const { name, announced } = entry;
    if (announced.length === 10) throw refuse('day-announced', { batch: name.zh, opens: announced });
    const set = startDay(batch, announced, openings);
    if (set !== undefined && set <= call.today) throw refuse('already-open', { batch: name.zh, opens: set });
    if (day < call.today) throw refuse('day-passed', { day });
    if (announced !== 'unknown' && day < announced)
      throw refuse('before-announced', { batch: name.zh, opens: announced, day });
    await requireGateOpen(call, region, [{ code: batch, name, opens: day }]);
    await setOpening(call.db, { region, code: batch, day, by: call.actor.id, now: call.now });
    call.note({ region, batch, announced, opens: day });
    return { batch, announced, opens: day };
  },
});
