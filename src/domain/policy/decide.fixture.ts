// A bureau changes rules of its region in a test, the way every change goes: draft, simulation, two approvals, in force today.
import { perform } from '../../base/action.ts';
import type { Actor } from '../../base/actor.ts';
import type { House } from '../../base/call.ts';
import { dayOf } from '../../base/day.ts';
import { approvePack } from './approve-pack.ts';
import { draftPack } from './draft-pack.ts';
import { shippedFiles } from './load-pack.ts';
import type { RuleKey, When } from './pack.ts';
import { findPackInForce } from './pack-in-force.ts';
import { putInForce } from './put-in-force.ts';
import { simulatePack } from './simulate-pack.ts';

/** A value for every case, or rows with their conditions. */
export type Decided = Partial<Record<RuleKey, unknown | readonly { readonly when: When; readonly value: unknown }[]>>;

const cite = [{ document: 'own-default', clause: '局定', grade: 'default' }];
const isRows = (given: unknown): given is readonly { when: When; value: unknown }[] =>
  Array.isArray(given) && given.every((one) => one !== null && typeof one === 'object' && 'when' in one);

/** Each named table is written anew over the shipped file; at most once a region and day. */
export async function decideRules(house: House, region: string, decided: Decided): Promise<void> {
  const officer = (id: string): Actor => ({ role: 'policy-officer', id, region });
  const shipped = shippedFiles[region]!;
  const rules = Object.fromEntries(
    Object.entries(decided).map(([key, given]) => [
      key,
      isRows(given) ? given.map((row) => ({ ...row, cite })) : [{ value: given, cite }],
    ]),
  );
  const file = { ...shipped, rules: { ...shipped.rules, ...rules } };
  const { version } = await perform(house, draftPack, officer('author'), { region, file });
  const which = { region, version };
  await perform(house, simulatePack, officer('author'), which);
  await perform(house, approvePack, officer('second'), which);
  await perform(house, approvePack, officer('third'), which);
  const from = dayOf(house.clock.now());
  await perform(house, putInForce, officer('author'), { ...which, from });
  const current = await findPackInForce(house.database, region, from);
  if (current?.version !== version) throw new Error(`version ${version} of ${region} is not in force`);
}
