// In what two packs differ: two regions, or two versions of one; on a day only what holds on that day.
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import type { Call } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import { DayText, Maybe, type Static, shape, Type } from '../../base/shape.ts';
import { diffPacks } from './diff-packs.ts';
import { lintPack } from './lint-pack.ts';
import { loadPack } from './load-pack.ts';
import type { Pack } from './pack.ts';
import { packInForce } from './pack-in-force.ts';
import { pickVersion, refuseStep } from './refuse-step.ts';
import { Region, VersionNumber } from './shapes.ts';
import { listVersions } from './store.ts';

/** A version, or the one in force. */
const Which = shape({ region: Region, version: Type.Optional(VersionNumber) });

export const diffPolicies = query({
  name: 'policy.diff-packs',
  title: { zh: '政策包对比', en: 'Compare two policy packs' },
  by: roles,
  personal: false,
  input: shape({ a: Which, b: Which, on: Type.Optional(DayText) }),
  output: shape({
    on: Maybe(DayText),
    differences: Type.Array(shape({ parameter: Type.String(), a: Type.Unknown(), b: Type.Unknown() })),
  }),
  async run(call, { a, b, on }) {
    const [left, right] = [await packOf(call, a, on), await packOf(call, b, on)];
    return {
      on: on ?? null,
      differences: diffPacks(left, right, on ? { on } : {}).map(({ parameter, a: x, b: y }) => ({
        parameter,
        a: x ?? null,
        b: y ?? null,
      })),
    };
  },
});

async function packOf(call: Call, { region, version }: Static<typeof Which>, on: Day | undefined): Promise<Pack> {
  if (version === undefined) return (await packInForce(call.db, region, on ?? call.today)).pack;
  const found = pickVersion(await listVersions(call.db, region), region, version);
  const faults = lintPack(found.file).filter((fault) => fault.code === 'shape');
  if (faults.length > 0) throw refuseStep(found, { refused: 'lint', faults });
  return loadPack(found.file);
}
