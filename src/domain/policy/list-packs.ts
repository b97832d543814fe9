// The versions of a region's pack, oldest first, as they stand today.
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import { shape, Type } from '../../base/shape.ts';
import { refuse } from './refuse.ts';
import { summaryOf } from './refuse-step.ts';
import { Region, VersionShape } from './shapes.ts';
import { listVersions } from './store.ts';

export const listPacks = query({
  name: 'policy.list-packs',
  title: { zh: '政策包版本', en: 'List pack versions' },
  by: roles.filter((role) => role !== 'citizen'),
  personal: false,
  input: shape({ region: Region }),
  output: shape({ versions: Type.Array(VersionShape) }),
  async run(call, { region }) {
    const versions = await listVersions(call.db, region);
    if (versions.length === 0) throw refuse('unknown-region', { region });
    return { versions: versions.map((one) => summaryOf(versions, one, call.today)) };
  },
});
