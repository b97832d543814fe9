// Withdraws a version that is not yet in force; one in force can only be superseded.
import { action } from '../../base/action.ts';
import { shape, Text } from '../../base/shape.ts';
import { requireOwnRegion } from './own-region.ts';
import { isRefused, pickVersion, refuseStep, summaryOf } from './refuse-step.ts';
import { Region, VersionNumber, VersionShape } from './shapes.ts';
import { lockVersions, saveVersion } from './store.ts';
import { withdraw } from './versions.ts';

export const withdrawPack = action({
  name: 'policy.withdraw-pack',
  title: { zh: '撤回政策包', en: 'Withdraw a policy pack' },
  by: ['policy-officer'],
  input: shape({ region: Region, version: VersionNumber, reason: Text(200) }),
  output: VersionShape,
  async run(call, { region, version, reason }) {
    requireOwnRegion(call, region);
    const before = pickVersion(await lockVersions(call.db, region), region, version);
    const step = withdraw(before, call.today);
    if (isRefused(step)) throw refuseStep(before, step);
    const after = { ...before, ...step };
    await saveVersion(call.db, after);
    call.note({ region, version, reason });
    return summaryOf([], after, call.today);
  },
});
