// Turns a step that the life of a version does not allow into the refusal people read.

import type { Day } from '../../base/day.ts';
import type { Refusal } from '../../base/refusal.ts';
import { refuse } from './refuse.ts';
import type { shownStates } from './shapes.ts';
import type { StoredVersion } from './store.ts';
import { stateOn, type VersionStep } from './versions.ts';

type Refused = Extract<VersionStep, { refused: string }>;

export function refuseStep(version: StoredVersion, step: Refused, from?: Day): Refusal {
  switch (step.refused) {
    case 'lint':
      return refuse('lint', {
        count: step.faults.length,
        faults: step.faults.slice(0, 20).map(({ path, zh, en }) => `${path} ${zh} (${en})`),
      });
    case 'wrong-state':
      return refuse('wrong-state', { version: version.version, state: version.state });
    default:
      return refuse(step.refused, { from: from ?? null });
  }
}

export const isRefused = (step: VersionStep): step is Refused => 'refused' in step;

/** One version out of the locked ones of a region; refuses when it is missing. */
export function pickVersion(versions: readonly StoredVersion[], region: string, version: number): StoredVersion {
  if (versions.length === 0) throw refuse('unknown-region', { region });
  const found = versions.find((one) => one.version === version);
  if (!found) throw refuse('no-such-version', { region, version });
  return found;
}

export const summaryOf = (versions: readonly StoredVersion[], one: StoredVersion, day: Day) => ({
  region: one.region,
  version: one.version,
  state: stateOn(versions, one, day) as (typeof shownStates)[number],
  authors: [...one.authors],
  approvals: [...one.approvals],
  inForceFrom: one.state === 'released' ? one.inForceFrom! : null,
  digest: one.digest,
});
