// `yikatong terminal purse | load | ride | buy | pay | pay-load`: what a loading point, a gate and a till do with sample cards.
import {
  type CardChannel,
  debitPurse,
  loadPurse,
  type OpenPurchaseModule,
  payByContact,
  payByTap,
  railFare,
  readBalance,
  readPurseLog,
  type Station,
  samplePan,
  selectPurse,
  tap,
  testBank,
  testPaymentAuthorities,
  testPurseHost,
} from '../terminal/index.ts';
import { WrongUsage } from './command.ts';

const wishes = ['purse', 'load', 'ride', 'buy', 'pay', 'pay-load'] as const;
export type MoneyWish = (typeof wishes)[number];
export const isMoneyWish = (word = ''): word is MoneyWish => wishes.some((one) => one === word);

interface Wish {
  readonly what: MoneyWish;
  readonly amount: string | undefined;
  readonly fare: string | undefined;
  readonly cash: boolean;
  readonly now: Date;
  readonly random: (length: number) => Uint8Array;
  readonly pin?: string;
}

/** What every sample account holds, in fen: the test bank forgets with the process. */
const SAMPLE_ACCOUNT = 1_000_000n;

export async function moneyOf(
  channel: CardChannel,
  module: () => Promise<OpenPurchaseModule>,
  wish: Wish,
): Promise<object> {
  const time = timeOf(wish.now);
  if (wish.what === 'pay' || wish.what === 'pay-load') return pay(channel, wish, time);
  const purse = await selectPurse(channel);
  const shown = { purse: `…${purse.number.slice(-4)}` };
  if (wish.what === 'purse')
    return plain({ ...shown, balanceFen: await readBalance(channel), log: await readPurseLog(channel) });
  if (wish.what === 'load') {
    const order = { amountFen: fenOf(wish.amount), terminal: '110100000001', time };
    const done = await loadPurse(channel, purse, testPurseHost(), order);
    const { amountFen, balanceFen, sequence } = done.load;
    return plain({ ...shown, outcome: done.outcome, amountFen, balanceFen, sequence });
  }
  const open = await module();
  try {
    const { outcome, debit } =
      wish.what === 'buy'
        ? await debitPurse(channel, purse, open, { amountFen: fenOf(wish.amount), time })
        : await tap(channel, {
            ...{ module: open, time, isBlocked: () => false },
            fare: (at) => railFare(at, station(fenOf(wish.fare ?? '3')), time),
          });
    const { amountFen, balanceFen, sequence, terminal, terminalSequence } = debit;
    return plain({ ...shown, outcome, amountFen, balanceFen, sequence, terminal, terminalSequence });
  } finally {
    await open.close();
  }
}

async function pay(channel: CardChannel, { what, amount, cash, random, pin }: Wish, time: string): Promise<object> {
  const serial = Buffer.from(channel.atr).toString('hex');
  // The serial number at the end of the ATR leads to the account of a sample card; a contactless ATR ends with a check byte.
  const end = channel.face === 'contactless' ? -2 : undefined;
  const accounts = new Map([[samplePan(serial.slice(0, end).slice(-8)), SAMPLE_ACCOUNT]]);
  const terminal = {
    ...{ authorities: testPaymentAuthorities(), random, national: true, floorFen: 50_000n },
    ...{ shop: 'YIKATONG SAMPLE SHOP', ...(pin === undefined ? {} : { pin }) },
    ...(cash ? {} : { bank: testBank(accounts) }),
  };
  const order = { amountFen: fenOf(amount), time, cash, kind: what === 'pay-load' ? 'cash-load' : 'purchase' } as const;
  const result = await (channel.face === 'contact' ? payByContact : payByTap)(channel, order, terminal);
  return plain(result.outcome === 'torn' ? { ...result } : { ...result, pan: `…${result.pan.slice(-4)}` });
}

const station = (fare: bigint): Station => ({
  ...{
    line: '04',
    station: '0000000000000412',
    device: '0000000000000077',
    operator: '0103100000000000',
    city: '1000',
  },
  ...{ entryFen: fare, maximumFen: fare, fareFrom: () => fare },
});

/** Yuan as people write them; refuses what is none before a card is asked. */
function fenOf(yuan = ''): bigint {
  const [, whole, part = ''] = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(yuan) ?? [];
  if (whole === undefined) throw new WrongUsage('<yuan>: 12 | 12.5 | 12.50');
  return BigInt(whole) * 100n + BigInt(part.padEnd(2, '0'));
}

/** YYYYMMDDhhmmss in Beijing, as terminals write it. */
const timeOf = (now: Date): string =>
  new Date(now.getTime() + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);

/** Amounts as decimal strings. */
const plain = (answer: object): object =>
  JSON.parse(JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? value.toString() : value)));
