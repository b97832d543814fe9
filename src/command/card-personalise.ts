// `yikatong card personalise`: what the machine at an outlet does with one order: from the planned card to a chip that was read back.
import type { Config } from '../base/config.ts';
import { SeededRandom, systemRandom } from '../base/random.ts';
import { bankCardNumberOf } from '../domain/cards/index.ts';
import { readFinished } from '../world/index.ts';
import { WrongUsage } from './command.ts';
import { fromKept, keepAnswer, readKept } from './kept.ts';
import { deskOf, openCounterModule, openPress } from './presses.ts';

/** Makes the card of an order at the counter of the demo's teller; what is left is to hand it over (`production.finish-making`). */
export async function personaliseOrder(config: Config, asked: { order?: string; keep?: string }): Promise<void> {
  const named = asked.order;
  if (!named) throw new WrongUsage('--order: 缺少申领单编号 · name an order');
  const orderId = named.startsWith('%') ? fromKept(readKept(config.home), named.slice(1)) : named;
  const press = openPress(config, 'counter');
  const module = openCounterModule(config);
  if (!press || !module) {
    throw new WrongUsage(
      '演示城市没有密钥，请重新建立 · this demo city has no keys; found it again in an empty home folder',
    );
  }
  const desk = deskOf(config, 'teller');
  const step = (name: string, input: object) => desk(`production.${name}`, input);

  const { makingId, cardNumber, cardIdentifier, state } = await step('start-making', { orderId });
  if (state === 'started') await step('record-account', { makingId, bankCardNumber: freshBankCard() });
  const wish = { cardNumber, cardIdentifier, generation: 3 };
  const [written] = await press.press(desk, { makingId }, [wish]);
  await step('record-personalised', { makingId, cardIdentifier: written!.cardIdentifier, atr: written!.atr });
  await step('record-printed', { makingId });
  const { reading, digest } = await readFinished(written!.chip, module, (length) => systemRandom.bytes(length));
  const answer = await step('record-read-back', {
    ...{ makingId, cardNumber: reading.cardNumber, cardIdentifier: reading.cardIdentifier, atr: reading.reset },
    ...{ name: reading.name, socialSecurityNumber: reading.socialSecurityNumber, digest },
  });
  if (asked.keep) keepAnswer(config.home, asked.keep, { ...answer, cardNumber });
  console.log(JSON.stringify({ ...answer, cardNumber, cardIdentifier: reading.cardIdentifier }, null, 2));
}

const freshBankCard = (): string => {
  const random = new SeededRandom(Buffer.from(systemRandom.bytes(4)).readInt32LE());
  return bankCardNumberOf('621799', random.below(1_000_000_000));
};
