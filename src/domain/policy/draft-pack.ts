// Starts a new version of a region's pack, or writes on a draft. Whoever writes on a version may not approve it.
import { action } from '../../base/action.ts';
import { personOf } from '../../base/actor.ts';
import { shape, Type } from '../../base/shape.ts';
import { requireOwnRegion } from './own-region.ts';
import type { PackFile } from './pack.ts';
import { refuse } from './refuse.ts';
import { pickVersion, summaryOf } from './refuse-step.ts';
import { Region, VersionNumber, VersionShape } from './shapes.ts';
import { digestOf, insertDraft, lockVersions, saveVersion } from './store.ts';
import { draft, versionOn } from './versions.ts';

export const draftPack = action({
  name: 'policy.draft-pack',
  title: { zh: '起草政策包', en: 'Draft a policy pack' },
  by: ['policy-officer'],
  bodyLimit: 1024 * 1024,
  input: shape({
    region: Region,
    /** A draft to write on; left out: a new version. */
    version: Type.Optional(VersionNumber),
    /** The whole file; left out: a copy of the pack in force. A draft may still have faults, a simulation may not. */
    file: Type.Optional(Type.Object({}, { additionalProperties: true, maxProperties: 100 })),
  }),
  output: VersionShape,
  async run(call, { region, version, file }) {
    requireOwnRegion(call, region);
    if (file && (file as { region?: unknown }).region !== region) {
      throw refuse('other-region', { region, file: String((file as { region?: unknown }).region).slice(0, 40) });
    }
    const versions = await lockVersions(call.db, region);
    const author = personOf(call.actor);
    if (version === undefined) {
      const text = file ?? versionOn(versions, region, call.today)?.file;
      if (!text) throw refuse('unknown-region', { region });
      const made = await insertDraft(call.db, { region, file: text as PackFile, author, now: call.now });
      call.note({ region, version: made.version, digest: made.digest });
      return summaryOf([], made, call.today);
    }
    const before = pickVersion(versions, region, version);
    if (before.state !== 'draft') throw refuse('not-a-draft', { version, state: before.state });
    const text = { ...((file as PackFile | undefined) ?? before.file), version };
    const authors = [...before.authors.filter((one) => one !== author), author];
    const after = { ...before, ...draft(text, author), authors, digest: digestOf(text) };
    await saveVersion(call.db, after);
    call.note({ region, version, digest: after.digest });
    return summaryOf([], after, call.today);
  },
});
