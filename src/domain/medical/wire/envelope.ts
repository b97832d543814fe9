// The envelope of the national interface: what surrounds every message. The two misspelt region keys are the standard's own.
import type { House } from '../../../base/call.ts';
import { decimalText, node, type Row, readRow, WireFault } from './field-table.ts';

/** fixmedins_name is longer in practice than the 20 the table says. */
const table = node(`
  infno(10)! msgid(30)! mdtrtarea_admvs(6)! insuplc_admdvs(6) recer_sys_code(10)! dev_no(100) dev_safe_info(2000) cainfo(1024)
  signtype(10) infver(6)! opter_type(3)!=opter_type opter(30)! opter_name(50)! inf_time:dt! fixmedins_code(12)! fixmedins_name(200)!
  sign_no(30)`);

export interface Envelope {
  readonly infno: string;
  readonly msgid: string;
  readonly treatedIn: string;
  readonly insuredIn: string | undefined;
  readonly operator: string;
  readonly institutionCode: string;
  readonly signNo: string | undefined;
  readonly input: Readonly<Record<string, unknown>>;
}

const mostInput = 40_000;

export function readEnvelope(body: unknown): Envelope {
  const row: Row = readRow(table.fields, body, '报文');
  const input = (body as Record<string, unknown>).input;
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new WireFault('报文.input：必填节点缺失');
  return {
    ...{ infno: row.infno!, msgid: row.msgid!, treatedIn: row.mdtrtarea_admvs!, insuredIn: row.insuplc_admdvs },
    ...{ operator: row.opter!, institutionCode: row.fixmedins_code!, signNo: row.sign_no },
    input: input as Record<string, unknown>,
  };
}

/** Ordinary inputs hold 40,000 characters; lists of fee lines may be longer in practice, up to the limit of the door. */
export const tooLong = (envelope: Envelope): boolean =>
  !/^2[1-3]0/.test(envelope.infno) && JSON.stringify(envelope.input).length > mostInput;

const compact = (at: Date): string =>
  new Date(at.getTime() + 8 * 3600_000).toISOString().replace(/\D/g, '').slice(0, 17);

let serial = 0;

export interface Answer {
  readonly infcode: number | string;
  readonly [key: string]: unknown;
}

/** An answer in the standard's order. Absent numbers are "0" and absent texts "", which the functions see to. */
export function answerOf(
  house: House,
  given: { region: string; asText: boolean; received: Date; error?: string; warning?: string; output?: unknown },
): Answer {
  const now = house.clock.now();
  serial = (serial + 1) % 10_000_000_000;
  const code = given.error === undefined ? 0 : -1;
  return {
    infcode: given.asText ? String(code) : code,
    inf_refmsgid: `${given.region}${compact(now).slice(0, 14)}${String(serial).padStart(10, '0')}`,
    refmsg_time: compact(given.received),
    respond_time: compact(now),
    err_msg: (given.error ?? '').slice(0, 200),
    ...(given.warning ? { warn_msg: given.warning } : {}),
    output: given.output ?? {},
  };
}

/** 1250 fen → '12.50'. */
export const amount = (fen: string | bigint): string => decimalText(BigInt(fen), 2);
/** Per ten thousand → n5,4. */
export const ratio = (rate: number): string => decimalText(BigInt(rate), 4);
