// How files with one bank look: a profile. What is written and read through it is the same for all banks.
import { createHash } from 'node:crypto';
import {
  isoLineFault,
  isoOrder,
  type Notice,
  readIsoAnswer,
  readIsoNotice,
  readIsoOrder,
  readIsoStatement,
  writeIsoAnswer,
  writeIsoNotice,
  writeIsoStatement,
} from './wire/iso-files.ts';
import {
  type FileFault,
  type OrderHead,
  type OrderText,
  type PaymentAnswer,
  type PaymentLine,
  type PaymentOrder,
  type Statement,
  Unreadable,
} from './wire/payment.ts';
import {
  readTextAnswer,
  readTextOrder,
  readTextStatement,
  type TextProfile,
  textLineFault,
  textOrder,
  writeTextAnswer,
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

/** Writes a payment file a page at a time: the names of a whole bank never lie in memory together. */
export class PaymentFileWriter {
  readonly #profile: Profile;
  readonly #head: OrderHead;
  readonly #text: OrderText;
  readonly #parts: Uint8Array[] = [];
  readonly #digest = createHash('sm3');
  #count = 0;
  #totalFen = 0n;

  constructor(profile: Profile, head: OrderHead) {
    if (head.count < 1 || head.count > mostLines) throw new Error(`a payment file has 1 to ${mostLines} lines`);
    this.#profile = profile;
    this.#head = head;
    this.#text = profile.shape === 'iso' ? isoOrder(head) : textOrder(profile, head);
    this.#write(this.#text.open);
  }

  #write(text: string): void {
    const bytes = this.#text.encode(text);
    this.#digest.update(bytes);
    this.#parts.push(bytes);
  }

  add(lines: readonly PaymentLine[]): void {
    let text = '';
    for (const line of lines) {
      if (line.amountFen <= 0n || lineFault(this.#profile, line) !== undefined)
        throw new Error(`payment line ${line.id} cannot be written`);
      text += this.#text.line(line, this.#count);
      this.#count += 1;
      this.#totalFen += line.amountFen;
    }
    this.#write(text);
  }

  /** The file; throws when its lines are not what its head says, to the fen. */
  end(): PaymentFile {
    const { messageId, executeOn, count, totalFen } = this.#head;
    if (this.#count !== count || this.#totalFen !== totalFen)
      throw new Error(
        `payment file ${messageId} has ${this.#count} lines of ${this.#totalFen} fen, not what was approved`,
      );
    this.#write(this.#text.close);
    return {
      name: `${executeOn.replaceAll('-', '')}-${messageId}.${this.#profile.shape === 'iso' ? 'xml' : 'txt'}`,
      bytes: Buffer.concat(this.#parts),
      count,
      totalFen,
      digest: this.#digest.digest(),
    };
  }
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
