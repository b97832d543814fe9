// The ledger's id of the debit that belongs to a use: made from terminal and number, so that a repeat can never pay twice.

/** A UUID of version 8 (RFC 9562: made by a rule of our own). */
export function transferIdOf(terminal: number, number: bigint): string {
  const digits = number.toString(16).padStart(18, '0');
  const head = terminal.toString(16).padStart(8, '0');
  return `${head}-7573-8${digits.slice(0, 3)}-8${digits.slice(3, 6)}-${digits.slice(6)}`;
}
