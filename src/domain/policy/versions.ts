// The life of a pack version: draft, simulated, approved by two people, in force from a day, superseded by the next.
import type { Day } from '../../base/day.ts';
import { lintPack, type PackFault } from './lint-pack.ts';
import type { PackFile } from './pack.ts';

export interface PackVersion {
  readonly file: PackFile;
  readonly author: string;
  readonly state: 'draft' | 'simulated' | 'approved' | 'released' | 'withdrawn';
  /** Who approved, in order; two different people, neither of them the author. */
  readonly approvals: readonly string[];
  readonly inForceFrom?: Day;
}

export type VersionRefusal =
  | { readonly refused: 'wrong-state' | 'author-approves' | 'approves-twice' | 'starts-in-the-past' | 'day-taken' }
  | { readonly refused: 'lint'; readonly faults: readonly PackFault[] };
export type VersionStep = PackVersion | VersionRefusal;

export const approvalsNeeded = 2;

export function draft(file: PackFile, author: string): PackVersion {
  return { file, author, state: 'draft', approvals: [] };
}

/** Changing a version before release puts it back to draft: approvals were given for another text. */
export function edit(version: PackVersion, file: PackFile, author: string): VersionStep {
  if (version.state === 'released' || version.state === 'withdrawn') return { refused: 'wrong-state' };
  return draft(file, author);
}

/** A draft without faults may be simulated. */
export function simulate(version: PackVersion): VersionStep {
  if (version.state !== 'draft') return { refused: 'wrong-state' };
  const faults = lintPack(version.file);
  return faults.length > 0 ? { refused: 'lint', faults } : { ...version, state: 'simulated' };
}

/** The second approval makes it approved. */
export function approve(version: PackVersion, by: string): VersionStep {
  if (version.state !== 'simulated') return { refused: 'wrong-state' };
  if (by === version.author) return { refused: 'author-approves' };
  if (version.approvals.includes(by)) return { refused: 'approves-twice' };
  const approvals = [...version.approvals, by];
  return { ...version, approvals, state: approvals.length >= approvalsNeeded ? 'approved' : 'simulated' };
}

/** Puts an approved version in force from a day that is not past; two versions of a region may not begin on one day. */
export function release(version: PackVersion, from: Day, today: Day, others: readonly PackVersion[] = []): VersionStep {
  if (version.state !== 'approved') return { refused: 'wrong-state' };
  if (from < today) return { refused: 'starts-in-the-past' };
  const region = version.file.region;
  const taken = others.some(
    (other) => other.state === 'released' && other.file.region === region && other.inForceFrom === from,
  );
  return taken ? { refused: 'day-taken' } : { ...version, state: 'released', inForceFrom: from };
}

/** A version that is not yet in force may be withdrawn; one in force can only be superseded, so that history stays true. */
export function withdraw(version: PackVersion, today: Day): VersionStep {
  if (version.state === 'withdrawn') return { refused: 'wrong-state' };
  if (version.state === 'released' && version.inForceFrom! <= today) return { refused: 'wrong-state' };
  return { ...version, state: 'withdrawn' };
}

/** The version of a region that is in force on a day: the released one that began last. */
export function versionOn(versions: readonly PackVersion[], region: string, day: Day): PackVersion | undefined {
  return versions
    .filter((one) => one.state === 'released' && one.file.region === region && one.inForceFrom! <= day)
    .reduce<PackVersion | undefined>(
      (last, one) => (last && last.inForceFrom! >= one.inForceFrom! ? last : one),
      undefined,
    );
}

/** The state as people see it on a day, with `waiting`, `in-force` and `superseded` told apart. */
export function stateOn(versions: readonly PackVersion[], version: PackVersion, day: Day): string {
  if (version.state !== 'released') return version.state;
  if (version.inForceFrom! > day) return 'waiting';
  return versionOn(versions, version.file.region, day)?.inForceFrom === version.inForceFrom ? 'in-force' : 'superseded';
}
