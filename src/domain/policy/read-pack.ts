// The whole text of one version, with the faults that a draft still has and what its simulation showed.
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import { shape, Type } from '../../base/shape.ts';
import { lintPack } from './lint-pack.ts';
import { pickVersion, summaryOf } from './refuse-step.ts';
import { Region, VersionNumber, VersionShape } from './shapes.ts';
import { listVersions, reportOf } from './store.ts';

export const readPack = query({
  name: 'policy.read-pack',
  title: { zh: '查看政策包', en: 'Read a policy pack' },
  by: roles.filter((role) => role !== 'citizen'),
  personal: false,
  input: shape({ region: Region, version: VersionNumber }),
  output: shape({
    version: VersionShape,
    file: Type.Unknown(),
    faults: Type.Array(shape({ code: Type.String(), path: Type.String(), zh: Type.String(), en: Type.String() })),
    /** The comparisons of the simulation; null before it. */
    report: Type.Unknown(),
  }),
  async run(call, { region, version }) {
    const versions = await listVersions(call.db, region);
    const found = pickVersion(versions, region, version);
    return {
      version: summaryOf(versions, found, call.today),
      file: found.file as unknown,
      faults: lintPack(found.file).map((fault) => ({ ...fault })),
      report: await reportOf(call.db, region, version),
    };
  },
});
