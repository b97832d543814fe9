// `yikatong migrate`: brings the database to the newest schema and says what was applied.
import { openDatabase } from '../base/database/open.ts';
import { openLog } from '../base/log.ts';
import { migrate } from '../base/migrate.ts';
import type { Command } from './command.ts';

export const migrateCommand: Command = {
  usage: 'migrate',
  about: { zh: '升级数据库结构', en: 'bring the database to the newest schema' },
  async run(_, config) {
    const database = await openDatabase(
      {
        folder: config.home,
        ...(config.databaseUrl ? { url: config.databaseUrl } : {}),
        ...(config.embedded ? { embedded: config.embedded } : {}),
      },
      openLog(config.logLevel),
    );
    try {
      const applied = await migrate(database);
      console.log(applied.length > 0 ? `已应用 applied: ${applied.join(', ')}` : '已是最新 up to date');
      return 0;
    } finally {
      await database.close();
    }
  },
};
