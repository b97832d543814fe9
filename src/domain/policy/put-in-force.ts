// Puts an approved version in force from a day; the version before is superseded from that day on.
import { action } from '../../base/action.ts';
import { DayText, shape } from '../../base/shape.ts';
import { openingsOf, requireGateOpen } from './opening-gate.ts';
import { requireOwnRegion } from './own-region.ts';
import { isRefused, pickVersion, refuseStep, summaryOf } from './refuse-step.ts';
import { Region, VersionNumber, VersionShape } from './shapes.ts';
import { lockVersions, saveVersion } from './store.ts';
import { release, versionOn } from './versions.ts';

export const putInForce = action({
  name: 'policy.put-in-force',
  title: { zh: '政策包生效', en: 'Put a policy pack in force' },
  by: ['policy-officer'],
  input: shape({ region: Region, version: VersionNumber, from: DayText }),
  output: VersionShape,
  async run(call, { region, version, from }) {
    requireOwnRegion(call, region);
    const versions = await lockVersions(call.db, region);
    const before = pickVersion(versions, region, version);
    const step = release(before, from, call.today, versions);
    if (isRefused(step)) throw refuseStep(before, step, from);
    await requireGateOpen(call, region, openingsOf(before.file, versionOn(versions, region, from)?.file, from));
    const after = { ...before, ...step };
    await saveVersion(call.db, after);
    call.note({ region, version, digest: after.digest, from });
    const all = versions.map((one) => (one === before ? after : one));
    return summaryOf(all, after, call.today);
  },
});
