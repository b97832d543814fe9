// The act that is interrupted: a batch is planned, the bank asked for its accounts, the answer taken, the card file announced.
import { perform } from '../../src/base/action.ts';
import type { Actor } from '../../src/base/actor.ts';
import { type House, openCall } from '../../src/base/call.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { makeSendMessages, profiles, takeMessage } from '../../src/domain/banking/index.ts';
import { watchAccounts } from '../../src/domain/orders/watch-accounts.ts';
import { exportProductionFile } from '../../src/domain/production/export-production-file.ts';
import { makeBatches } from '../../src/domain/production/make-batches.ts';
import { FileMemory, SimulatedBank } from '../../src/world/index.ts';

export interface BatchDay {
  readonly office: Actor;
  readonly makerId: string;
  /** Where the bank keeps what it must not forget. */
  readonly memory: string;
  readonly requestId: string;
  /** Besides after a statement: after the bank took a message and before we hear of it, or after we took its answer and before it does. */
  readonly dieAfter?: 'delivered' | 'answered';
}

export const openBank = (house: House, memory: string) =>
  new SimulatedBank({
    region: 'beijing',
    bankCode: 'icbc',
    profile: profiles.iso,
    random: new SeededRandom(5),
    now: () => house.clock.now(),
    memory: new FileMemory(memory),
  });

export async function run(house: House, { office, makerId, memory, requestId, dieAfter }: BatchDay): Promise<void> {
  const bank = openBank(house, memory);
  const die = (at: BatchDay['dieAfter']) => {
    if (dieAfter === at) process.kill(process.pid, 'SIGKILL');
  };
  const send = makeSendMessages({
    async deliver(_, frame) {
      const answer = await bank.deliver(undefined, frame);
      die('delivered');
      return answer;
    },
  });
  const hear = () =>
    bank.send(async (frame) => {
      await perform(house, takeMessage, office, { frame });
      die('answered');
    });
  const watch = () => house.database.transaction((db) => watchAccounts.run(openCall(house, db, office), {}));

  const { batches } = await perform(house, makeBatches, office, { makerId }, { requestId });
  await send.errand(house, {});
  await hear();
  await watch();
  for (const { batchId } of batches)
    await perform(house, exportProductionFile, office, { batchId }, { requestId: `export ${requestId}` });
  await send.errand(house, {});
}
