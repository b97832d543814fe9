// `yikatong serve`: the running product; stops cleanly on SIGTERM and Ctrl-C. An empty embedded database begins as a demo city.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bankLines, doors, jobs, messageChannel, openHouse, operations, standingJobs, version } from '../app.ts';
import type { House } from '../base/call.ts';
import { ShiftedClock } from '../base/clock.ts';
import type { Config } from '../base/config.ts';
import { openHttp } from '../base/http.ts';
import { ensureJobs, startJobs } from '../base/jobs.ts';
import { measureProcess } from '../base/metrics.ts';
import { authenticate } from '../domain/institutions/index.ts';
import { installPacks } from '../domain/policy/index.ts';
import { type Demo, openPortal } from '../portal/index.ts';
import {
  DemoClock,
  type DemoPersona,
  demoRegion,
  foundDemo,
  isEmpty,
  type KeptCity,
  type KeptLines,
  reconnectBanks,
} from '../world/index.ts';
import type { Command } from './command.ts';
import { personasFile } from './http-call.ts';

export const serveCommand: Command = {
  usage: 'serve',
  about: { zh: '启动服务（首次启动会建立一座演示城市）', en: 'start the platform; the first start founds a demo city' },
  async run(_, config) {
    const clock = new ShiftedClock(readShift(config));
    const house = await openHouse(config, clock);
    measureProcess();
    await installPacks(house.database);
    const first = !existsSync(personasFile(config.home));
    const demo = !config.databaseUrl && (await openDemo(house, config));
    await ensureJobs(house, standingJobs);
    const demoClock = openClock(house, config);
    if (demo && existsSync(linesFile(config))) {
      const kept: KeptLines = JSON.parse(readFileSync(linesFile(config), 'utf8'));
      reconnectBanks(house, bankLines, { region: demoRegion, kept, folder: banksFolder(config) });
    }
    const portal = {
      version,
      operations,
      region: demoRegion,
      channel: 'bureau-site',
      ...(demo ? { demo: await openDemoDoor(house, demoClock, demo) } : {}),
    };
    const http = await openHttp(house, { operations, version, authenticate, doors, mount: openPortal(house, portal) });
    const stopJobs = startJobs(house, jobs);
    let exit = 0;
    try {
      await http.listen({ host: config.host, port: config.port });
      const at = `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${config.port}`;
      console.log(`一卡通已启动 Yikatong ${version} is running: ${house.database.description}`);
      console.log(`  首页 start page      ${at}`);
      console.log(`  接口 API            ${at}/docs`);
      if (demo) {
        demoClock.openDesks(at, first);
        console.log(
          `  演示城市 demo city   ${clock.now().toISOString().slice(0, 10)}, 人物 personas: ${Object.keys(demo).join(', ')}`,
        );
        console.log('  试一试 try           npx yikatong do cards.my-cards --as employee');
      }
      await stopSignal();
      console.log('正在停止 stopping ...');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      console.error(
        `端口 ${config.port} 已被占用，请用 PORT=… 换一个。 Port ${config.port} is taken; choose another with PORT=…`,
      );
      exit = 1;
    }
    // First no new calls, then the job in hand, then the database.
    await http.close();
    await demoClock.stop();
    await stopJobs();
    await house.database.close();
    return exit;
  },
};

const demoPeople = 400;

// The demo lives in the middle of a campaign: its clock is the real one moved there, and goes on after a restart.
const shiftFile = (config: Config) => join(config.home, 'demo-clock');

function readShift(config: Config): number {
  return !config.databaseUrl && existsSync(shiftFile(config)) ? Number(readFileSync(shiftFile(config), 'utf8')) : 0;
}

// The demo's banks keep what they know beside the database, so that their lines open again after a restart.
const banksFolder = (config: Config) => join(config.home, 'demo-banks');
const linesFile = (config: Config) => join(config.home, 'demo-lines.json');

/** Founds the demo city in an empty database; gives its personas, or undefined where the database holds something else. */
async function openDemo(
  house: House & { clock: ShiftedClock },
  config: Config,
): Promise<Record<string, DemoPersona> | undefined> {
  if (existsSync(personasFile(config.home))) return JSON.parse(readFileSync(personasFile(config.home), 'utf8'));
  if (!(await isEmpty(house))) return undefined;
  console.log(`正在建立演示城市（约${demoPeople}人），首次启动需要片刻 founding the demo city, once ...`);
  // The city is founded in the past of its own calendar, so the clock starts far back.
  const past = new ShiftedClock(Date.UTC(2025, 0, 1) - house.clock.now().getTime());
  mkdirSync(banksFolder(config), { recursive: true, mode: 0o700 });
  const { personas, maker, presses, city, lines } = await foundDemo(
    { ...house, clock: past },
    { operations, jobs, standingJobs, bankLines },
    demoPeople,
    banksFolder(config),
  );
  writeFileSync(linesFile(config), JSON.stringify(lines), { mode: 0o600 });
  house.clock.setShift(past.shiftMs);
  writeFileSync(shiftFile(config), String(past.shiftMs));
  writeFileSync(cityFile(config), JSON.stringify(city), { mode: 0o600 });
  writeFileSync(join(config.home, 'demo-maker.json'), JSON.stringify(maker), { mode: 0o600 });
  writeFileSync(join(config.home, 'demo-presses.json'), JSON.stringify(presses), { mode: 0o600 });
  writeFileSync(personasFile(config.home), JSON.stringify(personas, null, 2), { mode: 0o600 });
  return personas;
}

const cityFile = (config: Config) => join(config.home, 'demo-city.json');

/** The clock of the demo; a city founded before it was kept has no people who go on living, only its jobs. */
function openClock(house: House & { clock: ShiftedClock }, config: Config): DemoClock {
  const file = cityFile(config);
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as KeptCity) : undefined;
  const keepTime = () => writeFileSync(shiftFile(config), String(house.clock.shiftMs));
  return new DemoClock(house, { operations, jobs, standingJobs, bankLines }, kept, keepTime);
}

/** The people of the demo as the start page offers them, and its clock. */
async function openDemoDoor(
  house: House,
  clock: DemoClock,
  personas: Readonly<Record<string, DemoPersona>>,
): Promise<Demo> {
  const known = await Promise.all(
    Object.entries(personas).map(async ([name, { about, token, onBehalfOf }]) => {
      const actor = await authenticate(house, { token, ...(onBehalfOf ? { onBehalfOf } : {}) });
      return actor ? [{ name, about, actor }] : [];
    }),
  );
  return {
    personas: known.flat(),
    messageText: (id) => messageChannel.inbox.find((message) => message.id === id)?.text,
    clock,
  };
}

const stopSignal = () =>
  new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
