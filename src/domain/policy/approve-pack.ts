// Approves a simulated version; two people who did not write on it are needed.
import { action } from '../../base/action.ts';
import { personOf } from '../../base/actor.ts';
import { shape } from '../../base/shape.ts';
import { requireOwnRegion } from './own-region.ts';
import { refuse } from './refuse.ts';
import { isRefused, pickVersion, refuseStep, summaryOf } from './refuse-step.ts';
import { Region, VersionNumber, VersionShape } from './shapes.ts';
import { insertApproval, lockVersions, saveVersion } from './store.ts';
import { approve } from './versions.ts';

export const approvePack = action({
  name: 'policy.approve-pack',
  title: { zh: '批准政策包', en: 'Approve a policy pack' },
  by: ['policy-officer'],
  input: shape({ region: Region, version: VersionNumber }),
  output: VersionShape,
  async run(call, { region, version }) {
    requireOwnRegion(call, region);
    // Two approvals at once queue at the lock, so each sees the other.
    const before = pickVersion(await lockVersions(call.db, region), region, version);
    const person = personOf(call.actor);
    const step = approve(before, person);
    if (isRefused(step)) throw refuseStep(before, step);
    if (before.authors.includes(person)) throw refuse('author-approves');
    const after = { ...before, ...step };
    await insertApproval(call.db, after, person, call.now);
    await saveVersion(call.db, after);
    call.note({ region, version, digest: after.digest, approvals: after.approvals.length });
    return summaryOf([], after, call.today);
  },
});
