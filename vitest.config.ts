import pg from 'pg';
import { defineConfig } from 'vitest/config';
import { findChromium } from './test/browser/chromium.ts';

// Tests named *.db.test.ts need a database and run once on each kind; all others run once.
const kinds = ['embedded', 'pglite'];
if (await postgresAnswers()) kinds.push('postgres');
else missing('PostgreSQL', 'no server answers; set YIKATONG_TEST_POSTGRES to the address of one');

const withBrowser = findChromium() !== undefined;
if (!withBrowser) missing('browser', 'no Chromium is installed; set YIKATONG_TEST_CHROMIUM to the path of one');

// Seals again and again while it waits for every open transaction of the server: beside files that wait likewise, each held the other up.
const alone = ['src/domain/ledger/ledger.db.test.ts'];

const shared = { pool: 'forks', testTimeout: 30_000, hookTimeout: 120_000 } as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', './test/closing-line.ts'],
    projects: [
      {
        test: {
          ...shared,
          name: 'plain',
          include: ['{src,test,tools,bench}/**/*.test.ts'],
          exclude: ['**/*.db.test.ts', '**/*.browser.test.ts', '**/node_modules/**'],
        },
      },
      ...(withBrowser
        ? [
            {
              test: {
                ...shared,
                name: 'browser',
                include: ['test/browser/*.browser.test.ts'],
                globalSetup: './test/database-setup.ts',
                env: { YIKATONG_TEST_KIND: 'embedded' },
              },
            },
          ]
        : []),
      ...kinds.flatMap((kind) => {
        // What needs a server that outlives its clients cannot run on PGlite.
        const exclude = kind === 'pglite' ? ['**/*.server.db.test.ts', '**/node_modules/**'] : ['**/node_modules/**'];
        const database = {
          ...shared,
          // Files share one loaded source tree a worker: each has a database of its own, and loading takes longer than testing.
          isolate: false,
          globalSetup: './test/database-setup.ts',
          env: { YIKATONG_TEST_KIND: kind },
        };
        return [
          {
            test: { ...database, name: kind, include: ['{src,test}/**/*.db.test.ts'], exclude: [...exclude, ...alone] },
          },
          // Afterwards, with nobody else on the server.
          {
            test: {
              ...database,
              name: `${kind} alone`,
              include: alone,
              exclude,
              maxWorkers: 1,
              sequence: { groupOrder: 1 },
            },
          },
        ];
      }),
    ],
  },
});

async function postgresAnswers(): Promise<boolean> {
  const client = new pg.Client({
    connectionString: process.env.YIKATONG_TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres',
    connectionTimeoutMillis: 2000,
  });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

function missing(part: string, why: string): void {
  if (process.env.CI === 'true') throw new Error(`CI=true, but the ${part} part cannot run: ${why}`);
  console.log(`not run: the ${part} part — ${why}.`);
}
