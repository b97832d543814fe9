// Recall and false alarms of the five checks on a file of several thousand, most of them honest in suspicious ways.
import { expect, test } from 'vitest';
import { openAgency } from './benefits.fixture.ts';
import { checkEntitled } from './check-entitled.ts';
import { type FindingKind, findingKinds } from './checks.ts';
import { peopleOf, scoreFindings, writeFraudFile } from './fraud-file.fixture.ts';

const lines = 5_000;

async function check(cases: number) {
  const a = await openAgency();
  const programmeId = await a.openProgrammeOf({ code: 'pension', youngest: 60 });
  const excludedId = await a.openProgrammeOf({ code: 'unemployment', kind: 'unemployment', excludes: ['pension'] });
  const file = { programmeId, excludedId, region: a.region, lines, cases };
  await writeFraudFile(a.house.database, file);
  const { raised } = await a.act(checkEntitled, a.actors.officer, { period: '2025-03' });
  return { raised, scores: await scoreFindings(a.house.database, file) };
}

test('BEN-07 a clean file of several thousand raises no alarm', async () => {
  const { raised } = await check(0);
  expect(raised.map(({ people }) => people)).toEqual(Object.keys(findingKinds).map(() => 0));
}, 120_000);

test('BEN-07 every planted case of every pattern is found, and nobody else is accused', async () => {
  const { scores } = await check(10);
  for (const kind of Object.keys(findingKinds) as FindingKind[]) {
    const planted = 10 * peopleOf[kind];
    expect(scores[kind], kind).toEqual({ planted, found: planted, recall: 1, falseAlarms: 0 });
  }
}, 120_000);
