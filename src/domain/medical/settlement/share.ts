// The one place where a rate meets an amount: bigint fen, rates per ten thousand, rounding named by the caller.

/** 100 % as a rate. */
export const whole = 10_000n;

export type Rounding = 'half-up' | 'down' | 'up';

/** `rate` ten-thousandths of an amount. Neither may be negative. */
export const share = (amountFen: bigint, rate: bigint, rounding: Rounding = 'half-up'): bigint =>
  divide(amountFen * rate, whole, rounding);

/** A quotient as a whole number. */
export function divide(dividend: bigint, divisor: bigint, rounding: Rounding = 'half-up'): bigint {
  if (dividend < 0n || divisor <= 0n) throw new RangeError('a share is taken of amounts that are not negative');
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  if (rest === 0n || rounding === 'down') return quotient;
  return rounding === 'up' || rest * 2n >= divisor ? quotient + 1n : quotient;
}

export function least(first: bigint, ...more: readonly bigint[]): bigint {
  let smallest = first;
  for (const amount of more) if (amount < smallest) smallest = amount;
  return smallest;
}

export const notBelowZero = (amount: bigint): bigint => (amount < 0n ? 0n : amount);

export const sum = (amounts: Iterable<bigint>): bigint => {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
};
