// `yikatong world`: plays a region's campaign on a database of its own and says whether everything held on every day.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bankLines, jobs, openHouse, operations, standingJobs } from '../app.ts';
import { MovableClock } from '../base/clock.ts';
import { type Day, isDay, startOfDay } from '../base/day.ts';
import { play, reportText } from '../world/index.ts';
import { type Command, WrongUsage } from './command.ts';

export const worldCommand: Command = {
  usage: 'world [--region <region>] [--seed <number>] [--people <number>] [--from <day>] [--to <day>] [--json]',
  about: {
    zh: '按种子推演一地的换发全过程并逐日核验',
    en: 'play a region’s whole campaign from one seed and check it day by day',
  },
  async run(args, config) {
    const options = parse(args);
    // A played world is thrown away: it never touches the data of a running platform.
    const home = mkdtempSync(join(tmpdir(), 'yikatong-world-'));
    chmodSync(home, 0o755);
    const clock = new MovableClock(startOfDay(options.from));
    const own = { ...config, home, masterKeyFile: join(home, 'master-key'), logLevel: 'error' };
    const { databaseUrl: _, ...embedded } = own;
    const house = await openHouse(embedded, clock);
    const started = process.hrtime.bigint();
    const showProgress = process.stderr.isTTY && !options.json;
    try {
      const { report, broken } = await play(
        house,
        { operations, jobs, standingJobs, bankLines },
        {
          ...options,
          onDay: (day, acts) => {
            if (showProgress) process.stderr.write(`\r${day}  ${String(acts).padStart(6)} 件 acts `);
          },
        },
      );
      if (showProgress) process.stderr.write('\r\x1b[K');
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      console.log(
        options.json
          ? JSON.stringify({ ...report, seconds, broken }, null, 2)
          : `${reportText(report)}\n用时 took ${seconds.toFixed(0)} s`,
      );
      for (const sentence of broken) console.error(`不成立 BROKEN: ${sentence}`);
      return broken.length === 0 ? 0 : 1;
    } finally {
      await house.database.close();
      rmSync(home, { recursive: true, force: true });
    }
  },
};

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  let values: ReturnType<typeof read>;
  function read() {
    return parseArgs({
      args,
      options: {
        region: text,
        seed: text,
        people: text,
        from: text,
        to: text,
        json: { type: 'boolean' },
        here: { type: 'boolean' },
      },
    }).values;
  }
  try {
    values = read();
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
  const day = (name: 'from' | 'to', usual: string): Day => {
    const given = values[name] ?? usual;
    if (!isDay(given)) throw new WrongUsage(`--${name} ${given}: 日期应为 YYYY-MM-DD · is not a day`);
    return given;
  };
  const number = (name: 'seed' | 'people', usual: number, most: number) => {
    const given = Number(values[name] ?? usual);
    if (!Number.isInteger(given) || given < 1 || given > most) throw new WrongUsage(`--${name}: 1…${most}`);
    return given;
  };
  const from = day('from', '2024-10-01');
  const to = day('to', '2026-02-28');
  if (from >= to) throw new WrongUsage('--from 必须早于 --to · --from must be before --to');
  return {
    region: values.region ?? 'beijing',
    seed: number('seed', 7, 2 ** 31),
    people: number('people', 2000, 1_000_000),
    from,
    to,
    json: values.json === true,
  };
}
