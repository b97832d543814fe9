// `yikatong journal verify`: seals what is final and recomputes the whole SM3 chain.
import { openHouse } from '../app.ts';
import { realClock } from '../base/clock.ts';
import { sealJournal, verifyJournal } from '../base/journal.ts';
import { type Command, WrongUsage } from './command.ts';

export const journalCommand: Command = {
  usage: 'journal verify',
  about: { zh: '核验日志链', en: 'prove that no journal line was changed, removed or added' },
  async run([what], config) {
    if (what !== 'verify') throw new WrongUsage('journal verify');
    const house = await openHouse(config, realClock);
    try {
      const sealed = await sealJournal(house.database, house.clock.now());
      const verdict = await verifyJournal(house.database);
      console.log(
        verdict.intact
          ? `日志完整 journal intact: ${verdict.entries} lines in ${verdict.blocks} blocks (${sealed} sealed now), seal ${verdict.seal ?? '-'}`
          : `日志被改动 journal BROKEN at block ${verdict.brokenBlock}: ${verdict.entries} lines before it are intact`,
      );
      return verdict.intact ? 0 : 1;
    } finally {
      await house.database.close();
    }
  },
};
