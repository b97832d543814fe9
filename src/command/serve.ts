// `yikatong serve`: the running product; stops cleanly on SIGTERM and Ctrl-C.
import { jobs, openHouse, operations, standingJobs, version } from '../app.ts';
import { openHttp } from '../base/http.ts';
import { ensureJobs, startJobs } from '../base/jobs.ts';
import { measureProcess } from '../base/metrics.ts';
import type { Command } from './command.ts';

export const serveCommand: Command = {
  usage: 'serve',
  about: { zh: '启动服务', en: 'start the platform' },
  async run(_, config) {
    const house = await openHouse(config);
    measureProcess();
    await ensureJobs(house, standingJobs);
    const http = await openHttp(house, { operations, version, authenticate: async () => undefined });
    const stopJobs = startJobs(house, jobs);
    let exit = 0;
    try {
      await http.listen({ host: config.host, port: config.port });
      const at = `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${config.port}`;
      console.log(
        `一卡通已启动 Yikatong ${version} is running on ${house.database.description}\n  ${at}/docs  接口 API`,
      );
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
    await stopJobs();
    await house.database.close();
    return exit;
  },
};

const stopSignal = () =>
  new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
