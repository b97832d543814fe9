// A server's gate under load, to be killed: asks without end and says aloud, line by line, what was answered.
import type { House } from '../../src/base/call.ts';
import { authorise } from '../../src/domain/uses/index.ts';

interface Given {
  readonly terminal: number;
  readonly from: number;
  readonly cards: readonly { cardNumber: string; cardIdentifier: string }[];
}

export async function run(house: House, { terminal, from, cards }: Given): Promise<void> {
  let number = from;
  const caller = async () => {
    for (;;) {
      const mine = number;
      number += 1;
      const { cardNumber, cardIdentifier } = cards[mine % cards.length]!;
      const { allowed } = await authorise(
        house,
        { role: 'system', id: 'load' },
        {
          ...{ terminal, number: BigInt(mine), service: 'pharmacy-purchase', purpose: 'serve-holder' },
          credential: { certType: '03', certNumber: cardNumber, cardIdentifier },
          amountFen: 1n,
        },
      );
      process.stdout.write(`${mine} ${allowed}\n`);
    }
  };
  await Promise.all(Array.from({ length: 64 }, caller));
}
