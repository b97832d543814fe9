// How files with one bank look: a profile. What is written and read through it is the same for all banks.
import { createHash } from 'node:crypto';
import {
  isoLineFault,
  type Notice,
  readIsoAnswer,
  readIsoNotice,
  readIsoOrder,
  readIsoStatement,
  writeIsoAnswer,
  writeIsoNotice,
  writeIsoOrder,
  writeIsoStatement,
} from './wire/iso-files.ts';
import {
  type FileFault,
  type PaymentAnswer,
  type PaymentLine,
  type PaymentOrder,
  type Statement,
  totalOf,
  Unreadable,
} from './wire/payment.ts';
import {
  readTextAnswer,
  readTextOrder,
  readTextStatement,
  type TextProfile,
  textLineFault,
  writeTextAnswer,
  writeTextOrder,
  writeTextStatement,
} from './wire/text-files.ts';

export type Profile = { readonly code: string; readonly shape: 'iso' } | TextProfile;

/** Invented, because no bank publishes its own; a real bank is a new entry. */
export const profiles = {
  iso: { code: 'iso', shape: 'iso' },
  'gbk-delimited': { code: 'gbk-delimited', shape: 'delimited', end: '\n' },
  'gbk-fixed': {
    code: 'gbk-fixed',
    shape: 'fixed',
    end: '\r\n',
    codes: {
      'account-unknown': 'E001',
      'account-closed': 'E002',
      'name-mismatch': 'E003',
      'not-activated': 'E011',
      other: 'E999',
    },
  },
} as const satisfies Record<string, Profile>;
export type ProfileCode = keyof typeof profiles;

export interface PaymentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly totalFen: bigint;
  /** SM3 of the bytes: the same file is known again, and a changed one is not. */
  readonly digest: Uint8Array;
}

/** Lines of one file; a message of a bank holds no more. */
export const mostLines = 200_000;
const mostBytes = 256 * 1024 * 1024;

/** Why a line cannot go into a file of this profile; ask before the run, and hold the line. */
export const lineFault = (profile: Profile, line: PaymentLine) =>
  profile.shape === 'iso' ? isoLineFault(line) : textLineFault(line);

export function exportPaymentFile(profile: Profile, order: PaymentOrder): PaymentFile {
  const { lines } = order;
  if (lines.length === 0 || lines.length > mostLines) throw new Error(`a payment file has 1 to ${mostLines} lines`);
  const wrong = lines.find((line) => line.amountFen <= 0n || lineFault(profile, line) !== undefined);
  if (wrong) throw new Error(`payment line ${wrong.id} cannot be written`);
  const bytes = profile.shape === 'iso' ? writeIsoOrder(order) : writeTextOrder(profile, order);
  return {
    name: `${order.executeOn.replaceAll('-', '')}-${order.messageId}.${profile.shape === 'iso' ? 'xml' : 'txt'}`,
    bytes,
    count: lines.length,
    totalFen: totalOf(lines),
    digest: createHash('sm3').update(bytes).digest(),
  };
}

/** Reads, or says what is wrong with the file as a value: one bad file must not stop the others. */
function guarded<T>(bytes: Uint8Array, read: () => T): T | FileFault {
  if (bytes.length > mostBytes) return { fault: 'too-large' };
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return error.fault;
    throw error;
  }
}

export const readPaymentAnswer = (profile: Profile, bytes: Uint8Array): PaymentAnswer | FileFault =>
  guarded(bytes, () => (profile.shape === 'iso' ? readIsoAnswer(bytes) : readTextAnswer(profile, bytes)));

export const readStatement = (profile: Profile, bytes: Uint8Array): Statement | FileFault =>
  guarded(bytes, () => (profile.shape === 'iso' ? readIsoStatement(bytes) : readTextStatement(profile, bytes)));

export const readNotice = (bytes: Uint8Array): Notice | FileFault => guarded(bytes, () => readIsoNotice(bytes));

// The bank's side of the same files.

export const readPaymentFile = (profile: Profile, bytes: Uint8Array): PaymentOrder | FileFault =>
  guarded(bytes, () => (profile.shape === 'iso' ? readIsoOrder(bytes) : readTextOrder(profile, bytes)));

export const writePaymentAnswer = (profile: Profile, answer: PaymentAnswer): Uint8Array =>
  profile.shape === 'iso' ? writeIsoAnswer(answer) : writeTextAnswer(profile, answer);

export const writeStatement = (profile: Profile, statement: Statement): Uint8Array =>
  profile.shape === 'iso' ? writeIsoStatement(statement) : writeTextStatement(profile, statement);

export const writeNotice = (notice: Notice): Uint8Array => writeIsoNotice(notice);
