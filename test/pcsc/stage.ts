// A stage for PC/SC tests: pcscd of its own with one virtual reader of two slots, both reached over the loopback. Starts nothing and
// installs nothing when pcscd, vpcd or the tools are missing: then it says what is missing.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSlot, readerConf, type SlotCard, type VirtualSlot } from '../../src/terminal/index.ts';

const PORT = 35970;
const DAEMON = 'pcscd';
const DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';

export interface Stage {
  readonly card: VirtualSlot;
  readonly psam: VirtualSlot;
  close(): Promise<void>;
}

/** Names of the two slots as PC/SC programs see them. */
export const slotNames = ['Yikatong Virtual Reader 00 00', 'Yikatong Virtual Reader 00 01'] as const;

/** Why these tests cannot run here; undefined when they can. */
export function missing(): string | undefined {
  const lacking = [DAEMON, 'opensc-tool', 'scriptor', 'pcsc_scan', 'cardpeek'].filter((name) => !found(name));
  if (!existsSync(DRIVER)) lacking.push('vpcd');
  if (lacking.length > 0) return `PC/SC: ${lacking.join(', ')} missing; run .ci/install-pcsc.sh`;
  if (process.platform !== 'linux') return 'PC/SC: the stage needs Linux';
  if (process.getuid?.() !== 0) return 'PC/SC: a pcscd of our own needs root';
  return existsSync('/run/pcscd/pcscd.comm') && alive() ? 'PC/SC: another pcscd is running' : undefined;
}

const found = (name: string): boolean => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
const alive = (): boolean => spawnSync('sh', ['-c', 'kill -0 "$(cat /run/pcscd/pcscd.pid)"']).status === 0;

export async function openStage(card: SlotCard, psam: SlotCard, mode: 'listen' | 'connect'): Promise<Stage> {
  const place = mkdtempSync(join(tmpdir(), 'yikatong-pcsc-'));
  const conf = join(place, 'reader.conf');
  writeFileSync(conf, readerConf({ port: PORT, mode }));
  const open = async () =>
    [await openSlot(card, { port: PORT, mode }), await openSlot(psam, { port: PORT + 1, mode })] as const;
  // A card that listens must be there before pcscd starts: it gives up on a slot that is not.
  let slots = mode === 'listen' ? await open() : undefined;
  const daemon = spawn(DAEMON, ['--foreground', '--config', conf], { stdio: 'ignore' });
  await ready(daemon, 'Virtual');
  slots ??= await open();
  await ready(daemon, 'Yes');
  const both = slots;
  return {
    card: both[0],
    psam: both[1],
    async close() {
      const gone = new Promise((resolve) => daemon.once('exit', resolve));
      daemon.kill('SIGTERM');
      await gone;
      for (const slot of both) await slot.close();
      rmSync(place, { recursive: true, force: true });
    },
  };
}

/** Waits until both slots are listed with this word: that they are there, or that a card is in. */
async function ready(daemon: ChildProcess, word: string): Promise<void> {
  for (let i = 0; i < 50; i += 1) {
    if (daemon.exitCode !== null) throw new Error(`pcscd ended with ${daemon.exitCode}`);
    const listed = (await run('opensc-tool', ['--list-readers']))
      .split('\n')
      .filter((line) => line.includes('Yikatong'));
    if (listed.filter((line) => line.includes(word)).length === 2) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('pcscd shows no virtual reader');
}

/** Runs a program to its end and gives what it printed on both streams; stopped after 15 seconds or 1 MB. */
export function run(program: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { timeout: 60_000 });
    let text = '';
    const take = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.length > 1_000_000) child.kill('SIGKILL');
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('error', reject);
    child.on('close', () => resolve(text));
  });
}
