// Simulates a draft: it must be without faults, and it shows what changes for how many against the pack in force.
import { action } from '../../base/action.ts';
import { DayText, Maybe, OneOf, shape, Type } from '../../base/shape.ts';
import { compareOutcomes, outcomeParameters, syntheticPeople } from './compare-outcomes.ts';
import { loadPack } from './load-pack.ts';
import { requireOwnRegion } from './own-region.ts';
import { findPackInForce } from './pack-in-force.ts';
import type { PersonFacts } from './person.ts';
import { isRefused, pickVersion, refuseStep, summaryOf } from './refuse-step.ts';
import { PersonShape, Region, VersionNumber, VersionShape } from './shapes.ts';
import { lockVersions, saveVersion } from './store.ts';
import { simulate } from './versions.ts';

export const simulatePack = action({
  name: 'policy.simulate-pack',
  title: { zh: '模拟政策包', en: 'Simulate a policy pack' },
  by: ['policy-officer'],
  bodyLimit: 4 * 1024 * 1024,
  input: shape({
    region: Region,
    version: VersionNumber,
    /** The days to ask for; left out: today. */
    days: Type.Optional(Type.Array(DayText, { minItems: 1, maxItems: 12, uniqueItems: true })),
    /** The people to ask for; left out: a built-in sample, one of every group, district and card in hand. */
    people: Type.Optional(Type.Array(PersonShape, { minItems: 1, maxItems: 2000 })),
  }),
  output: shape({
    version: VersionShape,
    comparisons: Type.Array(
      shape({
        day: DayText,
        /** The version compared with; null: the region had none in force. */
        against: Maybe(Type.Integer()),
        people: Type.Integer(),
        affected: Type.Integer(),
        changes: Type.Array(
          shape({
            parameter: OneOf(outcomeParameters),
            people: Type.Integer(),
            moves: Type.Array(shape({ from: Type.String(), to: Type.String(), people: Type.Integer() })),
          }),
        ),
      }),
    ),
  }),
  async run(call, { region, version, days = [call.today], people }) {
    requireOwnRegion(call, region);
    const before = pickVersion(await lockVersions(call.db, region), region, version);
    const step = simulate(before);
    if (isRefused(step)) throw refuseStep(before, step);
    const after = { ...before, ...step };
    const pack = loadPack(after.file);
    const comparisons = [];
    for (const day of days) {
      const current = await findPackInForce(call.db, region, day);
      const openings = current?.openings ?? {};
      const sample = (people as PersonFacts[] | undefined) ?? syntheticPeople(pack, day);
      const found = compareOutcomes(current, { pack, openings }, sample, day);
      comparisons.push({
        ...found,
        against: current?.version ?? null,
        changes: found.changes.map((change) => ({ ...change, moves: [...change.moves] })),
      });
    }
    await saveVersion(call.db, after, comparisons);
    call.note({ region, version, digest: after.digest, affected: comparisons.reduce((sum, c) => sum + c.affected, 0) });
    return { version: summaryOf([], after, call.today), comparisons };
  },
});
