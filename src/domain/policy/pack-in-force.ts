// The pack that holds in a region on a day, with everything the bureau has set beside it, ready for the rules.
import type { Call } from '../../base/call.ts';
import type { Database, Db } from '../../base/database/database.ts';
import { type Day, parseDay } from '../../base/day.ts';
import { loadPack, shippedFiles } from './load-pack.ts';
import type { Openings, Pack } from './pack.ts';
import { refuse } from './refuse.ts';
import {
  type CurrentRow,
  fileOf,
  findCurrent,
  insertNotice,
  installVersion,
  isKnownRegion,
  listVersions,
  type ThrottleRow,
} from './store.ts';

export interface PackInForce {
  /** With the throttles of the bureau laid over its table: hand it to any rule as it is. */
  readonly pack: Pack;
  readonly version: number;
  readonly inForceFrom: Day;
  /** The days set by the bureau for what is announced only by month: hand them to every rule that asks for openings. */
  readonly openings: Openings;
}

// A released file never changes, so its digest names it for good, in whatever database it lies. Checking and laying over
// takes milliseconds, a look here none.
const loaded = new Map<string, Pack>();
const mostLoaded = 64;

/** The pack in force; refuses an unknown region, and a day before the first version. */
export async function packInForce(db: Db, region: string, day: Day): Promise<PackInForce> {
  const found = await findPackInForce(db, region, day);
  if (found) return found;
  throw (await isKnownRegion(db, region))
    ? refuse('not-in-force', { region, day })
    : refuse('unknown-region', { region });
}

/** The pack in force, or undefined. */
export async function findPackInForce(db: Db, region: string, day: Day): Promise<PackInForce | undefined> {
  const current = await findCurrent(db, region, day);
  if (!current) return undefined;
  const pack = await load(db, region, current);
  return {
    pack: current.throttles ? throttled(pack, current.throttles) : pack,
    version: current.version,
    inForceFrom: current.inForceFrom,
    openings: current.openings ?? {},
  };
}

/** The pack of one version as it was written, in force or not. */
export const packOfVersion = async (db: Db, region: string, version: number): Promise<Pack> =>
  loadPack((await fileOf(db, region, version)).file);

async function load(db: Db, region: string, { version, digest }: CurrentRow): Promise<Pack> {
  const known = loaded.get(digest);
  const pack = known ?? loadPack((await fileOf(db, region, version)).file);
  // Put last: the first one in the map is then the one longest unused.
  loaded.delete(digest);
  loaded.set(digest, pack);
  if (loaded.size > mostLoaded) loaded.delete(loaded.keys().next().value!);
  return pack;
}

function throttled(pack: Pack, throttles: readonly ThrottleRow[]): Pack {
  const rows = throttles.map(({ from, until, percent, noticeId }) => ({
    when: { from, ...(until ? { until } : {}) },
    value: { outletQuotaPercent: percent, notice: noticeId },
    cite: [{ document: noticeId, clause: '公告', grade: 'A' as const }],
  }));
  return { ...pack, rules: { ...pack.rules, throttle: [...rows, ...pack.rules.throttle] } };
}

/** From when the shipped packs hold: earlier than anything they speak of. */
const shippedFrom = parseDay('2000-01-01');

/** Puts the shipped packs in as version 1 in force where a region has none; several processes may do so at once. */
export async function installPacks(database: Database): Promise<string[]> {
  const installed: string[] = [];
  for (const file of Object.values(shippedFiles)) {
    if ((await installVersion(database, file, shippedFrom)) === 1) installed.push(file.region);
  }
  return installed;
}

/** Says that the public has been told of a batch, or of a phase that has no batches (GOV-04); called by whoever publishes notices, in the same transaction. */
export async function recordNoticePublished(
  call: Call,
  { region, batch, noticeId }: { region: string; batch: string; noticeId: string },
): Promise<void> {
  // A version still on its way counts: its batches need their notice before it can be put in force.
  const versions = await listVersions(call.db, region);
  if (versions.length === 0) throw refuse('unknown-region', { region });
  const sound = versions.filter((one) => one.state !== 'withdrawn' && one.state !== 'draft');
  const batches = [...new Set(sound.flatMap(({ file }) => [...file.batches, ...file.phases]).map((one) => one.code))];
  if (!batches.includes(batch)) throw refuse('no-such-batch', { region, batch, batches });
  await insertNotice(call.db, { region, batch, noticeId, publishedOn: call.today });
  call.note({ region, batch, noticeId });
}
