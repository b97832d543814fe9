// The life of a pack version, and which one is in force on a day.
import { describe, expect, test } from 'vitest';
import {
  approve,
  draft,
  edit,
  type PackVersion,
  release,
  shippedFiles,
  simulate,
  stateOn,
  type VersionStep,
  versionOn,
  withdraw,
} from './index.ts';
import { d } from './people.fixture.ts';

const file = shippedFiles.beijing!;
const went = (step: VersionStep): PackVersion => {
  if ('refused' in step) throw new Error(step.refused);
  return step;
};
const approved = (version = file) => went(approve(went(approve(went(simulate(draft(version, 'ann'))), 'bo')), 'cy'));
const released = (from: string, version = file, others: PackVersion[] = []) =>
  went(release(approved(version), d(from), d('2024-01-01'), others));

describe('policy versions', () => {
  test('draft, simulated, approved by two, released', () => {
    const states = [draft(file, 'ann'), went(simulate(draft(file, 'ann'))), approved(), released('2024-10-30')].map(
      (one) => one.state,
    );
    expect(states).toEqual(['draft', 'simulated', 'approved', 'released']);
  });

  test('one person approving twice, or the author, does not count', () => {
    const once = went(approve(went(simulate(draft(file, 'ann'))), 'bo'));
    expect(once.state).toBe('simulated');
    expect(approve(once, 'bo')).toEqual({ refused: 'approves-twice' });
    expect(approve(once, 'ann')).toEqual({ refused: 'author-approves' });
  });

  test('no step can be left out', () => {
    const fresh = draft(file, 'ann');
    expect(approve(fresh, 'bo')).toEqual({ refused: 'wrong-state' });
    expect(release(fresh, d('2024-10-30'), d('2024-10-01'))).toEqual({ refused: 'wrong-state' });
    const once = went(approve(went(simulate(fresh)), 'bo'));
    expect(release(once, d('2024-10-30'), d('2024-10-01'))).toEqual({ refused: 'wrong-state' });
    expect(simulate(approved())).toEqual({ refused: 'wrong-state' });
  });

  test('a pack with faults cannot be simulated, and the faults are told', () => {
    const bad = structuredClone(file);
    bad.rules.fee![0]!.cite = [];
    expect(simulate(draft(bad, 'ann'))).toMatchObject({
      refused: 'lint',
      faults: [{ code: 'no-citation', path: 'rules.fee[0]' }],
    });
  });

  test('an edit after approval starts again from draft without approvals', () => {
    expect(edit(approved(), file, 'dee')).toMatchObject({ state: 'draft', approvals: [], author: 'dee' });
    expect(edit(released('2024-10-30'), file, 'dee')).toEqual({ refused: 'wrong-state' });
  });

  test('nothing is put in force for a day that is past, nor twice on one day', () => {
    expect(release(approved(), d('2024-10-29'), d('2024-10-30'))).toEqual({ refused: 'starts-in-the-past' });
    const one = released('2024-10-30');
    expect(release(approved(), d('2024-10-30'), d('2024-01-01'), [one])).toEqual({ refused: 'day-taken' });
    expect(released('2024-10-30', shippedFiles.fuzhou!, [one]).state).toBe('released');
  });

  test('the same question can be asked for any day: the version in force answers, the next supersedes it', () => {
    const one = released('2024-01-31');
    const two = released('2024-10-30', { ...file, version: 2 });
    const versions = [two, one, draft(file, 'ann'), released('2024-05-01', shippedFiles.fuzhou!)];
    const on = (day: string) => versionOn(versions, 'beijing', d(day))?.file.version;
    expect([on('2024-01-30'), on('2024-01-31'), on('2024-10-29'), on('2024-10-30')]).toEqual([undefined, 1, 1, 2]);
    expect(['2024-01-30', '2024-06-01', '2024-10-30'].map((day) => stateOn(versions, one, d(day)))).toEqual([
      'waiting',
      'in-force',
      'superseded',
    ]);
  });

  test('a version may be withdrawn before its day, never after', () => {
    const one = released('2024-10-30');
    expect(went(withdraw(one, d('2024-10-29'))).state).toBe('withdrawn');
    expect(withdraw(one, d('2024-10-30'))).toEqual({ refused: 'wrong-state' });
    expect(versionOn([went(withdraw(one, d('2024-10-29')))], 'beijing', d('2024-11-01'))).toBeUndefined();
  });
});
