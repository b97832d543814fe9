// Settings from the environment, read once, each with its default and meaning. Nothing else reads the environment.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Random } from './random.ts';
import type { MasterKey } from './vault.ts';

export interface Config {
  /** DATABASE_URL: a PostgreSQL server; without it the embedded database is used. */
  readonly databaseUrl?: string;
  /** YIKATONG_EMBEDDED: 'native' or 'pglite' forces one embedded kind. */
  readonly embedded?: 'native' | 'pglite';
  /** YIKATONG_HOME: where embedded data and the master key live. */
  readonly home: string;
  /** YIKATONG_MASTER_KEY_FILE: the file with the master keys. */
  readonly masterKeyFile: string;
  /** HOST and PORT the server listens on. */
  readonly host: string;
  readonly port: number;
  /** LOG_LEVEL: debug, info, warn, error. */
  readonly logLevel: string;
}

export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const home = resolve(env.YIKATONG_HOME ?? '.yikatong');
  const port = Number(env.PORT ?? 8430);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`PORT must be a number from 0 to 65535, not “${env.PORT}”`);
  const embedded = env.YIKATONG_EMBEDDED;
  if (embedded && embedded !== 'native' && embedded !== 'pglite') {
    throw new Error(`YIKATONG_EMBEDDED must be native or pglite, not “${embedded}”`);
  }
  return {
    ...(env.DATABASE_URL ? { databaseUrl: env.DATABASE_URL } : {}),
    ...(embedded ? { embedded: embedded as 'native' | 'pglite' } : {}),
    home,
    masterKeyFile: env.YIKATONG_MASTER_KEY_FILE ?? join(home, 'master-key'),
    host: env.HOST ?? '127.0.0.1',
    port,
    logLevel: env.LOG_LEVEL ?? 'info',
  };
}

/**
 * Reads the master keys: one `number:64 hex digits` a line. A missing file is made with one fresh key, which is right for
 * trying out; a bureau puts the file on a medium of its own and names it by YIKATONG_MASTER_KEY_FILE.
 */
export function readMasterKeys(file: string, random: Random): MasterKey[] {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `1:${Buffer.from(random.bytes(32)).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  }
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new Error(`the master key file ${file} can be read by others; run: chmod 600 ${file}`);
  }
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, i) => {
      const [, id, hex] = /^(\d{1,5}):([0-9a-f]{64})$/.exec(line.trim()) ?? [];
      if (!id || !hex) throw new Error(`line ${i + 1} of the master key file ${file} is not “number:64 hex digits”`);
      return { id: Number(id), secret: Buffer.from(hex, 'hex') };
    });
}
