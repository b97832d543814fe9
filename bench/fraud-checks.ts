// The five checks over a file of payees on a PostgreSQL server: recall of what was planted, alarms on a clean file, seconds.
import { availableParallelism, loadavg } from 'node:os';
import { perform } from '../src/base/action.ts';
import type { Actor } from '../src/base/actor.ts';
import { type House, openCall } from '../src/base/call.ts';
import { MovableClock } from '../src/base/clock.ts';
import { Database } from '../src/base/database/database.ts';
import { openPostgres } from '../src/base/database/postgres.ts';
import { silentLog } from '../src/base/log.ts';
import { migrate } from '../src/base/migrate.ts';
import { systemRandom } from '../src/base/random.ts';
import { Vault } from '../src/base/vault.ts';
import type { FindingKind } from '../src/domain/benefits/checks.ts';
import { draftProgramme } from '../src/domain/benefits/draft-programme.ts';
import { raise } from '../src/domain/benefits/finding-store.ts';
import { type FraudFile, peopleOf, scoreFindings, writeFraudFile } from '../src/domain/benefits/fraud-file.fixture.ts';
import { openProgramme } from '../src/domain/benefits/open-programme.ts';
import { registerInstitutions } from '../src/domain/institutions/index.ts';
import { installPacks } from '../src/domain/policy/index.ts';

const region = 'fuzhou';
const kinds = Object.keys(peopleOf) as FindingKind[];

export async function run({
  url = 'postgres://postgres@127.0.0.1:5432/postgres',
  lines = '200000',
  cases = '100',
}: {
  url?: string;
  lines?: string;
  cases?: string;
}): Promise<void> {
  const clean = await onFreshDatabase(url, Number(lines), 0);
  const planted = await onFreshDatabase(url, Number(lines), Number(cases));
  console.log(
    JSON.stringify({
      bench: 'fraud-checks',
      machine: { cores: availableParallelism(), loadAverage: loadavg().map(round) },
      lines: Number(lines),
      casesOfEach: Number(cases),
      clean: { falseAlarms: sum(clean.scores), seconds: clean.seconds },
      planted: { ...planted.scores, falseAlarms: sum(planted.scores), seconds: planted.seconds },
    }),
  );
  const missed = kinds.filter((kind) => planted.scores[kind].recall < 1);
  if (missed.length > 0) throw new Error(`planted cases were not found: ${missed}`);
  if (sum(clean.scores) + sum(planted.scores) > 0) throw new Error('honest people were accused');
}

const sum = (scores: Awaited<ReturnType<typeof scoreFindings>>) =>
  kinds.reduce((all, kind) => all + scores[kind].falseAlarms, 0);

async function onFreshDatabase(url: string, lines: number, cases: number) {
  const name = `yikatong_bench_fraud_${process.pid}_${cases}`;
  const admin = new Database(await openPostgres(url, { connections: 1 }));
  await admin.run({ text: `create database ${name}`, values: [] });
  const own = new URL(url);
  own.pathname = `/${name}`;
  const database = new Database(await openPostgres(own.href, { connections: 2 }));
  try {
    await migrate(database);
    const file = { ...(await openProgrammes(database)), region, lines, cases };
    await writeFraudFile(database, file);
    const seconds: Record<string, number> = {};
    for (const kind of kinds) {
      const started = performance.now();
      await raise(database, kind, '2025-03-01', new Date('2025-03-03T02:00:00Z'));
      seconds[kind] = round((performance.now() - started) / 1000);
    }
    return { seconds, scores: await scoreFindings(database, file) };
  } finally {
    await database.close();
    await admin.run({ text: `drop database ${name} with (force)`, values: [] });
    await admin.close();
  }
}

/** A pension from sixty on, and an unemployment benefit nobody may draw beside it. */
async function openProgrammes(database: Database): Promise<Pick<FraudFile, 'programmeId' | 'excludedId'>> {
  const house: House = {
    database,
    clock: new MovableClock(new Date('2025-03-03T02:00:00Z')),
    random: systemRandom,
    vault: new Vault([{ id: 1, secret: systemRandom.bytes(32) }], systemRandom),
    log: silentLog,
  };
  await installPacks(database);
  const [agency] = await database.transaction((db) =>
    registerInstitutions(openCall(house, db, { role: 'system', id: 'bench' }), [
      { region, kind: 'agency', code: 'agency', name: '示例经办中心' },
    ]),
  );
  const officer: Actor = { role: 'benefit-officer', id: 'officer', institutionId: agency! };
  const approver: Actor = { role: 'benefit-approver', id: 'approver', institutionId: agency! };
  const common = { nameEn: 'Benefit', memo: '待遇发放', mostFen: '100000000' };
  const open = async (wish: {
    code: string;
    nameZh: string;
    kind: 'pension' | 'unemployment';
    youngest?: number;
    excludes?: string[];
  }) => {
    const { programmeId } = await perform(house, draftProgramme, officer, { ...common, ...wish });
    await perform(house, openProgramme, approver, { programmeId });
    return programmeId;
  };
  const programmeId = await open({ code: 'pension', nameZh: '养老金', kind: 'pension', youngest: 60 });
  const other = { code: 'unemployment', nameZh: '失业保险金', kind: 'unemployment' } as const;
  return { programmeId, excludedId: await open({ ...other, excludes: ['pension'] }) };
}

const round = (n: number) => Math.round(n * 100) / 100;
