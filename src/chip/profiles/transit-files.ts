// The fixed layouts of 交通联合 files, and the two functions that write and read them.
import { fromHex } from '../../crypto/index.ts';
import { concat, toHex } from '../bytes.ts';

/** Name and length of each field, in order. */
export type Layout = readonly (readonly [name: string, length: number])[];

export const transitLayout = {
  /** File 15, 30 bytes: the purse itself. `serial` holds the 19-digit card number after one 0. */
  issue: [
    ['issuer', 8],
    ['type', 1],
    ['version', 1],
    ['serial', 10],
    ['start', 4],
    ['expiry', 4],
    ['issuerData', 2],
  ],
  /** File 16, 55 bytes: left empty on cards that carry their holder's name elsewhere. */
  holder: [
    ['holderType', 1],
    ['staff', 1],
    ['name', 20],
    ['idNumber', 32],
    ['idType', 1],
  ],
  /** File 17, 60 bytes: where the card comes from, whether other cities take it, and whose fares it gets. */
  place: [
    ['country', 4],
    ['province', 2],
    ['city', 2],
    ['interoperable', 2],
    ['cardType', 1],
    ['reserved', 49],
  ],
  /** File 18, 23 bytes, written by the card. */
  log: [
    ['sequence', 2],
    ['overdraft', 3],
    ['amount', 4],
    ['type', 1],
    ['terminal', 6],
    ['time', 7],
  ],
  /** Record of file 1A for rail, 128 bytes: an open journey. */
  journey: [
    ['flag', 2],
    ['length', 2],
    ['valid', 1],
    ['locked', 1],
    ['serial', 8],
    ['state', 1],
    ['cityIn', 2],
    ['cityOut', 2],
    ['operatorIn', 8],
    ['operatorOut', 8],
    ['stationIn', 8],
    ['stationOut', 8],
    ['deviceIn', 8],
    ['deviceOut', 8],
    ['timeIn', 7],
    ['timeOut', 7],
    ['maximumFare', 4],
    ['lineIn', 1],
    ['lineOut', 1],
    ['amountIn', 4],
    ['balanceIn', 4],
    ['amountPaid', 4],
    ['local', 29],
  ],
  /** Record of file 1E, 48 bytes: one tap anywhere in the country. */
  tap: [
    ['type', 1],
    ['device', 8],
    ['sector', 1],
    ['line', 2],
    ['station', 2],
    ['operator', 2],
    ['reserved', 1],
    ['amount', 4],
    ['balance', 4],
    ['time', 7],
    ['city', 2],
    ['acceptor', 8],
    ['filler', 6],
  ],
} as const satisfies Record<string, Layout>;

export type FieldsOf<L extends Layout> = { [name in L[number][0]]: string };

const lengthOf = (layout: Layout): number => layout.reduce((sum, [, length]) => sum + length, 0);

/** Fields (hex) to bytes; a field left out is zeros. Throws RangeError when one has the wrong length. */
export function packFields<L extends Layout>(layout: L, fields: Partial<FieldsOf<L>>): Uint8Array {
  const parts = layout.map(([name, length]) => {
    const text = (fields as Record<string, string | undefined>)[name];
    const value = text === undefined ? new Uint8Array(length) : fromHex(text);
    if (value.length !== length) throw new RangeError(`${name}: ${length} bytes wanted`);
    return value;
  });
  return concat(...parts);
}

/** Bytes to fields (hex). Throws RangeError when the length is not the layout's. */
export function unpackFields<L extends Layout>(layout: L, bytes: Uint8Array): FieldsOf<L> {
  if (bytes.length !== lengthOf(layout)) throw new RangeError(`${lengthOf(layout)} bytes wanted`);
  let at = 0;
  const entries = layout.map(([name, length]) => {
    at += length;
    return [name, toHex(bytes.subarray(at - length, at))];
  });
  return Object.fromEntries(entries) as FieldsOf<L>;
}
