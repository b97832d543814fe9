// The people of the sample roster that ships with the project, so that the demo city knows them as insured employees.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Day } from '../base/day.ts';
import { checkIdentityDocument } from '../domain/holders/index.ts';

export const sampleRosterFile = resolve(import.meta.dirname, '../../samples/sample-roster-unit.csv');

export interface RosterPerson {
  readonly name: string;
  readonly residentId: string;
  readonly phone: string;
  readonly born: Day;
  readonly sex: 'male' | 'female';
}

/** Everybody on the roster whose number is right; the two mistakes in it are there to be found by the import. */
export function readRosterPeople(): RosterPerson[] {
  const [, ...lines] = readFileSync(sampleRosterFile, 'utf8').trim().split(/\r?\n/);
  return lines.flatMap((line) => {
    const [name, , residentId, phone] = line.split(',') as [string, string, string, string];
    const document = checkIdentityDocument('resident-id', residentId);
    if (!document.ok || !document.born || !document.sex) return [];
    return [{ name, residentId: document.normalised, phone, born: document.born as Day, sex: document.sex }];
  });
}
