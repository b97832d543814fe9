// Numbers the national terminal interface answers with: one for every refusal of a terminal; other card errors are minus the status word.
import { Refusal } from '../../base/refusal.ts';

const codes: Readonly<Record<string, number>> = {
  'terminal.wrong-interface': -1,
  'terminal.not-social-card': -1,
  'terminal.no-card': -2,
  'terminal.card-silent': -4,
  'terminal.card-removed': -4,
  'terminal.no-binding': -5,
  'terminal.no-pcsc': -11,
  'terminal.no-reader': -12,
  'terminal.reader-lost': -12,
  'terminal.bridge-refused': -12,
  'terminal.no-step-open': -14,
  'terminal.card-identifier-wrong': -20,
  'terminal.card-not-genuine': -21,
  'terminal.card-differs': -22,
  'terminal.bad-parameter': -23,
  'terminal.key-level': -24,
  'terminal.pin-cancelled': -31,
  'terminal.pin-timeout': -32,
  'terminal.bad-pin': -33,
  'terminal.pin-differs': -34,
  'terminal.pin-initial': -35,
  'terminal.pin-same-as-initial': -36,
  'terminal.pin-wrong': -51,
  'terminal.pin-blocked': -52,
  // The interface has no function for purse and bank: the card's own word, as for every other card error.
  'terminal.no-purse': -0x6a82,
  'terminal.no-bank-application': -0x6a82,
  'terminal.purse-blocked': -0x6a81,
  'terminal.purse-too-low': -0x9401,
  'terminal.ride-refused': -0x6985,
  'terminal.payment-declined': -0x6985,
  // A blank that was written wrongly: to a caller of the interface the card is not valid.
  'terminal.read-back-differs': -21,
  'terminal.no-psam': -2201,
  'terminal.algorithm-unsupported': -2202,
  'terminal.psam-lacks-read-key': -2203,
  'terminal.no-authorisation-needed': -2204,
};

/** The number of an error; errors of our own making are thrown on. */
export function codeOf(error: unknown): number {
  if (!(error instanceof Refusal)) throw error;
  if (error.code === 'terminal.card-refused') return -Number.parseInt(String(error.facts.sw), 16);
  const code = codes[error.code];
  if (code === undefined) throw error;
  return code;
}

/** After these a caller goes to the key module: no PSAM, cipher or key missing in it. */
export const fallsBack = (code: number): boolean => [-2201, -2202, -2203, -27272, -24].includes(code);
