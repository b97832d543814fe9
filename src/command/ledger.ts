// `yikatong ledger verify`: seals what is final and proves that every fen is accounted for.
import { openHouse } from '../app.ts';
import { realClock } from '../base/clock.ts';
import { yuan } from '../base/money.ts';
import { sealTransfers, verifyLedger } from '../domain/ledger/index.ts';
import { type Command, WrongUsage } from './command.ts';

export const ledgerCommand: Command = {
  usage: 'ledger verify',
  about: { zh: '核验总账', en: 'prove that balances are the sum of transfers and that none was changed' },
  async run([what], config) {
    if (what !== 'verify') throw new WrongUsage('ledger verify');
    const house = await openHouse(config, realClock);
    try {
      const { database, clock } = house;
      while (await database.transaction((db) => sealTransfers(db, clock.now())));
      const verdict = await verifyLedger(database);
      for (const pot of verdict.pots) {
        const equal = verdict.unequalPots.includes(pot.ledger) ? '≠' : '=';
        console.log(
          `${pot.ledger}: ${pot.accounts} accounts, debits ${yuan(pot.debitsPosted)} ${equal} credits ${yuan(pot.creditsPosted)}, pending ${yuan(pot.debitsPending)}`,
        );
      }
      const { chain } = verdict;
      if (chain.intact)
        console.log(`链 chain: ${chain.transfers} transfers in ${chain.blocks} blocks, seal ${chain.seal ?? '-'}`);
      else
        console.log(
          `链断裂 chain BROKEN at block ${chain.brokenBlock}: ${chain.transfers} transfers before it are intact`,
        );
      for (const id of verdict.wrongAccounts)
        console.log(`账户余额与流水不符 totals are not the sum of transfers: account ${id}`);
      for (const id of verdict.wrongTransfers) console.log(`流水有误 wrong transfer: ${id}`);
      console.log(verdict.intact ? '总账平衡 the ledger is intact' : '总账有误 the ledger is BROKEN');
      return verdict.intact ? 0 : 1;
    } finally {
      await house.database.close();
    }
  },
};
