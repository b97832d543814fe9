// The ledger's id of the debit that belongs to a use: made from terminal and number, so that a repeat can never pay twice.

/** A UUID of version 8 (RFC 9562: made by a rule of our own): the terminal, then 15 hexadecimal digits of the number. */
export function transferIdOf(terminal: number, number: bigint): string {
  const digits = number.toString(16).padStart(15, '0');
  return `${terminal.toString(16).padStart(8, '0')}-7573-8000-8${digits.slice(0, 3)}-${digits.slice(3)}`;
}
