// A million hostile commands (--count) at every generation, application and face: runs the fuzz tests of the chip at full length and
// prints how long each took. Any exception, silence, internal error or leak makes it fail.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

interface Report {
  success: boolean;
  testResults: { assertionResults: { title: string; status: string; duration: number; failureMessages: string[] }[] }[];
}

export async function run({ count = '1000000' }: { count?: string }): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), 'yikatong-fuzz-'));
  const out = join(place, 'report.json');
  const load = loadavg()[0];
  const files = ['src/chip/fuzz.test.ts', 'src/chip/pay-fuzz.test.ts'];
  const vitest = resolve('node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', ...files, '--project', 'plain', '--reporter', 'json', '--outputFile', out];
  spawnSync(process.execPath, args, {
    env: { ...process.env, FUZZ_APDUS: count },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { success, testResults } = JSON.parse(readFileSync(out, 'utf8')) as Report;
  rmSync(place, { recursive: true });
  const rows = testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ title, status, duration, failureMessages }) => ({
      ...{ title, status, seconds: Math.round(duration / 100) / 10 },
      ...(failureMessages.length > 0 ? { failureMessages } : {}),
    })),
  );
  console.log(JSON.stringify({ count: Number(count), success, load, rows }, null, 2));
  if (!success) process.exitCode = 1;
}
