// Turns one light of the go-live gate green or red (GOV-02): terminals, banks, staff, systems, safeguards.
import { action } from '../../base/action.ts';
import { OneOf, shape, Text, Type } from '../../base/shape.ts';
import { type Readiness, readinessItems } from './may-open-batch.ts';
import { requireOwnRegion } from './own-region.ts';
import { refuse } from './refuse.ts';
import { Region } from './shapes.ts';
import { isKnownRegion, readinessOf, setReadinessRow } from './store.ts';

export const setReadiness = action({
  name: 'policy.set-readiness',
  title: { zh: '登记准备情况', en: 'Say whether a region is ready' },
  by: ['policy-officer'],
  input: shape({ region: Region, item: OneOf(readinessItems), ready: Type.Boolean(), note: Text(200) }),
  output: shape({ red: Type.Array(OneOf(readinessItems)) }),
  async run(call, { region, item, ready, note }) {
    requireOwnRegion(call, region);
    if (!(await isKnownRegion(call.db, region))) throw refuse('unknown-region', { region });
    await setReadinessRow(call.db, { region, item, ready, note, now: call.now });
    call.note({ region, item, ready });
    const readiness: Readiness = await readinessOf(call.db, region);
    return { red: readinessItems.filter((one) => !readiness[one]) };
  },
});
