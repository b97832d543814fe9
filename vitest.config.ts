import pg from 'pg';
import { defineConfig } from 'vitest/config';
import { findChromium } from './test/browser/chromium.ts';

// Tests named *.db.test.ts need a database and run once on each kind; all others run once.
const kinds = ['embedded', 'pglite'];
if (await postgresAnswers()) kinds.push('postgres');
else missing('PostgreSQL', 'no server answers; set YIKATONG_TEST_POSTGRES to the address of one');

const withBrowser = findChromium() !== undefined;
if (!withBrowser) missing('browser', 'no Chromium is installed; set YIKATONG_TEST_CHROMIUM to the path of one');

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
      ...kinds.map((kind) => ({
        test: {
          ...shared,
          name: kind,
          // Files share one loaded source tree a worker: each has a database of its own, and loading takes longer than testing.
          isolate: false,
          include: ['{src,test}/**/*.db.test.ts'],
          // What needs a server that outlives its clients cannot run on PGlite; pages ask it nothing that the modules do not ask.
          exclude: [
            ...(kind === 'pglite' ? ['**/*.server.db.test.ts', '{src,test}/portal/**'] : []),
            '**/node_modules/**',
          ],
          globalSetup: './test/database-setup.ts',
          env: { YIKATONG_TEST_KIND: kind },
        },
      })),
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
