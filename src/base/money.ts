// Money is bigint fen everywhere; this file is the only place where it meets text.

/** Whole fen from a decimal string as JSON carries it. */
export function parseFen(text: string): bigint {
  if (!/^-?\d{1,18}$/.test(text)) throw new RangeError(`not an amount in fen: ${text}`);
  return BigInt(text);
}

/** '20.00' from 2000n. */
export function yuan(fen: bigint): string {
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0');
  return `${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Whole fen from yuan as files of banks carry them: '8.20', '8.2', '8', '1.15000'. Never through a floating number. */
export function parseYuan(text: string): bigint {
  const parts = /^(\d{1,16})(?:\.(\d{1,2})0*)?$/.exec(text);
  if (!parts) throw new RangeError('not an amount in yuan');
  return BigInt(parts[1]!) * 100n + BigInt((parts[2] ?? '').padEnd(2, '0'));
}
