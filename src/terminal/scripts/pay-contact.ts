// A payment through the contacts (PBOC debit/credit, electronic cash): records, authentication, restrictions, PIN, the terminal's own
// judgement, GENERATE AC, the bank's answer, scripts.
import { Refusal } from '../../base/refusal.ts';
import { layDol, parseDol, verifyDynamic } from '../../chip/index.ts';
import { fromHex } from '../../crypto/index.ts';
import type { CardChannel } from '../card-channel.ts';
import { hex } from '../hex.ts';
import { refuse } from '../refusals.ts';
import {
  bookedWith,
  cashIn,
  getData,
  keyOfCard,
  panOf,
  processingOptions,
  readRecords,
  selectBank,
  type Values,
  valueIn,
} from './bank-card.ts';
import {
  amountDigits,
  type PaymentOrder,
  type PaymentRequest,
  type PaymentResult,
  type PaymentTerminal,
  type TornPayment,
  terminalValues,
} from './payment.ts';
import { judgePin } from './pin.ts';

/** Bits of the terminal verification results (95) this terminal sets: byte and bit. */
const tvr = {
  notAuthenticated: [0, 0x80],
  dataMissing: [0, 0x20],
  signatureWrong: [0, 0x08],
  expired: [1, 0x40],
  notYetEffective: [1, 0x20],
  aboveFloor: [3, 0x80],
} as const;

/** The acquirer's action codes, as demo terminals of the network carry them [likely]. */
const acquirer = { byDefault: fromHex('D84000A800'), denial: fromHex('0010000000'), online: fromHex('D84004F800') };

const REFERENCE = { aac: 0x00, tc: 0x40, arqc: 0x80 } as const;
const text = (ascii: string): Uint8Array => new TextEncoder().encode(ascii);

export async function payByContact(
  channel: CardChannel,
  order: PaymentOrder,
  terminal: PaymentTerminal,
): Promise<PaymentResult | TornPayment> {
  const values = terminalValues(order, terminal, new Uint8Array(4));
  const pdol = await selectBank(channel);
  const options = await processingOptions(channel, pdol, values);
  const atc = (await getData(channel, 0x9f36)) ?? new Uint8Array(2);
  const covered = await readRecords(channel, options, values);
  const flags = values.get(0x95)!;
  const raise = ([byte, bit]: readonly [number, number]) => {
    flags[byte]! |= bit;
  };
  for (const tag of [0x5a, 0x5f24, 0x8c, 0x8d]) if (!values.has(tag)) raise(tvr.dataMissing);
  const genuine = await authenticate(channel, values, covered, terminal, raise);
  restrict(values, raise);
  // Without a PIN the holder signs, which the card's list of methods allows.
  if (terminal.pin !== undefined) await verifyPin(channel, terminal.pin);
  if (order.amountFen > terminal.floorFen) raise(tvr.aboveFloor);
  const wish = order.kind === 'cash-load' ? REFERENCE.arqc : judge(values, flags, terminal.bank !== undefined);
  let first: Cryptogram;
  try {
    first = await generate(channel, wish, 0x8c, values);
  } catch (error) {
    // An approval from the cash may have been booked although its answer was lost.
    if (wish !== REFERENCE.tc || !isLoss(error)) throw error;
    return { outcome: 'torn', atc: hex(atc), amountFen: order.amountFen };
  }
  const said = { ...panOf(values), genuine };
  if (first.kind !== REFERENCE.arqc) return result(first, said, 'offline', []);
  return askBank(channel, order, terminal, { values, options, first, said });
}

/** Asks a card what became of a torn payment: its log knows. */
export async function settleTornPayment(
  channel: CardChannel,
  { atc }: TornPayment,
): Promise<{ readonly outcome: 'paid' | 'not paid' }> {
  await selectBank(channel);
  return { outcome: (await bookedWith(channel, fromHex(atc))) ? 'paid' : 'not paid' };
}

export const isLoss = (error: unknown): boolean => error instanceof Refusal && error.code !== 'terminal.card-refused';

interface Cryptogram {
  readonly kind: number;
  readonly atc: Uint8Array;
  readonly cryptogram: Uint8Array;
  readonly issuerData: Uint8Array;
}

type Said = { readonly pan: string; readonly sequence: string; readonly genuine: boolean };
type Raise = (flag: readonly [number, number]) => void;

/** Dynamic authentication: the chain of certificates, then a signature over a number of ours. */
async function authenticate(
  channel: CardChannel,
  values: Values,
  covered: Uint8Array,
  { authorities }: PaymentTerminal,
  raise: Raise,
): Promise<boolean> {
  const key = keyOfCard(authorities, values, covered);
  const list = parseDol(values.get(0x9f49) ?? new Uint8Array(0));
  if (!key || !list?.some(({ tag }) => tag === 0x9f37)) {
    raise(authorities.has(values.get(0x8f)?.[0] ?? -1) ? tvr.signatureWrong : tvr.notAuthenticated);
    return false;
  }
  const asked = layDol(list, values);
  const answer = await channel.need('INTERNAL AUTHENTICATE', [0x00, 0x88, 0, 0], asked, 0);
  const signed = valueIn(answer, 0x80);
  const good = verifyDynamic(key, signed.length > 0 ? signed : valueIn(answer, 0x77, 0x9f4b), asked) !== undefined;
  if (!good) raise(tvr.signatureWrong);
  return good;
}

