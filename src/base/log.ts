// Structured logs. Personal data never belongs in them; what slips into a text is masked on the way out.
import { pino } from 'pino';

export type Logger = Pick<pino.Logger, 'info' | 'warn' | 'error' | 'debug'>;

const personal: [RegExp, (found: string) => string][] = [
  // Resident identity numbers keep 3 + 4, bank cards and phones keep their ends (GB/T 35273 practice).
  [/(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])/g, (s) => `${s.slice(0, 3)}***********${s.slice(-4)}`],
  [/(?<![0-9A-Za-z])\d{16,19}(?![0-9A-Za-z])/g, (s) => `****${s.slice(-4)}`],
  [/(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])/g, (s) => `${s.slice(0, 3)}****${s.slice(-4)}`],
];

/** Masks identity numbers, bank card numbers and phone numbers in a text. */
export function maskPersonal(text: string): string {
  return personal.reduce((out, [pattern, mask]) => out.replace(pattern, mask), text);
}

/** A logger that writes JSON lines to standard error, so that standard output stays free for answers. */
export function openLog(level: string, write: (line: string) => void = (line) => process.stderr.write(line)): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line: string) => write(maskPersonal(line)) },
  );
}

export const silentLog: Logger = pino({ level: 'silent' });
