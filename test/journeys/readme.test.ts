// The README's walk-through, command by command as printed, against the product as `npm start` starts it.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const home = mkdtempSync(join(tmpdir(), 'yikatong-readme-'));
chmodSync(home, 0o755);
let server: ChildProcess;
let environment: NodeJS.ProcessEnv;
let said = '';

const section = (file: string, title: string) => {
  const text = readFileSync(join(root, file), 'utf8');
  const from = text.indexOf(`## ${title}`);
  expect(from, `${file} has a section ${title}`).toBeGreaterThan(0);
  return text.slice(from, text.indexOf('\n## ', from + 3));
};
const commandsIn = (text: string) =>
  [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap(([, block]) => block!.trim().split('\n'))
    .filter((line) => line.startsWith('npx yikatong '));

/** Runs one printed line in a shell; npx would find the same program, a little slower. */
function run(line: string): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(
    'sh',
    ['-c', line.replace('npx yikatong', `node ${join(root, 'bin/yikatong.js')}`)],
    {
      cwd: root,
      env: environment,
      encoding: 'utf8',
    },
  );
  return { status, out: stdout, err: stderr };
}

beforeAll(async () => {
  const port = await freePort();
  environment = { ...process.env, YIKATONG_HOME: home, PORT: String(port), LOG_LEVEL: 'error', NODE_OPTIONS: '' };
  delete environment.DATABASE_URL;
  server = spawn(process.execPath, [join(root, 'bin/yikatong.js'), 'serve'], { cwd: root, env: environment });
  server.stdout!.on('data', (chunk) => {
    said += chunk;
  });
  server.stderr!.on('data', (chunk) => {
    said += chunk;
  });
  while (!said.includes('/docs')) {
    if (server.exitCode !== null) throw new Error(`npm start ended: ${said}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}, 180_000);

afterAll(async () => {
  server.kill('SIGTERM');
  await new Promise((done) => server.once('exit', done));
  rmSync(home, { recursive: true, force: true });
});

test('the walk-through works as printed: a roster becomes an enabled card, and the old card dies (OLD-01)', {
  timeout: 180_000,
}, () => {
  const commands = commandsIn(section('README.md', 'Walk through a card'));
  expect(commands.length).toBeGreaterThan(12);
  const cards: string[] = [];
  for (const command of commands) {
    const { status, out, err } = run(command);
    expect(status, `${command}\n${out}${err}`).toBe(0);
    if (command.includes('import-roster')) expect(out).toMatch(/good rows: 22，有误 bad rows: 2[\s\S]*invited: 22/);
    if (command.includes('cards.my-cards')) cards.push(out);
    if (command.includes('journal verify')) expect(out).toContain('journal intact');
    if (command.includes('my-messages')) expect(out).not.toMatch(/https?:|www\./);
  }
  const states = (text: string) =>
    JSON.parse(text).cards.map(
      ({ generation, socialState, financialState }: Record<string, unknown>) =>
        `G${generation} ${socialState} ${financialState}`,
    );
  expect(states(cards[0]!)).toEqual(['G3 collected open', 'G2 enabled active']);
  expect(states(cards[1]!)).toEqual(['G3 enabled open', 'G2 invalid active']);
});

test('both READMEs print the same commands', () => {
  expect(commandsIn(readFileSync(join(root, 'README.zh-CN.md'), 'utf8'))).toEqual(
    commandsIn(readFileSync(join(root, 'README.md'), 'utf8')),
  );
});

test('policy commands work as printed, and wrong calls say what is right', () => {
  const explained = run(
    'npx yikatong policy explain --region beijing --group retiree --on 2025-09-15 --channel counter',
  );
  expect(explained.status).toBe(0);
  expect(explained.out).toContain('第五批 的来源只写到月（2025-10）');
  expect(explained.out).toContain('京人社数据字〔2024〕133号');
  expect(run('npx yikatong policy diff beijing fuzhou --on 2025-09-15').out).toContain('cardFen');
  for (const [line, hint] of [
    ['npx yikatong policy explain --region atlantis', 'beijing, fuzhou'],
    ['npx yikatong policy explain --region beijing --on 2025-02-30', 'YYYY-MM-DD'],
    ['npx yikatong do cards.my-cards --as nobody', 'employee'],
    ['npx yikatong do cards.my-cards --as employee x=%never.kept', '--keep'],
    ['npx yikatong import-roster /no/such/file.csv --group x', 'cannot read'],
    ['npx yikatong world --people 0', '--people'],
    ['npx yikatong nonsense', 'unknown command'],
  ] as const) {
    const { status, out, err } = run(line);
    expect([status, `${out}${err}`], line).toEqual([2, expect.stringContaining(hint)]);
  }
});

test('the start page is there in both languages, without an outside host', async () => {
  const page = async (language: string) =>
    (await fetch(`http://127.0.0.1:${environment.PORT}/`, { headers: { 'accept-language': language } })).text();
  expect(await page('zh-CN')).toContain('换不换卡，待遇都不受影响');
  expect(await page('en')).toContain('Changing is voluntary');
  expect(await page('zh-CN')).not.toMatch(/(src|href)="(https?:)?\/\//);
});

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer().on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}