function restrict(values: Values, raise: Raise): void {
  const today = hex(values.get(0x9a)!);
  if (hex(values.get(0x5f24) ?? fromHex('000000')) < today) raise(tvr.expired);
  if (hex(values.get(0x5f25) ?? fromHex('000000')) > today) raise(tvr.notYetEffective);
}

/** The financial PIN, checked by the card. Refuses `bad-pin`, `pin-wrong`, `pin-blocked`. */
export async function verifyPin(channel: CardChannel, pin: string): Promise<void> {
  if (!/^\d{4,12}$/.test(pin)) throw refuse('bad-pin');
  const block = fromHex(`2${pin.length.toString(16)}${pin}`.padEnd(16, 'F'));
  judgePin('VERIFY', (await channel.ask(0x00, 0x20, 0x00, 0x80, block)).sw);
}

/** Action codes of card and acquirer against what was found: decline, ask the bank, or approve. */
function judge(values: Values, flags: Uint8Array, online: boolean): number {
  const meets = (tag: number, ours: Uint8Array, missing: number) =>
    flags.some((byte, i) => (byte & ((values.get(tag)?.[i] ?? missing) | ours[i]!)) !== 0);
  if (meets(0x9f0e, acquirer.denial, 0)) return REFERENCE.aac;
  if (online) return meets(0x9f0f, acquirer.online, 0xff) ? REFERENCE.arqc : REFERENCE.tc;
  return meets(0x9f0d, acquirer.byDefault, 0xff) ? REFERENCE.aac : REFERENCE.tc;
}

async function generate(channel: CardChannel, kind: number, listTag: number, values: Values): Promise<Cryptogram> {
  const list = parseDol(values.get(listTag) ?? new Uint8Array(0)) ?? [];
  const answer = await channel.need('GENERATE AC', [0x80, 0xae, kind, 0], layDol(list, values), 0);
  const bytes = valueIn(answer, 0x80);
  if (bytes.length < 11) throw refuse('card-silent', { step: 'GENERATE AC' });
  return {
    ...{ kind: bytes[0]! & 0xc0, atc: bytes.slice(1, 3) },
    ...{ cryptogram: bytes.slice(3, 11), issuerData: bytes.slice(11) },
  };
}

interface Asking {
  readonly values: Values;
  readonly options: Values;
  readonly first: Cryptogram;
  readonly said: Said;
}

async function askBank(
  channel: CardChannel,
  order: PaymentOrder,
  { bank }: PaymentTerminal,
  { values, options, first, said }: Asking,
): Promise<PaymentResult> {
  const { atc, cryptogram, issuerData } = first;
  const request: PaymentRequest = {
    ...{ pan: said.pan, sequence: said.sequence, kind: order.kind ?? 'purchase', amountFen: order.amountFen },
    authorization: { values: new Map(values), aip: options.get(0x82)!, atc, cryptogram, issuerData },
  };
  const heard = await bank?.authorise(request);
  try {
    if (!heard) {
      values.set(0x8a, text('Z3'));
      const last = await generate(channel, REFERENCE.aac, 0x8d, values);
      return { ...result(last, said, 'online', []), reason: '发卡银行无法连通 the bank cannot be reached' };
    }
    values.set(0x8a, text(heard.responseCode));
    if (heard.issuerProof) await channel.ask(0x00, 0x82, 0, 0, heard.issuerProof);
    const last = await generate(channel, heard.approved ? REFERENCE.tc : REFERENCE.aac, 0x8d, values);
    const scripts: string[] = [];
    for (const script of heard.scripts) {
      const { sw } = await channel.send(script);
      scripts.push(sw.toString(16).toUpperCase().padStart(4, '0'));
      if (sw !== 0x9000) break;
    }
    // The card did not believe the bank, or the load did not get onto it: the money goes back.
    const failed = last.kind !== REFERENCE.tc || (order.kind === 'cash-load' && scripts.some((sw) => sw !== '9000'));
    if (heard.approved && failed) await bank!.reverse(request);
    const done = result(last, said, 'online', scripts);
    // A script may have filled the cash after the card had certified what was in it.
    const cash = scripts.length > 0 ? await getData(channel, 0x9f79) : undefined;
    if (heard.approved && cash) return { ...done, cashFen: amountDigits(cash) };
    return heard.approved ? done : { ...done, reason: `发卡银行拒绝 declined by the bank (${heard.responseCode})` };
  } catch (error) {
    if (heard?.approved) await bank!.reverse(request);
    throw error;
  }
}

function result(
  { kind, atc, cryptogram, issuerData }: Cryptogram,
  { pan, genuine }: Said,
  way: PaymentResult['way'],
  scripts: readonly string[],
): PaymentResult {
  const cashFen = cashIn(issuerData);
  return {
    ...{ outcome: kind === REFERENCE.tc ? 'approved' : 'declined', way, genuine, pan, atc: hex(atc) },
    ...{ cryptogram: hex(cryptogram), scripts },
    ...(cashFen === undefined ? {} : { cashFen }),
  };
}
