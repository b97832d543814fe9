// A quick payment by air (qPBOC 小额快速支付): the card decides in one answer. Offline from the electronic cash with a signature made in
// that answer (fDDA), or online; the card may be gone by the time the bank answers.
import { parseIssuerData, verifyDynamic } from '../../chip/index.ts';
import { concat, fromHex } from '../../crypto/index.ts';
import type { CardChannel } from '../card-channel.ts';
import { hex } from '../hex.ts';
import { refuse } from '../refusals.ts';
import { cashIn, keyOfCard, panOf, processingOptions, readRecords, selectBank, type Values } from './bank-card.ts';
import { isLoss } from './pay-contact.ts';
import {
  type PaymentOrder,
  type PaymentRequest,
  type PaymentResult,
  type PaymentTerminal,
  type TornPayment,
  terminalValues,
} from './payment.ts';

/** TTQ: contactless PBOC, online PIN and signature possible, fDDA 01; without a bank the reader is offline-only. */
const wish = (online: boolean): Uint8Array => fromHex(online ? '26000080' : '2A000080');

const none = new Uint8Array(0);
/** Kinds of cryptogram as the card's results number them. */
const kinds = ['AAC', 'TC', 'ARQC'] as const;
const ONLINE_PIN = 0x80;

export async function payByTap(
  channel: CardChannel,
  order: PaymentOrder,
  terminal: PaymentTerminal,
): Promise<PaymentResult | TornPayment> {
  if (order.kind === 'cash-load') throw refuse('wrong-interface', { type: 2 });
  const values = terminalValues({ ...order, cash: true }, terminal, wish(terminal.bank !== undefined));
  const options = await processingOptions(channel, await selectBank(channel), values);
  const [issuerData, atc] = [options.get(0x9f10) ?? none, options.get(0x9f36) ?? none];
  const results = parseIssuerData(issuerData)?.results;
  const kind = results && kinds[(results[1]! >> 4) & 3];
  if (!kind || atc.length !== 2) throw refuse('card-silent', { step: 'GET PROCESSING OPTIONS' });
  for (const [tag, value] of options) values.set(tag, value);
  const cashFen = cashIn(issuerData);
  const said = {
    ...{ atc: hex(atc), cryptogram: hex(options.get(0x9f26) ?? none), scripts: [] },
    ...(cashFen === undefined ? {} : { cashFen }),
  };
  if (kind === 'ARQC') return online(order, terminal, values, options, said);
  if (kind === 'AAC') return { ...said, ...ofCard(values), outcome: 'declined', way: 'offline', genuine: false };
  let covered: Uint8Array;
  try {
    // Reading the last record is what moves the money.
    covered = await readRecords(channel, options, values);
  } catch (error) {
    if (!isLoss(error)) throw error;
    return { outcome: 'torn', atc: hex(atc), amountFen: order.amountFen };
  }
  const genuine = isSigned(values, covered, terminal);
  return { ...said, ...ofCard(values), outcome: genuine ? 'approved' : 'declined', way: 'offline', genuine };
}

const ofCard = (values: Values) => ({ pan: panOf(values).pan });

/** fDDA version 01: our number, amount, currency and the card's 9F69 under the card's key. */
function isSigned(values: Values, covered: Uint8Array, { authorities }: PaymentTerminal): boolean {
  const key = keyOfCard(authorities, values, covered);
  const ours = [0x9f37, 0x9f02, 0x5f2a, 0x9f69].map((tag) => values.get(tag) ?? none);
  return key !== undefined && verifyDynamic(key, values.get(0x9f4b) ?? none, concat(...ours), true) !== undefined;
}

async function online(
  order: PaymentOrder,
  { bank, pin }: PaymentTerminal,
  values: Values,
  options: Values,
  said: Pick<PaymentResult, 'atc' | 'cryptogram' | 'scripts' | 'cashFen'>,
): Promise<PaymentResult> {
  const card = panOf(values);
  const declined = { ...said, pan: card.pan, outcome: 'declined', way: 'online', genuine: false } as const;
  if ((options.get(0x9f6c)?.[0] ?? 0) & ONLINE_PIN && pin === undefined)
    return { ...declined, reason: '超过免密限额，需输入密码 above the limit without PIN' };
  const request: PaymentRequest = {
    ...{ ...card, kind: 'purchase', amountFen: order.amountFen },
    authorization: {
      ...{ values, aip: options.get(0x82)!, atc: options.get(0x9f36)! },
      ...{ cryptogram: options.get(0x9f26) ?? none, issuerData: options.get(0x9f10)! },
    },
  };
  const heard = await bank?.authorise(request);
  if (!heard) return { ...declined, reason: '发卡银行无法连通 the bank cannot be reached' };
  // Online the bank has judged the cryptogram: whether the card is genuine is its word.
  if (heard.approved) return { ...declined, outcome: 'approved', genuine: true };
  return { ...declined, reason: `发卡银行拒绝 declined by the bank (${heard.responseCode})` };
}
