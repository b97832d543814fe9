// What stands on the desk of a hospital or pharmacy: a reader for cards, and a printer for receipts.
import { CardChannel, type IssuerKeys, type Reader, readHolder } from '../../terminal/index.ts';

/** What somebody shows at the desk, as the interface names it. */
export interface Shown {
  /** 03 the physical card, 01 a token of a decoded e-card, 02 an identity document. */
  readonly mdtrt_cert_type: '01' | '02' | '03';
  readonly mdtrt_cert_no: string;
  readonly card_sn?: string;
}

/** Reads the card that lies on the reader: genuine, or the terminal says so and nothing is sent. */
export async function readCard(
  reader: Reader,
  keys: IssuerKeys,
  random: (length: number) => Uint8Array,
): Promise<Shown> {
  const channel = await CardChannel.open(reader);
  try {
    const holder = await readHolder(channel, keys, random);
    return { mdtrt_cert_type: '03', mdtrt_cert_no: holder.cardNumber, card_sn: holder.cardIdentifier };
  } finally {
    await channel.close();
  }
}

/** A settlement as the institution keeps it in its own books. */
export interface Receipt {
  readonly settlement: string;
  readonly visit: string;
  readonly person: string;
  readonly insuredIn: string;
  readonly insurance: string;
  readonly clearing: string;
  readonly message: string;
  readonly refund: boolean;
  readonly at: string;
  readonly totalFen: bigint;
  readonly fundFen: bigint;
  readonly accountFen: bigint;
  readonly cashFen: bigint;
  readonly balanceFen: bigint;
}

const fen = (text: string | undefined): bigint => BigInt((text ?? '0.00').replace('.', ''));
const yuan = (amount: bigint): string => {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

export const receiptOf = (info: Readonly<Record<string, string>>): Receipt => ({
  ...{ settlement: info.setl_id!, visit: info.mdtrt_id!, person: info.psn_no!, insuredIn: info.clr_optins! },
  ...{ insurance: info.insutype!, clearing: info.clr_type!, message: info.medins_setl_id! },
  ...{ refund: info.refd_setl_flag === '1', at: info.setl_time! },
  ...{ totalFen: fen(info.medfee_sumamt), fundFen: fen(info.fund_pay_sumamt), accountFen: fen(info.acct_pay) },
  ...{ cashFen: fen(info.psn_cash_pay), balanceFen: fen(info.balc) },
});

/** What the patient takes home; no number of a person or card on it. */
export const printed = (name: string, receipt: Receipt): string =>
  [
    `${name}  ${receipt.refund ? '退费' : '收费'}凭条`,
    `时间 ${receipt.at}    流水 ${receipt.settlement.slice(-8)}`,
    `费用总额 ${yuan(receipt.totalFen)}`,
    `基金支付 ${yuan(receipt.fundFen)}    个人账户 ${yuan(receipt.accountFen)}    现金 ${yuan(receipt.cashFen)}`,
    `账户余额 ${yuan(receipt.balanceFen)}`,
  ].join('\n');
